//! `C302`: a principle asks for a norm that is missing.

use super::by_turns;
use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Breach;
use crate::model::{
    Assertion, AssertionKind, DaySpan, Instrument, Model, NormId, SortId, StatusModal, Term,
};

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
            finding = finding.note("nearest", say_elsewhere(model, assertion, &nearest));
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

/// Which norms speak of the act, and which of them only among the parties of their instrument, or of nobody in particular.
fn say_elsewhere(model: &Model, assertion: &Assertion, norms: &[NormId]) -> String {
    let told = norms.iter().map(|&norm| {
        let name = model.qualified(norm);
        let instrument = &model.instruments[model.norms[norm].instrument];
        match &instrument.name {
            Some(of)
                if instrument.binds_parties_only() && !is_always_party(instrument, assertion) =>
            {
                format!("`{name}` is about this act, but binds only parties to `{of}`.")
            }
            _ if model.norms[norm].chosen().next().is_some() => {
                format!("`{name}` is about this act, but leaves to its bearer whom to choose.")
            }
            _ => format!("`{name}` is about this act, but does not say so in this case."),
        }
    });
    told.collect::<Vec<_>>().join(" ")
}

/// Whether it speaks of somebody in particular who was party to an instrument from the start.
fn is_always_party(instrument: &Instrument, assertion: &Assertion) -> bool {
    let AssertionKind::Expect { status, .. } = &assertion.kind else { return false };
    let listed = |it: &Term| {
        let mut always = instrument.parties.iter().filter(|party| party.days == DaySpan::ALWAYS);
        matches!(it, Term::Individual(id) if always.any(|party| party.who == *id))
    };
    status.bearers.iter().all(listed)
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
