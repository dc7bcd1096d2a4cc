//! Whether a space stands between two tokens of a line.

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
