//! `C091`: a file is not text in UTF-8.

use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::syntax::rules::INVALID_UTF8;

/// Says at which byte the text ends. `span` is the mark that stands there in the decoded text.
pub fn diagnostic(name: &str, offset: usize, utf16: bool, span: Span) -> Diagnostic {
    let message = format!("`{name}` is not text in UTF-8: byte {offset} is invalid");
    let found = Diagnostic::new(&INVALID_UTF8, message, span, "the first byte that cannot be read");
    match utf16 {
        true => found.help("the file looks like UTF-16: save it again as UTF-8"),
        false => found.help("save the file again as UTF-8"),
    }
}
