//! `C213`: windows that touch in one point.

use super::survey::Survey;
use crate::diagnostics::{Diagnostic, Level, Rule};

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C213",
    name: "zero-slack",
    summary: "two windows touch in one point only",
    level: Level::Note,
    page: include_str!("zero_slack.md"),
};

/// Finds norms that can be respected together, but only at a single moment.
pub(super) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for norms in &survey.zero_slack {
        let (a, b) = (&model.norms[norms[0]], &model.norms[norms[norms.len() - 1]]);
        let message = format!(
            "`{}` and `{}` leave no slack: there is a case with a single moment to respect both",
            a.name, b.name
        );
        let window = |norm: &crate::model::Norm| norm.window_span.unwrap_or(norm.act_span);
        let mut finding = Diagnostic::new(&RULE, message, window(a), "this window touches …")
            .related(window(b), "… this one in one point")
            .help("move one of the borders, or say whether the border itself still counts");
        finding.evidence.norms = norms.iter().map(|&norm| model.qualified(norm)).collect();
        found.push(finding);
    }
}
