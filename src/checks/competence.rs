//! `C207`: two norms give and deny the same power.

use super::conflicts::of_kind;
use super::survey::Survey;
use super::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Kind;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C207",
    name: "competence",
    summary: "two norms give and deny the same power",
    level: Level::Error,
    page: include_str!("competence.md"),
};

/// Finds clashes of powers.
pub(super) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in of_kind(survey, Kind::Competence) {
        let model = survey.theory.model;
        let (first, second) = (it.norms[0], it.norms[1]);
        let message = format!(
            "`{}` and `{}` cannot both say who has power: {}",
            model.norms[first].name,
            model.norms[second].name,
            act_name(model, first)
        );
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        found.push(finding.help(
            "divide the matter between the bodies with `when`, or name the one that decides last",
        ));
    }
}
