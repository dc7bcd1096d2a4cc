//! `C603`: an `allow` gives no reason.

use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::model::Allow;

/// An `allow` gives no reason.
pub static RULE: Rule = Rule {
    code: "C603",
    name: "allow-without-reason",
    summary: "an `allow` gives no reason",
    level: Level::Warning,
    page: include_str!("allow_without_reason.md"),
};

/// Asks for the reason.
pub fn diagnostic(allow: &Allow) -> Diagnostic {
    let message = format!("`allow {}` gives no reason", allow.rule);
    Diagnostic::new(&RULE, message, allow.span, "why may this stay?")
        .help("add `because \"…\"` and say who decided this, and why")
}
