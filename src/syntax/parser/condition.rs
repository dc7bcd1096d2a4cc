//! Conditions. Atoms begin with a term; the token after it decides what they are.

use nom::Parser;
use nom::combinator::cut;
use nom::sequence::preceded;

use super::basics::{
    Parsed, begins_unit, close, date, digits, fail, few_enough, fixed_length, name, nested, number,
    token, word,
};
use super::number::length_in_words;
use super::sentence::{self, is_modal};
use super::term::{call, dotted, into_call, into_reference, named_term, sort};
use super::time::length;
use crate::syntax::ast::{
    Before, Call, CompareOp, Cond, CondKind, Distance, Offset, Sum, Term, TermKind, Value,
};
use crate::syntax::problem::{Expected, Groups, Problem, Thing, What};
use crate::syntax::token::Kind;
use crate::syntax::tokens::Tokens;

/// condition = operand { "and" operand } | operand { "or" operand } | operand "implies" operand
pub(super) fn condition(input: Tokens<'_>) -> Parsed<'_, Cond> {
    let (mut rest, first) = operand(input)?;
    let operator = rest.kind();
    if !is_operator(operator) {
        return Ok((rest, first));
    }
    let mut parts = Vec::with_capacity(4);
    parts.push(first);
    let mut last = input;
    while is_operator(rest.kind()) {
        few_enough(rest, parts.len())?;
        let next = rest.rest();
        let (after, part) = cut(operand).parse(next)?;
        if rest.kind() != operator || operator == Kind::Implies && parts.len() == 2 {
            return mixed_operators(input, last, rest, after, operator);
        }
        parts.push(part);
        (last, rest) = (next, after);
    }
    parts.shrink_to_fit();
    Ok((rest, Cond { span: input.span_to(rest), kind: fold(operator, parts) }))
}

/// A condition, where its place in the tree is to be small.
pub(super) fn boxed_condition(input: Tokens<'_>) -> Parsed<'_, Box<Cond>> {
    condition.map(Box::new).parse(input)
}

fn is_operator(kind: Kind) -> bool {
    matches!(kind, Kind::And | Kind::Or | Kind::Implies)
}

fn fold(operator: Kind, mut parts: Vec<Cond>) -> CondKind {
    match operator {
        Kind::And => CondKind::And(parts),
        Kind::Or => CondKind::Or(parts),
        _ => {
            let right = parts.pop().expect("`implies` has a right side");
            let left = parts.pop().expect("`implies` has a left side");
            CondKind::Implies(Box::new(left), Box::new(right))
        }
    }
}

/// The error for `first and last or next`, which shows both readings: `second` is at its `or`,
/// `after` behind `next`.
fn mixed_operators<'a>(
    first: Tokens<'a>,
    last: Tokens<'a>,
    second: Tokens<'a>,
    after: Tokens<'a>,
    operator: Kind,
) -> Parsed<'a, Cond> {
    let groups = Groups {
        first: first.token().start,
        last_start: last.token().start,
        last_end: last.span_to(second).end,
        next: second.rest().token().start,
        next_end: second.span_to(after).end,
        tail_end: second.span_to(behind_alike(after, operator)).end,
        operator,
    };
    fail(second.problem(What::MixedConditions(groups)))
}

/// Behind all that is joined by the same operator.
fn behind_alike(mut rest: Tokens<'_>, operator: Kind) -> Tokens<'_> {
    while rest.kind() == operator && operator != Kind::Implies {
        match operand(rest.rest()) {
            Ok((after, _)) => rest = after,
            Err(_) => break,
        }
    }
    rest
}

/// operand = "not" operand | "(" bracketed ")" | "on" "or" "after" DATE | atom
fn operand(input: Tokens<'_>) -> Parsed<'_, Cond> {
    match input.kind() {
        Kind::Not => {
            let (rest, inner) = cut(nested(operand)).parse(input.rest())?;
            let kind = CondKind::Not(Box::new(inner));
            Ok((rest, Cond { span: input.span_to(rest), kind }))
        }
        Kind::LeftParen => {
            let (rest, open) = token(Kind::LeftParen)(input)?;
            let (rest, inner) = cut(nested(bracketed)).parse(rest)?;
            let (rest, _) = cut(close(Kind::RightParen, open)).parse(rest)?;
            Ok((rest, inner))
        }
        Kind::On => {
            let opening = (token(Kind::Or), token(Kind::After));
            let (rest, date) = cut(preceded(opening, date)).parse(input.rest())?;
            Ok((rest, Cond { span: input.span_to(rest), kind: CondKind::OnOrAfter(date) }))
        }
        Kind::After | Kind::From | Kind::Before if input.second() == Kind::Date => {
            fail(input.expected(Expected::Thing(Thing::Condition)))
        }
        _ => atom(input),
    }
}

/// bracketed = condition | status-sentence [ time ] [ "when" condition ] [ "unless" condition ]
fn bracketed(input: Tokens<'_>) -> Parsed<'_, Cond> {
    let (rest, mut cond) = condition(input)?;
    let CondKind::Status(sentence) = &mut cond.kind else { return Ok((rest, cond)) };
    let (rest, ()) = sentence::tails(rest, sentence)?;
    sentence.span = input.span_to(rest);
    cond.span = sentence.span;
    Ok((rest, cond))
}

/// atom = term, and what its next token makes of it
fn atom(input: Tokens<'_>) -> Parsed<'_, Cond> {
    if input.kind() == Kind::Name && input.second() == Kind::LeftParen {
        return called(input);
    }
    let (rest, term) = named_term(Thing::Condition)(input)?;
    atom_of(input, rest, term)
}

/// An atom that begins with a call, which most often is all of it.
fn called(input: Tokens<'_>) -> Parsed<'_, Cond> {
    let (rest, call) = call(Thing::Condition)(input)?;
    if !goes_on(rest.kind()) || begins_head_line(rest) {
        return Ok((rest, Cond { span: call.span, kind: CondKind::Call(call) }));
    }
    let (rest, term) = dotted(input, rest, None, TermKind::Call(Box::new(call)))?;
    atom_of(input, rest, term)
}

/// Whether this behind a call makes more of it.
fn goes_on(kind: Kind) -> bool {
    use Kind::*;
    is_modal(kind)
        || comparison(kind).is_some()
        || matches!(kind, Dot | Is | Happens | Before | After | At | Applies)
}

/// Whether `applies when` begins another line of a head here, and says nothing of what stands in the line before.
fn begins_head_line(input: Tokens<'_>) -> bool {
    input.kind() == Kind::Applies && input.second() == Kind::When && input.begins_line()
}

/// What the token behind its first term makes of an atom.
fn atom_of<'a>(input: Tokens<'a>, rest: Tokens<'a>, term: Term) -> Parsed<'a, Cond> {
    if rest.kind() == Kind::Equal && matches!(term.kind, TermKind::Call(_)) && is_truth(rest.rest())
    {
        let (rest, kind) = said_true(rest, term)?;
        return Ok((rest, Cond { span: input.span_to(rest), kind }));
    }
    if rest.kind() == Kind::At && matches!(term.kind, TermKind::Attribute { .. }) {
        // What follows is a part of this mistake.
        let problem = rest.expected(Expected::Thing(Thing::Comparison));
        return fail(Problem { at: rest.rest().rest().at, ..problem });
    }
    if let Some(op) = comparison(rest.kind()) {
        let (rest, right) = cut(value).parse(rest.rest())?;
        let span = input.span_to(rest);
        return Ok((rest, Cond { span, kind: CondKind::Compare { left: term, op, right } }));
    }
    let (rest, kind) = match rest.kind() {
        kind if is_modal(kind) => {
            let (rest, sentence) = sentence::status(input, rest, term)?;
            (rest, CondKind::Status(Box::new(sentence)))
        }
        Kind::Is if matches!(term.kind, TermKind::Call(_)) && says_truth(rest.rest()) => {
            said_true(rest, term)?
        }
        Kind::Is => membership(rest, term)?,
        Kind::Happens => {
            as_call(rest, term, |call, rest| Ok((rest.rest(), CondKind::Happens(call))))?
        }
        Kind::Before => as_call(rest, term, before)?,
        Kind::After if matches!(term.kind, TermKind::Call(_)) => return after(input, rest),
        Kind::At => as_call(rest, term, |call, rest| distance(input, call, rest))?,
        Kind::Applies if !begins_head_line(rest) => match into_reference(&term) {
            Some(target) => (rest.rest(), CondKind::Applies(target)),
            None => {
                return fail(rest.expected(Expected::Thing(Thing::Other(
                    "the name of a norm before `applies`",
                ))));
            }
        },
        _ => as_call(rest, term, |call, rest| Ok((rest, CondKind::Call(call))))?,
    };
    Ok((rest, Cond { span: input.span_to(rest), kind }))
}

/// Whether `true` or `false` stands here.
fn is_truth(input: Tokens<'_>) -> bool {
    input.is_word("true") || input.is_word("false")
}

/// Whether `true`, `false` or one of them behind `not` stands here.
pub(super) fn says_truth(input: Tokens<'_>) -> bool {
    is_truth(if input.kind() == Kind::Not { input.rest() } else { input })
}

/// `p(x) is true` is reported, and read as `p(x)`.
fn said_true<'a>(input: Tokens<'a>, term: Term) -> Parsed<'a, CondKind> {
    let denied = input.second() == Kind::Not;
    let truth = if denied { input.rest().rest() } else { input.rest() };
    let rest = truth.rest();
    input.reading.report(input.problem_over(input.span_to(rest), What::SaidTrue));
    let negated = truth.is_word("false") != denied;
    as_call(rest, term, |call, rest| {
        let call = Cond { span: call.span, kind: CondKind::Call(call) };
        Ok((rest, if negated { CondKind::Not(Box::new(call)) } else { call.kind }))
    })
}

/// The error for `F after E`, where the language has `E before F`; `input` is at `F`, `rest` at `after`.
fn after<'a>(input: Tokens<'a>, rest: Tokens<'a>) -> Parsed<'a, Cond> {
    match turned(input, rest, rest.rest()) {
        Some(problem) => fail(problem),
        None => fail(rest.expected(Expected::Thing(Thing::BeforeEvent))),
    }
}

/// The problem where an event stands at `second`, and it and the one at `first` should change places.
fn turned(first: Tokens<'_>, found: Tokens<'_>, second: Tokens<'_>) -> Option<Problem> {
    if second.kind() != Kind::Name {
        return None;
    }
    let (rest, _) = call(Thing::Other("an event"))(second).ok()?;
    let what = What::Turned { first: first.token().start, second: second.token().start };
    Some(found.problem_over(found.span_to(rest), what))
}

/// Goes on with a term that must be a call.
fn as_call<'a>(
    rest: Tokens<'a>,
    term: Term,
    then: impl Fn(Call, Tokens<'a>) -> Parsed<'a, CondKind>,
) -> Parsed<'a, CondKind> {
    match into_call(term) {
        Ok(call) => then(call, rest),
        Err(_) => fail(rest.expected(Expected::Thing(Thing::Comparison))),
    }
}

/// `x is [not] Role` · `x is [not] party to INSTRUMENT`, from `is` on
fn membership(input: Tokens<'_>, term: Term) -> Parsed<'_, CondKind> {
    let rest = input.rest();
    let negated = rest.kind() == Kind::Not;
    let rest = if negated { rest.rest() } else { rest };
    if party_follows(rest) {
        let (rest, instrument) =
            cut(name(Thing::Other("the name of an instrument"))).parse(rest.rest().rest())?;
        return Ok((rest, CondKind::Party { term, negated, instrument }));
    }
    // `n9 is violated`, `n9 is in force`: what follows is a part of this mistake.
    if rest.kind() == Kind::Violated || rest.kind() == Kind::In && rest.rest().is_word("force") {
        let problem = rest.expected(Expected::Thing(Thing::Sort));
        return fail(Problem { at: rest.rest().rest().at, ..problem });
    }
    let (rest, sort) = cut(sort).parse(rest)?;
    Ok((rest, CondKind::Is { term, negated, sort }))
}

/// Whether `party to` follows; `party` alone is a name.
pub(super) fn party_follows(input: Tokens<'_>) -> bool {
    input.is_word("party") && input.second() == Kind::To
}

/// `E before F`, from `before` on
fn before(first: Call, input: Tokens<'_>) -> Parsed<'_, CondKind> {
    let (rest, then) = cut(call(Thing::Other("an event"))).parse(input.rest())?;
    Ok((rest, CondKind::Before(Box::new(Before { first, then }))))
}

/// `E at least|at most LENGTH after F`, from `at` on
fn distance<'a>(start: Tokens<'a>, later: Call, input: Tokens<'a>) -> Parsed<'a, CondKind> {
    let rest = input.rest();
    let at_least = rest.is_word("least");
    let (rest, _) = if at_least { word("least")(rest)? } else { cut(word("most")).parse(rest)? };
    let (rest, length) = cut(length).parse(rest)?;
    if rest.kind() == Kind::Before
        && let Some(problem) = turned(start, rest, rest.rest())
    {
        return fail(problem);
    }
    let (rest, _) = cut(token(Kind::After)).parse(rest)?;
    let (rest, earlier) = cut(call(Thing::Other("an event"))).parse(rest)?;
    let parts = Distance { later, at_least, length, earlier };
    Ok((rest, CondKind::Distance(Box::new(parts))))
}

fn comparison(kind: Kind) -> Option<CompareOp> {
    Some(match kind {
        Kind::Equal => CompareOp::Equal,
        Kind::NotEqual => CompareOp::NotEqual,
        Kind::Less => CompareOp::Less,
        Kind::LessEqual => CompareOp::LessEqual,
        Kind::Greater => CompareOp::Greater,
        Kind::GreaterEqual => CompareOp::GreaterEqual,
        _ => return None,
    })
}

/// value = DATE | [ "-" ] NUMBER | NUMBER UNIT | term [ ( "+" | "-" ) NUMBER [ UNIT ] ]
pub(super) fn value(input: Tokens<'_>) -> Parsed<'_, Value> {
    match input.kind() {
        Kind::Date => date.map(Value::Date).parse(input),
        Kind::Minus => number.map(Value::Number).parse(input),
        Kind::Number if unit_follows(input) => fixed_length.map(Value::Length).parse(input),
        Kind::Number => number.map(Value::Number).parse(input),
        _ => match length_in_words(input) {
            Some(read) => read.map(|(rest, length)| (rest, Value::Length(length))),
            None => sum(input),
        },
    }
}

fn sum(input: Tokens<'_>) -> Parsed<'_, Value> {
    let (rest, term) = named_term(Thing::Other("a value"))(input)?;
    let negative = match rest.kind() {
        Kind::Plus => false,
        Kind::Minus => true,
        _ => return Ok((rest, Value::Term(Box::new(term)))),
    };
    let (rest, offset) = cut(|input| offset(negative, input)).parse(rest.rest())?;
    Ok((rest, Value::Sum(Box::new(Sum { term, offset }))))
}

fn offset(negative: bool, input: Tokens<'_>) -> Parsed<'_, Offset> {
    if unit_follows(input) {
        let (rest, length) = fixed_length(input)?;
        return Ok((rest, Offset::Length { length, negative }));
    }
    let (rest, mut number) = digits(input)?;
    if negative {
        number.value = -number.value;
    }
    Ok((rest, Offset::Number(number)))
}

/// Whether the number here has a unit.
fn unit_follows(input: Tokens<'_>) -> bool {
    input.kind() == Kind::Number && begins_unit(input.rest()).is_some()
}
