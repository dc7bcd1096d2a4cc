//! An exception for the case: a condition on which another member applies, all of them, or who it is about.

use super::carry::Carry;
use super::text::beside;
use super::{Clash, Seeking, repair};
use crate::checks::tell::Phrase;
use crate::diagnostics::Fix;
use crate::model::{Cond, Norm, NormId, SortKind, Term, VarId};

/// Each condition of one member, as an exception of another.
pub(super) fn proposals(seeking: &Seeking<'_>, it: &Clash<'_>) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for (to, &norm) in it.norms.iter().enumerate() {
        for (from, &other) in it.norms.iter().enumerate().filter(|&(from, _)| from != to) {
            let carry = Carry::between(seeking.model(), it.witness, it.norms, from, to);
            let mut conditions = conjuncts(&seeking.model().norms[other].when);
            conditions.extend(in_full(&seeking.model().norms[other]));
            let carried = conditions.iter().filter_map(|cond| carry.cond(cond));
            let carried = carried.chain(seeking.roles(other, &carry));
            fixes.extend(carried.filter_map(|cond| seeking.excepting(norm, &cond)));
        }
    }
    fixes
}

impl Seeking<'_> {
    /// The exception, unless the norm asks for just this.
    pub(super) fn excepting(&self, norm: NormId, cond: &Cond) -> Option<Fix> {
        let it = &self.model().norms[norm];
        if conjuncts(&it.when).contains(cond)
            || cond.is_true()
            || self.goes_without_saying(it, cond)
        {
            return None;
        }
        // Nobody excepts what is not so: the norm is for what is.
        if let Cond::Not(so) = cond
            && let Some(fix) = self.requiring(norm, so)
        {
            return Some(fix);
        }
        let words = self.words(norm, cond);
        let name = self.model().qualified(norm);
        if it.unless_span.is_none() {
            let title = format!("add `unless {words}` to `{name}`");
            return Some(repair(title, self.except(norm, &words)));
        }
        let words = beside(cond, words);
        let title = format!("add `or {words}` to the exceptions of `{name}`");
        Some(repair(title, self.except(norm, &words)))
    }

    /// Whether the condition only says that a participant is what its name says.
    fn goes_without_saying(&self, norm: &Norm, cond: &Cond) -> bool {
        let Cond::Is { term: Term::Var(var), sort } = *cond else { return false };
        norm.scope[var].sorts.iter().all(|&own| self.model().is_sub(own, sort))
    }

    pub(super) fn words(&self, norm: NormId, cond: &Cond) -> String {
        let scope = &self.model().norms[norm].scope;
        Phrase { model: self.model(), sources: self.sources, scope }.cond(cond)
    }

    /// That a participant plays the role in which the other norm speaks of it.
    fn roles(&self, other: NormId, carry: &Carry) -> Vec<Cond> {
        let model = self.model();
        let vars = (0u32..).map(VarId).zip(&model.norms[other].scope.vars);
        let roles = vars.filter_map(|(id, var)| {
            let Some(Term::Var(own)) = carry.var(id) else { return None };
            let [sort] = var.sorts[..] else { return None };
            let is_role = model.sorts[sort].kind == SortKind::Role;
            is_role.then_some(Cond::Is { term: Term::Var(*own), sort })
        });
        roles.collect()
    }
}

/// All on which a norm applies, where it has conditions and exceptions.
fn in_full(norm: &Norm) -> Option<Cond> {
    let spared = Cond::Not(Box::new(norm.unless.clone()));
    (norm.has_exception() && !norm.when.is_true()).then(|| norm.when.clone().and(spared))
}

/// The parts that must all hold.
pub(super) fn conjuncts(cond: &Cond) -> Vec<Cond> {
    match cond {
        Cond::All(parts) => parts.clone(),
        cond => vec![cond.clone()],
    }
}
