//! Whether two texts differ in their layout only.

use super::ast::File;
use super::lexer::{Lexed, lex};
use super::parser;
use super::token::Token;
use super::tokens::Reading;
use crate::source::FileId;

/// Whether both texts are free of errors, hold the same tokens, and make the same tree but for spans.
///
/// Comments are no tokens: whoever moves them compares them himself.
pub fn alike(one: &str, other: &str) -> bool {
    let (one_read, other_read) = (lex(one), lex(other));
    if !same_tokens((one, &one_read.tokens), (other, &other_read.tokens)) {
        return false;
    }
    // Of a token's place the parser sees only how it stands in its line. So the other text is read with the
    // places of the first: then equal trees are equal in their spans too.
    let places = one_read.tokens.iter().zip(&other_read.tokens);
    let tokens = places
        .map(|(here, there)| Token { first: there.first, margin: there.margin, ..*here })
        .collect();
    let other_read = Lexed { tokens, ..other_read };
    match (tree(one, one_read), tree(one, other_read)) {
        (Some(tree), Some(other)) => tree == other,
        _ => false,
    }
}

fn same_tokens((one, tokens): (&str, &[Token]), (other, others): (&str, &[Token])) -> bool {
    let same = |(a, b): (&Token, &Token)| a.kind == b.kind && one[a.range()] == other[b.range()];
    tokens.len() == others.len() && tokens.iter().zip(others).all(same)
}

/// The tree of a text that has no errors.
fn tree(text: &str, lexed: Lexed) -> Option<File> {
    let reading = Reading::new(text, FileId(0), lexed);
    let tree = parser::file(&reading);
    reading.into_problems().kept.is_empty().then_some(tree)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_and_comments_do_not_matter() {
        assert!(alike("kind A,  B\nassume p // why\n and q", "kind A, B\nassume p and q\n"));
    }

    #[test]
    fn tokens_and_trees_do() {
        assert!(!alike("kind A", "kind B"));
        assert!(!alike("kind A", "kind A, B"));
        assert!(
            !alike("assume order(x)", "assume order (x)"),
            "a name, and a word of the language"
        );
        // Without a comma a member of a universe ends at its line.
        assert!(!alike("universe u { A\nB }", "universe u { A B }"));
    }

    #[test]
    fn a_text_with_errors_is_like_no_other() {
        assert!(!alike("kind", "kind"));
        assert!(!alike("kind A #", "kind A #"));
    }
}
