//! The ways to meet a duty: by each of its acts, towards somebody new or somebody around.

use super::behaviour::Demands;
use crate::logic::Limit;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Node, NodeKind};
use crate::logic::theory::Theory;
use crate::model::{Act, ActionId, Cond, NormId, Occurrence, RuleId, SortId, Term, Var, VarId};

/// A way to meet a duty.
pub(in crate::logic) struct Offer {
    pub(in crate::logic) act: usize,
    pub(in crate::logic) it: Instance,
    /// What must be so for it.
    pub(in crate::logic) fits: Formula,
    /// Bans that forbid it where they apply.
    pub(in crate::logic) bans: Vec<Instance>,
    /// What must come along with it, where that applies.
    pub(in crate::logic) along: Vec<Offer>,
}

impl Query<'_> {
    /// The ways to meet a duty: each of its acts, towards a participant whom nobody else is, or towards one of
    /// those around where the duty leaves the choice.
    pub(in crate::logic) fn offers(
        &mut self,
        it: &Instance,
        demands: &Demands<'_>,
    ) -> Result<Vec<Offer>, Limit> {
        let norm = &self.model.norms[it.norm];
        let mut offers = Vec::new();
        let mut only_around = false;
        for act in 0..norm.acts.len() {
            if self.is_towards_nobody(it, act)? {
                only_around = true;
                continue;
            }
            let bans = self.bans_on_whoever_is_chosen(it, act, demands)?;
            let along = self.coming_along(it, act, demands)?;
            offers.push(Offer { act, it: it.clone(), fits: Formula::True, bans, along });
        }
        let duties = demands.once.iter().chain(&demands.standing);
        // A duty that hangs on what is done towards one asks for nothing where it is done towards another.
        let tells_apart = |query: &Self, other: &Instance| {
            query.model.norms[other.norm].hangs_on_an_act() || query.may_be_met_together(it, other)
        };
        let mut others = duties.clone().filter(|other| **other != it);
        let nothing_against = demands.bans.is_empty()
            && demands.spared.is_empty()
            && !others.any(|other| tells_apart(self, other));
        if nothing_against && !only_around && !self.rules_tell_apart(it) {
            return Ok(offers);
        }
        let all = demands.bans.iter().chain(&demands.spared).chain(duties);
        let mut around: Vec<Node> = all.flat_map(|it| &it.binding.0).flatten().copied().collect();
        let own = around.clone();
        around.extend(self.named_so_far()); // they exist in every case
        around.extend(self.done_towards(it.norm)); // bans on them may be broken
        let open = |norm: NormId| {
            self.theory.asks_about_somebody(norm) || self.theory.leaves_the_choice(&[norm])
        };
        if demands.bans.iter().any(|ban| open(ban.norm))
            || self.theory.chooses_where_something_happened(&[it.norm])
        {
            around.extend(self.universe.nodes());
        }
        around.sort();
        around.dedup();
        for act in 0..norm.acts.len() {
            for var in self.free_choices(it, act) {
                let Some(fresh) = it.binding.get(var) else { continue };
                let values = self.values_of(&own, self.universe.top(fresh));
                let beside = values.into_iter().filter(|value| !around.contains(value));
                for node in around.iter().copied().chain(beside) {
                    if self.universe.top(node) == self.universe.top(fresh)
                        && !self.universe.is_fresh(node)
                    {
                        offers.extend(self.offer_towards(it, act, (var, fresh, node), demands));
                    }
                }
            }
        }
        Ok(offers)
    }

    /// Whether an act could only be done towards somebody new, and there can be nobody.
    pub(super) fn is_towards_nobody(&mut self, it: &Instance, act: usize) -> Result<bool, Limit> {
        for var in self.free_choices(it, act) {
            if let Some(node) = it.binding.get(var).filter(|&node| self.universe.is_fresh(node))
                && self.nobody_new_can_be(node)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A duty that leaves the choice, towards each of all those around, with what must be so for it; none where no rule
    /// tells them apart.
    pub(in crate::logic) fn choices_around(
        &mut self,
        it: &Instance,
        act: usize,
    ) -> Vec<(Instance, Formula)> {
        match self.rules_tell_apart(it) {
            true => self.choices_such_that(it, act, &|_, _| true),
            false => Vec::new(),
        }
    }

    /// As [`Query::choices_around`], towards those who exist in every case of the duty: whom it names, what they have as
    /// values, individuals.
    pub(super) fn choices_at_hand(
        &mut self,
        it: &Instance,
        act: usize,
    ) -> Vec<(Instance, Formula)> {
        let own: Vec<Node> = it.binding.0.iter().flatten().copied().collect();
        let bearer = self.bearer(it);
        self.choices_such_that(it, act, &|query, node| {
            let is_own = |value: &Node| own.contains(value);
            own.contains(&node)
                || bearer == Some(node)
                || match query.universe.kind(node) {
                    NodeKind::Individual(_) => true,
                    NodeKind::Value(_, args) => args.iter().all(is_own),
                    _ => false,
                }
        })
    }

    fn choices_such_that(
        &mut self,
        it: &Instance,
        act: usize,
        asked: &dyn Fn(&Self, Node) -> bool,
    ) -> Vec<(Instance, Formula)> {
        let mut choices = Vec::new();
        for var in self.free_choices(it, act) {
            let Some(fresh) = it.binding.get(var) else { continue };
            for node in self.everybody(self.universe.top(fresh)) {
                if self.universe.is_fresh(node) || !asked(self, node) {
                    continue;
                }
                let own = towards(it, fresh, node);
                let fits = self.fits(&self.model.norms[it.norm].scope, &own.binding, var);
                if fits != Formula::False {
                    choices.push((own, fits));
                }
            }
        }
        choices
    }

    /// Whether a rule on an act of the duty holds towards some and not towards others, or asks for what happened to some.
    fn rules_tell_apart(&self, it: &Instance) -> bool {
        let tells_apart = |&id: &RuleId| {
            let rule = &self.model.rules[id];
            !rule.when.is_true() || matches!(rule.right, Occurrence::Event { .. })
        };
        self.model.norms[it.norm].actions().any(|action| {
            let mut near = self.theory.wider(action).iter().chain(self.theory.narrower(action));
            near.any(|&act| self.theory.rules_naming(act).iter().any(tells_apart))
        })
    }

    /// Whether another duty asks for the same act, and a rule sets something against it: towards whom that duty asks for it,
    /// one doing may meet both.
    fn may_be_met_together(&self, it: &Instance, other: &Instance) -> bool {
        let theirs: Vec<ActionId> = self.model.norms[other.norm].actions().collect();
        self.model.norms[it.norm].actions().any(|action| {
            let wider = self.theory.wider(action);
            let same = theirs
                .iter()
                .any(|it| wider.contains(it) || self.theory.wider(*it).contains(&action));
            let mut rules = wider.iter().flat_map(|&act| self.theory.rules_of(act));
            same && rules.any(|&id| self.model.rules[id].kind.shuts_out())
        })
    }

    /// Everybody of a top kind who is the value of an attribute of these participants, as far as somebody asked for it.
    fn values_of(&self, of: &[Node], top: SortId) -> Vec<Node> {
        let is_value = |&node: &Node| match self.universe.kind(node) {
            NodeKind::Value(_, args) => args.iter().all(|arg| of.contains(arg)),
            _ => false,
        };
        self.everybody(top).into_iter().filter(is_value).collect()
    }

    /// Whether a duty of the set leaves to its bearer towards whom it is done.
    pub(in crate::logic) fn leaves_a_choice(&self, set: &[&Instance]) -> bool {
        set.iter().any(|it| self.theory.leaves_the_choice(&[it.norm]))
    }

    /// Whether a ban on somebody around stands against choosing this one: it applies and, where a conflict is asked
    /// about and not a clash, is not defeated.
    pub(super) fn stands_against_offer(&mut self, ban: &Instance, polarity: Polarity) -> Grounded {
        let applies = self.applies_if_open(ban, polarity)?;
        if applies == Formula::False || !self.spares_defeated {
            return Ok(applies);
        }
        self.spares_defeated = false;
        let defeated = self.defeated(ban, !polarity);
        self.spares_defeated = true;
        Ok(applies.and(!defeated?))
    }

    /// The variables of an act whom the bearer may choose.
    pub(super) fn free_choices(&self, it: &Instance, act: usize) -> Vec<VarId> {
        let norm = &self.model.norms[it.norm];
        let Act::Do { args, .. } = &norm.acts[act] else { return Vec::new() };
        let free = args.iter().filter_map(|arg| match arg {
            Term::Var(var) if norm.scope[*var].some => Some(*var),
            _ => None,
        });
        free.collect()
    }

    /// The duty met towards somebody around; bans on whomever is chosen forbid it where they apply to this one.
    fn offer_towards(
        &mut self,
        it: &Instance,
        act: usize,
        (var, fresh, node): (VarId, Node, Node),
        demands: &Demands<'_>,
    ) -> Option<Offer> {
        let own = towards(it, fresh, node);
        let fits = self.fits(&self.model.norms[it.norm].scope, &own.binding, var);
        let caught = demands.bans.iter().filter(|ban| ban.binding.0.contains(&Some(fresh)));
        let bans = caught.map(|ban| towards(ban, fresh, node)).collect();
        (fits != Formula::False).then_some(Offer { act, it: own, fits, bans, along: vec![] })
    }
}

impl Theory<'_> {
    /// Whether it hangs on somebody, no matter whom, if a norm applies: it may then spare whoever that is.
    pub(super) fn asks_about_somebody(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let chosen: Vec<VarId> = own.chosen().collect();
        let is_sought =
            |&(at, var): &(usize, &Var)| var.some && !chosen.contains(&VarId(at as u32));
        let conditions = [&own.when, &own.unless].into_iter();
        own.scope.vars.iter().enumerate().any(|it| is_sought(&it))
            || conditions.flat_map(|cond| self.model.parts(cond)).any(|part| match part {
                Cond::Define { definition, .. } => {
                    self.model.definitions[*definition].scope.vars.iter().any(|var| var.some)
                }
                _ => false,
            })
    }
}

/// An instance with somebody around where somebody stood who is nobody else.
fn towards(it: &Instance, fresh: Node, node: Node) -> Instance {
    let mut other = it.clone();
    let own = other.binding.0.iter_mut().flatten();
    own.filter(|it| **it == fresh).for_each(|it| *it = node);
    other
}
