//! Principles: assertions about what the effective norms say in every situation.

use std::collections::{BTreeMap, BTreeSet};

use super::failure::{Breach, Failure};
use crate::logic::Limit;
use crate::logic::applies::status::Reading;
use crate::logic::case::witness::Witness;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Ask, Binding, Found, Grounded, Polarity, Query};
use crate::logic::ground::universe::{Instant, Node, NodeKind, Place};
use crate::logic::theory::Theory;
use crate::logic::theory::slots::has_slot;
use crate::model::{
    Act, Assertion, AssertionKind, Cond, DAY, Day, DaySpan, Modal, Mode, Norm, NormClass, NormId,
    PrincipleId, Scope, Slot, SortId, Status, VarId,
};

impl Theory<'_> {
    /// Every way in which a principle fails; empty iff it holds.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn failures(&self, principle: PrincipleId) -> Result<Vec<Failure>, Limit> {
        let mut found = Vec::new();
        for (place, assertion) in self.model.principles[principle].assertions.iter().enumerate() {
            match &assertion.kind {
                AssertionKind::Expect { .. } => {
                    found.extend(self.expectation_fails(place, assertion)?)
                }
                AssertionKind::Every { .. } => {
                    for (norm, parts) in self.lacking(assertion, self.on)? {
                        let dates = days_that_matter(&self.model.norms[norm]);
                        let breach = Breach::Lacks(norm, parts);
                        found.push(Failure { dates, ..Failure::plain(place, breach) });
                    }
                }
            }
        }
        if found.len() > 1 && found.iter().all(Failure::is_undetermined) {
            self.fails_by_turns(principle, &mut found)?;
        }
        Ok(found)
    }

    /// Under one answer to what is open this assertion may fail, and under another that one: then the principle fails
    /// whatever a person says.
    fn fails_by_turns(
        &self,
        principle: PrincipleId,
        failures: &mut [Failure],
    ) -> Result<(), Limit> {
        let places: BTreeSet<usize> = failures.iter().map(|it| it.assertion).collect();
        if places.len() < 2 {
            return Ok(());
        }
        let all = &self.model.principles[principle].assertions;
        let asked: Vec<(usize, DaySpan)> = places
            .iter()
            .filter_map(|&place| Some((place, self.days_to_ask(&all[place])?)))
            .collect();
        let assertions: Vec<_> = asked.iter().map(|&(place, days)| (&all[place], days)).collect();
        let shown = match self.case_of_any(&assertions) {
            // Those who are hit by turns are looked for where little is open at once.
            Err(Limit::OpenFacts) => return Ok(()),
            shown => shown?,
        };
        let Some(shown) = shown.filter(|shown| shown.answers.is_empty()) else { return Ok(()) };
        let place = asked[shown.which].0;
        let own: Vec<usize> =
            (0..failures.len()).filter(|&at| failures[at].assertion == place).collect();
        let offenders: Vec<NormId> = own.iter().filter_map(|&at| failures[at].offender()).collect();
        let told = self.offender_in(&all[place], &shown.witness, &offenders).unwrap_or(0);
        let at = own[told];
        let others = failures.iter().enumerate().filter(|(other, _)| *other != at);
        let or_by = others.filter_map(|(_, it)| it.offender()).collect();
        let or_fails = places.into_iter().filter(|it| *it != place).collect();
        let breach = failures[at].breach.clone();
        failures[at] = Failure { or_by, or_fails, ..Failure::shown_by(place, breach, shown) };
        Ok(())
    }

    /// Whether any norm that is looked at stands on an act that the principle speaks of.
    pub fn concerns(&self, principle: PrincipleId) -> bool {
        self.model.principles[principle].assertions.iter().any(|assertion| match &assertion.kind {
            AssertionKind::Expect { .. } => self.days(assertion).is_some(),
            AssertionKind::Every { class, act, .. } => self.written().any(|norm| {
                let own = &self.model.norms[norm];
                is_of_class(own, *class) && self.is_on(own, act.as_ref())
            }),
        })
    }

    /// The norms that are law on a day, or ever where none is told, and lack parts for which `every … has` asks, each with
    /// the places of these in the list.
    pub(super) fn lacking(
        &self,
        assertion: &Assertion,
        on: Option<Day>,
    ) -> Result<Vec<(NormId, Vec<usize>)>, Limit> {
        let AssertionKind::Every { class, act, when, slots } = &assertion.kind else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for norm in self.written() {
            let own = &self.model.norms[norm];
            let is_law = |day: Day| own.in_force.iter().any(|days| days.contains(day));
            let asked = is_of_class(own, *class)
                && self.is_on(own, act.as_ref())
                && on.map_or(!own.in_force.is_empty(), is_law);
            if !asked || !self.can_hold_with(norm, assertion, when, on)? {
                continue;
            }
            let lacks = |(_, slot): &(usize, &Slot)| !has_slot(own, slot.kind);
            let parts: Vec<usize> =
                slots.iter().enumerate().filter(lacks).map(|(place, _)| place).collect();
            if !parts.is_empty() {
                found.push((norm, parts));
            }
        }
        Ok(found)
    }

    fn is_on(&self, norm: &Norm, act: Option<&Act>) -> bool {
        let Some(wanted) = act.and_then(Act::action) else { return act.is_none() };
        let mut own = norm.actions();
        own.any(|action| self.wider(action).contains(&wanted))
    }

    fn can_hold_with(
        &self,
        norm: NormId,
        assertion: &Assertion,
        when: &Cond,
        on: Option<Day>,
    ) -> Result<bool, Limit> {
        if when.is_true() {
            return Ok(true);
        }
        // Nothing binds the participants of the condition: they are the norm's where names agree, and anybody else.
        let mut scope = assertion.scope.clone();
        scope.vars.iter_mut().for_each(|var| var.some = false);
        let mut query = Query::new(self);
        let found = query.find(&mut |query| {
            let it = query.instance(norm, 0, Binding::empty(&query.model.norms[norm].scope));
            let applies = query.applies(&it, Polarity::Positive)?;
            let binding = query.bind_by_name(&scope, &[&it]);
            let now = Place::NOW.into();
            let ask = Ask::about(&scope, &binding, now);
            let days = DaySpan { from: on, until: on };
            let today = query.in_span(days, now);
            Ok(Formula::all([today, applies, query.cond_closing(when, ask, Polarity::Positive)?]))
        })?;
        Ok(found.is_some())
    }

    fn expectation_fails(
        &self,
        place: usize,
        assertion: &Assertion,
    ) -> Result<Vec<Failure>, Limit> {
        let AssertionKind::Expect { mode, negated, status, .. } = &assertion.kind else {
            return Ok(Vec::new());
        };
        let Some(days) = self.days_to_ask(assertion) else {
            let never = Failure::plain(place, Breach::Never);
            // Where there is no law at all, nothing is ever so.
            return Ok(if *mode == Mode::Sometimes { vec![never] } else { Vec::new() });
        };
        if *mode == Mode::Sometimes {
            let found = self.case(assertion, days, None, false)?;
            let never = Failure::plain(place, Breach::Never);
            return Ok(if found.is_none() { vec![never] } else { Vec::new() });
        }
        if !*negated {
            let found = self.case(assertion, days, None, true)?;
            let missing = |shown| Failure::shown_by(place, Breach::Missing, shown);
            return Ok(found.into_iter().map(missing).collect());
        }
        let mut failures = Vec::new();
        let could_answer = self.that_answer(status);
        let written: BTreeSet<NormId> =
            could_answer.into_iter().map(|norm| self.model.whole(norm)).collect();
        for norm in written {
            if let Some(shown) = self.case(assertion, days, Some(norm), true)? {
                failures.push(Failure::shown_by(place, Breach::Offends(norm), shown));
            }
        }
        if failures.len() > 1 && failures.iter().all(Failure::is_undetermined) {
            self.fails_whatever_is_said(assertion, days, &mut failures)?;
        }
        Ok(failures)
    }

    /// Under one answer to what is open this norm may say what the principle forbids, and under another that one: then it
    /// fails whatever a person says, and of the norm that says so in the case that is told nothing hangs on an answer.
    fn fails_whatever_is_said(
        &self,
        assertion: &Assertion,
        days: DaySpan,
        failures: &mut [Failure],
    ) -> Result<(), Limit> {
        let Some(shown) = self.case(assertion, days, None, true)? else { return Ok(()) };
        if !shown.answers.is_empty() {
            return Ok(());
        }
        let offenders: Vec<NormId> = failures.iter().filter_map(Failure::offender).collect();
        let place = self.offender_in(assertion, &shown.witness, &offenders).unwrap_or(0);
        let Failure { assertion, breach, .. } = failures[place].clone();
        let mut or_by = offenders;
        or_by.remove(place);
        failures[place] = Failure { or_by, ..Failure::shown_by(assertion, breach, shown) };
        Ok(())
    }

    /// From the first to the last day on which some norm on the acts at issue is in force; `None`: there is none.
    pub(in crate::logic) fn days(&self, assertion: &Assertion) -> Option<DaySpan> {
        self.spanned_by(self.about(assertion).iter())
    }

    /// The same; law that leaves an act unmentioned does not give what is asked for, on the days on which there is law.
    pub(super) fn days_to_ask(&self, assertion: &Assertion) -> Option<DaySpan> {
        let asks_for_law = !assertion.is_sometimes()
            && matches!(&assertion.kind, AssertionKind::Expect { negated: false, .. });
        self.days(assertion).or_else(|| self.days_of_law().filter(|_| asks_for_law))
    }

    /// From the first to the last day on which some norm on the acts of a sentence is in force; `None`: there is none.
    pub(in crate::logic) fn days_about(&self, status: &Status) -> Option<DaySpan> {
        let near = status.actions().flat_map(|action| self.norms_near(action));
        let near: BTreeSet<NormId> = near.map(|(norm, _)| norm).collect();
        self.spanned_by(near.iter())
    }

    /// From the first to the last day on which any norm is in force.
    fn days_of_law(&self) -> Option<DaySpan> {
        let norms: Vec<NormId> = self.norms().collect();
        self.spanned_by(norms.iter())
    }

    fn spanned_by<'n>(&self, norms: impl Iterator<Item = &'n NormId>) -> Option<DaySpan> {
        let spans: Vec<DaySpan> =
            norms.flat_map(|&norm| self.model.norms[norm].in_force.clone()).collect();
        let from = spans.iter().map(|days| days.from).min()?;
        let until = if spans.iter().any(|days| days.until.is_none()) {
            None
        } else {
            spans.iter().map(|days| days.until).max()?
        };
        Some(DaySpan { from, until })
    }

    /// Whether what these norms say can matter to a principle.
    pub fn bear_on(&self, norms: &BTreeSet<NormId>, principle: PrincipleId) -> bool {
        self.model.principles[principle].assertions.iter().any(|assertion| match &assertion.kind {
            AssertionKind::Expect { .. } => !self.about(assertion).is_disjoint(norms),
            AssertionKind::Every { .. } => !norms.is_empty(),
        })
    }

    /// The norms on whose acts an assertion asks something, in order.
    pub(in crate::logic) fn about(&self, assertion: &Assertion) -> BTreeSet<NormId> {
        let AssertionKind::Expect { cond, status, .. } = &assertion.kind else {
            return BTreeSet::new();
        };
        let mut actions = self.acts_asked_in(cond);
        actions.extend(status.actions());
        actions.into_iter().flat_map(|action| self.norms_near(action)).map(|(it, _)| it).collect()
    }
}

impl Query<'_> {
    /// Somebody for every participant of a sentence that is not *some*.
    pub(super) fn binding_of(&mut self, scope: &Scope) -> Binding {
        let mut binding = Binding::empty(scope);
        for (index, var) in scope.vars.iter().enumerate() {
            if !var.some {
                let top = self.model.sorts[var.sorts[0]].top;
                binding.0[index] = Some(self.universe.node(NodeKind::Of(0, index as u32), top));
            }
        }
        binding
    }

    /// The same for several sentences that are asked about together: who is the first, the second … of a kind in one is so in
    /// all of them.
    pub(super) fn bindings_of<'s>(
        &mut self,
        scopes: impl Iterator<Item = &'s Scope>,
    ) -> Vec<Binding> {
        let mut known: BTreeMap<SortId, Vec<Node>> = BTreeMap::new();
        let mut bindings = Vec::new();
        for (place, scope) in (0..).zip(scopes) {
            let mut binding = Binding::empty(scope);
            let mut met: BTreeMap<SortId, usize> = BTreeMap::new();
            for (index, var) in scope.vars.iter().enumerate().filter(|(_, var)| !var.some) {
                let top = self.model.sorts[var.sorts[0]].top;
                let (nodes, at) = (known.entry(top).or_default(), met.entry(top).or_default());
                if *at == nodes.len() {
                    nodes.push(self.universe.node(NodeKind::Of(place, index as u32), top));
                }
                binding.0[index] = Some(nodes[*at]);
                *at += 1;
            }
            bindings.push(binding);
        }
        bindings
    }

    /// What starts the asserted time does so while there is law about it, or between two such times: nobody can be asked
    /// for what lies before, or after.
    fn begins_in(&mut self, days: DaySpan, status: &Status, binding: &Binding) -> Grounded {
        let Some(window) = &status.window else { return Ok(Formula::True) };
        let mut parts = Vec::new();
        for clause in &window.clauses {
            if let Some(it) = clause.opened_by()
                && let Ok(key) = self.occurrence(it, binding)
            {
                let at = self.when(&key);
                let inside = self.in_span(days, at);
                parts.push(self.happens(key).implies(inside));
            }
        }
        Ok(Formula::all(parts))
    }

    /// The time of an asserted sentence runs at some moment of the day that is looked at, as far as the sentence names who is
    /// meant.
    pub(super) fn time_runs_today(&mut self, assertion: &Assertion, binding: &Binding) -> Grounded {
        let AssertionKind::Expect { status, some, .. } = &assertion.kind else {
            return Ok(Formula::True);
        };
        let Some(window) = status.window.as_ref().filter(|_| some.is_empty()) else {
            return Ok(Formula::True);
        };
        let t = self.universe.moment();
        let now: Instant = Place::NOW.into();
        let frame = self.asserted_frame(status, window);
        let runs = [
            self.in_window(window, frame, binding, t.into())?,
            self.universe.before(now, t.into(), false),
            self.universe.before(t.into(), now.plus(DAY), true),
        ];
        eliminate::exists(&mut self.universe, t, Formula::all(runs))
    }

    pub(super) fn assertion_case(
        &mut self,
        assertion: &Assertion,
        binding: &Binding,
        days: DaySpan,
        by: Option<NormId>,
        fails: bool,
    ) -> Grounded {
        let AssertionKind::Expect { cond, negated, status, some, .. } = &assertion.kind else {
            return Ok(Formula::False);
        };
        let scope = &assertion.scope;
        let now: Instant = Place::NOW.into();
        let ask = Ask { days: Some(days), ..Ask::about(scope, binding, now) };
        let mut parts = Vec::new();
        let vars: Vec<VarId> = (0..scope.vars.len() as u32).map(VarId).collect();
        for &var in &vars {
            parts.push(self.fits(scope, binding, var));
        }
        parts.push(self.are_parties_at(scope, &vars, binding, now)?);
        parts.push(self.in_span(days, now));
        parts.push(self.begins_in(days, status, binding)?);
        parts.push(self.cond(cond, ask, Polarity::Positive)?);
        if parts.contains(&Formula::False) {
            return Ok(Formula::False);
        }
        let strict = *negated;
        let reading = Reading::Effective { strict };
        let wanted = *negated == fails;
        let polarity = if wanted { Polarity::Positive } else { Polarity::Negative };
        let mut body = |query: &mut Self, binding: &Binding| {
            let ask = Ask { days: Some(days), ..Ask::about(scope, binding, now) };
            let reached = match &status.window {
                Some(window) => {
                    let done = query.take_asserted_acts_from_the_case(window, binding)?;
                    done.and(query.asserted_time_is_open((status, window), binding, days)?)
                }
                None => Formula::True,
            };
            query.only = by.map(|norm| query.theory.itself_and_aspects(norm).collect());
            let says = query.status(status, ask, reading, polarity)?;
            query.only = None;
            let are_parties = query.are_parties_at(scope, some, binding, now)?;
            // An assertion about a window that is never reached, or is empty, asks for nothing.
            Ok(are_parties.and(if wanted { reached.and(says) } else { says.or(!reached) }))
        };
        let says = self.exists(scope, some, binding, polarity, &mut body)?;
        parts.push(if wanted { says } else { !says });
        if !wanted && !some.is_empty() {
            // `expect some` looks only where there is one.
            let mut one = |query: &mut Self, binding: &Binding| {
                query.are_parties_at(scope, some, binding, now)
            };
            parts.push(self.exists(scope, some, binding, Polarity::Positive, &mut one)?);
        }
        parts.push(self.acts_of_the_case_agree(Polarity::Positive)?);
        Ok(Formula::all(parts))
    }

    /// The case that was found, with the participants of each assertion as a member.
    pub(in crate::logic) fn told(
        &mut self,
        found: &Found,
        bindings: &[Binding],
    ) -> Result<Witness, Limit> {
        let own = |binding: &Binding| binding.0.iter().flatten().copied().collect();
        let members: Vec<Vec<Node>> = bindings.iter().map(own).collect();
        Ok(self.witness_of(found, &members)?.0)
    }
}

/// The days on which a norm is in force; none, where it always is.
fn days_that_matter(norm: &Norm) -> Vec<DaySpan> {
    let days = norm.in_force.iter().copied();
    days.filter(|days| *days != DaySpan::ALWAYS).collect()
}

fn is_of_class(norm: &Norm, class: NormClass) -> bool {
    match class {
        // A recommendation is neither.
        NormClass::Duty => norm.modal == Modal::Must && !norm.recommendation,
        NormClass::Ban => norm.modal == Modal::MustNot && !norm.recommendation,
        NormClass::Permission => norm.modal == Modal::May,
        NormClass::Power => matches!(norm.modal, Modal::HasPower | Modal::HasSolePower),
    }
}
