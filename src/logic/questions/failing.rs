//! The case in which an assertion of a principle fails or comes true, and whether only a person can say if it does.

use super::speakers::env;
use crate::logic::Limit;
use crate::logic::case::replay::stands;
use crate::logic::case::witness::Witness;
use crate::logic::conflict::open::{Answer, Making, answers_to_open, firm_case};
use crate::logic::ground::formula::Formula;
use crate::logic::ground::others::Others;
use crate::logic::ground::query::{Binding, Found, Query};
use crate::logic::reference::{Unsupported, World};
use crate::logic::theory::Theory;
use crate::model::{
    Assertion, AttributeType, AttributeValue, DaySpan, NormId, Participant, ParticipantId,
    Situation,
};

/// What shows that an assertion fails.
pub(super) struct Shown {
    pub(in crate::logic) witness: Witness,
    pub(in crate::logic) dates: Vec<DaySpan>,
    pub(in crate::logic) answers: Vec<Answer>,
    /// The place of the one that fails in the case, where it is asked of several.
    pub(in crate::logic) which: usize,
}

/// The question for such a case: one in which one of these fails, each asked about on its days.
#[derive(Clone, Copy)]
struct Asked<'a, 't, 'm> {
    theory: &'t Theory<'m>,
    assertions: &'a [(&'a Assertion, DaySpan)],
    by: Option<NormId>,
    fails: bool,
    /// The time of the sentence runs on the day that is looked at.
    running: bool,
}

impl<'t> Asked<'_, 't, '_> {
    /// The case, told of those whom the assertion names only, or of everybody who exists in any case.
    fn shown(&self, others: Others) -> Result<Option<Shown>, Limit> {
        let Some(mut found) = self.found_running(others, &mut |_, goal| Ok(goal))? else {
            return Ok(None);
        };
        let answers = match self.fails {
            true => answers_to_open(&mut |turn| Ok(self.found_running(others, turn)?.is_some()))?,
            false => Vec::new(),
        };
        if self.fails && answers.is_empty() && found.0.decides_openly(&found.1) {
            // A case that stands whatever a person says of what is open in it.
            let firm = firm_case(&mut |making| self.found_running(others, making))?;
            found = firm.unwrap_or(found);
        }
        let (mut query, found, bindings) = found;
        let shown = query.first_that_stands(&found, &mut |query, found| {
            let mut witness = query.told(found, &bindings)?;
            let which = if self.fails { self.which_fails(&mut witness)? } else { 0 };
            Ok(Shown { witness, dates: query.dates(found)?, answers: answers.clone(), which })
        });
        shown.map(Some)
    }

    /// The first of the assertions that fails in the case, which is told of its participants then.
    fn which_fails(&self, witness: &mut Witness) -> Result<usize, Limit> {
        let mut unanswered = Limit::Replay;
        for (place, (assertion, _)) in self.assertions.iter().enumerate() {
            match self.theory.replay_answer(assertion, witness, false) {
                Ok(()) => {
                    let own = witness.members.swap_remove(place);
                    witness.members = vec![own];
                    return Ok(place);
                }
                Err(limit) => unanswered = limit,
            }
        }
        Err(unanswered)
    }

    /// What is told is a case on a day on which the time of the sentence runs, where there is one: of other days it asks
    /// nothing then. Of the one day that is looked at no other case is told.
    fn found_running(
        &self,
        others: Others,
        making: &mut Making<'_>,
    ) -> Result<Option<(Query<'t>, Found, Vec<Binding>)>, Limit> {
        let timed = self.assertions.iter().any(|(it, _)| it.has_a_time_of_its_own());
        let running = Asked { running: timed, ..*self };
        let on_one_day = self.theory.on.is_some() && self.fails;
        match running.found(others, making) {
            Ok(None) | Err(_) if timed && !on_one_day => self.found(others, making),
            found => found,
        }
    }

    fn found(
        &self,
        others: Others,
        making: &mut Making<'_>,
    ) -> Result<Option<(Query<'t>, Found, Vec<Binding>)>, Limit> {
        let mut query = Query::among(self.theory, others);
        query.principle = true;
        let Asked { assertions, by, fails, running, .. } = *self;
        let mut bindings = Vec::new();
        let found = query.find(&mut |query| {
            bindings = query.bindings_of(assertions.iter().map(|(it, _)| &it.scope));
            let mut ways = Vec::new();
            for (&(assertion, days), binding) in assertions.iter().zip(&bindings) {
                let mut fails = query.assertion_case(assertion, binding, days, by, fails)?;
                if running && assertion.has_a_time_of_its_own() {
                    fails = fails.and(query.time_runs_today(assertion, binding)?);
                }
                ways.push(fails);
            }
            making(query, Formula::any(ways))
        })?;
        Ok(found.map(|found| (query, found, bindings)))
    }
}

impl Theory<'_> {
    /// A case in which the assertion fails (or, where it should not fail, in which it comes true).
    pub(super) fn case(
        &self,
        assertion: &Assertion,
        days: DaySpan,
        by: Option<NormId>,
        fails: bool,
    ) -> Result<Option<Shown>, Limit> {
        let assertions = &[(assertion, days)];
        let asked = Asked { theory: self, assertions, by, fails, running: false };
        self.looking_further(&mut |others| asked.shown(others))
    }

    /// A case in which one of these assertions fails.
    pub(super) fn case_of_any(
        &self,
        assertions: &[(&Assertion, DaySpan)],
    ) -> Result<Option<Shown>, Limit> {
        let asked = Asked { theory: self, assertions, by: None, fails: true, running: false };
        self.looking_further(&mut |others| asked.shown(others))
    }

    /// In the case the assertion comes true, or fails. Whoever more it takes for that, joins the case.
    pub(super) fn replay_answer(
        &self,
        assertion: &Assertion,
        witness: &mut Witness,
        says: bool,
    ) -> Result<(), Limit> {
        let situation = self.filled(&witness.whole);
        if !says {
            return self.replay_for(assertion, &situation, &|world| world.fails(assertion));
        }
        // Others of whom the case tells may be left out of what the norms say.
        let env = env(assertion, witness);
        let comes_true = |world: &World<'_>| world.comes_true(assertion, env.clone());
        let plain = self.replay_for(assertion, &situation, &comes_true);
        if plain != Err(Limit::Replay) {
            return plain;
        }
        // What the norms say may be about somebody more, of whom the case has nothing to tell but that there is one.
        let stands_with = |others: &[Participant]| {
            let mut wider = situation.clone();
            wider.participants.extend_from_slice(others);
            self.replay_for(assertion, &self.filled(&wider), &comes_true)
        };
        let mut others: Vec<Participant> = self.one_of_each_kind().collect();
        stands_with(&others)?;
        for place in (0..others.len()).rev() {
            let mut fewer = others.clone();
            fewer.remove(place);
            if stands_with(&fewer).is_ok() {
                others = fewer;
            }
        }
        let first = witness.whole.participants.len() as u32;
        others.into_iter().for_each(|one| self.join(witness, one));
        let so = |it: &Situation| self.replay_for(assertion, it, &comes_true).is_ok();
        self.tell_who_the_values_must_be(witness, ParticipantId(first), &so);
        Ok(())
    }

    /// Of those who joined a case, tells which participants their values are, where the answer hangs on it.
    fn tell_who_the_values_must_be(
        &self,
        witness: &mut Witness,
        first: ParticipantId,
        is_so: &dyn Fn(&Situation) -> bool,
    ) {
        let filled = self.filled(&witness.whole);
        for (key, value) in &filled.attributes {
            let of_another = key.1.iter().any(|who| *who >= first);
            let told = witness.whole.attributes.contains_key(key);
            let AttributeType::Participant(sort) = self.model.attributes[key.0].ty else {
                continue;
            };
            if told || !of_another {
                continue;
            }
            let mut otherwise = filled.clone();
            let somebody_else = ParticipantId(otherwise.participants.len() as u32);
            otherwise.participants.push(self.somebody_else(sort));
            otherwise.attributes.insert(key.clone(), AttributeValue::Participant(somebody_else));
            if !is_so(&self.filled(&otherwise)) {
                witness.situation.attributes.insert(key.clone(), *value);
                witness.whole.attributes.insert(key.clone(), *value);
            }
        }
    }

    /// One more takes part in a case.
    fn join(&self, witness: &mut Witness, mut one: Participant) {
        let kind = one.sorts.iter().next().map(|&sort| &*self.model.sorts[sort].name);
        let named = |count: u32| format!("{} {count}", kind.unwrap_or("participant"));
        let is_free = |name: &String| witness.whole.participants.iter().all(|it| it.name != *name);
        one.name = (1..).map(named).find(is_free).unwrap_or_default();
        let id = ParticipantId(witness.whole.participants.len() as u32);
        witness.members.push(vec![id]);
        witness.situation.participants.push(one.clone());
        witness.whole.participants.push(one);
    }

    /// The place of the norm but for which the assertion would not fail in the case.
    pub(super) fn offender_in(
        &self,
        assertion: &Assertion,
        witness: &Witness,
        norms: &[NormId],
    ) -> Option<usize> {
        let situation = self.filled(&witness.whole);
        let about: Vec<NormId> = self.about(assertion).into_iter().collect();
        norms.iter().position(|&norm| {
            let without =
                self.world(&situation, &about).without(&self.itself_and_aspects(norm).collect());
            without.fails(assertion) == Ok(false)
        })
    }

    fn replay_for(
        &self,
        assertion: &Assertion,
        situation: &Situation,
        ask: &dyn Fn(&World<'_>) -> Result<bool, Unsupported>,
    ) -> Result<(), Limit> {
        let about: Vec<NormId> = self.about(assertion).into_iter().collect();
        self.can_be_replayed(situation, &about)?;
        let world = self.world(situation, &about);
        stands(world.is_possible())?;
        stands(ask(&world))
    }

    fn one_of_each_kind(&self) -> impl Iterator<Item = Participant> {
        let kinds = self.model.sorts.iter().filter(|(id, sort)| sort.top == *id);
        kinds.map(|(id, _)| self.somebody_else(id))
    }
}
