//! `C401`: a case of a declared universe that no norm settles.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};

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
    for (id, witness) in &survey.weighed.gaps {
        let universe = &model.universes[*id];
        let message = format!("no norm settles a case of the universe `{}`", universe.name);
        let label = "declares cases that norms should settle";
        let sorts: Vec<_> = universe.scope.vars.iter().flat_map(|var| var.sorts.clone()).collect();
        let mut finding = Diagnostic::new(&RULE, message, universe.span, label)
            .note("case", tell::case(model, witness))
            .note("closure", tell::closure(model, &sorts))
            .help(
                "add a norm that names everyone in this case, or narrow the universe with `when`",
            );
        finding.evidence.verdict = Some("gap".to_owned());
        finding.evidence.scenario = Some(tell::scenario(model, "case", &witness.situation));
        found.push(finding);
    }
}
