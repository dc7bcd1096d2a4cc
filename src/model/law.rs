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
    /// The participants of the sentence: the parameters of the act that makes it, in order, then those that are
    /// bound inside its conditions.
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
    /// Whether it says nothing of times and cases.
    pub fn is_plain(&self) -> bool {
        self.sentence.window.is_none() && self.is_unconditional()
    }

    /// Whether it says nothing of cases.
    pub fn is_unconditional(&self) -> bool {
        self.sentence.when.is_true() && self.sentence.unless == super::Cond::Any(Vec::new())
    }
}
