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
