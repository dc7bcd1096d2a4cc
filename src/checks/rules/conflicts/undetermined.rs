//! `C212`: whether norms conflict hangs on what only a person can settle.

use super::competence;
use crate::checks::rules::gaps::unsettled_case;
use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::{Answer, Failure, Kind};
use crate::model::{Model, PrincipleId};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C212",
    name: "undetermined",
    summary: "whether norms conflict, or breach a principle, hangs on what only a person can settle",
    level: Level::Warning,
    page: include_str!("undetermined.md"),
};

/// Finds conflicts and breached principles that exist under some answer to the open facts, but not under every one.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for it in survey.conflicts.iter().filter(|it| !it.answers.is_empty()) {
        let names = match (it.kind, it.norms.as_slice()) {
            (Kind::Breach, [law, ban]) => {
                format!("`{}` breaches `{}`", model.qualified(*law), model.qualified(*ban))
            }
            (_, [one]) => format!("`{}` can be respected", model.qualified(*one)),
            _ => format!("{} conflict", tell::norm_names(model, &it.norms)),
        };
        let message = format!("whether {names} hangs on {}", matters(model, &it.answers));
        let finding = tell::conflict(&survey.theory, &RULE, message, it);
        let verdict = |conflict| match (conflict, it.kind) {
            (true, Kind::Breach) => "a breach".to_owned(),
            (true, _) if it.norms.len() == 1 => "it cannot".to_owned(),
            (false, _) if it.norms.len() == 1 => "it can".to_owned(),
            (true, kind) => format!("they conflict ({})", kind.word()),
            (false, Kind::Breach) => "no breach".to_owned(),
            (false, _) => "no conflict".to_owned(),
        };
        found.push(undetermined(model, finding, &it.answers, &verdict));
    }
    for (norm, it) in survey.beyond.iter().filter(|(_, it)| !it.answers.is_empty()) {
        let name = model.qualified(*norm);
        let on = matters(model, &it.answers);
        let message = format!("whether `{name}` goes beyond its bearer's powers hangs on {on}");
        let finding = competence::beyond(model, &RULE, message, (*norm, it));
        let verdict = |so| if so { "it does" } else { "it does not" }.to_owned();
        found.push(undetermined(model, finding, &it.answers, &verdict));
    }
    for (id, gap) in survey.weighed.gaps.iter().filter(|(_, gap)| !gap.answers.is_empty()) {
        let (name, on) = (&model.universes[*id].name, matters(model, &gap.answers));
        let message =
            format!("whether norms settle every case of the universe `{name}` hangs on {on}");
        let finding = unsettled_case::gap_in(model, &RULE, message, *id, gap);
        let verdict = |open| if open { "a case is left open" } else { "they do" }.to_owned();
        found.push(undetermined(model, finding, &gap.answers, &verdict));
    }
    for (id, failure) in survey.failures.iter().filter(|(_, it)| it.is_undetermined()) {
        found.push(principle(model, *id, failure));
    }
}

/// A principle fails under some answer, and not under every one.
fn principle(model: &Model, id: PrincipleId, failure: &Failure) -> Diagnostic {
    let principle = &model.principles[id];
    let span = principle.assertions[failure.assertion].span;
    let on = matters(model, &failure.answers);
    let mut finding = match failure.offender() {
        Some(norm) => {
            let it = &model.norms[norm];
            let message = format!(
                "whether `{}` breaches the principle `{}` hangs on {on}",
                it.name, principle.name
            );
            let said = format!("{} here", tell::verb(model, norm));
            let mut finding = Diagnostic::new(&RULE, message, it.act_span, said)
                .related(span, "what the principle asserts");
            tell::about(&mut finding, model, None, &[norm]);
            finding
        }
        None => {
            let message = format!(
                "whether norms provide what the principle `{}` asks for hangs on {on}",
                principle.name
            );
            Diagnostic::new(&RULE, message, span, "asked for here")
        }
    };
    if let Some(witness) = &failure.witness {
        finding = tell::on_days(
            tell::fails_in(model, finding, &principle.assertions[failure.assertion], witness),
            &failure.dates,
        );
    }
    finding.evidence.principle = Some(principle.name.to_string());
    let verdict = |breach| if breach { "a breach" } else { "no breach" }.to_owned();
    undetermined(model, finding, &failure.answers, &verdict)
}

fn undetermined(
    model: &Model,
    mut finding: Diagnostic,
    answers: &[Answer],
    verdict: &dyn Fn(bool) -> String,
) -> Diagnostic {
    finding.evidence.verdict = Some("undetermined".to_owned());
    finding
        .note("answer", answer(model, answers, verdict))
        .help("settle the standard with an `assume`, define it by facts, or say who decides")
}

/// The verdict for every answer, in one sentence.
fn answer(model: &Model, answers: &[Answer], verdict: &dyn Fn(bool) -> String) -> String {
    if answers.iter().all(|answer| answer.conflict) {
        let so = verdict(true);
        return format!(
            "{so} under each answer, but in another case each time; one that is so under all was not found"
        );
    }
    let (conflict, terms) = tell::shorter_side(answers);
    let terms: Vec<String> = terms.iter().map(|term| tell::open_term(model, term)).collect();
    format!("{} if {}; else {}", verdict(conflict), terms.join(", or if "), verdict(!conflict))
}

fn matters(model: &Model, answers: &[Answer]) -> String {
    tell::join(&tell::open_matters(model, answers))
}
