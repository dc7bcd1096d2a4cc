//! From tokens to trees, with nom. One function a production, its grammar line above it.
//!
//! The first token or two decide; after them, `cut`. An error ends its item, norm or line only: see
//! [`recovery`]. Names mean nothing here.

mod basics;
mod condition;
#[cfg(test)]
mod hostile_tests;
mod instrument;
mod norm;
mod number;
mod principle;
mod recovery;
mod salvage;
mod scenario;
mod sentence;
mod term;
#[cfg(test)]
mod tests;
mod time;
mod vocabulary;

use nom::Parser;
use nom::combinator::cut;

use self::basics::{Parsed, fail, unexpected};
use self::recovery::{Block, as_meant, recover};
use super::ast::{Cond, File, Item, ItemKind, Name, Sentence};
use super::problem::{Expected, Thing, What};
use super::spelling::{item_meant, other_word_for_item};
use super::token::{Kind, starts_item};
use super::tokens::{Reading, Tokens};
use crate::source::Span;

/// The items of a file.
const FILE: Block =
    Block { starts: starts_item, starts_line: starts_item, share_lines: false, outermost: true };

/// file = { item }
pub(super) fn file(reading: &Reading<'_>) -> File {
    let (mut items, mut lost_expectations) = (Vec::new(), Vec::new());
    let mut rest = reading.start();
    let (mut sound, mut has_stray_brace) = (true, false);
    while rest.kind() != Kind::Eof {
        if rest.kind() == Kind::RightBrace {
            has_stray_brace |= is_stray(rest, sound);
            rest = rest.rest();
            continue;
        }
        match whole_item(rest) {
            Ok((after, item)) => {
                items.push(item);
                rest = after;
                sound = true;
            }
            Err(error) => {
                let after = recover(rest, error, FILE);
                lost_expectations.extend(expectation_alone(rest, after));
                rest = after;
                sound = false;
            }
        }
        items.append(&mut reading.moved.borrow_mut());
    }
    items.shrink_to_fit();
    let has_mistakes = !reading.is_sound();
    if has_mistakes {
        lose_torn_names(reading);
    }
    File { items, lost: reading.lost.take(), lost_expectations, has_mistakes, has_stray_brace }
}

/// The span of an expectation that could not be read, where what was skipped with it is surely nothing else: no line at
/// the margin may be a part of it.
fn expectation_alone(start: Tokens<'_>, after: Tokens<'_>) -> Option<Span> {
    if start.kind() != Kind::Expect {
        return None;
    }
    let mut rest = start.rest();
    while rest.at < after.at {
        if rest.is_at_margin() {
            return None;
        }
        rest = rest.rest();
    }
    Some(start.span_to(after))
}

/// Notes the names in which the lexer found what does not belong there: they are not what they look like.
fn lose_torn_names(reading: &Reading<'_>) {
    let torn = reading.tokens.iter().filter(|token| token.bad && token.kind == Kind::Name);
    let names = torn.map(|token| Name { span: token.span(reading.file) });
    reading.lost.borrow_mut().extend(names);
}

/// Tells of a closing brace outside all braces; after a broken or unclosed item it is no second mistake.
fn is_stray(input: Tokens<'_>, sound: bool) -> bool {
    let stray = sound && !input.reading.left_open.take();
    if stray {
        input.reading.report(input.problem(What::StrayBracket));
    }
    stray
}

/// An item behind which something else can begin: one that is cut off would say something else than its author meant.
fn whole_item(input: Tokens<'_>) -> Parsed<'_, Item> {
    let (rest, item) = item(input)?;
    let in_line = !rest.begins_line() && rest.kind() != Kind::Eof;
    let is_cut = match rest.before() {
        // What has braces ends with them; only a clause behind those of a norm belongs inside.
        Kind::RightBrace => matches!(item.kind, ItemKind::Norm(_)) && goes_on_with_clause(rest),
        _ => in_line && rest.kind() != Kind::RightBrace && !starts_item(rest.kind()),
    };
    match is_cut {
        true => fail(rest.expected(Expected::Thing(Thing::Item))),
        false => Ok((rest, item)),
    }
}

/// Whether what begins here limits or changes a norm.
fn goes_on_with_clause(input: Tokens<'_>) -> bool {
    norm::begins_clause(input.kind()) && !starts_item(input.kind())
        || matches!(input.kind(), Kind::When | Kind::Unless)
}

/// One item; its first word decides which. Where that is misspelt, it is reported, and the item is read as it is meant, so
/// that what it declares is known.
fn item(input: Tokens<'_>) -> Parsed<'_, Item> {
    let meant = match input.kind() {
        Kind::Name if input.begins_line() && begins_declaration(input.rest()) => {
            law_meant(input).or_else(|| item_meant(input.text()))
        }
        _ => None,
    };
    match meant {
        Some(kind) => as_meant(input, Thing::Item, |input| item_of(input, kind)),
        None => item_of(input, input.kind()),
    }
}

/// What is meant by `act`, which is an action before brackets, and by `article` and its like: a whole law where norms stand
/// in the braces, and a norm elsewhere.
fn law_meant(input: Tokens<'_>) -> Option<Kind> {
    let is_act = matches!(input.text(), "act" | "Act");
    if !is_act && other_word_for_item(input.text()) != Some("norm") {
        return None;
    }
    let behind = input.rest().rest();
    let inside = match behind.kind() {
        Kind::LeftParen if is_act => return Some(Kind::Action),
        Kind::Text => behind.rest().rest(),
        _ => behind.rest(),
    };
    let holds_norms = inside.kind() != Kind::Name && (is_act || inside.kind() == Kind::Norm);
    Some(if holds_norms { Kind::Instrument } else { Kind::Norm })
}

/// Whether what follows the first word of an item begins here, and not any sentence.
fn begins_declaration(input: Tokens<'_>) -> bool {
    !input.begins_line()
        && matches!(
            input.kind(),
            Kind::Name | Kind::Text | Kind::Not | Kind::Fact | Kind::Attribute
        )
}

/// An item of this kind, behind its first word.
fn item_of(input: Tokens<'_>, kind: Kind) -> Parsed<'_, Item> {
    let rest = input.rest();
    let (rest, kind) = match kind {
        Kind::Use => cut(vocabulary::use_path).parse(rest),
        Kind::KindWord => cut(vocabulary::kind).parse(rest),
        Kind::Role => cut(vocabulary::role).parse(rest),
        Kind::Disjoint => cut(vocabulary::disjoint).parse(rest),
        Kind::Individual => cut(vocabulary::individual).parse(rest),
        Kind::Open => cut(vocabulary::open).parse(rest),
        Kind::Fact => cut(|input| vocabulary::fact(false, input)).parse(rest),
        Kind::Attribute => cut(|input| vocabulary::attribute(false, input)).parse(rest),
        Kind::Event => cut(vocabulary::event).parse(rest),
        Kind::Action => cut(vocabulary::action).parse(rest),
        Kind::Rule => cut(vocabulary::rule).parse(rest),
        Kind::Define => cut(vocabulary::define).parse(rest),
        Kind::Assume => cut(vocabulary::assume).parse(rest),
        Kind::Safeguard => cut(vocabulary::safeguard).parse(rest),
        Kind::Calendar => cut(vocabulary::calendar).parse(rest),
        Kind::Universe => cut(vocabulary::universe).parse(rest),
        Kind::Order => cut(vocabulary::order).parse(rest),
        Kind::Precedence => cut(vocabulary::precedence).parse(rest),
        Kind::Closure => cut(vocabulary::closure).parse(rest),
        Kind::Instrument => cut(instrument::instrument).map(ItemKind::Instrument).parse(rest),
        Kind::Norm => norm::norm.map(ItemKind::Norm).parse(input),
        Kind::Principle => cut(principle::principle).parse(rest),
        Kind::Profile => cut(vocabulary::profile).parse(rest),
        Kind::Scenario => cut(scenario::scenario).parse(rest),
        Kind::Expect => scenario::expect.map(ItemKind::Expect).parse(input),
        Kind::Allow => vocabulary::allow.map(ItemKind::Allow).parse(input),
        _ => unexpected(input, Expected::Thing(Thing::Item)),
    }?;
    Ok((rest, Item { span: input.span_to(rest), kind }))
}

/// A text that is one sentence.
pub(super) fn whole_sentence(reading: &Reading<'_>) -> Option<Sentence> {
    whole(reading, sentence::sentence)
}

/// A text that is one question.
pub(super) fn whole_question(reading: &Reading<'_>) -> Option<Sentence> {
    whole(reading, sentence::question)
}

/// A text that is one condition.
pub(super) fn whole_condition(reading: &Reading<'_>) -> Option<Cond> {
    whole(reading, condition::condition)
}

fn whole<'a, T>(
    reading: &'a Reading<'a>,
    parser: impl Fn(Tokens<'a>) -> Parsed<'a, T>,
) -> Option<T> {
    let problem = match parser(reading.start()) {
        Ok((rest, value)) if rest.kind() == Kind::Eof => return Some(value),
        Ok((rest, _)) => rest.expected(Expected::Thing(Thing::Other("the end"))),
        Err(nom::Err::Error(problem) | nom::Err::Failure(problem)) => *problem,
        Err(nom::Err::Incomplete(_)) => {
            reading.start().expected(Expected::Thing(Thing::Other("more text")))
        }
    };
    reading.report(problem);
    None
}
