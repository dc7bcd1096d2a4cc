//! Breaches: a law does what an effective norm forbids its maker to do.

use std::collections::BTreeSet;

use super::applies::in_force;
use super::conditions::every;
use super::deeds::{Deed, is_once};
use super::moments::{Cut, Moments};
use super::status::{Layer, fit};
use super::{Answer, Instance, View, World};
use crate::model::{DAY, Law, Modal, Scope};

impl World<'_> {
    /// Whether the maker of a law does by it what an effective ban forbids: at some moment of the day that is
    /// looked at (of any day, where none is), both in force, the law applies and says so.
    pub fn is_breach(&self, ban: &Instance, law: &Instance) -> Answer<bool> {
        let (forbids, says) = (&self.model.norms[ban.norm], &self.model.norms[law.norm]);
        let Some(issuer) = &self.model.instruments[says.instrument].issuer else {
            return Ok(false);
        };
        if forbids.modal != Modal::MustNot || !self.is_in_force(ban) || !self.is_in_force(law) {
            return Ok(false);
        }
        if !self.applies(law)? || !self.effective(ban)? {
            return Ok(false);
        }
        let nobody = Scope::default();
        let maker = self.participant(issuer, &self.view(&nobody, Vec::new()))?;
        let today = self.now().map_or(Moments::all(), |now| {
            Moments::between(Cut::before(now), Cut::before(now + DAY))
        });
        let both = self.window(ban)?.and(&in_force(&says.in_force)).and(&today);
        if both.is_empty() {
            return Ok(false);
        }
        let forbidden: BTreeSet<Deed> = self.deeds(ban)?.into_iter().collect();
        let mut parts = Vec::new();
        for (action, sentence) in self.model.laws.iter().filter(|(_, law)| !law.is_for_good()) {
            let vars: Vec<_> = every(&sentence.scope);
            for env in
                self.assignments(&sentence.scope, &vars, &vec![None; sentence.scope.vars.len()])
            {
                let args = vars.iter().filter_map(|var| env[var.0 as usize]).collect();
                let deed = Deed { action: *action, by: maker, args };
                if !self.wider(&deed)?.is_disjoint(&forbidden) {
                    parts.push(self.law_says(law, sentence, env));
                }
            }
        }
        Ok(!self.any_of(parts)?.and(&both).is_empty())
    }

    /// All breaches: each ban with a law that breaches it.
    pub fn all_breaches(&self) -> Answer<Vec<(Instance, Instance)>> {
        let mut found = Vec::new();
        let is_ban = |norm: &crate::model::Norm| norm.modal == Modal::MustNot;
        for (ban, _) in self.model.norms.iter().filter(|(_, norm)| is_ban(norm)) {
            for law in self.model.norms.ids().filter(|law| *law != ban) {
                for ban in self.instances(ban) {
                    for law in self.instances(law) {
                        if self.is_breach(&ban, &law)? {
                            found.push((ban.clone(), law));
                        }
                    }
                }
            }
        }
        Ok(found)
    }

    fn is_in_force(&self, instance: &Instance) -> bool {
        let force = in_force(&self.model.norms[instance.norm].in_force);
        self.now().map_or(!force.is_empty(), |now| force.contains(now))
    }

    // When the law says what the sentence says, in the cases of which the sentence speaks.
    fn law_says(
        &self,
        law: &Instance,
        sentence: &Law,
        env: Vec<Option<crate::model::ParticipantId>>,
    ) -> Answer<Moments> {
        let norm = &self.model.norms[law.norm];
        let status = &sentence.sentence;
        let Some(fit) = fit(status.modal, norm, sentence.in_part) else {
            return Ok(Moments::none());
        };
        if sentence.permits_throughout() && is_once(norm) {
            return Ok(Moments::none());
        }
        let view: View<'_> = self.view(&sentence.scope, env);
        let by = self.participant(&status.bearers[0], &view)?;
        if !self.acts_fit(law, &status.acts[0], by, &view, fit)? {
            return Ok(Moments::none());
        }
        let unless = self.holds(&status.unless, &view)?;
        let cases = self.holds(&status.when, &view)?.minus(&unless);
        Ok(cases.and(&self.answers_when(status, law, &view, Layer::Applies)?))
    }
}
