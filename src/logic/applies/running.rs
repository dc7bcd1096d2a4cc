//! What a duty that recurs says at a moment: each stretch says so while it runs, and the first before it begins, too.
//!
//! Mostly all stretches say so alike, and one of them runs at every moment. Where what displaces or defeats a duty, or the
//! days on which it is law, can take some of them away, it is asked which one runs.

use super::recurring::{STRETCHES, Turn};
use super::window::Edge;
use crate::logic::Limit;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Instant, Place};
use crate::model::{Clause, Length, NormId, Point};

/// The time of a duty that recurs.
type Every<'n> = (&'n Length, Option<&'n Point>);

impl Query<'_> {
    /// Some stretches of a duty that recurs may be effective and others not.
    pub(super) fn is_said_by_stretches(&mut self, it: &Instance) -> Result<bool, Limit> {
        if !self.recurs_in_any_stretch(it.norm) {
            return Ok(false);
        }
        let some = self.universe.moment();
        Ok(self.is_displaceable(it)
            || self.force_at(it, some.into())? != Formula::True
            || !self.unbeaten.contains(&it.norm)
                && (self.theory.larger().may_lose(it.norm) || !self.superiors(it)?.is_empty()))
    }

    /// A stretch that is effective runs at the moment; of the first it is enough that it is not over.
    pub(super) fn is_said_in_a_stretch(
        &mut self,
        it: &Instance,
        at: Instant,
        polarity: Polarity,
    ) -> Grounded {
        let applies = self.applies(it, polarity)?;
        let norm = &self.model.norms[it.norm];
        let every = match norm.window.as_ref().map(|window| window.clauses.as_slice()) {
            Some([Clause::Every { length, from }]) => (length, from.as_ref()),
            _ => return Err(Limit::Recurring),
        };
        if applies == Formula::False {
            return Ok(applies);
        }
        let mut ways = Vec::new();
        for count in 0..STRETCHES {
            ways.push(self.in_turn(it.norm, Turn::Number(count), &mut |query| {
                let runs = query.runs_at(it, every, at, count == 0)?;
                if runs == Formula::False {
                    return Ok(runs);
                }
                Ok(runs.and(query.effective(it, polarity)?))
            })?);
        }
        ways.push(self.is_said_in_a_later_stretch(it, every, at, polarity)?);
        Ok(Formula::any(ways))
    }

    /// The same of the stretches after those that are told apart. Where that must be shown, one may begin at any moment.
    /// Where it must be ruled out, one says so for certain if each that could be running does.
    fn is_said_in_a_later_stretch(
        &mut self,
        it: &Instance,
        every: Every<'_>,
        at: Instant,
        polarity: Polarity,
    ) -> Grounded {
        let (length, from) = every;
        let frame = self.frame(&self.model.norms[it.norm]);
        let first = match from {
            Some(point) => self.point(point, frame, &it.binding, Edge::Beginning)?.at,
            None => Place::NOW.into(),
        };
        let low = self.laid(first, length, STRETCHES, frame, &it.binding)?;
        let start = self.universe.moment();
        let (runs, says) = self.in_turn(it.norm, Turn::At(start), &mut |query| {
            let runs = query.runs_at(it, every, at, false)?;
            Ok((runs, query.effective(it, polarity)?))
        })?;
        let runs = runs.and(self.universe.before(low, start.into(), false));
        if polarity == Polarity::Positive {
            return eliminate::exists(&mut self.universe, start, runs.and(says));
        }
        let begun = self.universe.before(low, at, false);
        let all = eliminate::forall(&mut self.universe, start, runs.implies(says))?;
        let happens = match from {
            Some(point) => self.point(point, frame, &it.binding, Edge::Beginning)?.if_happens,
            None => Formula::True,
        };
        Ok(Formula::all([happens, begun, all]))
    }

    /// What is built for one stretch of a duty.
    fn in_turn<T>(
        &mut self,
        norm: NormId,
        turn: Turn,
        build: &mut dyn FnMut(&mut Self) -> Result<T, Limit>,
    ) -> Result<T, Limit> {
        self.turns.insert(norm, turn);
        let built = build(self);
        self.turns.remove(&norm);
        built
    }

    /// The moment lies in the stretch that is asked about, or before it; lengths that vary are taken to be long.
    fn runs_at(
        &mut self,
        it: &Instance,
        (length, from): Every<'_>,
        at: Instant,
        or_is_ahead: bool,
    ) -> Grounded {
        let frame = self.frame(&self.model.norms[it.norm]);
        self.shortest = false;
        let stretch = self.stretch(length, from, frame, &it.binding)?;
        // Stretches of whole days: the first moment of the next belongs to that.
        let is_dated = from.is_some_and(|point| point.root().is_none());
        let open = self.universe.before(at, stretch.end, is_dated);
        if or_is_ahead {
            return Ok(open);
        }
        Ok(self.universe.before(stretch.start, at, false).and(open))
    }
}
