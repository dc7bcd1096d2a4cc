//! How reading goes on after an error: at the next element of the same braces, or the next item.

use nom::Parser;
use nom::combinator::cut;

use super::basics::{Parsed, fail, token};
use super::sentence::is_modal;
use crate::source::Span;
use crate::syntax::ast::Name;
use crate::syntax::problem::{Expected, Problem, Stop, Thing, What};
use crate::syntax::spelling::{may_begin_item, other_word_for_item};
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
    element: impl FnMut(Tokens<'a>) -> Parsed<'a, ()>,
) -> Parsed<'a, ()> {
    let blocks = &input.reading.blocks;
    blocks.set(blocks.get() + 1);
    let read = elements(input, block, element);
    blocks.set(blocks.get() - 1);
    read
}

fn elements<'a>(
    input: Tokens<'a>,
    block: Block,
    mut element: impl FnMut(Tokens<'a>) -> Parsed<'a, ()>,
) -> Parsed<'a, ()> {
    let begins = |input: Tokens<'_>| block.begins(input) && !input.is_at_margin();
    let (mut rest, open) = open_brace(begins)(input)?;
    loop {
        if rest.kind() == Kind::RightBrace {
            if !is_one_too_many(rest, block) {
                return Ok((rest.rest(), ()));
            }
            rest.reading.report(rest.problem(What::StrayBracket));
            rest = rest.rest();
            continue;
        }
        if rest.kind() == Kind::Eof || leaves(rest, block) {
            report_unclosed(rest, open);
            rest.reading.left_open.set(true);
            return Ok((rest, ()));
        }
        rest = match element(rest) {
            Ok((after, ())) => after,
            Err(error) => recover(rest, error, block),
        };
    }
}

/// Whether these braces go on behind the brace that stands here: an element follows that is set in, and behind it a
/// brace that would close nothing.
fn is_one_too_many(input: Tokens<'_>, block: Block) -> bool {
    let rest = input.rest();
    let in_another = input.reading.blocks.get() > 1;
    if in_another || !block.begins(rest) || !rest.begins_line() || rest.is_at_margin() {
        return false;
    }
    closes_before(rest, |input| starts_item(input.kind()) && !block.begins(input))
}

/// Whether a brace closes what stands around before such a token, outside of what is opened in between.
fn closes_before(mut rest: Tokens<'_>, ends: impl Fn(Tokens<'_>) -> bool) -> bool {
    let mut depth = 0_usize;
    while rest.kind() != Kind::Eof && !(depth == 0 && ends(rest)) {
        match rest.kind() {
            Kind::LeftBrace => depth += 1,
            Kind::RightBrace if depth == 0 => return true,
            Kind::RightBrace => depth -= 1,
            _ => {}
        }
        rest = rest.rest();
    }
    false
}

/// Braces that are not closed; where none was opened, that has been told.
fn report_unclosed(input: Tokens<'_>, open: Span) {
    if open.start < open.end {
        let what = What::Unclosed { open: open.start, close: Kind::RightBrace };
        input.reading.report(input.problem(what));
    }
}

/// Whether an item that cannot stand in these braces begins at the left margin: they were not closed.
fn leaves(input: Tokens<'_>, block: Block) -> bool {
    starts_item(input.kind()) && !block.begins(input) && input.is_at_margin()
}

/// "{"; where it is missing, the next one of the same line is taken, and where what belongs inside stands on the next
/// line or behind a colon, or is a sentence, it is taken as read: its span is empty then. `begins` says whether something that could also
/// stand outside belongs inside.
pub(super) fn open_brace<'a>(
    begins: impl Fn(Tokens<'a>) -> bool,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> {
    move |input| {
        if let Ok(found) = token(Kind::LeftBrace)(input) {
            return Ok(found);
        }
        let problem = input.expected(Expected::Kind(Kind::LeftBrace));
        let start = input.token().start;
        let none = Span::new(input.reading.file, start, start);
        let inside = !matches!(input.kind(), Kind::Eof | Kind::RightBrace)
            && (!starts_item(input.kind()) || begins(input));
        if input.begins_line() && inside || begins(input) {
            input.reading.report(problem);
            return Ok((input, none));
        }
        if input.kind() == Kind::Colon && begins(input.rest()) {
            input.reading.report(problem);
            return Ok((input.rest(), none));
        }
        let mut rest = input;
        while !rest.begins_line() && !matches!(rest.kind(), Kind::Eof | Kind::RightBrace) {
            if let Ok(found) = token(Kind::LeftBrace)(rest) {
                input.reading.report(problem);
                return Ok(found);
            }
            rest = rest.rest();
        }
        if input.kind() == Kind::Colon {
            input.reading.report(problem);
            return Ok((input.rest(), none));
        }
        // `norm n State must …`
        if input.kind() == Kind::Name && is_modal(input.second()) {
            input.reading.report(problem);
            return Ok((input, none));
        }
        fail(problem)
    }
}

/// "}"; where the next element begins instead, it is reported and taken as read
pub(super) fn close_brace<'a>(
    open: Span,
    expected: Thing,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, ()> {
    move |input| match input.kind() {
        Kind::RightBrace if open.start == open.end && closes_the_block_around(input) => {
            Ok((input, ()))
        }
        Kind::RightBrace => Ok((input.rest(), ())),
        kind if kind == Kind::Eof || starts_item(kind) && input.begins_line() => {
            report_unclosed(input, open);
            Ok((input, ()))
        }
        Kind::RightParen => fail(input.problem(What::StrayBracket)),
        _ => fail(input.expected(Expected::Thing(expected))),
    }
}

/// Whether the brace that stands here is the last one that can close the block in which an element without a brace of
/// its own stands: `instrument act { norm n: Firm must … }`.
fn closes_the_block_around(input: Tokens<'_>) -> bool {
    let in_a_block = input.reading.blocks.get() > 0;
    in_a_block && !closes_before(input.rest(), |rest| never_inside(rest.kind()))
}

/// Braces around one production.
pub(super) fn in_braces<'a, T>(
    expected: Thing,
    parser: impl Fn(Tokens<'a>) -> Parsed<'a, T>,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, T> {
    move |input| {
        let (rest, open) = open_brace(|_| false)(input)?;
        let (rest, value) = cut(&parser).parse(rest)?;
        let (rest, ()) = close_brace(open, expected)(rest)?;
        Ok((rest, value))
    }
}

/// Reports an error and gives the tokens from which to go on. `start` is where the element began.
pub(super) fn recover<'a>(start: Tokens<'a>, error: Stop, block: Block) -> Tokens<'a> {
    let problem = problem_of(start, error);
    start.reading.report(problem);
    lose_names(start);
    skip(start, problem.at, block)
}

/// Reports that the first word of an element is not what is `expected`, and reads the element as it is meant. Where that
/// fails, the one word tells of the whole.
pub(super) fn as_meant<'a, T>(
    input: Tokens<'a>,
    expected: Thing,
    read: impl Fn(Tokens<'a>) -> Parsed<'a, T>,
) -> Parsed<'a, T> {
    let problem = input.expected(Expected::Thing(expected));
    match read(input) {
        Ok(read) => {
            input.reading.report(problem);
            Ok(read)
        }
        Err(stop) => fail(Problem { at: problem_of(input, stop).at, ..problem }),
    }
}

/// What stopped the reader of something that began at `start`.
pub(super) fn problem_of(start: Tokens<'_>, error: Stop) -> Problem {
    match error {
        nom::Err::Error(problem) | nom::Err::Failure(problem) => *problem,
        nom::Err::Incomplete(_) => start.expected(Expected::Thing(Thing::Other("more text"))),
    }
}

/// Skips to the next element or to the end of the braces around it; past `start` in any case.
fn skip<'a>(start: Tokens<'a>, error: u32, block: Block) -> Tokens<'a> {
    let mut depth = 0_usize;
    let mut rest = start;
    loop {
        let kind = rest.kind();
        let passed = rest.at > start.at && rest.at >= error;
        let likely = rest.at > error || rest.begins_line() || block.share_lines;
        // `fact fair(Price) is open`
        let says_open = kind == Kind::Open && !rest.begins_line() && rest.rest().begins_line();
        let astray = block.outermost && (is_misspelt_item(rest) || is_sentence_astray(rest));
        let begins = likely && block.begins(rest) && !says_open || astray;
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
    never_inside(input.kind()) && input.is_at_margin()
}

/// Whether an item begins with this that never stands in braces.
fn never_inside(kind: Kind) -> bool {
    use Kind::*;
    let inner = matches!(kind, Norm | Order | Calendar | Allow | Fact | Expect | Safeguard);
    starts_item(kind) && !inner
}

/// Whether the first word at the left margin is nearly one with which an item begins: a mistake of its own.
fn is_misspelt_item(input: Tokens<'_>) -> bool {
    input.kind() == Kind::Name
        && input.is_at_margin()
        && (may_begin_item(input.text()) || has_other_word(input))
}

/// Whether a sentence without a norm around it begins at the left margin, behind a norm: a mistake of its own, unless it is
/// the one that should stand in the braces before it.
fn is_sentence_astray(input: Tokens<'_>) -> bool {
    input.kind() == Kind::Name
        && is_modal(input.second())
        && input.is_at_margin()
        && input.before() == Kind::RightBrace
        && input.back().before() != Kind::LeftBrace
}

/// Whether an item begins here by the word that laws and other languages have for it: `clause s2 { … }`, `Art. 17 { … }`.
fn has_other_word(input: Tokens<'_>) -> bool {
    let behind = input.rest().rest().kind();
    let known = matches!(input.text(), "act" | "Act");
    let named = match input.second() {
        Kind::Name => matches!(behind, Kind::LeftBrace | Kind::Text | Kind::LeftParen),
        Kind::Dot => behind == Kind::Number,
        second => second == Kind::Number,
    };
    named && (known || other_word_for_item(input.text()).is_some())
}

/// Notes the names of what could not be read, so that their mention is no second mistake.
fn lose_names(start: Tokens<'_>) {
    let unknown_word = start.kind() == Kind::Name && start.begins_line();
    let declares = starts_item(start.kind()) && !matches!(start.kind(), Kind::Expect | Kind::Allow)
        || start.kind() == Kind::Participant
        || unknown_word;
    if !declares {
        return;
    }
    let first = match start.kind() {
        // `x is Firm` or `sig(Doc) as …`, without the word that should stand before it.
        Kind::Name if matches!(start.second(), Kind::Is | Kind::LeftParen) => start,
        Kind::Open if matches!(start.second(), Kind::Fact | Kind::Attribute) => start.rest().rest(),
        _ => start.rest(),
    };
    let nameless = start.kind() == Kind::Order && first.is_word("ranks");
    if nameless || matches!(first.kind(), Kind::Text | Kind::LeftBrace) {
        lose_nameless(start);
    }
    let has_participants = matches!(
        start.kind(),
        Kind::Fact | Kind::Attribute | Kind::Event | Kind::Action | Kind::Open
    );
    let mut rest = first;
    // A reserved word that was taken for the name has been told of as one.
    while rest.kind() == Kind::Name && (rest.at == start.at || !rest.begins_line()) {
        lose(rest);
        rest = past_participants(rest.rest());
        match rest.kind() {
            Kind::Comma => rest = rest.rest(),
            // `kind State Firm`
            Kind::Name if !has_participants => {}
            _ => break,
        }
    }
}

fn lose(input: Tokens<'_>) {
    let span = input.token().span(input.reading.file);
    input.reading.lost.borrow_mut().push(Name { span });
}

/// Notes that something without a name stands here, which may be what is mentioned elsewhere: its first word, which is
/// nobody's name, stands for it.
pub(super) fn lose_nameless(start: Tokens<'_>) {
    lose(start);
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
