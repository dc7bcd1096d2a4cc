//! `C210`: a recommendation and other norms pull in different directions.

use super::duty_first;
use crate::checks::survey::Survey;
use crate::checks::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Kind;
use crate::model::{Modal, NormId};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C210",
    name: "tension",
    summary: "a recommendation and other norms pull in different directions",
    level: Level::Note,
    page: include_str!("tension.md"),
};

/// Finds clashes of which a recommendation is a member, of however many norms: without it, the others can be respected.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let firm = survey.conflicts.iter().filter(|it| it.answers.is_empty() && it.norms.len() > 1);
    for it in firm.filter(|it| it.kind == Kind::Tension) {
        let model = survey.theory.model;
        let all_recommend = it.norms.iter().all(|&norm| model.norms[norm].recommendation);
        let (names, first) = match &*it.norms {
            [_, _] => {
                let (first, second) = duty_first(model, &it.norms);
                let [one, other] = tell::two_names(model, first, second);
                (format!("`{one}` and `{other}`"), first)
            }
            norms => {
                let asks = |it: &&NormId| model.norms[**it].modal == Modal::Must;
                let first = norms.iter().find(asks).unwrap_or(&norms[0]);
                (tell::norm_names(model, norms), *first)
            }
        };
        let help = match (all_recommend, it.norms.len() == 2) {
            (true, true) => "say in one of them where it gives way to the other",
            (true, false) => "say in one of them where it gives way to the others",
            (false, true) => {
                "the binding norm counts; say in the recommendation where it gives way"
            }
            (false, false) => {
                "the binding norms count; say in the recommendation where it gives way"
            }
        };
        let message = format!("{names} pull in different directions: {}", act_name(model, first));
        found.push(tell::conflict(&survey.theory, &RULE, message, it).help(help));
    }
}
