//! The files of a run, each loaded and read once, and the sets that they form.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::circles::circles;
use super::excerpt::{Piece, pieces};
use super::given::Given;
use super::input::{Content, Input, Loader};
use super::parts::{Part, parts};
use super::recheck::Memory;
use super::tree::Tree;
use super::{nearest, packs};
use crate::checks::inputs::{
    ambiguous_pack, circular_use, not_utf8, unknown_pack, unreadable_file,
};
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Sources, Span};
use crate::syntax::{self, ast, limits};

/// Files and the sets that they form. Files may be in several sets; each is read once.
pub struct Workspace<'a> {
    pub(super) loader: &'a dyn Loader,
    pub(super) sources: Sources,
    /// Copies of a workspace share them, as long as they are the same.
    pub(super) files: Vec<Arc<File>>,
    pub(super) by_name: Arc<BTreeMap<String, usize>>,
    pub(super) sets: Vec<Set>,
    /// Every file that was given, in a set or not, in the order in which they were; perhaps more than once.
    pub(super) given: Vec<Given>,
    /// How often a text was given or changed.
    pub(super) versions: u64,
    pub(super) memory: Memory,
}

/// One file, read. Its place in the list of files is its [`FileId`].
#[derive(Clone)]
pub(super) struct File {
    pub(super) tree: Tree,
    /// Its items and norms.
    pub(super) parts: Arc<[Part]>,
    /// What of it can be left out of an excerpt.
    pub(super) pieces: Arc<[Piece]>,
    pub(super) uses: Vec<Use>,
    /// Whether it holds scenarios or expectations.
    pub(super) expects: bool,
    /// Findings about the file and its text, told once whatever sets it is in.
    found: Vec<Diagnostic>,
    /// The same about what it uses.
    missing: Vec<Diagnostic>,
    unreadable: bool,
    /// Never twice the same in one workspace.
    pub(super) version: u64,
}

impl File {
    /// One that holds nothing.
    pub(super) fn empty(version: u64) -> Self {
        File {
            tree: Tree::new(ast::File::default()),
            parts: Arc::default(),
            pieces: Arc::default(),
            uses: Vec::new(),
            expects: false,
            found: Vec::new(),
            missing: Vec::new(),
            unreadable: false,
            version,
        }
    }

    /// Whether nothing is wrong with its text.
    pub(super) fn is_sound(&self) -> bool {
        !self.unreadable && self.found.is_empty()
    }
}

/// One `use` in a file.
#[derive(Clone)]
pub(super) struct Use {
    path: String,
    pub(super) span: Span,
    pub(super) target: Option<usize>,
}

/// Files that are checked together.
pub(super) struct Set {
    /// Those that were given.
    pub(super) roots: BTreeSet<usize>,
    /// The same in the order in which they were given.
    pub(super) order: Vec<usize>,
    /// Those and what they use, what is used before what uses it.
    pub(super) files: Vec<usize>,
}

impl<'a> Workspace<'a> {
    /// An empty one.
    pub fn new(loader: &'a dyn Loader) -> Self {
        Workspace {
            loader,
            sources: Sources::default(),
            files: Vec::new(),
            by_name: Arc::default(),
            sets: Vec::new(),
            given: Vec::new(),
            versions: 0,
            memory: Memory::default(),
        }
    }

    /// Adds files that are checked together, with what they use.
    pub fn add_set(&mut self, inputs: Vec<Input>) {
        let files = self.load(inputs);
        self.take(Given::Together(files));
    }

    pub(super) fn set(&self, order: Vec<usize>) -> Set {
        let files = self.closure(&order);
        Set { roots: order.iter().copied().collect(), order, files }
    }

    /// Adds a set for each of these files that holds an expectation: the file, what it uses, and `also`.
    pub fn add_tested(&mut self, inputs: Vec<Input>, also: Option<Input>) {
        let roots = self.load(inputs);
        let also = self.load(also.into_iter().collect());
        self.take(Given::Tested { roots, also });
    }

    /// How many sets there are.
    pub fn sets(&self) -> usize {
        self.sets.len()
    }

    /// The texts of all files.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Adds a text that holds no norms and that findings may point into.
    pub(super) fn add_aside(&mut self, name: &str, text: &str) -> FileId {
        self.files.push(Arc::new(File::empty(self.versions)));
        self.sources.add(name, text)
    }

    fn given_files(&self) -> Vec<usize> {
        self.given.iter().flat_map(Given::files).collect()
    }

    /// The files that were given and what they use, as they are now.
    pub(super) fn in_use(&self) -> Vec<usize> {
        self.closure(&self.given_files())
    }

    /// Findings about files and their text.
    pub(super) fn found_in_text(&self) -> Vec<Diagnostic> {
        let files = self.in_use();
        let files = files.iter().map(|&file| &self.files[file]);
        let found = files.flat_map(|file| file.found.iter().chain(&file.missing)).cloned();
        found.chain(self.use_findings()).collect()
    }

    /// What is wrong with the text of the files of a set, and with what they use.
    pub(super) fn found_in_text_of(&self, set: &Set) -> impl Iterator<Item = &Diagnostic> {
        let files = set.files.iter().map(|&file| &self.files[file]);
        files.flat_map(|file| file.found.iter().chain(&file.missing))
    }

    /// Whether a file that one of the set uses was not found, or could not be read.
    pub(super) fn misses_a_file(&self, set: &Set) -> bool {
        let mut files = set.files.iter().map(|&file| &self.files[file]);
        files.any(|file| file.unreadable || !file.missing.is_empty())
    }

    /// Where something stands that is no word of the language, or a word of it in place of a name.
    pub(super) fn misread(&self, set: &Set) -> BTreeSet<Span> {
        let found = set.files.iter().flat_map(|&file| &self.files[file].found);
        found.map(|it| it.primary.span).collect()
    }

    /// Whether some file could not be read.
    pub(super) fn is_unreadable(&self) -> bool {
        self.in_use().into_iter().any(|file| self.files[file].unreadable)
    }

    /// The tree of a file.
    pub(super) fn tree(&self, index: usize) -> Arc<ast::File> {
        self.files[index].tree.get(&self.sources, FileId(index as u32))
    }

    /// Gives up the trees of these files, until somebody asks for them again.
    pub(super) fn give_up_trees(&self, files: &[usize]) {
        files.iter().for_each(|&file| self.files[file].tree.give_up());
    }

    /// For each set, the files that no later one has.
    pub(super) fn last_uses(&self) -> Vec<Vec<usize>> {
        let mut seen = BTreeSet::new();
        let own = |set: &Set| {
            let new = set.files.iter().copied().filter(|&file| seen.insert(file));
            new.collect()
        };
        let mut last: Vec<Vec<usize>> = self.sets.iter().rev().map(own).collect();
        last.reverse();
        last
    }

    /// The trees of a set, for the resolver. Expectations of files that are only used are left out: they are
    /// run where those files are given.
    pub(super) fn trees(&self, set: &Set) -> Vec<(FileId, Arc<ast::File>)> {
        let tree = |&index: &usize| {
            let mut tree = self.tree(index);
            if !set.roots.contains(&index) && self.files[index].expects {
                Arc::make_mut(&mut tree).items.retain(|item| !is_expectation(&item.kind));
            }
            (FileId(index as u32), tree)
        };
        set.files.iter().map(tree).collect()
    }

    /// Findings about what the files of all sets `use`.
    fn use_findings(&self) -> Vec<Diagnostic> {
        // In an order that does not hang on when files were loaded: where a circle begins is told.
        let mut order = self.given_files();
        order.extend(self.in_use());
        let mut place_of = BTreeMap::new();
        order.retain(|&file| {
            let next = place_of.len();
            let new = !place_of.contains_key(&file);
            place_of.entry(file).or_insert(next);
            new
        });
        let target = |one: &Use| one.target.and_then(|target| place_of.get(&target).copied());
        let edges: Vec<Vec<_>> =
            order.iter().map(|&file| self.files[file].uses.iter().map(target).collect()).collect();
        let place = |&(at, edge): &(usize, usize)| {
            let file = order[at];
            (self.sources.name(FileId(file as u32)).to_owned(), self.files[file].uses[edge].span)
        };
        let circles = circles(&edges);
        let circles = circles
            .iter()
            .map(|circle| circular_use::diagnostic(&circle.iter().map(place).collect::<Vec<_>>()));
        circles.chain(self.sets.iter().flat_map(|set| self.ambiguous(set))).collect()
    }

    fn ambiguous(&self, set: &Set) -> Vec<Diagnostic> {
        let mut first: BTreeMap<&str, (usize, Span)> = BTreeMap::new();
        let mut found = Vec::new();
        for one in set.files.iter().flat_map(|&file| &self.files[file].uses) {
            let Some(target) = one.target else { continue };
            let &mut (known, span) = first.entry(&one.path).or_insert((target, one.span));
            if known != target {
                let name = |file: usize| self.sources.name(FileId(file as u32));
                let (first, second) = ((name(known), span), (name(target), one.span));
                found.push(ambiguous_pack::diagnostic(&one.path, first, second));
            }
        }
        found
    }

    /// Loads files and what they use. An explicit work list: a long chain of `use` is no deep recursion.
    fn load(&mut self, inputs: Vec<Input>) -> Vec<usize> {
        let mut waiting = Vec::new();
        let mut seen = BTreeSet::new();
        let mut roots = Vec::new();
        for input in inputs {
            let root = self.add(input, &mut waiting);
            if seen.insert(root) {
                roots.push(root);
            }
        }
        while let Some(index) = waiting.pop() {
            self.load_uses(index, &mut waiting);
        }
        roots
    }

    fn add(&mut self, input: Input, waiting: &mut Vec<usize>) -> usize {
        if let Some(&known) = self.by_name.get(&input.name) {
            return known;
        }
        let (text, problem) = taken(input.content);
        let id = self.sources.add(input.name.clone(), text);
        let file = self.read(id, problem);
        let index = self.files.len();
        self.files.push(Arc::new(file));
        Arc::make_mut(&mut self.by_name).insert(input.name, index);
        waiting.push(index);
        index
    }

    pub(super) fn read(&mut self, id: FileId, problem: Option<Problem>) -> File {
        let unreadable = problem.is_some();
        let (tree, found) = match problem {
            None => syntax::parse(&self.sources, id),
            Some(problem) => (ast::File::default(), vec![self.problem(id, problem)]),
        };
        self.versions += 1;
        File {
            parts: parts(&tree),
            pieces: pieces(&tree),
            uses: self.uses_of(&tree),
            expects: tree.items.iter().any(|item| is_expectation(&item.kind)),
            tree: Tree::new(tree),
            found,
            missing: Vec::new(),
            unreadable,
            version: self.versions,
        }
    }

    fn problem(&self, id: FileId, problem: Problem) -> Diagnostic {
        let name = self.sources.name(id);
        let end = self.sources.text(id).len() as u32;
        let span = Span::new(id, end, end);
        match problem {
            Problem::NotUtf8 { utf16, bytes } => not_utf8::diagnostic(name, bytes, utf16, span),
            Problem::TooLarge => syntax::file_too_large(name, span),
            Problem::Unreadable(reason) => unreadable_file::diagnostic(name, &reason, span),
        }
    }

    /// What a file uses, each once.
    fn uses_of(&self, tree: &ast::File) -> Vec<Use> {
        let mut paths = BTreeSet::new();
        let uses = tree.items.iter().filter_map(|item| self.use_of(item));
        uses.filter(|one| paths.insert(one.path.clone())).collect()
    }

    fn use_of(&self, item: &ast::Item) -> Option<Use> {
        let ast::ItemKind::Use(path) = &item.kind else { return None };
        let (path, span) = match path {
            ast::UsePath::Names(names) => {
                let first = names.first()?.span;
                let parts: Vec<_> =
                    names.iter().map(|name| self.sources.slice(name.span)).collect();
                (parts.join("/"), names.iter().fold(first, |span, name| span.to(name.span)))
            }
            ast::UsePath::Text(text) => {
                (self.sources.slice(text.span).trim_matches('"').replace('\\', "/"), text.span)
            }
        };
        Some(Use { path, span, target: None })
    }

    pub(super) fn load_uses(&mut self, index: usize, waiting: &mut Vec<usize>) {
        let mut missing = Vec::new();
        for at in 0..self.files[index].uses.len() {
            let target = self.find(index, at, waiting);
            if self.files[index].uses[at].target != target {
                Arc::make_mut(&mut self.files[index]).uses[at].target = target;
            }
            if target.is_none() {
                missing.push(at);
            }
        }
        let from = self.sources.name(FileId(index as u32));
        let uses = &self.files[index].uses;
        let shown = missing.iter().take(limits::MAX_ERRORS).map(|&at| &uses[at]);
        let found: Vec<_> = shown.map(|one| self.not_found(from, &one.path, one.span)).collect();
        let more = missing.len() - found.len();
        let last = missing.get(found.len()).map(|&at| uses[at].span);
        let found = found.into_iter().chain(last.map(|span| unknown_pack::more(more, span)));
        let found: Vec<Diagnostic> = found.collect();
        if !(found.is_empty() && self.files[index].missing.is_empty()) {
            Arc::make_mut(&mut self.files[index]).missing = found;
        }
    }

    fn find(&mut self, index: usize, at: usize, waiting: &mut Vec<usize>) -> Option<usize> {
        let from = self.sources.name(FileId(index as u32));
        let path = &self.files[index].uses[at].path;
        let on_disk = match packs::is_bundled(from) {
            true => None,
            false => self.loader.resolve(from, path),
        };
        let name = on_disk.or_else(|| packs::resolve(from, path))?;
        if let Some(&known) = self.by_name.get(&name) {
            return Some(known);
        }
        let content = match packs::read(&name) {
            Some(text) => Content::Text(text.to_owned()),
            None => self.loader.read(&name),
        };
        Some(self.add(Input { name, content }, waiting))
    }

    fn not_found(&self, from: &str, path: &str, span: Span) -> Diagnostic {
        let nearby = self.loader.nearby(from);
        let bundled = packs::names();
        let known = nearby.iter().map(String::as_str).chain(bundled.iter().copied());
        unknown_pack::diagnostic(path, nearest::nearest(path, known), &bundled, span)
    }

    /// The files and what they use, what is used first. Explicit stack, as above.
    fn closure(&self, roots: &[usize]) -> Vec<usize> {
        let mut order = Vec::new();
        let mut seen = BTreeSet::new();
        for &root in roots {
            if !seen.insert(root) {
                continue;
            }
            let mut path = vec![(root, 0)];
            while let Some((file, edge)) = path.last_mut() {
                let Some(one) = self.files[*file].uses.get(*edge) else {
                    order.push(*file);
                    path.pop();
                    continue;
                };
                *edge += 1;
                if let Some(target) = one.target.filter(|&target| seen.insert(target)) {
                    path.push((target, 0));
                }
            }
        }
        order
    }
}

/// Why a file has no text.
pub(super) enum Problem {
    NotUtf8 { utf16: bool, bytes: usize },
    TooLarge,
    Unreadable(String),
}

/// The text, and why there is no more.
pub(super) fn taken(content: Content) -> (String, Option<Problem>) {
    match content {
        Content::Text(text) => (text, None),
        Content::NotUtf8 { before, utf16 } => {
            let bytes = before.len();
            (before, Some(Problem::NotUtf8 { utf16, bytes }))
        }
        Content::TooLarge => (String::new(), Some(Problem::TooLarge)),
        Content::Unreadable(reason) => (String::new(), Some(Problem::Unreadable(reason))),
    }
}

/// Whether an item asks something of the norms.
pub(super) fn is_expectation(item: &ast::ItemKind) -> bool {
    matches!(item, ast::ItemKind::Scenario { .. } | ast::ItemKind::Expect(_))
}
