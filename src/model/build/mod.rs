//! From trees to a model: names are resolved, sorts are checked, errors are told.
//!
//! In this order: every name is declared; then sorts, words, heads of instruments, definitions; then norms, which
//! may name each other; then what is said about norms; last, circles. What could not be resolved is left out.

mod adjectives;
mod anybody;
mod aspects;
mod calls;
mod circles;
mod compare;
mod composed;
mod conditions;
mod declare;
mod declaring;
mod defaults;
mod definitions;
mod expectations;
mod finish;
mod graph;
mod in_speech;
mod inside;
mod instruments;
mod law_rules;
mod law_times;
mod laws;
mod names;
mod near;
mod norms;
mod own_acts;
mod participants;
mod principles;
mod reads;
mod references;
mod reflexive;
mod relations;
mod said;
mod scenarios;
mod scope;
mod sentences;
mod some;
mod sorts;
mod spans;
mod status;
mod tell;
mod terms;
#[cfg(test)]
mod tests;
mod times;
mod types_of_habit;
mod unused;
mod walk;
mod words;

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};

pub use self::defaults::Defaults;
use self::names::Names;
use self::tell::Tell;
use super::{InstrumentId, Model, NormId, PrincipleId, SortId};
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Sources};
use crate::syntax::ast;

/// Makes one model of all files. What could not be resolved is left out of the model and told; a norm that
/// was left out or changed by an error is never reasoned about as if it were whole.
pub fn build(
    sources: &Sources,
    files: &[(FileId, impl Borrow<ast::File>)],
) -> (Model, Vec<Diagnostic>) {
    build_with(sources, files, &Defaults::default())
}

/// As [`build`], where settings have a say in what the files do not declare.
pub fn build_with(
    sources: &Sources,
    files: &[(FileId, impl Borrow<ast::File>)],
    defaults: &Defaults,
) -> (Model, Vec<Diagnostic>) {
    let files = files.iter().map(|(id, file)| (*id, file.borrow())).collect();
    let mut builder = Builder::new(sources, files, defaults);
    builder.build();
    builder.finish();
    (builder.model, builder.tell.finish())
}

/// As [`build_with`], and a question in the words of the files: a principle without a name that says `always` this
/// sentence, once for each of its acts joined by `and`. `None` where the question could not be resolved; the
/// diagnostics in its file say why.
pub fn build_asked<'a>(
    sources: &'a Sources,
    files: &'a [(FileId, impl Borrow<ast::File>)],
    defaults: &'a Defaults,
    question: &'a ast::Sentence,
) -> (Model, Option<PrincipleId>, Vec<Diagnostic>) {
    let files = files.iter().map(|(id, file)| (*id, file.borrow())).collect();
    let mut builder = Builder::new(sources, files, defaults);
    builder.build();
    let asked = builder.question(question).ok();
    builder.finish();
    (builder.model, asked, builder.tell.finish())
}

/// An instrument as it is declared.
struct DeclaredInstrument<'a> {
    ast: &'a ast::Instrument,
    name: &'a str,
    /// `None` before its head is resolved, and for good where that has an error.
    id: Option<InstrumentId>,
    party_role: Option<SortId>,
    /// Further instruments of its name: their places. Nobody knows which of them a mention means.
    namesakes: Vec<usize>,
    /// Its norms by name: places in `Builder::norms`.
    norms: HashMap<&'a str, usize>,
    /// Its norms in the order of the text.
    norm_order: Vec<usize>,
    applies_when: Vec<&'a ast::Cond>,
    /// Which of these limit one of its norms.
    limiting: Vec<bool>,
    /// All its norms are `default`.
    default: bool,
}

/// A norm as it is declared.
struct DeclaredNorm<'a> {
    ast: &'a ast::Norm,
    name: &'a str,
    /// A place in `Builder::instruments`.
    instrument: Option<usize>,
    /// What references hold until ids are known; each `otherwise` has the next one.
    key: u32,
    /// How many norms its name and `otherwise` lead to.
    levels: u32,
    /// It is the only norm of that name there, or the first.
    own: bool,
    /// Another norm there has its name: nobody knows which of them a mention means.
    doubled: bool,
}

/// A model in the making.
struct Builder<'a> {
    files: Vec<(FileId, &'a ast::File)>,
    model: Model,
    tell: Tell<'a>,
    defaults: &'a Defaults,
    names: Names<'a>,
    instruments: Vec<DeclaredInstrument<'a>>,
    norms: Vec<DeclaredNorm<'a>>,
    /// Norms inside instruments, by their bare names.
    nested: HashMap<&'a str, Vec<usize>>,
    /// What each key has come to.
    keys: Vec<Option<NormId>>,
    nameless: Option<InstrumentId>,
    /// Whose `Party` a role is.
    party_roles: HashMap<SortId, InstrumentId>,
    /// Answers of `are_disjoint`.
    disjoint: HashMap<(SortId, SortId), bool>,
}

impl<'a> Builder<'a> {
    fn new(
        sources: &'a Sources,
        files: Vec<(FileId, &'a ast::File)>,
        defaults: &'a Defaults,
    ) -> Self {
        // A file that is given and used, too, is one file.
        let mut seen = HashSet::new();
        let files = files.into_iter().filter(|(id, _)| seen.insert(*id));
        Builder {
            files: files.collect(),
            model: Model::default(),
            tell: Tell::new(sources, defaults.misses_a_file),
            defaults,
            names: Names::new(),
            instruments: Vec::new(),
            norms: Vec::new(),
            nested: HashMap::new(),
            keys: Vec::new(),
            nameless: None,
            party_roles: HashMap::new(),
            disjoint: HashMap::new(),
        }
    }

    fn build(&mut self) {
        self.declare();
        self.sorts();
        self.words();
        self.small_items();
        self.default_calendars();
        self.heads();
        self.definitions();
        self.world();
        self.head_relations();
        self.norms();
        self.principles();
        self.default_profiles();
        self.scenarios();
        self.allows();
    }

    /// Every item of every file, in order.
    fn items(&self) -> Vec<&'a ast::Item> {
        self.files.iter().flat_map(|(_, file)| &file.items).collect()
    }
}
