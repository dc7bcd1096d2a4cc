//! What one deed violates, it violates towards everybody of whom the norm asks it.

use std::collections::BTreeSet;

use super::{Answer, World};
use crate::model::{NormId, ParticipantId};

impl World<'_> {
    /// What the situation says was violated, and what the same deeds violate towards others of these norms: such as are about
    /// one act, and ask the same, and yield, at all times alike.
    pub fn violated_at_once(
        &self,
        norms: &BTreeSet<NormId>,
    ) -> Answer<BTreeSet<(NormId, Vec<ParticipantId>)>> {
        let mut violated = self.situation.violated.clone();
        for (norm, who) in self.situation.violated.iter().filter(|(norm, _)| norms.contains(norm)) {
            let all = self.instances(*norm);
            let Some(one) = all.iter().find(|it| it.participants == *who) else { continue };
            let deeds = self.deeds(one)?;
            for other in &all {
                if self.deeds(other)? == deeds && self.effective(other)? {
                    violated.insert((*norm, other.participants.clone()));
                }
            }
        }
        Ok(violated)
    }
}
