//! `C601`: an expectation fails.

use crate::checks::ExpectationResult;
use crate::diagnostics::{Diagnostic, Level, Rule};

/// An expectation fails.
pub static RULE: Rule = Rule {
    code: "C601",
    name: "failed-expectation",
    summary: "the checker does not answer as a scenario expects",
    level: Level::Error,
    page: include_str!("failed_expectation.md"),
};

/// The findings for those results that are not as they should be. Where a scenario cannot be, it is told once.
pub fn diagnostics(results: &[ExpectationResult]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut of_last: Option<&ExpectationResult> = None;
    for result in results {
        let Some(own) = diagnostic(result) else { continue };
        let unanswered = Some(result).filter(|it| it.is_of_a_contradiction());
        match (found.last_mut(), unanswered.zip(of_last)) {
            (Some(told), Some((it, last))) if are_of_one_scenario(it, last) => {
                let told = told.clone();
                found.pop();
                found.push(told.related(own.primary.span, "nor does this"));
            }
            _ => found.push(own),
        }
        of_last = unanswered;
    }
    found
}

/// Whether two expectations are those of one scenario, with one answer.
fn are_of_one_scenario(a: &ExpectationResult, b: &ExpectationResult) -> bool {
    a.span.file == b.span.file && a.name == b.name && a.why == b.why
}

/// The finding for a result that is not as it should be; `None` where all is well.
pub fn diagnostic(result: &ExpectationResult) -> Option<Diagnostic> {
    match (result.passed, &result.pending) {
        (true, None) | (false, Some(_)) => None,
        (false, None) => {
            let message = format!("`{}` expects what does not hold: {}", result.name, result.text);
            let found = Diagnostic::new(&RULE, message, result.span, "does not hold");
            Some(if result.why.is_empty() { found } else { found.note("answer", &result.why) })
        }
        (true, Some(_)) => {
            let message = format!("`{}` holds although it is marked pending", result.text);
            let found = Diagnostic::new(&RULE, message, result.span, "holds now");
            Some(found.help("remove `pending` and its reason"))
        }
    }
}
