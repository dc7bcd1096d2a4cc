//! `C210`: a recommendation and a norm pull in different directions.

use super::{duty_first, of_kind};
use crate::checks::survey::Survey;
use crate::checks::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Kind;

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C210",
    name: "tension",
    summary: "a recommendation and a norm pull in different directions",
    level: Level::Note,
    page: include_str!("tension.md"),
};

/// Finds clashes of which a recommendation is a member.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in of_kind(survey, Kind::Tension) {
        let model = survey.theory.model;
        let (first, second) = duty_first(model, &it.norms);
        let [one, other] = tell::two_names(model, first, second);
        let message = format!(
            "`{one}` and `{other}` pull in different directions: {}",
            act_name(model, first)
        );
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        let all_recommend = it.norms.iter().all(|&norm| model.norms[norm].recommendation);
        found.push(finding.help(match all_recommend {
            true => "say in one of them where it gives way to the other",
            false => "the binding norm counts; say in the recommendation where it gives way",
        }));
    }
}
