//! Whether one TIME lies inside another, whatever happens and wherever in the calendar that is.

use crate::model::{
    Calendar, Clause, DAY, Join, LegislativeVerb, Length, Minute, Model, Point, Status, Unit,
    Window,
};

/// A TIME, with how its ends are read.
#[derive(Clone, Copy)]
pub(super) struct Time<'w> {
    window: &'w Window,
    /// Of a duty: `before` something that never happens asks for nothing.
    duty: bool,
    /// Of what is done once: the last moment is in it.
    once: bool,
}

/// An end of a TIME.
#[derive(Clone, Copy)]
struct Edge<'w> {
    point: &'w Point,
    /// The end of the day, where the point is one.
    end: bool,
    /// A length from the point on (back from it), if its clause names one.
    then: Option<(&'w Length, i64)>,
    closed: bool,
    asks: Asks,
}

/// What is left of a TIME where that on which an end of it hangs is not there. (A date always is.)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Asks {
    /// It has no such end.
    Always,
    /// It asks for nothing, where it never happens, now or later.
    Nothing,
    /// It asks for nothing, where it has not happened.
    WhatBegan,
}

/// The ends of a clause.
type Ends<'w> = (Option<Edge<'w>>, Option<Edge<'w>>);

/// A length that is added, or taken off where the number is negative.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step<'w> {
    /// In minutes, months or working days.
    Of(i64, Unit),
    /// What an attribute says, and its sign.
    Told(&'w Length, i64),
}

impl<'w> Time<'w> {
    pub(super) fn of(verb: LegislativeVerb, sentence: &'w Status) -> Option<Time<'w>> {
        let window = sentence.window.as_ref()?;
        let duty = verb == LegislativeVerb::Require;
        Some(Time { window, duty, once: duty && !window.is_standing() })
    }

    /// What is asked for in it is done once.
    pub(super) fn is_once(&self) -> bool {
        self.once
    }

    /// Whether what is asked for somewhere in it, where it is something, is asked for in another TIME.
    pub(super) fn meets(&self, outer: &Time<'_>, model: &Model) -> bool {
        let (Some(inner), Some(others)) = (self.alternatives(model), outer.alternatives(model))
        else {
            return false;
        };
        // Whatever leaves nothing of this TIME leaves nothing of the other.
        let hangs = |theirs: &[Ends<'_>], edge: &Edge<'_>| {
            let mut ends = theirs.iter().flat_map(|it| [it.0, it.1]).flatten();
            edge.asks == Asks::Always
                || ends.any(|it| it.point.root() == edge.point.root() && it.asks >= edge.asks)
        };
        let is_left = |theirs: &Vec<Ends<'_>>| {
            inner.iter().any(|own| {
                own.iter().flat_map(|it| [it.0, it.1]).flatten().all(|edge| hangs(theirs, &edge))
            })
        };
        others.iter().all(is_left) && self.lies_in(outer, model)
    }

    /// Whether each of its moments is one of another TIME.
    pub(super) fn lies_in(&self, outer: &Time<'_>, model: &Model) -> bool {
        let (Some(inner), Some(outer)) = (self.alternatives(model), outer.alternatives(model))
        else {
            return false;
        };
        let meets = |own: &[Ends<'_>], theirs: &[Ends<'_>]| {
            let lowers = theirs.iter().filter_map(|it| it.0.as_ref());
            let uppers = theirs.iter().filter_map(|it| it.1.as_ref());
            let own_lowers = own.iter().filter_map(|it| it.0.as_ref());
            let own_uppers = own.iter().filter_map(|it| it.1.as_ref());
            let after = |outer: &Edge<'_>, inner: &Edge<'_>| {
                inner.asks >= outer.asks && is_before(outer, inner, model).is_some()
            };
            let before = |outer: &Edge<'_>, inner: &Edge<'_>| {
                let needs_room = inner.closed && !outer.closed;
                inner.asks >= outer.asks
                    && is_before(inner, outer, model).is_some_and(|apart| apart || !needs_room)
            };
            lowers.into_iter().all(|outer| own_lowers.clone().any(|it| after(outer, it)))
                && uppers.into_iter().all(|outer| own_uppers.clone().any(|it| before(outer, it)))
        };
        inner.iter().all(|own| outer.iter().any(|theirs| meets(own, theirs)))
    }

    /// Its ways, each the moments between all ends of some clauses. `None` for stretches that recur.
    fn alternatives(&self, model: &Model) -> Option<Vec<Vec<Ends<'w>>>> {
        let ends = self.window.clauses.iter().map(|clause| self.ends(clause, model));
        let ends: Vec<Ends<'w>> = ends.collect::<Option<_>>()?;
        Some(match self.window.join {
            Join::And => vec![ends],
            Join::Or => ends.into_iter().map(|it| vec![it]).collect(),
        })
    }

    fn ends(&self, clause: &'w Clause, model: &Model) -> Option<Ends<'w>> {
        let at = |point: &'w Point, end: bool| {
            let asks = if point.root().is_some() { Asks::Nothing } else { Asks::Always };
            Edge { point, end, then: None, closed: false, asks }
        };
        let opening = |point: &'w Point| match point.hangs_on_an_act() {
            true => Edge { asks: Asks::WhatBegan, ..at(point, false) },
            false => at(point, false),
        };
        let stretch = |point: &'w Point, length: &'w Length, closed| {
            let last = Edge { then: Some((length, 1)), closed, ..opening(point) };
            (Some(opening(point)), Some(last))
        };
        Some(match clause {
            Clause::Within { length, of } => stretch(of, length, self.once),
            Clause::For { length, after } => stretch(after, length, false),
            Clause::From(point) | Clause::NoEarlierThan(point) => (Some(opening(point)), None),
            Clause::Before(point) => {
                let either = self.window.join == Join::Or && point.hangs_on_an_act();
                let edge = at(point, false);
                let asks = if self.duty || either { edge.asks } else { Asks::Always };
                (None, Some(Edge { asks, ..edge }))
            }
            Clause::Until(point) => (None, Some(Edge { asks: Asks::Always, ..at(point, true) })),
            Clause::NoLaterThan(point) => {
                let closed = self.once && !model.is_day(point);
                (None, Some(Edge { closed, ..at(point, true) }))
            }
            Clause::AtLeastBefore { length, before } => {
                let then = Some((length, -1));
                (None, Some(Edge { then, closed: self.once, ..at(before, false) }))
            }
            Clause::AtAllTimes => (None, None),
            Clause::Every { .. } => return None,
        })
    }
}

/// Whether one end never lies after another, and if so, whether it always lies before it.
fn is_before(first: &Edge<'_>, last: &Edge<'_>, model: &Model) -> Option<bool> {
    if let (Some(first), Some(last)) = (moment(first, model), moment(last, model)) {
        return (first <= last).then_some(first < last);
    }
    let ((root, own), (other, theirs)) = (steps(first, model), steps(last, model));
    // Days have ends of their own, and lengths from a day on may be counted in whole days, or not.
    let is_day = |edge: &Edge<'_>| model.is_day(edge.point);
    let alike = |edge: &Edge<'_>| (is_day(edge), edge.then.map(|it| it.1));
    let is_later = first.end && !last.end && !is_day(first);
    let of_a_day = !matches!(root, Point::Occurrence(_));
    if root != other || of_a_day && (alike(first) != alike(last) || is_later) {
        return None;
    }
    is_shorter(&own, &theirs)
}

/// What a point is counted from, and the lengths that lead from it to the end, in order.
fn steps<'w>(edge: &Edge<'w>, model: &Model) -> (&'w Point, Vec<Step<'w>>) {
    let mut all: Vec<Step<'w>> = Vec::new();
    // A day ends where the next begins.
    all.extend((edge.end && model.is_day(edge.point)).then_some(Step::Of(DAY, Unit::Minutes)));
    all.extend(edge.then.map(|(length, sign)| step(length, sign)));
    let mut point = edge.point;
    loop {
        let (length, of, sign) = match point {
            Point::After { length, of } => (length, of, 1),
            Point::Before { length, of } => (length, of, -1),
            _ => break,
        };
        all.push(step(length, sign));
        point = of;
    }
    let mut steps: Vec<Step<'w>> = Vec::new();
    for next in all.into_iter().rev() {
        match (steps.last_mut(), next) {
            (Some(Step::Of(sum, Unit::Minutes)), Step::Of(more, Unit::Minutes)) => *sum += more,
            _ => steps.push(next),
        }
    }
    (point, steps)
}

fn step(length: &Length, sign: i64) -> Step<'_> {
    let Length::Fixed { count, unit } = length else { return Step::Told(length, sign) };
    let count = sign * i64::from(*count);
    match unit {
        Unit::Years => Step::Of(count * 12, Unit::Months),
        Unit::Months | Unit::WorkingDays => Step::Of(count, *unit),
        _ => Step::Of(Calendar::default().add(Minute(0), count, *unit).0, Unit::Minutes),
    }
}

/// Whether lengths from one point never lead further than others do, and if so, whether they always end before. Who
/// starts later never ends earlier, so that what comes last in both can be left out; and so can what comes first.
fn is_shorter(own: &[Step<'_>], theirs: &[Step<'_>]) -> Option<bool> {
    let mut pair = (own, theirs);
    let mut moves_on = false;
    while let ([first @ .., one], [second @ .., two]) = pair
        && one == two
    {
        pair = (first, second);
        moves_on = true;
    }
    while let ([one, first @ ..], [two, second @ ..]) = pair
        && one == two
    {
        pair = (first, second);
    }
    let apart = match pair {
        ([], []) => false,
        ([Step::Of(own, unit)], [Step::Of(theirs, other)]) if unit == other => {
            return (own <= theirs).then_some(own < theirs && !moves_on);
        }
        (own, theirs) => {
            let most: i64 = own.iter().map(|it| bounds(*it).1).sum::<Option<i64>>()?;
            let least: i64 = theirs.iter().map(|it| bounds(*it).0).sum::<Option<i64>>()?;
            if most > least {
                return None;
            }
            most < least
        }
    };
    Some(apart && !moves_on)
}

/// The fewest and the most minutes that a length can have.
fn bounds(step: Step<'_>) -> (Option<i64>, Option<i64>) {
    let Step::Of(count, unit) = step else { return (None, None) };
    let size = count.abs();
    let (least, most) = match unit {
        // A month that begins on the 31st can end with the 28th of the next.
        Unit::Months => {
            let days = |month: i64, year: i64| (size % 12 * month + size / 12 * year) * DAY;
            (days(28, 365), Some(days(31, 366)))
        }
        Unit::WorkingDays => (size * DAY, (size == 0).then_some(0)),
        _ => (size, Some(size)),
    };
    match count < 0 {
        true => (most.map(|it| -it), Some(-least)),
        false => (Some(least), most),
    }
}

/// When an end is, where a date tells.
fn moment(edge: &Edge<'_>, model: &Model) -> Option<i64> {
    let at = date(edge.point, edge.end, model)?;
    let Some((length, sign)) = edge.then else { return Some(at) };
    // `at least 3 days before DATE` counts from day to day; `within` and `for` count from the hour on which it begins.
    moved(at, length, sign, sign < 0)
}

/// When a point is; its end, where it is a day of which that is asked.
fn date(point: &Point, end: bool, model: &Model) -> Option<i64> {
    let (length, of, sign) = match point {
        Point::Date(day) => return Some(if end { day.end() } else { day.start() }.0),
        Point::Occurrence(_) | Point::Attribute(_) => return None,
        Point::After { length, of } => (length, of, 1),
        Point::Before { length, of } => (length, of, -1),
    };
    let to_its_end = end && model.is_day(point);
    let at = moved(date(of, end && !to_its_end, model)?, length, sign, true)?;
    Some(if to_its_end { at + DAY } else { at })
}

fn moved(at: i64, length: &Length, sign: i64, to_date: bool) -> Option<i64> {
    let Length::Fixed { count, unit } = length else { return None };
    // Which days are working days, the instruments say.
    if *unit == Unit::WorkingDays {
        return None;
    }
    let whole = to_date && at.rem_euclid(DAY) == 0;
    Some(Calendar::default().add_to(Minute(at), whole, sign * i64::from(*count), *unit).0)
}
