//! `C090`: a file cannot be read.

use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::source::Span;

/// A file cannot be read.
pub static RULE: Rule = Rule {
    code: "C090",
    name: "unreadable-file",
    summary: "a file cannot be read",
    level: Level::Error,
    page: include_str!("unreadable_file.md"),
};

/// Says what the system said. `span` is the file's (empty) text, or the `use` that asked for it.
pub fn diagnostic(name: &str, reason: &str, span: Span) -> Diagnostic {
    let message = format!("`{name}` cannot be read: {reason}");
    Diagnostic::new(&RULE, message, span, "not checked")
        .help("check the file's permissions and that it is an ordinary file")
}
