//! Replays what was found in the reference evaluator. What does not stand up is never shown.

use std::collections::BTreeSet;

use super::Limit;
use super::reference::{self, Fields, Unsupported, World};
use super::theory::Theory;
use super::witness::Witness;
use crate::model::{NormId, Situation};

/// Above so many norms, the reference looks only at those that can bear on the case.
const ALL_NORMS: usize = 60;

impl Fields for Theory<'_> {
    fn within(&self, a: NormId, b: NormId) -> bool {
        self.is_special(a, b).unwrap_or(false)
    }
}

impl Theory<'_> {
    /// The situation under the norms that are looked at and can bear on these.
    pub(super) fn world<'w>(&'w self, situation: &'w Situation, about: &[NormId]) -> World<'w> {
        let near = (self.model.norms.len() > ALL_NORMS).then(|| self.bearing_on(about));
        let out = self.model.norms.ids().filter(|&id| {
            !self.is_active(id) || near.as_ref().is_some_and(|near| !near.contains(&id))
        });
        World::new(self.model, situation)
            .without(&out.collect())
            .with(&self.model.instruments.ids().collect())
            .with_fields(self)
            .with_largest_clash(2)
    }

    /// Norms that can clash with these or with one that can, and whatever their conditions may consult.
    fn bearing_on(&self, about: &[NormId]) -> BTreeSet<NormId> {
        let mut near: BTreeSet<NormId> = about.iter().copied().collect();
        for _ in 0..2 {
            let around: Vec<NormId> = near.iter().copied().collect();
            for norm in around {
                near.extend(self.neighbours(norm).into_iter().map(|(norm, _)| norm));
                near.extend(self.model.norms[norm].primary);
            }
        }
        let asks = |id: &NormId| {
            let norm = &self.model.norms[*id];
            self.is_dynamic(&norm.when) || self.is_dynamic(&norm.unless)
        };
        let displaces =
            self.model.relations.iter().any(|it| it.kind == crate::model::RelationKind::Displaces);
        if displaces || near.iter().any(asks) {
            return self.norms().collect();
        }
        near
    }

    /// The members of a conflict conflict in the case.
    pub(super) fn replay_conflict(
        &self,
        norms: &[NormId],
        acts: &[usize],
        witness: &Witness,
        opened: bool,
    ) -> Result<(), Limit> {
        let world = self.world(&witness.situation, norms);
        let members: Vec<reference::Instance> = norms
            .iter()
            .zip(acts)
            .zip(&witness.members)
            .map(|((&norm, &act), participants)| reference::Instance {
                norm,
                participants: participants.clone(),
                act,
            })
            .collect();
        stands(world.is_possible())?;
        if !opened {
            return stands(world.conflict(&members));
        }
        // The case lists the acts that open windows, which the set itself demands: then a part of the set
        // cannot be respected already, and only the whole says why the acts were done.
        for member in &members {
            stands(world.effective(member))?;
        }
        stands(world.unfulfillable(&members))
    }
}

/// The reference says yes.
pub(super) fn stands(answer: Result<bool, Unsupported>) -> Result<(), Limit> {
    match answer {
        Ok(true) => Ok(()),
        Ok(false) => Err(Limit::Replay),
        Err(Unsupported(reason)) => Err(Limit::Reference(reason)),
    }
}
