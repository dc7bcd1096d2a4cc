//! Norms and the clauses behind their sentences.

use nom::Parser;
use nom::combinator::cut;
use nom::sequence::preceded;

use super::basics::{
    Parsed, and_list, clause, date, fail, list, name, reference, text, title, token, unexpected,
    word,
};
use super::condition::{boxed_condition, condition};
use super::recovery::{close_brace, open_brace};
use super::sentence::{sentence, sentence_of};
use super::term::{into_reference, named_term};
use super::vocabulary::allow;
use crate::source::Span;
use crate::syntax::ast::{
    DateSpan, Norm, NormBody, Otherwise, PrevailsOver, Ref, Relation, RelationKind, Sentence, Term,
};
use crate::syntax::limits;
use crate::syntax::problem::{Expected, Stop, Thing, What};
use crate::syntax::spelling::may_begin_clause;
use crate::syntax::token::Kind;
use crate::syntax::tokens::Tokens;

/// norm = "norm" NAME [ TEXT ] "{" body { clause } "}"
pub(super) fn norm(input: Tokens<'_>) -> Parsed<'_, Norm> {
    let (rest, _) = token(Kind::Norm)(input)?;
    let (rest, name) = cut(name(Thing::NormName)).parse(rest)?;
    let (rest, title) = title(rest)?;
    let (rest, open) = open_brace(|_| false)(rest)?;
    let (rest, body) = cut(body).parse(rest)?;
    let mut norm = Norm {
        span: input.span_to(rest),
        name,
        title,
        body,
        relations: Vec::new(),
        safeguards: Vec::new(),
        otherwise: None,
        in_force: Vec::new(),
        cites: Vec::new(),
        allows: Vec::new(),
    };
    let (rest, ()) = clauses(rest, &mut norm)?;
    if rest.kind() != Kind::RightBrace && seems_clause(rest.back()) {
        return fail(rest.back().expected(Expected::Thing(Thing::Clause)));
    }
    let (rest, ()) = close_brace(open, Thing::Clause)(rest)?;
    norm.span = input.span_to(rest);
    Ok((rest, norm))
}

/// body = sentence | ref "does" "not" "apply" [ when ] | ref "prevails" "over" ref [ when ]
fn body(input: Tokens<'_>) -> Parsed<'_, NormBody> {
    if input.kind() == Kind::Settled {
        return unexpected(input, Expected::Thing(Thing::Bearer));
    }
    if matches!(input.text(), "No" | "no") && input.second() == Kind::Name {
        return fail(input.expected(Expected::Thing(Thing::Bearer)));
    }
    let (rest, first) = named_term(Thing::Bearer)(input)?;
    match rest.kind() {
        Kind::Does => does_not_apply(input, rest, &first),
        Kind::Prevails => prevails_over(input, rest, &first),
        _ => sentence_of(input, rest, first).map(|(rest, s)| (rest, NormBody::Sentence(s))),
    }
}

/// "does" "not" "apply" [ "when" condition ], behind a reference
fn does_not_apply<'a>(input: Tokens<'a>, rest: Tokens<'a>, term: &Term) -> Parsed<'a, NormBody> {
    let target = referred(input, term)?;
    let (rest, _) = token(Kind::Does)(rest)?;
    let (rest, _) = cut(token(Kind::Not)).parse(rest)?;
    let (rest, _) = cut(word("apply")).parse(rest)?;
    let (rest, when) = clause(Kind::When, boxed_condition)(rest)?;
    Ok((rest, NormBody::DoesNotApply { target, when, span: input.span_to(rest) }))
}

/// "prevails" "over" ref [ "when" condition ], behind a reference
fn prevails_over<'a>(input: Tokens<'a>, rest: Tokens<'a>, term: &Term) -> Parsed<'a, NormBody> {
    let winner = referred(input, term)?;
    let (rest, _) = token(Kind::Prevails)(rest)?;
    let (rest, _) = cut(word("over")).parse(rest)?;
    let (rest, loser) = cut(reference).parse(rest)?;
    let (rest, when) = clause(Kind::When, boxed_condition)(rest)?;
    let span = input.span_to(rest);
    Ok((rest, NormBody::PrevailsOver(Box::new(PrevailsOver { winner, loser, when, span }))))
}

fn referred(input: Tokens<'_>, term: &Term) -> Result<Ref, Stop> {
    match into_reference(term) {
        Some(target) => Ok(target),
        None => fail(input.expected(Expected::Thing(Thing::NormOrInstrument))),
    }
}

/// Whether this was read as the name of a participant (`Data.category = red nothwithstanding art5`), and is more likely
/// a misspelt word with which a clause begins.
#[cold]
fn seems_clause(input: Tokens<'_>) -> bool {
    input.kind() == Kind::Name && input.before() == Kind::Name && may_begin_clause(input.text())
}

/// clause = relation | with | otherwise | in-force | cites | allow, in any order
fn clauses<'a>(input: Tokens<'a>, norm: &mut Norm) -> Parsed<'a, ()> {
    let mut rest = input;
    let mut chain = Vec::new();
    loop {
        match rest.kind() {
            kind if begins_relation(kind) => {
                let (after, relation) = relation(rest)?;
                norm.relations.push(relation);
                rest = after;
            }
            Kind::With => {
                let (after, names) =
                    cut(and_list(name(Thing::Other("a safeguard")))).parse(rest.rest())?;
                norm.safeguards.extend(names);
                rest = after;
            }
            Kind::Otherwise => {
                let (after, sentence) = cut(sentence).parse(rest.rest())?;
                chain.push((rest.span_to(after), sentence));
                if chain.len() > usize::from(limits::MAX_NESTING) {
                    return fail(rest.problem(What::TooDeep));
                }
                rest = after;
            }
            Kind::In => {
                let (after, spans) = in_force(rest)?;
                norm.in_force.extend(spans);
                rest = after;
            }
            Kind::Cites => {
                let (after, source) = cut(text).parse(rest.rest())?;
                norm.cites.extend(source);
                rest = after;
            }
            Kind::Allow => {
                let (after, allowed) = allow(rest)?;
                norm.allows.push(allowed);
                rest = after;
            }
            _ => break,
        }
    }
    norm.otherwise = fold_otherwise(chain);
    Ok((rest, ()))
}

/// Each `otherwise` belongs to the one before it.
fn fold_otherwise(chain: Vec<(Span, Sentence)>) -> Option<Box<Otherwise>> {
    chain.into_iter().rev().fold(None, |otherwise: Option<Box<Otherwise>>, (span, sentence)| {
        let span = otherwise.as_ref().map_or(span, |inner| span.to(inner.span));
        Some(Box::new(Otherwise { span, sentence, otherwise }))
    })
}

/// Whether a relation begins with this.
pub(super) fn begins_relation(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Subject | Without | Notwithstanding | Displaces | Default)
}

/// relation = "default" | word refs [ "when" condition ]
pub(super) fn relation(input: Tokens<'_>) -> Parsed<'_, Relation> {
    let rest = input.rest();
    let (rest, kind) = match input.kind() {
        Kind::Subject => {
            let (rest, _) = cut(token(Kind::To)).parse(rest)?;
            (rest, RelationKind::SubjectTo)
        }
        Kind::Without => {
            let (rest, _) = cut(preceded(word("prejudice"), token(Kind::To))).parse(rest)?;
            (rest, RelationKind::SubjectTo)
        }
        Kind::Notwithstanding => (rest, RelationKind::Notwithstanding),
        Kind::Displaces => (rest, RelationKind::Displaces),
        Kind::Default => {
            let (kind, refs) = (RelationKind::Default, Vec::new());
            return Ok((rest, Relation { span: input.span_to(rest), kind, refs, when: None }));
        }
        _ => {
            return unexpected(
                input,
                Expected::Thing(Thing::Other("a relation like `subject to`")),
            );
        }
    };
    let (rest, refs) = cut(and_list(reference)).parse(rest)?;
    let (rest, when) = clause(Kind::When, condition)(rest)?;
    Ok((rest, Relation { span: input.span_to(rest), kind, refs, when }))
}

/// in-force = "in" "force" span { "," span }
pub(super) fn in_force(input: Tokens<'_>) -> Parsed<'_, Vec<DateSpan>> {
    let (rest, _) = token(Kind::In)(input)?;
    let (rest, _) = cut(word("force")).parse(rest)?;
    cut(list(span)).parse(rest)
}

/// span = [ "from" ] DATE [ "until" DATE ] | "until" DATE
fn span(input: Tokens<'_>) -> Parsed<'_, DateSpan> {
    let (rest, from) = match input.kind() {
        Kind::Until => (input, None),
        Kind::From => cut(date).map(Some).parse(input.rest())?,
        _ => date.map(Some).parse(input)?,
    };
    let (rest, until) = clause(Kind::Until, date)(rest)?;
    Ok((rest, DateSpan { from, until, span: input.span_to(rest) }))
}
