//! Why a norm does not say in a scenario what was expected of it: by thinking away, one by one, what may keep it silent.

use super::tell::{self, Phrase};
use crate::logic::Theory;
use crate::logic::reference::{Instance, World};
use crate::model::{
    Act, Clause, Cond, DaySpan, Minute, Modal, Model, NormId, Occurrence, ParticipantId, Point,
    ScenarioId, Situation, Status, StatusModal, Term,
};
use crate::source::Sources;

/// A scenario in which somebody asks.
pub(super) struct Silence<'a> {
    pub(super) sources: &'a Sources,
    pub(super) theory: &'a Theory<'a>,
    pub(super) scenario: ScenarioId,
    pub(super) situation: Situation,
}

impl Silence<'_> {
    /// For each norm that speaks of just this act of this bearer: why it does not say so.
    pub(super) fn of_status(&self, status: &Status) -> Vec<String> {
        let (StatusModal::Is { modal, .. }, [Act::Do { action, args }]) =
            (status.modal, status.acts.as_slice())
        else {
            return Vec::new();
        };
        let args: Option<Vec<_>> = args.iter().map(|arg| self.stated(arg)).collect();
        let (Some(args), [bearer]) = (args, status.bearers.as_slice()) else { return Vec::new() };
        let Some(who) = self.stated(bearer) else { return Vec::new() };
        let speaks = |norm: &NormId| {
            let own = &self.model().norms[*norm];
            own.modal == modal && own.actions().any(|it| it == *action)
        };
        let of_this_act = |it: &Instance| {
            let own = &self.model().norms[it.norm];
            let acts = own.acts.iter().filter_map(|act| match act {
                Act::Do { action: own, args } if own == action => Some(args),
                _ => None,
            });
            let played = |term: &Term| self.played(it, term);
            acts.map(|own| own.iter().map(played).collect::<Option<Vec<_>>>())
                .any(|own| own.as_ref() == Some(&args))
        };
        let norms = self.theory.written().filter(speaks);
        let reasons = norms.filter_map(|norm| {
            let all = World::new(self.model(), &self.situation).borne_by(who, norm);
            let reason = all.iter().filter(|it| of_this_act(it)).find_map(|it| self.reason(it))?;
            Some(format!("`{}` would, but {reason}", self.model().qualified(norm)))
        });
        reasons.collect()
    }

    /// Why somebody does not violate a norm.
    pub(super) fn of_violation(&self, who: &Term, norm: NormId) -> Option<String> {
        let who = self.stated(who)?;
        let world = World::new(self.model(), &self.situation);
        let own = world.borne_by(who, norm);
        if own.is_empty() {
            return Some("it does not bind them".to_owned());
        }
        own.iter().find_map(|it| {
            let unbroken =
                || self.is_unbroken_ban(it).then(|| "nothing was done that it forbids".to_owned());
            self.defeat(it).or_else(unbroken).or_else(|| self.reason(it))
        })
    }

    fn is_unbroken_ban(&self, it: &Instance) -> bool {
        self.model().norms[it.norm].modal == Modal::MustNot
            && World::new(self.model(), &self.situation).applies(it) == Ok(true)
    }

    fn model(&self) -> &Model {
        self.theory.model
    }

    /// The norm that prevails over one that applies.
    fn defeat(&self, it: &Instance) -> Option<String> {
        let world = World::new(self.model(), &self.situation);
        let rivals = self.theory.rivals(it.norm).into_iter();
        let mut others = rivals.flat_map(|norm| world.instances(norm));
        let by = others.find(|other| {
            world.applies(other) == Ok(true)
                && world.prevails(other, it) == Ok(true)
                && world.is_clash(&[it.clone(), other.clone()]) == Ok(true)
        })?;
        Some(format!("`{}` prevails over it", self.model().qualified(by.norm)))
    }

    /// What alone keeps an instance from applying, or from asking for anything now.
    fn reason(&self, it: &Instance) -> Option<String> {
        if World::new(self.model(), &self.situation).applies(it) == Ok(true) {
            return self.out_of_time(it);
        }
        let norm = &self.model().norms[it.norm];
        let instrument = norm.instrument;
        let in_force = |model: &mut Model| {
            model.norms[it.norm].in_force = vec![DaySpan::ALWAYS];
            model.instruments[instrument].in_force = vec![DaySpan::ALWAYS];
        };
        // A norm that is not in force on the day says nothing, whatever else is so.
        let is_over =
            self.situation.day.is_some_and(|day| !norm.in_force.iter().any(|it| it.contains(day)));
        if is_over || self.applies_if(it, in_force) {
            let days = tell::days(&norm.in_force);
            return Some(format!("it is in force {days} only"));
        }
        if self.applies_if(it, |model| model.norms[it.norm].unless = Cond::Any(Vec::new())) {
            return Some(format!("its exception holds: `{}`", self.written(it, &norm.unless)));
        }
        for (place, (part, _)) in norm.when_parts().into_iter().enumerate() {
            let without = |model: &mut Model| match &mut model.norms[it.norm].when {
                Cond::All(parts) => drop(parts.remove(place)),
                when => *when = Cond::TRUE,
            };
            if self.applies_if(it, without) {
                return Some(format!("this is not so: `{}`", self.written(it, part)));
            }
        }
        if self.applies_if(it, |model| model.norms[it.norm].when = Cond::TRUE) {
            return Some(format!("this is not so: `{}`", self.written(it, &norm.when)));
        }
        self.applies_if(it, |model| model.norms[it.norm].window = None)
            .then(|| self.never_begins(it))
    }

    fn applies_if(&self, it: &Instance, change: impl Fn(&mut Model)) -> bool {
        let mut model = self.model().clone();
        change(&mut model);
        World::new(&model, &self.situation).applies(it) == Ok(true)
    }

    /// How the time of an instance that applies lies to the moment that is looked at.
    fn out_of_time(&self, it: &Instance) -> Option<String> {
        let window = World::new(self.model(), &self.situation).window(it).ok()?;
        let (from, until) = window.bounds()?;
        let now = Minute(self.situation.day?.start().0);
        match (from.map(Minute), until.map(Minute)) {
            (Some(from), _) if from > now => Some(format!("its time begins on {from}")),
            (_, Some(until)) if until < now => Some(format!("its time ended on {until}")),
            (_, Some(until)) => Some(format!("its time runs until {until}")),
            _ => None,
        }
    }

    /// That nothing happened from which the time runs; of an act, who was to do it.
    fn never_begins(&self, it: &Instance) -> String {
        let waits =
            self.model().norms[it.norm].clauses().filter_map(Clause::opening).find_map(Point::root);
        match waits {
            Some(Occurrence::Act { by, action, .. }) => {
                let act = &self.model().actions[*action].name;
                let who = self.played(it, by).map(|who| self.name(who));
                let who = who.unwrap_or_else(|| "its bearer".to_owned());
                format!("its time runs from `{act}` by {who}, which was not done")
            }
            Some(event) => {
                let event = self.phrase(it).occurrence(event);
                format!("its time runs from `{event}`, which has not happened")
            }
            None => "its time never comes".to_owned(),
        }
    }

    fn phrase(&self, it: &Instance) -> Phrase<'_> {
        let scope = &self.model().norms[it.norm].scope;
        Phrase { model: self.model(), sources: self.sources, scope }
    }

    fn written(&self, it: &Instance, cond: &Cond) -> String {
        self.phrase(it).cond(cond)
    }

    fn name(&self, who: ParticipantId) -> String {
        self.situation.participants[who.0 as usize].name.clone()
    }

    /// Whom a term of the scenario means.
    fn stated(&self, term: &Term) -> Option<ParticipantId> {
        let stated = self.model().scenarios[self.scenario].participants().len() as u32;
        match term {
            Term::Var(var) if var.0 < stated => Some(ParticipantId(var.0)),
            Term::Individual(id) => Some(ParticipantId(stated + id.0)),
            _ => None,
        }
    }

    /// Whom a term of a norm means in an instance.
    fn played(&self, it: &Instance, term: &Term) -> Option<ParticipantId> {
        let Term::Var(var) = term else { return self.stated(term) };
        let vars = self.model().norms[it.norm].scope.vars.iter().enumerate();
        let mut named = vars.filter(|(_, own)| !own.some).map(|(place, _)| place);
        let place = named.position(|place| place == var.0 as usize)?;
        it.participants.get(place).copied()
    }
}
