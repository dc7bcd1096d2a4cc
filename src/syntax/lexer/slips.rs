//! Signs of other hands behind a name or a line, which are told of once and read as they are meant.

use super::{IN_WORD, Lexer};
use crate::syntax::limits;
use crate::syntax::problem::What;
use crate::syntax::token::Kind;

/// How far what only seems to be one word is looked at.
const LONGEST_WORD: usize = 120;

impl Lexer<'_> {
    /// `public-data(`: a name before its bracket, which is told of once and known wherever it is mentioned.
    pub(super) fn hyphenated_name(&mut self, start: usize) -> bool {
        let rest = &self.bytes[start..self.bytes.len().min(start + LONGEST_WORD)];
        let is_part = |byte: u8| IN_WORD[byte as usize] || byte == b'-';
        let length = rest.iter().position(|&byte| !is_part(byte)).unwrap_or(rest.len());
        let parts = rest[..length].split(|&byte| byte == b'-');
        let is_word = |part: &[u8]| part.first().is_some_and(u8::is_ascii_alphabetic);
        if rest.get(length) != Some(&b'(') || !parts.clone().all(is_word) {
            return false;
        }
        self.at = start + length;
        if self.hyphenated.len() >= limits::MAX_ERRORS {
            return false;
        }
        let known = |&(from, to): &(usize, usize)| self.bytes[from..to] == rest[..length];
        if !self.hyphenated.iter().any(known) {
            self.hyphenated.push((start, self.at));
            self.report(start, What::HyphenInName);
        }
        self.push(Kind::Name, start, false);
        true
    }

    /// Whether a dot ends its line, and what follows goes on with no name: nothing is meant to stand behind it.
    pub(super) fn is_full_stop(&self) -> bool {
        let blank = |c: char| matches!(c, ' ' | '\t' | '\r');
        let rest = self.text[self.at + 1..].trim_start_matches(blank);
        if !rest.is_empty() && !rest.starts_with(['\n', '}']) && !rest.starts_with("//") {
            return false;
        }
        let next = match rest.strip_prefix("//") {
            Some(comment) => comment.split_once('\n').map_or("", |(_, next)| next),
            None => rest,
        };
        let next = next.trim_start();
        let end = next.bytes().position(|byte| !IN_WORD[byte as usize]).unwrap_or(next.len());
        next.is_empty()
            || next.starts_with('}')
            || next.starts_with("//")
            || Kind::of_word(&next.as_bytes()[..end]).is_some()
    }

    /// A line with which tools that merge texts mark two versions of it: told where they begin, and left out. Of the
    /// versions the first is read.
    pub(super) fn merge_marker(&mut self, byte: u8) -> bool {
        const LENGTH: usize = 7;
        let rest = &self.bytes[self.at..];
        let is_marker = self.at == self.line
            && matches!(byte, b'<' | b'=' | b'>' | b'|')
            && rest.len() >= LENGTH
            && rest[..LENGTH].iter().all(|&it| it == byte)
            && matches!(rest.get(LENGTH), None | Some(b' ' | b'\r' | b'\n'));
        if !is_marker || !self.merging && byte != b'<' {
            return false;
        }
        let start = self.at;
        self.at = self.line_end();
        if byte == b'<' {
            self.report(start, What::MergeConflict);
        } else if byte != b'>' {
            let end = self.text[self.at..].find("\n>>>>>>>");
            self.at = end.map_or(self.text.len(), |end| self.at + end);
        }
        self.merging = byte != b'>';
        true
    }

    /// A full stop behind a line: reported, and left out.
    pub(super) fn full_stop(&mut self) {
        let start = self.at;
        self.at += 1;
        self.report(start, What::FullStop);
    }

    /// `[Data]` behind a name: reported as one, and read as round brackets.
    pub(super) fn square_bracket(&mut self) -> bool {
        let start = self.at;
        if self.square_end == start && start > 0 {
            self.at += 1;
            self.push(Kind::RightParen, start, false);
            return true;
        }
        let behind_name =
            self.lexed.tokens.last().is_some_and(|last| {
                last.kind == Kind::Name && last.end as usize == start && !last.bad
            });
        let rest = self.bytes[start..].iter().take(LONGEST_WORD).skip(1);
        let other =
            |byte: u8| matches!(byte, b'\n' | b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'"');
        let next = rest.clone().position(|&byte| other(byte)).map(|at| at + 1);
        let Some(close) = next.filter(|&at| behind_name && self.bytes[start + at] == b']') else {
            return false;
        };
        self.square_end = start + close;
        self.at = self.square_end + 1;
        self.report(start, What::SquareBrackets);
        self.at = start + 1;
        self.push(Kind::LeftParen, start, false);
        true
    }
}
