//! What a set of files says, with every name resolved. Built once, read-only after.
//!
//! Knows nothing of text except spans, and nothing of reasoning. Types only; [`build`] makes them.

mod beginning;
pub mod build;
mod calendar;
mod condition;
mod day;
mod expectation;
mod ids;
mod instrument;
mod join;
mod law;
mod norm;
mod parts;
mod principle;
pub mod rules;
mod situation;
mod time;
mod vocabulary;

pub use beginning::{Beginning, BeginsAfter, Pairs};
pub use calendar::{Calendar, WorkingDays};
pub use condition::{CompareOp, Comparison, Cond, Scope, Term, Value, Var};
pub use day::{DAY, Day, Minute, days_in_month};
pub use expectation::{ExpectKind, Expectation, Overlap, Reason, Scenario, VerdictWord};
pub use ids::*;
pub use instrument::{DaySpan, Instrument, Order, Party, Reservation, Standing};
pub use join::{Changed, Joined, Twins, WordChange, WordFate};
pub use law::Law;
pub use norm::{
    Act, ActRule, ActRuleKind, LegislativeVerb, Modal, Norm, Relation, RelationKind, Status,
    StatusModal, Target,
};
pub use principle::{
    Assertion, AssertionKind, Closure, Mode, NormClass, Principle, Profile, Slot, SlotKind,
    Universe,
};
pub use situation::{ActOf, AttributeValue, Participant, ParticipantId, Situation};
pub use time::{Clause, Join, Length, Occurrence, Point, Unit, Window};
pub use vocabulary::{
    Action, Attribute, AttributeType, Definition, Event, Fact, Individual, Param, Safeguard, Sort,
    SortKind,
};

use std::collections::BTreeMap;

use crate::source::Span;

/// A whole set of norms with its vocabulary.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Kinds and roles.
    pub sorts: Table<SortId, Sort>,
    /// Pairs of roles of which nobody plays both (and declared disjoint kinds).
    pub disjoint: Vec<(SortId, SortId)>,
    /// Named participants.
    pub individuals: Table<IndividualId, Individual>,
    /// Facts.
    pub facts: Table<FactId, Fact>,
    /// Attributes.
    pub attributes: Table<AttributeId, Attribute>,
    /// Events.
    pub events: Table<EventId, Event>,
    /// Actions.
    pub actions: Table<ActionId, Action>,
    /// What is said by the laws that some of the actions make (`require (SENTENCE)` and its kin).
    pub laws: BTreeMap<ActionId, Law>,
    /// The acts of which a time leaves arguments out (`within 3 days of notify(Incident)`): each with the declared act, and
    /// the places of those arguments.
    pub towards_anybody: BTreeMap<ActionId, (ActionId, Vec<usize>)>,
    /// Rules between acts.
    pub rules: Table<RuleId, ActRule>,
    /// Definitions.
    pub definitions: Table<DefinitionId, Definition>,
    /// Assumptions: participants are *every* except those under [`Cond::Some`].
    pub assumptions: Table<AssumptionId, Assumption>,
    /// Safeguards.
    pub safeguards: Table<SafeguardId, Safeguard>,
    /// Calendars.
    pub calendars: Table<CalendarId, Calendar>,
    /// Universes of cases.
    pub universes: Table<UniverseId, Universe>,
    /// Legal orders.
    pub orders: Table<OrderId, Order>,
    /// The canons in the order in which they are asked; empty for `precedence none`.
    pub precedence: Vec<Canon>,
    /// Instruments. Norms outside any instrument stand in one that has no name.
    pub instruments: Table<InstrumentId, Instrument>,
    /// Norms, each with its instrument.
    pub norms: Table<NormId, Norm>,
    /// Relations between norms, also those that are norms of their own.
    pub relations: Vec<Relation>,
    /// Principles.
    pub principles: Table<PrincipleId, Principle>,
    /// Profiles.
    pub profiles: Table<ProfileId, Profile>,
    /// Closures.
    pub closures: Vec<Closure>,
    /// Scenarios.
    pub scenarios: Table<ScenarioId, Scenario>,
    /// Names of instruments, principles, universes and profiles that were left out for an error: declared they are.
    pub left_out: Vec<Box<str>>,
    /// Expectations, in the order of the text.
    pub expectations: Vec<Expectation>,
    /// Suppressions, each with what it covers.
    pub allows: Vec<Allow>,
}

/// `assume C`
#[derive(Clone, Debug)]
pub struct Assumption {
    /// Its participants.
    pub scope: Scope,
    /// What is true of the world.
    pub cond: Cond,
    /// The whole item.
    pub span: Span,
}

/// A canon of precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Canon {
    /// Higher rank (lex superior).
    Superior,
    /// Strictly narrower field (lex specialis).
    Specialis,
    /// Later in force (lex posterior).
    Posterior,
}

/// `allow RULE because "…"`: silences a rule for findings whose primary or related labels lie in `covers`.
#[derive(Clone, Debug)]
pub struct Allow {
    /// The rule's code or name, as written. Whether there is such a rule only the driver knows.
    pub rule: String,
    /// The norm, instrument, principle or whole file that it covers.
    pub covers: Span,
    /// Whether a reason stands behind it.
    pub reasoned: bool,
    /// The proposed instrument in which it stands: unless that is looked at, nothing is found there.
    pub proposed: Option<String>,
    /// Where it is written.
    pub span: Span,
}

impl Model {
    /// Whether everyone of sort `sub` is of sort `sup`.
    pub fn is_sub(&self, sub: SortId, sup: SortId) -> bool {
        self.sorts[sub].ancestors.contains(&sup)
    }

    /// Whether nobody can be of both sorts.
    pub fn are_disjoint(&self, a: SortId, b: SortId) -> bool {
        let clash = |x: SortId, y: SortId| {
            let (kx, ky) = (&self.sorts[x], &self.sorts[y]);
            let siblings =
                kx.kind == SortKind::Kind && ky.kind == SortKind::Kind && kx.parents == ky.parents;
            x != y
                && (siblings || self.disjoint.contains(&(x, y)) || self.disjoint.contains(&(y, x)))
        };
        let sup = |s: SortId| self.sorts[s].ancestors.iter().copied();
        sup(a).any(|x| sup(b).any(|y| clash(x, y)))
    }

    /// The norm that is written: the one of which an aspect is, or the norm itself.
    pub fn whole(&self, norm: NormId) -> NormId {
        self.norms[norm].aspect_of.unwrap_or(norm)
    }

    /// Whether two stand for one written norm: for two of its bearers, say.
    pub fn is_one_norm(&self, a: NormId, b: NormId) -> bool {
        let (x, y) = (&self.norms[self.whole(a)], &self.norms[self.whole(b)]);
        x.instrument == y.instrument && x.name == y.name
    }

    /// The norms that are written, in order.
    pub fn written(&self) -> impl Iterator<Item = NormId> {
        self.norms.ids().filter(|&norm| self.norms[norm].aspect_of.is_none())
    }

    /// `instrument.norm`, or the bare name for norms outside instruments.
    pub fn qualified(&self, norm: NormId) -> String {
        let norm = &self.norms[norm];
        match &self.instruments[norm.instrument].name {
            Some(instrument) => format!("{instrument}.{}", norm.name),
            None => norm.name.to_string(),
        }
    }
}
