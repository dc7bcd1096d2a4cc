//! Whom a ban names beside those with whom its act is done: one more instance of it is one more of them.

use std::collections::BTreeSet;

use super::Search;
use super::cover::FOR_EVERYBODY;
use crate::logic::Limit;
use crate::model::{Act, ActionId, Modal, Norm, NormId, SortId, Term, Var, VarId};

/// With how many a duty is looked at that comes along in one set; what needs it with more is a question without an answer.
const MOST_ALONG: usize = 3;

impl Search<'_, '_> {
    /// Whether an instance of a ban leaves some of those whom the bearer of a duty could choose: it names somebody beside those
    /// with whom its act is done, or there may be a few individuals alone.
    pub(super) fn spares_some_to_choose(&self, ban: NormId, duty: NormId) -> bool {
        let chosen = self.chosen_sorts(ban, duty);
        let alone = |&sort: &SortId| self.theory.model.may_be_named_alone(sort);
        self.names_one_beside(ban, &self.tops(&chosen)) || chosen.iter().any(alone)
    }

    /// Whether the conditions of a ban may leave some of those whom the bearer of a duty could choose: against these another
    /// norm may stand.
    pub(super) fn spares_some_by_conditions(&self, ban: NormId, duty: NormId) -> bool {
        let (own, chosen) =
            (&self.theory.model.norms[ban], self.tops(&self.chosen_sorts(ban, duty)));
        let speaks_of = |arg: &Term| match arg {
            Term::Var(var) => {
                chosen.contains(&self.top(&own.scope[*var]))
                    && (own.when.may_speak_of(*var) || own.unless.may_speak_of(*var))
            }
            _ => false,
        };
        own.acts.iter().filter_map(Act::args).flatten().any(speaks_of)
    }

    /// Whether a ban may stand against what a duty asks for towards some alone of those whom its bearer could choose, since
    /// rules under conditions lead from there to what is banned.
    pub(super) fn spares_some_by_rules(&self, ban: NormId, duty: NormId) -> bool {
        let (theory, norms) = (self.theory, &self.theory.model.norms);
        let own = &norms[duty];
        if own.chosen().next().is_none() || norms[ban].modal != Modal::MustNot {
            return false;
        }
        let under_conditions = |&action: &ActionId| {
            let mut rules = theory.rules_naming(action).iter();
            rules.any(|&id| !theory.model.rules[id].when.is_true())
        };
        own.actions().any(|act| {
            let done = theory.done_with(act);
            let forbidden = norms[ban].actions().any(|it| it != act && done.contains(&it));
            forbidden && done.iter().any(under_conditions)
        })
    }

    /// Whether a duty must come along with what another of the group leaves its bearer to choose, with one and with another,
    /// for whom different bans stand against that.
    pub(super) fn may_come_along_again(&mut self, group: &[NormId], duty: NormId) -> bool {
        let leaves = |it: NormId| self.theory.model.norms[it].chosen().next().is_some();
        let choosing: Vec<NormId> = group.iter().copied().filter(|&it| leaves(it)).collect();
        let Some(choosing) =
            choosing.into_iter().find(|&it| self.coming_along(group, it).contains(&duty))
        else {
            return false;
        };
        let in_turn = self.coming_along(group, duty);
        if self.bars_that_spare_some(in_turn.iter().copied(), choosing) > 1 {
            // Whole chains would have to stand there several times: too many to look at.
            self.leave(choosing, &[group.to_vec()], Limit::Sets);
            return false;
        }
        let sparing = self.bars_that_spare_some([duty], choosing);
        if sparing > MOST_ALONG {
            self.leave(choosing, &[group.to_vec()], Limit::Sets);
        }
        let copies = group.iter().filter(|&&it| it == duty).count();
        copies < sparing.min(MOST_ALONG)
    }

    /// How many bans stand against one of these duties, each for some of those alone whom another leaves its bearer to choose.
    fn bars_that_spare_some(
        &self,
        duties: impl IntoIterator<Item = NormId>,
        choosing: NormId,
    ) -> usize {
        let bars = duties.into_iter().flat_map(|it| self.theory.touching(it));
        let bars: BTreeSet<NormId> =
            bars.map(|(bar, _)| *bar).filter(|&it| self.theory.is_bar(it)).collect();
        bars.into_iter().filter(|&bar| self.spares_some_by_conditions(bar, choosing)).count()
    }

    /// The norms of a group that hang on what another of it does, or on what comes along with that.
    fn coming_along(&mut self, group: &[NormId], with: NormId) -> BTreeSet<NormId> {
        let (mut found, mut open) = (BTreeSet::new(), vec![with]);
        while let Some(next) = open.pop() {
            let done = self.ties.done(next);
            for &it in group.iter().filter(|&&it| it != with) {
                if done.iter().any(|done| self.theory.hangs_on(it, done)) && found.insert(it) {
                    open.push(it);
                }
            }
        }
        found
    }

    /// How many instances of a ban may be needed to catch everybody whom the bearer of a duty could choose.
    pub(super) fn needed_for_everybody(&self, ban: NormId, duty: NormId) -> usize {
        let (model, chosen) = (self.theory.model, self.chosen_sorts(ban, duty));
        let own = &model.norms[ban];
        let is_any_of = |kind: SortId| {
            let mut args = own.acts.iter().filter_map(Act::args).flatten();
            args.any(|arg| matches!(arg, Term::Var(var) if self.top(&own.scope[*var]) == kind))
        };
        let beside = self.names_one_beside(ban, &self.tops(&chosen));
        let beside = if beside { FOR_EVERYBODY } else { 1 };
        let alone = chosen.into_iter().filter(|&sort| model.may_be_named_alone(sort));
        let alone = alone.map(|sort| model.sorts[sort].top);
        let named = |kind: SortId| model.individuals.values().filter(|it| it.top == kind).count();
        alone.filter(|&kind| is_any_of(kind)).map(named).fold(beside, usize::max)
    }

    /// The sorts of those whom the bearer of a duty may choose, where a ban may stand against that.
    fn chosen_sorts(&self, ban: NormId, duty: NormId) -> Vec<SortId> {
        let (ban, duty) = (&self.theory.model.norms[ban], &self.theory.model.norms[duty]);
        duty.chosen_sorts().filter(|_| ban.modal == Modal::MustNot).collect()
    }

    fn tops(&self, sorts: &[SortId]) -> Vec<SortId> {
        sorts.iter().map(|&sort| self.theory.model.sorts[sort].top).collect()
    }

    fn names_one_beside(&self, ban: NormId, kinds: &[SortId]) -> bool {
        let ban = &self.theory.model.norms[ban];
        let mut others = ban.acts.iter().filter_map(|act| beside(ban, act)).flatten();
        others.any(|var| kinds.contains(&self.top(var)))
    }

    fn top(&self, var: &Var) -> SortId {
        self.theory.model.sorts[var.sorts[0]].top
    }
}

/// Whether all participants of a ban are those of its act: on one act there is one instance of it.
pub(super) fn is_fixed(norm: &Norm) -> bool {
    norm.acts.iter().all(|act| beside(norm, act).is_some_and(|others| others.is_empty()))
}

/// Whom a norm names beside its bearer and those with whom an act of it is done; `None` for a law.
fn beside<'n>(norm: &'n Norm, act: &Act) -> Option<Vec<&'n Var>> {
    let Act::Do { args, .. } = act else { return None };
    let vars = norm.scope.vars.iter().enumerate().filter(|(place, var)| {
        let own = Term::Var(VarId(*place as u32));
        !var.some && norm.bearer != own && !args.contains(&own)
    });
    Some(vars.map(|(_, var)| var).collect())
}
