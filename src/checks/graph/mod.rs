//! The picture of norms, as data: what they say, how they are related, and what a check found of them.

mod choose;
mod norms;
mod sketch;
mod ties;

pub use choose::{Choice, Limits, Only};
pub(crate) use sketch::Sketch;

use super::Unknown;
use crate::source::Span;

/// A picture of norms. Places in the lists name what ties hold together.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Graph {
    /// Instruments, in the order of the text; each holds its norms together.
    pub instruments: Vec<GraphInstrument>,
    /// Norms, in the order of the text.
    pub norms: Vec<GraphNorm>,
    /// Principles that are breached, or ask for what is missing.
    pub principles: Vec<GraphPrinciple>,
    /// What holds them together, or sets them against each other.
    pub ties: Vec<GraphTie>,
    /// How many norms were left out, so that the picture can be read.
    pub norms_left_out: usize,
    /// How many ties were.
    pub ties_left_out: usize,
    /// Questions without an answer: conflicts may be missing.
    pub unknowns: Vec<Unknown>,
}

/// An instrument in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GraphInstrument {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// Its ranks, dates, parties and the like, in a few words each.
    pub facts: Vec<String>,
    /// Where its name is declared.
    pub span: Span,
}

/// A norm in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GraphNorm {
    /// The instrument in which it stands, if it stands in one.
    pub instrument: Option<usize>,
    /// Its name, without the instrument.
    pub name: String,
    /// What it does to its act.
    pub kind: NormKind,
    /// What it is besides: `default`, its own dates.
    pub facts: Vec<String>,
    /// Its title or, where it has none, its sentence in one line.
    pub says: String,
    /// Where its name is declared.
    pub span: Span,
}

/// What a norm does to its act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NormKind {
    /// `must`
    Duty,
    /// `must not`
    Ban,
    /// `may`
    Permission,
    /// `need not`
    Freedom,
    /// `has power to`, `has sole power to`
    Power,
    /// `has no power to`
    NoPower,
    /// `should`, `should not`
    Recommendation,
    /// Nothing: it relates other norms.
    Relation,
}

/// A principle in a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GraphPrinciple {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// Where its name is declared.
    pub span: Span,
}

/// One end of a tie, by its place in the list of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum GraphEnd {
    /// An instrument: the tie is of all its norms.
    Instrument(usize),
    /// A norm.
    Norm(usize),
    /// A principle.
    Principle(usize),
}

/// What holds norms together, or sets them against each other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GraphTie {
    /// Of which kind.
    pub kind: TieKind,
    /// What it ties. Two ends are joined by a line, from the first to the second where the kind has a direction; one
    /// alone, or three and more, stand around the words.
    pub ends: Vec<GraphEnd>,
    /// What the line says, in a few words; several where several things are said of the same norms.
    pub words: Vec<String>,
}

/// The kinds of ties; those that matter most come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TieKind {
    /// Norms that a check finds in conflict.
    Conflict,
    /// A norm that loses to one of higher rank in all its cases: from the one that prevails.
    Invalid,
    /// Norms, and the principle that they breach, or that asks for what is missing.
    Principle,
    /// A clash that precedence settles: from the one that prevails.
    Settled,
    /// What a check has to note of norms.
    Note,
    /// A relation that is written, or `otherwise`; read from the first to the second.
    Relation,
}

impl TieKind {
    /// Whether a line goes from the first end to the second.
    pub fn is_directed(self) -> bool {
        matches!(self, TieKind::Invalid | TieKind::Settled | TieKind::Relation)
    }
}
