//! Whom a ban names beside those with whom its act is done: one more instance of it is one more of them.

use super::Search;
use super::cover::FOR_EVERYBODY;
use crate::model::{Act, Modal, Norm, NormId, SortId, Term, Var, VarId};

impl Search<'_, '_> {
    /// Whether an instance of a ban leaves some of those whom the bearer of a duty could choose: it names somebody beside those
    /// with whom its act is done, or there may be a few individuals alone.
    pub(super) fn spares_some_to_choose(&self, ban: NormId, duty: NormId) -> bool {
        let chosen = self.chosen_kinds(ban, duty);
        let alone = |&kind: &SortId| self.theory.model.may_be_named_alone(kind);
        self.names_one_beside(ban, &chosen) || chosen.iter().any(alone)
    }

    /// Whether the conditions of a ban may leave some of those whom the bearer of a duty could choose: against these another
    /// norm may stand.
    pub(super) fn spares_some_by_conditions(&self, ban: NormId, duty: NormId) -> bool {
        let (own, chosen) = (&self.theory.model.norms[ban], self.chosen_kinds(ban, duty));
        let speaks_of = |arg: &Term| match arg {
            Term::Var(var) => {
                chosen.contains(&self.top(&own.scope[*var]))
                    && (own.when.may_speak_of(*var) || own.unless.may_speak_of(*var))
            }
            _ => false,
        };
        own.acts.iter().filter_map(Act::args).flatten().any(speaks_of)
    }

    /// How many instances of a ban may be needed to catch everybody whom the bearer of a duty could choose.
    pub(super) fn needed_for_everybody(&self, ban: NormId, duty: NormId) -> usize {
        let (model, chosen) = (self.theory.model, self.chosen_kinds(ban, duty));
        let own = &model.norms[ban];
        let is_any_of = |kind: SortId| {
            let mut args = own.acts.iter().filter_map(Act::args).flatten();
            args.any(|arg| matches!(arg, Term::Var(var) if self.top(&own.scope[*var]) == kind))
        };
        let beside = if self.names_one_beside(ban, &chosen) { FOR_EVERYBODY } else { 1 };
        let alone = chosen.into_iter().filter(|&kind| model.may_be_named_alone(kind));
        let named = |kind: SortId| model.individuals.values().filter(|it| it.top == kind).count();
        alone.filter(|&kind| is_any_of(kind)).map(named).fold(beside, usize::max)
    }

    /// The kinds of those whom the bearer of a duty may choose, where a ban may stand against that.
    fn chosen_kinds(&self, ban: NormId, duty: NormId) -> Vec<SortId> {
        let (ban, duty) = (&self.theory.model.norms[ban], &self.theory.model.norms[duty]);
        let chosen = duty.chosen().filter(|_| ban.modal == Modal::MustNot);
        chosen.map(|var| self.top(&duty.scope[var])).collect()
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
