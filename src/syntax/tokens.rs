//! The parser's input: the rest of a file's tokens, with the nesting depth at which it stands.

use std::cell::{Cell, RefCell};
use std::iter::{Copied, Enumerate};
use std::slice::Iter;

use nom::{Input, Needed};

use super::ast::{Item, Name};
use super::lexer::Lexed;
use super::limits;
use super::problem::{Expected, Problem, Problems, What};
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
        }
    }

    /// All tokens from the first on.
    pub(super) fn start(&self) -> Tokens<'_> {
        let end = self.tokens.len() as u32;
        Tokens { reading: self, at: 0, end, depth: 0 }
    }

    pub(super) fn report(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    pub(super) fn into_problems(self) -> Problems {
        self.problems.into_inner()
    }
}

/// The tokens from `at` up to `end` of a reading. The last token of a file is [`Kind::Eof`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Tokens<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) at: u32,
    end: u32,
    depth: u16,
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
        Tokens { at: (self.at + 1).min(self.end - 1), ..self }
    }

    /// The same file from this token on.
    pub(super) fn jump(self, at: u32) -> Self {
        Tokens { at: at.min(self.end - 1), ..self }
    }

    /// The text from the first token of `self` up to what `after` has left.
    #[inline]
    pub(super) fn span_to(self, after: Tokens<'_>) -> Span {
        let last = after.at.max(self.at + 1) as usize - 1;
        let (start, end) = (self.token().start, self.reading.tokens[last].end);
        Span::new(self.reading.file, start, end)
    }

    /// One level deeper, unless that is too deep.
    pub(super) fn deeper(self) -> Result<Self, nom::Err<Problem>> {
        if self.depth >= limits::MAX_NESTING {
            return Err(nom::Err::Failure(self.problem(What::TooDeep)));
        }
        Ok(Tokens { depth: self.depth + 1, ..self })
    }

    /// The same place at the depth of `outer`.
    #[inline]
    pub(super) fn at_depth_of(self, outer: Tokens<'_>) -> Self {
        Tokens { depth: outer.depth, ..self }
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
        let word = matches!(expected, Expected::Kind(_) | Expected::Word(_));
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

    fn slice(self) -> &'a [Token] {
        &self.reading.tokens[self.at as usize..self.end as usize]
    }
}

impl<'a> Input for Tokens<'a> {
    type Item = Token;
    type Iter = Copied<Iter<'a, Token>>;
    type IterIndices = Enumerate<Self::Iter>;

    fn input_len(&self) -> usize {
        (self.end - self.at) as usize
    }

    fn take(&self, index: usize) -> Self {
        Tokens { end: self.at + index as u32, ..*self }
    }

    fn take_from(&self, index: usize) -> Self {
        Tokens { at: self.at + index as u32, ..*self }
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }

    fn position<P: Fn(Token) -> bool>(&self, predicate: P) -> Option<usize> {
        self.slice().iter().position(|&token| predicate(token))
    }

    fn iter_elements(&self) -> Self::Iter {
        self.slice().iter().copied()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        let missing = count.saturating_sub(self.input_len());
        if missing == 0 { Ok(count) } else { Err(Needed::new(missing)) }
    }
}
