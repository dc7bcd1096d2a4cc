//! Principles, scenarios and expectations.

use super::{Call, Cond, Date, Moment, Name, Ref, Sentence, Term, Text, Value};
use crate::source::Span;

/// One assertion of a principle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// The whole of it.
    pub span: Span,
    /// What it is.
    pub kind: AssertionKind,
}

/// The shapes of an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssertionKind {
    /// `whenever C expect [not] S`
    Whenever { cond: Cond, negated: bool, expect: Sentence },
    /// `never S when C unless D` (the `when` and `unless` are those of the sentence)
    Never(Sentence),
    /// `always S when C`
    Always { negated: bool, sentence: Sentence },
    /// `sometimes S when C`
    Sometimes { negated: bool, sentence: Sentence },
    /// `every duty [to|on ACTION] [when (C)] has SLOT…`
    Every { class: NormClass, action: Option<Call>, when: Option<Cond>, slots: Vec<Slot> },
    /// One that cannot be read, or what cannot be read behind one: the principle is not as it was meant.
    Lost,
}

/// The classes that `every` speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NormClass {
    /// `duty`
    Duty,
    /// `ban`
    Ban,
    /// `permission`
    Permission,
    /// `power`
    Power,
}

/// A part that a norm may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Which.
    pub kind: SlotKind,
    /// Where it stands.
    pub span: Span,
}

/// The parts that a norm may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// `deadline`: a last moment to act.
    Deadline,
    /// `end`: of window or span.
    End,
    /// `exception`: an `unless`.
    Exception,
    /// `remedy`: an `otherwise`.
    Remedy,
    /// `source`: a `cites`.
    Source,
    /// `safeguard NAME`
    Safeguard(Name),
}

/// One line of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioLine {
    /// The whole of it.
    pub span: Span,
    /// What it is.
    pub kind: ScenarioKind,
}

/// The shapes of a scenario's lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioKind {
    /// What could not be read: the case is not the one that was meant.
    Lost,
    /// `on 2026-06-01`
    On(Date),
    /// `participant doj, dpa is Authority`
    Participant { names: Vec<Name>, sorts: Vec<Name> },
    /// `fact personal(mail)` · `fact not open_fact(mail)`
    Fact { negated: bool, call: Call },
    /// `fact acme.seat = US`
    Value { term: Term, value: Value },
    /// `fact acme is Controller`
    Is { term: Term, sort: Name },
    /// `fact France is party to gdpr`
    Party { term: Term, instrument: Name },
    /// `fact acme violates gdpr.art33`
    Violates { who: Term, norm: Ref },
    /// `at 2026-06-01 09:00 awareness(acme, leak)`
    Event { at: Moment, event: Call },
    /// `at 2026-06-06 10:00 acme does notify(leak, to: dpa)`
    Does { at: Moment, bearer: Term, act: Call },
    /// `expect …`
    Expect(Expect),
}

/// What the checker is expected to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// The whole of it.
    pub span: Span,
    /// What is expected.
    pub kind: ExpectKind,
    /// `without NORM, …`: the set without these.
    pub without: Vec<Ref>,
    /// `on DATE`
    pub on: Option<Date>,
    /// `because REASON`
    pub because: Option<Name>,
    /// `overlap partial-partial`
    pub overlap: Option<Name>,
    /// `pending "reason"`: known not to be reached yet; fails once it is.
    pub pending: Option<Text>,
}

/// The shapes of an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectKind {
    /// `strict a, b` · `none a, b` · `conflict a, b` · `gap u`: the word is looked up later.
    Verdict { word: Name, refs: Vec<Ref>, by: Vec<Ref> },
    /// `acme must disclose(mail, to: doj)`, perhaps after `not`
    Status { negated: bool, sentence: Sentence },
    /// `acme violates gdpr.art33`
    Violates { negated: bool, who: Term, norm: Ref },
    /// `sovereignty violated by art32b`; the list may be empty (`sovereignty violated`)
    Violated { principle: Name, by: Vec<Ref> },
    /// `sovereignty holds`
    Holds { principle: Name },
}
