//! Principles: what must hold of the norms in a situation.

use super::applies::in_force;
use super::conditions::every;
use super::moments::{Cut, Moments};
use super::status::Layer;
use super::{Answer, Unsupported, View, World};
use crate::model::{
    ActRuleKind, ActionId, Assertion, AssertionKind, Cond, Mode, NormId, Occurrence, ParticipantId,
    PrincipleId, Status, Window,
};

impl World<'_> {
    /// Whether some assertion of the principle fails in the situation.
    pub fn principle_fails(&self, principle: PrincipleId) -> Answer<bool> {
        let mut fails = false;
        for assertion in &self.model.principles[principle].assertions {
            fails = fails || self.fails(assertion)?;
        }
        Ok(fails)
    }

    /// Whether an assertion fails in the situation, at some moment of the day that is looked at (at any moment,
    /// where no day is). One with `sometimes` fails, if no case of it is found.
    pub fn fails(&self, assertion: &Assertion) -> Answer<bool> {
        self.as_principles_look().is_breached(assertion)
    }

    // What is not listed was not done: a principle looks at what is, not at what might be done.
    pub(super) fn with_all_told(&self) -> World<'_> {
        World { all_is_told: true, ..self.vary(self.situation) }
    }

    // Nor does what was done undo an order of norms: who is effective is asked as if nothing had been done yet but what starts
    // and ends windows. A norm that what was done breaks is in no clash, and nobody would seem to yield to it.
    fn as_principles_look(&self) -> World<'_> {
        World { acts_only_start: true, ..self.with_all_told() }
    }

    fn is_breached(&self, assertion: &Assertion) -> Answer<bool> {
        let AssertionKind::Expect { mode, cond, negated, status, some } = &assertion.kind else {
            return Err(Unsupported::new("`every … has`"));
        };
        let scope = &assertion.scope;
        let all = every(scope).into_iter().filter(|var| !some.contains(var)).collect::<Vec<_>>();
        let law = self.law_about(cond, status);
        // Law that leaves an act unmentioned does not give what is asked for.
        let asks_for_law = *mode != Mode::Sometimes && !*negated;
        let law = law.or_else(|| self.any_law().filter(|_| asks_for_law));
        let days = self.asked_on(law);
        let mut cases = Vec::new();
        for env in self.assignments(scope, &all, &vec![None; scope.vars.len()]) {
            if !self.begins_in_force(assertion, cond, status, &env)? {
                continue;
            }
            let vacuous = *negated == (*mode == Mode::Sometimes);
            let says = self.expected(assertion, env.clone(), (law, vacuous))?;
            let expected = if *negated { says.not() } else { says };
            let wanted = if *mode == Mode::Sometimes { expected } else { expected.not() };
            if !wanted.and(&days).is_empty() {
                let when = self.case_holds(assertion, cond, env, law);
                cases.push(when.map(|when| when.and(&wanted).and(&days)));
            }
        }
        let found = !self.any_of(cases)?.is_empty();
        Ok(found != (*mode == Mode::Sometimes))
    }

    /// Whether the situation has a case of an assertion, for these participants, in which it comes true.
    pub fn comes_true(
        &self,
        assertion: &Assertion,
        env: Vec<Option<ParticipantId>>,
    ) -> Answer<bool> {
        self.as_principles_look().has_case(assertion, env)
    }

    fn has_case(&self, assertion: &Assertion, env: Vec<Option<ParticipantId>>) -> Answer<bool> {
        let AssertionKind::Expect { cond, negated, status, .. } = &assertion.kind else {
            return Err(Unsupported::new("`every … has`"));
        };
        if !self.begins_in_force(assertion, cond, status, &env)? {
            return Ok(false);
        }
        let law = self.law_about(cond, status);
        let says = self.expected(assertion, env.clone(), (law, *negated))?;
        let expected = if *negated { says.not() } else { says };
        let asked = expected.and(&self.asked_on(law));
        Ok(!self.case_holds(assertion, cond, env, law)?.and(&asked).is_empty())
    }

    fn case_holds(
        &self,
        assertion: &Assertion,
        cond: &Cond,
        env: Vec<Option<ParticipantId>>,
        law: Option<(Cut, Cut)>,
    ) -> Answer<Moments> {
        let are_parties = self.are_parties(&assertion.scope, &every(&assertion.scope), &env);
        // What norms say counts where it has effect, as in what is expected.
        let view = View { layer: Layer::Effective, law, ..self.view(&assertion.scope, env) };
        Ok(self.holds(cond, &view)?.and(&are_parties))
    }

    // When the norms say so, for one of the participants after `expect some`. Whether they do where the sentence asks for
    // nothing, since what its time hangs on does not happen, is told: it is no case of anything.
    fn expected(
        &self,
        assertion: &Assertion,
        env: Vec<Option<ParticipantId>>,
        (law, vacuous): (Option<(Cut, Cut)>, bool),
    ) -> Answer<Moments> {
        let AssertionKind::Expect { negated, status, some, .. } = &assertion.kind else {
            return Err(Unsupported::new("`every … has`"));
        };
        let scope = &assertion.scope;
        let choices = self.assignments(scope, some, &env);
        self.any_of(choices.into_iter().map(|env| {
            let are_parties = self.are_parties(scope, some, &env);
            let nothing = self.asks_for_nothing(status, scope, &env)?;
            if nothing || !self.ends_under_law(status, &self.view(scope, env.clone()), law)? {
                return Ok(Moments::of(vacuous).and(&are_parties));
            }
            let view = View { law, ..self.view(scope, env) };
            let says = self.says(status, &view, Layer::Effective, *negated)?;
            Ok(says.and(&are_parties))
        }))
    }

    // What starts the asserted time does so not before the first day on which there is law about it, nor after the last.
    fn begins_in_force(
        &self,
        assertion: &Assertion,
        cond: &Cond,
        status: &Status,
        env: &[Option<ParticipantId>],
    ) -> Answer<bool> {
        let Some((from, until)) = self.law_about(cond, status) else { return Ok(true) };
        let view = self.view(&assertion.scope, env.to_vec());
        for clause in status.window.iter().flat_map(|window| &window.clauses) {
            let Some(it) = clause.opened_by() else { continue };
            let began = match it {
                Occurrence::Event { event, args } => {
                    let key = (*event, self.participants_of(args, &view)?);
                    self.situation.events.get(&key).map(|at| at.0)
                }
                act => self.listed(&self.deed_of(act, &view)?)?,
            };
            if began.is_some_and(|at| Cut::before(at) < from || Cut::before(at) >= until) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    // Some moment of the asserted time lies on a day on which there is law about it, but for a duty to be done once that
    // nothing which happens ends. One that lasts for a length does not last beyond these days.
    fn ends_under_law(
        &self,
        status: &Status,
        view: &View<'_>,
        law: Option<(Cut, Cut)>,
    ) -> Answer<bool> {
        let asks = |it: &&Window| it.is_ended_by_what_happens() || !status.is_once_in(it);
        let window = status.window.as_ref().filter(asks);
        let (Some(window), Some((from, until))) = (window, law) else { return Ok(true) };
        let (law, after) = (Moments::between(from, until), Moments::between(until, Cut::LAST));
        let asserted = self.asserted(status, window, view)?;
        let reaches =
            |part: &Moments| asserted.iter().any(|span| !span.clock_moments().and(part).is_empty());
        let is_a_length = window.lasts_for_a_length() && !status.is_once_in(window);
        Ok(reaches(&law) && !(is_a_length && reaches(&after)))
    }

    // The day that is looked at, where it lies between two others. Where there are none: never.
    fn asked_on(&self, law: Option<(Cut, Cut)>) -> Moments {
        let day = self.situation.day.map_or_else(Moments::all, |day| {
            Moments::between(Cut::before(day.start().0), Cut::before(day.end().0))
        });
        match law {
            Some((first, last)) => day.and(&Moments::between(first, last)),
            None => Moments::none(),
        }
    }

    // From when to when any norm is in force, also where few are looked at.
    fn any_law(&self) -> Option<(Cut, Cut)> {
        let norms =
            self.model.norms.iter().filter(|(id, norm)| {
                !self.excluded.contains(id) && self.is_current(norm.instrument)
            });
        span(norms.fold(Moments::none(), |all, (_, norm)| all.or(&in_force(&norm.in_force))))
    }

    // From when to when some norm is in force on an act that the assertion speaks of (or on one that counts as it, or as
    // which it counts).
    fn law_about(&self, cond: &Cond, status: &Status) -> Option<(Cut, Cut)> {
        let mut actions: Vec<ActionId> = status.actions().collect();
        acts_asked(cond, &mut actions);
        self.law_on(&actions, self.norms())
    }

    /// The same of a sentence that stands in no assertion, also where few norms are looked at.
    pub(super) fn law_about_acts(&self, status: &Status) -> Option<(Cut, Cut)> {
        let actions: Vec<ActionId> = status.actions().collect();
        let all =
            self.model.norms.iter().filter(|(id, norm)| {
                !self.excluded.contains(id) && self.is_current(norm.instrument)
            });
        self.law_on(&actions, all.map(|(id, _)| id))
    }

    fn law_on(
        &self,
        actions: &[ActionId],
        norms: impl Iterator<Item = NormId>,
    ) -> Option<(Cut, Cut)> {
        let near = |own: ActionId| {
            actions.iter().any(|&it| self.counts_as(own, it) || self.counts_as(it, own))
        };
        let force = norms.map(|id| &self.model.norms[id]);
        let force = force.filter(|norm| norm.actions().any(near));
        span(force.fold(Moments::none(), |all, norm| all.or(&in_force(&norm.in_force))))
    }

    // Whether doing the one may be doing the other, by any rules.
    pub(super) fn counts_as(&self, narrow: ActionId, wide: ActionId) -> bool {
        let mut reached = vec![narrow];
        let mut next = 0;
        while let Some(&from) = reached.get(next) {
            next += 1;
            for rule in self.rules().filter(|it| it.kind == ActRuleKind::CountsAs) {
                if let (Some(left), Occurrence::Act { action: right, .. }) =
                    (rule.left.action(), &rule.right)
                    && left == from
                    && !reached.contains(right)
                {
                    reached.push(*right);
                }
            }
        }
        reached.contains(&wide)
    }
}

// From the first moment to the last.
fn span(moments: Moments) -> Option<(Cut, Cut)> {
    Some((moments.stretches().first()?.0, moments.stretches().last()?.1))
}

// The acts that the status sentences of a condition ask about.
fn acts_asked(cond: &Cond, found: &mut Vec<ActionId>) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => {
            parts.iter().for_each(|part| acts_asked(part, found))
        }
        Cond::Not(part) | Cond::Some(_, part) => acts_asked(part, found),
        Cond::Status(status) => found.extend(status.actions()),
        _ => {}
    }
}
