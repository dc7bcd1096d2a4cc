//! What is done with an act of a norm, in the norm's own terms: two ways that do the same need but one instance of a ban.

use crate::logic::theory::Theory;
use crate::model::{
    Act, ActRule, ActRuleKind, ActionId, Clause, Join, NormId, Occurrence, Point, RuleId, Term,
    VarId,
};
use std::collections::BTreeSet;

/// Chains of rules with more doings than this are not followed.
const FOLLOWED: usize = 32;

/// Names for everybody of a kind are numbered from here, so many for each rule.
const EVERYBODY: u32 = 1 << 20;
const VARS_OF_A_RULE: u32 = 64;

/// Something that is done, in the terms of a norm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doing {
    pub(super) action: ActionId,
    by: Term,
    args: Vec<Term>,
}

impl Theory<'_> {
    /// The acts that are done with an act of a norm, but for what was done where its window is open: nobody need do that
    /// for it again.
    pub(super) fn done_beside_opening(&self, norm: NormId, act: &Act) -> BTreeSet<ActionId> {
        let opening = self.doings_that_open(norm);
        if !opening.is_empty()
            && let Some(doings) = self.doings_after(norm, act, &opening)
        {
            return doings.into_iter().map(|it| it.action).collect();
        }
        act.action().map(|it| self.done_with(it)).unwrap_or_default()
    }

    /// The acts with which, or so long after which, a norm's window opens.
    fn doings_that_open(&self, norm: NormId) -> Vec<Doing> {
        let Some(window) = &self.model.norms[norm].window else { return Vec::new() };
        let opens = window.clauses.iter().filter(|_| window.join == Join::And);
        let points = opens.filter_map(Clause::opening).map(begins_with);
        let acts = points.filter_map(|it| match it? {
            Occurrence::Act { by, action, args } => {
                Some(Doing { action: *action, by: by.clone(), args: args.clone() })
            }
            Occurrence::Event { .. } => None,
        });
        acts.collect()
    }

    /// What is done with an act of a norm: the act, what it counts as, and what these need. `None` where that is too much.
    pub(super) fn doings_with(&self, norm: NormId, act: &Act) -> Option<Vec<Doing>> {
        self.doings_after(norm, act, &[])
    }

    /// The same after some that were done.
    fn doings_after(&self, norm: NormId, act: &Act, done: &[Doing]) -> Option<Vec<Doing>> {
        let Act::Do { action, args } = act else { return None };
        let by = self.model.norms[norm].bearer.clone();
        let mut doings = vec![Doing { action: *action, by, args: args.clone() }];
        let mut next = 0;
        while next < doings.len() {
            for &id in self.rules_naming(doings[next].action) {
                let rule = &self.model.rules[id];
                let leads_on = matches!(rule.kind, ActRuleKind::CountsAs | ActRuleKind::Needs);
                if !leads_on || matches!(rule.right, Occurrence::Event { .. }) {
                    continue;
                }
                let Act::Do { action, args } = &rule.left else { return None };
                if *action != doings[next].action {
                    continue;
                }
                let led_to = doings[next].by_rule(id, rule, args)?;
                let was_done = rule.kind == ActRuleKind::Needs && done.contains(&led_to);
                if !was_done && !doings.contains(&led_to) {
                    doings.push(led_to);
                }
            }
            next += 1;
            if doings.len() > FOLLOWED {
                return None;
            }
        }
        Some(doings)
    }
}

impl Doing {
    /// What the rule leads to from here; `None` where that is no act. Whom the right of it alone names is everybody of a
    /// kind, who has a name of the rule's own here.
    fn by_rule(&self, id: RuleId, rule: &ActRule, left: &[Term]) -> Option<Doing> {
        let mut named: Vec<Option<Term>> = vec![None; rule.scope.vars.len()];
        named[0] = Some(self.by.clone());
        for (term, own) in left.iter().zip(&self.args) {
            if let Term::Var(var) = term {
                named[var.0 as usize].get_or_insert_with(|| own.clone());
            }
        }
        let everybody =
            |place: usize| Term::Var(VarId(EVERYBODY + id.0 * VARS_OF_A_RULE + place as u32));
        let named: Vec<Term> = named
            .into_iter()
            .enumerate()
            .map(|(place, term)| term.unwrap_or_else(|| everybody(place)))
            .collect();
        let Occurrence::Act { by, action, args } = &rule.right else { return None };
        let args = args.iter().map(|it| in_terms(it, &named)).collect();
        Some(Doing { action: *action, by: in_terms(by, &named), args })
    }
}

/// What has happened at a point, if that is so long after it or then.
fn begins_with(point: &Point) -> Option<&Occurrence> {
    match point {
        Point::Occurrence(it) => Some(it),
        Point::After { of, .. } => begins_with(of),
        _ => None,
    }
}

/// A term of a rule in the terms of those whom its variables stand for.
fn in_terms(term: &Term, named: &[Term]) -> Term {
    match term {
        Term::Var(VarId(place)) => named[*place as usize].clone(),
        Term::Individual(_) => term.clone(),
        Term::Attribute { attribute, args } => {
            let args = args.iter().map(|it| in_terms(it, named)).collect();
            Term::Attribute { attribute: *attribute, args }
        }
    }
}
