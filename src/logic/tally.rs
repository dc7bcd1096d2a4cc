//! How questions were answered: counted while they are asked, on any number of threads.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Limit;
use super::solve::Stage;

/// How many questions each stage answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// By propagation alone.
    pub regions: u64,
    /// By splitting cases.
    pub tableau: u64,
    /// By the SAT solver.
    pub sat: u64,
    /// Not at all: a limit was reached.
    pub unanswered: u64,
}

/// The counts in the making.
#[derive(Debug, Default)]
pub(super) struct Counters {
    regions: AtomicU64,
    tableau: AtomicU64,
    sat: AtomicU64,
    unanswered: AtomicU64,
}

impl Counters {
    /// Counts a question under the stage that answered it.
    pub(super) fn count(&self, answered: Result<Stage, &Limit>) {
        let counter = match answered {
            Ok(Stage::Regions) => &self.regions,
            Ok(Stage::Tableau) => &self.tableau,
            Ok(Stage::Sat) => &self.sat,
            Err(_) => &self.unanswered,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> Tally {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Tally {
            regions: read(&self.regions),
            tableau: read(&self.tableau),
            sat: read(&self.sat),
            unanswered: read(&self.unanswered),
        }
    }
}
