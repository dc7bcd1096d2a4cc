//! What the norms are asked: one file and one page for each rule.

mod antinomy_of_second_degree;
mod breach;
mod cannot_be_respected_together;
mod competence;
mod contradictory_assumptions;
mod duties_exclude_each_other;
mod duty_against_ban;
mod empty_window;
mod lower_rank_against_higher;
mod norm_lacks_part;
mod permission_against_ban;
mod principle_breached;
mod principle_lacks_norm;
mod settled_by_precedence;
mod tension;
mod undetermined;
mod windows_cannot_be_met;
mod zero_slack;

mod conflicts;
mod expectations;
pub mod inputs;
mod matrix;
pub mod suppression;
mod survey;
mod tell;

pub use matrix::{Cell, Matrix, MatrixProfile, MatrixRow};

use self::survey::Survey;
use crate::diagnostics::{Diagnostic, Level, Levels, Rule};
use crate::model::build::Defaults;
use crate::model::{self, Day, Model};
use crate::source::{Sources, Span};
use crate::syntax;

/// How a set is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// On this day only.
    pub on: Option<Day>,
    /// Only the principles of this profile; `all` for every profile.
    pub profile: Option<String>,
    /// Tell conflicts that precedence settles, too.
    pub show_settled: bool,
    /// Proposed instruments that count as in force.
    pub with: Vec<String>,
    /// What holds where the files say nothing.
    pub defaults: Defaults,
    /// Levels other than those of the rules.
    pub levels: Levels,
}

/// A query that reached a limit.
#[derive(Clone, Debug)]
#[non_exhaustive]
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
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The findings, in no order, those of rules that are off included.
    pub diagnostics: Vec<Diagnostic>,
    /// Queries without an answer.
    pub unknowns: Vec<Unknown>,
    /// How the queries were answered.
    pub statistics: Statistics,
}

/// A rule with the check that finds what it speaks of.
struct Check {
    rule: &'static Rule,
    run: fn(&Survey<'_>, &mut Vec<Diagnostic>),
}

/// Every check, in the order of codes.
static CHECKS: &[Check] = &[
    Check { rule: &duty_against_ban::RULE, run: duty_against_ban::check },
    Check { rule: &permission_against_ban::RULE, run: permission_against_ban::check },
    Check { rule: &duties_exclude_each_other::RULE, run: duties_exclude_each_other::check },
    Check { rule: &cannot_be_respected_together::RULE, run: cannot_be_respected_together::check },
    Check { rule: &windows_cannot_be_met::RULE, run: windows_cannot_be_met::check },
    Check { rule: &empty_window::RULE, run: empty_window::check },
    Check { rule: &competence::RULE, run: competence::check },
    Check { rule: &lower_rank_against_higher::RULE, run: lower_rank_against_higher::check },
    Check { rule: &antinomy_of_second_degree::RULE, run: antinomy_of_second_degree::check },
    Check { rule: &tension::RULE, run: tension::check },
    Check { rule: &settled_by_precedence::RULE, run: settled_by_precedence::check },
    Check { rule: &undetermined::RULE, run: undetermined::check },
    Check { rule: &zero_slack::RULE, run: zero_slack::check },
    Check { rule: &breach::RULE, run: breach::check },
    Check { rule: &principle_breached::RULE, run: principle_breached::check },
    Check { rule: &principle_lacks_norm::RULE, run: principle_lacks_norm::check },
    Check { rule: &norm_lacks_part::RULE, run: norm_lacks_part::check },
];

/// Runs every check.
pub fn run(_sources: &Sources, model: &Model, settings: &Settings) -> Findings {
    let survey = Survey::new(model, settings);
    let mut diagnostics = Vec::new();
    contradictory_assumptions::check(&survey, &mut diagnostics);
    for check in CHECKS {
        (check.run)(&survey, &mut diagnostics);
    }
    for found in &mut diagnostics {
        if settings.show_settled && found.rule.code == settled_by_precedence::RULE.code {
            found.level = Level::Note;
        }
    }
    Findings { diagnostics, unknowns: survey.unknowns, statistics: Statistics {} }
}

/// What became of one expectation.
#[derive(Clone, Debug)]
#[non_exhaustive]
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
pub fn test(sources: &Sources, model: &Model, settings: &Settings) -> Vec<ExpectationResult> {
    expectations::run(sources, model, settings)
}

/// Measures every instrument against every principle of the profiles.
pub fn matrix(model: &Model, settings: &Settings) -> Matrix {
    matrix::measure(model, settings)
}

/// Every rule of every layer, in the order of codes.
pub fn rules() -> Vec<&'static Rule> {
    let groups = [syntax::rules::RULES, model::rules::RULES, inputs::RULES, suppression::RULES];
    let mut rules: Vec<_> = groups.into_iter().flatten().copied().collect();
    rules.extend(CHECKS.iter().map(|check| check.rule));
    rules.sort_by_key(|rule| rule.code);
    rules
}
