//! `C090`: a file cannot be read.

use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::rules::UNREADABLE_FILE;

/// Says what the system said. `span` is the file's (empty) text, or the `use` that asked for it.
pub fn diagnostic(name: &str, reason: &str, span: Span) -> Diagnostic {
    let message = format!("`{name}` cannot be read: {reason}");
    Diagnostic::new(&UNREADABLE_FILE, message, span, "not checked")
        .help("check its name, its permissions, and that it is an ordinary file")
}
