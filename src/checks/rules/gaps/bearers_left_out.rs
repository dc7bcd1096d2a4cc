//! `C403`: a duty that covers only some bearers of a universe.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C403",
    name: "bearers-left-out",
    summary: "a duty covers only some bearers of a declared universe",
    level: Level::Note,
    page: include_str!("bearers_left_out.md"),
};

/// Finds duties that bind some of those of whom a universe speaks, where nobody binds the rest.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for (id, norm, witness) in &survey.weighed.partly {
        let (universe, own) = (&model.universes[*id], &model.norms[*norm]);
        let message = format!(
            "`{}` leaves out some of those of whom the universe `{}` speaks",
            own.name, universe.name
        );
        let label = "binds only some of them";
        let mut finding = Diagnostic::new(&RULE, message, own.sentence_span, label)
            .related(universe.span, "covers more")
            .note("case", tell::case(model, witness))
            .help("bind the others too, or narrow the universe to those whom it is about");
        tell::about(&mut finding, model, None, &[*norm]);
        finding.evidence.scenario =
            Some(tell::scenario(model, &witness.situation, &witness.absent));
        found.push(finding);
    }
}
