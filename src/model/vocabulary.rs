//! The words of a domain.

use std::sync::Arc;

use super::{Cond, EventId, Occurrence, Scope, SortId, Unit};
use crate::source::Span;

/// A kind or a role.
#[derive(Clone, Debug)]
pub struct Sort {
    /// Its name.
    pub name: Box<str>,
    /// Kind or role.
    pub kind: SortKind,
    /// The sorts named after `is`: at most one for a kind, at least one for a role (any of them will do).
    pub parents: Vec<SortId>,
    /// Every sort that all its members belong to, itself included, sorted.
    pub ancestors: Vec<SortId>,
    /// The kind at the top. All parents of a sort share it.
    pub top: SortId,
    /// Only those whom an instrument lists are of it: its `Party`, where no others may join.
    pub listed: bool,
    /// How cases say that somebody is of it: `{1}` stands for them.
    pub reads: Option<Box<str>>,
    /// Where its name is declared.
    pub span: Span,
}

/// Kind or role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKind {
    /// Rigid: never changes, and disjoint from its siblings.
    Kind,
    /// A part that a participant can play; roles overlap.
    Role,
}

/// A named participant.
#[derive(Clone, Debug)]
pub struct Individual {
    /// Its name.
    pub name: Box<str>,
    /// How texts call it.
    pub title: Option<Box<str>>,
    /// Its declared sorts; it is of no other kind, and of another role only where a situation says so.
    pub sorts: Vec<SortId>,
    /// Its top kind.
    pub top: SortId,
    /// Where its name is declared.
    pub span: Span,
}

/// A parameter of a fact, attribute, event or action.
#[derive(Clone, Debug)]
pub struct Param {
    /// The word before the colon in calls.
    pub label: Option<Box<str>>,
    /// The sort that an argument must be of.
    pub sort: SortId,
}

/// A yes/no matter.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its name.
    pub name: Box<str>,
    /// Its parameters.
    pub params: Vec<Param>,
    /// An evaluative standard that only a person can settle.
    pub open: bool,
    /// How cases say it: `{Data}`, `{to}` or `{1}` stand for the arguments.
    pub reads: Option<Box<str>>,
    /// Where its name is declared.
    pub span: Span,
}

/// One value of participants. Every attribute has exactly one value for its arguments.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: Box<str>,
    /// Its parameters.
    pub params: Vec<Param>,
    /// Its values.
    pub ty: AttributeType,
    /// A value that only a person can settle.
    pub open: bool,
    /// How cases say it.
    pub reads: Option<Box<str>>,
    /// Where its name is declared.
    pub span: Span,
}

/// The values of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeType {
    /// A participant of this sort.
    Participant(SortId),
    /// A whole number, both ends included.
    Range(i64, i64),
    /// One of these words.
    Choice(Arc<[Box<str>]>),
    /// A length: a whole number, at least 0, of this unit.
    Length(Unit),
    /// A day.
    Date,
}

/// Something that happens at one time, or not at all.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name.
    pub name: Box<str>,
    /// Its parameters.
    pub params: Vec<Param>,
    /// Happens only if this happened, and not earlier. Its arguments are `Term::Var(n)` for parameter n.
    pub after: Option<Occurrence>,
    /// How cases say it.
    pub reads: Option<Box<str>>,
    /// Where its name is declared.
    pub span: Span,
}

/// Something that a bearer can do or leave.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its name.
    pub name: Box<str>,
    /// Its parameters, without the bearer.
    pub params: Vec<Param>,
    /// How cases say it, after the bearer's name.
    pub reads: Option<Box<str>>,
    /// Where its name is declared.
    pub span: Span,
}

/// A named condition.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Its name.
    pub name: Box<str>,
    /// Its parameters: the first variables of `scope`, in order.
    pub params: Vec<Param>,
    /// Parameters, then the participants that are *some*.
    pub scope: Scope,
    /// What it says. Mentions no definition that leads back to itself.
    pub cond: Cond,
    /// Where its name is declared.
    pub span: Span,
}

/// A named safeguard.
#[derive(Clone, Debug)]
pub struct Safeguard {
    /// Its name.
    pub name: Box<str>,
    /// Its title.
    pub title: Option<Box<str>>,
    /// Where its name is declared.
    pub span: Span,
}

impl Attribute {
    /// Whether its values are participants.
    pub fn is_participant(&self) -> bool {
        matches!(self.ty, AttributeType::Participant(_))
    }
}

impl Event {
    /// The event after which this one happens.
    pub fn after_event(&self) -> Option<EventId> {
        match &self.after {
            Some(Occurrence::Event { event, .. }) => Some(*event),
            _ => None,
        }
    }
}
