//! `C208`: a norm contradicts one of higher rank in all its cases.

use crate::checks::survey::Survey;
use crate::checks::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C208",
    name: "lower-rank-against-higher",
    summary: "a norm contradicts one of higher rank in all its cases",
    level: Level::Error,
    page: include_str!("lower_rank_against_higher.md"),
};

/// Finds norms that lose to a higher one whenever they apply.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for it in survey.settled.iter().filter(|it| it.always) {
        let [lower, higher] = tell::two_names(model, it.loser, it.winner);
        let message = format!(
            "`{lower}` contradicts the higher `{higher}` in all its cases: {}",
            act_name(model, it.loser)
        );
        let finding = tell::settled(&survey.theory, &RULE, message, it, "invalid");
        found.push(finding.help(format!(
            "repeal `{}`, or narrow it to what `{}` leaves open",
            model.qualified(it.loser),
            model.qualified(it.winner)
        )));
    }
}
