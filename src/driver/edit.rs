//! Other texts for files that are known.

use std::collections::BTreeMap;

use super::input::Content;
use super::recheck::Memory;
use super::workspace::{Workspace, taken};
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

    /// The same files and sets, with other texts in some files.
    pub(super) fn with_texts(&self, texts: BTreeMap<FileId, String>) -> Workspace<'a> {
        let mut changed = Workspace {
            loader: self.loader,
            sources: self.sources.clone(),
            files: self.files.clone(),
            by_name: self.by_name.clone(),
            sets: self.sets.iter().map(|set| self.set(set.order.clone())).collect(),
            given: self.given.clone(),
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
                && self.files[index].take_over(self.sources.text(id), &text, self.versions + 1);
            self.sources.replace(id, text);
            match known {
                true => self.versions += 1,
                false => self.files[index] = self.read(id, problem),
            }
            waiting.push(index);
        }
        while let Some(index) = waiting.pop() {
            self.load_uses(index, &mut waiting);
        }
        let orders = std::mem::take(&mut self.sets).into_iter().map(|set| set.order);
        self.sets = orders.map(|order| self.set(order)).collect();
    }
}
