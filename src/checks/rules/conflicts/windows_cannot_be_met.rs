//! `C205`: windows or an order of acts cannot be met.

use super::{duty_first, limit_for_events, of_kind, way_out};
use crate::checks::survey::Survey;
use crate::checks::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Kind;

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C205",
    name: "windows-cannot-be-met",
    summary: "windows or an order of acts cannot be met",
    level: Level::Error,
    page: include_str!("windows_cannot_be_met.md"),
};

/// Finds temporal conflicts; one that hangs on events that may be late or absent is a warning.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in of_kind(survey, Kind::Temporal) {
        let model = survey.theory.model;
        let (first, second) = duty_first(model, &it.norms);
        let [one, other] = tell::two_names(model, first, second);
        let act = act_name(model, first);
        let by_order = it.norms.iter().all(|&norm| model.norms[norm].window.is_none());
        let message = match by_order {
            true => format!("`{one}` and `{other}` cannot both be met in any order of acts: {act}"),
            false => format!("the windows of `{one}` and `{other}` cannot both be met: {act}"),
        };
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        found.push(way_out(limit_for_events(finding, it), model, first, second));
    }
}
