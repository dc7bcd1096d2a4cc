//! Whom a ban names beside those with whom its act is done: one more instance of it is one more of them.

use super::Search;
use crate::model::{Act, Modal, Norm, NormId, SortId, Term, Var, VarId};

impl Search<'_, '_> {
    /// Whether a ban names somebody beside those with whom its act is done, whom the bearer of a duty could choose.
    pub(super) fn spares_some_to_choose(&self, ban: NormId, duty: NormId) -> bool {
        let model = self.theory.model;
        let (ban, duty) = (&model.norms[ban], &model.norms[duty]);
        let top = |var: &Var| model.sorts[var.sorts[0]].top;
        let args = duty.acts.iter().filter_map(Act::args).flatten();
        let chosen: Vec<SortId> = args
            .filter_map(|arg| match arg {
                Term::Var(var) if duty.scope[*var].some => Some(top(&duty.scope[*var])),
                _ => None,
            })
            .collect();
        duty.modal == Modal::Must
            && ban.modal == Modal::MustNot
            && ban
                .acts
                .iter()
                .filter_map(|act| beside(ban, act))
                .flatten()
                .any(|var| chosen.contains(&top(var)))
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
