//! `C092`: a file is larger than Comity reads.

use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::rules::FILE_TOO_LARGE;

/// Says the limit.
pub fn diagnostic(name: &str, limit: u64, span: Span) -> Diagnostic {
    let limit = limit / (1 << 20);
    let message = format!("`{name}` is larger than {limit} MB");
    Diagnostic::new(&FILE_TOO_LARGE, message, span, "not checked")
        .help("split it into several files in one folder: they are checked together")
}
