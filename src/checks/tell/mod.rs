//! Findings in words: the case in the author's own, and what decides it.

mod case;
mod conflict;
mod replayable;

pub(super) use case::{case, open_matter};
pub(super) use conflict::{act_name, conflict, norm_names, settled, verb};
pub(super) use replayable::scenario;
