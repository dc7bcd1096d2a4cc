//! Windows: at which moments a norm asks for something.
//!
//! Duty windows include both ends; standing windows, bans, permissions and powers include their start, not
//! their end. A date is a whole day: some clauses take its beginning, some its end.

use super::lengths::Ends;
use super::recurring::Turn;
use crate::logic::Limit;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Instant, OccurrenceKey};
use crate::model::{
    Beginning, BeginsAfter, CalendarId, Clause, DAY, Join, Modal, Norm, NormId, Occurrence, Point,
    Status, Term, Window,
};

/// How a window's end is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::logic) enum Shape {
    /// A duty to be done once: closed.
    Once,
    /// Done, left, allowed or held all the time: half-open.
    Standing,
}

/// Whether a norm's window is that of a duty to be done once.
pub(in crate::logic) fn shape(norm: &Norm) -> Shape {
    let once = norm.modal == Modal::Must && !norm.window.as_ref().is_some_and(Window::is_standing);
    if once { Shape::Once } else { Shape::Standing }
}

/// Whose window it is: what decides how its ends are read.
#[derive(Clone, Copy)]
pub(in crate::logic) struct Frame<'n> {
    duty: bool,
    /// A time that is asserted by clauses which `or` joins: what is not done gives none of them a time.
    either: bool,
    once: bool,
    /// Whether what it begins with is in it.
    beginning: Beginning<'n>,
    pub(in crate::logic) calendar: Option<CalendarId>,
    /// The stretch that is asked about, where it recurs.
    pub(in crate::logic) turn: Option<(NormId, Turn)>,
}

/// Which end of a day a date stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::logic) enum Edge {
    Beginning,
    End,
}

/// A point, if what it hangs on happens.
pub(in crate::logic) struct Reached {
    pub(in crate::logic) at: Instant,
    pub(super) if_happens: Formula,
}

/// When a window closes.
pub(super) struct Closing {
    pub(in crate::logic) end: Reached,
    /// Whether that moment is in it.
    pub(in crate::logic) closed: bool,
}

impl Frame<'_> {
    /// Whether the time before what never comes is none, not all time.
    fn asks_for_nothing_without(&self, point: &Point) -> bool {
        self.duty || self.either && point.hangs_on_an_act()
    }
}

impl Query<'_> {
    /// How the window of a norm is read.
    pub(in crate::logic) fn frame<'n>(&self, norm: &'n Norm) -> Frame<'n> {
        Frame {
            duty: norm.modal == Modal::Must,
            either: false,
            once: shape(norm) == Shape::Once,
            beginning: self.model.beginning(norm),
            calendar: self.model.instruments[norm.instrument].calendar,
            turn: self.turn_of(norm),
        }
    }

    /// How the window of a sentence about a duty, or about something else, is read.
    pub(in crate::logic) fn asserted_frame<'n>(
        &self,
        status: &'n Status,
        window: &Window,
    ) -> Frame<'n> {
        let duty = status.is_a_duty();
        let once = status.is_once_in(window);
        let beginning = self.model.asserted_beginning(status);
        let either = window.join == Join::Or;
        Frame { duty, either, once, beginning, calendar: None, turn: None }
    }

    /// A moment lies in a window.
    pub(in crate::logic) fn in_window(
        &mut self,
        window: &Window,
        norm: Frame<'_>,
        binding: &Binding,
        t: Instant,
    ) -> Grounded {
        let mut parts = Vec::new();
        for clause in &window.clauses {
            parts.push(self.in_clause(clause, norm, binding, t)?);
        }
        Ok(match window.join {
            Join::And => Formula::all(parts),
            Join::Or => Formula::any(parts),
        })
    }

    pub(super) fn in_clause(
        &mut self,
        clause: &Clause,
        norm: Frame<'_>,
        binding: &Binding,
        t: Instant,
    ) -> Grounded {
        let Frame { once, calendar, .. } = norm;
        let ends = !matches!(clause, Clause::From(_) | Clause::NoEarlierThan(_));
        self.shortest = (ends == once) != self.optimistic;
        let begins = norm.beginning.after(clause);
        match clause {
            Clause::Within { length, of } => {
                let from = self.point(of, norm, binding, Edge::Beginning)?;
                let end = self.after(from.at, (length, Ends::Moment), false, calendar, binding)?;
                let since = self.since(from.at, t, begins, binding);
                Ok(Formula::all([from.if_happens, since, self.up_to(t, end, once)]))
            }
            Clause::For { length, after } => {
                let from = self.point(after, norm, binding, Edge::Beginning)?;
                let end = self.after(from.at, (length, Ends::Moment), false, calendar, binding)?;
                let since = self.since(from.at, t, begins, binding);
                Ok(Formula::all([from.if_happens, since, self.up_to(t, end, false)]))
            }
            Clause::Before(point) => {
                let end = self.point(point, norm, binding, Edge::Beginning)?;
                // Strictly before: the moment itself is too late.
                let inside = self.up_to(t, end.at, false);
                Ok(match norm.asks_for_nothing_without(point) {
                    true => end.if_happens.and(inside),
                    false => end.if_happens.implies(inside),
                })
            }
            Clause::Until(point) => {
                let end = self.point(point, norm, binding, Edge::End)?;
                let inside = self.up_to(t, end.at, false);
                Ok(end.if_happens.implies(inside))
            }
            Clause::From(point) | Clause::NoEarlierThan(point) => {
                let from = self.point(point, norm, binding, Edge::Beginning)?;
                Ok(from.if_happens.and(self.since(from.at, t, begins, binding)))
            }
            Clause::NoLaterThan(point) => {
                let end = self.point(point, norm, binding, Edge::End)?;
                // The last day belongs to the window, and no moment of the next.
                let closed = once && !self.model.is_day(point);
                Ok(end.if_happens.and(self.up_to(t, end.at, closed)))
            }
            Clause::AtLeastBefore { length, before } => {
                let anchor = self.point(before, norm, binding, Edge::Beginning)?;
                let end = self.after(anchor.at, (length, Ends::Date), true, calendar, binding)?;
                Ok(anchor.if_happens.and(self.up_to(t, end, once)))
            }
            Clause::AtAllTimes => Ok(Formula::True),
            Clause::Every { length, from } => {
                let stretch = self.stretch(length, from.as_ref(), norm, binding)?;
                // Stretches of whole days: the first moment of the next belongs to that.
                let closed = from.as_ref().is_none_or(|point| point.root().is_some());
                let begun = self.universe.before(stretch.start, t, false);
                let inside = begun.and(self.up_to(t, stretch.end, closed));
                Ok(stretch.if_happens.and(inside))
            }
        }
    }

    /// The moment is one of those that begin with another, or after it.
    fn since(
        &mut self,
        from: Instant,
        t: Instant,
        begins: BeginsAfter<'_>,
        binding: &Binding,
    ) -> Formula {
        let BeginsAfter::Where(pairs) = begins else {
            return self.universe.before(from, t, begins == BeginsAfter::Always);
        };
        let mut same = Vec::new();
        for (own, theirs) in pairs.into_iter().flatten() {
            let both = self.node(own, binding).zip(self.node(theirs, binding));
            same.push(both.map_or(Formula::False, |(own, who)| self.universe.same(own, who)));
        }
        let included = !Formula::all(same);
        let strictly = self.universe.before(from, t, true);
        strictly.or(included.and(self.universe.before(from, t, false)))
    }

    /// When a clause closes a window: at its point, or a length before it. None of those that do not close one.
    pub(super) fn closing(
        &mut self,
        clause: &Clause,
        norm: Frame<'_>,
        binding: &Binding,
    ) -> Result<Option<Closing>, Limit> {
        let (point, edge, closed) = match clause {
            Clause::Before(point) => (point, Edge::Beginning, false),
            Clause::Until(point) => (point, Edge::End, false),
            Clause::NoLaterThan(point) => {
                (point, Edge::End, norm.once && !self.model.is_day(point))
            }
            Clause::AtLeastBefore { before, .. } => (before, Edge::Beginning, norm.once),
            _ => return Ok(None),
        };
        let mut end = self.point(point, norm, binding, edge)?;
        if let Clause::AtLeastBefore { length, .. } = clause {
            end.at = self.after(end.at, (length, Ends::Date), true, norm.calendar, binding)?;
        }
        Ok(Some(Closing { end, closed }))
    }

    fn up_to(&mut self, t: Instant, end: Instant, closed: bool) -> Formula {
        self.universe.before(t, end, !closed || self.tight)
    }

    pub(in crate::logic) fn point(
        &mut self,
        point: &Point,
        norm: Frame<'_>,
        binding: &Binding,
        edge: Edge,
    ) -> Result<Reached, Limit> {
        let day = |start: Instant| match edge {
            Edge::Beginning => start,
            Edge::End => start.plus(DAY),
        };
        Ok(match point {
            Point::Occurrence(it) => {
                let key = self.occurrence(it, binding)?;
                Reached { at: self.when(&key), if_happens: self.happens(key) }
            }
            Point::Date(date) => {
                Reached { at: day(Instant::at(date.start())), if_happens: Formula::True }
            }
            Point::Attribute(term) => {
                let place = self.value(term, binding)?;
                Reached { at: day(place.into()), if_happens: Formula::True }
            }
            Point::After { length, of } | Point::Before { length, of } => {
                // Days from a whole day lead to a whole day, which has an end of its own.
                let to_its_end = edge == Edge::End && self.model.is_day(point);
                let counted = if to_its_end { Edge::Beginning } else { edge };
                let inner = self.point(of, norm, binding, counted)?;
                let before = matches!(point, Point::Before { .. });
                let at =
                    self.after(inner.at, (length, Ends::Date), before, norm.calendar, binding)?;
                let at = if to_its_end { day(at) } else { at };
                Reached { at, if_happens: inner.if_happens }
            }
        })
    }

    /// The points at which some of a norm's clauses open its window.
    pub(in crate::logic) fn starts(
        &mut self,
        norm: &Norm,
        clauses: &[Clause],
        binding: &Binding,
    ) -> Result<Vec<Instant>, Limit> {
        let mut starts = Vec::new();
        for clause in clauses {
            let frame = self.frame(norm);
            if let (Clause::Every { length, from }, Some(_)) = (clause, frame.turn) {
                starts.push(self.stretch(length, from.as_ref(), frame, binding)?.start);
            } else if let Some(point) = clause.opening() {
                starts.push(self.point(point, frame, binding, Edge::Beginning)?.at);
            }
        }
        starts.dedup();
        Ok(starts)
    }

    /// Everything that a window asks to happen happens: in all clauses, or in one of those joined by `or`.
    pub(in crate::logic) fn is_reached(&mut self, norm: &Norm, binding: &Binding) -> Grounded {
        match &norm.window {
            Some(window) => self.window_is_reached(window, self.frame(norm), binding),
            None => Ok(Formula::True),
        }
    }

    /// Everything that a window asks to happen happens.
    pub(in crate::logic) fn window_is_reached(
        &mut self,
        window: &Window,
        norm: Frame<'_>,
        binding: &Binding,
    ) -> Grounded {
        let mut parts = Vec::new();
        for clause in &window.clauses {
            parts.push(self.clause_is_reached(clause, norm, binding)?);
        }
        Ok(match window.join {
            Join::And => Formula::all(parts),
            Join::Or => Formula::any(parts),
        })
    }

    pub(super) fn clause_is_reached(
        &mut self,
        clause: &Clause,
        norm: Frame<'_>,
        binding: &Binding,
    ) -> Grounded {
        let endless = match clause {
            Clause::Until(_) | Clause::AtAllTimes => true,
            Clause::Before(point) => !norm.asks_for_nothing_without(point),
            _ => false,
        };
        match clause.anchor() {
            Some(point) if !endless => {
                Ok(self.point(point, norm, binding, Edge::Beginning)?.if_happens)
            }
            _ => Ok(Formula::True),
        }
    }

    /// Whether an act on which a window hangs belongs to the behaviour, and not to the situation.
    pub(in crate::logic) fn is_up_to_behaviour(&self, key: &OccurrenceKey, opens: bool) -> bool {
        let is_told = self.told.get(key).is_some_and(|told| told.surely);
        !opens && !is_told || self.strong && self.own_starts.contains(key)
    }

    /// The acts that open windows of the set that is asked about. What of them the situation does not list is up to the
    /// behaviour, and opens none.
    pub(in crate::logic) fn note_own_starts(&mut self, set: &[Instance]) -> Result<(), Limit> {
        let along = self.all_coming_along(set)?;
        for it in set.iter().chain(&along) {
            let anchors = self.act_anchors(&self.model.norms[it.norm], &it.binding)?;
            let opening = anchors.into_iter().filter(|(_, opens)| *opens);
            self.own_starts.extend(opening.map(|(key, _)| key));
        }
        Ok(())
    }

    /// Each act that opens the window of a duty is what it asks for.
    pub(in crate::logic) fn opens_itself(&mut self, it: &Instance) -> Grounded {
        let anchors = self.act_anchors(&self.model.norms[it.norm], &it.binding)?;
        let opening: Vec<_> = anchors.into_iter().filter(|(_, opens)| *opens).collect();
        let mut parts = Vec::new();
        for (key, _) in &opening {
            parts.push(self.is_owed(it, key)?);
        }
        Ok(if parts.is_empty() { Formula::False } else { Formula::all(parts) })
    }

    /// The act is what a duty asks for, in one of its ways.
    fn is_owed(&mut self, it: &Instance, key: &OccurrenceKey) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let Some(done) = Deed::of_key(key).filter(|_| norm.modal == Modal::Must) else {
            return Ok(Formula::False);
        };
        let mut ways = Vec::new();
        for act in (0..norm.acts.len()).filter(|&act| norm.acts[act].action().is_some()) {
            let mut owed = self.deed(it, act)?;
            for (arg, node) in norm.acts[act].args().into_iter().flatten().zip(&mut owed.args) {
                // Towards somebody, no matter whom: towards anybody.
                if matches!(arg, Term::Var(var) if norm.scope[*var].some) {
                    *node = None;
                }
            }
            ways.push(self.is_deed(&owed, &done, Polarity::Positive)?);
        }
        Ok(Formula::any(ways))
    }

    /// The acts on which the window of a norm hangs, each with whether one of its clauses opens with it.
    pub(in crate::logic) fn act_anchors(
        &mut self,
        norm: &Norm,
        binding: &Binding,
    ) -> Result<Vec<(OccurrenceKey, bool)>, Limit> {
        let mut found: Vec<(OccurrenceKey, bool)> = Vec::new();
        for clause in norm.clauses() {
            let Some(it @ Occurrence::Act { .. }) = clause.hangs_on() else { continue };
            let (key, opens) = (self.occurrence(it, binding)?, clause.opening().is_some());
            match found.iter_mut().find(|(known, _)| *known == key) {
                Some((_, known)) => *known |= opens,
                None => found.push((key, opens)),
            }
        }
        Ok(found)
    }
}

/// Whether a duty's window also forbids doing the act before it.
pub(in crate::logic) fn forbids_earlier(window: Option<&Window>) -> bool {
    // What one of several clauses that `or` joins allows, another cannot call too early.
    window.is_some_and(|window| {
        window.join == Join::And
            && window.clauses.iter().any(|clause| matches!(clause, Clause::NoEarlierThan(_)))
    })
}
