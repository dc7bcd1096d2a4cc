//! `C401`: a case of a declared universe that no norm settles.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Gap;
use crate::model::{Model, UniverseId};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C401",
    name: "unsettled-case",
    summary: "a case of a declared universe is not settled",
    level: Level::Warning,
    page: include_str!("unsettled_case.md"),
};

/// Finds the simplest case of each universe of which no effective norm speaks.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for (id, gap) in survey.weighed.gaps.iter().filter(|(_, gap)| gap.answers.is_empty()) {
        let name = &model.universes[*id].name;
        let message = format!("no norm settles a case of the universe `{name}`");
        let mut finding = gap_in(model, &RULE, message, *id, gap).help(
            "add a norm that names everyone in this case, or narrow the universe with `when`",
        );
        finding.evidence.verdict = Some("gap".to_owned());
        found.push(finding);
    }
}

/// A case of a universe, which no norm settles.
pub(in crate::checks) fn gap_in(
    model: &Model,
    rule: &'static Rule,
    message: String,
    id: UniverseId,
    gap: &Gap,
) -> Diagnostic {
    let case = &gap.witness;
    let universe = &model.universes[id];
    let sorts: Vec<_> = universe.scope.vars.iter().flat_map(|var| var.sorts.clone()).collect();
    let label = "declares cases that norms should settle";
    let finding =
        Diagnostic::new(rule, message, universe.span, label).note("case", told(model, gap));
    let mut finding =
        tell::on_days(finding, &gap.dates).note("closure", tell::closure(model, &sorts));
    finding.evidence.scenario = Some(tell::scenario(model, &case.situation, &case.absent));
    finding
}

/// The case, with its day where dates matter: on another, norms may settle one like it.
fn told(model: &Model, gap: &Gap) -> String {
    let case = tell::case(model, &gap.witness);
    match gap.witness.situation.day {
        Some(day) if !gap.dates.is_empty() => {
            format!("{case} The day looked at is {}.", tell::weekday(day))
        }
        _ => case,
    }
}
