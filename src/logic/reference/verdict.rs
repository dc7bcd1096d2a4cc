//! The kind of a clash: the first that fits.

use std::collections::BTreeSet;

use super::conditions::every;

use super::moments::Cut;
use super::powers::is_power;
use super::windows::{Bound, Mark};
use super::{Answer, Instance, Unsupported, World};
use crate::model::{
    Act, ActionId, Calendar, Clause, Cond, DAY, Day, EventId, Length, Minute, Modal, Occurrence,
    ParticipantId, Point, Situation, Term, Unit,
};

/// A kind of clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A member is a recommendation.
    Tension,
    /// A member is a permission or `need not`, or the clash arises from what need not be done.
    Wide,
    /// Powers against each other.
    Competence,
    /// Other times of the same events, or another order of acts, would end it.
    Temporal,
    /// One act, required and forbidden.
    Strict,
    /// The rest.
    Incompatible,
}

/// More times of two events together than these are not tried.
const MOST_TIMES: usize = 2_000;

/// So many of the next days before holidays are tried.
const MOST_DAYS: usize = 60;

/// More choices of stretches than these are not tried.
const MOST_STRETCHES: usize = 500;

type Happening = (EventId, Vec<ParticipantId>);

impl World<'_> {
    /// The kind of a clash. Other times are tried near the borders of the members' windows, for one or two
    /// events or one starting act.
    pub fn verdict(&self, clash: &[Instance]) -> Answer<Kind> {
        let norms = || clash.iter().map(|member| &self.model.norms[member.norm]);
        if norms().any(|norm| norm.recommendation) {
            return Ok(Kind::Tension);
        }
        if norms().any(|norm| matches!(norm.modal, Modal::May | Modal::NeedNot)) {
            return Ok(Kind::Wide);
        }
        if self.arises(clash)? {
            return Ok(Kind::Wide);
        }
        if norms().any(|norm| is_power(norm.modal)) {
            return Ok(Kind::Competence);
        }
        if self.ends_by_events(clash)? || self.ends_without_order(clash)? {
            return Ok(Kind::Temporal);
        }
        Ok(if self.is_strict(clash)? { Kind::Strict } else { Kind::Incompatible })
    }

    /// Whether a clash ends in another situation, which differs in the times of events only: those that happen at other
    /// times do so after all members came into force.
    pub fn ends_in(&self, clash: &[Instance], other: &Situation) -> Answer<bool> {
        let since = self.begun(clash)?;
        let known = &self.situation.events;
        let mut moved = other.events.iter().filter(|(event, at)| known.get(event) != Some(at));
        Ok(moved.all(|(_, at)| since <= Cut::before(at.0)) && self.vary(other).ends_here(clash)?)
    }

    fn ends_by_events(&self, clash: &[Instance]) -> Answer<bool> {
        let (shifts, happenings) = (self.shifts(clash)?, self.happenings(clash)?);
        let (mut unended, mut tried) = (Vec::new(), 0);
        let together = self.has_alternative_times(clash);
        for (place, event) in happenings.iter().enumerate() {
            for moved in self.moves(self.situation, clash, event, &shifts)? {
                let world = self.vary(&moved);
                let possible = world.is_possible()?;
                if possible && world.ends_here(clash)? {
                    return Ok(true);
                }
                if !possible || together || !world.all_apply(clash)? {
                    unended.push((place, moved));
                }
            }
        }
        // A second one can have to move along, or to happen: before it, by what is assumed or asked, or since a window
        // ends only with both.
        let asked = if unended.is_empty() { Vec::new() } else { self.asked_events(&happenings) };
        for (place, moved) in unended {
            let others = asked.iter().filter(|event| !happenings.contains(event));
            let own = happenings.iter().enumerate().filter(|(other, _)| *other != place);
            for event in own.map(|(_, event)| event).chain(others) {
                for moved in self.moves(&moved, clash, event, &shifts)? {
                    tried += 1;
                    if tried > MOST_TIMES {
                        return Err(Unsupported::new("too many other times of two events to try"));
                    }
                    if self.vary(&moved).ends_here(clash)? {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }

    // Whether a member has a window of several clauses: what one event does not end, two may.
    fn has_alternative_times(&self, clash: &[Instance]) -> bool {
        let mut windows = clash.iter().filter_map(|it| self.model.norms[it.norm].window.as_ref());
        windows.any(|window| window.clauses.len() > 1)
    }

    // The events of which assumptions speak, of anybody, and those after which alone these happen.
    fn asked_events(&self, happenings: &[Happening]) -> Vec<Happening> {
        let mut found = BTreeSet::new();
        for happening in happenings {
            let (mut event, mut args) = happening.clone();
            while let Some(Occurrence::Event { event: first, args: terms }) =
                &self.model.events[event].after
            {
                let own = terms.iter().filter_map(|term| match term {
                    Term::Var(param) => args.get(param.0 as usize).copied(),
                    _ => None,
                });
                (event, args) = (*first, own.collect());
                found.insert((event, args.clone()));
            }
        }
        for assumption in self.model.assumptions.values() {
            let scope = &assumption.scope;
            for env in self.assignments(scope, &every(scope), &vec![None; scope.vars.len()]) {
                let view = self.view(scope, env);
                for_each_occurrence(&assumption.cond, &mut |occurrence| {
                    let Occurrence::Event { event, args } = occurrence else { return };
                    if let Ok(args) = self.participants_of(args, &view) {
                        found.insert((*event, args));
                    }
                });
            }
        }
        found.into_iter().collect()
    }

    // All members still apply, and can be respected.
    fn ends_here(&self, clash: &[Instance]) -> Answer<bool> {
        Ok(self.is_possible()?
            && self.all_apply(clash)?
            && !self.is_unfulfillable_in_some_stretch(clash)?)
    }

    pub(super) fn all_apply(&self, set: &[Instance]) -> Answer<bool> {
        for member in set {
            let whole = Instance { stretch: None, ..member.clone() };
            if !self.applies(&whole)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a clash ends where acts need not be done in order.
    pub fn ends_without_order(&self, clash: &[Instance]) -> Answer<bool> {
        let world = World { without_order: true, ..self.vary(self.situation) };
        Ok(!world.unfulfillable(clash)?)
    }

    pub(super) fn still_clashes(&self, clash: &[Instance]) -> Answer<bool> {
        Ok(self.all_apply(clash)? && self.is_unfulfillable_in_some_stretch(clash)?)
    }

    // The same norms may clash in other stretches then.
    fn is_unfulfillable_in_some_stretch(&self, clash: &[Instance]) -> Answer<bool> {
        let whole: Vec<Instance> =
            clash.iter().map(|it| Instance { stretch: None, ..it.clone() }).collect();
        for set in self.choices_of_stretches(&whole, MOST_STRETCHES) {
            let mut all = true;
            for member in &set {
                all = all && self.applies(member)?;
            }
            if all && self.unfulfillable(&set)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// One act, required by a duty that leaves no choice, and forbidden by bans of the set.
    pub fn is_strict(&self, clash: &[Instance]) -> Answer<bool> {
        let (duties, bans): (Vec<_>, Vec<_>) =
            clash.iter().partition(|member| self.model.norms[member.norm].modal == Modal::Must);
        for duty in duties {
            let deeds = self.deeds(duty)?;
            let norm = &self.model.norms[duty.norm];
            let mut caught = norm.acts.len() == 1;
            if caught && deeds.is_empty() {
                // Nobody is there towards whom it could be met: a ban on its act catches whoever it might be.
                let wide = norm.actions().flat_map(|action| self.wider_actions(action));
                let wide: BTreeSet<ActionId> = wide.collect();
                let mut banned = bans.iter().filter_map(|ban| {
                    self.model.norms[ban.norm].acts.get(ban.act).and_then(Act::action)
                });
                caught = banned.any(|action| wide.contains(&action));
            }
            for deed in deeds {
                let is = self.wider(&deed)?;
                let mut forbidden = false;
                for ban in &bans {
                    forbidden |= self.deeds(ban)?.iter().any(|deed| is.contains(deed));
                }
                caught = caught && forbidden;
            }
            if caught {
                return Ok(true);
            }
        }
        Ok(false)
    }

    // By how much times are moved: from any border of a window to any other, and a minute to either side.
    pub(super) fn shifts(&self, clash: &[Instance]) -> Answer<BTreeSet<i64>> {
        let borders = self.borders_of(clash)?;
        let mut shifts = BTreeSet::new();
        for from in &borders {
            for to in &borders {
                shifts.extend([to - from - 1, to - from, to - from + 1]);
            }
        }
        // An event that never happens shows no border yet: it is a length away.
        let lengths = self.lengths_of(clash);
        let further =
            shifts.iter().flat_map(|shift| lengths.iter().map(move |length| shift - length));
        shifts.extend(further.collect::<Vec<_>>());
        shifts.remove(&0);
        Ok(shifts)
    }

    // The longest that the lengths can be after which the members' windows end, and those that assumptions ask for.
    fn lengths_of(&self, clash: &[Instance]) -> BTreeSet<i64> {
        let windows = clash.iter().filter_map(|it| self.model.norms[it.norm].window.as_ref());
        let points = windows.flat_map(|window| &window.clauses).filter_map(Clause::anchor);
        let mut lengths: Vec<&Length> = points
            .filter_map(|point| match point {
                Point::After { length, .. } => Some(length),
                _ => None,
            })
            .collect();
        for assumption in self.model.assumptions.values() {
            for_each_distance(&assumption.cond, &mut |length| lengths.push(length));
        }
        lengths.into_iter().filter_map(longest).collect()
    }

    // The times of events and acts, since when all members are in force, and where windows begin and end.
    fn borders_of(&self, clash: &[Instance]) -> Answer<BTreeSet<i64>> {
        let mut borders: BTreeSet<i64> = self.situation.events.values().map(|at| at.0).collect();
        borders.extend(self.situation.acts.values().map(|at| at.0));
        let since = self.begun(clash)?;
        borders.extend((since != Cut::FIRST && since != Cut::LAST).then_some(since.at));
        for member in clash {
            for asked in self.reach(member, &BTreeSet::new())? {
                let bounds = asked.span.lower.iter().chain(&asked.span.upper);
                let clock = |bound: &Bound| match bound.mark {
                    Mark::Clock(at) => Some(at),
                    Mark::Doing(..) => None,
                };
                borders.extend(bounds.filter_map(clock));
            }
        }
        Ok(borders)
    }

    // The events that happen, and those that could end a window but never happen.
    fn happenings(&self, clash: &[Instance]) -> Answer<Vec<Happening>> {
        let mut found: BTreeSet<Happening> = self.situation.events.keys().cloned().collect();
        for member in clash {
            let view = self.instance_view(member)?;
            let window = self.model.norms[member.norm].window.as_ref();
            for clause in window.into_iter().flat_map(|window| &window.clauses) {
                let Some(Occurrence::Event { event, args }) = clause.hangs_on() else { continue };
                if clause.opens() {
                    continue;
                }
                for env in self.assignments(view.scope, &view.open(args), &view.env) {
                    let args = self.participants_of(args, &view.with_env(env))?;
                    found.insert((*event, args));
                }
            }
        }
        Ok(found.into_iter().collect())
    }

    // Times of day like one time, on days from which working days of a window are longer than usual.
    fn near_holidays(&self, clash: &[Instance], like: Option<i64>) -> BTreeSet<i64> {
        let mut found = BTreeSet::new();
        let Some(like) = like else { return found };
        let from = Minute(like).day();
        for member in clash {
            let norm = &self.model.norms[member.norm];
            let calendar = self.model.instruments[norm.instrument].calendar;
            let Some(calendar) = calendar.map(|id| &self.model.calendars[id]) else { continue };
            for length in norm.clauses().flat_map(lengths_in) {
                let Length::Fixed { count, unit: Unit::WorkingDays } = length else { continue };
                let spells = calendar.working_days(i64::from(*count)).longer.into_iter();
                let days = spells.flat_map(|(first, last)| (first.0..=last.0).map(Day));
                let next = days.filter(|day| *day >= from).take(MOST_DAYS);
                found.extend(next.map(|day| day.start().0 + like.rem_euclid(DAY)));
            }
        }
        found
    }

    // Since when all members have been in force that are on the day that is looked at.
    fn begun(&self, clash: &[Instance]) -> Answer<Cut> {
        let mut since = Cut::FIRST;
        let Some(now) = self.now() else { return Ok(since) };
        for member in clash {
            let own = self.force(member, &self.instance_view(member)?)?;
            let row = own.stretch_around(now).or(own.stretches().first().copied());
            since = since.max(row.map_or(Cut::LAST, |row| row.0));
        }
        Ok(since)
    }

    // The situations in which the event happens at another time.
    fn moves(
        &self,
        situation: &Situation,
        clash: &[Instance],
        event: &Happening,
        shifts: &BTreeSet<i64>,
    ) -> Answer<Vec<Situation>> {
        let bases: Vec<i64> = match situation.events.get(event) {
            Some(at) => vec![at.0],
            None => {
                let mut near = self.borders_of(clash)?;
                near.extend(self.now());
                near.into_iter().collect()
            }
        };
        let happens = situation.events.contains_key(event);
        let times = bases.iter().flat_map(|base| {
            let stay = (!happens).then_some(0);
            shifts.iter().copied().chain(stay).map(move |shift| base + shift)
        });
        let times = times.chain(self.near_holidays(clash, bases.first().copied()));
        // That something could be done before a norm was there says nothing of what it hangs on.
        let since = self.begun(clash)?;
        let times: BTreeSet<i64> = times.filter(|at| since <= Cut::before(*at)).collect();
        let moved = |at: i64| {
            let mut moved = situation.clone();
            moved.events.insert(event.clone(), Minute(at));
            moved
        };
        Ok(times.into_iter().map(moved).collect())
    }
}

// The lengths that a clause names.
fn lengths_in(clause: &Clause) -> impl Iterator<Item = &Length> {
    let after = match clause.anchor() {
        Some(Point::After { length, .. }) => Some(length),
        _ => None,
    };
    clause.length().into_iter().chain(after)
}

// The longest that a length can be in a calendar without holidays, in minutes; none for one that is an attribute.
fn longest(length: &Length) -> Option<i64> {
    let Length::Fixed { count, unit } = length else { return None };
    let (count, days) = (i64::from(*count), 24 * 60);
    Some(match unit {
        Unit::Years => count * 366 * days,
        Unit::Months => count * 31 * days,
        Unit::WorkingDays => (count + 2 * (count / 5 + 1)) * days,
        _ => Calendar::default().add(Minute(0), count, *unit).0,
    })
}

// The lengths between occurrences of which a condition speaks.
fn for_each_distance<'c>(cond: &'c Cond, visit: &mut dyn FnMut(&'c Length)) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => {
            parts.iter().for_each(|part| for_each_distance(part, visit));
        }
        Cond::Not(inner) | Cond::Some(_, inner) => for_each_distance(inner, visit),
        Cond::Distance { length, .. } => visit(length),
        _ => {}
    }
}

// The occurrences of which a condition speaks.
fn for_each_occurrence(cond: &Cond, visit: &mut dyn FnMut(&Occurrence)) {
    match cond {
        Cond::All(parts) | Cond::Any(parts) => {
            parts.iter().for_each(|part| for_each_occurrence(part, visit));
        }
        Cond::Not(inner) | Cond::Some(_, inner) => for_each_occurrence(inner, visit),
        Cond::Happens(it) => visit(it),
        Cond::Before { first: a, then: b } | Cond::Distance { later: a, earlier: b, .. } => {
            visit(a);
            visit(b);
        }
        _ => {}
    }
}
