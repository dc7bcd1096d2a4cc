//! Doings of a behaviour: what forbids one, what it needs, and what it cannot stand beside.

use super::behaviour::Demands;
use crate::logic::Limit;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Done, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Instant, Node, NodeKind, OccurrenceKey, Place};
use crate::model::{
    Act, ActRuleKind, ActionId, Clause, Join, Modal, Occurrence, RuleId, Term, Window,
};

/// One doing of an act in a behaviour.
#[derive(Clone, Debug)]
pub(in crate::logic) struct Doing {
    pub(in crate::logic) deed: Deed,
    pub(in crate::logic) at: Instant,
    /// What must be so for it to be done at all.
    pub(in crate::logic) given: Formula,
}

impl Doing {
    pub(in crate::logic) fn new(deed: Deed, at: Place) -> Doing {
        Doing { deed, at: at.into(), given: Formula::True }
    }
}

impl Query<'_> {
    /// No ban of the set forbids the doing.
    pub(super) fn is_allowed(
        &mut self,
        doing: &Doing,
        demands: &Demands<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        for it in &demands.bans {
            parts.push(!self.is_forbidden(doing, it, polarity)?);
        }
        for it in &demands.spared {
            let forbidden = self.is_forbidden(doing, it, polarity)?;
            if forbidden != Formula::False {
                parts.push((!forbidden).or(self.is_done_anyway(doing, it, polarity)?));
            }
        }
        Ok(Formula::all(parts))
    }

    /// A ban, known to apply, forbids the doing.
    pub(in crate::logic) fn is_forbidden(
        &mut self,
        doing: &Doing,
        ban: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        let norm = &self.model.norms[ban.norm];
        if norm.modal == Modal::NeedNot && norm.scope.vars.iter().any(|var| var.some) {
            let (ban, suits) = self.towards_whom(ban, &doing.deed);
            return Ok(suits.and(self.is_forbidden_by(doing, &ban, polarity)?));
        }
        self.is_forbidden_by(doing, ban, polarity)
    }

    fn is_forbidden_by(&mut self, doing: &Doing, ban: &Instance, polarity: Polarity) -> Grounded {
        let norm = &self.model.norms[ban.norm];
        let duty = norm.modal == Modal::Must;
        let acts = if duty { 0..norm.acts.len() } else { ban.act..ban.act + 1 };
        let mut ways = Vec::new();
        for act in acts {
            ways.push(match duty && !self.free_choices(ban, act).is_empty() {
                true => self.is_towards_any(&doing.deed, ban, act, !polarity)?,
                false => {
                    let banned = self.deed(ban, act)?;
                    self.is_deed(&doing.deed, &banned, !polarity)?
                }
            });
        }
        let covered = Formula::any(ways);
        if covered == Formula::False {
            return Ok(covered);
        }
        let forbidden = if duty {
            self.is_too_early(ban, doing.at)?
        } else {
            self.live_at(ban, doing.at, !polarity)?
        };
        Ok(covered.and(forbidden))
    }

    /// The deed is the act of a duty towards somebody whom its bearer could choose.
    fn is_towards_any(
        &mut self,
        deed: &Deed,
        duty: &Instance,
        act: usize,
        polarity: Polarity,
    ) -> Grounded {
        let it = Instance { act, ..duty.clone() };
        let mut ways = Vec::new();
        for (wide, is_wide) in self.widen(deed, polarity)? {
            let (towards, suits) = self.towards_whom(&it, &wide);
            let banned = self.deed(&towards, act)?;
            if wide.action == banned.action {
                let same = self.is_deed(&wide, &banned, polarity)?;
                ways.push(Formula::all([is_wide, suits, same]));
            }
        }
        Ok(Formula::any(ways))
    }

    /// What is said of somebody, no matter whom, is said of everybody who suits: here, of whom a deed is done towards.
    pub(super) fn towards_whom(&mut self, it: &Instance, deed: &Deed) -> (Instance, Formula) {
        let (mut towards, mut suits) = (it.clone(), Formula::True);
        let norm = &self.model.norms[it.norm];
        if let Act::Do { action, args } = &norm.acts[it.act]
            && *action == deed.action
        {
            for (arg, node) in args.iter().zip(&deed.args) {
                if let (Term::Var(var), Some(node)) = (arg, node)
                    && norm.scope[*var].some
                {
                    towards.binding.set(*var, *node);
                    suits = suits.and(self.fits(&norm.scope, &towards.binding, *var));
                }
            }
        }
        (towards, suits)
    }

    /// The moment is before the `no earlier than` of a duty that is in force then.
    fn is_too_early(&mut self, it: &Instance, at: Instant) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let frame = self.frame(norm);
        let mut ways = Vec::new();
        for clause in norm.clauses() {
            if matches!(clause, Clause::NoEarlierThan(_)) {
                let window = Window { join: Join::And, clauses: vec![clause.clone()] };
                ways.push(!self.in_window(&window, frame, &it.binding, at)?);
            }
        }
        // A duty that asks for nothing forbids nothing.
        let too_early = self.is_reached(norm, &it.binding)?.and(Formula::any(ways));
        if too_early == Formula::False {
            return Ok(too_early);
        }
        let mut force = self.in_force_at(norm, at);
        if self.looks_back {
            let now = Place::NOW.into();
            let back = self.universe.before(at, now, true).and(self.in_force_at(norm, now));
            force = force.or(back);
        }
        Ok(too_early.and(force))
    }

    /// A doing is not before the first doing of what it is; there is none of what is never done.
    pub(super) fn comes_after_first(&mut self, doing: &Doing, polarity: Polarity) -> Grounded {
        let mut parts = Vec::new();
        for listed in self.listed_doings() {
            let is = self.is_deed(&doing.deed, &listed.deed, !polarity)?;
            let after = self.universe.before(listed.at, doing.at, false);
            parts.push(listed.given.and(is).implies(after));
        }
        for (deed, first) in self.first_doings(doing.deed.action) {
            let is = self.is_deed(&doing.deed, &deed, !polarity)?;
            let fine = match first {
                Some(first) => self.universe.before(first.at.into(), doing.at, false),
                None => self.has_no_first(&deed),
            };
            let only_starts = self.only_starts_windows(&deed, polarity)?;
            parts.push(is.implies(fine.or(only_starts)));
        }
        Ok(Formula::all(parts))
    }

    /// What the behaviour says of first doings that a doing of this act may be: when they are, or that there are none.
    fn first_doings(&self, action: ActionId) -> Vec<(Deed, Option<Done>)> {
        let wider = self.theory.wider(action);
        let is_told = |key: &OccurrenceKey, done: &Option<Done>| match done {
            Some(done) => done.is_first && (!self.unordered || self.own_starts.contains(key)),
            None => true,
        };
        let told = self.behaviour.iter().filter(|(key, done)| {
            matches!(key, OccurrenceKey::Act(_, action, _) if wider.contains(action))
                && is_told(key, done)
        });
        told.filter_map(|(key, done)| Some((Deed::of_key(key)?, *done))).collect()
    }

    /// A standing duty has the deed done at all times since ever.
    fn has_no_first(&self, deed: &Deed) -> Formula {
        let own = self.endless.iter().filter(|(key, _)| Deed::of_key(key).as_ref() == Some(deed));
        Formula::any(own.map(|(_, so)| so.clone()).collect::<Vec<_>>())
    }

    pub(super) fn has_what_it_needs(&mut self, doing: &Doing, polarity: Polarity) -> Grounded {
        if self.unordered {
            return Ok(Formula::True);
        }
        let mut parts = Vec::new();
        for (_, key, condition) in self.needs(&doing.deed, !polarity)? {
            let is_listed = self.listed.contains(&key) && !self.behaviour.contains_key(&key);
            if self.starts_only && (is_listed || self.own_starts.contains(&key)) {
                continue; // when it was done tells windows when to begin and end; it may have been done before that, too
            }
            // What is done at all times since ever was done before anything.
            let ever = Deed::of_key(&key).map_or(Formula::False, |it| self.has_no_first(&it));
            let there = self.happens(key.clone());
            let at = self.when(&key);
            let before = self.universe.before(at, doing.at, false);
            parts.push(condition.implies(there.and(before).or(ever)));
        }
        Ok(Formula::all(parts))
    }

    /// What a deed needs before it: by which rule, what, and under which condition.
    pub(in crate::logic) fn needs(
        &mut self,
        deed: &Deed,
        polarity: Polarity,
    ) -> Result<Vec<(RuleId, OccurrenceKey, Formula)>, Limit> {
        let mut found = Vec::new();
        if !self.theory.has_rules(deed.action) {
            return Ok(found);
        }
        for (wide, condition) in self.widen(deed, polarity)? {
            for &id in self.theory.rules_of(wide.action) {
                let rule = &self.model.rules[id];
                let Act::Do { action, args } = &rule.left else { continue };
                if rule.kind != ActRuleKind::Needs || *action != wide.action {
                    continue;
                }
                let Some((binding, same)) = self.fit_pattern(rule, args, &wide) else {
                    continue;
                };
                for binding in self.whom_a_rule_means(id, binding, wide.by) {
                    let holds = self.rule_holds(rule, &binding, polarity)?;
                    let key = self.occurrence(&rule.right, &binding)?;
                    let given = Formula::all([condition.clone(), same.clone(), holds]);
                    found.push((id, key, given));
                }
            }
        }
        Ok(found)
    }

    /// Whom the left act of a rule does not name: everybody who is there, and outside a scenario somebody in any case.
    fn whom_a_rule_means(&mut self, id: RuleId, binding: Binding, by: Node) -> Vec<Binding> {
        let rule = &self.model.rules[id];
        let (mut all, mut named) = (vec![binding], Vec::new());
        for (index, var) in rule.scope.vars.iter().enumerate() {
            if all[0].0[index].is_some() || var.sorts.is_empty() {
                continue;
            }
            let top = self.model.sorts[var.sorts[0]].top;
            let mut who = self.everybody(top);
            if self.closed.is_none() {
                named.push(by); // so that two are two
                let kind = NodeKind::Some(top, u32::MAX - id.0, named.clone());
                let somebody = self.universe.node(kind, top);
                if !who.contains(&somebody) {
                    who.push(somebody);
                }
            }
            let with = |binding: &Binding| {
                let binding = binding.clone();
                who.iter().map(move |&node| {
                    let mut binding = binding.clone();
                    binding.0[index] = Some(node);
                    binding
                })
            };
            all = all.iter().flat_map(with).collect();
            if all.is_empty() {
                break;
            }
        }
        all
    }

    /// A deed does not exclude itself, through what it counts as.
    pub(super) fn can_be_done(&mut self, deed: &Deed, polarity: Polarity) -> Grounded {
        let mut parts = Vec::new();
        for (kind, tied) in self.tied(deed, deed, !polarity)? {
            if matches!(kind, ActRuleKind::Excludes | ActRuleKind::ExcludesAtOnce) {
                parts.push(!tied);
            }
        }
        Ok(Formula::all(parts))
    }

    /// Two doings are not excluded by a rule.
    pub(super) fn go_together(
        &mut self,
        one: &Doing,
        other: &Doing,
        polarity: Polarity,
    ) -> Grounded {
        let excluded =
            self.exclude_each_other((&one.deed, one.at), (&other.deed, other.at), !polarity)?;
        Ok(!Formula::all([one.given.clone(), other.given.clone(), excluded]))
    }

    /// Rules let nobody do the one deed at the one moment and the other at the other.
    pub(super) fn exclude_each_other(
        &mut self,
        one: (&Deed, Instant),
        other: (&Deed, Instant),
        polarity: Polarity,
    ) -> Grounded {
        let mut ways = Vec::new();
        for ((left, a), (right, b)) in [(one, other), (other, one)] {
            for (kind, tied) in self.tied(left, right, polarity)? {
                let apart = match kind {
                    ActRuleKind::Excludes => Formula::False,
                    ActRuleKind::ExcludesAtOnce => {
                        self.universe.before(a, b, true).or(self.universe.before(b, a, true))
                    }
                    ActRuleKind::Ends => self.universe.before(b, a, false),
                    ActRuleKind::CountsAs | ActRuleKind::Needs => Formula::True,
                };
                ways.push(tied.and(!apart));
            }
        }
        Ok(Formula::any(ways))
    }

    /// The rules that tie one deed (on their left) to another (on their right).
    pub(in crate::logic) fn tied(
        &mut self,
        left: &Deed,
        right: &Deed,
        polarity: Polarity,
    ) -> Result<Vec<(ActRuleKind, Formula)>, Limit> {
        let mut found = Vec::new();
        let no_rules = !self.theory.has_rules(left.action);
        if no_rules || left.by != right.by && self.universe.are_apart(left.by, right.by) {
            return Ok(found);
        }
        let lefts = self.widen(left, polarity)?;
        for (wide_left, if_left) in lefts {
            for &id in self.theory.rules_of(wide_left.action) {
                let rule = &self.model.rules[id];
                let (
                    Act::Do { action, args },
                    Occurrence::Act { action: other, args: other_args, .. },
                ) = (&rule.left, &rule.right)
                else {
                    continue;
                };
                let orders = rule.kind == ActRuleKind::Ends && self.unordered;
                if rule.kind == ActRuleKind::Needs
                    || orders
                    || *action != wide_left.action
                    || !self.theory.wider(right.action).contains(other)
                {
                    continue;
                }
                let Some((binding, same)) = self.fit_pattern(rule, args, &wide_left) else {
                    continue;
                };
                for (wide_right, if_right) in self.widen(right, polarity)? {
                    if wide_right.action != *other {
                        continue;
                    }
                    let mut binding = binding.clone();
                    let same_right = self.fit_args(&mut binding, other_args, &wide_right.args);
                    let by = self.universe.same(left.by, right.by);
                    let holds = self.rule_holds(rule, &binding, polarity)?;
                    let all = [same.clone(), same_right, by, if_left.clone(), if_right, holds];
                    found.push((rule.kind, Formula::all(all)));
                }
            }
        }
        Ok(found)
    }
}
