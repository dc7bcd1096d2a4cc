//! Layer two: whether a set of instances can be respected together.
//!
//! A behaviour says when each act is done. Its moments are variables; the demands of the set are formulas
//! over them; eliminating the moments leaves a formula about the situation alone. So the answer is exact for
//! every situation at once.

pub(super) mod act_choices;
mod along;
pub(super) mod behaviour;
pub(super) mod doings;
mod listed;
mod matters;
mod named_alone;
pub(super) mod nobody_left;
pub(super) mod offers;
pub(super) mod permitted;
pub(super) mod powers;
pub(super) mod set;
pub(super) mod sets_over_a_choice;
mod standing;

use super::clash::powers::is_power;
use super::ground::formula::Formula;
use super::ground::query::{Grounded, Instance, Polarity, Query};
use super::ground::universe::Node;
use crate::model::{Modal, Term};

impl Query<'_> {
    /// No behaviour respects all of them. All are known to apply. Powers are no matter of behaviour: see
    /// [`Query::powers_clash`].
    pub(super) fn unfulfillable(&mut self, set: &[&Instance], polarity: Polarity) -> Grounded {
        let modal = |it: &&Instance| self.model.norms[it.norm].modal;
        let permission = set.iter().position(|it| modal(it) == Modal::May);
        let spared = set.iter().filter(|it| modal(it) == Modal::NeedNot).count();
        let powers = set.iter().filter(|it| is_power(modal(it))).count();
        if let ([_], 1) = (set, powers + spared) {
            // Alone it asks for nothing; what the situation says was done may be impossible all the same.
            return match self.listed.is_empty() {
                true => Ok(Formula::False),
                false => self.unfulfillable(&[], polarity),
            };
        }
        if powers > 0 {
            return self.powers_clash(set, polarity);
        }
        match (permission, spared) {
            (Some(place), 0) => {
                let mut rest = set.to_vec();
                let permission = rest.remove(place);
                if rest.iter().any(|it| modal(it) == Modal::May) {
                    return Ok(Formula::False); // one permission at a time
                }
                rest.retain(|duty| !self.leaves_alone(duty, permission));
                self.rules_out(permission, &rest, polarity)
            }
            (Some(_), _) => Ok(Formula::False),
            // Only duties can force the act that a `need not` spares, and who recommends it forces nobody.
            (None, 1) if !set.iter().all(|it| modal(it) == Modal::NeedNot || self.forces(it)) => {
                Ok(Formula::False)
            }
            (None, 1) => {
                let left_free = |it: &&Instance| self.is_left_free_by_a_choice(it, set);
                let rest: Vec<&Instance> =
                    set.iter().copied().filter(|it| !left_free(it)).collect();
                match rest.len() < set.len() {
                    true => self.unfulfillable(&rest, polarity),
                    false => self.forced_from(set, 0, polarity),
                }
            }
            (None, 0) => {
                let demands = self.demands(set);
                Ok(!self.feasible(&demands, !polarity)?)
            }
            (None, _) => Ok(Formula::False),
        }
    }

    /// The duties of the set force the act that a `need not` of it spares. One whose window opens with what it asks for
    /// forces nobody: these are left out, from a place on.
    fn forced_from(&mut self, set: &[&Instance], from: usize, polarity: Polarity) -> Grounded {
        for place in from..set.len() {
            let opens = self.opens_itself(set[place])?;
            if opens == Formula::False {
                continue;
            }
            let mut rest = set.to_vec();
            rest.remove(place);
            let by_others = self.forced_from(&rest, place, polarity)?;
            if opens == Formula::True {
                return Ok(by_others);
            }
            let by_all = self.forced_from(set, place + 1, polarity)?;
            return Ok(opens.clone().and(by_others).or((!opens).and(by_all)));
        }
        let demands = self.demands(set);
        Ok(!self.feasible(&demands, !polarity)?)
    }

    /// A `need not` towards each, of one whom a duty of the set leaves to its bearer: the duty forces nothing towards that one,
    /// for another will do.
    fn is_left_free_by_a_choice(&self, it: &Instance, set: &[&Instance]) -> bool {
        self.model.norms[it.norm].modal == Modal::NeedNot
            && set.iter().any(|duty| self.chooses_whom_it_names(duty, it))
    }

    /// A duty takes nothing from what is permitted towards one whom it leaves to its bearer: another will do, where not all are
    /// named whom there are.
    fn leaves_alone(&self, duty: &Instance, permission: &Instance) -> bool {
        let mut sorts = self.model.norms[duty.norm].chosen_sorts();
        self.chooses_whom_it_names(duty, permission)
            && sorts.all(|sort| !self.model.may_be_named_alone(sort))
    }

    /// Whom a duty leaves to its bearer, another norm names in its act.
    fn chooses_whom_it_names(&self, duty: &Instance, it: &Instance) -> bool {
        let (own, norm) = (&self.model.norms[duty.norm], &self.model.norms[it.norm]);
        let named =
            norm.acts[it.act].args().unwrap_or_default().iter().filter_map(|arg| match arg {
                Term::Var(var) if !norm.scope[*var].some => it.binding.get(*var),
                _ => None,
            });
        let named: Vec<Node> = named.filter(|&node| self.universe.is_fresh(node)).collect();
        let mut chosen = own.chosen().filter_map(|var| duty.binding.get(var));
        own.modal == Modal::Must && chosen.any(|node| named.contains(&node))
    }

    /// A duty, and no recommendation.
    fn forces(&self, it: &Instance) -> bool {
        let norm = &self.model.norms[it.norm];
        norm.modal == Modal::Must && !norm.recommendation
    }

    /// All apply, and no behaviour respects all of them, whether one respects fewer or not.
    pub(super) fn cannot_be_respected(
        &mut self,
        set: &[&Instance],
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        for it in set {
            parts.push(self.applies_if_open(it, polarity)?);
        }
        parts.push(self.unfulfillable(set, polarity)?);
        Ok(Formula::all(parts))
    }

    /// All apply, no behaviour respects all of them, and some respects all but one, whichever it is.
    pub(super) fn clash(&mut self, set: &[&Instance], polarity: Polarity) -> Grounded {
        self.clash_with(set, set.len(), polarity)
    }

    /// As [`Query::clash`], where the members from a place on are known to apply.
    pub(super) fn clash_with(
        &mut self,
        set: &[&Instance],
        known: usize,
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        for it in &set[..known] {
            let applies = self.applies_if_open(it, polarity)?;
            if applies == Formula::False {
                return Ok(applies);
            }
            parts.push(applies);
        }
        let unfulfillable = self.unfulfillable(set, polarity)?;
        if unfulfillable == Formula::False {
            return Ok(unfulfillable);
        }
        parts.push(unfulfillable);
        if let [one] = set {
            parts.push(!self.is_broken_by_starts(one, polarity)?);
        }
        // Whom a norm outside the set leaves to its bearer is looked at with that norm.
        let mut clash = match self.leaves_a_choice(set) {
            true => self.whoever_is_chosen(Formula::all(parts))?,
            false => Formula::all(parts),
        };
        for left_out in (0..set.len()).filter(|_| set.len() > 1) {
            let mut rest = set.to_vec();
            rest.remove(left_out);
            clash = clash.and(self.can_be_respected_at_best(&rest, polarity)?);
        }
        Ok(clash)
    }

    /// Some behaviour respects all of them, with as much time as there could be.
    pub(super) fn can_be_respected_at_best(
        &mut self,
        set: &[&Instance],
        polarity: Polarity,
    ) -> Grounded {
        self.optimistic = true;
        let unfulfillable = self.unfulfillable(set, !polarity);
        self.optimistic = false;
        // Somebody can be chosen towards whom that is so, where it is not so that nobody can.
        Ok(!match self.leaves_a_choice(set) {
            true => self.whoever_is_chosen(unfulfillable?)?,
            false => unfulfillable?,
        })
    }

    /// What the situation says was done breaks the instance, or cannot be done at all: then it clashes with nothing.
    fn is_broken_by_starts(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        if self.listed.is_empty() {
            return Ok(Formula::False);
        }
        let impossible = self.unfulfillable(&[], !polarity)?;
        let saved = std::mem::replace(&mut self.starts_only, true);
        let otherwise = self.unfulfillable(&[it], polarity);
        self.starts_only = saved;
        Ok(impossible.or(!otherwise?))
    }
}
