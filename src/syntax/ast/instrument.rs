//! Instruments, norms and their relations.

use super::{Cond, Date, Name, Ref, Sentence, Term, Text};
use crate::source::Span;

/// `instrument NAME "title" { HEAD… norm… }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// The lines of its head, in the order of the text (they may stand between norms).
    pub head: Vec<Head>,
    /// Its norms.
    pub norms: Vec<Norm>,
}

/// One line of an instrument's head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The whole of it.
    pub span: Span,
    /// What it is.
    pub kind: HeadKind,
}

/// The shapes of a head line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeadKind {
    /// `order O rank R`
    Order { order: Name, rank: Name },
    /// `in force SPAN, SPAN…`
    InForce(Vec<DateSpan>),
    /// `proposed`
    Proposed,
    /// `treaty`
    Treaty,
    /// `parties France, Japan since 2005-01-01`
    Parties(Vec<PartyEntry>),
    /// `reservation Japan excludes art5 [until DATE]`
    Reservation { by: Name, excludes: Vec<Ref>, until: Option<Date> },
    /// `issued by X`
    IssuedBy(Term),
    /// `soft`
    Soft,
    /// `applies when C`
    AppliesWhen(Cond),
    /// `calendar K`
    Calendar(Name),
    /// A relation that holds for all its norms.
    Relation(Relation),
    /// `earlier norms prevail`
    EarlierNormsPrevail,
    /// `allow RULE because "…"`
    Allow(Allow),
    /// A line that could not be read: nobody knows what it says of the norms.
    Lost,
}

/// A party with the days on which it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartyEntry {
    /// An individual, or a role or kind whose members are parties.
    pub name: Name,
    /// The first day.
    pub since: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// `2018-05-25 [until 2026-04-03]`, both days included; at least one end is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateSpan {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// The whole of it.
    pub span: Span,
}

/// A norm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Norm {
    /// From `norm` to its closing brace.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Text>,
    /// A sentence, or a relation between other norms.
    pub body: NormBody,
    /// `subject to` and its kin.
    pub relations: Vec<Relation>,
    /// The safeguards that it names.
    pub safeguards: Vec<Name>,
    /// What applies where it is violated.
    pub otherwise: Option<Box<Otherwise>>,
    /// `in force SPAN, SPAN…`; empty: as its instrument.
    pub in_force: Vec<DateSpan>,
    /// `cites "…"`
    pub cites: Vec<Text>,
    /// `allow RULE because "…"`
    pub allows: Vec<Allow>,
}

/// What a norm says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NormBody {
    /// A sentence.
    Sentence(Sentence),
    /// `gdpr.art33 does not apply [when C]`
    DoesNotApply { target: Ref, when: Option<Box<Cond>>, span: Span },
    /// `charter prevails over echr [when C]`
    PrevailsOver(Box<PrevailsOver>),
}

/// `charter prevails over echr [when C]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrevailsOver {
    /// What prevails.
    pub winner: Ref,
    /// What yields.
    pub loser: Ref,
    /// `when C`
    pub when: Option<Box<Cond>>,
    /// The whole of it.
    pub span: Span,
}

/// `otherwise SENTENCE`, itself with an `otherwise` perhaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Otherwise {
    /// From `otherwise` to its end.
    pub span: Span,
    /// What applies.
    pub sentence: Sentence,
    /// What applies where that is violated too.
    pub otherwise: Option<Box<Otherwise>>,
}

/// `subject to REF…` and its kin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The whole of it.
    pub span: Span,
    /// Which.
    pub kind: RelationKind,
    /// What it names; empty for `default`.
    pub refs: Vec<Ref>,
    /// `when C`
    pub when: Option<Cond>,
}

/// Which relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RelationKind {
    /// `subject to`, `without prejudice to`: yields in a clash.
    SubjectTo,
    /// `notwithstanding`: prevails in a clash.
    Notwithstanding,
    /// `displaces`: where this norm applies, the other does not.
    Displaces,
    /// `default`: subject to every norm that is no default.
    Default,
}

/// `allow RULE because "…"`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The whole of it.
    pub span: Span,
    /// A code or a name (`C201`, `duty-against-ban`): where it stands.
    pub rule: Span,
    /// The reason; required by a rule of its own, so that its absence is a finding.
    pub because: Option<Text>,
}
