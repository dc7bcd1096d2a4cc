//! When an instance asks for something: its window, as far as force, conditions and displacement leave it.
//!
//! A window is one stretch of clauses, or several that `or` joins; each is opened, bound and conditioned apart.

use super::window::{Shape, forbids_earlier, shape};
use crate::logic::Limit;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Instant, Place};
use crate::model::{Clause, Join, Norm, Reason, RelationKind};

/// How far it is asked whether an instance applies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Altogether.
    Whole,
    /// Whether a window that is no duty's has a moment at all is left to whoever asks.
    ButForMoments,
}

/// When what a norm's conditions ask can change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Never,
    /// With the start of the window.
    WithStart,
    /// From moment to moment.
    Always,
}

impl Query<'_> {
    /// The instance applies.
    pub(in crate::logic) fn applies(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        self.applies_below(it, polarity, 0)
    }

    /// The instance applies, if its window has a moment at all. Who asks goes on to such a moment; only what a
    /// duty forbids before its window does not lie in it, nor what was done before a norm came into force.
    pub(in crate::logic) fn applies_if_open(
        &mut self,
        it: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        let window = self.model.norms[it.norm].window.as_ref();
        let looks_back = window.is_some() && self.theory.begins(it.norm);
        let extent = match looks_back || forbids_earlier(window) {
            true => Extent::Whole,
            false => Extent::ButForMoments,
        };
        self.applies_to(it, polarity, 0, extent)
    }

    /// The instance applies; so many status sentences led here.
    pub(super) fn applies_below(
        &mut self,
        it: &Instance,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        self.applies_to(it, polarity, depth, Extent::Whole)
    }

    fn applies_to(
        &mut self,
        it: &Instance,
        polarity: Polarity,
        depth: u32,
        extent: Extent,
    ) -> Grounded {
        let base = self.base(it, polarity, depth)?;
        if base == Formula::False {
            return Ok(base);
        }
        let norm = &self.model.norms[it.norm];
        let mut ways = Vec::new();
        for clauses in stretches(norm) {
            let saved = self.behaviour.clone();
            let whenever = self.take_acts_as_done(it, polarity)?;
            let way = match shape(norm) {
                Shape::Once => self.duty_applies(it, clauses, polarity, depth),
                Shape::Standing => self.stretch_applies(it, clauses, polarity, depth, extent),
            };
            self.behaviour = saved;
            ways.push(self.at_any_of(&whenever, way?)?);
        }
        Ok(base.and(Formula::any(ways)))
    }

    /// A duty to be done once: decided when it opens, but for what changes from moment to moment.
    fn duty_applies(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let reached = self.stretch_is_reached(it, clauses)?;
        if reached == Formula::False {
            return Ok(reached);
        }
        let opened = self.opens(it, clauses, polarity, depth)?;
        let conditions = match self.change(it, clauses)? {
            Change::Always => self.conditions_leave_it(it, clauses, polarity, depth)?,
            _ => self.conditions_at(it, clauses, Place::NOW.into(), polarity, depth)?,
        };
        Ok(Formula::all([reached, opened, conditions]))
    }

    /// Conditions that change from moment to moment leave a moment of a window. One that is empty as written is left
    /// where they hold throughout.
    fn conditions_leave_it(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let t = self.universe.moment();
        let inside = self.in_stretch(it, clauses, t.into())?;
        let holds = self.conditions_at(it, clauses, t.into(), polarity, depth)?;
        let some = inside.clone().and(holds.clone());
        let some = eliminate::exists(&mut self.universe, t, some)?;
        let empty = !eliminate::exists(&mut self.universe, t, inside)?;
        Ok(some.or(empty.and(eliminate::forall(&mut self.universe, t, holds)?)))
    }

    /// A duty to be done once that asks what other norms say asks for nothing of a behaviour under which they leave it no
    /// moment: their windows may hang on acts which that does otherwise.
    pub(in crate::logic) fn is_left_by_others(
        &mut self,
        it: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        let (when, unless) = self.conditions_of(it.norm);
        let asks_norms = self.theory.asks_norms(when) || self.theory.asks_norms(unless);
        if !asks_norms || self.behaviour.is_empty() {
            return Ok(Formula::True);
        }
        let mut ways = Vec::new();
        for clauses in stretches(&self.model.norms[it.norm]) {
            ways.push(self.conditions_leave_it(it, clauses, polarity, 0)?);
        }
        Ok(Formula::any(ways))
    }

    /// Anything but a duty to be done once: some moment is left.
    fn stretch_applies(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        polarity: Polarity,
        depth: u32,
        extent: Extent,
    ) -> Grounded {
        let reached = self.stretch_is_reached(it, clauses)?;
        if reached == Formula::False {
            return Ok(reached);
        }
        let dynamic = self.change(it, clauses)? == Change::Always;
        let changes = dynamic || self.is_displaceable(it);
        let conditions = if dynamic {
            Formula::True
        } else {
            self.conditions_at(it, clauses, Place::NOW.into(), polarity, depth)?
        };
        if conditions == Formula::False {
            return Ok(conditions);
        }
        let instrument = &self.model.instruments[self.model.norms[it.norm].instrument];
        let bounded = !clauses.is_empty()
            || instrument.binds_parties_only()
            || !instrument.reservations.is_empty();
        if !changes && (!bounded || extent == Extent::ButForMoments) {
            return Ok(reached.and(conditions));
        }
        let t = self.universe.moment();
        let live = self.stretch_at(it, clauses, t.into(), polarity, depth)?;
        let some = eliminate::exists(&mut self.universe, t, live)?;
        Ok(Formula::all([reached, conditions, some]))
    }

    /// The instance, known to apply, asks for something at this moment.
    pub(in crate::logic) fn live_at(
        &mut self,
        it: &Instance,
        t: Instant,
        polarity: Polarity,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let stretches = stretches(norm);
        let mut ways = Vec::new();
        for clauses in &stretches {
            let mut live = self.stretch_at(it, clauses, t, polarity, 0)?;
            if stretches.len() > 1 && live != Formula::False {
                live = live.and(self.stretch_opens(it, clauses, polarity, 0)?);
            }
            ways.push(live);
        }
        Ok(Formula::any(ways))
    }

    /// The instance applies at this moment: a duty to be done once at every moment since it has been law, if it does.
    pub(in crate::logic) fn applies_at(
        &mut self,
        it: &Instance,
        t: Instant,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        if shape(norm) == Shape::Once {
            let law = norm.law_since().map(|day| Instant::at(day.start()));
            let is_law = law.map_or(Formula::True, |since| self.universe.before(since, t, false));
            return Ok(is_law.and(self.applies_below(it, polarity, depth)?));
        }
        let base = self.base(it, polarity, depth)?;
        if base == Formula::False {
            return Ok(base);
        }
        self.list_acts_of_the_consulted(it)?;
        let mut ways = Vec::new();
        for clauses in stretches(norm) {
            let live = self.stretch_at(it, clauses, t, polarity, depth)?;
            if live != Formula::False {
                ways.push(live.and(self.stretch_opens(it, clauses, polarity, depth)?));
            }
        }
        Ok(base.and(Formula::any(ways)))
    }

    /// What a stretch asks beside its moments: what opens it does, and conditions that do not change hold.
    pub(super) fn stretch_opens(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let mut parts = vec![self.stretch_is_reached(it, clauses)?];
        if shape(&self.model.norms[it.norm]) == Shape::Once {
            parts.push(self.opens(it, clauses, polarity, depth)?);
        }
        if self.change(it, clauses)? != Change::Always {
            let now = Place::NOW.into();
            parts.push(self.conditions_at(it, clauses, now, polarity, depth)?);
        }
        Ok(Formula::all(parts))
    }

    /// What the conditions ask at a moment, where that changes from moment to moment.
    fn changing_conditions_at(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        t: Instant,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        match self.change(it, clauses)? {
            Change::Always => self.conditions_at(it, clauses, t, polarity, depth),
            _ => Ok(Formula::True),
        }
    }

    /// The moment lies in a stretch, and what changes from moment to moment leaves it.
    fn stretch_at(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        t: Instant,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let mut parts = vec![self.in_stretch(it, clauses, t)?];
        if parts[0] == Formula::False {
            return Ok(Formula::False);
        }
        if shape(&self.model.norms[it.norm]) == Shape::Standing {
            parts.push(self.stands_at(it, clauses, t, polarity, depth)?);
        }
        // What other norms say then is asked of them as they are, whoever looks back.
        let looks_back = std::mem::replace(&mut self.looks_back, false);
        let conditions = self.changing_conditions_at(it, clauses, t, polarity, depth);
        self.looks_back = looks_back;
        parts.push(conditions?);
        Ok(Formula::all(parts))
    }

    /// It is in force at the moment, and nothing displaces it. Where that is asked looking back, what stands on the
    /// day that is looked at stands against what would have been done before, too.
    fn stands_at(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        t: Instant,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let force = self.force_at(it, t)?;
        let undisplaced = !self.displaced(it, t, !polarity, depth)?;
        if !self.looks_back || force == Formula::True {
            return Ok(force.and(undisplaced));
        }
        let now = Place::NOW.into();
        let back = [
            !force.clone(),
            self.universe.before(t, now, true),
            self.force_at(it, now)?,
            !self.displaced(it, now, !polarity, depth)?,
            self.changing_conditions_at(it, clauses, now, polarity, depth)?,
        ];
        Ok(force.and(undisplaced).or(Formula::all(back)))
    }

    /// The moment lies in all clauses. A duty to be done once that nothing opens does not look back beyond the
    /// days of force in which it is looked at.
    fn in_stretch(&mut self, it: &Instance, clauses: &[Clause], t: Instant) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let mut parts = Vec::new();
        for clause in clauses {
            parts.push(self.in_clause(clause, self.frame(norm), &it.binding, t)?);
        }
        if shape(norm) == Shape::Once {
            if clauses.is_empty() {
                parts.push(self.universe.before(Place::NOW.into(), t, false));
            } else if !clauses.iter().any(Clause::opens) {
                parts.push(self.force_begun(it, t, false)?);
            }
        }
        Ok(Formula::all(parts))
    }

    /// A duty that applies asks for something: what it hangs on happens; of stretches apart, of one that opens and closes
    /// while the norm is there, undisplaced and where its conditions hold. An act may be wanted at a moment.
    pub(in crate::logic) fn asks_for_something(
        &mut self,
        it: &Instance,
        wanted: Option<Instant>,
        polarity: Polarity,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let apart = stretches(norm);
        if apart.len() < 2 {
            return self.is_reached(norm, &it.binding);
        }
        let mut ways = Vec::new();
        for clauses in apart {
            let mut asks = self.stretch_opens(it, clauses, polarity, 0)?;
            if let Some(wanted) = wanted {
                asks = asks.and(!self.stretch_closes_too_soon(it, clauses, wanted)?);
            }
            ways.push(asks);
        }
        Ok(Formula::any(ways))
    }

    /// What the clauses ask to happen happens; what opens them does so in force.
    pub(super) fn stretch_is_reached(&mut self, it: &Instance, clauses: &[Clause]) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let mut parts = Vec::new();
        for clause in clauses {
            parts.push(self.clause_is_reached(clause, self.frame(norm), &it.binding)?);
            if let Some(occurrence) = clause.opened_by() {
                let key = self.occurrence(occurrence, &it.binding)?;
                let at = self.when(&key);
                parts.push(self.force_at(it, at)?);
            }
        }
        parts.push(self.has_its_turn(it, clauses)?);
        Ok(Formula::all(parts))
    }

    /// A duty to be done once opens in force, and undisplaced.
    fn opens(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        let mut build = |query: &mut Self, start: Instant| {
            let force = query.force_at(it, start)?;
            Ok(force.and(!query.displaced(it, start, !polarity, depth)?))
        };
        let opened = match clauses {
            [Clause::Every { length, from }] if self.recurs_in_any_stretch(it.norm) => {
                self.opens_in_some_stretch(it, (length, from.as_ref()), polarity, &mut build)?
            }
            _ => self.at_start(it, clauses, Place::NOW.into(), &mut build)?,
        };
        Ok(opened.and(self.closes_in_force(it, clauses, polarity)?))
    }

    /// The conditions at a moment, where dates and parties are asked of the start of the window.
    fn conditions_at(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        t: Instant,
        polarity: Polarity,
        depth: u32,
    ) -> Grounded {
        if self.change(it, clauses)? == Change::Never {
            return self.conditions(it, t, t, polarity, depth);
        }
        let mut build = |query: &mut Self, start| query.conditions(it, t, start, polarity, depth);
        self.at_start(it, clauses, t, &mut build)
    }

    /// What holds of the moment at which a stretch starts: the latest at which one of its clauses opens, or
    /// another moment where none does.
    fn at_start(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        otherwise: Instant,
        build: &mut dyn FnMut(&mut Self, Instant) -> Grounded,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let starts = self.starts(norm, clauses, &it.binding)?;
        match starts.as_slice() {
            // Without any TIME, a duty to be done once starts on the day that is looked at.
            [] if clauses.is_empty() && shape(norm) == Shape::Once => {
                build(self, Place::NOW.into())
            }
            [] => build(self, otherwise),
            [start] => build(self, *start),
            _ => {
                let mut ways = Vec::new();
                for &last in &starts {
                    let others = starts.iter().filter(|start| **start != last);
                    let is_last: Vec<_> =
                        others.map(|start| self.universe.before(*start, last, false)).collect();
                    ways.push(Formula::all(is_last).and(build(self, last)?));
                }
                Ok(Formula::any(ways))
            }
        }
    }

    pub(super) fn change(&mut self, it: &Instance, clauses: &[Clause]) -> Result<Change, Limit> {
        let (when, unless) = self.conditions_of(it.norm);
        let norm = &self.model.norms[it.norm];
        let theory = self.theory;
        if theory.asks_norms(when) || theory.asks_norms(unless) {
            return Ok(Change::Always);
        }
        if !theory.asks_dates(when) && !theory.asks_dates(unless) {
            return Ok(Change::Never);
        }
        let started = clauses.iter().any(Clause::opens);
        let started = started || (clauses.is_empty() && shape(norm) == Shape::Once);
        Ok(if started { Change::WithStart } else { Change::Always })
    }

    /// Whether a norm without TIME, and no duty to be done once, may hold at some times and not at others.
    pub(in crate::logic) fn holds_now_and_then(&mut self, it: &Instance) -> Result<bool, Limit> {
        let norm = &self.model.norms[it.norm];
        let untimed = norm.window.is_none() && shape(norm) != Shape::Once;
        Ok(untimed && (self.is_displaceable(it) || self.change(it, &[])? == Change::Always))
    }

    pub(super) fn is_displaceable(&self, it: &Instance) -> bool {
        let mut relations = self.theory.relations_against(it.norm);
        !self.theory.ignores(Reason::Displaced)
            && relations.any(|relation| relation.kind == RelationKind::Displaces)
    }
}

/// The clauses of each stretch: all together, or apart where `or` joins them; none where no TIME is written.
pub(super) fn stretches(norm: &Norm) -> Vec<&[Clause]> {
    match &norm.window {
        None => vec![&[]],
        Some(window) if window.join == Join::Or => window.clauses.chunks(1).collect(),
        Some(window) => vec![&window.clauses],
    }
}
