//! `C602`: an `allow` silences nothing.

use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix, Level, Rule};
use crate::model::Allow;

/// An `allow` silences nothing.
pub static RULE: Rule = Rule {
    code: "C602",
    name: "unused-allow",
    summary: "an `allow` silences nothing",
    level: Level::Warning,
    page: include_str!("unused_allow.md"),
};

/// Offers to remove it.
pub fn diagnostic(allow: &Allow) -> Diagnostic {
    let message = format!("`allow {}` silences nothing", allow.rule);
    Diagnostic::new(&RULE, message, allow.span, "no finding here needs it")
        .help("remove it, so that it does not hide a later finding")
        .fix(Fix {
            title: "remove the unused `allow`".to_owned(),
            applicability: Applicability::Safe,
            edits: vec![Edit { span: allow.span, text: String::new() }],
        })
}
