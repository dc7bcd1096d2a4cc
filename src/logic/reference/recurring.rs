//! Duties that recur (`every LENGTH`): done once in each stretch of that length inside the window.
//!
//! Stretches that lie alike to everything else ask alike: those near some moment that matters are looked at, and one
//! beyond each.

use std::collections::BTreeSet;

use super::applies::in_force;
use super::deeds::Right;
use super::moments::{Cut, Moments};
use super::windows::{Asked, Bound, Edge, Mark, Never, Reading, Span, Use};
use super::{Answer, Instance, Unsupported, View, World};
use crate::model::{ActRuleKind, Clause, DAY, Join, Length, Minute, NormId, Occurrence, Window};

/// More stretches than this are not counted.
const MOST_BORDERS: usize = 20_000;

impl World<'_> {
    /// What a duty that recurs asks for: one doing in each of these, which lie inside its other clauses.
    pub(super) fn stretches(
        &self,
        window: &Window,
        view: &View<'_>,
        reading: Reading<'_>,
        never: &Never,
    ) -> Answer<Vec<Asked>> {
        let is_every = |clause: &&Clause| matches!(clause, Clause::Every { .. });
        let mut own = window.clauses.iter().filter(is_every);
        let (Some(Clause::Every { length, from }), None) = (own.next(), own.next()) else {
            return Err(Unsupported::new("several `every` in one norm"));
        };
        if window.join == Join::Or && window.clauses.len() > 1 {
            return Err(Unsupported::new("`every` joined by `or`"));
        }
        let mut around = Asked::default();
        for clause in window.clauses.iter().filter(|clause| !is_every(clause)) {
            let Some(part) = self.clause(clause, view, reading, never)? else {
                return Ok(Vec::new());
            };
            if from.is_none() && clause.opens() {
                return Err(Unsupported::new("`every` that another clause starts"));
            }
            around.span = around.span.and(&part.span);
            around.started.extend(part.started);
            around.not_before.extend(part.not_before);
        }
        let (origin, happened) = match from {
            None => (self.now(), None),
            Some(point) => {
                let at = self.point(point, Edge::Begin, Use::Starts, view, never)?;
                let root = own_clause(window).hangs_on().map(|it| self.time_of(it, view));
                (on_clock(at)?, root.transpose()?.flatten())
            }
        };
        let Some(origin) = origin else { return Ok(Vec::new()) };
        around.started.extend(happened);
        let dated = from.as_ref().is_none_or(|point| point.root().is_none());
        let closed = from.is_none() || !dated;
        self.stretches_from(origin, closed, length, view, around)
    }

    /// Whether a norm is a duty that recurs.
    pub(super) fn recurs(&self, norm: NormId) -> bool {
        self.model.norms[norm].window.as_ref().is_some_and(Window::recurs)
    }

    /// A duty that recurs in each of its stretches near the moments that matter: each is a duty of its own. Any other
    /// instance, and one of which no stretch is known, stays as it is.
    pub fn in_stretches(&self, instance: &Instance) -> Vec<Instance> {
        let numbers = self.numbers_of(instance).unwrap_or_default();
        if numbers.is_empty() {
            return vec![instance.clone()];
        }
        let one = |number| Instance { stretch: Some(number), ..instance.clone() };
        numbers.into_iter().map(one).collect()
    }

    /// Every choice of one stretch for each duty of the set that recurs, up to so many.
    pub fn choices_of_stretches(&self, set: &[Instance], most: usize) -> Vec<Vec<Instance>> {
        let mut choices = vec![Vec::new()];
        for instance in set {
            let own = self.in_stretches(instance);
            let with = |choice: &Vec<Instance>| {
                let choice = choice.clone();
                own.iter().map(move |one| [choice.as_slice(), std::slice::from_ref(one)].concat())
            };
            choices = choices.iter().flat_map(with).take(most).collect();
        }
        choices
    }

    fn numbers_of(&self, instance: &Instance) -> Answer<BTreeSet<i64>> {
        let window = self.model.norms[instance.norm].window.as_ref();
        let Some(window) = window.filter(|it| it.recurs() && instance.stretch.is_none()) else {
            return Ok(BTreeSet::new());
        };
        let view = self.instance_view(instance)?;
        let asked = self.window_of(window, &view, self.reading(instance), &Never::new())?;
        Ok(asked.iter().filter_map(|asked| asked.stretch).collect())
    }

    /// What a duty that recurs asks for in each of its stretches up to the last moment that matters, not only near
    /// some.
    pub(super) fn every_stretch(&self, instance: &Instance) -> Answer<Vec<Asked>> {
        let world = World { all_stretches: true, ..self.vary(self.situation) };
        world.reach(instance, &Never::new())
    }

    /// As if a stretch, whichever duty has it, lay near a moment that matters.
    pub(super) fn with_stretch(&self, number: i64) -> World<'_> {
        World { also: Some(number), ..self.vary(self.situation) }
    }

    fn stretches_from(
        &self,
        origin: i64,
        closed: bool,
        length: &Length,
        view: &View<'_>,
        around: Asked,
    ) -> Answer<Vec<Asked>> {
        let (count, unit) = self.count(length, view)?;
        let next = |at| view.calendar.add(Minute(at), count, unit).0;
        let borders = self.borders(origin, &next)?;
        let mut numbers = BTreeSet::from([0, 1]);
        for mark in self.marks() {
            let near = borders.partition_point(|border| border <= mark);
            numbers.extend(near.saturating_sub(3)..=near + 2);
        }
        numbers.extend(self.also.and_then(|number| usize::try_from(number).ok()));
        if self.all_stretches {
            numbers.extend(0..borders.len());
        }
        let inside = around.span.moments()?;
        let mut found = Vec::new();
        for number in numbers {
            let (Some(&start), Some(&end)) = (borders.get(number), borders.get(number + 1)) else {
                continue;
            };
            let stretch = Moments::between(Cut::before(start), Cut::before(end));
            if stretch.minus(&inside).is_empty() {
                let bound = |at, closed| vec![Bound { mark: Mark::Clock(at), closed }];
                let span = Span { lower: bound(start, true), upper: bound(end, closed) };
                let span = span.and(&around.span);
                found.push(Asked { span, stretch: Some(number as i64), ..around.clone() });
            }
        }
        Ok(found)
    }

    // Where the stretches meet, some beyond the last moment that matters.
    fn borders(&self, origin: i64, next: &dyn Fn(i64) -> i64) -> Answer<Vec<i64>> {
        let last = self.marks().last().copied().unwrap_or(origin).max(origin);
        let (mut borders, mut beyond) = (vec![origin], 0);
        while beyond < 5 {
            let before = borders[borders.len() - 1];
            let border = next(before);
            beyond += i32::from(border > last || border <= before);
            borders.push(border);
            if borders.len() > MOST_BORDERS {
                return Err(Unsupported::new("too many stretches of a duty that recurs"));
            }
        }
        Ok(borders)
    }

    /// The moments that matter to any norm: of events, acts, days of force, and windows.
    fn marks(&self) -> &BTreeSet<i64> {
        self.marks.get_or_init(|| {
            let situation = self.situation;
            let mut marks: BTreeSet<i64> = situation.events.values().map(|at| at.0).collect();
            marks.extend(situation.acts.values().map(|at| at.0));
            marks.extend(self.now().into_iter().flat_map(|now| [now, now + DAY]));
            for (id, norm) in self.model.norms.iter() {
                for (from, to) in in_force(&norm.in_force).stretches() {
                    marks.extend(
                        [from, to].into_iter().filter(|cut| is_finite(**cut)).map(|cut| cut.at),
                    );
                }
                let Some(window) = norm.window.as_ref().filter(|window| !window.recurs()) else {
                    continue;
                };
                for instance in self.instances(id) {
                    let Ok(view) = self.instance_view(&instance) else { continue };
                    let asked =
                        self.window_of(window, &view, self.reading(&instance), &Never::new());
                    for asked in asked.into_iter().flatten() {
                        let bounds = asked.span.lower.iter().chain(&asked.span.upper);
                        marks.extend(bounds.filter_map(|bound| match bound.mark {
                            Mark::Clock(at) => Some(at),
                            Mark::Doing(..) => None,
                        }));
                    }
                }
            }
            marks
        })
    }

    /// Whether what is done in one stretch of a duty of the set can bear on another.
    pub fn are_tied_in_time(&self, set: &[Instance]) -> Answer<bool> {
        for instance in set.iter().filter(|it| self.recurs(it.norm)) {
            if self.bears_on_other_stretches(instance, set)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    // Something ends the act for good, or a window hangs on an act.
    fn bears_on_other_stretches(&self, instance: &Instance, set: &[Instance]) -> Answer<bool> {
        if set.len() < 2 {
            return Ok(false);
        }
        let windows = set.iter().filter_map(|it| self.model.norms[it.norm].window.as_ref());
        let mut anchors = windows.flat_map(|window| &window.clauses).filter_map(Clause::hangs_on);
        if anchors.any(|it| matches!(it, Occurrence::Act { .. })) {
            return Ok(true);
        }
        for deed in self.deeds(instance)? {
            let is = self.wider(&deed)?;
            for tie in self.ties()?.others.iter().filter(|tie| tie.kind == ActRuleKind::Ends) {
                let ended = matches!(&tie.right, Right::Deed(right) if is.contains(right));
                if ended || is.contains(&tie.left) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

fn own_clause(window: &Window) -> &Clause {
    let every = window.clauses.iter().find(|clause| matches!(clause, Clause::Every { .. }));
    every.expect("the window recurs")
}

fn on_clock(mark: Option<Mark>) -> Answer<Option<i64>> {
    match mark {
        None => Ok(None),
        Some(Mark::Clock(at)) => Ok(Some(at)),
        Some(Mark::Doing(..)) => Err(Unsupported::new("`every` from an act of the behaviour")),
    }
}

fn is_finite(cut: Cut) -> bool {
    cut != Cut::FIRST && cut != Cut::LAST
}
