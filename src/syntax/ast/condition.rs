//! Terms, calls, lengths and conditions.

use super::{Date, Name, Number, Sentence};
use crate::source::Span;

/// A unit of length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 60 seconds, the smallest unit.
    Minutes,
    /// 60 minutes.
    Hours,
    /// 24 hours.
    Days,
    /// 7 days.
    Weeks,
    /// 28 to 31 days.
    Months,
    /// 365 or 366 days.
    Years,
    /// Days that the calendar counts.
    WorkingDays,
}

/// `4 working days` or an attribute that is a length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Length {
    /// A number with a unit. The span covers both.
    Fixed { count: u32, unit: Unit, span: Span },
    /// `Order.term`
    Attribute(Box<Term>),
}

/// `erase(Data)` or the bare `erase`, where the arguments follow from the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The fact, definition, event or action.
    pub name: Name,
    /// What stands in brackets; `None` where there are none.
    pub args: Option<Vec<Arg>>,
    /// The whole of it.
    pub span: Span,
}

/// `to: Authority`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arg {
    /// The word before the colon.
    pub label: Option<Name>,
    /// The participant.
    pub value: Term,
}

/// Something that stands for a participant or a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// `any` or `some` before it.
    pub quantifier: Option<Quantifier>,
    /// What it is.
    pub kind: TermKind,
    /// The whole of it.
    pub span: Span,
}

impl Term {
    /// Where `any` or `some` stands.
    pub fn quantifier_span(&self) -> Option<Span> {
        let length = self.quantifier?.word().len() as u32;
        Some(Span { end: self.span.start + length, ..self.span })
    }
}

/// The word before a participant's first mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `any`: may coincide with the others.
    Any,
    /// `some`: one is enough.
    Some,
}

impl Quantifier {
    /// Its spelling.
    pub fn word(self) -> &'static str {
        match self {
            Quantifier::Any => "any",
            Quantifier::Some => "some",
        }
    }
}

/// The shapes of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TermKind {
    /// `Data`, `a`, `France`, `energy`: one word.
    Name(Name),
    /// `State a`: a sort and a name for the participant.
    Named { sort: Name, var: Name },
    /// `x.territory`
    Attribute { of: Box<Term>, attribute: Name },
    /// `agreement_term(a, to: b)`: an attribute of several participants.
    Call(Box<Call>),
    /// `bearer`
    Bearer,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cond {
    /// The whole of it, without brackets around it.
    pub span: Span,
    /// What it is.
    pub kind: CondKind,
}

/// The shapes of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CondKind {
    /// Two or more, joined by `and`.
    And(Vec<Cond>),
    /// Two or more, joined by `or`.
    Or(Vec<Cond>),
    /// `A implies B`
    Implies(Box<Cond>, Box<Cond>),
    /// `not A`
    Not(Box<Cond>),
    /// A fact or a definition.
    Call(Call),
    /// `x is [not] Role`
    Is { term: Term, negated: bool, sort: Name },
    /// `x is [not] party to INSTRUMENT`
    Party { term: Term, negated: bool, instrument: Name },
    /// `x.severity >= 3`
    Compare { left: Term, op: CompareOp, right: Value },
    /// `E happens`
    Happens(Call),
    /// `E before F`
    Before(Box<Before>),
    /// `E at least|at most LENGTH after F`
    Distance(Box<Distance>),
    /// `on or after DATE`
    OnOrAfter(Date),
    /// `REF applies`
    Applies(Ref),
    /// What the other norms say: `bearer must retain(Data)`.
    Status(Box<Sentence>),
}

/// `E before F`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The earlier event.
    pub first: Call,
    /// The later one.
    pub then: Call,
}

/// `E at least|at most LENGTH after F`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distance {
    /// The event that comes later.
    pub later: Call,
    /// Whether the length is the least; else it is the most.
    pub at_least: bool,
    /// How long it is between them.
    pub length: Length,
    /// The event that comes earlier.
    pub earlier: Call,
}

/// A comparison sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

/// The right side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A participant, a choice or an attribute.
    Term(Box<Term>),
    /// A whole number.
    Number(Number),
    /// A length.
    Length(Length),
    /// A date.
    Date(Date),
    /// `x.severity + 3` · `x.issued + 2 days`; a minus sign makes the number negative.
    Sum(Box<Sum>),
}

/// `x.severity + 3`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The attribute.
    pub term: Term,
    /// What is added to it.
    pub offset: Offset,
}

/// What is added to an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offset {
    /// A number.
    Number(Number),
    /// A length; `negative` after a minus sign.
    Length { length: Length, negative: bool },
}

/// `gdpr.art5` · `art33.otherwise` · `gdpr`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ref {
    /// The names between the dots, at least one. `otherwise` may be the last.
    pub parts: Vec<Name>,
    /// The whole of it.
    pub span: Span,
}
