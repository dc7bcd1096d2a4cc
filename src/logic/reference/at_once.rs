//! What one deed violates, it violates towards everybody of whom the norm asks it.

use std::collections::BTreeSet;

use super::{Answer, World};
use crate::model::{Cond, DaySpan, InstrumentId, NormId, ParticipantId};

impl World<'_> {
    /// What the situation says was violated, with what the same deeds violate towards others.
    pub fn violated_at_once(&self) -> Answer<BTreeSet<(NormId, Vec<ParticipantId>)>> {
        let free = self.without_doings();
        let mut violated = self.situation.violated.clone();
        for (norm, who) in &self.situation.violated {
            let all = self.instances(*norm);
            let one = all.iter().find(|it| it.participants == *who);
            let Some(one) = one.filter(|_| !self.asks_when(*norm)) else { continue };
            let deeds = self.deeds(one)?;
            for other in &all {
                if self.deeds(other)? == deeds && self.applies(other)? && free.effective(other)? {
                    violated.insert((*norm, other.participants.clone()));
                }
            }
        }
        Ok(violated)
    }

    // Whether the same deed may violate the norm at one time and not at another.
    fn asks_when(&self, norm: NormId) -> bool {
        let norm = &self.model.norms[norm];
        let conds = [&norm.when, &norm.unless];
        let mut parts = conds.into_iter().flat_map(|cond| self.model.parts(cond));
        norm.window.is_some()
            || self.come_and_go(norm.instrument)
            || parts.any(|part| match part {
                Cond::Applies(_) | Cond::Status(_) | Cond::OnOrAfter(_) => true,
                Cond::Party { instrument, .. } => self.come_and_go(*instrument),
                Cond::Is { sort, .. } => {
                    self.party_role(*sort).is_some_and(|it| self.come_and_go(it))
                }
                _ => false,
            })
    }

    // Whether some are party to it at one time and not at another.
    fn come_and_go(&self, instrument: InstrumentId) -> bool {
        self.model.instruments[instrument].parties.iter().any(|it| it.days != DaySpan::ALWAYS)
    }
}
