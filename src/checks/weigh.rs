//! What the engine found about gaps and force: the rules word it.

use std::collections::BTreeSet;

use super::parallel::{found_in_parallel, in_parallel};
use super::part::Part;
use super::rules::conflicts::duties_of_one_event;
use super::{Settings, Unknown};
use crate::logic::{
    Clock, Conflict, Gap, Hole, Idle, Implied, Limit, Plain, Sayings, Settled, Theory, Witness,
};
use crate::model::{Modal, NormId, UniverseId};

/// Answers to the questions about gaps and force.
#[derive(Debug, Default)]
pub(super) struct Weighed {
    /// Universes with a case that no norm settles.
    pub(super) gaps: Vec<(UniverseId, Gap)>,
    /// Duties that leave out some bearers of a universe.
    pub(super) partly: Vec<(UniverseId, NormId, Witness)>,
    /// For each norm with holes in its exceptions: the holes, in order.
    pub(super) holes: Vec<Vec<Hole>>,
    /// What of a norm has no effect.
    pub(super) idle: Vec<(NormId, Idle)>,
    /// Norms that are always defeated, each with those that defeat it.
    pub(super) defeated: Vec<(NormId, Vec<NormId>)>,
    /// Norms that others make superfluous.
    pub(super) implied: Vec<Implied>,
    /// Duties that one event starts.
    pub(super) clocks: Vec<Clock>,
}

/// The questions of one run.
pub(super) struct Scales<'s, 'm> {
    pub(super) theory: &'s Theory<'m>,
    /// The part of the questions that is asked.
    pub(super) part: &'s Part,
    pub(super) settings: &'s Settings,
    pub(super) conflicts: &'s [Conflict],
    pub(super) settled: &'s [Settled],
    pub(super) unknowns: &'s mut Vec<Unknown>,
}

impl Scales<'_, '_> {
    /// Asks everything. What is true of a norm's whole life is not asked where one day is looked at.
    pub(super) fn weigh(mut self) -> Weighed {
        let mut weighed = Weighed::default();
        self.universes(&mut weighed);
        if self.settings.on.is_none() {
            weighed.holes = self.holes();
            weighed.idle = self.idle();
            weighed.defeated = self.defeated(&weighed.idle);
            weighed.implied = self.implied(&weighed);
        }
        if self.settings.asks_for(&duties_of_one_event::RULE) {
            weighed.clocks = self.clocks();
        }
        weighed
    }

    fn universes(&mut self, weighed: &mut Weighed) {
        let model = self.theory.model;
        let own = model.universes.iter().filter(|(id, _)| self.part.has_other(id.0));
        for (id, universe) in own {
            let name = || vec![universe.name.to_string()];
            match self.theory.gap(id) {
                Ok(found) => weighed.gaps.extend(found.map(|gap| (id, gap))),
                Err(limit) => self.note(name(), &limit),
            }
            match self.theory.partly_covering(id) {
                Ok(found) => {
                    weighed.partly.extend(found.into_iter().map(|(norm, case)| (id, norm, case)))
                }
                Err(limit) => self.note(name(), &limit),
            }
        }
    }

    fn holes(&mut self) -> Vec<Vec<Hole>> {
        let with_exception: Vec<NormId> = self.own_norms(|norm| {
            let own = &self.theory.model.norms[norm];
            own.has_exception() && self.theory.is_dynamic(&own.unless)
        });
        let answers =
            in_parallel(self.settings.threads, &with_exception, |&norm| self.theory.holes(norm));
        let mut found = Vec::new();
        for (norm, answer) in with_exception.into_iter().zip(answers) {
            match answer {
                Ok(holes) if holes.is_empty() => {}
                Ok(holes) => found.push(holes),
                Err(limit) => self.note_norm(norm, &limit),
            }
        }
        found
    }

    fn idle(&mut self) -> Vec<(NormId, Idle)> {
        let plain = Plain::new(self.theory);
        let asked: Vec<NormId> = self.own_norms(|_| true);
        let answers = found_in_parallel(self.settings.threads, &asked, |&norm| {
            let answer = self.theory.idle(&plain, norm);
            (!matches!(&answer, Ok(idle) if idle.is_empty())).then_some(answer)
        });
        let mut found = Vec::new();
        for (place, answer) in answers {
            let norm = asked[place];
            match answer {
                Ok(idle) => found.extend(idle.into_iter().map(|it| (norm, it))),
                Err(limit) => self.note_norm(norm, &limit),
            }
        }
        found
    }

    /// Only a norm that yields somewhere, and takes part in no conflict, can always be defeated.
    fn defeated(&mut self, idle: &[(NormId, Idle)]) -> Vec<(NormId, Vec<NormId>)> {
        let mut losers: BTreeSet<NormId> =
            self.settled.iter().flat_map(|it| it.norms.iter().copied()).collect();
        for norm in self.conflicts.iter().flat_map(|it| &it.norms) {
            losers.remove(norm);
        }
        for it in self.settled.iter().filter(|it| it.always) {
            losers.remove(&it.loser); // told as invalid
        }
        for (norm, it) in idle {
            if matches!(it, Idle::Norm(_)) {
                losers.remove(norm);
            }
        }
        let losers: Vec<NormId> = losers.into_iter().collect();
        let answers =
            in_parallel(self.settings.threads, &losers, |&norm| self.always_defeated(norm));
        let mut found = Vec::new();
        for (norm, answer) in losers.into_iter().zip(answers) {
            match answer {
                Ok(by) if by.is_empty() => {}
                Ok(by) => found.push((norm, by)),
                Err(limit) => self.note_norm(norm, &limit),
            }
        }
        found
    }

    fn always_defeated(&self, norm: NormId) -> Result<Vec<NormId>, Limit> {
        if !self.theory.never_effective(norm)? {
            return Ok(Vec::new());
        }
        let with = self.settled.iter().filter(|it| it.norms.contains(&norm));
        let others = with.flat_map(|it| it.norms.iter().copied()).filter(|&it| it != norm);
        let others: BTreeSet<NormId> = others.collect();
        self.theory.defeaters(norm, &others.into_iter().collect::<Vec<_>>())
    }

    fn implied(&mut self, weighed: &Weighed) -> Vec<Implied> {
        let sayings = Sayings::new(self.theory);
        let mut without: BTreeSet<NormId> =
            weighed.defeated.iter().map(|(norm, _)| *norm).collect();
        without.extend(
            weighed.idle.iter().filter(|(_, it)| matches!(it, Idle::Norm(_))).map(|(id, _)| *id),
        );
        // Told as invalid.
        without.extend(self.settled.iter().filter(|it| it.always).map(|it| it.loser));
        // What others say that are not in this set may bear on norms that ask.
        let asks = |norm: NormId| {
            let own = &self.theory.model.norms[norm];
            self.theory.asks_norms(&own.when) || self.theory.asks_norms(&own.unless)
        };
        let asked: Vec<NormId> = self.own_norms(|norm| !without.contains(&norm) && !asks(norm));
        let answers = found_in_parallel(self.settings.threads, &asked, |&norm| {
            let answer = self.theory.implied_wholly(&sayings, norm);
            (!matches!(answer, Ok(None))).then_some(answer)
        });
        let mut found: Vec<Implied> = Vec::new();
        for (place, answer) in answers {
            let norm = asked[place];
            match answer {
                // Of two that say the same, the later is told.
                Ok(Some(it)) if it.by.iter().any(|&by| asks(by)) => {}
                Ok(Some(it)) if it.same && it.by[0] > norm => {}
                Ok(it) => found.extend(it),
                Err(limit) => self.note_norm(norm, &limit),
            }
        }
        found
    }

    fn clocks(&mut self) -> Vec<Clock> {
        let conflicts: Vec<Vec<NormId>> =
            self.conflicts.iter().map(|it| it.norms.clone()).collect();
        // Of a part of several, each event is told where its duties are.
        let is_asked = |norm| !matches!(self.part, Part::Shard(..)) || self.part.has(norm);
        match self.theory.clocks(&conflicts, &is_asked) {
            Ok(clocks) => clocks,
            Err(limit) => {
                self.note(Vec::new(), &limit);
                Vec::new()
            }
        }
    }

    fn own_norms(&self, which: impl Fn(NormId) -> bool) -> Vec<NormId> {
        let relation = |norm: &NormId| self.theory.model.norms[*norm].modal == Modal::Relation;
        let own = |norm: &NormId| self.part.has(*norm);
        let norms = self.theory.written().filter(|norm| !relation(norm)).filter(own);
        norms.filter(|&norm| which(norm)).collect()
    }

    fn note_norm(&mut self, norm: NormId, limit: &Limit) {
        self.note(vec![self.theory.model.qualified(norm)], limit);
    }

    fn note(&mut self, norms: Vec<String>, limit: &Limit) {
        self.unknowns.push(Unknown { reason: limit.to_string(), norms });
    }
}
