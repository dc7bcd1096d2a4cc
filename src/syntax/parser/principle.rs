//! Principles: assertions about what the norms say in every situation.

use nom::Parser;
use nom::combinator::cut;

use super::basics::{Parsed, and_list, close, fail, name, nested, title, token, unexpected};
use super::condition::condition;
use super::recovery::{Block, as_meant, block};
use super::sentence::sentence;
use super::term::call;
use super::vocabulary::allow;
use crate::syntax::ast::{
    Assertion, AssertionKind, Call, Cond, ItemKind, NormClass, Sentence, Slot, SlotKind,
};
use crate::syntax::problem::{Expected, Thing};
use crate::syntax::spelling::assertion_meant;
use crate::syntax::token::{Kind, starts_item};
use crate::syntax::tokens::Tokens;

/// The assertions of a principle.
const BLOCK: Block = Block {
    starts: |kind| matches!(kind, Kind::Whenever | Kind::Never | Kind::Always | Kind::Sometimes),
    starts_line: |kind| matches!(kind, Kind::Every | Kind::Allow),
    share_lines: true,
    outermost: false,
};

/// principle = "principle" NAME [ TEXT ] "{" { assertion | allow } "}"
pub(super) fn principle(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, name) = name(Thing::Other("the principle's name"))(input)?;
    let (rest, title) = title(rest)?;
    let (mut assertions, mut allows) = (Vec::new(), Vec::new());
    let (rest, ()) = block(rest, BLOCK, |input| {
        if input.kind() == Kind::Allow {
            let (rest, allowed) = allow(input)?;
            allows.push(allowed);
            return Ok((rest, ()));
        }
        match whole_assertion(input) {
            Ok((rest, kind)) => {
                assertions.push(Assertion { span: input.span_to(rest), kind });
                Ok((rest, ()))
            }
            Err(problem) => {
                let span = input.span_to(input.rest());
                assertions.push(Assertion { span, kind: AssertionKind::Lost });
                Err(problem)
            }
        }
    })?;
    Ok((rest, ItemKind::Principle { name, title, assertions, allows }))
}

/// An assertion with nothing behind it: without its tail it would say something else.
fn whole_assertion(input: Tokens<'_>) -> Parsed<'_, AssertionKind> {
    let (rest, kind) = assertion(input)?;
    match ends_assertion(rest) {
        true => Ok((rest, kind)),
        false => unexpected(rest, Expected::Thing(Thing::Assertion)),
    }
}

/// One assertion; where its first word is misspelt, that is reported, and it is read as it is meant.
fn assertion(input: Tokens<'_>) -> Parsed<'_, AssertionKind> {
    let seems_misspelt = input.kind() == Kind::Name && input.second() == Kind::Name;
    match seems_misspelt.then(|| assertion_meant(input.text())).flatten() {
        Some(kind) => as_meant(input, Thing::Assertion, |input| assertion_of(input, kind)),
        None => assertion_of(input, input.kind()),
    }
}

/// An assertion whose first word, which may be misspelt, means `kind`.
fn assertion_of(input: Tokens<'_>, kind: Kind) -> Parsed<'_, AssertionKind> {
    let rest = input.rest();
    match kind {
        Kind::Whenever => cut(whenever).parse(rest),
        Kind::Never => cut(sentence).map(AssertionKind::Never).parse(rest),
        Kind::Always => cut(negatable)
            .map(|(negated, sentence)| AssertionKind::Always { negated, sentence })
            .parse(rest),
        Kind::Sometimes => cut(negatable)
            .map(|(negated, sentence)| AssertionKind::Sometimes { negated, sentence })
            .parse(rest),
        Kind::Every => cut(every).parse(rest),
        _ => unexpected(input, Expected::Thing(Thing::Assertion)),
    }
}

/// Whether something else begins here, which may be a line that is broken, or the braces end.
fn ends_assertion(input: Tokens<'_>) -> bool {
    matches!(input.kind(), Kind::RightBrace | Kind::Eof | Kind::Every | Kind::Allow)
        || (BLOCK.starts)(input.kind())
        || input.begins_line() && (input.kind() == Kind::Name || starts_item(input.kind()))
}

/// "whenever" condition "expect" [ "not" ] sentence
fn whenever(input: Tokens<'_>) -> Parsed<'_, AssertionKind> {
    let (rest, cond) = condition(input)?;
    let (rest, _) = token(Kind::Expect)(rest)?;
    let (rest, (negated, expect)) = negatable(rest)?;
    Ok((rest, AssertionKind::Whenever { cond, negated, expect }))
}

/// [ "not" ] sentence
pub(super) fn negatable(input: Tokens<'_>) -> Parsed<'_, (bool, Sentence)> {
    let negated = input.kind() == Kind::Not;
    let rest = if negated { input.rest() } else { input };
    let (rest, sentence) = sentence(rest)?;
    Ok((rest, (negated, sentence)))
}

/// "every" class [ ( "to" | "on" ) call ] [ "when" "(" condition ")" ] "has" slots
fn every(input: Tokens<'_>) -> Parsed<'_, AssertionKind> {
    let (rest, class) = class(input)?;
    let (rest, action) = match rest.kind() {
        Kind::To | Kind::On => call(Thing::Other("an action")).map(Some).parse(rest.rest())?,
        _ => (rest, None::<Call>),
    };
    let (rest, when) = match rest.kind() {
        Kind::When => bracketed_condition.map(Some).parse(rest.rest())?,
        _ => (rest, None),
    };
    let (rest, _) = token(Kind::Has)(rest)?;
    let (rest, slots) = and_list(slot)(rest)?;
    Ok((rest, AssertionKind::Every { class, action, when, slots }))
}

/// A condition in brackets, so that `has` behind it is no part of it.
fn bracketed_condition(input: Tokens<'_>) -> Parsed<'_, Cond> {
    let (rest, open) = token(Kind::LeftParen)(input)?;
    let (rest, cond) = nested(condition)(rest)?;
    let (rest, _) = close(Kind::RightParen, open)(rest)?;
    Ok((rest, cond))
}

/// class = "duty" | "ban" | "permission" | "power"
fn class(input: Tokens<'_>) -> Parsed<'_, NormClass> {
    let class = match (input.kind(), input.text()) {
        (Kind::Name, "duty") => NormClass::Duty,
        (Kind::Name, "ban") => NormClass::Ban,
        (Kind::Name, "permission") => NormClass::Permission,
        (Kind::Name, "power") => NormClass::Power,
        _ => {
            return fail(input.expected(Expected::Thing(Thing::NormClass)));
        }
    };
    Ok((input.rest(), class))
}

/// slot = "deadline" | "end" | "exception" | "remedy" | "source" | "safeguard" NAME
fn slot(input: Tokens<'_>) -> Parsed<'_, Slot> {
    let kind = match (input.kind(), input.text()) {
        (Kind::Name, "deadline") => SlotKind::Deadline,
        (Kind::Name, "end") => SlotKind::End,
        (Kind::Name, "exception") => SlotKind::Exception,
        (Kind::Name, "remedy") => SlotKind::Remedy,
        (Kind::Name, "source") => SlotKind::Source,
        (Kind::Safeguard, _) => {
            let (rest, name) = name(Thing::Other("the name of a safeguard"))(input.rest())?;
            return Ok((rest, Slot { kind: SlotKind::Safeguard(name), span: input.span_to(rest) }));
        }
        _ => {
            return unexpected(input, Expected::Thing(Thing::Slot));
        }
    };
    let rest = input.rest();
    Ok((rest, Slot { kind, span: input.span_to(rest) }))
}
