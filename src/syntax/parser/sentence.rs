//! Sentences: who must, may or need not do what, when, and unless what.

use nom::Parser;
use nom::combinator::cut;

use super::basics::{Parsed, clause, close, fail, further, is_grammar_word, nested, token, word};
use super::condition::boxed_condition;
use super::term::{call, named_term, term};
use super::time::{self, time};
use crate::source::Span;
use crate::syntax::ast::{Act, Join, LegislativeVerb, Modal, Name, Sentence, Term, TermKind};
use crate::syntax::problem::{Expected, Thing, What};
use crate::syntax::spelling::closest_modal;
use crate::syntax::token::Kind;
use crate::syntax::tokens::Tokens;

/// sentence = bearers modal acts tails | "settled" bearers acts tails
pub(super) fn sentence(input: Tokens<'_>) -> Parsed<'_, Sentence> {
    if input.kind() == Kind::Settled {
        return settled(input);
    }
    let (rest, bearer) = named_term(Thing::BearerOfSentence)(input)?;
    sentence_of(input, rest, bearer)
}

/// A sentence whose first bearer has been read; `input` is where it began.
pub(super) fn sentence_of<'a>(
    input: Tokens<'a>,
    rest: Tokens<'a>,
    first: Term,
) -> Parsed<'a, Sentence> {
    let (rest, bearers) = bearers(rest, first)?;
    let (rest, (modal, modal_span)) = modal(rest, bearers.last())?;
    with_acts(input, rest, bearers, modal, modal_span)
}

/// What follows the modal.
fn with_acts<'a>(
    input: Tokens<'a>,
    rest: Tokens<'a>,
    bearers: Vec<Term>,
    modal: Modal,
    modal_span: Span,
) -> Parsed<'a, Sentence> {
    let (rest, (join, acts)) = acts(modal, modal_span, rest)?;
    let span = input.span_to(rest);
    let mut sentence = Sentence {
        span,
        bearers,
        modal,
        modal_span,
        acts,
        join,
        time: None,
        when: None,
        unless: None,
    };
    let (rest, ()) = tails(rest, &mut sentence)?;
    sentence.span = input.span_to(rest);
    Ok((rest, sentence))
}

/// `settled` BEARER ACT
fn settled(input: Tokens<'_>) -> Parsed<'_, Sentence> {
    let (rest, modal_span) = token(Kind::Settled)(input)?;
    let (rest, first) = cut(term).parse(rest)?;
    let (rest, mut bearers) = bearers(rest, first)?;
    let rest = give_back_act(rest, bearers.last_mut());
    with_acts(input, rest, bearers, Modal::Settled, modal_span)
}

/// question = sentence | modal bearers acts tails | ( "must" | "should" | "need" ) bearers "not" acts tails
///     | "has" bearers power acts tails
pub(super) fn question(input: Tokens<'_>) -> Parsed<'_, Sentence> {
    if !is_modal(input.kind()) {
        return sentence(input);
    }
    if input.kind() == Kind::Has && !begins_power(input.rest()) {
        return question_of_power(input);
    }
    let asked_apart = input.kind() == Kind::Need && input.second() != Kind::Not;
    let (rest, (modal, modal_span)) = match asked_apart {
        true => (input.rest(), (Modal::NeedNot, input.token().span(input.reading.file))),
        false => modal(input, None)?,
    };
    let (rest, first) = cut(term).parse(rest)?;
    let (rest, mut bearers) = bearers(rest, first)?;
    let negated = match modal {
        Modal::Must => Some(Modal::MustNot),
        Modal::Should => Some(Modal::ShouldNot),
        Modal::NeedNot if asked_apart => Some(Modal::NeedNot),
        _ => None,
    };
    if let (Some(negated), Kind::Not) = (negated, rest.kind()) {
        return with_acts(input, rest.rest(), bearers, negated, modal_span);
    }
    if asked_apart {
        return fail(rest.expected(Expected::Kind(Kind::Not)));
    }
    let rest = give_back_act(rest, bearers.last_mut());
    with_acts(input, rest, bearers, modal, modal_span)
}

/// `has elbonia power to sell(Paper)`
fn question_of_power(input: Tokens<'_>) -> Parsed<'_, Sentence> {
    let (rest, first) = cut(term).parse(input.rest())?;
    let (rest, mut bearers) = bearers(rest, first)?;
    let read_too_far = |name: &Name| match &input.reading.text[name.span.range()] {
        "power" => rest.kind() == Kind::To,
        "sole" => rest.is_word("power"),
        _ => false,
    };
    let rest = match bearers.last_mut() {
        Some(Term { kind: TermKind::Named { var, .. }, .. }) if !read_too_far(var) => rest,
        last => give_back_word(rest, last),
    };
    let (rest, (modal, modal_span)) = power(rest)?;
    with_acts(input, rest, bearers, modal, modal_span)
}

/// Whether `power to` begins here, with what can stand before it.
fn begins_power(input: Tokens<'_>) -> bool {
    input.kind() == Kind::No || input.is_word("sole") || input.is_word("power")
}

/// In `settled State attack` the act was read as the name of a State.
fn give_back_act<'a>(rest: Tokens<'a>, bearer: Option<&mut Term>) -> Tokens<'a> {
    let act_follows =
        matches!(rest.kind(), Kind::Name | Kind::Require | Kind::Forbid | Kind::Permit);
    if act_follows { rest } else { give_back_word(rest, bearer) }
}

/// A word that was read as the name of a participant, and is none.
pub(super) fn give_back_word<'a>(rest: Tokens<'a>, bearer: Option<&mut Term>) -> Tokens<'a> {
    match bearer {
        Some(term) => match term.kind {
            TermKind::Named { sort, .. } => {
                term.kind = TermKind::Name(sort);
                term.span.end = sort.span.end;
                rest.back_at(rest.at - 1)
            }
            _ => rest,
        },
        _ => rest,
    }
}

/// bearers = term { "or" term }
fn bearers(input: Tokens<'_>, first: Term) -> Parsed<'_, Vec<Term>> {
    further(|kind| kind == Kind::Or, term, input, first)
}

/// Whether a modal begins with this.
pub(super) fn is_modal(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Must | Shall | May | Need | Should | Has)
}

/// modal = "must" [ "not" ] | "may" | "need" "not" | "should" [ "not" ] | "has" power
fn modal<'a>(input: Tokens<'a>, bearer: Option<&Term>) -> Parsed<'a, (Modal, Span)> {
    let negated = input.second() == Kind::Not;
    let modal = match (input.kind(), negated) {
        (Kind::Must | Kind::Shall, false) => Modal::Must,
        (Kind::Must | Kind::Shall, true) => Modal::MustNot,
        (Kind::Should, false) => Modal::Should,
        (Kind::Should, true) => Modal::ShouldNot,
        (Kind::May, false) => Modal::May,
        (Kind::May, true) => {
            let span = input.span_to(input.rest().rest());
            return fail(input.problem_over(span, What::MayNot));
        }
        (Kind::Need, _) => {
            let (rest, _) = cut(token(Kind::Not)).parse(input.rest())?;
            return Ok((rest, (Modal::NeedNot, input.span_to(rest))));
        }
        (Kind::Has, _) => {
            let (rest, (modal, _)) = power(input.rest())?;
            return Ok((rest, (modal, input.span_to(rest))));
        }
        _ => return no_modal(input, bearer),
    };
    let rest = if negated { input.rest().rest() } else { input.rest() };
    Ok((rest, (modal, input.span_to(rest))))
}

/// power = [ "no" | "sole" ] "power" "to", after "has"
fn power(input: Tokens<'_>) -> Parsed<'_, (Modal, Span)> {
    let (rest, modal) = match input.kind() {
        Kind::No => (input.rest(), Modal::HasNoPower),
        _ if input.is_word("sole") => (input.rest(), Modal::HasSolePower),
        _ => (input, Modal::HasPower),
    };
    let (rest, _) = cut(word("power")).parse(rest)?;
    let (rest, _) = cut(token(Kind::To)).parse(rest)?;
    Ok((rest, (modal, input.span_to(rest))))
}

/// The error where a modal is missing; `Controller will` was read as a sort and a name.
fn no_modal<'a, T>(input: Tokens<'a>, bearer: Option<&Term>) -> Parsed<'a, T> {
    if input.back().token().bad {
        return fail(input.expected(Expected::Thing(Thing::Modal)));
    }
    let last_word = bearer.and_then(|term| match term.kind {
        TermKind::Named { var, .. } => Some(var.span),
        _ => None,
    });
    let is_meant = |word: &str| is_foreign_modal(word) || closest_modal(word).is_some();
    if let Some(span) = last_word.filter(|span| is_meant(&input.reading.text[span.range()])) {
        return fail(input.problem_over(span, What::NotAModal));
    }
    let foreign = input.kind() == Kind::Name && is_foreign_modal(input.text());
    if foreign || input.kind() == Kind::Is {
        return fail(input.problem(What::NotAModal));
    }
    fail(input.expected(Expected::Thing(Thing::Modal)))
}

fn is_foreign_modal(word: &str) -> bool {
    const WORDS: [&str; 14] = [
        "will", "would", "can", "could", "cannot", "might", "ought", "have", "needs", "requires",
        "are", "mustnt", "needn", "shan",
    ];
    WORDS.contains(&word) || word.ends_with("n't")
}

/// acts = act { "and" act } | act { "or" act }
fn acts<'a>(modal: Modal, modal_span: Span, input: Tokens<'a>) -> Parsed<'a, (Join, Vec<Act>)> {
    let (joiner, first) = cut(act).parse(input)?;
    let kind = joiner.kind();
    if !matches!(kind, Kind::And | Kind::Or) {
        return Ok((joiner, (Join::Or, vec![first])));
    }
    let (rest, acts) = further(|it| it == kind, act, joiner, first)?;
    if matches!(rest.kind(), Kind::And | Kind::Or) {
        return fail(rest.problem(What::MixedActs));
    }
    match (kind, modal) {
        (Kind::Or, _) => Ok((rest, (Join::Or, acts))),
        (_, Modal::Must | Modal::Should) => Ok((rest, (Join::And, acts))),
        (_, Modal::MustNot | Modal::ShouldNot) => {
            let and = joiner.token();
            let what = What::BanOnBoth { joiner: (and.start, and.end) };
            fail(joiner.problem_over(modal_span.to(input.span_to(rest)), what))
        }
        _ => fail(joiner.problem(What::AndAfter { modal })),
    }
}

/// act = call | ( "require" | "forbid" | "permit" ) "(" law ")"
pub(super) fn act(input: Tokens<'_>) -> Parsed<'_, Act> {
    let verb = match input.kind() {
        Kind::Require => LegislativeVerb::Require,
        Kind::Forbid => LegislativeVerb::Forbid,
        Kind::Permit => LegislativeVerb::Permit,
        _ => return done(input),
    };
    let (rest, open) = cut(token(Kind::LeftParen)).parse(input.rest())?;
    let (rest, sentence) = cut(nested(|input| law(verb, input))).parse(rest)?;
    let (rest, _) = cut(close(Kind::RightParen, open)).parse(rest)?;
    let sentence = Box::new(sentence);
    Ok((rest, Act::Legislate { verb, sentence, span: input.span_to(rest) }))
}

/// An act that is done, not a law that is made.
fn done(input: Tokens<'_>) -> Parsed<'_, Act> {
    if input.is_word("be") && input.second() != Kind::LeftParen {
        return fail(input.problem(What::Passive));
    }
    if input.second() == Kind::From && matches!(input.text(), "refrain" | "abstain" | "desist") {
        return fail(input.expected(Expected::Thing(Thing::Act)));
    }
    // `must at all times report(…)`: more follows than one name, so that nothing else is to be told of it.
    let kind = input.kind();
    let is_word = kind.is_word() && !is_grammar_word(kind);
    if (is_word || matches!(kind, Kind::Always | Kind::Never)) && input.second() == Kind::Name {
        return fail(input.problem(What::WordAsName { expected: Thing::Act }));
    }
    call(Thing::Act).map(Act::Do).parse(input)
}

/// law = bearers "to" acts tails
fn law(verb: LegislativeVerb, input: Tokens<'_>) -> Parsed<'_, Sentence> {
    let (rest, first) = term(input)?;
    let (rest, bearers) = bearers(rest, first)?;
    let (rest, to) = token(Kind::To)(rest)?;
    let modal = match verb {
        LegislativeVerb::Require => Modal::Must,
        LegislativeVerb::Forbid => Modal::MustNot,
        LegislativeVerb::Permit => Modal::May,
    };
    with_acts(input, rest, bearers, modal, to)
}

/// tails = [ time ] [ "when" condition ] [ "unless" condition ]
pub(super) fn tails<'a>(input: Tokens<'a>, sentence: &mut Sentence) -> Parsed<'a, ()> {
    let mut rest = input;
    if time::begins(rest) {
        (rest, sentence.time) = time.map(Box::new).map(Some).parse(rest)?;
    }
    (rest, sentence.when) = clause(Kind::When, boxed_condition)(rest)?;
    (rest, sentence.unless) = clause(Kind::Unless, boxed_condition)(rest)?;
    Ok((rest, ()))
}

/// A status sentence without brackets: one bearer, modal and act. `input` is where it began.
pub(super) fn status<'a>(
    input: Tokens<'a>,
    rest: Tokens<'a>,
    bearer: Term,
) -> Parsed<'a, Sentence> {
    let (rest, (modal, modal_span)) = modal(rest, Some(&bearer))?;
    let (rest, act) = cut(act).parse(rest)?;
    let sentence = Sentence {
        span: input.span_to(rest),
        bearers: vec![bearer],
        modal,
        modal_span,
        acts: vec![act],
        join: Join::Or,
        time: None,
        when: None,
        unless: None,
    };
    Ok((rest, sentence))
}
