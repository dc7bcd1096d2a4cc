//! `C605`: a known finding is no longer found.

use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::source::Span;

/// A known finding is no longer found.
pub static RULE: Rule = Rule {
    code: "C605",
    name: "stale-baseline",
    summary: "a finding that the baseline knows is no longer found",
    level: Level::Error,
    page: include_str!("stale_baseline.md"),
};

/// `about` is what the entry says for people.
pub fn diagnostic(about: &str, span: Span) -> Diagnostic {
    let message = match about.is_empty() {
        true => "a finding of the baseline is no longer found".to_owned(),
        false => format!("a finding of the baseline is no longer found: {about}"),
    };
    Diagnostic::new(&RULE, message, span, "mended, allowed in the text, or not checked in this run")
        .help("take it out with `comity baseline prune`, so that it cannot come back unseen")
}
