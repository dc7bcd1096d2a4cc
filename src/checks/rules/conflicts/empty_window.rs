//! `C206`: a norm's own window is empty in some case.

use super::limit_for_events;
use crate::checks::survey::Survey;
use crate::checks::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Conflict;
use crate::model::{ActRule, ActRuleKind, ActionId, Model, NormId};

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
        if survey.theory.has_nobody_to_choose(norm, &it.witness) {
            found.push(nobody_to_choose(survey, norm, it));
            continue;
        }
        let message = format!(
            "`{}` leaves no moment to do what it requires: {}",
            model.norms[norm].name,
            act_name(model, norm)
        );
        let mut finding = tell::conflict(&survey.theory, &RULE, message, it);
        let Some(window) = model.norms[norm].window_span else {
            found.push(shut_out_by_rules(model, norm, finding));
            continue;
        };
        finding = finding.related(window, "this window can be empty");
        if !it.hangs_on.is_empty() {
            found.push(limit_for_events(finding, it));
            continue;
        }
        found.push(finding.help(
            "check which deadline starts first, join the clauses by `or` where either will do, or state the order of events (`event … after …`, or an `assume`)",
        ));
    }
}

/// Where nobody is there whom its bearer could choose, no moment helps.
fn nobody_to_choose(survey: &Survey<'_>, norm: NormId, it: &Conflict) -> Diagnostic {
    let model = survey.theory.model;
    let message = format!(
        "`{}` leaves nobody towards whom to do what it requires: {}",
        model.norms[norm].name,
        act_name(model, norm)
    );
    tell::conflict(&survey.theory, &RULE, message, it).help(
        "say who else may be chosen, or let the norm not apply where nobody else is there: whoever has a second name in a norm is somebody else (`any` says that it may be one and the same)",
    )
}

/// Where no time is written, rules between acts leave the act no moment.
fn shut_out_by_rules(model: &Model, norm: NormId, mut finding: Diagnostic) -> Diagnostic {
    let own: Vec<ActionId> = model.norms[norm].actions().collect();
    let shuts_out = |rule: &&ActRule| {
        let ends = [rule.left.action(), rule.right.action()];
        rule.kind != ActRuleKind::CountsAs && ends.into_iter().flatten().any(|it| own.contains(&it))
    };
    for rule in model.rules.values().filter(shuts_out) {
        finding = finding.related(rule.span, "this rule has a part in it");
    }
    finding.help(
        "look at the rules between acts: an act that counts as what it excludes, or that needs what cannot come before it, cannot be done",
    )
}
