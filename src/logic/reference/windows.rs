//! Time clauses: the moments for which a norm asks, tied to the clock or to acts of the behaviour.

use std::collections::BTreeSet;

use super::deeds::{Deed, is_once};
use super::moments::{Cut, Moments};
use super::{Answer, Instance, Unsupported, View, World};
use crate::model::{
    AttributeValue, Beginning, BeginsAfter, Clause, DAY, Join, Length, Modal, Occurrence, Point,
    Unit, Window,
};

/// A moment: so many minutes after the beginning of time, or after the first doing of a deed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A moment of the clock.
    Clock(i64),
    /// So many minutes after (before, where negative) the behaviour first does it.
    Doing(Deed, i64),
}

/// The end of a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    /// Where it is.
    pub(super) mark: Mark,
    /// Whether that moment is in the span.
    pub(super) closed: bool,
}

/// The moments after all lower and before all upper bounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    /// Where it begins: the latest of these.
    pub(super) lower: Vec<Bound>,
    /// Where it ends: the earliest of these.
    pub(super) upper: Vec<Bound>,
}

/// What a time clause asks for, where it asks for something.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// The moments.
    pub(super) span: Span,
    /// When what starts it happened.
    pub(super) started: Vec<i64>,
    /// `no earlier than`: a duty also forbids an earlier doing.
    pub(super) not_before: Vec<Bound>,
    /// Where nothing opens the window of a duty: when the norm came into force.
    pub(super) since: Option<i64>,
    /// There, the moments before that, too.
    pub(super) before: Span,
    /// Which stretch of a duty that recurs: it asks for a doing in each of them.
    pub(super) stretch: Option<i64>,
}

/// How the ends of a window are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading<'n> {
    /// A duty, standing or not: `before` something that never happens asks for nothing.
    pub(super) duty: bool,
    /// A time that is asserted by clauses which `or` joins: nor does one of them `before` what is not done.
    pub(super) either: bool,
    /// Done once: the end is in the window.
    pub(super) once: bool,
    /// Whether what it begins with is in it.
    pub(super) beginning: Beginning<'n>,
}

/// The deeds that the behaviour is taken never to do; any other that ends a window is done.
pub(super) type Never = BTreeSet<Deed>;

impl Span {
    /// The latest of the lower bounds that are on the clock.
    pub(super) fn start(&self) -> Option<i64> {
        let clock = |bound: &Bound| match bound.mark {
            Mark::Clock(at) => Some(at),
            Mark::Doing(..) => None,
        };
        self.lower.iter().filter_map(clock).max()
    }

    /// The moments in both.
    pub(super) fn and(&self, other: &Span) -> Span {
        let join = |a: &[Bound], b: &[Bound]| a.iter().chain(b).cloned().collect();
        Span { lower: join(&self.lower, &other.lower), upper: join(&self.upper, &other.upper) }
    }

    /// Its moments, where all its bounds are on the clock.
    pub(super) fn moments(&self) -> Answer<Moments> {
        let tied = || Unsupported::new("a window that an act of the behaviour ends");
        let mut all = Moments::all();
        for (bounds, lower) in [(&self.lower, true), (&self.upper, false)] {
            for bound in bounds {
                let Mark::Clock(at) = bound.mark else { return Err(tied()) };
                let cut = Cut { at, after: lower != bound.closed };
                let half = if lower { (cut, Cut::LAST) } else { (Cut::FIRST, cut) };
                all = all.and(&Moments::between(half.0, half.1));
            }
        }
        Ok(all)
    }

    /// The stretches of a set of moments.
    pub(super) fn of(moments: &Moments) -> Vec<Span> {
        let clock = |at, closed| vec![Bound { mark: Mark::Clock(at), closed }];
        let span = |&(from, to): &(Cut, Cut)| Span {
            lower: if from == Cut::FIRST { Vec::new() } else { clock(from.at, !from.after) },
            upper: if to == Cut::LAST { Vec::new() } else { clock(to.at, to.after) },
        };
        moments.stretches().iter().map(span).collect()
    }

    /// Whether it has no moment for certain, whatever the behaviour does.
    pub(super) fn is_empty(&self) -> bool {
        self.clock_moments().is_empty()
    }

    /// Whether it has closed by a moment, whatever the behaviour does.
    pub(super) fn is_over(&self, by: i64) -> bool {
        self.upper.iter().any(
            |bound| matches!(bound.mark, Mark::Clock(at) if at < by || at == by && !bound.closed),
        )
    }

    /// The moments that its bounds on the clock leave.
    pub(super) fn clock_moments(&self) -> Moments {
        let on_clock = |bounds: &[Bound]| {
            bounds.iter().filter(|bound| matches!(bound.mark, Mark::Clock(_))).cloned().collect()
        };
        let clock = Span { lower: on_clock(&self.lower), upper: on_clock(&self.upper) };
        clock.moments().unwrap_or_else(|_| Moments::all())
    }

    /// The deeds to which its bounds are tied.
    pub(super) fn deeds(&self) -> impl Iterator<Item = &Deed> {
        self.lower.iter().chain(&self.upper).filter_map(|bound| match &bound.mark {
            Mark::Doing(deed, _) => Some(deed),
            Mark::Clock(_) => None,
        })
    }
}

impl Asked {
    fn from(mark: Mark) -> Asked {
        let lower = vec![Bound { mark, closed: true }];
        Asked { span: Span { lower, upper: Vec::new() }, ..Asked::default() }
    }

    fn to(mark: Mark, closed: bool) -> Asked {
        let upper = vec![Bound { mark, closed }];
        Asked { span: Span { lower: Vec::new(), upper }, ..Asked::default() }
    }
}

/// Which moment of a day a point stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Begin,
    End,
}

/// What a clause does with the point: an act that starts a window is part of the situation, one that ends
/// it part of the behaviour.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Starts,
    Ends,
}

impl World<'_> {
    /// How the window of an instance is read.
    pub(super) fn reading(&self, instance: &Instance) -> Reading<'_> {
        let norm = &self.model.norms[instance.norm];
        let beginning = self.model.beginning(norm);
        Reading { duty: norm.modal == Modal::Must, either: false, once: is_once(norm), beginning }
    }

    /// What a TIME asks for: moments in any of the answers. None, iff it asks for nothing.
    pub(super) fn window_of(
        &self,
        window: &Window,
        view: &View<'_>,
        reading: Reading<'_>,
        never: &Never,
    ) -> Answer<Vec<Asked>> {
        if window.recurs() {
            return self.stretches(window, view, reading, never);
        }
        let clauses = window.clauses.iter();
        let asked: Vec<Option<Asked>> = clauses
            .map(|clause| self.clause(clause, view, reading, never))
            .collect::<Answer<_>>()?;
        if window.join == Join::Or {
            // What one clause allows, another cannot call too early.
            let relaxed = |asked: Asked| Asked { not_before: Vec::new(), ..asked };
            return Ok(asked.into_iter().flatten().map(relaxed).collect());
        }
        let Some(parts) = asked.into_iter().collect::<Option<Vec<Asked>>>() else {
            return Ok(Vec::new());
        };
        let join = |all: Asked, part: Asked| Asked {
            span: all.span.and(&part.span),
            started: [all.started, part.started].concat(),
            not_before: [all.not_before, part.not_before].concat(),
            ..Asked::default()
        };
        Ok(vec![parts.into_iter().fold(Asked::default(), join)])
    }

    // `None`: the clause asks for nothing, since what it is tied to never happens.
    pub(super) fn clause(
        &self,
        clause: &Clause,
        view: &View<'_>,
        reading: Reading<'_>,
        never: &Never,
    ) -> Answer<Option<Asked>> {
        let mut asked = self.with_its_start(clause, view, reading, never)?;
        let is_after = match reading.beginning.after(clause) {
            BeginsAfter::Never => false,
            BeginsAfter::Always => true,
            BeginsAfter::Where(pairs) => {
                let mut same = true;
                for (own, theirs) in pairs.into_iter().flatten() {
                    same &= self.participant(own, view)? == self.participant(theirs, view)?;
                }
                same
            }
        };
        if is_after {
            let bounds = asked.iter_mut().flat_map(|it| &mut it.span.lower);
            bounds.for_each(|bound| bound.closed = false);
        }
        Ok(asked)
    }

    fn with_its_start(
        &self,
        clause: &Clause,
        view: &View<'_>,
        reading: Reading<'_>,
        never: &Never,
    ) -> Answer<Option<Asked>> {
        let starts = |point, edge| self.point(point, edge, Use::Starts, view, never);
        let ends = |point, edge| self.point(point, edge, Use::Ends, view, never);
        match clause {
            Clause::Within { length, of } => {
                let closed = reading.once;
                self.stretch(starts(of, Edge::Begin)?, length, closed, of, view, never)
            }
            Clause::For { length, after } => {
                self.stretch(starts(after, Edge::Begin)?, length, false, after, view, never)
            }
            Clause::From(point) => {
                let from = starts(point, Edge::Begin)?.map(Asked::from);
                self.starting(from, point, view, never)
            }
            Clause::NoEarlierThan(point) => {
                let from = starts(point, Edge::Begin)?.map(|mark| {
                    let before = vec![Bound { mark: mark.clone(), closed: false }];
                    Asked { not_before: before, ..Asked::from(mark) }
                });
                self.starting(from, point, view, never)
            }
            Clause::Before(point) => match ends(point, Edge::Begin)? {
                None if !(reading.duty || reading.either && point.hangs_on_an_act()) => {
                    Ok(Some(Asked::default()))
                }
                mark => Ok(mark.map(|mark| Asked::to(mark, false))),
            },
            Clause::Until(point) => match ends(point, Edge::End)? {
                None => Ok(Some(Asked::default())),
                Some(mark) => Ok(Some(Asked::to(mark, false))),
            },
            Clause::NoLaterThan(point) => {
                // The last day belongs to the window, and no moment of the next.
                let closed = reading.once && !self.model.is_day(point);
                Ok(ends(point, Edge::End)?.map(|mark| Asked::to(mark, closed)))
            }
            Clause::AtLeastBefore { length, before } => {
                let Some(mark) = ends(before, Edge::Begin)? else { return Ok(None) };
                let mark = self.moved(mark, before, (length, true), -1, view)?;
                Ok(Some(Asked::to(mark, reading.once)))
            }
            Clause::AtAllTimes => Ok(Some(Asked::default())),
            Clause::Every { .. } => Err(Unsupported::new("`every` among other clauses")),
        }
    }

    // From a point to a length after it.
    fn stretch(
        &self,
        from: Option<Mark>,
        length: &Length,
        closed: bool,
        point: &Point,
        view: &View<'_>,
        never: &Never,
    ) -> Answer<Option<Asked>> {
        let Some(from) = from else { return Ok(None) };
        let to = Asked::to(self.moved(from.clone(), point, (length, false), 1, view)?, closed);
        let mut asked = Asked::from(from);
        asked.span = asked.span.and(&to.span);
        self.starting(Some(asked), point, view, never)
    }

    // Notes when what starts the window happened.
    fn starting(
        &self,
        asked: Option<Asked>,
        point: &Point,
        view: &View<'_>,
        never: &Never,
    ) -> Answer<Option<Asked>> {
        let Some(mut asked) = asked else { return Ok(None) };
        let mut root = point;
        while let Point::After { of, .. } | Point::Before { of, .. } = root {
            root = of;
        }
        if let (Point::Occurrence(_), Some(Mark::Clock(at))) =
            (root, self.point(root, Edge::Begin, Use::Starts, view, never)?)
        {
            asked.started.push(at);
        }
        Ok(Some(asked))
    }

    pub(super) fn point(
        &self,
        point: &Point,
        edge: Edge,
        used: Use,
        view: &View<'_>,
        never: &Never,
    ) -> Answer<Option<Mark>> {
        let day = |day: crate::model::Day| match edge {
            Edge::Begin => Mark::Clock(day.start().0),
            Edge::End => Mark::Clock(day.end().0),
        };
        let (length, of, sign) = match point {
            Point::Date(date) => return Ok(Some(day(*date))),
            Point::Attribute(term) => match self.value(term, view)? {
                AttributeValue::Day(date) => return Ok(Some(day(date))),
                _ => return Err(Unsupported::new("a point that is no day")),
            },
            Point::Occurrence(occurrence) => return self.moment(occurrence, used, view, never),
            Point::After { length, of } => (length, of, 1),
            Point::Before { length, of } => (length, of, -1),
        };
        let _guard = self.descend()?;
        // The days after a whole day are counted from day to day, and what is asked for is the end of the last.
        let to_its_end = edge == Edge::End && self.model.is_day(point);
        let counted = if to_its_end { Edge::Begin } else { edge };
        let Some(mark) = self.point(of, counted, used, view, never)? else { return Ok(None) };
        match self.moved(mark, of, (length, true), sign, view)? {
            Mark::Clock(at) if to_its_end => Ok(Some(Mark::Clock(at + DAY))),
            mark => Ok(Some(mark)),
        }
    }

    fn moment(
        &self,
        occurrence: &Occurrence,
        used: Use,
        view: &View<'_>,
        never: &Never,
    ) -> Answer<Option<Mark>> {
        let time = self.time_of(occurrence, view)?.map(Mark::Clock);
        if time.is_some() || used == Use::Starts || matches!(occurrence, Occurrence::Event { .. }) {
            return Ok(time);
        }
        let deed = self.deed_of(occurrence, view)?;
        Ok((!never.contains(&deed) && !self.left.contains(&deed)).then_some(Mark::Doing(deed, 0)))
    }

    // So long after what a point has come to. What is a date again is counted from day to day.
    fn moved(
        &self,
        mark: Mark,
        point: &Point,
        (length, to_date): (&Length, bool),
        sign: i64,
        view: &View<'_>,
    ) -> Answer<Mark> {
        let (count, unit) = self.count(length, view)?;
        let add = |at: i64| {
            let whole = to_date && point.root().is_none() && at.rem_euclid(DAY) == 0;
            view.calendar.add_to(crate::model::Minute(at), whole, sign * count, unit).0
        };
        match mark {
            Mark::Clock(at) => Ok(Mark::Clock(add(at))),
            Mark::Doing(_, _) if matches!(unit, Unit::Months | Unit::Years | Unit::WorkingDays) => {
                Err(Unsupported::new("a varying length that is counted from an act"))
            }
            Mark::Doing(deed, offset) => Ok(Mark::Doing(deed, add(offset))),
        }
    }

    /// Whether each start of a duty's window is what the duty asks for: then that is met as soon as there is a window.
    pub(super) fn opens_itself(&self, instance: &Instance) -> Answer<bool> {
        let (starts, own) = (self.starts(instance)?, self.owed(instance)?);
        Ok(!starts.is_empty() && starts.iter().all(|(deed, _)| own.contains(deed)))
    }

    // The deeds that start a window of the instance, with when the situation says that they were done.
    pub(super) fn starts(&self, instance: &Instance) -> Answer<Vec<(Deed, Option<i64>)>> {
        let Some(window) = &self.model.norms[instance.norm].window else { return Ok(Vec::new()) };
        let view = self.instance_view(instance)?;
        let mut found = Vec::new();
        for clause in window.clauses.iter().filter(|clause| clause.opens()) {
            let Some(act @ Occurrence::Act { .. }) = clause.hangs_on() else { continue };
            let time = self.time_of(act, &view)?;
            found.extend(self.deeds_named(act, &view)?.into_iter().map(|deed| (deed, time)));
        }
        Ok(found)
    }

    // What is done by whoever does what the duty asks for, in any of its ways.
    fn owed(&self, instance: &Instance) -> Answer<BTreeSet<Deed>> {
        let mut owed = BTreeSet::new();
        if self.model.norms[instance.norm].modal == Modal::Must {
            for deed in self.deeds(instance)? {
                owed.extend(self.wider(&deed)?);
            }
        }
        Ok(owed)
    }
}
