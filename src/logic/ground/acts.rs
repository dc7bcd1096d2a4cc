//! Deeds: acts with their bearer and participants, and what else a deed is (`counts as`).

use super::formula::Formula;
use super::query::{Ask, Binding, Instance, Polarity, Query};
use super::universe::{Node, OccurrenceKey, Place};
use super::ways::Ways;
use crate::logic::Limit;
use crate::model::{Act, ActRule, ActionId, Occurrence, Term, VarId};

/// An act by somebody. A participant that is `None` may be anybody.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) struct Deed {
    pub(in crate::logic) by: Node,
    pub(in crate::logic) action: ActionId,
    pub(in crate::logic) args: Vec<Option<Node>>,
}

impl Deed {
    pub(in crate::logic) fn of_key(key: &OccurrenceKey) -> Option<Deed> {
        match key {
            OccurrenceKey::Act(by, action, args) => {
                let args = args.iter().copied().map(Some).collect();
                Some(Deed { by: *by, action: *action, args })
            }
            OccurrenceKey::Event(..) => None,
        }
    }
}

/// Whom the wider act of a rule names and the narrower does not.
fn brought_up(left: &Act, right: &[Term]) -> Vec<VarId> {
    let var = |term: &Term| match term {
        Term::Var(var) => Some(*var),
        _ => None,
    };
    let known: Vec<VarId> = left.args().into_iter().flatten().filter_map(var).collect();
    let bearer = VarId(0);
    right.iter().filter_map(var).filter(|it| *it != bearer && !known.contains(it)).collect()
}

impl Query<'_> {
    /// The deed that an instance's act would be.
    pub(in crate::logic) fn deed(&mut self, it: &Instance, act: usize) -> Result<Deed, Limit> {
        let norm = &self.model.norms[it.norm];
        match &norm.acts[act] {
            Act::Do { action, args } => {
                let by = self.node(&norm.bearer, &it.binding).ok_or(Limit::Unbound)?;
                let args = args.iter().map(|arg| self.node(arg, &it.binding)).collect();
                Ok(Deed { by, action: *action, args })
            }
            Act::Legislate { .. } => Err(Limit::NotYet("a law on several acts or bearers at once")),
        }
    }

    /// Everything that a deed is: itself, and what it counts as, each with the condition.
    pub(in crate::logic) fn widen(
        &mut self,
        deed: &Deed,
        polarity: Polarity,
    ) -> Result<Vec<(Deed, Formula)>, Limit> {
        self.widen_towards(None, deed, polarity)
    }

    /// As [`Query::widen`], where it is asked whether it is one deed: whom the rules bring up beyond the act before them
    /// is who stands in that one.
    fn widen_towards(
        &mut self,
        towards: Option<&Deed>,
        deed: &Deed,
        polarity: Polarity,
    ) -> Result<Vec<(Deed, Formula)>, Limit> {
        if self.theory.counts_as(deed.action).is_empty() {
            self.work = self.work.saturating_add(1);
            return Ok(vec![(deed.clone(), Formula::True)]);
        }
        let mut ways = Ways::from(deed.clone());
        let mut next = 0;
        while next < ways.deeds.len() {
            let deed = ways.deeds[next].clone();
            let theory = self.theory;
            for &id in theory.counts_as(deed.action) {
                let rule = &self.model.rules[id];
                if let Some((wider, when)) = self.counts_as(rule, &deed, towards, polarity)? {
                    ways.link(next, wider, when);
                }
            }
            next += 1;
        }
        self.work = self.work.saturating_add(ways.deeds.len());
        Ok(ways.conditions())
    }

    fn counts_as(
        &mut self,
        rule: &ActRule,
        deed: &Deed,
        towards: Option<&Deed>,
        polarity: Polarity,
    ) -> Result<Option<(Deed, Formula)>, Limit> {
        let Act::Do { action, args } = &rule.left else {
            return Ok(None);
        };
        if *action != deed.action {
            return Ok(None);
        }
        let Some((mut binding, mut same)) = self.fit_pattern(rule, args, deed) else {
            return Ok(None);
        };
        let Occurrence::Act { action, args, .. } = &rule.right else { return Ok(None) };
        match towards {
            Some(wide) if wide.action == *action => {
                same = same.and(self.fit_args(&mut binding, args, &wide.args));
            }
            Some(wide) => {
                let brought_up = brought_up(&rule.left, args);
                if !brought_up.is_empty() {
                    let is = self.is_by_way_of(rule, &binding, &brought_up, wide, polarity)?;
                    return Ok(Some((wide.clone(), same.and(is))));
                }
            }
            None => {}
        }
        let args = args.iter().map(|arg| self.node(arg, &binding)).collect();
        let when = self.rule_holds(rule, &binding, polarity)?;
        Ok(Some((Deed { by: deed.by, action: *action, args }, same.and(when))))
    }

    /// Somebody whom the rule alone brings up is such that it holds, and its wider act is the deed.
    fn is_by_way_of(
        &mut self,
        rule: &ActRule,
        binding: &Binding,
        brought_up: &[VarId],
        wide: &Deed,
        polarity: Polarity,
    ) -> Result<Formula, Limit> {
        let Occurrence::Act { action, args, .. } = &rule.right else { return Ok(Formula::False) };
        if !self.theory.wider(*action).contains(&wide.action) {
            return Ok(Formula::False);
        }
        let mut body = |query: &mut Self, binding: &Binding| {
            let by = binding.0[0].ok_or(Limit::Unbound)?;
            let args = args.iter().map(|arg| query.node(arg, binding)).collect();
            let between = Deed { by, action: *action, args };
            let holds = query.rule_holds(rule, binding, polarity)?;
            Ok(holds.and(query.is_deed(&between, wide, polarity)?))
        };
        self.exists(&rule.scope, brought_up, binding, polarity, &mut body)
    }

    /// Chooses a rule's participants so that an act of it is this deed; the formula says what else must be so.
    pub(in crate::logic) fn fit_pattern(
        &mut self,
        rule: &ActRule,
        args: &[Term],
        deed: &Deed,
    ) -> Option<(Binding, Formula)> {
        let mut binding = Binding::empty(&rule.scope);
        binding.0[0] = Some(deed.by);
        let same = self.fit_args(&mut binding, args, &deed.args);
        (same != Formula::False).then_some((binding, same))
    }

    /// Chooses participants so that terms stand for the given ones.
    pub(in crate::logic) fn fit_args(
        &mut self,
        binding: &mut Binding,
        terms: &[Term],
        nodes: &[Option<Node>],
    ) -> Formula {
        let mut parts = Vec::new();
        for (term, node) in terms.iter().zip(nodes) {
            let Some(node) = *node else { continue };
            match (self.node(term, binding), term) {
                (Some(known), _) => parts.push(self.universe.same(known, node)),
                (None, Term::Var(var)) => binding.set(*var, node),
                (None, _) => {}
            }
        }
        Formula::all(parts)
    }

    /// The sorts and the `when` of a rule, for some choice of those who are still open.
    pub(in crate::logic) fn rule_holds(
        &mut self,
        rule: &ActRule,
        binding: &Binding,
        polarity: Polarity,
    ) -> Result<Formula, Limit> {
        let mut fits = Vec::new();
        for (index, var) in rule.scope.vars.iter().enumerate() {
            if let (Some(node), false) = (binding.0[index], var.sorts.is_empty()) {
                let sorts: Vec<_> =
                    var.sorts.iter().map(|&sort| self.universe.is(sort, node)).collect();
                fits.push(Formula::any(sorts));
            }
        }
        // Two names are two participants here, too.
        let vars = rule.scope.vars.iter().zip(&binding.0);
        let named: Vec<_> = vars.filter(|(var, _)| !var.any).filter_map(|(_, it)| *it).collect();
        for (place, &node) in named.iter().enumerate() {
            for &other in &named[..place] {
                fits.push(!self.universe.same(node, other));
            }
        }
        let fits = Formula::all(fits);
        if rule.when.is_true() {
            return Ok(fits);
        }
        let now = Place::NOW.into();
        let ask = Ask::about(&rule.scope, binding, now);
        Ok(fits.and(self.cond_closing(&rule.when, ask, polarity)?))
    }

    /// Doing the one is doing the other.
    pub(in crate::logic) fn is_deed(
        &mut self,
        narrow: &Deed,
        wide: &Deed,
        polarity: Polarity,
    ) -> Result<Formula, Limit> {
        if !self.theory.wider(narrow.action).contains(&wide.action) {
            return Ok(Formula::False);
        }
        let mut ways = Vec::new();
        for (deed, condition) in self.widen_towards(Some(wide), narrow, polarity)? {
            if deed.action == wide.action {
                ways.push(condition.and(self.same_deed(&deed, wide)));
            }
        }
        Ok(Formula::any(ways))
    }

    fn same_deed(&mut self, a: &Deed, b: &Deed) -> Formula {
        let mut parts = vec![self.universe.same(a.by, b.by)];
        for pair in a.args.iter().zip(&b.args) {
            if let (Some(x), Some(y)) = pair {
                parts.push(self.universe.same(*x, *y));
            }
        }
        Formula::all(parts)
    }
}
