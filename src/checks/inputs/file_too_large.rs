//! `C092`: a file is larger than Comity reads.

use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::source::Span;

/// A file is larger than Comity reads.
pub static RULE: Rule = Rule {
    code: "C092",
    name: "file-too-large",
    summary: "a file is larger than Comity reads",
    level: Level::Error,
    page: include_str!("file_too_large.md"),
};

/// Says the limit.
pub fn diagnostic(name: &str, limit: u64, span: Span) -> Diagnostic {
    let limit = limit / (1024 * 1024);
    let message = format!("`{name}` is larger than {limit} MB");
    Diagnostic::new(&RULE, message, span, "not checked")
        .help("split it into several files in one folder: they are checked together")
}
