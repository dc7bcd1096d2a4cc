//! `C603`: an `allow` gives no reason.

use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix, Level, Rule};
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
    let reasoned =
        format!("allow {} because \"accepted before reasons were asked for\"", allow.rule);
    let message = format!("`allow {}` gives no reason", allow.rule);
    Diagnostic::new(&RULE, message, allow.span, "why may this stay?")
        .help("add `because \"…\"` and say who decided this, and why")
        .fix(Fix {
            title: "say that no reason is known".to_owned(),
            // No reason that a program makes up is one: a person should look at it.
            applicability: Applicability::Unsafe,
            edits: vec![Edit { span: allow.span, text: reasoned }],
        })
}
