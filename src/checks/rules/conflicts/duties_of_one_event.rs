//! `C214`: several duties that one event starts, and that can all be met.

use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C214",
    name: "duties-of-one-event",
    summary: "one event starts several duties, which can all be met",
    level: Level::Off,
    page: include_str!("duties_of_one_event.md"),
};

/// Finds events that start several duties of one bearer.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for clock in &survey.weighed.clocks {
        let message = format!(
            "`{}` starts {} duties of one bearer, which can all be met",
            model.events[clock.event].name,
            clock.norms.len()
        );
        let window = |norm| {
            let norm: &crate::model::Norm = &model.norms[norm];
            norm.window_span.unwrap_or(norm.act_span)
        };
        let mut finding = Diagnostic::new(&RULE, message, window(clock.norms[0]), "this window …");
        for &norm in &clock.norms[1..] {
            finding = finding.related(window(norm), "… and this one");
        }
        finding = finding.note("duties", tell::norm_names(model, &clock.norms));
        finding = finding.note("case", tell::case(model, &clock.witness));
        finding.evidence.norms = clock.norms.iter().map(|&norm| model.qualified(norm)).collect();
        finding.evidence.scenario =
            Some(tell::scenario(model, &clock.witness.situation, &clock.witness.absent));
        found.push(finding);
    }
}
