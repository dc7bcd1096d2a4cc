//! `C094`: settings cannot be used.

use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix};
use crate::source::Span;
use crate::syntax::rules::INVALID_CONFIGURATION;

/// Something in a file of settings is not as it should be.
pub fn diagnostic(message: impl Into<String>, span: Span, label: &str) -> Diagnostic {
    Diagnostic::new(&INVALID_CONFIGURATION, message, span, label)
}

/// A word that means nothing there, with the one that was most likely meant. `text` is what stands there now, quotes
/// included.
pub fn unknown(
    message: impl Into<String>,
    span: Span,
    text: &str,
    near: Option<&str>,
    all: &[&str],
) -> Diagnostic {
    let found = diagnostic(message, span, "unknown");
    let Some(near) = near else {
        let all: Vec<_> = all.iter().map(|word| format!("`{word}`")).collect();
        return match all.is_empty() {
            true => found,
            false => found.help(format!("write one of {}", all.join(", "))),
        };
    };
    let quote = text.chars().next().filter(|letter| matches!(letter, '"' | '\''));
    let quote = quote.map(String::from).unwrap_or_default();
    found.help(format!("did you mean `{near}`?")).fix(Fix {
        title: format!("write `{near}`"),
        applicability: Applicability::Safe,
        edits: vec![Edit { span, text: format!("{quote}{near}{quote}") }],
    })
}

/// A file that cannot be read.
pub fn unreadable(name: &str, reason: &str, span: Span) -> Diagnostic {
    diagnostic(format!("the settings `{name}` cannot be read: {reason}"), span, "not read")
}

/// A file cannot be extended.
pub fn extends(problem: &str, span: Span) -> Diagnostic {
    diagnostic(problem, span, "extended here").help("let one of them stand on its own")
}
