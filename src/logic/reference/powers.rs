//! Powers: who has which, who has none, and whose is the only one.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::deeds::Deed;
use super::{Answer, Instance, World};
use crate::model::{ActionId, Modal, ParticipantId};

/// The powers that a norm gives and takes.
#[derive(Default)]
pub(super) struct Claims {
    has: BTreeSet<Deed>,
    has_not: BTreeSet<Deed>,
}

impl World<'_> {
    /// Whether one instance of the set gives a power that another, of another norm, takes, at one moment at least.
    pub(super) fn powers_clash(&self, set: &[Instance]) -> Answer<bool> {
        let mut claims = Vec::new();
        for instance in set {
            if is_power(self.model.norms[instance.norm].modal) {
                claims.push((instance.norm, self.claims(instance)?, self.window_undone(instance)?));
            }
        }
        let clash = claims.iter().any(|(norm, one, when)| {
            claims.iter().any(|(other_norm, other, other_when)| {
                !self.model.is_one_norm(*norm, *other_norm)
                    && !one.has.is_disjoint(&other.has_not)
                    && !when.and(other_when).is_empty()
            })
        });
        Ok(clash)
    }

    /// Whether it is, on the day looked at, an effective duty of somebody whose powers are conferred (`closure … forbids`), and
    /// no effective norm gives power over, or permits, one of its acts (or one that counts as it, or as which it counts), at
    /// any moment of its window.
    pub fn is_beyond_powers(&self, instance: &Instance) -> Answer<bool> {
        let norm = &self.model.norms[instance.norm];
        let deeds = self.deeds(instance)?;
        if norm.modal != Modal::Must
            || !self.is_open_today(instance)?
            || !self.effective(instance)?
        {
            return Ok(false);
        }
        let needs_power =
            |deed: &Deed| self.has_conferred_powers(deed.by) && self.is_of_power(deed.action);
        if !deeds.iter().all(needs_power) {
            return Ok(false);
        }
        let (mut wider, mut narrower) = (BTreeSet::new(), BTreeSet::new());
        for deed in &deeds {
            wider.extend(self.wider(deed)?);
            narrower.extend(self.narrower(deed)?);
        }
        let window = self.window_undone(instance)?;
        for id in self.norms() {
            let modal = self.model.norms[id].modal;
            if !matches!(modal, Modal::May | Modal::HasPower | Modal::HasSolePower) {
                continue;
            }
            for other in self.instances(id) {
                let alone = self.model.norms[id].is_about_one_act_alone();
                let is_near = |deed| narrower.contains(deed) || !alone && wider.contains(deed);
                let over = self.deeds(&other)?.iter().any(is_near);
                if over
                    && !self.window_undone(&other)?.and(&window).is_empty()
                    && self.effective(&other)?
                {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    // Over which acts power is needed, the norms say: those over which they give or deny it, whatever the case.
    fn is_of_power(&self, action: ActionId) -> bool {
        let wide = self.wider_actions(action);
        let mut norms = self.norms().map(|id| &self.model.norms[id]);
        norms.any(|norm| is_power(norm.modal) && norm.actions().any(|it| wide.contains(&it)))
    }

    // Whether the narrowest closures for somebody say that what is not conferred is forbidden.
    fn has_conferred_powers(&self, who: ParticipantId) -> bool {
        let sorts = &self.situation.participants[who.0 as usize].sorts;
        let of = || self.model.closures.iter().filter(|it| sorts.contains(&it.sort));
        of().filter(|it| !it.permits).any(|closed| {
            !of().any(|it| {
                it.permits
                    && it.sort != closed.sort
                    && self.model.sorts[it.sort].ancestors.contains(&closed.sort)
            })
        })
    }

    fn claims(&self, instance: &Instance) -> Answer<Rc<Claims>> {
        if let Some(known) = self.claimed.borrow().get(instance) {
            return known.clone();
        }
        let claims = self.work_out_claims(instance).map(Rc::new);
        self.claimed.borrow_mut().insert(instance.clone(), claims.clone());
        claims
    }

    // A power over an act is one over every act that counts as it, and so is the lack of it.
    fn work_out_claims(&self, instance: &Instance) -> Answer<Claims> {
        let mut claims = Claims::default();
        let alone = self.model.norms[instance.norm].is_about_one_act_alone();
        let covered = |deed: &Deed| -> Answer<BTreeSet<Deed>> {
            if alone { Ok(BTreeSet::from([deed.clone()])) } else { self.narrower(deed) }
        };
        for deed in self.deeds(instance)? {
            let own = covered(&deed)?;
            match self.model.norms[instance.norm].modal {
                Modal::HasNoPower => claims.has_not.extend(own),
                Modal::HasSolePower => {
                    claims.has.extend(own);
                    for by in self.participants() {
                        let other = Deed { by, ..deed.clone() };
                        if by != deed.by && !self.empowers(instance, &other)? {
                            claims.has_not.extend(covered(&other)?);
                        }
                    }
                }
                _ => claims.has.extend(own),
            }
        }
        Ok(claims)
    }

    // Whether the same norm gives somebody else the power.
    fn empowers(&self, instance: &Instance, deed: &Deed) -> Answer<bool> {
        // Of several bearers each has a norm of its own.
        for norm in self.norms().filter(|&it| self.model.is_one_norm(it, instance.norm)) {
            for other in self.instances(norm) {
                if self.deeds(&other)?.contains(deed) && self.applies(&other)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

/// Whether a norm is about powers.
pub(super) fn is_power(modal: Modal) -> bool {
    matches!(modal, Modal::HasPower | Modal::HasNoPower | Modal::HasSolePower)
}
