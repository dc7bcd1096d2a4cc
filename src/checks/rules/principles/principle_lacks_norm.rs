//! `C302`: a principle asks for a norm that is missing.

use super::by_turns;
use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::{Breach, Failure, Silence};
use crate::model::{Assertion, AssertionKind, NormId, SortId, StatusModal, Term};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C302",
    name: "principle-lacks-norm",
    summary: "a principle asks for a norm that is missing",
    level: Level::Warning,
    page: include_str!("principle_lacks_norm.md"),
};

/// Finds cases in which no effective norm says what a principle asks for.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for (id, failure) in &survey.failures {
        if failure.breach != Breach::Missing || failure.is_undetermined() {
            continue;
        }
        let principle = &model.principles[*id];
        let assertion = &principle.assertions[failure.assertion];
        let span = assertion.span;
        let message = format!("no norm provides what the principle `{}` asks for", principle.name);
        let mut finding = Diagnostic::new(&RULE, message, span, "asked for here");
        for norm in survey.theory.grounds(*id, failure.assertion) {
            finding = finding.related(model.norms[norm].act_span, "the case arises from this norm");
        }
        if let Some(witness) = &failure.witness {
            finding =
                tell::on_days(tell::fails_in(model, finding, assertion, witness), &failure.dates);
        }
        finding = by_turns(model, finding, principle, failure);
        let gap = asks_for_any_answer(assertion);
        let nearest = survey.theory.nearest(assertion);
        if !gap && !nearest.is_empty() && nearest.len() <= NEAREST {
            let told = nearest.iter().map(|&norm| why_not(survey, failure, assertion, norm));
            finding = finding.note("nearest", told.collect::<Vec<_>>().join(" "));
        }
        if gap {
            finding = finding.note("closure", tell::closure(model, &bearer_sorts(assertion)));
        }
        let verdict = if gap { "gap" } else { "principle" };
        finding.evidence.verdict = Some(verdict.to_owned());
        finding.evidence.principle = Some(principle.name.to_string());
        found.push(
            finding
                .help("add a norm that says so in this case, or narrow the principle with `when`"),
        );
    }
}

/// More norms than this that speak of the act are no help.
const NEAREST: usize = 3;

/// Why a norm that speaks of the act does not say in the case what is asked for.
fn why_not(survey: &Survey<'_>, failure: &Failure, assertion: &Assertion, norm: NormId) -> String {
    let model = survey.theory.model;
    let name = model.qualified(norm);
    let instrument = &model.instruments[model.norms[norm].instrument].name;
    let kept = failure
        .witness
        .as_ref()
        .map_or(Silence::Elsewhere, |witness| survey.theory.kept_silent(assertion, witness, norm));
    match (kept, instrument) {
        (Silence::YieldsTo(by), _) => {
            format!("`{name}` would say so, but yields to `{}` in this case.", model.qualified(by))
        }
        (Silence::OnlyParties, Some(of)) => {
            format!("`{name}` is about this act, but binds only parties to `{of}`.")
        }
        _ if model.norms[norm].chosen().next().is_some() => {
            format!("`{name}` is about this act, but leaves to its bearer whom to choose.")
        }
        _ => format!("`{name}` is about this act, but does not say so in this case."),
    }
}

/// Whether the assertion asks that norms settle an act, however: where they do not, there is a gap.
fn asks_for_any_answer(assertion: &Assertion) -> bool {
    matches!(&assertion.kind, AssertionKind::Expect { negated: false, status, .. }
        if status.modal == StatusModal::Settled)
}

fn bearer_sorts(assertion: &Assertion) -> Vec<SortId> {
    let AssertionKind::Expect { status, .. } = &assertion.kind else { return Vec::new() };
    let sorts = status.bearers.iter().filter_map(|bearer| match bearer {
        Term::Var(var) => Some(assertion.scope[*var].sorts.clone()),
        _ => None,
    });
    sorts.flatten().collect()
}
