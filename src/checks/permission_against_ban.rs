//! `C202`: a permission or what need not be done meets a norm that leaves no room for it.

use super::conflicts::{duty_first, of_kind, way_out};
use super::survey::Survey;
use super::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Kind;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C202",
    name: "permission-against-ban",
    summary: "a permission or what need not be done meets a norm that leaves no room for it",
    level: Level::Warning,
    page: include_str!("permission_against_ban.md"),
};

/// Finds wide conflicts: both can be obeyed by not using a permission, or by leaving an act.
pub(super) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in of_kind(survey, Kind::Wide) {
        let model = survey.theory.model;
        let (first, second) = duty_first(model, &it.norms);
        let message = format!(
            "`{}` and `{}` leave no room for each other: {}",
            model.norms[first].name,
            model.norms[second].name,
            act_name(model, first)
        );
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        found.push(way_out(finding, model, first, second));
    }
}
