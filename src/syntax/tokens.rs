//! The parser's input: the rest of a file's tokens.

use std::cell::{Cell, RefCell};

use super::ast::{Item, Name};
use super::lexer::Lexed;
use super::limits;
use super::problem::{Expected, Problem, Problems, Stop, What};
use super::token::{Kind, Token};
use crate::source::{FileId, Span};

/// What is known of the file that is being read.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    pub(super) text: &'a str,
    pub(super) file: FileId,
    pub(super) tokens: Vec<Token>,
    problems: RefCell<Problems>,
    /// Names of items that could not be read.
    pub(super) lost: RefCell<Vec<Name>>,
    /// Items that stood inside an instrument.
    pub(super) moved: RefCell<Vec<Item>>,
    /// Whether braces were reported as never closed: one more `}` is no second mistake.
    pub(super) left_open: Cell<bool>,
    /// How many blocks in braces are being read, each in the one before.
    pub(super) blocks: Cell<u16>,
    /// How deep in brackets and the like reading stands.
    depth: Cell<u16>,
    /// The tokens of which the parser asked how they stand in their line.
    asked: RefCell<Vec<u32>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(text: &'a str, file: FileId, lexed: Lexed) -> Self {
        Reading {
            text,
            file,
            tokens: lexed.tokens,
            problems: RefCell::new(lexed.problems),
            lost: RefCell::default(),
            moved: RefCell::default(),
            left_open: Cell::new(false),
            blocks: Cell::new(0),
            depth: Cell::new(0),
            asked: RefCell::default(),
        }
    }

    /// All tokens from the first on.
    pub(super) fn start(&self) -> Tokens<'_> {
        Tokens { reading: self, at: 0 }
    }

    /// The tokens, and those of which the parser asked how they stand in their line.
    pub(super) fn into_tokens(self) -> (Vec<Token>, Vec<u32>) {
        (self.tokens, self.asked.into_inner())
    }

    pub(super) fn report(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Whether nothing was wrong so far.
    pub(super) fn is_sound(&self) -> bool {
        self.problems.borrow().kept.is_empty()
    }

    pub(super) fn into_problems(self) -> Problems {
        self.problems.into_inner()
    }
}

/// The tokens of a reading from `at` on. The last token of a file is [`Kind::Eof`].
///
/// Every step of the parser takes and gives one, so it is no larger than two registers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tokens<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) at: u32,
}

impl<'a> Tokens<'a> {
    /// The next token.
    #[inline]
    pub(super) fn token(self) -> Token {
        self.reading.tokens[self.at as usize]
    }

    /// The kind of the next token.
    #[inline]
    pub(super) fn kind(self) -> Kind {
        self.token().kind
    }

    /// The kind of the token after the next.
    #[inline]
    pub(super) fn second(self) -> Kind {
        let at = self.at as usize + 1;
        self.reading.tokens.get(at).map_or(Kind::Eof, |token| token.kind)
    }

    /// The kind of the token before the next.
    pub(super) fn before(self) -> Kind {
        let at = (self.at as usize).checked_sub(1);
        at.map_or(Kind::Eof, |at| self.reading.tokens[at].kind)
    }

    /// From the token before on.
    pub(super) fn back(self) -> Self {
        Tokens { at: self.at.saturating_sub(1), ..self }
    }

    /// The text of the next token.
    #[inline]
    pub(super) fn text(self) -> &'a str {
        &self.reading.text[self.token().range()]
    }

    /// Whether the next token is this word, which is reserved only where it is asked for.
    #[inline]
    pub(super) fn is_word(self, word: &str) -> bool {
        self.kind() == Kind::Name && self.text() == word
    }

    /// What is left after the next token. The last token stays.
    #[inline]
    pub(super) fn rest(self) -> Self {
        let last = self.reading.tokens.len() as u32 - 1;
        Tokens { at: (self.at + 1).min(last), ..self }
    }

    /// The same file from an earlier token on.
    pub(super) fn back_at(self, at: u32) -> Self {
        Tokens { at: at.min(self.at), ..self }
    }

    /// Whether the next token is the first of its line.
    pub(super) fn begins_line(self) -> bool {
        self.reading.asked.borrow_mut().push(self.at);
        self.token().first
    }

    /// Whether its line begins with the next token, without any space before it.
    pub(super) fn is_at_margin(self) -> bool {
        self.reading.asked.borrow_mut().push(self.at);
        self.token().margin
    }

    /// The text from the first token of `self` up to what `after` has left.
    #[inline]
    pub(super) fn span_to(self, after: Tokens<'_>) -> Span {
        let last = after.at.max(self.at + 1) as usize - 1;
        let (start, end) = (self.token().start, self.reading.tokens[last].end);
        Span::new(self.reading.file, start, end)
    }

    /// Reads something one level deeper, unless that is too deep.
    pub(super) fn deeper<T>(self, read: impl FnOnce(Self) -> Result<T, Stop>) -> Result<T, Stop> {
        let depth = self.reading.depth.get();
        if depth >= limits::MAX_NESTING {
            return Err(nom::Err::Failure(Box::new(self.problem(What::TooDeep))));
        }
        self.reading.depth.set(depth + 1);
        let found = read(self);
        self.reading.depth.set(depth);
        found
    }

    /// A mistake at the next token; silent where it follows from one that the lexer reported.
    #[cold]
    pub(super) fn problem(self, what: What) -> Problem {
        let token = self.token();
        let before = self.at.checked_sub(1).map(|at| self.reading.tokens[at as usize]);
        let known = token.bad || before.is_some_and(|token| token.bad);
        let what = if known { What::Silent } else { what };
        Problem { what, start: token.start, end: token.end, at: self.at }
    }

    /// A mistake that covers a span, found where `self` stands.
    pub(super) fn problem_over(self, span: Span, what: What) -> Problem {
        Problem { what, start: span.start, end: span.end, at: self.at }
    }

    /// Something else should stand here; or behind the token before, where a line, a bracket or the file ends.
    pub(super) fn expected(self, expected: Expected) -> Problem {
        let found = self.token();
        let ends = matches!(found.kind, Kind::Eof | Kind::RightBrace) || found.first;
        let over = matches!(found.kind, Kind::Eof | Kind::RightBrace) || found.kind.is_word();
        let word = match expected {
            Expected::Kind(_) | Expected::Word(_) => true,
            // What is missing at the end of a line is not to be seen in the next.
            Expected::Thing(thing) => thing.completes() && found.first && over,
        };
        match self.at.checked_sub(1).map(|at| self.reading.tokens[at as usize]) {
            Some(last) if ends && word && !last.bad && !found.bad => Problem {
                what: What::Missing { expected },
                start: last.start,
                end: last.end,
                at: self.at,
            },
            _ => self.problem(What::Expected { expected, found: found.kind }),
        }
    }
}
