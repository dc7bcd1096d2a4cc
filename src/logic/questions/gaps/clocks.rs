//! Several duties that one event starts and that one bearer can meet together.

use crate::logic::ground::universe::{Node, OccurrenceKey};
use std::collections::{BTreeMap, BTreeSet};

use crate::logic::Limit;
use crate::logic::case::witness::Witness;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Instance, Polarity, Query};
use crate::logic::theory::Theory;
use crate::model::{Clause, EventId, Modal, Norm, NormId, Occurrence};

/// Duties that one event starts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Clock {
    /// The event.
    pub event: EventId,
    /// The duties, two or more.
    pub norms: Vec<NormId>,
    /// A case in which all of them apply to one bearer.
    pub witness: Witness,
}

impl Theory<'_> {
    /// For each event the duties that it starts for one bearer in one case: as many as apply together, in order of
    /// declaration. Sets that hold one of `conflicts` are left out.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn clocks(
        &self,
        conflicts: &[Vec<NormId>],
        is_asked: &dyn Fn(NormId) -> bool,
    ) -> Result<Vec<Clock>, Limit> {
        let mut found = Vec::new();
        for (event, norms) in self.started_by_one_event() {
            if is_asked(norms[0])
                && let Some((norms, witness)) = self.together(event, &norms, conflicts)?
            {
                found.push(Clock { event, norms, witness });
            }
        }
        Ok(found)
    }

    /// Events that start several duties, with these.
    pub fn started_by_one_event(&self) -> BTreeMap<EventId, Vec<NormId>> {
        let mut started: BTreeMap<EventId, Vec<NormId>> = BTreeMap::new();
        for norm in self.norms() {
            let own = &self.model.norms[norm];
            if own.modal == Modal::Must && !own.recommendation {
                for event in starting_events(own) {
                    started.entry(event).or_default().push(norm);
                }
            }
        }
        started.retain(|_, norms| norms.len() > 1);
        started
    }

    fn together(
        &self,
        event: EventId,
        norms: &[NormId],
        conflicts: &[Vec<NormId>],
    ) -> Result<Option<(Vec<NormId>, Witness)>, Limit> {
        let mut best: Option<(Vec<NormId>, Witness)> = None;
        let mut set: Vec<NormId> = Vec::new();
        for &norm in norms {
            set.push(norm);
            let clash = |it: &Vec<NormId>| it.iter().all(|member| set.contains(member));
            let case = match conflicts.iter().any(clash) {
                true => None,
                false if set.len() == 1 => continue,
                false => self.started_together(event, &set)?,
            };
            match case {
                Some(witness) => best = Some((set.clone(), witness)),
                None => {
                    set.pop();
                }
            }
        }
        Ok(best)
    }

    fn started_together(&self, event: EventId, norms: &[NormId]) -> Result<Option<Witness>, Limit> {
        let mut members: Vec<Instance> = Vec::new();
        let mut query = Query::new(self);
        let found = query.find(&mut |query| {
            members.clear();
            let (mut bearers, mut keys, mut parts) = (Vec::new(), Vec::new(), Vec::new());
            for &norm in norms {
                let own = &query.model.norms[norm];
                let it = query.instance(norm, 0, Binding::empty(&own.scope));
                bearers.push(query.node(&own.bearer, &it.binding).ok_or(Limit::Unbound)?);
                keys.push(query.starting_key(own, &it, event)?);
                parts.push(query.effective(&it, Polarity::Positive)?);
                members.push(it);
            }
            for pair in bearers.windows(2) {
                parts.push(query.universe.same(pair[0], pair[1]));
            }
            for pair in keys.windows(2) {
                parts
                    .extend(pair[0].iter().zip(&pair[1]).map(|(a, b)| query.universe.same(*a, *b)));
            }
            Ok(Formula::all(parts))
        })?;
        let Some(found) = found else { return Ok(None) };
        let members: Vec<&Instance> = members.iter().collect();
        Ok(Some(query.witness(&found, &members)?.0))
    }
}

impl Query<'_> {
    /// Who takes part in the event that starts the norm's window.
    fn starting_key(
        &mut self,
        own: &Norm,
        it: &Instance,
        event: EventId,
    ) -> Result<Vec<Node>, Limit> {
        for occurrence in starting(own) {
            if let OccurrenceKey::Event(found, args) = self.occurrence(occurrence, &it.binding)?
                && found == event
            {
                return Ok(args);
            }
        }
        Err(Limit::Unbound)
    }
}

fn starting(own: &Norm) -> impl Iterator<Item = &Occurrence> {
    let clauses = own.clauses();
    clauses.filter_map(Clause::opened_by)
}

fn starting_events(own: &Norm) -> BTreeSet<EventId> {
    let event = |it: &Occurrence| match it {
        Occurrence::Event { event, .. } => Some(*event),
        Occurrence::Act { .. } => None,
    };
    starting(own).filter_map(event).collect()
}
