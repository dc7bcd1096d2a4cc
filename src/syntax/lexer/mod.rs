//! From text to tokens, by hand: one pass, no backtracking, never fails.
//!
//! What has no place in the language is reported here and marked [`Token::bad`], so that the parser
//! does not report it again. Knows no grammar but this: a reserved word directly before `(` or `:`,
//! or after a dot, is a name.

mod chars;
mod number;
mod quote;
mod slips;

pub(crate) use chars::is_invisible;
pub(super) use number::{days_in, exact_clock, exact_date, value};

use super::problem::{Problem, Problems, What};
use super::token::{Kind, Token};

/// The tokens of a text.
#[derive(Debug)]
pub struct Lexed {
    /// The tokens in order; the last is [`Kind::Eof`].
    pub tokens: Vec<Token>,
    /// First byte and end of each comment, without its line end.
    pub comments: Vec<(u32, u32)>,
    pub(super) problems: Problems,
}

/// Cuts a text into tokens. Texts are at most `limits::MAX_FILE_BYTES` long.
pub fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        line: 0,
        first: true,
        square_end: 0,
        hyphenated: Vec::new(),
        no_comment_ends: false,
        merging: false,
        lexed: Lexed {
            // No text that people write has shorter tokens; memory that is not used costs nothing.
            tokens: Vec::with_capacity(text.len() / 3 + 1),
            comments: Vec::new(),
            problems: Problems::default(),
        },
    };
    lexer.run();
    lexer.lexed
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Where the line begins.
    line: usize,
    /// Whether no token of the line has been seen.
    first: bool,
    /// Where the square bracket stands that closes one which was read as a round one; 0 for none.
    square_end: usize,
    /// The words that were told of as holding a hyphen.
    hyphenated: Vec<(usize, usize)>,
    /// Whether `*/` is known not to follow, so that it is not looked for again.
    no_comment_ends: bool,
    /// Whether two versions of a text stand here, marked by what merges texts.
    merging: bool,
    lexed: Lexed,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' | 0x0c => self.at += 1,
                b'\n' => {
                    self.at += 1;
                    (self.line, self.first) = (self.at, true);
                }
                b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
                b'0'..=b'9' => self.number(),
                b'"' => self.text_in_quotes(),
                b'/' if self.byte_after(1) == Some(b'/') => self.comment(),
                0x80.. => self.unicode(),
                _ => self.sign(byte),
            }
        }
        self.push(Kind::Eof, self.at, false);
    }

    /// A name or reserved word. Its first character has been looked at.
    fn word(&mut self) {
        let start = self.at;
        let mut end = start;
        while self.bytes.get(end).is_some_and(|&byte| IN_WORD[byte as usize]) {
            end += 1;
        }
        if self.bytes.get(end).is_some_and(|&byte| byte >= 0x80) {
            end = chars::word_end(self.text, end);
        }
        if self.bytes.get(end) == Some(&b'\'') && self.is_negated(start, end) {
            end += 2;
        }
        self.at = end;
        if self.bytes.get(end) == Some(&b'-') && self.hyphenated_name(start) {
            return;
        }
        let kind = Kind::of_word(&self.bytes[start..end]).unwrap_or(Kind::Name);
        let kind = if kind != Kind::Name && self.is_name_here(kind) { Kind::Name } else { kind };
        let torn = self.torn();
        self.push(if torn { Kind::Name } else { kind }, start, torn);
        if matches!(self.bytes.get(self.at), Some(b'\'' | 0xe2)) {
            self.possessive();
        }
    }

    /// Goes on with a word in which characters stand that nobody sees, as in what was pasted; whether there are any.
    fn torn(&mut self) -> bool {
        const PLAIN: [u8; 4] = *b"\t\n\x0c\r";
        let mut torn = false;
        let unseen = |c: char| chars::is_invisible(c) && chars::is_unknown(c);
        let may_be = |byte: u8| byte >= 0x7f || byte < b' ' && !PLAIN.contains(&byte);
        while self.bytes.get(self.at).is_some_and(|&byte| may_be(byte)) {
            let start = self.at;
            if !self.text[start..].starts_with(unseen) {
                break;
            }
            let end = chars::run_end(self.text, start, unseen);
            if !self.text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
                break;
            }
            self.at = end;
            self.report(start, What::InvalidCharacter);
            self.at = chars::word_end(self.text, end);
            torn = true;
        }
        torn
    }

    /// `'s` behind a word and before another: reported, and read as the dot before an attribute.
    fn possessive(&mut self) {
        let rest = &self.text[self.at..];
        let Some(behind) = rest.strip_prefix("'s ").or_else(|| rest.strip_prefix("’s ")) else {
            return;
        };
        if !behind.starts_with(|c: char| c.is_alphabetic()) {
            return;
        }
        let word = behind.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        if matches!(word, "must" | "shall" | "may" | "need" | "should" | "has") {
            let start = self.at;
            self.at += rest.len() - behind.len() - 1;
            return self.report(start, What::InvalidCharacter);
        }
        self.look_alike(rest.len() - behind.len(), Kind::Dot, ".", "an English possessive");
    }

    /// Whether the word up to `end` is one like `mustn't`, where the quote is no beginning of a quotation.
    fn is_negated(&self, start: usize, end: usize) -> bool {
        self.bytes[start..end].ends_with(b"n") && self.bytes[end..].starts_with(b"'t ")
    }

    fn is_name_here(&self, word: Kind) -> bool {
        let after_dot = self.lexed.tokens.last().is_some_and(|last| last.kind == Kind::Dot);
        let rest = &self.bytes[self.at..];
        let before_bracket = match rest.first() {
            Some(b'(' | b':') => true,
            Some(0x80..) => ["（", "："].iter().any(|sign| rest.starts_with(sign.as_bytes())),
            _ => false,
        };
        (after_dot || before_bracket) && !word.is_never_a_name()
    }

    fn comment(&mut self) {
        let start = self.at;
        self.at = self.line_end();
        self.lexed.comments.push((start as u32, self.at as u32));
    }

    /// A sign of one or two bytes.
    fn sign(&mut self, byte: u8) {
        if self.merge_marker(byte) {
            return;
        }
        let start = self.at;
        let (kind, length) = match (byte, self.byte_after(1)) {
            (b'(', _) => (Kind::LeftParen, 1),
            (b')', _) => (Kind::RightParen, 1),
            (b'{', _) => (Kind::LeftBrace, 1),
            (b'}', _) => (Kind::RightBrace, 1),
            (b',', _) => (Kind::Comma, 1),
            (b':', _) => (Kind::Colon, 1),
            (b'.', Some(b'.')) => (Kind::DotDot, 2),
            (b'.', _) if self.is_full_stop() => return self.full_stop(),
            (b'.', _) => (Kind::Dot, 1),
            (b'/', Some(b'*')) => return self.block_comment(),
            (b'/', _) => (Kind::Slash, 1),
            (b'+', _) => (Kind::Plus, 1),
            (b'-', Some(b'-')) => return self.foreign_comment(2),
            (b'-', Some(b'>')) => return self.look_alike(2, Kind::Implies, "implies", "an arrow"),
            (b'-', _) => (Kind::Minus, 1),
            (b'!', Some(b'=')) => (Kind::NotEqual, 2),
            (b'<', Some(b'=')) => (Kind::LessEqual, 2),
            (b'>', Some(b'=')) => (Kind::GreaterEqual, 2),
            (b'=', Some(b'=')) => {
                return self.look_alike(2, Kind::Equal, "=", "a sign of programmers");
            }
            (b'=', Some(b'>')) => return self.arrow_or_turned(),
            (b'=', Some(b'<')) => return self.look_alike(2, Kind::LessEqual, "<=", "turned round"),
            (b'<', Some(b'>')) => {
                return self.look_alike(2, Kind::NotEqual, "!=", "a sign of programmers");
            }
            (b'&', Some(b'&')) => {
                return self.look_alike(2, Kind::And, "and", "a sign of programmers");
            }
            (b'|', Some(b'|')) => {
                return self.look_alike(2, Kind::Or, "or", "a sign of programmers");
            }
            (b'&', _) => return self.look_alike(1, Kind::And, "and", "an ampersand"),
            (b';', _) if self.goes_on(1) => {
                return self.semicolon();
            }
            (b'=', _) => (Kind::Equal, 1),
            (b'<', _) => (Kind::Less, 1),
            (b'>', _) => (Kind::Greater, 1),
            (b'|', _) => (Kind::Pipe, 1),
            (b'#', _) => return self.foreign_comment(1),
            (b'\'', _) => return self.quote('\''),
            (b'[' | b']', _) if self.square_bracket() => return,
            _ => return self.invalid(),
        };
        self.at += length;
        self.push(kind, start, false);
    }

    /// `=>`: behind a bracket an arrow between two conditions, elsewhere `>=` turned round.
    fn arrow_or_turned(&mut self) {
        let behind_bracket =
            self.lexed.tokens.last().is_some_and(|last| last.kind == Kind::RightParen);
        match behind_bracket {
            true => self.look_alike(2, Kind::Implies, "implies", "an arrow"),
            false => self.look_alike(2, Kind::GreaterEqual, ">=", "turned round"),
        }
    }

    /// Whether a word follows in the same line.
    fn goes_on(&self, length: usize) -> bool {
        let rest = self.bytes[self.at + length..].iter();
        let next = rest.take(3).find(|byte| **byte != b' ');
        next.is_some_and(|byte| byte.is_ascii_alphabetic())
    }

    /// Before a name it is a comma; before a word of the language it ended what stands before it.
    fn semicolon(&mut self) {
        let rest = self.text[self.at + 1..].trim_start();
        let end = rest.bytes().position(|byte| !IN_WORD[byte as usize]).unwrap_or(rest.len());
        // Before a label it is a comma, too.
        let is_label = rest[end..].starts_with(':');
        if is_label || Kind::of_word(&rest.as_bytes()[..end]).is_none() {
            return self.look_alike(1, Kind::Comma, ",", "a semicolon");
        }
        let start = self.at;
        self.at += 1;
        self.report(start, What::Semicolon);
    }

    /// Anything outside ASCII: a word, a look-alike, or nothing that we know.
    fn unicode(&mut self) {
        let character = self.text[self.at..].chars().next().expect("a character begins here");
        if character.is_alphabetic() {
            return self.word();
        }
        if let Some(alike) = chars::look_alike(character) {
            return match alike {
                chars::Alike::Quote => self.quote(character),
                chars::Alike::Space => self.strange_space(),
                chars::Alike::Sign { kind, sign, name } => {
                    self.look_alike(character.len_utf8(), kind, sign, name);
                }
            };
        }
        self.invalid();
    }

    /// A sign that is written otherwise here: reported, and read as ours.
    fn look_alike(&mut self, length: usize, kind: Kind, sign: &'static str, name: &'static str) {
        let start = self.at;
        self.at += length;
        self.report(start, What::LookAlike { sign, name });
        self.push(kind, start, false);
    }

    /// A run of spaces that are not plain ones.
    fn strange_space(&mut self) {
        let start = self.at;
        self.at = chars::run_end(self.text, start, |c| {
            matches!(chars::look_alike(c), Some(chars::Alike::Space))
        });
        self.report(start, What::LookAlike { sign: " ", name: "a space of another kind" });
    }

    /// A run of characters that mean nothing. Invisible ones leave no token.
    fn invalid(&mut self) {
        let start = self.at;
        let invisible = self.text[start..].chars().next().is_some_and(chars::is_invisible);
        self.at = chars::run_end(self.text, start, |c| {
            chars::is_invisible(c) == invisible && chars::is_unknown(c)
        });
        self.report(start, What::InvalidCharacter);
        if !invisible {
            self.push(Kind::Invalid, start, true);
        }
    }

    /// `#`, `--`: in other languages a comment.
    fn foreign_comment(&mut self, length: usize) {
        let start = self.at;
        self.at += length;
        self.report(start, What::ForeignComment);
        self.at = self.line_end();
    }

    /// `/*`: in other languages a comment, up to `*/`. Without that, up to the end of the line.
    fn block_comment(&mut self) {
        let start = self.at;
        self.at += 2;
        self.report(start, What::ForeignComment);
        let end = match self.no_comment_ends {
            true => None,
            false => self.text[self.at..].find("*/"),
        };
        self.no_comment_ends = end.is_none();
        self.at = end.map_or_else(|| self.line_end(), |length| self.at + length + 2);
    }

    #[inline]
    fn push(&mut self, kind: Kind, start: usize, bad: bool) {
        let margin = start == self.line;
        let (start, end) = (start as u32, self.at as u32);
        self.lexed.tokens.push(Token { start, end, kind, first: self.first, margin, bad });
        self.first = false;
    }

    /// A mistake from `start` up to where the lexer is.
    fn report(&mut self, start: usize, what: What) {
        let (start, end) = (start as u32, self.at as u32);
        self.lexed.problems.push(Problem { what, start, end, at: 0 });
    }

    fn byte_after(&self, count: usize) -> Option<u8> {
        self.bytes.get(self.at + count).copied()
    }

    /// Where the line ends, without its line break.
    fn line_end(&self) -> usize {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        let end = if end > 0 && rest[end - 1] == b'\r' { end - 1 } else { end };
        self.at + end
    }
}

/// The ASCII characters that go on with a word.
static IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'_';
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        lex(text).tokens.iter().map(|token| token.kind).collect()
    }

    fn problems(text: &str) -> Vec<What> {
        lex(text).problems.kept.iter().map(|problem| problem.what).collect()
    }

    #[test]
    fn a_reserved_word_before_a_bracket_or_colon_or_after_a_dot_is_a_name() {
        use Kind::*;
        assert_eq!(kinds("order(to: x)"), [Name, LeftParen, Name, Colon, Name, RightParen, Eof]);
        assert_eq!(kinds("a.order"), [Name, Dot, Name, Eof]);
        assert_eq!(kinds("not(x)"), [Not, LeftParen, Name, RightParen, Eof]);
        assert_eq!(kinds("a.not"), [Name, Dot, Not, Eof]);
    }

    #[test]
    fn dates_clock_times_and_ranges_are_told_apart() {
        use Kind::*;
        assert_eq!(kinds("2018-05-25 09:00 0..10"), [Date, Clock, Number, DotDot, Number, Eof]);
        assert_eq!(kinds("x - 3"), [Name, Minus, Number, Eof]);
        assert!(problems("2018-05-25 09:00 0..10").is_empty());
    }

    #[test]
    fn names_may_be_written_in_any_script() {
        for name in ["数据", "État", "بيانات", "données_personnelles", "हिन्दी", "E\u{301}tat"]
        {
            assert_eq!(kinds(name), [Kind::Name, Kind::Eof], "{name}");
            assert!(problems(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn a_run_of_control_characters_is_one_mistake() {
        assert_eq!(problems("a \0\0\0\0 b"), [What::InvalidCharacter]);
        assert_eq!(kinds("a \0\0 b"), [Kind::Name, Kind::Name, Kind::Eof]);
    }

    #[test]
    fn comments_and_line_ends_leave_no_tokens() {
        let lexed = lex("a // b\r\nc");
        assert_eq!(lexed.comments, [(2, 6)]);
        assert_eq!(lexed.tokens.len(), 3);
        assert!(lexed.tokens[1].first);
    }

    #[test]
    fn full_width_signs_are_read_as_ours() {
        use Kind::*;
        assert_eq!(kinds("f（a，b）"), [Name, LeftParen, Name, Comma, Name, RightParen, Eof]);
        assert_eq!(problems("f（a，b）").len(), 3);
    }
}
