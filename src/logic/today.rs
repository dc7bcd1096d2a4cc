//! The day that is looked at: whether what is found exists on it, and on which days it does.

use std::collections::BTreeSet;

use super::Limit;
use super::eliminate;
use super::formula::Formula;
use super::query::{Found, Grounded, Instance, Polarity, Query};
use super::solve;
use super::universe::{Atom, Instant, Place};
use crate::model::{Day, DaySpan, Minute};

impl Query<'_> {
    /// A window of the set that is not always open is open on the day that is looked at.
    fn is_open_today(&mut self, set: &[&Instance]) -> Grounded {
        let mut open = Vec::new();
        for it in set {
            let norm = &self.model.norms[it.norm];
            if norm.window.is_none() {
                continue;
            }
            let anchors = self.act_anchors(norm, &it.binding)?;
            if set.len() == 1 || anchors.iter().any(|(_, opens)| self.strong || !opens) {
                return Ok(Formula::True); // its window lies where the behaviour puts it
            }
            open.push(self.is_window_open_today(it)?);
        }
        Ok(if open.is_empty() { Formula::True } else { Formula::any(open) })
    }

    pub(super) fn is_window_open_today(&mut self, it: &Instance) -> Grounded {
        let t = self.universe.moment();
        let now: Instant = Place::NOW.into();
        let tomorrow = now.plus(crate::model::DAY);
        let today = self.universe.before(now, t.into(), false);
        let today = today.and(self.universe.before(t.into(), tomorrow, true));
        let live = self.live_at(it, t.into(), Polarity::Positive)?;
        eliminate::exists(&mut self.universe, t, today.and(live))
    }

    /// All norms are in force on the day that is looked at, and a window is open.
    pub(super) fn is_found_today(&mut self, set: &[&Instance]) -> Grounded {
        let mut parts = vec![self.is_open_today(set)?];
        for it in set {
            parts.push(self.in_force_at(&self.model.norms[it.norm], Place::NOW.into()));
        }
        Ok(Formula::all(parts))
    }

    /// The spans of days on which the situation that was found is possible; empty where no date matters.
    pub(super) fn dates(&mut self, found: &Found) -> Result<Vec<DaySpan>, Limit> {
        let mut cuts: BTreeSet<Day> = BTreeSet::new();
        for (_, atom) in self.universe.atoms() {
            if let Atom::Within(Place::ZERO, Place::NOW, bound) = atom {
                let at = Minute(-bound.value);
                cuts.insert(if at == at.day().start() { at.day() } else { at.day().plus(1) });
            }
        }
        if cuts.is_empty() {
            return Ok(Vec::new());
        }
        let cuts: Vec<Day> = cuts.into_iter().collect();
        let mut spans: Vec<DaySpan> = Vec::new();
        for index in 0..=cuts.len() {
            let from = index.checked_sub(1).map(|before| cuts[before]);
            let until = cuts.get(index).map(|next| next.plus(-1));
            let days = DaySpan { from, until };
            let inside = self.in_span(days, Place::NOW.into());
            let mut formulas = found.formulas.clone();
            formulas.push(inside);
            if solve::decide(&self.universe, &formulas)?.0.is_some() {
                match spans.last_mut() {
                    Some(last) if last.until.map(|day| day.plus(1)) == from && from.is_some() => {
                        last.until = until
                    }
                    _ => spans.push(days),
                }
            }
        }
        if spans == [DaySpan::ALWAYS] {
            spans.clear();
        }
        Ok(spans)
    }
}
