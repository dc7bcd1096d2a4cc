//! What the norms are asked: one file and one page for each rule.

pub mod inputs;
mod matrix;
pub mod suppression;

pub use matrix::{Cell, Matrix, MatrixProfile, MatrixRow};

use crate::diagnostics::{Diagnostic, Rule};
use crate::model::{Day, Model};
use crate::source::{Sources, Span};
use crate::syntax;

/// How a set is checked.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// On this day only.
    pub on: Option<Day>,
    /// Only the principles of this profile; `all` for every profile.
    pub profile: Option<String>,
    /// Tell conflicts that precedence settles, too.
    pub show_settled: bool,
    /// Proposed instruments that count as in force.
    pub with: Vec<String>,
}

/// A query that reached a limit.
#[derive(Clone, Debug)]
pub struct Unknown {
    /// Which limit, and why.
    pub reason: String,
    /// Qualified names of the norms asked about.
    pub norms: Vec<String>,
}

/// How the queries were answered.
#[derive(Clone, Debug, Default)]
pub struct Statistics {}

/// What a run of all checks found.
#[derive(Debug, Default)]
pub struct Findings {
    /// The findings, in no order.
    pub diagnostics: Vec<Diagnostic>,
    /// Queries without an answer.
    pub unknowns: Vec<Unknown>,
    /// How the queries were answered.
    pub statistics: Statistics,
}

/// Runs every check.
pub fn run(_sources: &Sources, _model: &Model, _settings: &Settings) -> Findings {
    Findings::default()
}

/// What became of one expectation.
#[derive(Clone, Debug)]
pub struct ExpectationResult {
    /// The scenario's name, or the file and line.
    pub name: String,
    /// The expectation as written.
    pub text: String,
    /// Whether the checker answers as expected.
    pub passed: bool,
    /// Why it is known not to be reached yet.
    pub pending: Option<String>,
    /// Where it stands.
    pub span: Span,
    /// What the checker answers instead, and why.
    pub why: String,
}

/// Runs every expectation.
pub fn test(_sources: &Sources, _model: &Model, _settings: &Settings) -> Vec<ExpectationResult> {
    Vec::new()
}

/// Measures every instrument against every principle of the profiles.
pub fn matrix(_model: &Model, _settings: &Settings) -> Matrix {
    Matrix::default()
}

/// Every rule of every layer, in the order of codes.
pub fn rules() -> Vec<&'static Rule> {
    let groups = [syntax::rules::RULES, inputs::RULES, suppression::RULES];
    let mut rules: Vec<_> = groups.into_iter().flatten().copied().collect();
    rules.sort_by_key(|rule| rule.code);
    rules
}
