//! Reasoning: questions about every situation, answered with a proof or a case.
//!
//! A question becomes a formula about one situation with finitely many participants; the solver finds a
//! situation or shows that there is none. See the topic page *verdicts* for the meaning that is implemented.

mod applies;
mod case;
mod clash;
mod conflict;
mod ground;
mod limits;
mod precedence;
mod questions;
pub mod reference;
mod region;
mod sets;
mod solve;
mod stop;
mod tally;
mod theory;

use std::fmt;

pub use case::nobody::Nobody;
pub use case::witness::{Matter, Witness};
pub use conflict::beyond::Beyond;
pub use conflict::open::{Answer, Open};
pub use conflict::{Arising, Conflict, Examined, Kind, Owed};
pub use precedence::settled::{Ruling, Settled};
pub use precedence::several::{Ground, Prevailing};
pub use questions::ask::{Asked, Side};
pub use questions::changes::{Sides, Unsaid};
pub use questions::failure::{Breach, Failure};
pub use questions::force::{Barrier, Effect, Idle, Implied, Plain, Sayings};
pub use questions::gaps::{Clock, Gap, Hole, HoleSide};
pub use questions::nearest::Silence;
pub use questions::pair::PairQuestion;
pub use questions::scenario::ScenarioAnswer;
pub use stop::Stop;
pub use tally::Tally;
pub use theory::bearing::ALL_NORMS;
pub use theory::components::Components;
pub use theory::slots::has_slot;
pub use theory::vicinity::Vicinities;
pub use theory::{Selection, Theory};

/// Why a question could not be answered. Reported as `unknown`, never passed over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Too many cases of a moment.
    Elimination,
    /// Too many ways to lay out a behaviour.
    Layouts,
    /// The SAT solver met too many contradictory timelines.
    SatRounds,
    /// The question takes too long.
    Effort,
    /// The question is too large.
    FormulaSize,
    /// Too many participants.
    Participants,
    /// Status sentences consult norms that consult norms, too deep.
    Consultations,
    /// Too many open facts.
    OpenFacts,
    /// A rule ties what a duty asks for to the same towards others.
    TiedToOthers,
    /// Too many sets of three and more norms.
    Sets,
    /// A length that is an attribute, counted from an act whose time the bearer chooses.
    VaryingLengthOfAct,
    /// Lengths whose units have no fixed ratio.
    UnitsDoNotCompare,
    /// A participant that nothing fixes.
    Unbound,
    /// Which stretch of a duty that recurs matters is not found, or several matter together.
    Recurring,
    /// A free choice of participant meets facts about time.
    FreeChoice,
    /// Bans may together leave nobody whom a bearer could choose.
    NobodyLeft,
    /// A ban may yield where it and another together leave nobody whom a bearer could choose.
    YieldingOverAChoice,
    /// Norms yield to norms that yield to others, in a longer chain than is followed.
    Chain,
    /// What is assumed of everybody speaks of values that have values of their own, without end.
    Values,
    /// The case that was found did not stand up when it was replayed.
    Replay,
    /// The reference evaluator, in which cases are replayed, does not answer.
    Reference(String),
    /// Somebody stopped the questions.
    Stopped,
    /// Part of the language that is read but not reasoned about yet.
    NotYet(&'static str),
}

impl fmt::Display for Limit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Limit::Elimination => "the windows can overlap in more ways than are examined",
            Limit::Layouts => "the acts can follow each other in more ways than are examined",
            Limit::SatRounds => "the events can follow each other in more ways than are examined",
            Limit::Effort => {
                "these norms, and those that they yield to, meet in too many ways to examine them all; check the instruments separately, or let fewer norms forbid the same act"
            }
            Limit::FormulaSize => {
                "the conditions, with those of the norms that are consulted or yielded to, are too large to examine together; check the instruments separately, or name parts with `define`"
            }
            Limit::Participants => {
                "too many participants are named together, with those of the norms that are consulted or yielded to; name fewer, or check the instruments separately"
            }
            Limit::Consultations => {
                "norms ask about norms that ask about norms, in a longer chain than is followed"
            }
            Limit::OpenFacts => "the answer depends on too many open facts at once",
            Limit::TiedToOthers => {
                "a `rule` ties what this asks for to acts towards others; how many of them leave no way was not worked out"
            }
            Limit::Sets => {
                "there are too many sets of three or more norms that could stand against each other only together to examine them all; check the instruments separately, or let fewer norms and rules speak of the same acts"
            }
            Limit::VaryingLengthOfAct => {
                "a length that is an attribute is counted from an act whose time the bearer chooses"
            }
            Limit::UnitsDoNotCompare => {
                "lengths are compared that have no fixed ratio, like months and days, or working days of two calendars; say both in one unit, and in one calendar"
            }
            Limit::Recurring => "a duty that recurs can matter in more stretches than are examined",
            Limit::Unbound => {
                "a time or condition leaves out a participant of an act that nothing else names; name it there"
            }
            Limit::FreeChoice => {
                "one norm lets the bearer choose with whom to act (`some …`, or an argument left out), and a time or a `rule` depends on acts with each person; name the participant there"
            }
            Limit::NobodyLeft => {
                "whoever is chosen for the duty may fall under one of the bans; whether anybody is left was not worked out: say in the duty who it may be, or combine the bans"
            }
            Limit::YieldingOverAChoice => {
                "a ban and another that prevails over it may stand against different people, so that together they leave nobody whom the duty could choose; who yields there was not worked out: say in the duty who it may be, or combine the bans"
            }
            Limit::Chain => {
                "norms yield to norms that yield to norms, in a longer chain than is followed"
            }
            Limit::Values => {
                "what is assumed of everybody speaks of a value that has such a value, too (the parent of a parent), and no case was found in which it holds of all of them; say in the assumption whom it is about"
            }
            Limit::Replay => {
                "the case that was found did not hold when it was worked out again independently; please report this"
            }
            Limit::Reference(reason) => {
                return write!(out, "a case could not be replayed: {reason}");
            }
            Limit::Stopped => "the check was stopped",
            Limit::NotYet(what) => return write!(out, "{what} is not reasoned about yet"),
        };
        out.write_str(text)
    }
}
