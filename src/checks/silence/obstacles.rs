//! What keeps an instance of a norm from asking for anything: each obstacle is looked at by itself, with all others
//! thought away, so that the list is whole.

use super::Silence;
use crate::checks::tell::{self, Phrase};
use crate::logic::reference::{Answer, Instance, World};
use crate::model::{
    Cond, DaySpan, InstrumentId, Minute, Modal, Model, Norm, Occurrence, ParticipantId, Point,
    RelationKind, Situation, SortId, Window,
};

/// One instance in a situation.
pub(super) struct Obstacles<'a> {
    pub(super) silence: &'a Silence<'a>,
    /// The situation, in which the bearer may be of a sort of which the scenario does not say that they are.
    pub(super) situation: &'a Situation,
    /// The same, in which all is so that the scenario leaves open.
    pub(super) settled: &'a Situation,
    pub(super) it: &'a Instance,
    /// Its bearer.
    pub(super) who: ParticipantId,
}

/// What may keep an instance silent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Days,
    /// A reservation, by its place.
    Reservation(usize),
    /// That the norm which it answers was violated.
    Violation,
    /// A part of `unless`, by its place.
    Exception(usize),
    /// A part of `when`, by its place.
    Condition(usize),
    /// The whole `when`.
    Conditions,
    /// A time clause, by its place.
    Clause(usize),
    Time,
    /// A relation, by its place.
    Relation(usize),
}

impl Obstacles<'_> {
    /// All that keeps it silent: the day, whom it binds, its exception, its conditions, its time.
    pub(super) fn told(&self) -> Vec<String> {
        let applies_in = |situation: &Situation| {
            World::new(self.model(), situation).applies(self.it) == Ok(true)
        };
        // A duty that applies stays one after its days, and those of its Party, are over.
        if self.norm().modal == Modal::Must && applies_in(&self.silence.situation) {
            return self.out_of_time().into_iter().collect();
        }
        let applies = applies_in(self.situation);
        let time = self.blocks(&[Part::Time]);
        let mut told: Vec<String> = self.days(time).into_iter().collect();
        told.extend(self.misfits());
        if applies {
            let late = || self.out_of_time().into_iter().collect();
            return if told.is_empty() { late() } else { told };
        }
        told.extend(self.reservations());
        told.extend(self.violation());
        // Conditions are asked when the time begins, where it does.
        let beside: &[Part] = if time { &[] } else { &[Part::Time] };
        told.extend(self.exceptions(beside));
        told.extend(self.conditions(beside));
        if time {
            told.push(self.never_comes());
        }
        told.extend(self.displaced());
        told
    }

    fn model(&self) -> &Model {
        self.silence.model()
    }

    fn norm(&self) -> &Norm {
        &self.model().norms[self.it.norm]
    }

    fn instrument(&self) -> InstrumentId {
        self.norm().instrument
    }

    /// The days on which it is in force, where the day that is looked at or what starts its time is none of them.
    fn days(&self, time: bool) -> Option<String> {
        let norm = self.norm();
        let over = |day| !norm.in_force.iter().any(|it| it.contains(day));
        let is_over = self.situation.day.is_some_and(over);
        (is_over || !time && self.blocks(&[Part::Days, Part::Time])).then(|| {
            match norm.in_force.as_slice() {
                [] => "it is never in force".to_owned(),
                days => format!("it is in force {} only", tell::days(days)),
            }
        })
    }

    /// Those whom it names who are not what it asks for: no parties, or of another role.
    fn misfits(&self) -> Vec<String> {
        let norm = self.norm();
        let vars = norm.scope.vars.iter().filter(|var| !var.some);
        let named = vars.zip(&self.it.participants);
        let mut told: Vec<String> =
            named.filter_map(|(var, &who)| self.misfit(who, &var.sorts)).collect();
        let instrument = &self.model().instruments[self.instrument()];
        let sorts = &self.situation.participants[self.who.0 as usize].sorts;
        if instrument.party_kinds.iter().any(|kind| sorts.contains(kind)) {
            told.extend(self.no_party(self.who, self.instrument()));
        }
        let mut seen = Vec::new();
        told.retain(|one| {
            !seen.contains(one) && {
                seen.push(one.clone());
                true
            }
        });
        told
    }

    /// That somebody is of none of these sorts.
    fn misfit(&self, who: ParticipantId, sorts: &[SortId]) -> Option<String> {
        let own = &self.silence.situation.participants[who.0 as usize].sorts;
        let first = sorts.first()?;
        if sorts.iter().any(|sort| own.contains(sort)) {
            return None;
        }
        let mut all = self.model().instruments.iter();
        match all.find(|(_, it)| it.party_role.is_some_and(|role| sorts.contains(&role))) {
            Some((instrument, _)) => self.no_party(who, instrument),
            None => {
                let sort = &self.model().sorts[*first].name;
                Some(format!("{} is no `{sort}`", self.silence.name(who)))
            }
        }
    }

    /// That somebody is not party to an instrument on the day that is looked at.
    fn no_party(&self, who: ParticipantId, instrument: InstrumentId) -> Option<String> {
        let it = &self.model().instruments[instrument];
        let individual = self.situation.participants[who.0 as usize].individual;
        let own = it.parties.iter().filter(|party| Some(party.who) == individual);
        let days: Vec<DaySpan> = own.map(|party| party.days).collect();
        let is_on = |days: &DaySpan| self.situation.day.is_none_or(|day| days.contains(day));
        if self.situation.parties.contains(&(instrument, who)) || days.iter().any(is_on) {
            return None;
        }
        let (who, name) = (self.silence.name(who), it.name.as_deref().unwrap_or_default());
        Some(match days.as_slice() {
            [] => format!("{who} is no party to `{name}`"),
            days => format!("{who} is party to `{name}` {} only", tell::days(days)),
        })
    }

    fn reservations(&self) -> Vec<String> {
        let all = self.model().instruments[self.instrument()].reservations.iter().enumerate();
        let cutting = all.filter(|(place, _)| self.blocks(&[Part::Reservation(*place)]));
        let by = |by| &self.model().individuals[by].name;
        cutting.map(|(_, it)| format!("a reservation of {} excludes it", by(it.by))).collect()
    }

    fn violation(&self) -> Option<String> {
        let primary = self.norm().primary?;
        self.blocks(&[Part::Violation])
            .then(|| format!("`{}` was not violated", self.model().qualified(primary)))
    }

    fn exceptions(&self, beside: &[Part]) -> Option<String> {
        let parts = exceptions(&self.norm().unless).iter().enumerate();
        let holding =
            parts.filter(|(place, _)| self.blocks(&[&[Part::Exception(*place)], beside].concat()));
        let holding: Vec<String> = holding.map(|(_, part)| self.written(part)).collect();
        match holding.len() {
            0 => None,
            1 => Some(format!("its exception holds: {}", holding[0])),
            _ => Some(format!("its exceptions hold: {}", tell::join(&holding))),
        }
    }

    fn conditions(&self, beside: &[Part]) -> Option<String> {
        let parts = conditions(&self.norm().when).iter().enumerate();
        let lacking =
            parts.filter(|(place, _)| self.blocks(&[&[Part::Condition(*place)], beside].concat()));
        let mut lacking: Vec<String> = lacking.map(|(_, part)| self.written(part)).collect();
        // Each may be so, and never all at once.
        if lacking.is_empty() && self.blocks(&[&[Part::Conditions], beside].concat()) {
            lacking.push(self.written(&self.norm().when));
        }
        match lacking.len() {
            0 => None,
            1 => Some(format!("this is not so: {}", lacking[0])),
            _ => Some(format!("these are not so: {}", tell::join(&lacking))),
        }
    }

    fn displaced(&self) -> Vec<String> {
        let all = self.model().relations.iter().enumerate();
        let all = all.filter(|(_, it)| it.kind == RelationKind::Displaces);
        let displacing = all.filter(|(place, _)| self.blocks(&[Part::Relation(*place)]));
        let named = displacing.map(|(_, it)| self.phrase().target(it.winner));
        named.map(|winner| format!("`{winner}` displaces it")).collect()
    }

    /// How the time of an instance that applies lies to the moment that is looked at.
    fn out_of_time(&self) -> Option<String> {
        let window = World::new(self.model(), self.situation).window(self.it).ok()?;
        let (from, until) = window.bounds()?;
        let now = Minute(self.situation.day?.start().0);
        let recurs = self.norm().window.as_ref().is_some_and(Window::recurs);
        match (from.map(Minute), until.map(Minute)) {
            (Some(from), _) if from > now => Some(format!("its time begins on {from}")),
            _ if recurs => Some("it recurs, and no stretch that is over was missed".to_owned()),
            (_, Some(until)) if until < now => Some(format!("its time ended on {until}")),
            // What begins too late is no answer to an expectation that goes further back.
            (Some(from), Some(until)) if self.norm().modal != Modal::Must => {
                Some(format!("its time runs from {from} until {until}"))
            }
            (_, Some(until)) => Some(format!("its time runs until {until}")),
            _ => None,
        }
    }

    /// That nothing happened from which the time runs, or up to which; of an act, who was to do it.
    fn never_comes(&self) -> String {
        let clauses = self.norm().clauses().enumerate();
        let mut waiting = clauses.filter(|(place, _)| self.blocks(&[Part::Clause(*place)]));
        let hangs = waiting.find_map(|(_, clause)| Some((clause, clause.hangs_on()?)));
        let Some((clause, occurrence)) = hangs else { return "its time never comes".to_owned() };
        let how = match clause.opening().and_then(Point::root) {
            Some(_) => "its time runs from",
            None => "its time ends with",
        };
        match occurrence {
            Occurrence::Act { by, action, .. } => {
                let act = &self.model().actions[*action].name;
                let who = self.silence.played(self.it, by).map(|who| self.silence.name(who));
                let who = who.unwrap_or_else(|| "its bearer".to_owned());
                format!("{how} `{act}` by {who}, which was not done")
            }
            event => {
                format!("{how} `{}`, which has not happened", self.phrase().occurrence(event))
            }
        }
    }

    fn phrase(&self) -> Phrase<'_> {
        let scope = &self.norm().scope;
        Phrase { model: self.model(), sources: self.silence.sources, scope }
    }

    fn written(&self, cond: &Cond) -> String {
        format!("`{}`", self.phrase().cond(cond))
    }

    /// Whether these parts keep it from applying whatever open facts are, and it would apply without any.
    fn blocks(&self, parts: &[Part]) -> bool {
        self.applies_with(parts, self.situation) == Ok(false)
            && self.applies_with(parts, self.settled) == Ok(false)
            && self.applies_with(&[], self.situation) == Ok(true)
    }

    /// Whether it would apply if only these parts were there.
    fn applies_with(&self, kept: &[Part], situation: &Situation) -> Answer<bool> {
        let model = &mut *self.silence.copy();
        let (norm, instrument) = (self.it.norm, self.instrument());
        let written = (
            model.norms[norm].clone(),
            model.instruments[instrument].clone(),
            model.relations.clone(),
        );
        self.keep_only(kept, model);
        let answer = World::new(model, situation).applies(self.it);
        (model.norms[norm], model.instruments[instrument], model.relations) = written;
        answer
    }

    /// Takes all parts of the norm out of a model but these.
    fn keep_only(&self, kept: &[Part], model: &mut Model) {
        let has = |part| kept.contains(&part);
        let instrument = &mut model.instruments[self.instrument()];
        instrument.proposed = false;
        instrument.party_kinds.clear();
        keep(&mut instrument.reservations, |place| has(Part::Reservation(place)));
        let norm = &mut model.norms[self.it.norm];
        let named = norm.scope.vars.iter_mut().filter(|var| !var.some);
        named.for_each(|var| var.sorts.clear());
        if !has(Part::Days) {
            norm.in_force = vec![DaySpan::ALWAYS];
        }
        if !has(Part::Violation) {
            norm.primary = None;
        }
        let mut parts = exceptions(&norm.unless).to_vec();
        keep(&mut parts, |place| has(Part::Exception(place)));
        norm.unless = Cond::Any(parts);
        if !has(Part::Conditions) {
            let mut parts = conditions(&norm.when).to_vec();
            keep(&mut parts, |place| has(Part::Condition(place)));
            norm.when = Cond::All(parts);
        }
        if !has(Part::Time)
            && let Some(Window { clauses, .. }) = &mut norm.window
        {
            keep(clauses, |place| has(Part::Clause(place)));
        }
        norm.window.take_if(|window| window.clauses.is_empty());
        keep(&mut model.relations, |place| has(Part::Relation(place)));
    }
}

/// The parts any of which is enough for an exception.
fn exceptions(unless: &Cond) -> &[Cond] {
    match unless {
        Cond::Any(parts) => parts,
        whole => std::slice::from_ref(whole),
    }
}

/// The parts all of which a condition needs.
fn conditions(when: &Cond) -> &[Cond] {
    match when {
        Cond::All(parts) => parts,
        whole => std::slice::from_ref(whole),
    }
}

/// Keeps what stands at some places of a list.
fn keep<T>(list: &mut Vec<T>, stays: impl Fn(usize) -> bool) {
    let mut places = 0..;
    list.retain(|_| places.next().is_some_and(&stays));
}
