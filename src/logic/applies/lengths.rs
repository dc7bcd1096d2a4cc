//! How long a length is: in minutes where it is fixed, within bounds where a calendar decides.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex};

use rustc_hash::FxHashMap;

use crate::logic::Limit;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Query};
use crate::logic::ground::universe::{Atom, Bound, Instant, Place, PlaceKind};
use crate::model::{
    AttributeType, Calendar, CalendarId, DAY, Length, Minute, Term, Unit, WorkingDays,
};

/// How long working days are in each calendar, each number of them worked out once.
#[derive(Debug, Default)]
pub(in crate::logic) struct Workdays(Mutex<FxHashMap<SoManyDays, Arc<WorkingDays>>>);

/// A number of working days, and the calendar in which they are counted.
type SoManyDays = (i64, Option<CalendarId>);

/// So many units that vary in length.
struct Stretch {
    end: Place,
    from: Instant,
    count: i64,
    unit: Unit,
    whole: bool,
    calendar: Option<CalendarId>,
}

/// What a length leads to from a date: a moment, so much time after its beginning, or a date again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::logic) enum Ends {
    Moment,
    Date,
}

impl<'m> Query<'m> {
    /// A length after a point (or before it).
    pub(in crate::logic) fn after(
        &mut self,
        from: Instant,
        (length, ends): (&Length, Ends),
        before: bool,
        calendar: Option<CalendarId>,
        binding: &Binding,
    ) -> Result<Instant, Limit> {
        let whole = ends == Ends::Date && self.starts_whole(from);
        let sign = if before { -1 } else { 1 };
        match length {
            Length::Fixed { count, unit } => {
                let (count, unit) = match unit {
                    Unit::Years => (12 * sign * i64::from(*count), &Unit::Months),
                    unit => (sign * i64::from(*count), unit),
                };
                if let Some(minutes) = fixed_minutes(*unit) {
                    return Ok(from.plus(count * minutes));
                }
                if from.place == Place::ZERO {
                    // From a date, the calendar is known.
                    let start = Minute(from.offset);
                    let end = self.calendar(calendar).add_to(start, whole, count, *unit);
                    return Ok(Instant::at(end));
                }
                if self.is_moment(from) {
                    let (least, most) = self.bounds_of(count, *unit, calendar);
                    return Ok(from.plus(if self.shortest { least } else { most }));
                }
                Ok(self
                    .universe
                    .place(PlaceKind::Stretch { from, count, unit: *unit, whole, calendar })
                    .into())
            }
            Length::Attribute(term) => {
                let Term::Attribute { attribute, .. } = term else { return Err(Limit::Unbound) };
                let AttributeType::Length(unit) = self.model.attributes[*attribute].ty else {
                    return Err(Limit::Unbound);
                };
                let length = self.value(term, binding)?;
                if self.is_moment(from) {
                    return self.counted_from_moment(from, (length, unit), before, calendar);
                }
                Ok(self
                    .universe
                    .place(PlaceKind::Spell { from, length, unit, before, whole, calendar })
                    .into())
            }
        }
    }

    /// A calendar, or the usual one.
    pub(in crate::logic) fn calendar(&self, id: Option<CalendarId>) -> &'m Calendar {
        static USUAL: LazyLock<Calendar> = LazyLock::new(Calendar::default);
        id.map_or(&USUAL, |id| &self.model.calendars[id])
    }

    /// Whether an instant is counted from a moment of the behaviour.
    fn is_moment(&self, from: Instant) -> bool {
        matches!(self.universe.place_kind(from.place), PlaceKind::Moment(_))
    }

    /// The day that is looked at and dates are whole days, and numbers are whole: none lies between two midnights,
    /// or between one and two.
    pub(in crate::logic) fn whole_values(&mut self, axioms: &mut Vec<Formula>) {
        let mut steps = BTreeSet::new();
        for (_, atom) in self.universe.atoms() {
            if let Atom::Within(a, b, Bound { value, strict }) = *atom
                && let Some(grain) = self.grain(a, b)
            {
                // `a - b < 1 day` says `a - b <= 0 days`.
                let whole = (value - i64::from(strict)).div_euclid(grain);
                steps.insert((a, b, whole * grain, grain));
            }
        }
        for (a, b, value, grain) in steps {
            let most = self.universe.within(a, b, Bound { value, strict: false });
            let next = Bound { value: value + grain, strict: true };
            axioms.push(most.or(!self.universe.within(a, b, next)));
        }
    }

    /// By what two places differ at least, where they differ and are whole days or whole numbers.
    pub(in crate::logic) fn grain(&self, a: Place, b: Place) -> Option<i64> {
        let number = |place: Place| match self.universe.place_kind(place) {
            PlaceKind::Value(it, _) => {
                matches!(
                    self.model.attributes[*it].ty,
                    AttributeType::Range(..) | AttributeType::Length(_)
                )
            }
            _ => false,
        };
        let counts = |place: Place| place == Place::ZERO || number(place);
        if self.is_whole_day(a) && self.is_whole_day(b) {
            return Some(DAY);
        }
        (counts(a) && counts(b)).then_some(1)
    }

    /// Whether a place is midnight: the day that is looked at, and dates.
    fn is_whole_day(&self, place: Place) -> bool {
        match self.universe.place_kind(place) {
            PlaceKind::Zero | PlaceKind::Now => true,
            PlaceKind::Stretch { whole, .. } => *whole,
            PlaceKind::Value(it, _) => self.model.attributes[*it].ty == AttributeType::Date,
            _ => false,
        }
    }

    /// Whether a length that varies is counted from the beginning of a date, from day to day.
    pub(in crate::logic) fn starts_whole(&self, from: Instant) -> bool {
        from.offset.rem_euclid(DAY) == 0 && self.is_whole_day(from.place)
    }

    /// Lengths that vary: within their bounds, the same from the same start, never on an earlier day from a later one,
    /// and so many units longer where there are more of them.
    pub(in crate::logic) fn varying_lengths(&mut self, axioms: &mut Vec<Formula>) {
        let stretch = |place: Place| match *self.universe.place_kind(place) {
            PlaceKind::Stretch { from, count, unit, whole, calendar } => {
                Some(Stretch { end: place, from, count, unit, whole, calendar })
            }
            _ => None,
        };
        let stretches: Vec<Stretch> = self.universe.places().filter_map(stretch).collect();
        for (index, it) in stretches.iter().enumerate() {
            let (least, most) = self.bounds_of(it.count, it.unit, it.calendar);
            axioms.push(self.universe.before(it.from.plus(least), it.end.into(), false));
            axioms.push(self.universe.before(it.end.into(), it.from.plus(most), false));
            axioms.extend(self.longer_before_holidays(it));
            for other in &stretches[..index] {
                if it.unit == other.unit {
                    axioms.extend(self.never_shorter(it, other));
                    axioms.extend(self.never_shorter(other, it));
                }
            }
        }
        self.spells(axioms);
    }

    /// Who starts later ends later, and by the least that the units between them come to where there are more. From a
    /// date, a month may end with the beginning of the day with whose end one from a moment before it does.
    fn never_shorter(&mut self, short: &Stretch, long: &Stretch) -> Option<Formula> {
        let more = long.count - short.count;
        if more != 0 && (more < 0 || short.count < 0) || !self.is_off_as_often(short, long) {
            return None;
        }
        let least = match short.unit {
            Unit::Months if more % 12 == 0 && short.count % 12 == 0 => 365 * (more / 12),
            Unit::Months => 28 * more,
            _ => more,
        };
        let by_days = !short.whole && long.whole;
        let later = self.universe.before(short.from, long.from, false);
        let end = Instant::from(short.end).plus((least - i64::from(by_days)) * DAY);
        Some(later.implies(self.universe.before(end, long.end.into(), false)))
    }

    /// The calendar of the longer stretch has every day off that the other has; counted back it is the other way round.
    fn is_off_as_often(&self, short: &Stretch, long: &Stretch) -> bool {
        if short.unit != Unit::WorkingDays || short.calendar == long.calendar {
            return true;
        }
        let (few, many) = (self.calendar(short.calendar), self.calendar(long.calendar));
        if short.count < 0 { few.has_all_days_off_of(many) } else { many.has_all_days_off_of(few) }
    }

    fn spells(&mut self, axioms: &mut Vec<Formula>) {
        let places: Vec<Place> = self.universe.places().collect();
        for place in places {
            let PlaceKind::Spell { from, length, unit, before, calendar, .. } =
                *self.universe.place_kind(place)
            else {
                continue;
            };
            let (a, b) = if before { (place.into(), from) } else { (from, place.into()) };
            axioms.push(self.universe.before(a, b, false));
            let mut constants = BTreeSet::new();
            for (_, atom) in self.universe.atoms() {
                if let Atom::Within(first, second, bound) = *atom
                    && (first, second) == (Place::ZERO, length)
                {
                    constants.insert(-bound.value - i64::from(!bound.strict));
                    constants.insert(-bound.value);
                }
            }
            for constant in constants {
                let short = self.universe.within(
                    length,
                    Place::ZERO,
                    Bound { value: constant, strict: false },
                );
                // What so many units come to at the most, and one more at the least.
                let (most, least) = match fixed_minutes(unit) {
                    Some(minutes) => (constant * minutes, (constant + 1) * minutes),
                    None => (
                        self.bounds_of(constant.max(0), unit, calendar).1,
                        self.bounds_of((constant + 1).max(0), unit, calendar).0,
                    ),
                };
                let near = self.universe.before(b, a.plus(most), false);
                axioms.push(short.clone().implies(near));
                let far = self.universe.before(a.plus(least), b, false);
                axioms.push((!short).implies(far));
            }
        }
    }

    /// Working days are longer than usual only from some days on, before holidays.
    fn longer_before_holidays(&mut self, it: &Stretch) -> Option<Formula> {
        let days = (it.unit == Unit::WorkingDays && it.count > 0)
            .then(|| self.working_days(it.count, it.calendar))?;
        if days.longer.is_empty() {
            return None;
        }
        let mut ways =
            vec![self.universe.before(it.end.into(), it.from.plus(days.usual * DAY), false)];
        for &(first, last) in &days.longer {
            let since = self.universe.before(Instant::at(first.start()), it.from, false);
            let by = self.universe.before(it.from, Instant::at(last.end()), true);
            ways.push(since.and(by));
        }
        Some(Formula::any(ways))
    }

    fn working_days(&self, count: i64, calendar: Option<CalendarId>) -> Arc<WorkingDays> {
        let own = self.calendar(calendar);
        let mut known = self.theory.working_days.0.lock().expect("no calendar panics");
        let days = known.entry((count, calendar));
        days.or_insert_with(|| Arc::new(own.working_days(count))).clone()
    }

    /// The least and the most minutes that so many units come to.
    pub(in crate::logic) fn bounds_of(
        &self,
        count: i64,
        unit: Unit,
        calendar: Option<CalendarId>,
    ) -> (i64, i64) {
        let n = count.abs();
        let (least, most) = match unit {
            Unit::Months if n % 12 == 0 => {
                let years = n / 12;
                let leap = years / 4;
                (
                    365 * years + leap - i64::from(years >= 4),
                    365 * years + leap + i64::from(years % 4 > 0),
                )
            }
            Unit::Months => (months_least(n), months_most(n)),
            Unit::Years => return self.bounds_of(12 * count, Unit::Months, calendar),
            Unit::WorkingDays => {
                let days = self.working_days(count, calendar);
                (days.least, days.most)
            }
            _ => unreachable!("other units have fixed lengths"),
        };
        let (least, most) = (least * DAY, most * DAY);
        if count < 0 { (-most, -least) } else { (least, most) }
    }
}

/// The minutes of a unit whose length never varies.
pub(in crate::logic) fn fixed_minutes(unit: Unit) -> Option<i64> {
    match unit {
        Unit::Minutes => Some(1),
        Unit::Hours => Some(60),
        Unit::Days => Some(DAY),
        Unit::Weeks => Some(7 * DAY),
        Unit::Months | Unit::Years | Unit::WorkingDays => None,
    }
}

/// A number that may lie between two whole ones.
pub(in crate::logic) struct Fraction {
    pub(in crate::logic) floor: i64,
    pub(in crate::logic) ceil: i64,
}

impl Fraction {
    pub(in crate::logic) fn whole(value: i64) -> Fraction {
        Fraction { floor: value, ceil: value }
    }
}

/// So many of one unit, counted in another.
pub(in crate::logic) fn in_units(count: i64, unit: Unit, own: Unit) -> Result<Fraction, Limit> {
    if unit == own {
        return Ok(Fraction::whole(count));
    }
    if (unit, own) == (Unit::Years, Unit::Months) {
        return Ok(Fraction::whole(count * 12));
    }
    let (Some(unit), Some(own)) = (fixed_minutes(unit), fixed_minutes(own)) else {
        return Err(Limit::UnitsDoNotCompare);
    };
    let minutes = count * unit;
    Ok(Fraction { floor: minutes.div_euclid(own), ceil: -((-minutes).div_euclid(own)) })
}

/// The fewest days that so many months in a row can have.
fn months_least(n: i64) -> i64 {
    [0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334][(n % 12) as usize] + n / 12 * 365
}

/// The most days that so many months in a row can have.
fn months_most(n: i64) -> i64 {
    [0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337][(n % 12) as usize] + n / 12 * 366
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Day;

    #[test]
    fn months_stay_within_their_bounds() {
        for months in 0..40i32 {
            for start in (-3_000..30_000).step_by(7) {
                let days = i64::from(Day(start).plus_months(months).0 - start);
                // From the 29th on, the last day of a short month may stand in for the date.
                let slack = if Day(start).date().2 > 28 { 3 } else { 0 };
                let n = i64::from(months);
                assert!(
                    months_least(n) - slack <= days && days <= months_most(n),
                    "{months} from {start}"
                );
            }
        }
    }
}
