//! `C206`: a norm's own window is empty in some case.

use crate::checks::survey::Survey;
use crate::checks::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C206",
    name: "empty-window",
    summary: "a norm's own window is empty in some case",
    level: Level::Error,
    page: include_str!("empty_window.md"),
};

/// Finds norms that nobody can respect in some case, whatever the other norms say.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in survey.conflicts.iter().filter(|it| it.answers.is_empty() && it.norms.len() == 1) {
        let model = survey.theory.model;
        let norm = it.norms[0];
        let message = format!(
            "`{}` leaves no moment to do what it requires: {}",
            model.norms[norm].name,
            act_name(model, norm)
        );
        let mut finding = tell::conflict(&survey.theory, &RULE, message, it);
        if let Some(window) = model.norms[norm].window_span {
            finding = finding.related(window, "this window can be empty");
        }
        found.push(finding.help(
            "check which deadline starts first, join the clauses by `or` where either will do, or state the order of events (`event … after …`, or an `assume`)",
        ));
    }
}
