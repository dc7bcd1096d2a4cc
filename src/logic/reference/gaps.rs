//! Gaps: cases of a universe that no effective norm settles. Force: norms and parts of conditions without effect.

use std::collections::BTreeSet;

use super::conditions::every;
use super::deeds::is_once;
use super::{Answer, Instance, World};
use crate::model::{Modal, NormId, ParticipantId, UniverseId};

impl World<'_> {
    /// Whether some participants make a case of a universe that no effective norm settles.
    pub fn leaves_unsettled(&self, universe: UniverseId) -> Answer<bool> {
        let scope = &self.model.universes[universe].scope;
        for env in self.assignments(scope, &every(scope), &vec![None; scope.vars.len()]) {
            let case: Vec<ParticipantId> =
                every(scope).iter().filter_map(|var| env[var.0 as usize]).collect();
            if self.is_unsettled(universe, &case)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether these participants (for the variables of the universe that are not `some`, in order) make a case of
    /// it, on the day that is looked at, that no effective norm which names all of them settles.
    pub fn is_unsettled(&self, universe: UniverseId, case: &[ParticipantId]) -> Answer<bool> {
        let it = &self.model.universes[universe];
        let mut env = vec![None; it.scope.vars.len()];
        for (var, who) in every(&it.scope).iter().zip(case) {
            if !self.suits(&it.scope, *var, *who, &env) {
                return Ok(false);
            }
            env[var.0 as usize] = Some(*who);
        }
        let are_parties = self.are_parties(&it.scope, &every(&it.scope), &env);
        let when = self.holds(&it.when, &self.view(&it.scope, env))?.and(&are_parties);
        // A duty that hangs on what was never done asks for nothing.
        Ok(self.at_the_day(&when) && !self.with_all_told().is_settled(case)?)
    }

    /// Whether some effective norm that names all of them settles something, on the day that is looked at.
    pub fn is_settled(&self, case: &[ParticipantId]) -> Answer<bool> {
        for norm in self.model.written().filter(|&norm| self.settles(norm)) {
            for instance in self.instances(norm) {
                let named: BTreeSet<ParticipantId> = self.named(&instance)?.into_iter().collect();
                if case.iter().all(|who| named.contains(who)) && self.says_today(&instance)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    // Duties, bans, permissions and powers; no recommendations.
    fn settles(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let settling = matches!(
            own.modal,
            Modal::Must | Modal::MustNot | Modal::May | Modal::HasPower | Modal::HasSolePower
        );
        settling && !own.recommendation && self.is_loaded(norm)
    }

    // Whether the instance is effective, and asks for something at the first moment of the day looked at.
    fn says_today(&self, instance: &Instance) -> Answer<bool> {
        if !self.effective(instance)? {
            return Ok(false);
        }
        let once = is_once(&self.model.norms[instance.norm]);
        if once {
            return Ok(!self.reach(instance, &self.never_done(instance)?)?.is_empty());
        }
        Ok(self.at_the_day(&self.window(instance)?))
    }

    pub(super) fn at_the_day(&self, moments: &super::Moments) -> bool {
        match self.now() {
            Some(now) => moments.contains(now),
            None => !moments.is_empty(),
        }
    }
}
