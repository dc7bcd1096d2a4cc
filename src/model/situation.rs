//! One concrete case: who there is, what is so, what happened when.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ActionId, AttributeId, Day, EventId, FactId, IndividualId, InstrumentId, Minute, NormId,
    SortId, Var,
};

/// A participant of a situation: a place in [`Situation::participants`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParticipantId(pub u32);

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// How the case calls them.
    pub name: String,
    /// All their sorts, ancestors included.
    pub sorts: BTreeSet<SortId>,
    /// The named participant of the vocabulary that they are.
    pub individual: Option<IndividualId>,
}

/// An act of somebody: what, by whom, with whom.
pub type ActOf = (ActionId, ParticipantId, Vec<ParticipantId>);

/// The value of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeValue {
    /// A participant.
    Participant(ParticipantId),
    /// A whole number; a length's in its unit.
    Number(i64),
    /// The place of a choice in its list.
    Choice(u32),
    /// A day.
    Day(Day),
}

/// A situation (language reference, *verdicts*). What is not listed in `facts`, `parties`, `events`, `acts`
/// and `violated` is not so. Every attribute that is asked for has a value here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// The day that is looked at; norms without TIME are asked at its first moment.
    pub day: Option<Day>,
    /// Who there is.
    pub participants: Vec<Participant>,
    /// The facts that hold (open ones included: an answer).
    pub facts: BTreeSet<(FactId, Vec<ParticipantId>)>,
    /// The values of attributes.
    pub attributes: BTreeMap<(AttributeId, Vec<ParticipantId>), AttributeValue>,
    /// Parties to `treaty` instruments, beside the listed ones.
    pub parties: BTreeSet<(InstrumentId, ParticipantId)>,
    /// When events happened.
    pub events: BTreeMap<(EventId, Vec<ParticipantId>), Minute>,
    /// First doings of acts that start windows.
    pub acts: BTreeMap<ActOf, Minute>,
    /// Every doing that a scenario tells, the first and later ones. These start nothing; what is demanded can be
    /// met or broken by each.
    pub doings: BTreeSet<(ActOf, Minute)>,
    /// Instances of norms with an `otherwise` that were violated: the participants of the norm's
    /// instance, in the order of its variables that are not `some`.
    pub violated: BTreeSet<(NormId, Vec<ParticipantId>)>,
}

impl Situation {
    /// Those whom a variable can stand for; it may have no kinds, and then stands for anybody.
    pub fn fitting<'s>(&'s self, var: &'s Var) -> impl Iterator<Item = ParticipantId> + 's {
        let fits = |it: &Participant| {
            var.sorts.is_empty() || var.sorts.iter().any(|sort| it.sorts.contains(sort))
        };
        let all = self.participants.iter().enumerate().filter(move |(_, it)| fits(it));
        all.map(|(place, _)| ParticipantId(place as u32))
    }
}
