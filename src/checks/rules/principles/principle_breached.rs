//! `C301`: a norm says what a principle forbids.

use super::by_turns;
use crate::checks::survey::Survey;
use crate::checks::tell;
use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::logic::Breach;

/// The rule.
pub(in crate::checks) static RULE: Rule = Rule {
    code: "C301",
    name: "principle-breached",
    summary: "a norm says what a principle forbids",
    level: Level::Warning,
    page: include_str!("principle_breached.md"),
};

/// Finds norms that offend a principle, prima facie.
pub(in crate::checks) fn check(survey: &Survey<'_>, found: &mut Vec<Diagnostic>) {
    let model = survey.theory.model;
    for (id, failure) in survey.failures.iter().filter(|(_, it)| !it.is_undetermined()) {
        let principle = &model.principles[*id];
        let span = principle.assertions[failure.assertion].span;
        let mut finding = match failure.breach {
            Breach::Offends(norm) => {
                let it = &model.norms[norm];
                let message = format!(
                    "`{}` breaches the principle `{}`, prima facie",
                    it.name, principle.name
                );
                let said = format!("{} here", tell::verb(model, norm));
                let mut finding = Diagnostic::new(&RULE, message, it.act_span, said)
                    .related(span, "what the principle asserts")
                    .help(format!("add an exception for this case to `{}` (`unless …`), add the ground that the principle names, or weigh the two and record the result", it.name));
                tell::about(&mut finding, model, None, &[norm]);
                finding
            }
            Breach::Never => {
                let message =
                    format!("what `{}` says should sometimes hold never does", principle.name);
                Diagnostic::new(&RULE, message, span, "this never holds").help(
                    "add a norm that says so, or check whether the conditions can hold together",
                )
            }
            Breach::Missing | Breach::Lacks(..) => continue,
        };
        if let Some(witness) = &failure.witness {
            finding = tell::on_days(
                tell::fails_in(model, finding, &principle.assertions[failure.assertion], witness),
                &failure.dates,
            );
        }
        finding = by_turns(model, finding, principle, failure);
        finding.evidence.verdict = Some("principle".to_owned());
        finding.evidence.principle = Some(principle.name.to_string());
        found.push(finding.note("weight", "a principle has weight, not force: a person must weigh it against what the norm is for"));
    }
}
