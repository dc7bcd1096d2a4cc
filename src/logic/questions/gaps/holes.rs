//! Days on which nothing fills an exception that a norm fills on others: before the first, between, after the last.

use std::collections::BTreeSet;

use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Polarity, Query, Reread};
use crate::logic::ground::universe::{Atom, Instant, Place};
use crate::logic::theory::Theory;
use crate::logic::{Limit, solve};
use crate::model::{Clause, Cond, Day, DaySpan, Minute, NormId};

/// Where the days lie among those on which the exception is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum HoleSide {
    /// Before the first.
    Before,
    /// Between two.
    Between,
    /// After the last.
    After,
}

/// Days on which a norm is in force and nothing fills its exception.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hole {
    /// The norm whose exception it is.
    pub norm: NormId,
    /// The part of its `unless` that asks what other norms say.
    pub part: usize,
    /// The days.
    pub days: DaySpan,
    /// Where they lie.
    pub side: HoleSide,
    /// The norms that filled it on the day before.
    pub ended: Vec<NormId>,
    /// The norms that fill it on the day after.
    pub next: Vec<NormId>,
}

impl Theory<'_> {
    /// The holes in the exceptions of a norm. What fills an exception on some day is looked for among the cases of
    /// the norm; the norm's own window is left out.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn holes(&self, norm: NormId) -> Result<Vec<Hole>, Limit> {
        let own = &self.model.norms[norm];
        let mut found = Vec::new();
        for (place, (part, _)) in own.unless_parts().into_iter().enumerate() {
            if !self.asks_norms(part) {
                continue;
            }
            let fillers = self.fillers(norm, part);
            if fillers.is_empty() || fillers.iter().any(|&it| self.lasts(it)) {
                continue;
            }
            let nothing = Cond::Any(Vec::new());
            let filled = self.days_with_cases(norm, own.when.clone().and(part.clone()), nothing)?;
            if filled.is_empty() {
                continue;
            }
            let unfilled = without(&own.in_force, &filled);
            if unfilled.is_empty() {
                continue;
            }
            // Where other parts leave the norm no case, nobody misses this one.
            let left = self.days_with_cases(norm, own.when.clone(), own.unless.clone())?;
            for days in unfilled.into_iter().filter(|it| left.iter().any(|own| overlap(*own, *it)))
            {
                found.push(self.hole(norm, place, days, &filled, &fillers));
            }
        }
        Ok(found)
    }

    /// No date brings the norm to an end, or lets it begin: neither its own, nor one in its TIME or its conditions, nor
    /// one of a party.
    fn lasts(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let dated = |clause: &Clause| clause.anchor().is_some_and(|point| point.root().is_none());
        let parties = &self.model.instruments[own.instrument].parties;
        own.in_force == [DaySpan::ALWAYS]
            && !own.clauses().any(dated)
            && parties.iter().all(|party| party.days == DaySpan::ALWAYS)
            && ![&own.when, &own.unless].into_iter().any(|cond| self.asks_dates(cond))
    }

    fn hole(
        &self,
        norm: NormId,
        part: usize,
        days: DaySpan,
        filled: &[DaySpan],
        fillers: &[NormId],
    ) -> Hole {
        let earlier =
            |it: &DaySpan| it.until.is_some_and(|end| days.from.is_some_and(|from| end < from));
        let later =
            |it: &DaySpan| it.from.is_some_and(|start| days.until.is_some_and(|end| end < start));
        let side = match (filled.iter().any(earlier), filled.iter().any(later)) {
            (true, true) => HoleSide::Between,
            (true, false) => HoleSide::After,
            _ => HoleSide::Before,
        };
        let on = |day: Option<Day>| {
            let in_force = |it: &&NormId| {
                day.is_some_and(|day| {
                    self.model.norms[**it].in_force.iter().any(|days| days.contains(day))
                })
            };
            fillers.iter().filter(in_force).copied().collect::<Vec<_>>()
        };
        let ended = on(days.from.map(|day| day.plus(-1)));
        let next = on(days.until.map(|day| day.plus(1)));
        Hole { norm, part, days, side, ended, next }
    }

    /// The norms that could answer what a part asks.
    fn fillers(&self, norm: NormId, part: &Cond) -> Vec<NormId> {
        let mut found = BTreeSet::new();
        for part in self.model.parts(part) {
            match part {
                Cond::Status(status) => {
                    found.extend(self.that_answer(status).into_iter().filter(|&it| it != norm));
                }
                Cond::Applies(target) => found.extend(self.members(*target)),
                _ => {}
            }
        }
        found.into_iter().collect()
    }

    /// The days on which the norm, with these conditions, has a case.
    fn days_with_cases(
        &self,
        norm: NormId,
        when: Cond,
        unless: Cond,
    ) -> Result<Vec<DaySpan>, Limit> {
        let reread = Reread { norm, when, unless };
        let mut query = Query::new(self);
        query.instead = Some(&reread);
        let now = Place::NOW.into();
        let formula = query.settle(&mut |query| {
            let it = query.instance(norm, 0, Binding::empty(&query.model.norms[norm].scope));
            let so = Formula::all([
                query.base(&it, Polarity::Positive, 0)?,
                query.force_at(&it, now)?,
                query.conditions(&it, now, now, Polarity::Positive, 0)?,
            ]);
            if so == Formula::False {
                return Ok(so);
            }
            Ok(so.and(query.assumptions()?))
        })?;
        if formula == Formula::False {
            return Ok(Vec::new());
        }
        let mut formulas = vec![formula];
        formulas.extend(query.axioms(true)?);
        query.possible_days(&formulas)
    }
}

impl Query<'_> {
    /// The days, as spans, that can be the day looked at where the formulas hold.
    fn possible_days(&mut self, formulas: &[Formula]) -> Result<Vec<DaySpan>, Limit> {
        let mut cuts: BTreeSet<Day> = BTreeSet::new();
        for (_, atom) in self.universe.atoms() {
            let at = match atom {
                Atom::Within(Place::ZERO, Place::NOW, bound) => Minute(-bound.value),
                Atom::Within(Place::NOW, Place::ZERO, bound) => Minute(bound.value),
                _ => continue,
            };
            cuts.extend([at.day(), at.day().plus(1)]);
        }
        let cuts: Vec<Day> = cuts.into_iter().collect();
        let mut spans: Vec<DaySpan> = Vec::new();
        for index in 0..=cuts.len() {
            let from = index.checked_sub(1).map(|before| cuts[before]);
            let until = cuts.get(index).map(|next| next.plus(-1));
            let inside = self.in_span(DaySpan { from, until }, Instant::from(Place::NOW));
            let mut all = formulas.to_vec();
            all.push(inside);
            if solve::decide(&self.universe, &all)?.0.is_none() {
                continue;
            }
            match spans.last_mut() {
                Some(last) if from.is_some() && last.until.map(|day| day.plus(1)) == from => {
                    last.until = until;
                }
                _ => spans.push(DaySpan { from, until }),
            }
        }
        Ok(spans)
    }
}

/// The days of the first that are in none of the second (sorted and apart).
fn without(all: &[DaySpan], taken: &[DaySpan]) -> Vec<DaySpan> {
    let mut left = Vec::new();
    for &span in all {
        let mut rest = Some(span);
        for cut in taken {
            let Some(now) = rest else { break };
            if let Some(day) = cut.from
                && let Some(before) =
                    now.intersect(DaySpan { from: None, until: Some(day.plus(-1)) })
            {
                left.push(before);
            }
            rest = match cut.until {
                Some(day) => now.intersect(DaySpan { from: Some(day.plus(1)), until: None }),
                None => None,
            };
        }
        left.extend(rest);
    }
    left
}

fn overlap(a: DaySpan, b: DaySpan) -> bool {
    let before =
        |a: DaySpan, b: DaySpan| a.until.zip(b.from).is_some_and(|(end, start)| end < start);
    !before(a, b) && !before(b, a)
}
