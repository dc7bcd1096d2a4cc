//! Which of the questions about a set a run asks.

use std::collections::BTreeSet;

use super::Shard;
use crate::model::NormId;

/// Which of the questions about a set are asked.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// All of them.
    All,
    /// Those of one of several runs, with the part that each norm is in.
    Shard(Shard, Vec<usize>),
    /// Those about these norms, and all that are about none.
    Norms(BTreeSet<NormId>),
}

impl Part {
    /// Whether questions about this norm are asked. A set of norms is asked about where its first norm is.
    pub(super) fn has(&self, norm: NormId) -> bool {
        match self {
            Part::All => true,
            Part::Shard(shard, part_of) => part_of[norm.0 as usize] == shard.index,
            Part::Norms(norms) => norms.contains(&norm),
        }
    }

    /// Whether the principle or universe at this place is asked about.
    pub(super) fn has_other(&self, place: u32) -> bool {
        match self {
            Part::Shard(shard, _) => shard.has(place as usize),
            Part::All | Part::Norms(_) => true,
        }
    }

    /// Whether this run tells what is not shared out.
    pub(super) fn is_first(&self) -> bool {
        match self {
            Part::Shard(shard, _) => shard.is_first(),
            Part::All | Part::Norms(_) => true,
        }
    }
}
