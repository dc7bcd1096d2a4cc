//! `C205`: windows or an order of acts cannot be met.

use super::{duty_first, limit_for_events, of_kind, way_out};
use crate::checks::survey::Survey;
use crate::checks::tell::{self, act_name};
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::{Kind, Theory};
use crate::model::{ActRuleKind, ActionId, Modal, NormId};

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
        let message = match what_is_needed(&survey.theory, first, second) {
            Some(why) => format!("`{one}` and `{other}` cannot both be met: {why}"),
            None if by_order => {
                format!("`{one}` and `{other}` cannot both be met in any order of acts: {act}")
            }
            None => format!("the windows of `{one}` and `{other}` cannot both be met: {act}"),
        };
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        found.push(way_out(limit_for_events(finding, it), model, first, second));
    }
}

/// Why the one act that a duty asks for cannot be done because of what it needs, where that is plain: it is forbidden at all
/// times, or a rule sets it against what another duty asks for.
fn what_is_needed(theory: &Theory<'_>, duty: NormId, other: NormId) -> Option<String> {
    let norms = &theory.model.norms;
    let own = only_act(theory, duty)?;
    let (done, same) = (theory.done_with(own), theory.wider(own));
    let name = |action: ActionId| tell::action_name(theory.model, action);
    if norms[other].modal == Modal::MustNot && norms[other].window.is_none() {
        let forbidden =
            norms[other].actions().find(|it| done.contains(it) && !same.contains(it))?;
        let ban = &tell::two_names(theory.model, duty, other)[1];
        return Some(format!("{} needs {}, which `{ban}` forbids", name(own), name(forbidden)));
    }
    let theirs = only_act(theory, other)?;
    let (done_there, same_there) = (theory.done_with(theirs), theory.wider(theirs));
    let mut pairs = done.iter().flat_map(|a| done_there.iter().map(move |b| (*a, *b)));
    let (a, b) = pairs.find(|(a, b)| {
        exclude_each_other(theory, *a, *b) && !(same.contains(a) && same_there.contains(b))
    })?;
    let mut why = format!("{} and {} exclude each other", name(a), name(b));
    for (needed, asked, same) in [(a, own, same), (b, theirs, same_there)] {
        if !same.contains(&needed) {
            why += &format!(", and {} needs {}", name(asked), name(needed));
        }
    }
    Some(why)
}

fn exclude_each_other(theory: &Theory<'_>, a: ActionId, b: ActionId) -> bool {
    theory.rules_of(a).iter().map(|&id| &theory.model.rules[id]).any(|rule| {
        let ends = (rule.left.action(), rule.right.action());
        rule.kind == ActRuleKind::Excludes
            && [(Some(a), Some(b)), (Some(b), Some(a))].contains(&ends)
    })
}

/// The act that a duty asks for, where it is one.
fn only_act(theory: &Theory<'_>, duty: NormId) -> Option<ActionId> {
    let own = &theory.model.norms[duty];
    match (own.modal, &*own.acts) {
        (Modal::Must, [act]) => act.action(),
        _ => None,
    }
}
