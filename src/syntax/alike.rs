//! Whether two texts differ in their layout only.

use super::ast::File;
use super::lexer::{Lexed, lex};
use super::parser;
use super::token::Token;
use super::tokens::Reading;
use crate::source::FileId;

/// A text without errors, with all that was read in it.
#[derive(Debug)]
pub struct Sound<'a> {
    /// The text.
    pub text: &'a str,
    /// Its tokens; the last is [`Kind::Eof`](super::token::Kind::Eof).
    pub tokens: Vec<Token>,
    /// First byte and end of each comment, without its line end.
    pub comments: Vec<(u32, u32)>,
    /// Its tree.
    pub tree: File,
    pub(super) file: FileId,
}

impl Sound<'_> {
    /// Whether another text is free of errors too, holds the same tokens, and makes the same tree but for spans.
    ///
    /// Comments are no tokens: whoever moves them compares them himself.
    pub fn is_alike(&self, other: &str, mut lexed: Lexed) -> bool {
        if !same_tokens((self.text, &self.tokens), (other, &lexed.tokens)) {
            return false;
        }
        // Of a token's place the parser sees only how it stands in its line. So the other text is read with the
        // places of the first: then equal trees are equal in their spans too.
        for (here, there) in self.tokens.iter().zip(&mut lexed.tokens) {
            (there.start, there.end) = (here.start, here.end);
        }
        tree(self.text, self.file, lexed).is_some_and(|(tree, _)| tree == self.tree)
    }
}

/// Whether both texts are free of errors and differ in their layout only.
pub fn alike(one: &str, other: &str) -> bool {
    sound(one).is_some_and(|one| one.is_alike(other, lex(other)))
}

fn sound(text: &str) -> Option<Sound<'_>> {
    let (file, mut lexed) = (FileId(0), lex(text));
    let comments = std::mem::take(&mut lexed.comments);
    let (tree, tokens) = tree(text, file, lexed)?;
    Some(Sound { text, tokens, comments, tree, file })
}

fn same_tokens((one, tokens): (&str, &[Token]), (other, others): (&str, &[Token])) -> bool {
    let same = |(a, b): (&Token, &Token)| a.kind == b.kind && one[a.range()] == other[b.range()];
    tokens.len() == others.len() && tokens.iter().zip(others).all(same)
}

/// The tree of a text that has no errors, and its tokens.
fn tree(text: &str, file: FileId, lexed: Lexed) -> Option<(File, Vec<Token>)> {
    let mut reading = Reading::new(text, file, lexed);
    let tree = parser::file(&reading);
    let tokens = std::mem::take(&mut reading.tokens);
    reading.into_problems().kept.is_empty().then_some((tree, tokens))
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
