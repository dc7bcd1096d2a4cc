//! `C205`: windows or an order of acts cannot be met.

use super::conflicts::{duty_first, of_kind, way_out};
use super::survey::Survey;
use super::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Kind;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C205",
    name: "windows-cannot-be-met",
    summary: "windows or an order of acts cannot be met",
    level: Level::Error,
    page: include_str!("windows_cannot_be_met.md"),
};

/// Finds temporal conflicts; one that hangs on events that may be late or absent is a warning.
pub(super) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in of_kind(survey, Kind::Temporal) {
        let model = survey.theory.model;
        let (first, second) = duty_first(model, &it.norms);
        let message = format!(
            "the windows of `{}` and `{}` cannot both be met: {}",
            model.norms[first].name,
            model.norms[second].name,
            act_name(model, first)
        );
        let mut finding = tell::conflict(&survey.theory, &RULE, message, it);
        if !it.hangs_on.is_empty() {
            finding.level = Level::Warning;
            finding = finding.help(
                "set a limit for the event, `assume` that it comes in time, or say what silence means",
            );
        }
        found.push(way_out(finding, model, first, second));
    }
}
