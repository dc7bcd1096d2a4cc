//! How a principle fails: by what is said, or by what nobody says.

use super::failing::Shown;
use crate::logic::case::witness::Witness;
use crate::logic::conflict::open::Answer;
use crate::model::{DaySpan, NormId};

/// What is wrong with an assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Breach {
    /// This norm says what the principle forbids.
    Offends(NormId),
    /// No norm says what the principle asks for.
    Missing,
    /// This norm lacks these parts (places in the assertion's list).
    Lacks(NormId, Vec<usize>),
    /// No situation has what should sometimes be.
    Never,
}

/// An assertion that fails.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failure {
    /// Which assertion of the principle.
    pub assertion: usize,
    /// What is wrong.
    pub breach: Breach,
    /// The case, with the participants of the assertion as the only member.
    pub witness: Option<Witness>,
    /// The days on which the case can arise; empty where no date matters.
    pub dates: Vec<DaySpan>,
    /// The open facts on which it hangs, with whether it fails for each answer. Empty: it hangs on none.
    pub answers: Vec<Answer>,
    /// The norms that say under other answers to the open facts what the principle forbids, where this one says it under
    /// some: the principle fails whatever a person says, and by none of these alone.
    pub or_by: Vec<NormId>,
    /// The other assertions of the principle that fail under other answers, likewise.
    pub or_fails: Vec<usize>,
}

impl Failure {
    /// A failure that no case shows.
    pub(super) fn plain(assertion: usize, breach: Breach) -> Failure {
        let (witness, dates, answers) = (None, Vec::new(), Vec::new());
        let (or_by, or_fails) = (Vec::new(), Vec::new());
        Failure { assertion, breach, witness, dates, answers, or_by, or_fails }
    }

    pub(super) fn shown_by(assertion: usize, breach: Breach, shown: Shown) -> Failure {
        let Shown { witness, dates, answers, .. } = shown;
        Failure { witness: Some(witness), dates, answers, ..Failure::plain(assertion, breach) }
    }

    /// Whether it hangs on what only a person can settle.
    pub fn is_undetermined(&self) -> bool {
        !self.answers.is_empty()
    }

    /// Whether the principle fails whatever a person says, but so under some answers only.
    pub fn is_by_turns(&self) -> bool {
        !self.or_by.is_empty() || !self.or_fails.is_empty()
    }

    /// The norm that says what the principle forbids.
    pub fn offender(&self) -> Option<NormId> {
        match self.breach {
            Breach::Offends(norm) => Some(norm),
            _ => None,
        }
    }
}
