//! One canonical layout for every text of the language.
//!
//! The layout follows from the tokens, the comments and the blank lines alone, never from where the author broke a
//! line. `plan` says where lines begin and may break, `gaps` what stands between tokens, and `print` joins both, token
//! by token: no token can be lost. Before a layout is given away it is read again and compared with what was there.

mod diff;
mod gaps;
mod plan;
mod print;
mod spacing;

pub use diff::diff;
pub(crate) use spacing::in_a_line;

use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Sources};
use crate::syntax::lexer::lex;
use crate::syntax::{self, Sound};

/// Columns of a line, unless a single word or text is longer.
pub const WIDTH: usize = 100;

/// Why a text keeps its layout.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Unformatted {
    /// It has errors, so nobody knows what belongs together.
    Errors(Vec<Diagnostic>),
    /// The layout would have changed what the text says: a fault of Comity.
    Fault,
}

/// The text of a file in its canonical layout.
///
/// It holds the same tokens and comments in the same order. Line ends are those of the first line. Formatting a
/// second time changes nothing.
///
/// # Errors
/// The text has errors, or the layout would have changed what it says.
pub fn format(sources: &Sources, file: FileId) -> Result<String, Unformatted> {
    let read = syntax::parse_sound(sources, file).map_err(Unformatted::Errors)?;
    let plan = plan::Plan::new(read.text, &read.tokens, &read.tree);
    let gaps = gaps::Gaps::new(read.text, &read.tokens, &read.comments);
    let formatted = print::print(read.text, &read.tokens, &plan, &gaps);
    drop((plan, gaps));
    let same = formatted == read.text || keeps_all(&read, &formatted);
    if same { Ok(formatted) } else { Err(Unformatted::Fault) }
}

/// Whether a layout says what the text says, comments included.
fn keeps_all(read: &Sound<'_>, formatted: &str) -> bool {
    let after = lex(formatted);
    let before = read.comments.iter().map(|&comment| gaps::comment(read.text, comment));
    let comments = after.comments.iter().map(|&comment| gaps::comment(formatted, comment));
    before.eq(comments) && read.is_alike(formatted, after)
}
