//! `C201`: one act is required and forbidden in one case.

use super::{duty_first, of_kind, way_out};
use crate::checks::survey::Survey;
use crate::checks::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Kind;

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C201",
    name: "duty-against-ban",
    summary: "one act is required and forbidden in one case",
    level: Level::Error,
    page: include_str!("duty_against_ban.md"),
};

/// Finds conflicts in which one norm requires what another forbids.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in of_kind(survey, Kind::Strict) {
        let model = survey.theory.model;
        let (duty, ban) = duty_first(model, &it.norms);
        let [one, other] = tell::two_names(model, duty, ban);
        let message = format!("`{one}` requires what `{other}` forbids: {}", act_name(model, duty));
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        found.push(way_out(finding, model, duty, ban));
    }
}
