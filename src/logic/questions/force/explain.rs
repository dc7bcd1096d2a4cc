//! What keeps a norm from ever applying.

use super::Effect;
use std::collections::BTreeSet;

use crate::logic::Limit;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Polarity, Query, Reread};
use crate::logic::ground::words::{Symbol, symbols_of};
use crate::logic::theory::Theory;
use crate::model::{AssumptionId, Cond, NormId};

/// What keeps a norm from ever applying: the first whose loss would let it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Barrier {
    /// Its exception covers every case.
    Exception,
    /// Other norms displace it in every case.
    Displaced,
    /// An assumption rules out what it asks.
    Assumptions,
    /// What `when` asks cannot be so.
    Conditions,
    /// A reservation cuts it out of every case.
    Reservation,
    /// What remains: its bearer, what starts its window, or its days.
    Reach,
}

impl Theory<'_> {
    /// What keeps a norm, which never applies, from applying.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn barrier(&self, norm: NormId) -> Result<Barrier, Limit> {
        let own = &self.model.norms[norm];
        let never = Cond::Any(Vec::new());
        let free = Reread { norm, when: own.when.clone(), unless: never.clone() };
        if self.applies_if(norm, &|query| query.undisplaced = true)? {
            return Ok(Barrier::Displaced);
        }
        if own.has_exception() && self.applies_read(norm, &free)? {
            return Ok(Barrier::Exception);
        }
        if self.applies_if(norm, &|query| query.assumes_nothing = true)? {
            return Ok(Barrier::Assumptions);
        }
        let anywhere = Reread { norm, when: Cond::TRUE, unless: never };
        if self.applies_read(norm, &anywhere)? {
            return Ok(Barrier::Conditions);
        }
        if self.applies_without_reservations(norm)? {
            return Ok(Barrier::Reservation);
        }
        Ok(Barrier::Reach)
    }

    fn applies_without_reservations(&self, norm: NormId) -> Result<bool, Limit> {
        let instrument = &self.model.instruments[self.model.norms[norm].instrument];
        if instrument.reservations.is_empty() {
            return Ok(false);
        }
        self.applies_if(norm, &|query| query.unreserved = true)
    }

    /// The assumptions, as few as will do, under which a norm never applies; empty where it is not for them.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn assumptions_about(&self, norm: NormId) -> Result<Vec<AssumptionId>, Limit> {
        let mut core = self.assumptions_near(norm);
        if self.applies_under(norm, &core)? {
            return Ok(Vec::new());
        }
        let mut place = 0;
        while place < core.len() {
            let mut without = core.clone();
            without.remove(place);
            if self.applies_under(norm, &without)? { place += 1 } else { core = without }
        }
        Ok(core)
    }

    /// The assumptions that speak of a word of the norm, or of one that such an assumption speaks of.
    fn assumptions_near(&self, norm: NormId) -> Vec<AssumptionId> {
        let own = &self.model.norms[norm];
        let mut symbols = BTreeSet::new();
        symbols_of(self.model, &own.when, &mut symbols);
        symbols_of(self.model, &own.unless, &mut symbols);
        let sorts = own.scope.vars.iter().flat_map(|var| &var.sorts);
        symbols.extend(sorts.map(|&sort| Symbol::Sort(sort)));
        let mut near = BTreeSet::new();
        loop {
            let before = near.len();
            for (id, own) in self.assumption_symbols() {
                if own.is_empty() || !own.is_disjoint(&symbols) {
                    near.insert(id);
                    symbols.extend(own);
                }
            }
            if near.len() == before {
                return near.into_iter().collect();
            }
        }
    }

    fn applies_under(&self, norm: NormId, assumptions: &[AssumptionId]) -> Result<bool, Limit> {
        let mut query = Query::new(self);
        query.assumes_nothing = true;
        let found = query.find(&mut |query| {
            let it = query.instance(norm, 0, Binding::empty(&query.model.norms[norm].scope));
            let mut parts = vec![query.applies(&it, Polarity::Positive)?];
            for &id in assumptions {
                parts.push(query.assumption(id)?);
            }
            Ok(Formula::all(parts))
        })?;
        Ok(found.is_some())
    }

    fn applies_if(&self, norm: NormId, vary: &dyn Fn(&mut Query<'_>)) -> Result<bool, Limit> {
        Ok(self.effect_in(norm, Effect::Applies, vary)?.is_some())
    }

    fn applies_read(&self, norm: NormId, reread: &Reread) -> Result<bool, Limit> {
        let mut query = Query::new(self);
        query.instead = Some(reread);
        Ok(query.case_with_effect(norm, 0, Effect::Applies)?.is_some())
    }
}
