//! Principles: what must hold of the norms in a situation.

use super::applies::in_force;
use super::conditions::every;
use super::families::action_of;
use super::moments::{Cut, Moments};
use super::status::Layer;
use super::{Answer, Unsupported, World};
use crate::model::{
    ActionId, Assertion, AssertionKind, Cond, Mode, ParticipantId, PrincipleId, Status, VarId,
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
        let AssertionKind::Expect { mode, cond, negated, status, some } = &assertion.kind else {
            return Err(Unsupported::new("`every … has`"));
        };
        let scope = &assertion.scope;
        let all = every(scope).into_iter().filter(|var| !some.contains(var)).collect::<Vec<_>>();
        let days = self.asked_on(status);
        let mut cases = Vec::new();
        for env in self.assignments(scope, &all, &vec![None; scope.vars.len()]) {
            let says = self.expected(assertion, env.clone(), status, some, *negated)?;
            let expected = if *negated { says.not() } else { says };
            let wanted = if *mode == Mode::Sometimes { expected } else { expected.not() };
            if !wanted.and(&days).is_empty() {
                let when = self.case_holds(assertion, cond, env);
                cases.push(when.map(|when| when.and(&wanted).and(&days)));
            }
        }
        let found = !self.any_of(cases)?.is_empty();
        Ok(found != (*mode == Mode::Sometimes))
    }

    fn case_holds(
        &self,
        assertion: &Assertion,
        cond: &Cond,
        env: Vec<Option<ParticipantId>>,
    ) -> Answer<Moments> {
        self.holds(cond, &self.view(&assertion.scope, env))
    }

    // When the norms say so, for one of the participants after `expect some`.
    fn expected(
        &self,
        assertion: &Assertion,
        env: Vec<Option<ParticipantId>>,
        status: &Status,
        some: &[VarId],
        negated: bool,
    ) -> Answer<Moments> {
        let choices = self.assignments(&assertion.scope, some, &env);
        self.any_of(choices.into_iter().map(|env| {
            self.says(status, &self.view(&assertion.scope, env), Layer::Effective, negated)
        }))
    }

    // The day that is looked at, from the first to the last on which some norm on that act is in force.
    fn asked_on(&self, status: &Status) -> Moments {
        let day = self.situation.day.map_or_else(Moments::all, |day| {
            Moments::between(Cut::before(day.start().0), Cut::before(day.end().0))
        });
        let actions: Vec<ActionId> = status.acts.iter().filter_map(action_of).collect();
        let force = self.model.norms.iter().filter(|(id, norm)| {
            self.is_loaded(*id)
                && norm.acts.iter().filter_map(action_of).any(|a| actions.contains(&a))
        });
        let force = force.fold(Moments::none(), |all, (_, norm)| all.or(&in_force(&norm.in_force)));
        match (force.stretches().first(), force.stretches().last()) {
            (Some(first), Some(last)) => day.and(&Moments::between(first.0, last.1)),
            _ => day,
        }
    }
}
