//! Acts that make law.

use super::{Act, LegislativeVerb, Model, NormId, Scope, Status};
use crate::source::Span;

/// What is said by a law that is made by doing an act. Two sentences that say the same are one act.
#[derive(Clone, Debug)]
pub struct Law {
    /// What it does to its subject.
    pub verb: LegislativeVerb,
    /// To permit a part of the act is enough: `must not permit (…)` forbids to permit any doing of it.
    pub in_part: bool,
    /// Without a TIME, to say so for a time is enough: `must not forbid (…)` forbids to forbid it for however short a
    /// time, while who must forbid it must do so for good. (Without a TIME, what is required is done once; whoever
    /// requires it for a time or by some day requires it.)
    pub for_a_time: bool,
    /// The participants of the sentence: the parameters of the act that makes it, in order, then those that are
    /// bound inside its conditions. Of the parameters, those of the bearer and of the act stand first, then one for each
    /// place of the TIME, whoever stands there, then those whom conditions alone name.
    pub scope: Scope,
    /// What it says, of one bearer and one act. Its modal is that of the verb.
    pub sentence: Status,
    /// Where it is first written.
    pub span: Span,
}

impl Model {
    /// Whether a norm says which law may be made.
    pub fn is_about_law(&self, norm: NormId) -> bool {
        self.norms[norm].acts.iter().any(|act| match act {
            Act::Do { action, .. } => self.laws.contains_key(action),
            Act::Legislate { .. } => true,
        })
    }
}

impl Law {
    /// How many of its participants are the bearer and those of the act.
    pub fn of_act(&self) -> usize {
        1 + self.sentence.acts.iter().filter_map(Act::args).map(<[_]>::len).sum::<usize>()
    }

    /// Whether it says nothing of times and cases.
    pub fn is_plain(&self) -> bool {
        self.sentence.window.is_none() && self.is_unconditional()
    }

    /// Whether it says so for good. Which norms do, those tell that say so for a time: it says so for each.
    pub fn is_for_good(&self) -> bool {
        self.verb != LegislativeVerb::Require && self.sentence.window.is_none() && !self.for_a_time
    }

    /// Whether it permits an act at every moment of a time: what is to be done once in it is not permitted so.
    pub fn permits_throughout(&self) -> bool {
        self.verb == LegislativeVerb::Permit && !self.in_part && self.sentence.window.is_some()
    }

    /// Whether it says nothing of cases.
    pub fn is_unconditional(&self) -> bool {
        self.sentence.when.is_true() && self.sentence.unless == super::Cond::Any(Vec::new())
    }
}
