//! Edits that mend a finding.

use crate::source::Span;

/// Whether a fix may be made without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Applicability {
    /// Keeps the meaning that the author had in mind (`--fix`).
    Safe,
    /// Changes the norms; verified, but a person decides (`--unsafe-fixes`).
    Unsafe,
    /// Repeals or narrows a norm that is not for the author of the other to change: told, and never made.
    Told,
}

/// Replaces the text of a span; an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// A set of edits that do not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// What it does, as an order to the reader (`rename …`).
    pub title: String,
    /// Whether it may be made without asking.
    pub applicability: Applicability,
    /// The edits, in the order of their spans.
    pub edits: Vec<Edit>,
}
