//! `C404`: a duty without a deadline, a remedy or an addressee.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::model::{Act, Modal, Model, Norm, SlotKind, Term};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C404",
    name: "bare-duty",
    summary: "a duty has no deadline, no remedy or no addressee",
    level: Level::Off,
    page: include_str!("bare_duty.md"),
};

/// Finds duties that do not say by when, what follows if they are broken, or towards whom.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for id in survey.theory.norms().filter(|&id| survey.is_asked_about(id)) {
        let norm = &model.norms[id];
        if norm.modal != Modal::Must || norm.recommendation || norm.primary.is_some() {
            continue;
        }
        let parts = missing(model, norm);
        if parts.is_empty() {
            continue;
        }
        let words: Vec<String> = parts.iter().map(|part| format!("no {part}")).collect();
        let message = format!("`{}` has {}", norm.name, tell::join(&words));
        let mut finding =
            Diagnostic::new(&RULE, message, norm.sentence_span, "a duty, and no more");
        tell::about(&mut finding, model, None, &[id]);
        found.push(finding.help(
            "say by when (`within …`), what follows (`otherwise …`) and towards whom; or leave it to another norm",
        ));
    }
}

fn missing(model: &Model, norm: &Norm) -> Vec<&'static str> {
    let standing = norm.window.as_ref().is_some_and(crate::model::Window::is_standing);
    let mut parts = Vec::new();
    if !standing && !crate::logic::has_slot(norm, SlotKind::Deadline) {
        parts.push("deadline");
    }
    if !crate::logic::has_slot(norm, SlotKind::Remedy) {
        parts.push("remedy");
    }
    if lacks_addressee(model, norm) {
        parts.push("addressee");
    }
    parts
}

/// A labelled participant of the act is left out.
fn lacks_addressee(model: &Model, norm: &Norm) -> bool {
    norm.acts.iter().any(|act| {
        let Act::Do { action, args } = act else { return false };
        let params = &model.actions[*action].params;
        params.iter().zip(args).any(|(param, arg)| {
            let left_out = matches!(arg, Term::Var(var) if norm.scope[*var].omitted);
            param.label.is_some() && left_out
        })
    })
}
