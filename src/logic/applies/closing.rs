//! Duties that nothing opens, and when they close: before the norm came into force, they ask for nothing, or were met in time.

use super::reach::stretches;
use crate::logic::Limit;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Done, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Atom, Instant, OccurrenceKey, Place, PlaceKind};
use crate::model::{Clause, Occurrence};

/// What a behaviour owes: doings at their moments, and what is done at all moments of windows.
#[derive(Clone, Copy)]
pub(in crate::logic) struct Owed<'a> {
    pub(in crate::logic) once: &'a [(Deed, Place)],
    pub(in crate::logic) standing: &'a [&'a Instance],
}

impl Query<'_> {
    /// A duty that nothing opens closes after the norm came into force: else it never opened.
    pub(super) fn closes_in_force(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        polarity: Polarity,
    ) -> Grounded {
        if clauses.iter().any(Clause::opens) {
            return Ok(Formula::True);
        }
        let mut parts = Vec::new();
        for clause in clauses {
            // Of what a behaviour may do that is asked where an act is wanted: see `closes_too_soon`.
            if let Some(act @ Occurrence::Act { .. }) = clause.hangs_on() {
                let key = self.occurrence(act, &it.binding)?;
                parts.extend(self.closes_in_force_as_listed(it, clause, &key, polarity)?);
            } else if let Some((happens, later)) = self.closes_in_force_by(it, clause)? {
                parts.push(happens.implies(later));
            }
        }
        Ok(Formula::all(parts))
    }

    /// The same of each act that closes it and that the situation says was done: when that was is up to nobody.
    fn closes_in_force_as_listed(
        &mut self,
        it: &Instance,
        clause: &Clause,
        key: &OccurrenceKey,
        polarity: Polarity,
    ) -> Result<Vec<Formula>, Limit> {
        let mut parts = Vec::new();
        let Some(closes) = Deed::of_key(key) else { return Ok(parts) };
        let listed: Vec<OccurrenceKey> = self.listed.iter().cloned().collect();
        for done in listed {
            let up_to_behaviour = self.strong && self.own_starts.contains(&done);
            let Some(deed) = Deed::of_key(&done).filter(|_| !up_to_behaviour) else { continue };
            let is = self.is_deed(&deed, &closes, !polarity)?;
            if is == Formula::False {
                continue;
            }
            let at = self.universe.place(PlaceKind::Occurrence(done.clone()));
            let given = self.universe.holds(Atom::Happens(done)).and(is);
            let before = self.behaviour.insert(key.clone(), Some(Done::first(at)));
            self.shortest = self.optimistic;
            let closed = self.closes_in_force_by(it, clause);
            match before {
                Some(before) => self.behaviour.insert(key.clone(), before),
                None => self.behaviour.remove(key),
            };
            parts.extend(closed?.map(|(_, later)| given.implies(later)));
        }
        Ok(parts)
    }

    /// An act whose first doing is the one that is wanted at a moment closes the window of a duty that nothing opens,
    /// before the norm came into force: the duty asks for nothing then. (An act that was done before it was wanted is no
    /// way out.)
    pub(in crate::logic) fn closes_too_soon(&mut self, it: &Instance, wanted: Instant) -> Grounded {
        match *stretches(&self.model.norms[it.norm]).as_slice() {
            [clauses] => self.stretch_closes_too_soon(it, clauses, wanted),
            _ => Ok(Formula::False),
        }
    }

    /// The same of one stretch of its window.
    pub(super) fn stretch_closes_too_soon(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        wanted: Instant,
    ) -> Grounded {
        if clauses.iter().any(Clause::opens) {
            return Ok(Formula::False);
        }
        // That it asks for nothing must be shown: so the window closes late.
        self.shortest = self.optimistic;
        let mut ways = Vec::new();
        for clause in clauses.iter().filter(|clause| hangs_on_act(clause)) {
            let Some(act) = clause.hangs_on() else { continue };
            let key = self.occurrence(act, &it.binding)?;
            let first = self.when(&key);
            if let Some((happens, later)) = self.closes_in_force_by(it, clause)? {
                let is_first = self.universe.before(wanted, first, false);
                ways.push(Formula::all([happens, is_first, !later]));
            }
        }
        Ok(Formula::any(ways))
    }

    /// The moment meets a duty that nothing opens before the norm came into force, where its window closes before that, by
    /// an act that is first done as something owed: a date makes no norms clash on its first days. Of stretches apart, the
    /// others ask for nothing.
    pub(in crate::logic) fn is_met_before_force(
        &mut self,
        it: &Instance,
        at: Instant,
        owed: Owed<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let (when, unless) = self.conditions_of(it.norm);
        if self.theory.asks_norms(when) || self.theory.asks_norms(unless) {
            return Ok(Formula::False);
        }
        let apart = stretches(&self.model.norms[it.norm]);
        let mut ways = Vec::new();
        for (place, clauses) in apart.iter().enumerate() {
            let mut met = self.stretch_is_met_before_force(it, clauses, (at, owed), polarity)?;
            for (_, other) in apart.iter().enumerate().filter(|(other, _)| *other != place) {
                if met != Formula::False {
                    met = met.and(!self.stretch_opens(it, other, !polarity, 0)?);
                }
            }
            ways.push(met);
        }
        Ok(Formula::any(ways))
    }

    fn stretch_is_met_before_force(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        (at, owed): (Instant, Owed<'_>),
        polarity: Polarity,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let closes = clauses.iter().filter(|clause| hangs_on_act(clause));
        if clauses.iter().any(Clause::opens) || closes.clone().next().is_none() {
            return Ok(Formula::False);
        }
        self.shortest = self.optimistic;
        let mut ways = Vec::new();
        for clause in closes {
            let Some(act) = clause.hangs_on() else { continue };
            let key = self.occurrence(act, &it.binding)?;
            let Some((happens, later)) = self.closes_in_force_by(it, clause)? else { continue };
            let is_owed = self.is_done_as_owed(&key, owed, polarity)?;
            ways.push(Formula::all([happens, !later, is_owed]));
        }
        let mut parts = vec![Formula::any(ways)];
        for clause in clauses {
            parts.push(self.in_clause(clause, self.frame(norm), &it.binding, at)?);
        }
        Ok(Formula::all(parts))
    }

    /// A standing duty that nothing opens ends, by acts of the behaviour, after it was first law, or by what is owed: what was
    /// done before is no way out. Of stretches apart one is enough, but none that a date or an event ended before that, and
    /// none that asks for nothing, as what ends it never happens.
    pub(in crate::logic) fn ends_as_law(
        &mut self,
        it: &Instance,
        owed: Owed<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let norm = &self.model.norms[it.norm];
        if norm.clauses().any(Clause::opens) {
            return Ok(Formula::True);
        }
        let (mut asking, mut ways) = (Vec::new(), Vec::new());
        for clauses in stretches(norm) {
            let asks = self.stretch_is_reached(it, clauses)?;
            ways.push(asks.clone().and(self.stretch_ends_as_law(it, clauses, owed, polarity)?));
            asking.push(asks);
        }
        Ok(Formula::any(asking).implies(Formula::any(ways)))
    }

    fn stretch_ends_as_law(
        &mut self,
        it: &Instance,
        clauses: &[Clause],
        owed: Owed<'_>,
        polarity: Polarity,
    ) -> Grounded {
        self.shortest = self.optimistic;
        let frame = self.frame(&self.model.norms[it.norm]);
        let mut parts = Vec::new();
        for clause in clauses {
            let mut is_owed = Formula::False;
            if let Some(act @ Occurrence::Act { .. }) = clause.hangs_on() {
                let key = self.occurrence(act, &it.binding)?;
                if !matches!(self.behaviour.get(&key), Some(Some(_))) {
                    continue;
                }
                is_owed = self.is_done_as_owed(&key, owed, polarity)?;
            }
            let Some(closing) = self.closing(clause, frame, &it.binding)? else { continue };
            let later = self.was_ever_law(it, closing.end.at, !closing.closed)?;
            parts.push(closing.end.if_happens.implies(later.or(is_owed)));
        }
        Ok(Formula::all(parts))
    }

    /// The first doing of an act is one that duties ask for.
    fn is_done_as_owed(
        &mut self,
        key: &OccurrenceKey,
        owed: Owed<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let Some(deed) = Deed::of_key(key) else { return Ok(Formula::False) };
        let first = self.when(key);
        let mut ways = Vec::new();
        for (other, moment) in owed.once {
            let same = self.is_deed(other, &deed, polarity)?;
            ways.push(same.and(self.universe.before((*moment).into(), first, false)));
        }
        for it in owed.standing {
            if self.model.norms[it.norm].acts.len() > 1 {
                continue;
            }
            let own = self.deed(it, 0)?;
            let same = self.is_deed(&own, &deed, polarity)?;
            if same != Formula::False {
                ways.push(same.and(self.has_begun(it, first)?));
            }
        }
        Ok(Formula::any(ways))
    }

    /// The window of a standing duty has begun.
    fn has_begun(&mut self, it: &Instance, t: Instant) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let clauses = norm.window.as_ref().map_or(&[][..], |window| &window.clauses);
        let mut parts = vec![self.was_ever_law(it, t, false)?];
        for start in self.starts(norm, clauses, &it.binding)? {
            parts.push(self.universe.before(start, t, false));
        }
        Ok(Formula::all(parts))
    }

    /// That what closes a window by a clause happens, and that it closes after the norm came into force.
    pub(super) fn closes_in_force_by(
        &mut self,
        it: &Instance,
        clause: &Clause,
    ) -> Result<Option<(Formula, Formula)>, Limit> {
        let frame = self.frame(&self.model.norms[it.norm]);
        let Some(closing) = self.closing(clause, frame, &it.binding)? else { return Ok(None) };
        // Nor is one left without slack that closes with the first moment of the law: that, too, is one of its first days.
        let later = self.force_begun(it, closing.end.at, !closing.closed || self.tight)?;
        Ok(Some((closing.end.if_happens, later)))
    }
}

fn hangs_on_act(clause: &Clause) -> bool {
    matches!(clause.hangs_on(), Some(Occurrence::Act { .. }))
}
