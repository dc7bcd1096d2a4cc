//! Times that run from an act of which nobody says who does it: the bearer, though only others ever do.

use super::Builder;
use crate::diagnostics::Diagnostic;
use crate::model::{ActRule, ActRuleKind, ActionId, Norm, Occurrence, Point, SortId, Term, rules};

impl Builder<'_> {
    /// Tells of acts in times that nothing lets the bearer do, and that another norm has somebody else do.
    pub(super) fn own_acts(&mut self) {
        self.tell_of_norms(Self::waits_for_itself);
    }

    fn waits_for_itself(&self, norm: &Norm) -> Option<Diagnostic> {
        let span = norm.window_span?;
        let text = self.tell.text(span);
        if text.split_whitespace().any(|word| word == "by") {
            return None;
        }
        let own = self.sorts_of(norm, &norm.bearer)?;
        let (action, who) = norm.clauses().find_map(|clause| {
            let Occurrence::Act { by, action, .. } = clause.anchor().and_then(Point::root)? else {
                return None;
            };
            let who = self.other_doer(*action, &own).filter(|_| *by == norm.bearer)?;
            Some((*action, who))
        })?;
        let (act, bearer) =
            (&self.model.actions[action].name, &self.model.sorts[*own.first()?].name);
        let message = format!("the time of `{}` runs from `{act}` by its own bearer", norm.name);
        let label = format!("nobody is named, so `{bearer}` does it");
        let help = format!("add `by {who}` after `{act}`; if `{bearer}` is meant, `by {bearer}`");
        Some(Diagnostic::new(&rules::OWN_ACT, message, span, label).help(help))
    }

    /// Who bears a norm on this act, if all who do are others than these, and no other act counts as it.
    fn other_doer(&self, action: ActionId, own: &[SortId]) -> Option<&str> {
        let model = &self.model;
        let counts_as_it = |rule: &ActRule| {
            let right = matches!(rule.right, Occurrence::Act { action: it, .. } if it == action);
            right && rule.kind == ActRuleKind::CountsAs
        };
        if model.rules.values().any(counts_as_it) {
            return None;
        }
        let on_it = model.norms.values().filter(|it| it.actions().any(|own| own == action));
        let doers: Option<Vec<Vec<SortId>>> =
            on_it.map(|it| self.sorts_of(it, &it.bearer)).collect();
        let doers = doers?;
        let is_other = |theirs: &Vec<SortId>| {
            own.iter().any(|&a| theirs.iter().any(|&b| model.are_disjoint(a, b)))
        };
        let sort = doers.iter().all(is_other).then(|| doers.first()?.first()).flatten()?;
        Some(&model.sorts[*sort].name)
    }

    fn sorts_of(&self, norm: &Norm, term: &Term) -> Option<Vec<SortId>> {
        match term {
            Term::Var(var) => Some(norm.scope[*var].sorts.clone()),
            Term::Individual(id) => Some(self.model.individuals[*id].sorts.clone()),
            Term::Attribute { .. } => None,
        }
    }
}
