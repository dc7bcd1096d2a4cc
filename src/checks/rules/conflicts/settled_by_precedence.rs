//! `C211`: a clash that precedence settles.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C211",
    name: "settled-by-precedence",
    summary: "a clash is settled by precedence",
    level: Level::Off,
    page: include_str!("settled_by_precedence.md"),
};

/// Tells clashes in which one norm prevails.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for it in survey.settled.iter().filter(|it| !it.always) {
        let [winner, loser] = tell::two_names(model, it.winner, it.loser);
        let message = match it.norms[..] {
            [_, _] => {
                let act = tell::act_at_issue(model, it.over, it.winner);
                format!("`{winner}` prevails over `{loser}`: {act}")
            }
            _ => {
                let all = tell::norm_names(model, &it.norms);
                format!("`{winner}` prevails over `{loser}`, as {all} cannot all be respected")
            }
        };
        found.push(tell::settled(&survey.theory, &RULE, message, it, "settled"));
    }
}
