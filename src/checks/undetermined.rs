//! `C212`: whether norms conflict hangs on what only a person can settle.

use super::survey::Survey;
use super::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::{Conflict, Kind};
use crate::model::Model;

/// The rule.
pub(super) static RULE: Rule = Rule {
    code: "C212",
    name: "undetermined",
    summary: "whether norms conflict hangs on what only a person can settle",
    level: Level::Warning,
    page: include_str!("undetermined.md"),
};

/// Finds conflicts that exist under some answer to the open facts, but not under every one.
pub(super) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for it in survey.conflicts.iter().filter(|it| !it.answers.is_empty()) {
        let names = match (it.kind, it.norms.as_slice()) {
            (Kind::Breach, [law, ban]) => {
                format!("`{}` breaches `{}`", model.qualified(*law), model.qualified(*ban))
            }
            _ => format!("{} conflict", tell::norm_names(model, &it.norms)),
        };
        let message = format!("whether {names} hangs on {}", matters(model, it));
        let mut finding = tell::conflict(&survey.theory, &RULE, message, it);
        finding.evidence.verdict = Some("undetermined".to_owned());
        finding = finding.note("answer", answer(model, it));
        found.push(
            finding.help(
                "settle the standard with an `assume`, define it by facts, or say who decides",
            ),
        );
    }
}

/// The verdict for every answer, in one sentence.
fn answer(model: &Model, it: &Conflict) -> String {
    let verdict = |conflict| match (conflict, it.kind) {
        (true, Kind::Breach) => "a breach".to_owned(),
        (true, kind) => format!("they conflict ({})", kind.word()),
        (false, Kind::Breach) => "no breach".to_owned(),
        (false, _) => "no conflict".to_owned(),
    };
    let (conflict, terms) = tell::shorter_side(&it.answers);
    let terms = terms.iter().map(|term| {
        let parts = term.iter().map(|&(open, holds)| tell::open_answer(model, open, holds));
        parts.collect::<Vec<_>>().join(" and ")
    });
    let terms = terms.collect::<Vec<_>>().join(", or if ");
    format!("{} if {terms}; else {}", verdict(conflict), verdict(!conflict))
}

fn matters(model: &Model, it: &Conflict) -> String {
    let mut words: Vec<String> = Vec::new();
    for (open, _) in it.answers.iter().flat_map(|answer| &answer.facts) {
        let word = match open {
            crate::logic::Open::Fact(fact) => format!("`{}`", model.facts[*fact].name),
            crate::logic::Open::Attribute(attribute) => {
                format!("`{}`", model.attributes[*attribute].name)
            }
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    tell::join(&words)
}
