//! What stands between tokens: comments and blank lines.

use crate::syntax::token::{Kind, Token};

/// The gaps of a text: one before each token, the last before the end.
pub(super) struct Gaps {
    /// Where the comments before each token begin in `comments`; one more for the end.
    first: Vec<u32>,
    comments: Vec<Comment>,
    /// Line breaks directly before each token, after the last comment.
    breaks: Vec<u8>,
}

/// A comment.
#[derive(Clone, Copy)]
pub(super) struct Comment {
    /// Its bytes, without spaces at its end.
    pub(super) range: (u32, u32),
    /// Line breaks before it, at most two: with none it stands behind what is before it on the line.
    pub(super) breaks: u8,
}

impl Gaps {
    pub(super) fn new(text: &str, tokens: &[Token], comments: &[(u32, u32)]) -> Self {
        let mut gaps = Gaps {
            first: Vec::with_capacity(tokens.len() + 1),
            comments: Vec::with_capacity(comments.len()),
            breaks: Vec::with_capacity(tokens.len()),
        };
        let (mut at, mut waiting) = (0, comments.iter().copied().peekable());
        for token in tokens {
            gaps.first.push(gaps.comments.len() as u32);
            // Neither a line end nor a comment, which ends its line or the text, stands before it.
            if !token.first && token.kind != Kind::Eof {
                gaps.breaks.push(0);
                at = token.end;
                continue;
            }
            while let Some((start, end)) = waiting.next_if(|&(start, _)| start < token.start) {
                // At the head of a text nothing stands before a comment.
                let breaks = if at == 0 { 1 } else { breaks_in(text, at, start) };
                let end = start + comment(text, (start, end)).len() as u32;
                gaps.comments.push(Comment { range: (start, end), breaks });
                at = end;
            }
            gaps.breaks.push(breaks_in(text, at, token.start));
            at = token.end;
        }
        gaps.first.push(gaps.comments.len() as u32);
        gaps
    }

    /// The comments before a token.
    pub(super) fn before(&self, token: usize) -> &[Comment] {
        &self.comments[self.first[token] as usize..self.first[token + 1] as usize]
    }

    /// Whether there is one.
    pub(super) fn has_comment_before(&self, token: usize) -> bool {
        self.first[token] < self.first[token + 1]
    }

    /// Whether a blank line stands directly before a token.
    pub(super) fn blank_before(&self, token: usize) -> bool {
        self.breaks[token] > 1
    }
}

/// A comment without the spaces at its end.
pub(super) fn comment(text: &str, (start, end): (u32, u32)) -> &str {
    text[start as usize..end as usize].trim_end()
}

/// Line breaks between two places, at most two.
fn breaks_in(text: &str, from: u32, to: u32) -> u8 {
    let between = &text.as_bytes()[from as usize..to as usize];
    between.iter().filter(|&&byte| byte == b'\n').take(2).count() as u8
}
