//! Where many norms clash, most cases are the same situation: what was found of it once serves for all of them.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use super::effective::Effective;
use super::families::Family;
use super::{Answer, World};
use crate::model::{NormId, RuleId, Situation};

/// So many situations are kept, those that were looked at last.
const KEPT: usize = 16;

/// Fewer norms are weighed faster than they are looked up.
const WORTH_REMEMBERING: usize = 8;

/// Which instances are effective in the situations that were looked at last.
#[derive(Debug, Default)]
pub struct Memory(Mutex<VecDeque<Arc<Found>>>);

#[derive(Debug)]
struct Found {
    situation: Situation,
    among: (BTreeSet<NormId>, BTreeSet<RuleId>),
    family: BTreeSet<NormId>,
    largest: usize,
    // Whether what was done only starts windows, and what is not listed was not done.
    told: (bool, bool),
    effective: Answer<Vec<Effective>>,
    // What it cost: whoever is told of it pays as much, so that all threads come to the same end.
    choices: u64,
    trials: u64,
}

impl World<'_> {
    /// Which instances of a family are effective, as it was found of the same situation, or is now; `None` where it is
    /// not worth remembering.
    pub(super) fn remembered(&self, family: &Family) -> Option<Answer<Vec<Effective>>> {
        let memory = self.memory.filter(|_| family.norms.len() >= WORTH_REMEMBERING)?;
        let among = self.among.as_ref()?;
        let is_this = |it: &&Arc<Found>| {
            it.largest == self.largest
                && it.told == self.how_it_is_told()
                && it.situation == *self.situation
                && it.family == family.norms
                && it.among == **among
        };
        let known = memory.0.lock().expect("no memory panics").iter().find(is_this).cloned();
        let found = known.unwrap_or_else(|| {
            let found = Arc::new(self.found_anew(family, among));
            let mut all = memory.0.lock().expect("no memory panics");
            all.truncate(KEPT - 1);
            all.push_front(found.clone());
            found
        });
        self.choices.set(self.choices.get().saturating_add(found.choices));
        self.trials.set(self.trials.get().saturating_add(found.trials));
        Some(found.effective.clone())
    }

    fn how_it_is_told(&self) -> (bool, bool) {
        (self.acts_only_start, self.all_is_told)
    }

    // Worked out by a world that knows nothing yet, so that it does not matter who asks first.
    fn found_anew(&self, family: &Family, among: &(BTreeSet<NormId>, BTreeSet<RuleId>)) -> Found {
        let fresh =
            World { choices: Rc::default(), trials: Rc::default(), ..self.vary(self.situation) };
        let first = family.norms.first().and_then(|&norm| fresh.family(norm));
        let effective = first.map_or(Ok(Vec::new()), |own| fresh.groups_weighed(own));
        Found {
            situation: self.situation.clone(),
            among: among.clone(),
            family: family.norms.clone(),
            largest: self.largest,
            told: self.how_it_is_told(),
            effective,
            choices: fresh.choices.get(),
            trials: fresh.trials.get(),
        }
    }
}
