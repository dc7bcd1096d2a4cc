//! Time clauses, points and lengths.

use nom::Parser;
use nom::combinator::cut;

use super::basics::{
    Parsed, clause, date, fail, fixed_length, further, nested, token, unexpected, word,
};
use super::number::length_in_words;
use super::term::{into_call, named_term, term};
use crate::syntax::ast::{Join, Length, Point, PointKind, TermKind, Time, TimeClause, TimeKind};
use crate::syntax::problem::{Expected, Problem, Thing, What};
use crate::syntax::token::Kind;
use crate::syntax::tokens::Tokens;

/// Whether a time clause begins here. `at` also begins a line of a scenario, `every` an assertion.
pub(super) fn begins(input: Tokens<'_>) -> bool {
    match input.kind() {
        Kind::Within | Kind::Before | Kind::Until | Kind::From | Kind::No | Kind::For => true,
        Kind::At => input.second() != Kind::Date,
        Kind::Every => !class_follows(input.rest()),
        _ => false,
    }
}

/// Whether the word after `every` is a class of norms.
fn class_follows(input: Tokens<'_>) -> bool {
    let class = matches!(input.text(), "duty" | "ban" | "permission" | "power");
    class && input.second() != Kind::Dot
}

/// time = clause { "and" clause } | clause { "or" clause }
pub(super) fn time(input: Tokens<'_>) -> Parsed<'_, Time> {
    let (rest, first) = time_clause(input)?;
    let joiner = rest.kind();
    if !matches!(joiner, Kind::And | Kind::Or) {
        return Ok((
            rest,
            Time { join: Join::And, clauses: vec![first], span: input.span_to(rest) },
        ));
    }
    let (rest, clauses) = further(|it| it == joiner, time_clause, rest, first)?;
    if matches!(rest.kind(), Kind::And | Kind::Or) {
        return fail(rest.problem(What::MixedTimes));
    }
    let join = if joiner == Kind::And { Join::And } else { Join::Or };
    Ok((rest, Time { join, clauses, span: input.span_to(rest) }))
}

/// One clause; its first word decides which.
fn time_clause(input: Tokens<'_>) -> Parsed<'_, TimeClause> {
    let rest = input.rest();
    let (rest, kind) = match input.kind() {
        Kind::Within => within(rest)?,
        Kind::Before => cut(point).map(TimeKind::Before).parse(rest)?,
        Kind::Until => cut(point).map(TimeKind::Until).parse(rest)?,
        Kind::From => cut(point).map(TimeKind::From).parse(rest)?,
        Kind::No => no_earlier_or_later(rest)?,
        Kind::At => at(rest)?,
        Kind::For => standing(rest)?,
        Kind::Every => every(rest)?,
        _ => {
            return unexpected(
                input,
                Expected::Thing(Thing::Other("a time clause like `within 3 days of …`")),
            );
        }
    };
    Ok((rest, TimeClause { span: input.span_to(rest), kind }))
}

/// "within" length "of" point
fn within(input: Tokens<'_>) -> Parsed<'_, TimeKind> {
    let (rest, length) = cut(length).parse(input)?;
    let (rest, _) = cut(token(Kind::Of)).parse(rest)?;
    let (rest, of) = cut(point).parse(rest)?;
    Ok((rest, TimeKind::Within { length, of }))
}

/// "no" ( "earlier" | "later" ) "than" point
fn no_earlier_or_later(input: Tokens<'_>) -> Parsed<'_, TimeKind> {
    let earlier = input.kind() == Kind::Earlier;
    if !earlier && !input.is_word("later") {
        return fail(
            input.expected(Expected::Thing(Thing::Other("`earlier than` or `later than`"))),
        );
    }
    let (rest, _) = cut(word("than")).parse(input.rest())?;
    let (rest, point) = cut(point).parse(rest)?;
    Ok((rest, if earlier { TimeKind::NoEarlierThan(point) } else { TimeKind::NoLaterThan(point) }))
}

/// "at" "all" "times" | "at" "least" length "before" point
fn at(input: Tokens<'_>) -> Parsed<'_, TimeKind> {
    if input.is_word("all") {
        let (rest, _) = cut(word("times")).parse(input.rest())?;
        return Ok((rest, TimeKind::AtAllTimes));
    }
    if !input.is_word("least") {
        return fail(
            input
                .expected(Expected::Thing(Thing::Other("`at all times` or `at least … before …`"))),
        );
    }
    let (rest, length) = cut(length).parse(input.rest())?;
    let (rest, _) = cut(token(Kind::Before)).parse(rest)?;
    let (rest, before) = cut(point).parse(rest)?;
    Ok((rest, TimeKind::AtLeastBefore { length, before }))
}

/// "for" length "after" point
fn standing(input: Tokens<'_>) -> Parsed<'_, TimeKind> {
    if input.kind() == Kind::At && input.rest().is_word("least") {
        let problem = input.expected(Expected::Thing(Thing::Other("a length like `3 days`")));
        return fail(Problem { at: input.rest().rest().at, ..problem });
    }
    let (rest, length) = cut(length).parse(input)?;
    let (rest, _) = cut(token(Kind::After)).parse(rest)?;
    let (rest, after) = cut(point).parse(rest)?;
    Ok((rest, TimeKind::For { length, after }))
}

/// "every" length [ "from" point ]
fn every(input: Tokens<'_>) -> Parsed<'_, TimeKind> {
    let (rest, length) = cut(length).parse(input)?;
    let (rest, from) = clause(Kind::From, point)(rest)?;
    Ok((rest, TimeKind::Every { length, from }))
}

/// length = NUMBER UNIT | term
pub(super) fn length(input: Tokens<'_>) -> Parsed<'_, Length> {
    if input.kind() == Kind::Number {
        return fixed_length(input);
    }
    if let Some(read) = length_in_words(input) {
        return read;
    }
    named_term(Thing::Other("a length like `3 days`"))
        .map(|term| Length::Attribute(Box::new(term)))
        .parse(input)
}

/// point = DATE | length ( "after" | "before" ) point | attribute | call [ "by" term ]
fn point(input: Tokens<'_>) -> Parsed<'_, Point> {
    let (rest, kind) = match input.kind() {
        Kind::Date => date.map(PointKind::Date).parse(input)?,
        Kind::Number => {
            let (rest, length) = fixed_length(input)?;
            shifted(length, rest)?
        }
        _ => named_point(input)?,
    };
    Ok((rest, Point { span: input.span_to(rest), kind }))
}

/// A point that begins with a term: an attribute, a length that is one, an event or an act.
fn named_point(input: Tokens<'_>) -> Parsed<'_, PointKind> {
    if let Some(read) = length_in_words(input) {
        let (rest, length) = read?;
        return shifted(length, rest);
    }
    let (rest, named) = named_term(Thing::Other("an event, an act or a date"))(input)?;
    if matches!(rest.kind(), Kind::After | Kind::Before) {
        return shifted(Length::Attribute(Box::new(named)), rest);
    }
    if matches!(named.kind, TermKind::Attribute { .. }) {
        return Ok((rest, PointKind::Attribute(named)));
    }
    match into_call(named) {
        Ok(call) => {
            let (rest, by) = clause(Kind::By, term)(rest)?;
            Ok((rest, PointKind::Call { call, by }))
        }
        Err(_) => fail(input.expected(Expected::Thing(Thing::Other("an event, an act or a date")))),
    }
}

/// What follows a length: "after" point | "before" point
fn shifted(length: Length, input: Tokens<'_>) -> Parsed<'_, PointKind> {
    let after = input.kind() == Kind::After;
    if !after && input.kind() != Kind::Before {
        let expected = Thing::AfterOrBefore;
        return fail(input.expected(Expected::Thing(expected)));
    }
    let (rest, of) = cut(nested(point)).parse(input.rest())?;
    let of = Box::new(of);
    let kind =
        if after { PointKind::After { length, of } } else { PointKind::Before { length, of } };
    Ok((rest, kind))
}
