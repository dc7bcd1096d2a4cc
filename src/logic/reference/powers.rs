//! Powers: who has which, who has none, and whose is the only one.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::deeds::{Deed, is_once};
use super::fresh::BansThatYield;
use super::moments::{Cut, Moments};
use super::{Answer, Instance, Unsupported, World};
use crate::model::{Act, ActionId, DAY, Modal, NormId, ParticipantId, Term};

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
    /// any moment of its window; where it stands, at some moment of it on that day. Nor is there power towards somebody new
    /// whom its bearer may choose.
    pub fn is_beyond_powers(&self, instance: &Instance) -> Answer<bool> {
        if !self.lacks_powers(instance)? {
            return Ok(false);
        }
        let acts: Vec<ActionId> = self.model.norms[instance.norm].actions().collect();
        let near = |it: &NormId| {
            let own = &self.model.norms[*it];
            confers(own.modal) && own.actions().any(|a| acts.iter().any(|&b| self.are_near(a, b)))
        };
        let conferring: Vec<NormId> = self.norms().filter(near).collect();
        let duty = std::slice::from_ref(instance);
        for (situation, _) in self.extensions(duty, &conferring, BansThatYield::Count)? {
            if !self.with_at_hand(&situation).lacks_powers(instance)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    // Whether the case, as it stands, leaves the bearer of a duty without power to meet it.
    fn lacks_powers(&self, instance: &Instance) -> Answer<bool> {
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
        let window = self.window_undone(instance)?;
        if is_once(norm) {
            return Ok(self.empowered(&deeds, &window)?.is_empty());
        }
        let today = self.now().map_or_else(Moments::all, |now| {
            Moments::between(Cut::before(now), Cut::before(now + DAY))
        });
        let due = window.and(&today);
        // Towards whom it is done is chosen once; which of its acts is done may change.
        for deeds in self.deeds_by_choice(instance)? {
            if due.minus(&self.empowered(&deeds, &due)?).is_empty() {
                return Ok(false);
            }
        }
        Ok(!due.is_empty())
    }

    // The moments among these at which an effective norm gives power over, or permits, one of the deeds.
    fn empowered(&self, deeds: &[Deed], when: &Moments) -> Answer<Moments> {
        let (mut wider, mut narrower) = (BTreeSet::new(), BTreeSet::new());
        for deed in deeds {
            wider.extend(self.wider(deed)?);
            narrower.extend(self.narrower(deed)?);
        }
        let mut found = Moments::none();
        for id in self.norms() {
            if !confers(self.model.norms[id].modal) {
                continue;
            }
            let alone = self.model.norms[id].is_about_one_act_alone();
            let is_near = |deed: &Deed| narrower.contains(deed) || !alone && wider.contains(deed);
            for other in self.instances(id) {
                if !self.deeds(&other)?.iter().any(is_near) {
                    continue;
                }
                let given = self.window_undone(&other)?.and(when);
                if !given.is_empty() && self.effective(&other)? {
                    found = found.or(&given);
                }
            }
        }
        Ok(found)
    }

    // The deeds of a duty, one list for each choice of those whom it leaves to its bearer.
    fn deeds_by_choice(&self, instance: &Instance) -> Answer<Vec<Vec<Deed>>> {
        let norm = &self.model.norms[instance.norm];
        let view = self.instance_view(instance)?;
        let by = view.bearer.ok_or_else(|| Unsupported::new("a norm without a bearer"))?;
        let args: Vec<Term> = norm.acts.iter().filter_map(Act::args).flatten().cloned().collect();
        let mut found = Vec::new();
        for env in self.assignments(view.scope, &view.open(&args), &view.env) {
            let chosen = view.with_env(env);
            let each = norm.acts.iter().map(|act| self.deeds_of(act, by, &chosen));
            found.push(each.collect::<Answer<Vec<_>>>()?.concat());
        }
        Ok(found)
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

// Whether norms of that kind give power, under a closure that forbids what is not conferred.
fn confers(modal: Modal) -> bool {
    matches!(modal, Modal::May | Modal::HasPower | Modal::HasSolePower)
}

/// Whether a norm is about powers.
pub(super) fn is_power(modal: Modal) -> bool {
    matches!(modal, Modal::HasPower | Modal::HasNoPower | Modal::HasSolePower)
}
