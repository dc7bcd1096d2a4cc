//! Whether a space stands between two tokens of a line.

use std::borrow::Cow;

use crate::syntax::lexer::lex;
use crate::syntax::token::{Kind, Token};

/// For each token whether a space stands before it where its line does not begin with it.
///
/// A sign is glued only where that cannot make another token of what it touches: a word of the language keeps its
/// distance from `(`, because before a bracket it would be a name.
pub(super) fn spaces(tokens: &[Token]) -> Vec<bool> {
    let mut spaces = Vec::with_capacity(tokens.len());
    let mut unary = false;
    let mut before: Option<Kind> = None;
    for token in tokens {
        let spaced = before.is_some_and(|before| !unary && is_apart(before, token.kind));
        unary = token.kind == Kind::Minus && !before.is_some_and(ends_value);
        spaces.push(spaced);
        before = Some(token.kind);
    }
    spaces
}

fn is_apart(before: Kind, next: Kind) -> bool {
    use Kind::*;
    let glued = matches!(before, LeftParen | Dot | DotDot | Slash)
        || matches!(next, RightParen | Comma | Colon | Dot | DotDot | Slash)
        || matches!((before, next), (Name, LeftParen) | (LeftBrace, RightBrace));
    !glued
}

/// Whether a minus sign behind this takes away from a value.
fn ends_value(kind: Kind) -> bool {
    kind == Kind::Name || kind == Kind::RightParen || kind.is_word()
}

/// A piece of a text in one line, laid out as in the language and without comments: what is quoted is the same however
/// somebody broke its lines.
pub(crate) fn in_a_line(text: &str) -> Cow<'_, str> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    if text.chars().all(is_word) {
        return Cow::Borrowed(text);
    }
    let tokens = lex(text).tokens;
    let mut line = String::with_capacity(text.len());
    for (token, spaced) in tokens.iter().zip(spaces(&tokens)) {
        let piece = &text[token.range()];
        if spaced && !piece.is_empty() {
            line.push(' ');
        }
        line += piece;
    }
    Cow::Owned(line)
}

#[cfg(test)]
mod tests {
    use super::in_a_line;

    #[test]
    fn what_is_quoted_hangs_on_no_layout() {
        for text in [
            "send( a,some File ) unless x.y>=3",
            "send(a, // c\n  some File)\n\tunless x.y /**/ >= 3",
        ] {
            let text = text.replace(" /**/", "");
            assert_eq!(in_a_line(&text), "send(a, some File) unless x.y >= 3");
        }
        assert_eq!(in_a_line("\"a  // b\" by never"), "\"a  // b\" by never");
    }
}
