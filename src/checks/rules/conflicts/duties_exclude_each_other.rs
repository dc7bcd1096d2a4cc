//! `C203`: duties whose acts exclude each other meet in one case.

use super::{duty_first, of_kind, way_out};
use crate::checks::survey::Survey;
use crate::checks::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Kind;
use crate::model::{ActRuleKind, ActionId, Modal, Model, NormId};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C203",
    name: "duties-exclude-each-other",
    summary: "duties whose acts exclude each other meet in one case",
    level: Level::Error,
    page: include_str!("duties_exclude_each_other.md"),
};

/// Finds incompatible duties.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in of_kind(survey, Kind::Incompatible) {
        let model = survey.theory.model;
        let (first, second) = duty_first(model, &it.norms);
        let (one, other) = (act_name(model, first), act_name(model, second));
        let [a, b] = tell::two_names(model, first, second);
        let why = if is_choice_against_ban(model, first, second) {
            format!("`{b}` forbids it, whichever act is chosen")
        } else if one == other && !excludes_itself(model, first) {
            format!("they ask for {one} at times that do not meet")
        } else {
            format!("{one} and {other} exclude each other")
        };
        let message = format!("`{a}` and `{b}` cannot both be respected: {why}");
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        found.push(way_out(finding, model, first, second));
    }
}

/// Whether a duty leaves a choice, and the other norm is a ban.
fn is_choice_against_ban(model: &Model, duty: NormId, ban: NormId) -> bool {
    model.norms[duty].acts.len() > 1 && model.norms[ban].modal == Modal::MustNot
}

/// Whether a rule excludes two doings of the norm's act.
fn excludes_itself(model: &Model, norm: NormId) -> bool {
    let acts: Vec<ActionId> = model.norms[norm].actions().collect();
    let own = |action: Option<ActionId>| action.is_some_and(|it| acts.contains(&it));
    model.rules.values().any(|rule| {
        matches!(rule.kind, ActRuleKind::Excludes | ActRuleKind::ExcludesAtOnce)
            && own(rule.left.action())
            && own(rule.right.action())
    })
}
