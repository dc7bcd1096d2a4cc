//! What the report of a part of a check (`check --shard`) says beside its findings, so that parts can be put together.

use crate::diagnostics::{Diagnostic, Level};

/// Which part of which check.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Part {
    /// Which part, from 1.
    pub number: usize,
    /// How many parts there are.
    pub count: usize,
    /// The same in all parts of a check, and in no part of another: what is asked of which texts.
    pub check: String,
    /// The least level that makes the whole check fail.
    pub fail_on: Level,
    /// Questions without an answer do not keep the whole check from its work.
    pub allow_unknown: bool,
    /// Some file could not be read.
    pub unreadable: bool,
    /// Findings that say that something was not found. They hold if every part has them.
    pub undecided: Vec<Diagnostic>,
}
