//! Duties that leave to their bearer whom to choose, against several bans that may leave nobody to choose. A duty to do
//! what a rule excludes towards the same is as good as a ban.
//!
//! Two bans, one of them on somebody at hand, are looked at as any set of three. Whether bans that catch now one, now
//! another of those whom nobody else is are a conflict together is not worked out: that is told as a question without an
//! answer; else no such set is a clash.

use super::Limit;
use super::eliminate;
use super::formula::Formula;
use super::query::{Binding, Grounded, Instance, Polarity, Query};
use super::theory::Theory;
use crate::model::{ActRuleKind, ActionId, Modal, NormId};

impl Theory<'_> {
    /// The bans of which one may apply to whomever the bearer of a duty chooses, in a case in which no ban alone applies
    /// to everybody: that is asked of pairs. None where somebody is always left. All bans are looked at, or those among some norms.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn may_leave_nobody(
        &self,
        duty: NormId,
        among: Option<&[NormId]>,
    ) -> Result<Vec<NormId>, Limit> {
        if self.model.norms[duty].modal != Modal::Must || !self.leaves_the_choice(&[duty]) {
            return Ok(Vec::new());
        }
        let is_ban = |&(norm, _): &(NormId, usize)| {
            self.model.norms[norm].modal == Modal::MustNot
                || self.model.norms[duty].actions().any(|action| self.shuts_out(norm, action))
        };
        let mut bans: Vec<NormId> =
            self.touching(duty).iter().filter(|it| is_ban(it)).map(|(norm, _)| *norm).collect();
        bans.dedup();
        bans.retain(|ban| among.is_none_or(|among| among.contains(ban)));
        let together = bans.len() > 1 && self.bar_everybody_together(duty, &bans)?;
        Ok(if together { bans } else { Vec::new() })
    }

    /// That these norms are no clash is no proof where bans among them may leave nobody to choose.
    ///
    /// # Errors
    /// They may.
    pub fn leave_somebody(&self, norms: &[NormId]) -> Result<(), Limit> {
        for &duty in norms.iter().filter(|_| norms.len() > 2) {
            if !self.may_leave_nobody(duty, Some(norms))?.is_empty() {
                return Err(Limit::NobodyLeft);
            }
        }
        Ok(())
    }

    /// Whether a norm is a duty to do, once, what excludes an act.
    fn shuts_out(&self, norm: NormId, action: ActionId) -> bool {
        let own = &self.model.norms[norm];
        let excludes = |other| self.is_tied(action, other) == Some(ActRuleKind::Excludes);
        own.modal == Modal::Must && own.acts.len() == 1 && own.actions().any(excludes)
    }

    /// In some case the duty applies, and at each moment of it one of the bans to whoever is chosen, but no one of them
    /// to everybody at all of these moments.
    fn bar_everybody_together(&self, duty: NormId, bans: &[NormId]) -> Result<bool, Limit> {
        let mut query = Query::new(self);
        let found = query.find(&mut |query| {
            let it = query.instance(duty, 0, Binding::empty(&query.model.norms[duty].scope));
            let mut parts = vec![
                query.applies(&it, Polarity::Positive)?,
                query.everybody_is_barred(&it, bans, Polarity::Positive)?,
            ];
            for ban in bans {
                let alone = std::slice::from_ref(ban);
                parts.push(!query.everybody_is_barred(&it, alone, Polarity::Negative)?);
            }
            Ok(Formula::all(parts))
        })?;
        Ok(found.is_some())
    }
}

impl Query<'_> {
    /// At each moment of the duty one of the bans stands against whoever is chosen, new or at hand, for each of its acts.
    fn everybody_is_barred(
        &mut self,
        it: &Instance,
        bans: &[NormId],
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        for (place, act) in self.model.norms[it.norm].acts.iter().enumerate() {
            let wide = act.action().map(|action| self.theory.wider(action));
            let stands = |ban: &NormId| {
                let mut banned = self.model.norms[*ban].actions();
                match self.model.norms[*ban].modal {
                    Modal::MustNot => {
                        wide.is_some_and(|wide| banned.any(|action| wide.contains(&action)))
                    }
                    _ => act.action().is_some_and(|action| self.theory.shuts_out(*ban, action)),
                }
            };
            let own: Vec<NormId> = bans.iter().copied().filter(stands).collect();
            parts.push(self.is_barred(it, place, &own, polarity)?);
            for (other, may_be) in self.choices_at_hand(it, place) {
                parts.push(may_be.implies(self.is_barred(&other, place, &own, polarity)?));
            }
        }
        self.whoever_is_chosen(Formula::all(parts))
    }

    fn is_barred(
        &mut self,
        it: &Instance,
        place: usize,
        bans: &[NormId],
        polarity: Polarity,
    ) -> Grounded {
        let deed = self.deed(it, place)?;
        let t = self.universe.moment();
        let open = self.live_at(it, t.into(), !polarity)?;
        let mut ways = Vec::new();
        for partner in self.partners(it, &|norm| bans.contains(&norm))? {
            let mut body = |query: &mut Self, ban: &Instance| {
                let applies = query.applies(ban, polarity)?;
                if query.model.norms[ban.norm].modal == Modal::Must {
                    return Ok(applies); // what it asks for, at whatever moment, excludes the act at all moments
                }
                let banned = query.deed(ban, ban.act)?;
                let same = query.is_deed(&deed, &banned, polarity)?;
                Ok(Formula::all([applies, same, query.live_at(ban, t.into(), polarity)?]))
            };
            ways.push(self.some_instance(&partner, polarity, &mut body)?);
        }
        eliminate::forall(&mut self.universe, t, open.implies(Formula::any(ways)))
    }
}
