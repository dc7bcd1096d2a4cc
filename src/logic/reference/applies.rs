//! When an instance applies: force, parties, conditions, what starts its window, and what displaces it.

use std::collections::BTreeSet;

use super::conditions::every;
use super::moments::{Cut, Moments};
use super::windows::{Asked, Bound, Mark, Never, Span};
use super::{Answer, Instance, Unsupported, View, World};
use crate::model::{
    Day, DaySpan, InstrumentId, Norm, NormId, ParticipantId, Reservation, Target, Term,
};

impl World<'_> {
    /// Whether the instance applies: its instrument is in force and binds it, `when` holds, `unless` does not,
    /// what starts its window happens while it is in force, and nothing displaces it.
    pub fn applies(&self, instance: &Instance) -> Answer<bool> {
        Ok(!self.reach(instance, &BTreeSet::new())?.is_empty())
    }

    /// The moments for which an instance that applies asks; empty where it does not apply.
    pub fn window(&self, instance: &Instance) -> Answer<Moments> {
        self.moments_of(instance, &self.never_done(instance)?)
    }

    /// The window, where nobody does the acts that would end it.
    pub(super) fn window_undone(&self, instance: &Instance) -> Answer<Moments> {
        self.moments_of(instance, &self.ended_by(instance)?)
    }

    fn moments_of(&self, instance: &Instance, never: &Never) -> Answer<Moments> {
        let mut all = Moments::none();
        for asked in self.reach(instance, never)? {
            all = all.or(&asked.span.moments()?);
        }
        Ok(all)
    }

    /// The acts of the behaviour on which the window hangs.
    pub(super) fn ended_by(&self, instance: &Instance) -> Answer<Never> {
        let reach = self.reach(instance, &BTreeSet::new())?;
        Ok(reach.iter().flat_map(|asked| asked.span.deeds().cloned()).collect())
    }

    // Of a case that is told whole: the acts on which the window hangs and that were not done.
    pub(super) fn never_done(&self, instance: &Instance) -> Answer<Never> {
        match self.all_is_told {
            true => self.ended_by(instance),
            false => Ok(BTreeSet::new()),
        }
    }

    /// The moments at which an instance applies. A duty to be done once applies since it has been law, or does not; all
    /// else applies in its window.
    pub(super) fn applies_at(&self, instance: &Instance) -> Answer<Moments> {
        if self.reading(instance).once {
            let since = self.model.norms[instance.norm].law_since();
            let is_law = since.map_or_else(Moments::all, |day| {
                Moments::between(Cut::before(day.start().0), Cut::LAST)
            });
            return Ok(Moments::of(self.applies(instance)?).and(&is_law));
        }
        self.window(instance)
    }

    /// What the instance asks for: moments in any of the answers. None, iff it does not apply (or asks for
    /// nothing, since the deeds to which it is tied are `never` done).
    pub(super) fn reach(&self, instance: &Instance, never: &Never) -> Answer<Vec<Asked>> {
        if !never.is_empty() {
            return self.work_out_reach(instance, never);
        }
        if let Some(known) = self.reached.borrow().get(instance) {
            return known.clone();
        }
        let reach = self.work_out_reach(instance, never);
        self.reached.borrow_mut().insert(instance.clone(), reach.clone());
        reach
    }

    fn work_out_reach(&self, instance: &Instance, never: &Never) -> Answer<Vec<Asked>> {
        let _guard = self.descend()?;
        let norm = &self.model.norms[instance.norm];
        if !self.is_loaded(instance.norm) || norm.acts.is_empty() {
            return Ok(Vec::new());
        }
        let view = self.instance_view(instance)?;
        let force = self.force(instance, &view)?;
        if force.is_empty() || !self.primary_violated(norm, &view)? {
            return Ok(Vec::new());
        }
        let reading = self.reading(instance);
        let asked = match (&norm.window, self.now()) {
            (Some(window), _) => {
                let all = self.window_of(window, &view, reading, never)?;
                let own = |it: &Asked| instance.stretch.is_none() || it.stretch == instance.stretch;
                all.into_iter().filter(own).collect()
            }
            (None, Some(now)) if reading.once => {
                let lower = vec![Bound { mark: Mark::Clock(now), closed: true }];
                vec![Asked { span: Span { lower, upper: Vec::new() }, ..Asked::default() }]
            }
            (None, _) => vec![Asked::default()],
        };
        let mut reach = Vec::new();
        for asked in asked {
            reach.extend(self.applying_part(instance, &view, asked, &force)?);
        }
        Ok(reach)
    }

    /// Whether the instance's norm is in force on a day, and binds those whom the instance names.
    pub fn is_bound_on(&self, instance: &Instance, day: Day) -> Answer<bool> {
        let force = self.force(instance, &self.instance_view(instance)?)?;
        Ok(force.contains(day.start().0))
    }

    /// When the instance's norm is in force, and binds those whom the instance names.
    pub(super) fn force(&self, instance: &Instance, view: &View<'_>) -> Answer<Moments> {
        let norm = &self.model.norms[instance.norm];
        Ok(in_force(&norm.in_force).and(&self.binds(instance, view)?))
    }

    /// The moments before it came into force for which a ban that stands on the day that is looked at would ask, had
    /// it been in force, and when it came into force: nobody is taken to have done in good time what would be a way out.
    pub(super) fn reach_back(&self, ban: &Instance, never: &Never) -> Answer<Vec<(Span, i64)>> {
        let Some(now) = self.now() else { return Ok(Vec::new()) };
        let norm = &self.model.norms[ban.norm];
        let view = self.instance_view(ban)?;
        let (force, displaced) = (self.force(ban, &view)?, self.displacement(ban)?);
        let windows = match &norm.window {
            Some(window) => self.window_of(window, &view, self.reading(ban), never)?,
            None => vec![Asked::default()],
        };
        let Some((before, since)) = self.before_force(&force) else { return Ok(Vec::new()) };
        let mut spans = Vec::new();
        for asked in windows {
            let view = View { start: asked.span.start(), env: view.env.clone(), ..view };
            let free = self.conditions_hold(norm, &view)?;
            let opened = asked.started.iter().all(|&at| force.contains(at));
            if !opened || !free.and(&force).minus(&displaced).contains(now) {
                continue;
            }
            let parts = Span::of(&free.and(&before));
            spans.extend(parts.iter().map(|part| (asked.span.and(part), since)));
        }
        Ok(spans)
    }

    // What is left of a window by force, conditions and displacement.
    fn applying_part(
        &self,
        instance: &Instance,
        view: &View<'_>,
        mut asked: Asked,
        force: &Moments,
    ) -> Answer<Vec<Asked>> {
        if !asked.started.iter().all(|&at| force.contains(at)) {
            return Ok(Vec::new());
        }
        let once = self.reading(instance).once;
        let opening = asked.span.start().or(self.now());
        if once && !at(opening, force)? {
            return Ok(Vec::new());
        }
        let view = View { start: asked.span.start(), env: view.env.clone(), ..*view };
        let mut free = self.conditions_hold(&self.model.norms[instance.norm], &view)?;
        if free.is_empty() {
            return Ok(Vec::new());
        }
        let displaced = self.displacement(instance)?;
        if once {
            if at(opening, &displaced)? {
                return Ok(Vec::new());
            }
            if asked.span.start().is_none() {
                // What was done before the norm came into force does not meet it.
                let stretch = match opening {
                    Some(at) => force.stretch_around(at),
                    None => force.stretches().first().copied(),
                };
                let (from, _) = stretch.expect("the opening lies in force");
                let since = Moments::between(from, Cut::LAST);
                let whole = std::mem::take(&mut asked.span);
                asked.span = whole.and(&Span::of(&since)[0]);
                // A duty whose last moment passed before the norm came into force never opened.
                if asked.span.is_empty() && !whole.is_empty() {
                    return Ok(Vec::new());
                }
                asked.since = (from != Cut::FIRST).then_some(from.at);
                asked.before = whole;
            }
            if asked.span.is_empty() {
                return Ok(if free.is_all() { vec![asked] } else { Vec::new() });
            }
        } else {
            free = free.minus(&displaced).and(force);
        }
        let parts = Span::of(&free).into_iter().map(|part| asked.span.and(&part));
        let parts = parts.filter(|span| !span.is_empty());
        Ok(parts.map(|span| Asked { span, ..asked.clone() }).collect())
    }

    fn conditions_hold(&self, norm: &Norm, view: &View<'_>) -> Answer<Moments> {
        let fails = self.holds(&norm.when, view).map(|when| when.not());
        Ok(self.any_of([fails, self.holds(&norm.unless, view)])?.not())
    }

    // When its instrument binds the instance: parties, their roles, reservations.
    pub(super) fn binds(&self, instance: &Instance, view: &View<'_>) -> Answer<Moments> {
        let norm = &self.model.norms[instance.norm];
        let instrument = &self.model.instruments[norm.instrument];
        let mut bound = Moments::all();
        for (place, who) in view.env.iter().enumerate() {
            let Some(who) = who else { continue };
            bound = bound.and(&self.among(*who, &norm.scope.vars[place].sorts));
        }
        let bearer = view.bearer.ok_or_else(|| Unsupported::new("a norm without a bearer"))?;
        let sorts = &self.situation.participants[bearer.0 as usize].sorts;
        if instrument.party_kinds.iter().any(|kind| sorts.contains(kind)) {
            bound = bound.and(&self.is_party(bearer, norm.instrument));
        }
        let named = self.named(instance)?;
        for reservation in &instrument.reservations {
            if self.cuts(reservation, instance.norm, &named) {
                let days = DaySpan { from: None, until: reservation.until };
                let cut = in_force(&[days]).and(&self.makes(reservation, norm.instrument));
                bound = bound.minus(&cut);
            }
        }
        Ok(bound)
    }

    // A reservation is one of a party: it comes and goes with its maker.
    fn makes(&self, reservation: &Reservation, instrument: InstrumentId) -> Moments {
        let it = &self.model.instruments[instrument];
        let listed = it.parties.iter().any(|party| party.who == reservation.by);
        if !it.treaty && !listed {
            return Moments::all();
        }
        let people = self.situation.participants.iter();
        let mut makers = people.enumerate().filter(|(_, it)| it.individual == Some(reservation.by));
        let maker = makers.next().map(|(place, _)| ParticipantId(place as u32));
        maker.map_or_else(|| Moments::of(false), |maker| self.is_party(maker, instrument))
    }

    fn cuts(&self, reservation: &Reservation, norm: NormId, named: &[ParticipantId]) -> bool {
        let own = |who: &ParticipantId| {
            self.situation.participants[who.0 as usize].individual == Some(reservation.by)
        };
        named.iter().any(own)
            && reservation.excludes.iter().any(|target| self.is_target(*target, norm))
    }

    /// Everyone whom an instance names: its participants, its bearer, and those of its acts.
    pub(super) fn named(&self, instance: &Instance) -> Answer<Vec<ParticipantId>> {
        let norm = &self.model.norms[instance.norm];
        let view = self.instance_view(instance)?;
        let mut named = instance.participants.clone();
        named.extend(view.bearer);
        for id in self.model.individuals_named_by(norm) {
            named.push(self.participant(&Term::Individual(id), &view)?);
        }
        named.sort();
        named.dedup();
        Ok(named)
    }

    /// When somebody is party to an instrument.
    pub(super) fn is_party(&self, who: ParticipantId, instrument: InstrumentId) -> Moments {
        if self.situation.parties.contains(&(instrument, who)) {
            return Moments::all();
        }
        let individual = self.situation.participants[who.0 as usize].individual;
        let parties = &self.model.instruments[instrument].parties;
        let own = parties.iter().filter(|party| Some(party.who) == individual);
        in_force(&own.map(|party| party.days).collect::<Vec<_>>())
    }

    // An `otherwise` applies where its primary applies and the situation says that it was violated. Names that
    // both have are the same participants.
    fn primary_violated(&self, norm: &Norm, view: &View<'_>) -> Answer<bool> {
        let Some(primary) = norm.primary else { return Ok(true) };
        let scope = &self.model.norms[primary].scope;
        for instance in self.instances(primary) {
            let vars = every(scope);
            let mut named =
                vars.iter().zip(&instance.participants).filter(|(var, _)| !scope[**var].omitted);
            let same = named.all(|(&var, who)| {
                let place = norm.scope.vars.iter().position(|own| own.name == scope[var].name);
                place.and_then(|place| view.env[place]).is_none_or(|own| own == *who)
            });
            let key = (primary, instance.participants.clone());
            if same && self.situation.violated.contains(&key) && self.applies(&instance)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The norms that a target means: an instrument's, or all parts of one written with `and`.
    pub(super) fn targets(&self, target: Target) -> Vec<NormId> {
        self.norms().filter(|&norm| self.is_target(target, norm)).collect()
    }

    /// Whether a target means the norm.
    pub(super) fn is_target(&self, target: Target, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        match target {
            Target::Instrument(instrument) => own.instrument == instrument,
            Target::Norm(id) => {
                let other = &self.model.norms[id];
                own.instrument == other.instrument && own.name == other.name
            }
        }
    }
}

/// The moments of days.
pub(super) fn in_force(spans: &[DaySpan]) -> Moments {
    spans.iter().fold(Moments::none(), |all, span| {
        let from = span.from.map_or(Cut::FIRST, |day| Cut::before(day.start().0));
        let to = span.until.map_or(Cut::LAST, |day| Cut::before(day.end().0));
        all.or(&Moments::between(from, to))
    })
}

// Whether the moment is in the set; where none is known, the set must be everything or nothing.
fn at(moment: Option<i64>, set: &Moments) -> Answer<bool> {
    match moment {
        Some(moment) => Ok(set.contains(moment)),
        None if set.is_all() || set.is_empty() => Ok(set.is_all()),
        None => Err(Unsupported::new("force on some days, in a situation without a day")),
    }
}
