//! Questions about the whole set: contradictory assumptions, rings of precedence, what a principle looks at.

use crate::logic::ground::formula::Formula;
use std::collections::BTreeSet;

use crate::logic::Limit;
use crate::logic::ground::query::Query;
use crate::logic::ground::universe::NodeKind;
use crate::logic::theory::Theory;
use crate::model::{AssertionKind, AssumptionId, Cond, NormId, PrincipleId, StatusModal};

impl Theory<'_> {
    /// A smallest set of assumptions that contradict each other; empty iff all can be true together, of one
    /// or two participants of each sort that they name.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn contradictory_assumptions(&self) -> Result<Vec<AssumptionId>, Limit> {
        let mut core: Vec<AssumptionId> = self.model.assumptions.ids().collect();
        if self.are_possible(&core)? {
            return Ok(Vec::new());
        }
        let mut place = 0;
        while place < core.len() {
            let mut without = core.clone();
            without.remove(place);
            if self.are_possible(&without)? { place += 1 } else { core = without }
        }
        Ok(core)
    }

    fn are_possible(&self, assumptions: &[AssumptionId]) -> Result<bool, Limit> {
        let mut query = Query::new(self);
        query.assumes_nothing = true;
        let found = query.find(&mut |query| {
            let mut parts = Vec::new();
            for (place, &id) in assumptions.iter().enumerate() {
                let scope = &self.model.assumptions[id].scope;
                for (index, var) in scope.vars.iter().enumerate().filter(|(_, var)| !var.some) {
                    let top = self.model.sorts[var.sorts[0]].top;
                    let node = query.universe.node(NodeKind::Of(place as u32, index as u32), top);
                    parts.push(query.universe.is(var.sorts[0], node));
                }
            }
            for &id in assumptions {
                parts.push(query.assumption(id)?);
            }
            Ok(Formula::all(parts))
        })?;
        Ok(found.is_some())
    }

    /// The rings in which norms prevail over each other, each once. Given are winners with their losers.
    pub fn rings(&self, prevailing: &[(NormId, NormId)]) -> Vec<Vec<NormId>> {
        let next = |norm: NormId| {
            prevailing.iter().filter(move |(winner, _)| *winner == norm).map(|(_, loser)| *loser)
        };
        let mut found: BTreeSet<Vec<NormId>> = BTreeSet::new();
        let mut starts: Vec<NormId> = prevailing.iter().map(|(winner, _)| *winner).collect();
        starts.sort();
        starts.dedup();
        for start in starts {
            // The shortest way back to the start, if there is one.
            let mut paths = vec![vec![start]];
            let mut seen = BTreeSet::new();
            while let Some(path) = (!paths.is_empty()).then(|| paths.remove(0)) {
                let last = path[path.len() - 1];
                for loser in next(last) {
                    if loser == start {
                        let mut ring = path.clone();
                        let least = ring
                            .iter()
                            .enumerate()
                            .min_by_key(|(_, norm)| **norm)
                            .map_or(0, |(at, _)| at);
                        ring.rotate_left(least);
                        found.insert(ring);
                        paths.clear();
                        break;
                    }
                    if seen.insert(loser) {
                        paths.push([path.clone(), vec![loser]].concat());
                    }
                }
            }
        }
        found.into_iter().collect()
    }

    /// The norms from which the case of an assertion may arise: those that its condition asks about.
    pub fn grounds(&self, principle: PrincipleId, assertion: usize) -> Vec<NormId> {
        let AssertionKind::Expect { cond, .. } =
            &self.model.principles[principle].assertions[assertion].kind
        else {
            return Vec::new();
        };
        let mut found = BTreeSet::new();
        for part in self.model.parts(cond) {
            let Cond::Status(status) = part else { continue };
            if status.modal != StatusModal::Settled {
                found.extend(self.that_answer(status));
            }
        }
        found.into_iter().collect()
    }
}
