//! Conditions with resolved names.

use super::{
    AttributeId, Day, DefinitionId, FactId, IndividualId, InstrumentId, Length, Occurrence, SortId,
    Status, VarId,
};
use crate::source::Span;

/// The participants that an item speaks of. A [`VarId`] is a place in `vars`.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Universal ones first, in the order of first mention; those bound by [`Cond::Some`] or left out, mixed in.
    pub vars: Vec<Var>,
}

impl std::ops::Index<VarId> for Scope {
    type Output = Var;
    fn index(&self, id: VarId) -> &Var {
        &self.vars[id.0 as usize]
    }
}

/// One participant of an item.
#[derive(Clone, Debug)]
pub struct Var {
    /// Its own name, or that of its sort.
    pub name: Box<str>,
    /// It is of at least one of these sorts (several for a union bearer); all share one top kind.
    pub sorts: Vec<SortId>,
    /// `any`, or a labelled argument left out: it may coincide with the item's other participants.
    /// Without it, two variables of one item are two participants.
    pub any: bool,
    /// Bound by a [`Cond::Some`] of the item, or by the act itself (`must designate(some Person)`,
    /// a labelled argument left out in a duty): not part of an instance.
    pub some: bool,
    /// A labelled argument left out; `name` is then the label.
    pub omitted: bool,
    /// Its first mention.
    pub span: Span,
}

/// Something that stands for a participant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    /// A participant of the item.
    Var(VarId),
    /// A named participant.
    Individual(IndividualId),
    /// The value of an attribute of participants.
    Attribute {
        /// Which.
        attribute: AttributeId,
        /// Of whom.
        args: Vec<Term>,
    },
}

/// A condition. `implies` has become `not … or …`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cond {
    /// All of them; true when empty.
    All(Vec<Cond>),
    /// At least one of them; false when empty.
    Any(Vec<Cond>),
    /// Not so.
    Not(Box<Cond>),
    /// For some participants of these variables, distinct from the item's others unless `any`.
    /// Stands at the smallest part of the condition that holds all their mentions.
    Some(Vec<VarId>, Box<Cond>),
    /// A fact holds.
    Fact {
        /// Which.
        fact: FactId,
        /// Of whom.
        args: Vec<Term>,
    },
    /// A definition holds.
    Define {
        /// Which.
        definition: DefinitionId,
        /// Of whom.
        args: Vec<Term>,
    },
    /// A participant is of a sort.
    Is {
        /// Who.
        term: Term,
        /// What.
        sort: SortId,
    },
    /// A participant is party to an instrument (at the moment at which the condition is asked).
    Party {
        /// Who.
        term: Term,
        /// To what.
        instrument: InstrumentId,
    },
    /// Two participants are one.
    Same(Term, Term),
    /// A choice attribute has this choice (by place in its list).
    Choice {
        /// The attribute term.
        term: Term,
        /// The place of the choice.
        choice: u32,
    },
    /// Two choice attributes of the same list agree.
    SameChoice(Term, Term),
    /// Two values compare.
    Compare(Comparison),
    /// It happens.
    Happens(Occurrence),
    /// `first` happens, and `then` later or never.
    Before {
        /// Happens.
        first: Box<Occurrence>,
        /// Later or never.
        then: Box<Occurrence>,
    },
    /// Both happen, and `later` at least (or at most) `length` after `earlier` (and, for *at most*, not before it).
    Distance {
        /// The later one.
        later: Box<Occurrence>,
        /// At least, or at most.
        at_least: bool,
        /// How long.
        length: Length,
        /// The earlier one.
        earlier: Box<Occurrence>,
    },
    /// Asked of the start of the window, or moment by moment where there is none.
    OnOrAfter(Day),
    /// A norm (or a norm of an instrument) applies to the same bearer and matching participants.
    Applies(super::Target),
    /// What the other norms say.
    Status(Box<Status>),
}

/// `left op right + offset`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Comparison {
    /// A number, length or date attribute.
    pub left: Term,
    /// The sign.
    pub op: CompareOp,
    /// What it is compared with.
    pub right: Value,
}

/// A comparison sign.
pub use crate::syntax::ast::CompareOp;

/// The right side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A whole number.
    Number(i64),
    /// A length.
    Length(Length),
    /// A day.
    Day(Day),
    /// An attribute plus a whole number (of its unit; of days for dates).
    Attribute {
        /// The attribute.
        term: Term,
        /// What is added to it.
        offset: i64,
    },
}

impl Cond {
    /// The condition that always holds.
    pub const TRUE: Cond = Cond::All(Vec::new());

    /// Whether it is [`Cond::TRUE`].
    pub fn is_true(&self) -> bool {
        matches!(self, Cond::All(parts) if parts.is_empty())
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Cond) -> Cond {
        match (self, other) {
            (a, b) if a.is_true() => b,
            (a, b) if b.is_true() => a,
            (Cond::All(mut parts), b) => {
                parts.push(b);
                Cond::All(parts)
            }
            (a, b) => Cond::All(vec![a, b]),
        }
    }
}
