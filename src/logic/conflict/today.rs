//! The day that is looked at: whether what is found exists on it, and on which days it does.

use crate::model::{ActionId, AttributeType, DAY, Day, DaySpan, Minute};
use std::collections::BTreeSet;

use crate::logic::clash::powers::is_power;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Found, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Atom, Instant, Place, PlaceKind};
use crate::logic::{Limit, solve};

/// Days after which nothing changes any more.
const AGES: i32 = 365 * 500;

impl Query<'_> {
    /// A window of the set that is not always open is open on the day that is looked at.
    fn is_open_today(&mut self, set: &[&Instance], polarity: Polarity) -> Grounded {
        let mut open = Vec::new();
        for it in set.iter().filter(|_| set.len() > 1) {
            if self.model.norms[it.norm].window.is_none() {
                continue;
            }
            match self.is_its_window_open_today(it, polarity)? {
                Formula::True => return Ok(Formula::True),
                is_open => open.push(is_open),
            }
        }
        Ok(if open.is_empty() { Formula::True } else { Formula::any(open) })
    }

    /// The window of a norm is open on the day that is looked at, or lies where the behaviour puts it.
    pub(super) fn is_its_window_open_today(
        &mut self,
        it: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let anchors = self.act_anchors(norm, &it.binding)?;
        // The situation says when powers end.
        let is_ours = |opens: bool| !is_power(norm.modal) && (self.strong || !opens);
        match anchors.iter().any(|(_, opens)| is_ours(*opens)) {
            true => Ok(Formula::True),
            false => self.is_window_open_today(it, polarity),
        }
    }

    pub(in crate::logic) fn is_window_open_today(
        &mut self,
        it: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        let t = self.universe.moment();
        let live = self.is_live_today(it, t, polarity)?;
        eliminate::exists(&mut self.universe, t, live)
    }

    /// The moment is one of the day that is looked at, and an instance, known to apply, asks for something at it.
    pub(super) fn is_live_today(
        &mut self,
        it: &Instance,
        t: Place,
        polarity: Polarity,
    ) -> Grounded {
        let now: Instant = Place::NOW.into();
        let today = self.universe.before(now, t.into(), false);
        let today = today.and(self.universe.before(t.into(), now.plus(DAY), true));
        Ok(today.and(self.live_at(it, t.into(), polarity)?))
    }

    /// Two norms on one act clash at the moments for which both ask: one without TIME whose conditions come and go holds
    /// on the day that is looked at, as if it were in force while they do. Norms on acts that only rules tie, and three
    /// or more, can clash though one does not hold any more when another does.
    fn hold_today(&mut self, set: &[&Instance], polarity: Polarity) -> Grounded {
        if !self.are_on_one_act(set) {
            return Ok(Formula::True);
        }
        let mut parts = Vec::new();
        for it in set {
            if self.holds_now_and_then(it)? {
                parts.push(self.is_window_open_today(it, polarity)?);
            }
        }
        Ok(Formula::all(parts))
    }

    /// Two norms are about one act, or the act of one counts as that of the other.
    fn are_on_one_act(&self, set: &[&Instance]) -> bool {
        let [a, b] = set else { return false };
        let (norms, theory) = (&self.model.norms, self.theory);
        let counts = |a: ActionId, b: ActionId| theory.wider(a).contains(&b);
        norms[a.norm]
            .actions()
            .any(|a| norms[b.norm].actions().any(|b| counts(a, b) || counts(b, a)))
    }

    /// All norms are in force on the day that is looked at and bind those whom they name, and a window is open.
    pub(in crate::logic) fn is_found_today(
        &mut self,
        set: &[&Instance],
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = vec![self.is_open_today(set, polarity)?, self.hold_today(set, polarity)?];
        for it in set {
            parts.push(self.force_at(it, Place::NOW.into())?);
        }
        Ok(Formula::all(parts))
    }

    /// The spans of days on which the situation that was found is possible; empty where no date matters.
    pub(in crate::logic) fn dates(&mut self, found: &Found) -> Result<Vec<DaySpan>, Limit> {
        self.dates_from(found, None)
    }

    /// As [`Query::dates`], where something may change on a certain day.
    pub(super) fn dates_from(
        &mut self,
        found: &Found,
        day: Option<Day>,
    ) -> Result<Vec<DaySpan>, Limit> {
        if self.theory.undated {
            return Ok(Vec::new());
        }
        let mut cuts: BTreeSet<Day> = day.into_iter().collect();
        let mut speaks_of_dates = !cuts.is_empty();
        for formula in &found.formulas {
            formula.for_each_literal(&mut |literal| {
                let Atom::Within(Place::ZERO, place, bound) = self.universe.atom(literal.atom)
                else {
                    return;
                };
                speaks_of_dates |= self.is_a_moment(*place);
                if *place == Place::NOW {
                    let at = Minute(-bound.value);
                    cuts.insert(if at == at.day().start() { at.day() } else { at.day().plus(1) });
                }
            });
        }
        if !speaks_of_dates {
            return Ok(Vec::new());
        }
        let cuts: Vec<Day> = cuts.into_iter().collect();
        // What the calendar says of one day, it need not be asked on the next.
        let mut known = found.formulas.clone();
        let found = &mut known;
        let mut spans: Vec<DaySpan> = Vec::new();
        for index in 0..=cuts.len() {
            let from = index.checked_sub(1).map(|before| cuts[before]);
            let until = cuts.get(index).map(|next| next.plus(-1));
            let Some(days) = self.days_within(found, DaySpan { from, until })? else { continue };
            match spans.last_mut() {
                Some(last) if last.until.is_some_and(|day| Some(day.plus(1)) == days.from) => {
                    last.until = days.until
                }
                _ => spans.push(days),
            }
        }
        if spans == [DaySpan::ALWAYS] {
            spans.clear();
        }
        Ok(spans)
    }

    /// Whether a place is a moment, and no number.
    fn is_a_moment(&self, place: Place) -> bool {
        match self.universe.place_kind(place) {
            PlaceKind::Value(attribute, _) => {
                self.model.attributes[*attribute].ty == AttributeType::Date
            }
            _ => true,
        }
    }

    /// From the first to the last of these days on which the situation is possible. What windows that are over in
    /// time leave of them is found by halving.
    fn days_within(
        &mut self,
        found: &mut Vec<Formula>,
        days: DaySpan,
    ) -> Result<Option<DaySpan>, Limit> {
        let Some(some) = self.day_among(found, days)? else { return Ok(None) };
        let from = match days.from {
            None if self.is_possible_far_off(found, some.plus(-AGES)) => None,
            from => Some(self.last_towards(found, some, from.unwrap_or(some.plus(-AGES)))?),
        };
        let until = match days.until {
            None if self.is_possible_far_off(found, some.plus(AGES)) => None,
            until => Some(self.last_towards(found, some, until.unwrap_or(some.plus(AGES)))?),
        };
        Ok(Some(DaySpan { from, until }))
    }

    /// A day of these from whose beginning the situation is possible. What is so at some time of a day is so of that day
    /// or of the next, each looked at from its beginning.
    fn day_among(&mut self, found: &mut Vec<Formula>, days: DaySpan) -> Result<Option<Day>, Limit> {
        let Some(some) = self.day_within(found, days)? else { return Ok(None) };
        if self.is_possible_on(found, some)? {
            return Ok(Some(some));
        }
        let inside = days.until.is_none_or(|until| some < until);
        let next = some.plus(1);
        Ok((inside && self.is_possible_on(found, next)?).then_some(next))
    }

    /// Whether the situation is possible on a day so far off that one like it, but for the calendar's, comes again and
    /// again.
    fn is_possible_far_off(&mut self, found: &[Formula], day: Day) -> bool {
        let mut formulas = found.to_vec();
        formulas.push(self.universe_at(Place::NOW, day.start().0));
        matches!(solve::decide(&self.universe, &formulas), Ok((Some(_), _)))
    }

    /// A day of these on which the situation is possible.
    fn day_within(
        &mut self,
        found: &mut Vec<Formula>,
        days: DaySpan,
    ) -> Result<Option<Day>, Limit> {
        let mut formulas = found.clone();
        formulas.push(match days {
            DaySpan { from: Some(day), until } if until == Some(day) => {
                self.universe_at(Place::NOW, day.start().0)
            }
            days => self.in_span(days, Place::NOW.into()),
        });
        let given = formulas.len();
        let answer = self.decide_by_calendar(&mut formulas)?.0;
        found.extend(formulas.drain(given..));
        let Some(assignment) = answer else { return Ok(None) };
        let values = solve::values(&self.universe, &assignment).ok_or(Limit::Replay)?;
        let day = Minute(values[Place::NOW.0 as usize].whole).day();
        let day = days.from.map_or(day, |from| day.max(from));
        Ok(Some(days.until.map_or(day, |until| day.min(until))))
    }

    fn is_possible_on(&mut self, found: &mut Vec<Formula>, day: Day) -> Result<bool, Limit> {
        Ok(self.day_within(found, DaySpan { from: Some(day), until: Some(day) })?.is_some())
    }

    /// The last day on the way to another on which the situation is still possible, as it is on the first. On days in
    /// between it need not be: months differ.
    fn last_towards(
        &mut self,
        found: &mut Vec<Formula>,
        first: Day,
        last: Day,
    ) -> Result<Day, Limit> {
        if self.is_possible_on(found, last)? {
            return Ok(last);
        }
        let (mut possible, mut not) = (first, last);
        while (possible.0 - not.0).abs() > 1 {
            let middle = Day((possible.0 + not.0) / 2);
            let (from, until) = if middle < not { (middle, not) } else { (not, middle) };
            let beyond = DaySpan { from: Some(from), until: Some(until) };
            match self.day_among(found, beyond)? {
                Some(day) => possible = day,
                None => not = middle,
            }
        }
        Ok(possible)
    }
}
