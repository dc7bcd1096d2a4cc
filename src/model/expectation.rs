//! Scenarios and expectations: unit tests for law.

use super::{
    Cond, Day, Minute, NormId, Occurrence, PrincipleId, ScenarioId, Scope, SortId, Status, Target,
    Term, UniverseId, Value, Var,
};
use crate::source::Span;

/// A scenario. Its participants come first in `scope` (all `any`, with exactly the sorts given); behind them stands
/// what its expectations leave to anybody.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name.
    pub name: Box<str>,
    /// Its title.
    pub title: Option<Box<str>>,
    /// The day, where one is written.
    pub on: Option<Day>,
    /// Its participants, and what its expectations leave out.
    pub scope: Scope,
    /// Roles given by `fact x is Role`, beside those of `scope`.
    pub roles: Vec<(Term, SortId)>,
    /// What is said to be so: `Fact`, `Party`, or their `Not` (which settles an open fact).
    pub facts: Vec<Cond>,
    /// Who is said to have violated which norm with an `otherwise`, in all that it asks of them.
    pub violations: Vec<(Term, NormId)>,
    /// Values of attributes: the attribute term and its value (a participant as `Ok`).
    pub values: Vec<(Term, Result<Term, Value>)>,
    /// Choices: the attribute term and the place of the choice.
    pub choices: Vec<(Term, u32)>,
    /// What happened when: events and acts, in the order of the text.
    pub timeline: Vec<(Minute, Occurrence)>,
    /// The whole item.
    pub span: Span,
    /// Where its name stands.
    pub name_span: Span,
}

impl Scenario {
    /// Those who are stated: nobody is there for what a sentence leaves out.
    pub fn participants(&self) -> &[Var] {
        let stated = self.scope.vars.iter().take_while(|var| !var.some && !var.omitted).count();
        &self.scope.vars[..stated]
    }
}

/// What the checker is expected to answer.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The scenario in which it stands.
    pub scenario: Option<ScenarioId>,
    /// What is expected.
    pub kind: ExpectKind,
    /// The universe, where the word is `gap` and names one: by itself, or before a duty that leaves out some of
    /// those of whom it speaks.
    pub universe: Option<UniverseId>,
    /// The set without these.
    pub without: Vec<Target>,
    /// On this day only.
    pub on: Option<Day>,
    /// For this reason.
    pub because: Option<Reason>,
    /// How the fields of its two norms lie to each other.
    pub overlap: Option<Overlap>,
    /// Known not to be reached yet, and why.
    pub pending: Option<Box<str>>,
    /// Where it stands.
    pub span: Span,
}

/// The shapes of an expectation.
#[derive(Clone, Debug)]
pub enum ExpectKind {
    /// A verdict on a set of norms.
    Verdict {
        /// Which.
        word: VerdictWord,
        /// On which norms; several parts of an `and` norm are all meant by its name.
        norms: Vec<Target>,
        /// The norms that make it so, where any are named.
        by: Vec<Target>,
    },
    /// Norms leave a case open that an assertion of a principle says they settle.
    Unsettled {
        /// Which.
        principle: PrincipleId,
    },
    /// Whether a principle fails hangs on open facts.
    Undetermined {
        /// Which.
        principle: PrincipleId,
    },
    /// What the effective norms say; the terms are the scenario's participants.
    Status {
        /// They do not.
        negated: bool,
        /// What.
        status: Status,
    },
    /// Somebody violates a norm (or does not).
    Violates {
        /// They do not.
        negated: bool,
        /// Who.
        who: Term,
        /// What.
        norm: NormId,
    },
    /// A principle fails, by these norms where any are named.
    Violated {
        /// Which.
        principle: PrincipleId,
        /// By whom.
        by: Vec<Target>,
    },
    /// A principle holds.
    Holds {
        /// Which.
        principle: PrincipleId,
    },
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$entry:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$entry])* $variant),* }

        impl $name {
            /// Every one, in order.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// The word in the language.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }
    };
}

words! {
    /// A verdict word that can be expected.
    VerdictWord {
        /// Any kind of conflict.
        Conflict = "conflict",
        /// No conflict.
        None = "none",
        /// A clash that precedence settles.
        Settled = "settled",
        /// One act, required and forbidden.
        Strict = "strict",
        /// Acts that exclude each other.
        Incompatible = "incompatible",
        /// Windows or orders that cannot be met.
        Temporal = "temporal",
        /// A permission against a duty or ban.
        Wide = "wide",
        /// A recommendation is a member.
        Tension = "tension",
        /// Powers.
        Competence = "competence",
        /// Settled inside one order by rank, in all cases.
        Invalid = "invalid",
        /// The law does what its maker must not do.
        Breach = "breach",
        /// Hangs on open facts.
        Undetermined = "undetermined",
        /// A case of a universe is not settled.
        Gap = "gap",
        /// Two windows touch in one point only.
        ZeroSlack = "zero_slack",
        /// The norm applies in no case.
        NeverApplies = "never_applies",
        /// Others defeat the norm whenever it applies.
        AlwaysDefeated = "always_defeated",
        /// Others say what the norm says.
        Redundant = "redundant",
        /// Two norms say the same.
        Same = "same",
        /// The exception takes no case away.
        IdleException = "idle_exception",
        /// A part of the condition or of the exception changes nothing.
        IdleCondition = "idle_condition",
        /// A limit was reached.
        Unknown = "unknown",
    }
}

words! {
    /// Why there is no conflict.
    Reason {
        /// An `unless`.
        Exception = "exception",
        /// A displacing norm.
        Displaced = "displaced",
        /// The narrower field prevails.
        Specialis = "specialis",
        /// The later norm prevails.
        Posterior = "posterior",
        /// The higher norm prevails.
        Superior = "superior",
        /// Nobody is bound by both.
        Parties = "parties",
        /// No common day.
        NotInForce = "not_in_force",
        /// A reservation.
        Reservation = "reservation",
        /// The conditions cannot hold together.
        DisjointConditions = "disjoint_conditions",
        /// Different acts.
        DisjointActs = "disjoint_acts",
        /// Nobody bears both.
        DisjointBearers = "disjoint_bearers",
        /// A written relation decides.
        Savings = "savings",
        /// One applies where the other is violated.
        ContraryToDuty = "contrary_to_duty",
    }
}

words! {
    /// How the fields of two norms lie to each other, after Ross (On Law and Justice, 1958): how much of each clashes
    /// where they clash.
    Overlap {
        /// The same field.
        TotalTotal = "total-total",
        /// One lies within the other.
        TotalPartial = "total-partial",
        /// Each has cases of its own.
        PartialPartial = "partial-partial",
    }
}
