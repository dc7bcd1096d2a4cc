//! From conditions to formulas: one question in the making, over the participants of one situation.

pub(super) mod acts;
mod answers;
mod ask;
mod at_once;
pub(super) mod axioms;
mod beside;
mod brought;
pub(super) mod choosing;
pub(super) mod closed;
pub(super) mod condition;
pub(super) mod eliminate;
pub(super) mod formula;
pub(super) mod free_choice;
mod free_values;
mod idle;
pub(super) mod matching;
mod named;
pub(super) mod others;
pub(super) mod query;
mod sorts;
pub(super) mod universe;
mod ways;
pub(super) mod words;
