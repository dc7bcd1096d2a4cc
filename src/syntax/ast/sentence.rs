//! Sentences: bearers, modals, acts and times.

use super::{Call, Cond, Date, Length, Term};
use crate::source::Span;

/// `BEARER MODAL ACTS [TIME] [when C] [unless C]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The whole of it.
    pub span: Span,
    /// One, or a union `Controller or Processor`.
    pub bearers: Vec<Term>,
    /// The modal.
    pub modal: Modal,
    /// Where the modal stands.
    pub modal_span: Span,
    /// The acts.
    pub acts: Vec<Act>,
    /// How several acts are joined; `Or` for one.
    pub join: Join,
    /// The time clauses.
    pub time: Option<Box<Time>>,
    /// `when C`
    pub when: Option<Box<Cond>>,
    /// `unless C`
    pub unless: Option<Box<Cond>>,
}

/// `and` or `or` between acts or time clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Join {
    /// `and`
    And,
    /// `or`
    Or,
}

/// The modal words. `shall` reads as `must`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modal {
    /// `must`
    Must,
    /// `must not`
    MustNot,
    /// `may`
    May,
    /// `need not`
    NeedNot,
    /// `should`
    Should,
    /// `should not`
    ShouldNot,
    /// `has power to`
    HasPower,
    /// `has no power to`
    HasNoPower,
    /// `has sole power to`
    HasSolePower,
    /// `settled` before the bearer, in assertions and expectations only
    Settled,
}

/// What a bearer does or leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// `disclose(Data, to: Authority)`
    Do(Call),
    /// `require (SENTENCE)`, `forbid (…)`, `permit (…)`
    Legislate { verb: LegislativeVerb, sentence: Box<Sentence>, span: Span },
}

/// What a law does to its subjects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LegislativeVerb {
    /// `require`
    Require,
    /// `forbid`
    Forbid,
    /// `permit`
    Permit,
}

/// The time clauses of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// How they are joined; `And` for one.
    pub join: Join,
    /// At least one.
    pub clauses: Vec<TimeClause>,
    /// The whole of it.
    pub span: Span,
}

/// One time clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeClause {
    /// The whole of it.
    pub span: Span,
    /// What it is.
    pub kind: TimeKind,
}

/// The shapes of a time clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeKind {
    /// `within LENGTH of E`
    Within { length: Length, of: Point },
    /// `before POINT`
    Before(Point),
    /// `until POINT`
    Until(Point),
    /// `from POINT`
    From(Point),
    /// `no earlier than POINT`
    NoEarlierThan(Point),
    /// `no later than POINT`
    NoLaterThan(Point),
    /// `at least LENGTH before E`
    AtLeastBefore { length: Length, before: Point },
    /// `for LENGTH after E`
    For { length: Length, after: Point },
    /// `at all times`
    AtAllTimes,
    /// `every LENGTH [from E]`
    Every { length: Length, from: Option<Point> },
}

/// A point in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The whole of it.
    pub span: Span,
    /// What it is.
    pub kind: PointKind,
}

/// The shapes of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PointKind {
    /// An event or an act; `by` names who does it where that is not the bearer.
    Call { call: Call, by: Option<Term> },
    /// A date.
    Date(Date),
    /// An attribute that is a date.
    Attribute(Term),
    /// `LENGTH after E`
    After { length: Length, of: Box<Point> },
    /// `LENGTH before E`
    Before { length: Length, of: Box<Point> },
}
