//! Who violates what, where the acts that the situation lists are all that was done.

use std::collections::BTreeSet;

use super::applies::in_force;
use super::deeds::{Deed, is_once};
use super::moments::{Cut, Moments};
use super::windows::{Asked, Mark};
use super::{Answer, Instance, Unsupported, World};
use crate::model::{Clause, Cond, Day, Minute, Modal, NormId, ParticipantId, Situation, Window};

impl World<'_> {
    /// Whether the participant bears an effective instance of the norm that it violates. A duty is violated once
    /// its time is over, at the end of the day that is looked at or after the last listed act.
    pub fn violates(&self, who: ParticipantId, norm: NormId) -> Answer<bool> {
        let free = self.without_doings();
        for norm in self.targets(crate::model::Target::Norm(norm)) {
            for instance in self.in_all_stretches(norm) {
                let own = self.instance_view(&instance)?.bearer == Some(who);
                if own && self.violates_under(&instance, &free)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// What a norm asks of somebody: its instances that they bear.
    pub fn borne_by(&self, who: ParticipantId, norm: NormId) -> Vec<Instance> {
        let norms = self.targets(crate::model::Target::Norm(norm));
        let all = norms.into_iter().flat_map(|norm| self.in_all_stretches(norm));
        let bearer = |it: &Instance| self.instance_view(it).ok().and_then(|view| view.bearer);
        all.filter(|it| bearer(it) == Some(who)).collect()
    }

    // The situation says that it was violated, or what was done violates it.
    fn violates_under(&self, instance: &Instance, free: &World<'_>) -> Answer<bool> {
        let told = (instance.norm, instance.participants.clone());
        Ok(self.situation.violated.contains(&told) || self.violates_by_doings(instance, free)?)
    }

    /// Whether the instance (of a duty that recurs: some stretch of it) is effective and what was done violates it.
    pub fn violates_instance(&self, instance: &Instance) -> Answer<bool> {
        self.violates_by_doings(instance, &self.without_doings())
    }

    // A breach is judged by the law of its day: whoever yielded then breaks nothing later, and what was broken then stays
    // broken.
    fn violates_by_doings(&self, instance: &Instance, free: &World<'_>) -> Answer<bool> {
        if self.recurs(instance.norm) {
            return self.misses_a_stretch(instance, free);
        }
        let mut breaches = self.breaches(instance)?;
        // A duty that nothing opens and that was missed while its norm was in force stays missed.
        for day in self.last_days_of_force(instance.norm) {
            let then = Situation { day: Some(day), ..self.situation.clone() };
            breaches.extend(self.vary(&then).breaches(instance)?);
        }
        breaches.sort_unstable();
        breaches.dedup_by_key(|at| Minute(*at).day());
        for at in breaches {
            if self.is_effective_on_the_day_of(at, instance, free)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_effective_on_the_day_of(
        &self,
        at: i64,
        instance: &Instance,
        free: &World<'_>,
    ) -> Answer<bool> {
        let Some(today) = self.situation.day else { return free.effective(instance) };
        let day = Minute(at).day().min(today);
        let mut then = Situation { day: Some(day), ..self.situation.clone() };
        // Whoever gave notice later had not given it then.
        then.acts.retain(|_, time| time.0 < day.end().0);
        self.vary(&then).without_doings().effective(instance)
    }

    // The days after which a duty to be done once that nothing opens was no longer in force, or bound some party no longer, up
    // to the day that is looked at.
    fn last_days_of_force(&self, norm: NormId) -> Vec<Day> {
        let own = &self.model.norms[norm];
        let open = is_once(own) && own.window.as_ref().is_some_and(Window::has_been_open);
        let parties = self.model.instruments[own.instrument].parties.iter().map(|it| &it.days);
        let last_days = own.in_force.iter().chain(parties).filter_map(|days| days.until);
        let over = |day: &Day| open && self.situation.day.is_some_and(|today| *day < today);
        last_days.filter(over).collect()
    }

    // Who prevails is asked as if nothing had been done yet but what starts windows: a norm that what was done breaks
    // is in no clash, and would seem to yield to nobody.
    fn without_doings(&self) -> World<'_> {
        World { acts_only_start: true, ..self.vary(self.situation) }
    }

    // The moments at which what was done breaks the instance, or what was not done does.
    fn breaches(&self, instance: &Instance) -> Answer<Vec<i64>> {
        // What comes after the day that is looked at has not been done yet.
        let until = Moments::between(Cut::FIRST, self.told_until());
        if self.situation.acts.values().any(|time| !until.contains(time.0)) {
            let mut past = self.situation.clone();
            past.acts.retain(|_, time| until.contains(time.0));
            return self.vary(&past).breaches(instance);
        }
        let never = self.anchors_never_done(instance)?;
        let reach = self.reach(instance, &never)?;
        let mut window = Moments::none();
        for asked in &reach {
            window = window.or(&asked.span.moments()?);
        }
        let mut done = self.doings(instance)?;
        done.retain(|&at| until.contains(at));
        let inside = |at: &i64| window.contains(*at);
        let norm = &self.model.norms[instance.norm];
        match norm.modal {
            Modal::MustNot => Ok(done.into_iter().filter(inside).collect()),
            Modal::Must if reach.is_empty() => Ok(Vec::new()),
            Modal::Must if self.reading(instance).once => {
                let force = in_force(&norm.in_force);
                let early = |&at: &i64| force.contains(at) && is_early(&reach, at);
                let mut breaches: Vec<i64> = done.iter().copied().filter(early).collect();
                if self.is_over(&window) && !done.iter().any(inside) {
                    breaches.push(self.last_minute(&window));
                }
                Ok(breaches)
            }
            // Never done at all: violated in every moment of its window that has passed.
            Modal::Must if done.is_empty() => Ok(self.days_within(&window.and(&until))),
            Modal::Must => Err(Unsupported::new("a standing duty under acts that are moments")),
            _ => Ok(Vec::new()),
        }
    }

    // No moment of it is left after the day that is looked at.
    fn is_over(&self, window: &Moments) -> bool {
        window.and(&Moments::between(self.told_until(), Cut::LAST)).is_empty()
    }

    // The last minute that a window leaves; the last that is told where it leaves none.
    fn last_minute(&self, window: &Moments) -> i64 {
        let end = window.stretches().last().map_or(self.told_until(), |(_, end)| *end);
        if end.after { end.at } else { end.at.saturating_sub(1) }
    }

    // A minute of each day on which the law changed while the stretches lasted, of their first days, where they have some, and
    // of the day that is looked at.
    fn days_within(&self, stretches: &Moments) -> Vec<i64> {
        let changes = self.days_of_change().into_iter().map(|day| day.start().0);
        let begins = stretches.stretches().iter().map(|(from, _)| from.at);
        let begins = begins.filter(|&at| at > Cut::FIRST.at);
        let looked_at = self.situation.day.map(|day| day.end().0 - 1);
        let all = begins.chain(changes).chain(looked_at);
        let first = |at: &i64| stretches.stretches().iter().any(|(from, _)| from.at == *at);
        all.filter(|at| stretches.contains(*at) || first(at)).collect()
    }

    // The days from which some norm that is looked at is law, somebody is a party or a condition holds, and those from which it
    // is so no more.
    fn days_of_change(&self) -> BTreeSet<Day> {
        let model = self.model;
        let mut days = BTreeSet::new();
        let mut conditions: Vec<&Cond> = model.relations.iter().map(|it| &it.when).collect();
        for norm in self.norms().map(|norm| &model.norms[norm]) {
            let instrument = &model.instruments[norm.instrument];
            let spans = norm.in_force.iter().chain(instrument.parties.iter().map(|it| &it.days));
            let ends = spans.clone().filter_map(|days| days.until);
            let ends = ends.chain(instrument.reservations.iter().filter_map(|it| it.until));
            days.extend(spans.filter_map(|days| days.from));
            days.extend(ends.map(|day| day.plus(1)));
            conditions.extend([&norm.when, &norm.unless]);
        }
        let parts = conditions.into_iter().flat_map(|cond| model.parts(cond));
        days.extend(parts.filter_map(|part| match part {
            Cond::OnOrAfter(day) => Some(*day),
            _ => None,
        }));
        days
    }

    // The acts on which its window hangs and that the situation does not list.
    fn anchors_never_done(&self, instance: &Instance) -> Answer<BTreeSet<Deed>> {
        let view = self.instance_view(instance)?;
        let clauses = self.model.norms[instance.norm].clauses();
        let mut never = BTreeSet::new();
        for act in clauses.filter_map(Clause::hangs_on).filter(|it| it.action().is_some()) {
            for deed in self.deeds_named(act, &view)? {
                if self.listed(&deed)?.is_none() {
                    never.insert(deed);
                }
            }
        }
        Ok(never)
    }

    // Some stretch of a duty that recurs is effective and over, and nothing was done in it.
    fn misses_a_stretch(&self, instance: &Instance, free: &World<'_>) -> Answer<bool> {
        let done = self.doings(instance)?;
        for asked in self.every_stretch(instance)? {
            let window = asked.span.moments()?;
            let missed = self.is_over(&window) && !done.iter().any(|&at| window.contains(at));
            let Some(number) = asked.stretch.filter(|_| missed) else { continue };
            let one = Instance { stretch: Some(number), ..instance.clone() };
            let (then, free) = (self.with_stretch(number), free.with_stretch(number));
            if then.is_effective_on_the_day_of(self.last_minute(&window), &one, &free)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    // When the listed acts do what the instance is about.
    fn doings(&self, instance: &Instance) -> Answer<Vec<i64>> {
        let own = self.deeds(instance)?;
        let is_duty = self.model.norms[instance.norm].modal == Modal::Must;
        let mut done = Vec::new();
        let told = self.situation.doings.iter().map(|((action, by, args), time)| {
            (Deed { action: *action, by: *by, args: args.clone() }, time.0)
        });
        for (deed, at) in self.listed_deeds().chain(told) {
            let is = self.wider(&deed)?;
            let counts = |own: &&Deed| {
                !is_duty || self.while_they_can_be_chosen(instance.norm, own).contains(at)
            };
            if own.iter().filter(|own| is.contains(own)).any(|own| counts(&own)) {
                done.push(at);
            }
        }
        Ok(done)
    }

    // Up to where the situation tells what was done: to the end of the day that is looked at; without one, to the last
    // doing.
    fn told_until(&self) -> Cut {
        let told = self.situation.doings.iter().map(|(_, time)| time);
        let last = self.situation.acts.values().chain(told).map(|time| Cut::after(time.0)).max();
        let day = self.situation.day.map(|day| Cut::before(day.end().0));
        day.or(last).unwrap_or(Cut::FIRST)
    }
}

fn is_early(reach: &[Asked], at: i64) -> bool {
    let bounds = reach.iter().flat_map(|asked| &asked.not_before);
    bounds.into_iter().any(|bound| matches!(bound.mark, Mark::Clock(from) if at < from))
}
