//! From text to trees. Knows nothing of what names mean.

mod alike;
pub mod ast;
pub mod lexer;
pub mod limits;
mod parser;
mod problem;
pub mod rules;
mod spelling;
pub mod token;
mod tokens;
mod wording;

pub use self::alike::{Sound, alike};
pub(crate) use self::lexer::is_invisible;
pub(crate) use self::spelling::{is_currency, modal_said_of_act, number_meant};
use self::tokens::Reading;
pub(crate) use self::wording::file_too_large;
use crate::diagnostics::Diagnostic;
use crate::source::{FileId, Sources, Span};

/// Reads a whole file. An error does not stop it: it goes on at the next item, and sound items are kept.
///
/// The diagnostics come in the order of the text, at most `limits::MAX_ERRORS` and one more.
pub fn parse(sources: &Sources, file: FileId) -> (ast::File, Vec<Diagnostic>) {
    read(sources, file, parser::file)
}

/// Reads a file in which nothing may be wrong, with its tokens and comments.
pub fn parse_sound(sources: &Sources, file: FileId) -> Result<Sound<'_>, Vec<Diagnostic>> {
    let text = sources.text(file);
    if text.len() > limits::MAX_FILE_BYTES {
        return Err(vec![too_large(sources, file)]);
    }
    alike::read_sound(text, file, lexer::lex(text))
        .map_err(|reading| wording::diagnostics(*reading))
}

/// Reads a text that is one sentence, like `acme may disclose(mail, to: doj) when warrant(doj)`.
pub fn parse_sentence(sources: &Sources, file: FileId) -> (Option<ast::Sentence>, Vec<Diagnostic>) {
    read(sources, file, parser::whole_sentence)
}

/// Reads a text that is one question: a sentence, or one with its modal first (`may Provider disclose(Data)`).
pub fn parse_question(sources: &Sources, file: FileId) -> (Option<ast::Sentence>, Vec<Diagnostic>) {
    read(sources, file, parser::whole_question)
}

/// Reads a text that is one condition.
pub fn parse_condition(sources: &Sources, file: FileId) -> (Option<ast::Cond>, Vec<Diagnostic>) {
    read(sources, file, parser::whole_condition)
}

fn too_large(sources: &Sources, file: FileId) -> Diagnostic {
    file_too_large(sources.name(file), Span::new(file, 0, 0))
}

fn read<T: Default>(
    sources: &Sources,
    file: FileId,
    parser: impl Fn(&Reading<'_>) -> T,
) -> (T, Vec<Diagnostic>) {
    let text = sources.text(file);
    if text.len() > limits::MAX_FILE_BYTES {
        return (T::default(), vec![too_large(sources, file)]);
    }
    let reading = Reading::new(text, file, lexer::lex(text));
    let tree = parser(&reading);
    (tree, wording::diagnostics(reading))
}
