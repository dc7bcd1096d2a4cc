//! `C401`: a case of a declared universe that no norm settles.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Witness;
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
        let mut finding = gap_in(model, &RULE, message, *id, &gap.witness).help(
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
    case: &Witness,
) -> Diagnostic {
    let universe = &model.universes[id];
    let sorts: Vec<_> = universe.scope.vars.iter().flat_map(|var| var.sorts.clone()).collect();
    let label = "declares cases that norms should settle";
    let mut finding = Diagnostic::new(rule, message, universe.span, label)
        .note("case", tell::case(model, case))
        .note("closure", tell::closure(model, &sorts));
    finding.evidence.scenario = Some(tell::scenario(model, &case.situation, &case.absent));
    finding
}
