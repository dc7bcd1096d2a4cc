//! `C202`: a permission, or freedom from a duty, meets a norm that rules it out.

use super::{duty_first, of_kind, way_out};
use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::{Kind, Theory};
use crate::model::{ActRuleKind, ActionId, Modal, NormId};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C202",
    name: "permission-against-ban",
    summary: "a permission, or freedom from a duty, meets a norm that rules it out",
    level: Level::Warning,
    page: include_str!("permission_against_ban.md"),
};

/// Finds wide conflicts: both can be obeyed by not using a permission, or by leaving an act.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    for it in of_kind(survey, Kind::Wide) {
        let model = survey.theory.model;
        let (first, second) = duty_first(model, &it.norms);
        let [one, other] = tell::two_names(model, first, second);
        let message = format!(
            "`{one}` and `{other}` leave no room for each other: {}",
            tell::act_at_issue(model, it.over, first)
        );
        let mut finding = tell::conflict(&survey.theory, &RULE, message, it);
        if let Some(way) = covered(&survey.theory, &it.norms) {
            finding = finding.note("covers", way);
        }
        found.push(way_out(finding, model, first, second));
    }
}

/// The act that a permission covers and the other norm rules out, where its own act stands in nobody's way.
fn covered(theory: &Theory<'_>, norms: &[NormId]) -> Option<String> {
    let model = theory.model;
    let [a, b] = *norms else { return None };
    let permits = |it: &NormId| model.norms[*it].modal == Modal::May;
    let free = [a, b].into_iter().find(permits)?;
    let other = if free == a { b } else { a };
    let action = |norm: NormId| match model.norms[norm].acts.as_slice() {
        [act] => act.action(),
        _ => None,
    };
    let (own, against) = (action(free)?, action(other)?);
    if theory.is_tied(own, against).is_some() {
        return None;
    }
    let (way, tie) = theory
        .tied_apart_from(own)
        .into_iter()
        .find_map(|narrow| Some((narrow, theory.is_tied(narrow, against)?)))?;
    let name = |action: ActionId| &model.actions[action].name;
    let (way, own, against) = (name(way), name(own), name(against));
    let tie = match tie {
        ActRuleKind::Excludes | ActRuleKind::ExcludesAtOnce => {
            format!("{way} and {against} exclude each other")
        }
        ActRuleKind::Ends => format!("of {way} and {against}, one ends the other"),
        ActRuleKind::Needs => format!("of {way} and {against}, one needs the other"),
        ActRuleKind::CountsAs => format!("of {way} and {against}, one counts as the other"),
    };
    Some(format!("a permission of {own} covers {way}, which counts as {own} in this case; {tie}"))
}
