//! Reasoning about norms: situations in, verdicts out. Knows nothing of diagnostics and words.

pub mod reference;
