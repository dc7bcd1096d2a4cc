//! From conditions to formulas: one question in the making, over the participants of one situation.

pub(super) mod acts;
pub(super) mod axioms;
pub(super) mod choosing;
pub(super) mod closed;
pub(super) mod condition;
pub(super) mod eliminate;
pub(super) mod formula;
pub(super) mod free_choice;
pub(super) mod matching;
pub(super) mod others;
pub(super) mod query;
pub(super) mod universe;
mod ways;
pub(super) mod words;
