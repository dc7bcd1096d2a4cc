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
    /// The tokens of which the parser asked how they stand in their line.
    pub(super) asked: Vec<u32>,
    pub(super) file: FileId,
}

impl Sound<'_> {
    /// Whether another text is free of errors too, holds the same tokens, and makes the same tree but for spans.
    ///
    /// Comments are no tokens: whoever moves them compares them himself.
    pub fn is_alike(&self, other: &str, lexed: Lexed) -> bool {
        let sound = lexed.problems.kept.is_empty();
        if !sound || !same_tokens((self.text, &self.tokens), (other, &lexed.tokens)) {
            return false;
        }
        self.stands_as_asked(&lexed.tokens) || self.reads_as(lexed)
    }

    /// Whether the parser, which sees nothing else but words, would get the answers that it got: then it makes the same.
    fn stands_as_asked(&self, others: &[Token]) -> bool {
        let stands = |token: Token| (token.first, token.margin);
        let place = |&at: &u32| at as usize;
        self.asked.iter().map(place).all(|at| stands(self.tokens[at]) == stands(others[at]))
    }

    /// Whether the same words, as they stand elsewhere, make the same tree.
    fn reads_as(&self, mut lexed: Lexed) -> bool {
        // Read with the places of the first text, equal trees are equal in their spans too.
        for (here, there) in self.tokens.iter().zip(&mut lexed.tokens) {
            (there.start, there.end) = (here.start, here.end);
        }
        read_sound(self.text, self.file, lexed).is_ok_and(|it| it.tree == self.tree)
    }
}

/// Whether both texts are free of errors and differ in their layout only.
pub fn alike(one: &str, other: &str) -> bool {
    sound(one).is_some_and(|one| one.is_alike(other, lex(other)))
}

fn sound(text: &str) -> Option<Sound<'_>> {
    read_sound(text, FileId(0), lex(text)).ok()
}

/// All that is read in a text, unless it has errors: then the reading of it, for their wording.
pub(super) fn read_sound(
    text: &str,
    file: FileId,
    mut lexed: Lexed,
) -> Result<Sound<'_>, Box<Reading<'_>>> {
    let comments = std::mem::take(&mut lexed.comments);
    let reading = Reading::new(text, file, lexed);
    let tree = parser::file(&reading);
    if !reading.is_sound() {
        return Err(Box::new(reading));
    }
    let (tokens, asked) = reading.into_tokens();
    Ok(Sound { text, tokens, comments, tree, asked, file })
}

fn same_tokens((one, tokens): (&str, &[Token]), (other, others): (&str, &[Token])) -> bool {
    let same = |(a, b): (&Token, &Token)| a.kind == b.kind && one[a.range()] == other[b.range()];
    tokens.len() == others.len() && tokens.iter().zip(others).all(same)
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
