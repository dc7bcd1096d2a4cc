//! Which sets of norms could be a clash, and what is found of one.

use crate::logic::Limit;
use crate::logic::clash::set::Set;
use crate::logic::conflict::Examined;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Query};
use crate::logic::theory::Theory;
use crate::model::{DaySpan, Modal, NormId, Reason, VarId};

impl Theory<'_> {
    /// Every set of norms that could be a clash, each once, the small ones first; and norms around which there
    /// are too many sets to look at all.
    pub fn candidates(&self) -> (Vec<Vec<NormId>>, Vec<(NormId, Limit)>) {
        let query = Query::new(self);
        let mut all: Vec<Vec<NormId>> = Vec::new();
        for norm in self.norms() {
            let own = &self.model.norms[norm];
            let may_fail_alone = own.window.is_some()
                || self.needs_something(norm)
                || self.may_have_nobody_to_choose(norm);
            if own.modal == Modal::Must && may_fail_alone {
                all.push(vec![norm]);
            }
            for &(other, _) in self.touching(norm) {
                if other >= norm
                    && query.can_oppose(norm, other)
                    && self.can_be_in_force_together(norm, other)
                {
                    all.push(vec![norm, other]);
                }
            }
        }
        let touching = all.len();
        all.extend(self.charges());
        if all.len() > touching {
            all.sort();
        }
        all.dedup(); // a norm with several acts touches another by each
        let larger = self.larger();
        let pairs = all.len();
        let own =
            |set: &&Vec<NormId>| !self.holds_own_remedy(set) && !larger.is_of_two(self.model, set);
        all.extend(larger.sets.iter().filter(own).cloned());
        all[pairs..].sort_unstable_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        let all = if self.aspects.is_empty() { all } else { self.as_written(all) };
        (all, larger.too_many.clone().into_iter().collect())
    }

    /// Sets of written norms, each once, where sets of aspects stood.
    fn as_written(&self, sets: Vec<Vec<NormId>>) -> Vec<Vec<NormId>> {
        let written = sets.into_iter().map(|set| {
            let mut set: Vec<NormId> = set.iter().map(|&norm| self.model.whole(norm)).collect();
            set.sort();
            set
        });
        let mut written: Vec<Vec<NormId>> = written.collect();
        // Sets of one stand beside those of two.
        written.sort_unstable_by(|a, b| (a.len().max(2), a).cmp(&(b.len().max(2), b)));
        written.dedup();
        written
    }

    fn needs_something(&self, norm: NormId) -> bool {
        let actions = self.model.norms[norm].actions();
        let mut wide = actions.flat_map(|action| self.wider(action).iter().copied());
        wide.any(|action| !self.rules_of(action).is_empty())
    }

    /// Whether the acts of norms are tied, so that they could clash at all.
    pub fn are_tied(&self, norms: &[NormId]) -> bool {
        self.in_linking_order(norms, &|a, b| self.are_near(a, b)).is_some()
    }

    /// Whether some day has all the norms in force.
    pub fn share_a_day(&self, norms: &[NormId]) -> bool {
        let mut shared = vec![DaySpan::ALWAYS];
        for &norm in norms {
            let own = &self.model.norms[norm].in_force;
            shared = shared
                .iter()
                .flat_map(|it| own.iter().filter_map(|day| it.intersect(*day)))
                .collect();
        }
        !shared.is_empty()
    }

    /// Some day has both norms in force, and is the one that is looked at, where there is one.
    pub(in crate::logic) fn can_be_in_force_together(&self, a: NormId, b: NormId) -> bool {
        if self.ignores(Reason::NotInForce) {
            return true;
        }
        let (x, y) = (&self.model.norms[a].in_force, &self.model.norms[b].in_force);
        let shared = x.iter().flat_map(|own| y.iter().filter_map(|it| own.intersect(*it)));
        shared.into_iter().any(|days| self.on.is_none_or(|day| days.contains(day)))
    }

    /// Whether one of the norms applies only where another is violated.
    pub fn is_remedy_among(&self, norms: &[NormId]) -> bool {
        let query = Query::new(self);
        norms.iter().any(|&a| norms.iter().any(|&b| query.is_remedy_of(a, b)))
    }

    /// Whether the set is no clash since a norm in it applies only where another of it is violated.
    fn holds_own_remedy(&self, norms: &[NormId]) -> bool {
        !self.ignores(Reason::ContraryToDuty) && self.is_remedy_among(norms)
    }

    /// Whether nobody can bear two of the norms, and none speaks of others than its bearer.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn have_no_common_bearer(&self, norms: &[NormId]) -> Result<bool, Limit> {
        let sole = |norm: &NormId| self.model.norms[*norm].modal == Modal::HasSolePower;
        if norms.iter().any(sole) {
            return Ok(false); // it speaks of everybody else, too
        }
        let mut query = Query::new(self);
        let found = query.find(&mut |query| {
            let mut parts = Vec::new();
            let mut bearers = Vec::new();
            for &norm in norms {
                let own = &self.model.norms[norm];
                let it = query.instance(norm, 0, Binding::empty(&own.scope));
                for index in 0..own.scope.vars.len() {
                    parts.push(query.fits(&own.scope, &it.binding, VarId(index as u32)));
                }
                bearers.push(query.node(&own.bearer, &it.binding).ok_or(Limit::Unbound)?);
            }
            for pair in bearers.windows(2) {
                parts.push(query.universe.same(pair[0], pair[1]));
            }
            Ok(Formula::all(parts))
        })?;
        Ok(found.is_none())
    }

    /// Looks at one norm, at two, or at more, and at the aspects of written norms; at two also where one of them
    /// stands in the clash several times. (One norm may stand in the list several times, too.)
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn examine(&self, norms: &[NormId]) -> Result<Examined, Limit> {
        match self.examine_in_each_way(norms) {
            Err(limit) if limit != Limit::Stopped && self.was_found_to_be_no_clash(norms) => {
                Ok(Examined::default())
            }
            answer => answer,
        }
    }

    /// The search for larger sets came to its end around these norms, and left this one out: that is a proof, too.
    fn was_found_to_be_no_clash(&self, norms: &[NormId]) -> bool {
        let larger = self.larger();
        let mut set = norms.to_vec();
        set.sort();
        set.len() > 2
            && self.aspects.is_empty()
            && !self.leaves_the_choice(&set) // there bans are looked for otherwise
            && set.iter().all(|norm| !larger.too_many.contains_key(norm))
            && self.with_some_repeated(&set).is_ok_and(|sets| sets.is_empty())
            && !larger.sets.contains(&set)
    }

    fn examine_in_each_way(&self, norms: &[NormId]) -> Result<Examined, Limit> {
        self.choose_among_lasting_parties(norms)?;
        let mut examined = self.examine_just(norms)?;
        let mut unanswered = None;
        for set in self.sets_of(norms) {
            if examined.conflict.is_some() {
                break;
            }
            let found = match self.examine_just(&set) {
                Ok(found) => found,
                // Another set may show the conflict all the same.
                Err(limit) => {
                    unanswered.get_or_insert(limit);
                    continue;
                }
            };
            examined.conflict = found.conflict.map(|it| self.conflict_as_written(it));
            if examined.settled.is_none() {
                examined.settled = found.settled.map(|it| self.settled_as_written(it));
            }
            examined.zero_slack |= found.zero_slack;
            examined.touching = examined.touching.or(found.touching);
        }
        if examined.conflict.is_some() {
            return Ok(Examined { conflict: examined.conflict, ..Examined::default() });
        }
        unanswered.map_or(Ok(()), Err)?;
        self.all_were_looked_for(norms)?;
        Ok(examined)
    }

    /// The sets that could be a clash of these norms and no other, in which some stand several times.
    ///
    /// # Errors
    /// The search for them was stopped.
    pub fn with_some_repeated(&self, norms: &[NormId]) -> Result<Vec<Vec<NormId>>, Limit> {
        self.all_were_looked_for(norms)?;
        let larger = self.larger();
        let stopped = norms.iter().find_map(|norm| larger.too_many.get(norm));
        match (norms.len(), stopped) {
            (0..=2, _) => Ok(larger.repeated(norms).to_vec()),
            (_, Some(limit)) => Err(limit.clone()),
            _ => {
                let of_these = |set: &&Vec<NormId>| {
                    set.len() > norms.len()
                        && set.iter().all(|norm| norms.contains(norm))
                        && norms.iter().all(|norm| set.contains(norm))
                };
                Ok(larger.sets.iter().filter(of_these).cloned().collect())
            }
        }
    }

    /// There is no proof where the search for sets in which one of two norms stands several times was stopped.
    fn all_were_looked_for(&self, norms: &[NormId]) -> Result<(), Limit> {
        let larger = self.larger();
        match *norms {
            [a, b] if larger.may_repeat_unseen(a, b) => Err(Limit::Sets),
            _ => Ok(()),
        }
    }

    /// The other sets that come to these norms: with aspects for what is written, or with one of two several times.
    fn sets_of(&self, norms: &[NormId]) -> impl Iterator<Item = Vec<NormId>> {
        self.with_aspects(norms).chain(self.larger().repeated(norms).iter().cloned())
    }

    fn examine_just(&self, norms: &[NormId]) -> Result<Examined, Limit> {
        let mut examined = Examined::default();
        let touch = |a: NormId, b: NormId| self.touching(a).iter().any(|(norm, _)| *norm == b);
        let Some(norms) = &self.in_linking_order(norms, &touch) else {
            return self.with_breach(examined, norms);
        };
        if self.holds_own_remedy(norms) {
            return self.with_breach(examined, norms);
        }
        let may_clash = norms.len() < 3 || self.can_clash_in_any_order(norms);
        for acts in self.act_choices(norms) {
            let set = Set::new(self, norms, acts);
            let by_anybody = may_clash && !set.chooses_from_a_list();
            if by_anybody && let Some(conflict) = set.conflict_in_some_turn()? {
                examined.conflict = Some(conflict);
                return Ok(examined);
            }
            if let Some(set) = set.over_a_choice()
                && let Some(conflict) = set.conflict_in_some_turn()?
            {
                examined.conflict = Some(conflict);
                return Ok(examined);
            }
            let may_settle = may_clash && norms.len() > 1 && examined.settled.is_none();
            if may_settle && set.may_be_settled_in_some_turn()? {
                examined.settled = set.settled_in_some_turn()?;
            }
            let set = set.in_first_turn();
            if norms.len() > 1
                && examined.settled.is_none()
                && let Some(case) = set.touches()?
            {
                examined.zero_slack = true;
                examined.touching = examined.touching.or(case);
            }
        }
        self.with_breach(examined, norms)
    }

    /// Whether the norms can be respected together in every case, whatever kind of conflict and which case it would
    /// be otherwise: what [`Theory::examine`] finds of them is no conflict then.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn are_compatible(&self, norms: &[NormId]) -> Result<bool, Limit> {
        self.choose_among_lasting_parties(norms)?;
        if !self.are_just_compatible(norms)? {
            return Ok(false); // without a look for larger sets
        }
        for set in self.sets_of(norms) {
            if !self.are_just_compatible(&set)? {
                return Ok(false);
            }
        }
        self.all_were_looked_for(norms)?;
        Ok(true)
    }

    fn are_just_compatible(&self, norms: &[NormId]) -> Result<bool, Limit> {
        let touch = |a: NormId, b: NormId| self.touching(a).iter().any(|(norm, _)| *norm == b);
        let Some(order) = self.in_linking_order(norms, &touch) else {
            return Ok(self.breach(norms)?.is_none());
        };
        for acts in self.act_choices(&order) {
            let set = Set::new(self, &order, acts);
            if set.recurs() {
                return Ok(self.examine_just(norms)?.conflict.is_none());
            }
            if self.holds_own_remedy(&order) {
                continue;
            }
            if !set.chooses_from_a_list() && set.can_clash()? && set.is_in_conflict()? {
                return Ok(false);
            }
            if let Some(set) = set.over_a_choice()
                && set.is_in_conflict()?
            {
                return Ok(false);
            }
        }
        Ok(self.breach(norms)?.is_none())
    }

    /// Whether the windows of two norms can be met together, but only in one point.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn have_zero_slack(&self, norms: &[NormId]) -> Result<bool, Limit> {
        if norms.len() != 2 || self.holds_own_remedy(norms) {
            return Ok(false);
        }
        let touch = |a: NormId, b: NormId| self.touching(a).iter().any(|(norm, _)| *norm == b);
        let Some(norms) = &self.in_linking_order(norms, &touch) else { return Ok(false) };
        for acts in self.act_choices(norms) {
            let set = Set::new(self, norms, acts);
            if set.in_first_turn().touches()?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn can_clash_in_any_order(&self, norms: &[NormId]) -> bool {
        let mut sorted = norms.to_vec();
        sorted.sort();
        self.can_clash_together(&sorted)
    }

    /// Whether norms that do not conflict clash all the same in some case, so that one of them yields there, perhaps to a
    /// third. Of duties that recur that is not asked.
    pub fn clash_all_the_same(&self, norms: &[NormId]) -> bool {
        let recurs = |&norm: &NormId| {
            self.model.norms[norm].window.as_ref().is_some_and(|window| window.recurs())
        };
        !norms.iter().any(recurs) && self.can_clash_together(norms)
    }
}
