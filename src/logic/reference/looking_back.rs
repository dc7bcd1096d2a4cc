//! Acts in good time: what was done before a ban came into force is no way out of it, as long as something is owed since.

use std::collections::BTreeSet;

use super::behaviour::{Demand, Offer};
use super::deeds::Deed;
use super::differences::Difference;
use super::lines::{Doing, Edge, Line, System, disjoint};
use super::windows::Span;
use super::{Answer, World};
use crate::model::{Clause, DAY, Join, Norm};

impl World<'_> {
    // What is done so that something else can be is not done in good time, before what forbids it came into force,
    // unless all that is owed was done before that, too.
    pub(super) fn look_back(
        &self,
        system: &mut System,
        plan: &[&Offer],
        demand: &Demand,
        owed: &[(usize, i64)],
    ) -> Answer<()> {
        let Some(now) = self.now() else { return Ok(()) };
        let clock = vec![Edge { at: (0, now), closed: true }];
        let today = Line { lower: clock.clone(), upper: clock };
        let mut standing: Vec<Vec<Difference>> = Vec::new();
        for (_, span) in plan.iter().filter(|offer| !offer.once).flat_map(|o| &o.doings) {
            standing.push(disjoint(&today, &self.line(system, span)?));
        }
        let preparing: BTreeSet<usize> =
            system.firsts.values().chain(system.needed.values()).copied().collect();
        for (deed, span, since) in &demand.early_bans {
            let done = |&early| vec![Difference { early, late: (0, *since), strict: true }];
            let over: Vec<_> = owed.iter().map(done).chain(standing.iter().cloned()).collect();
            let ban = self.line(system, span)?;
            let of = |doing: &&Doing| {
                doing.is.contains(deed)
                    && doing.line.lower.iter().any(|edge| preparing.contains(&edge.at.0))
            };
            let lines: Vec<Line> =
                system.doings.iter().filter(of).map(|doing| doing.line.clone()).collect();
            for line in &lines {
                let choices = over.iter().map(|over| [disjoint(line, &ban), over.clone()].concat());
                system.choices.extend(choices);
            }
        }
        Ok(())
    }

    // What meets a duty that nothing opens is not done in good time, before what forbids it came into force, unless the
    // duty closed before that, too.
    pub(super) fn look_back_on(
        &self,
        system: &mut System,
        demand: &Demand,
        owed: &[(usize, i64)],
        reaching: &[Option<Span>],
    ) -> Answer<()> {
        for (moment, window) in owed.iter().zip(reaching) {
            let Some(window) = window else { continue };
            if self.was_met(system, *moment, window)? {
                continue;
            }
            let window = self.line(system, window)?;
            for (deed, span, since) in &demand.early_bans {
                let ban = self.line(system, span)?;
                let own = system.doings.iter().find(|doing| {
                    doing.line.lower.iter().any(|edge| edge.at == *moment)
                        && doing.is.contains(deed)
                });
                let Some(line) = own.map(|doing| doing.line.clone()) else { continue };
                let late = (0, *since);
                let closed = window.upper.iter().map(|edge| Difference {
                    early: edge.at,
                    late,
                    strict: edge.closed,
                });
                system.choices.push(disjoint(&line, &ban).into_iter().chain(closed).collect());
            }
        }
        Ok(())
    }

    // Whether what the situation says was done until the day that is looked at meets a duty with this window.
    fn was_met(&self, system: &System, moment: (usize, i64), window: &Span) -> Answer<bool> {
        let is_own = |doing: &&Doing| doing.line.lower.iter().any(|edge| edge.at == moment);
        let Some(owed) = system.doings.iter().find(is_own) else { return Ok(false) };
        let until = self.now().map_or(i64::MAX, |now| now + DAY);
        for ((action, by, args), at) in &self.situation.doings {
            let done = Deed { action: *action, by: *by, args: args.clone() };
            if self.wider(&done)?.is_superset(&owed.is)
                && at.0 < until
                && window.clock_moments().contains(at.0)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

// Whether nothing opens the window of a duty, so that it has been open ever since the norm was there.
pub(super) fn has_been_open(norm: &Norm) -> bool {
    norm.window.as_ref().is_some_and(|window| {
        (window.join == Join::And || window.clauses.len() == 1)
            && !window.recurs()
            && !window.clauses.iter().any(Clause::opens)
    })
}
