//! Other texts for files that are known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::given::Given;
use super::input::Content;
use super::recheck::Memory;
use super::workspace::{File, Set, Workspace, taken};
use crate::source::{FileId, with_line_ends};

impl<'a> Workspace<'a> {
    /// Gives a file that was given or that others use another text. Files that it uses now are loaded. Says whether
    /// there is a file of that name.
    ///
    /// [`Workspace::recheck`] then finds what a workspace that was filled anew would find.
    pub fn edit(&mut self, name: &str, text: impl Into<String>) -> bool {
        let Some(&index) = self.by_name.get(name) else { return false };
        self.set_texts(BTreeMap::from([(FileId(index as u32), text.into())]));
        true
    }

    /// Takes a file out of the sets that it was given to; a set without files is none. What uses it is looked up
    /// anew, where the loader finds it, if anywhere. Says whether a file of that name had been given.
    ///
    /// [`Workspace::recheck`] then finds what a workspace would find that was never given the file.
    ///
    /// ```
    /// use comity::checks::Settings;
    /// use comity::driver::{Bundled, Input, Workspace};
    ///
    /// let mut workspace = Workspace::new(&Bundled);
    /// workspace.add_set(vec![
    ///     Input::text("a.norm", "kind Person\naction vote\nnorm a { Person must vote }\n"),
    ///     Input::text("b.norm", "norm b { Person must not vote }\n"),
    /// ]);
    /// assert_eq!(workspace.recheck(&Settings::default()).diagnostics[0].rule.code, "C201");
    ///
    /// assert!(workspace.remove("b.norm"));
    /// assert!(workspace.recheck(&Settings::default()).diagnostics.is_empty());
    /// assert!(!workspace.remove("b.norm"), "it is gone");
    /// ```
    pub fn remove(&mut self, name: &str) -> bool {
        let known = self.by_name.get(name).copied();
        let is_given =
            |index: &usize| self.given.iter().any(|it| it.files().any(|it| it == *index));
        let Some(index) = known.filter(is_given) else { return false };
        self.given.iter_mut().for_each(|given| given.take_out(index));
        self.given.retain(|given| given.files().next().is_some());
        Arc::make_mut(&mut self.by_name).remove(name);
        self.forget(index);
        let uses_it = |file: &Arc<File>| file.uses.iter().any(|one| one.target == Some(index));
        let users = self.files.iter().enumerate().filter(|(_, file)| uses_it(file));
        let users = users.map(|(place, _)| place).collect();
        self.follow_uses(users);
        self.forget_unused();
        true
    }

    /// Lets go of what no set holds any more: where it is given again, or used, it is read anew.
    fn forget_unused(&mut self) {
        let used: BTreeSet<usize> = self.in_use().into_iter().collect();
        let known = self.by_name.values().copied();
        let unused: Vec<usize> = known.filter(|index| !used.contains(index)).collect();
        Arc::make_mut(&mut self.by_name).retain(|_, index| used.contains(index));
        unused.into_iter().for_each(|index| self.forget(index));
    }

    fn forget(&mut self, index: usize) {
        self.versions += 1;
        self.files[index] = Arc::new(File::empty(self.versions));
        self.sources.replace(FileId(index as u32), String::new());
    }

    /// The same files and sets, with other texts in some files.
    pub(super) fn with_texts(&self, texts: BTreeMap<FileId, String>) -> Workspace<'a> {
        self.copied(self.given.clone(), texts)
    }

    /// One of the sets at its place, with other texts in some files; the other sets are empty.
    pub(super) fn with_one_set(
        &self,
        place: usize,
        texts: BTreeMap<FileId, String>,
    ) -> Workspace<'a> {
        let order = |(at, set): (usize, &Set)| if at == place { set.order.clone() } else { vec![] };
        let given = self.sets.iter().enumerate().map(order).map(Given::Together);
        self.copied(given.collect(), texts)
    }

    fn copied(&self, given: Vec<Given>, texts: BTreeMap<FileId, String>) -> Workspace<'a> {
        let mut changed = Workspace {
            loader: self.loader,
            sources: self.sources.clone(),
            files: self.files.clone(),
            by_name: self.by_name.clone(),
            sets: Vec::new(),
            given,
            versions: self.versions,
            memory: Memory::default(),
        };
        changed.set_texts(texts);
        changed
    }

    /// Reads other texts, and looks them through for `use` again.
    pub(super) fn set_texts(&mut self, texts: BTreeMap<FileId, String>) {
        let mut waiting = Vec::new();
        for (id, text) in texts {
            let index = id.0 as usize;
            let (text, problem) = taken(Content::from_bytes(text.into_bytes()));
            let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
            let text = with_line_ends(text);
            let known = problem.is_none()
                && Arc::make_mut(&mut self.files[index]).take_over(
                    self.sources.text(id),
                    &text,
                    self.versions + 1,
                );
            self.sources.replace(id, text);
            match known {
                true => self.versions += 1,
                false => self.files[index] = Arc::new(self.read(id, problem)),
            }
            waiting.push(index);
        }
        self.follow_uses(waiting);
    }

    /// Looks up what these files use, and what the sets hold with it.
    fn follow_uses(&mut self, mut waiting: Vec<usize>) {
        while let Some(index) = waiting.pop() {
            self.load_uses(index, &mut waiting);
        }
        self.renew_sets();
    }
}
