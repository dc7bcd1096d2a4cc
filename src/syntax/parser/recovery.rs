//! How reading goes on after an error: at the next element of the same braces, or the next item.

use nom::Parser;
use nom::combinator::cut;

use super::basics::{Parsed, fail, token};
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::syntax::problem::{Expected, Stop, Thing, What};
use crate::syntax::spelling::may_begin_item;
use crate::syntax::token::{Kind, starts_item};
use crate::syntax::tokens::Tokens;

/// Braces whose content is a sequence of elements.
#[derive(Clone, Copy)]
pub(super) struct Block {
    /// Whether an element begins with this, wherever it stands in its line.
    pub(super) starts: fn(Kind) -> bool,
    /// Whether an element begins with this if it is the first of its line.
    pub(super) starts_line: fn(Kind) -> bool,
    /// Whether elements often share a line, so that one may begin where another went wrong.
    pub(super) share_lines: bool,
    /// Whether this is no block but the whole file.
    pub(super) outermost: bool,
}

impl Block {
    fn begins(&self, input: Tokens<'_>) -> bool {
        let kind = input.kind();
        (self.starts)(kind) || (self.starts_line)(kind) && input.begins_line()
    }
}

/// block = "{" { element } "}"; an element that cannot be read is reported and skipped
pub(super) fn block<'a>(
    input: Tokens<'a>,
    block: Block,
    mut element: impl FnMut(Tokens<'a>) -> Parsed<'a, ()>,
) -> Parsed<'a, ()> {
    let (mut rest, open) = open_brace(input)?;
    loop {
        if rest.kind() == Kind::RightBrace {
            return Ok((rest.rest(), ()));
        }
        if rest.kind() == Kind::Eof || leaves(rest, block) {
            rest.reading.report(rest.problem(unclosed(open)));
            rest.reading.left_open.set(true);
            return Ok((rest, ()));
        }
        rest = match element(rest) {
            Ok((after, ())) => after,
            Err(error) => recover(rest, error, block),
        };
    }
}

fn unclosed(open: Span) -> What {
    What::Unclosed { open: open.start, close: Kind::RightBrace }
}

/// Whether an item that cannot stand in these braces begins at the left margin: they were not closed.
fn leaves(input: Tokens<'_>, block: Block) -> bool {
    starts_item(input.kind()) && !block.begins(input) && input.is_at_margin()
}

/// "{"; where it is missing, the next one of the same line is taken, and where what belongs inside stands on the next
/// line, it is taken as read
pub(super) fn open_brace(input: Tokens<'_>) -> Parsed<'_, Span> {
    if let Ok(found) = token(Kind::LeftBrace)(input) {
        return Ok(found);
    }
    let problem = input.expected(Expected::Kind(Kind::LeftBrace));
    let inside =
        !starts_item(input.kind()) && !matches!(input.kind(), Kind::Eof | Kind::RightBrace);
    if input.begins_line() && inside {
        input.reading.report(problem);
        return Ok((input, input.span_to(input)));
    }
    let mut rest = input;
    while !rest.begins_line() && !matches!(rest.kind(), Kind::Eof | Kind::RightBrace) {
        if let Ok(found) = token(Kind::LeftBrace)(rest) {
            input.reading.report(problem);
            return Ok(found);
        }
        rest = rest.rest();
    }
    fail(problem)
}

/// "}"; where the next element begins instead, it is reported and taken as read
pub(super) fn close_brace<'a>(
    open: Span,
    expected: Thing,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, ()> {
    move |input| match input.kind() {
        Kind::RightBrace => Ok((input.rest(), ())),
        kind if kind == Kind::Eof || starts_item(kind) && input.begins_line() => {
            input.reading.report(input.problem(unclosed(open)));
            Ok((input, ()))
        }
        Kind::RightParen => fail(input.problem(What::StrayBracket)),
        _ => fail(input.expected(Expected::Thing(expected))),
    }
}

/// Braces around one production.
pub(super) fn in_braces<'a, T>(
    expected: Thing,
    parser: impl Fn(Tokens<'a>) -> Parsed<'a, T>,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, T> {
    move |input| {
        let (rest, open) = open_brace(input)?;
        let (rest, value) = cut(&parser).parse(rest)?;
        let (rest, ()) = close_brace(open, expected)(rest)?;
        Ok((rest, value))
    }
}

/// Reports an error and gives the tokens from which to go on. `start` is where the element began.
pub(super) fn recover<'a>(start: Tokens<'a>, error: Stop, block: Block) -> Tokens<'a> {
    let problem = match error {
        nom::Err::Error(problem) | nom::Err::Failure(problem) => *problem,
        nom::Err::Incomplete(_) => start.expected(Expected::Thing(Thing::Other("more text"))),
    };
    start.reading.report(problem);
    lose_names(start);
    skip(start, problem.at, block)
}

/// Skips to the next element or to the end of the braces around it; past `start` in any case.
fn skip<'a>(start: Tokens<'a>, error: u32, block: Block) -> Tokens<'a> {
    let mut depth = 0_usize;
    let mut rest = start;
    loop {
        let kind = rest.kind();
        let passed = rest.at > start.at && rest.at >= error;
        let likely = rest.at > error || rest.begins_line() || block.share_lines;
        let begins = likely && block.begins(rest) || block.outermost && is_misspelt_item(rest);
        if kind == Kind::Eof || passed && depth == 0 && (begins || kind == Kind::RightBrace) {
            return rest;
        }
        let norm_in_norm = start.kind() == Kind::Norm && is_norm_head(rest);
        let left_open =
            if depth == 0 { leaves(rest, block) } else { norm_in_norm || is_outermost(rest) };
        if passed && left_open {
            return rest;
        }
        match kind {
            Kind::LeftBrace => depth += 1,
            Kind::RightBrace => depth = depth.saturating_sub(1),
            _ => {}
        }
        rest = rest.rest();
    }
}

/// Whether a norm begins here, although braces are open: norms do not nest.
fn is_norm_head(input: Tokens<'_>) -> bool {
    let after_name = input.rest().second();
    input.kind() == Kind::Norm
        && input.begins_line()
        && matches!(after_name, Kind::LeftBrace | Kind::Text)
}

/// Whether an item begins at the left margin that never stands in braces.
fn is_outermost(input: Tokens<'_>) -> bool {
    use Kind::*;
    let inner = matches!(input.kind(), Norm | Order | Calendar | Allow | Fact | Expect | Safeguard);
    starts_item(input.kind()) && !inner && input.is_at_margin()
}

/// Whether the first word at the left margin is nearly one with which an item begins: a mistake of its own.
fn is_misspelt_item(input: Tokens<'_>) -> bool {
    input.kind() == Kind::Name && input.is_at_margin() && may_begin_item(input.text())
}

/// Notes the names of what could not be read, so that their mention is no second mistake.
fn lose_names(start: Tokens<'_>) {
    let declares = starts_item(start.kind()) && !matches!(start.kind(), Kind::Expect | Kind::Allow)
        || is_misspelt_item(start);
    let open = usize::from(start.kind() == Kind::Open);
    let mut rest = if open == 1 { start.rest() } else { start };
    let words = matches!(rest.kind(), Kind::Fact | Kind::Attribute | Kind::Event | Kind::Action);
    let mut lost = start.reading.lost.borrow_mut();
    while declares && rest.second() == Kind::Name {
        let span = rest.rest().token().span(start.reading.file);
        lost.push(Name { span });
        rest = rest.rest().rest();
        if words {
            rest = past_participants(rest);
        }
        if rest.kind() != Kind::Comma {
            break;
        }
    }
}

/// Past the participants in brackets that follow the name of a fact, event or act.
fn past_participants(mut rest: Tokens<'_>) -> Tokens<'_> {
    if rest.kind() != Kind::LeftParen {
        return rest;
    }
    while !matches!(rest.kind(), Kind::RightParen | Kind::Eof) && !starts_item(rest.kind()) {
        rest = rest.rest();
    }
    if rest.kind() == Kind::RightParen { rest.rest() } else { rest }
}
