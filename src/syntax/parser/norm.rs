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
use super::salvage;
use super::sentence::{sentence, sentence_of};
use super::term::{into_reference, named_term};
use super::vocabulary::allow;
use crate::source::Span;
use crate::syntax::ast::{
    Allow, DateSpan, Name, Norm, NormBody, Otherwise, PrevailsOver, Ref, Relation, RelationKind,
    Sentence, Term, Text,
};
use crate::syntax::limits;
use crate::syntax::problem::{Expected, Stop, Thing, What};
use crate::syntax::spelling::may_begin_clause;
use crate::syntax::token::Kind;
use crate::syntax::tokens::Tokens;

/// norm = "norm" NAME [ TEXT ] "{" body { clause } "}"
///
/// Where one part is wrong, the others are looked through all the same: whoever mends the first mistake should know of
/// the second.
pub(super) fn norm(input: Tokens<'_>) -> Parsed<'_, Norm> {
    let (rest, head) = match head(input.rest()) {
        Ok(read) => read,
        Err(stop) => return Err(salvage::behind_head(input, stop)),
    };
    inside(input, rest, head).map_err(|stop| salvage::behind(input, stop))
}

struct HeadOfNorm {
    name: Name,
    title: Option<Text>,
    open: Span,
}

/// What stands before the sentence, behind `norm`.
fn head(input: Tokens<'_>) -> Parsed<'_, HeadOfNorm> {
    let (rest, name) = cut(name(Thing::NormName)).parse(input)?;
    let (rest, title) = title(rest)?;
    let (rest, open) = open_brace(|_| false)(rest)?;
    Ok((rest, HeadOfNorm { name, title, open }))
}

/// What stands in the braces, and the last of them. The norm begins at `input`.
fn inside<'a>(input: Tokens<'a>, rest: Tokens<'a>, head: HeadOfNorm) -> Parsed<'a, Norm> {
    let (rest, body) = cut(body).parse(rest)?;
    let mut clauses = Clauses::default();
    let (rest, ()) = all_clauses(rest, &mut clauses)?;
    if rest.kind() != Kind::RightBrace && seems_clause(rest.back()) {
        return fail(rest.back().expected(Expected::Thing(Thing::Clause)));
    }
    let (rest, ()) = close_brace(head.open, Thing::Clause)(rest)?;
    let norm = Norm {
        span: input.span_to(rest),
        name: head.name,
        title: head.title,
        body,
        relations: clauses.relations,
        safeguards: clauses.safeguards,
        otherwise: fold_otherwise(clauses.otherwise),
        in_force: clauses.in_force,
        cites: clauses.cites,
        allows: clauses.allows,
    };
    Ok((rest, norm))
}

/// body = sentence | ref "does" "not" "apply" [ when ] | ref "prevails" "over" ref [ when ]
pub(super) fn body(input: Tokens<'_>) -> Parsed<'_, NormBody> {
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
pub(super) fn seems_clause(input: Tokens<'_>) -> bool {
    input.kind() == Kind::Name && input.before() == Kind::Name && may_begin_clause(input.text())
}

/// What stands behind the sentence of a norm.
#[derive(Default)]
pub(super) struct Clauses {
    relations: Vec<Relation>,
    safeguards: Vec<Name>,
    otherwise: Vec<(Span, Sentence)>,
    in_force: Vec<DateSpan>,
    cites: Vec<Text>,
    allows: Vec<Allow>,
}

/// { clause }, in any order
fn all_clauses<'a>(mut rest: Tokens<'a>, clauses: &mut Clauses) -> Parsed<'a, ()> {
    while begins_clause(rest.kind()) {
        (rest, ()) = one_clause(rest, rest.kind(), clauses)?;
    }
    Ok((rest, ()))
}

/// Whether a clause behind the sentence begins with this.
pub(super) fn begins_clause(kind: Kind) -> bool {
    use Kind::*;
    begins_relation(kind) || matches!(kind, With | Otherwise | In | Cites | Allow)
}

/// clause = relation | with | otherwise | in-force | cites | allow; the first word, which may be misspelt, means `kind`
pub(super) fn one_clause<'a>(
    input: Tokens<'a>,
    kind: Kind,
    clauses: &mut Clauses,
) -> Parsed<'a, ()> {
    let rest = input.rest();
    let rest = match kind {
        Kind::With => {
            let safeguard = name(Thing::Other("a safeguard"));
            // `with in 3 days`
            if rest.kind() == Kind::In {
                let what = What::Expected { expected: Expected::Kind(Kind::Within), found: kind };
                return fail(input.problem_over(input.span_to(rest.rest()), what));
            }
            if rest.kind() == Kind::Safeguard && rest.second() == Kind::Name {
                return fail(rest.expected(Expected::Thing(Thing::Other("a safeguard"))));
            }
            let (rest, names) = cut(and_list(safeguard)).parse(rest)?;
            clauses.safeguards.extend(names);
            rest
        }
        Kind::Otherwise => {
            let (rest, sentence) = cut(sentence).parse(rest)?;
            clauses.otherwise.push((input.span_to(rest), sentence));
            if clauses.otherwise.len() > usize::from(limits::MAX_NESTING) {
                return fail(input.problem(What::TooDeep));
            }
            rest
        }
        Kind::In => {
            let (rest, spans) = in_force(input)?;
            clauses.in_force.extend(spans);
            rest
        }
        Kind::Cites => {
            let (rest, source) = cut(text).parse(rest)?;
            clauses.cites.extend(source);
            rest
        }
        Kind::Allow => {
            let (rest, allowed) = allow(input)?;
            clauses.allows.push(allowed);
            rest
        }
        _ => {
            let (rest, relation) = relation_of(input, kind)?;
            clauses.relations.push(relation);
            rest
        }
    };
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

/// relation = "default" | word refs [ "when" condition ]; the first word, which may be misspelt, means `kind`
pub(super) fn relation_of(input: Tokens<'_>, kind: Kind) -> Parsed<'_, Relation> {
    let rest = input.rest();
    let (rest, kind) = match kind {
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
    let (rest, _) = cut(word("force")).parse(input.rest())?;
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
