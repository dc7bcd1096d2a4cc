//! Terms and calls: what sentences and conditions speak of.

use nom::Parser;
use nom::combinator::{cut, opt};
use nom::sequence::terminated;

use super::basics::{Parsed, close, fail, list, name, named, nested, token, unexpected};
use crate::syntax::ast::{Arg, Call, Name, Param, Quantifier, Ref, Term, TermKind};
use crate::syntax::limits;
use crate::syntax::problem::{Expected, Thing, What};
use crate::syntax::token::Kind;
use crate::syntax::tokens::Tokens;

/// term = [ "any" | "some" ] primary { "." NAME }
///
/// primary = "bearer" | NAME arguments | NAME [ NAME ]
///
/// The usual shapes are made where they go, in one piece: copying what was just written is slow.
pub(super) fn term(input: Tokens<'_>) -> Parsed<'_, Term> {
    let quantifier = quantifier(input.kind());
    let head = if quantifier.is_some() { input.rest() } else { input };
    match head.kind() {
        // Unlike elsewhere, a reserved word is never taken for a name.
        Kind::Name => {}
        Kind::Bearer => return dotted(input, head.rest(), quantifier, TermKind::Bearer),
        _ if quantifier.is_some() => return fail(head.expected(Expected::Thing(Thing::Name))),
        _ => return unexpected(head, Expected::Thing(Thing::Name)),
    }
    let (first, rest) = (named(head), head.rest());
    match rest.kind() {
        Kind::LeftParen => {
            let (after, args) = arguments(rest)?;
            let call = Call { name: first, args: Some(args), span: head.span_to(after) };
            dotted(input, after, quantifier, TermKind::Call(Box::new(call)))
        }
        // `settled State attack(Network)`: a word before a bracket is an act.
        Kind::Name if rest.second() != Kind::LeftParen => {
            let kind = TermKind::Named { sort: first, var: named(rest) };
            dotted(input, rest.rest(), quantifier, kind)
        }
        Kind::Dot => {
            let span = input.span_to(rest);
            let of = Box::new(Term { quantifier: None, kind: TermKind::Name(first), span });
            chain(input, rest, quantifier, of)
        }
        _ => {
            let span = input.span_to(rest);
            Ok((rest, Term { quantifier, kind: TermKind::Name(first), span }))
        }
    }
}

/// A term of this shape up to `rest`, with the `.territory` and so on that follow.
pub(super) fn dotted<'a>(
    input: Tokens<'a>,
    rest: Tokens<'a>,
    quantifier: Option<Quantifier>,
    kind: TermKind,
) -> Parsed<'a, Term> {
    let span = input.span_to(rest);
    match rest.kind() {
        Kind::Dot => {
            chain(input, rest, quantifier, Box::new(Term { quantifier: None, kind, span }))
        }
        _ => Ok((rest, Term { quantifier, kind, span })),
    }
}

/// The dots behind a term that begins at `input`; the first is there.
fn chain<'a>(
    input: Tokens<'a>,
    mut rest: Tokens<'a>,
    quantifier: Option<Quantifier>,
    mut of: Box<Term>,
) -> Parsed<'a, Term> {
    let mut dots = 0;
    loop {
        let (after, attribute) =
            cut(name(Thing::Other("an attribute after the dot"))).parse(rest.rest())?;
        let span = input.span_to(after);
        dots += 1;
        if dots > limits::MAX_CHAIN {
            return fail(input.problem_over(span, What::TooDeep));
        }
        if after.kind() != Kind::Dot {
            let kind = TermKind::Attribute { of, attribute };
            return Ok((after, Term { quantifier, kind, span }));
        }
        let kind = TermKind::Attribute { of, attribute };
        of = Box::new(Term { quantifier: None, kind, span });
        rest = after;
    }
}

/// A term, where a reader expects something more particular.
pub(super) fn named_term<'a>(expected: Thing) -> impl Fn(Tokens<'a>) -> Parsed<'a, Term> + Copy {
    move |input| match term(input) {
        Err(nom::Err::Error(_)) => unexpected(input, Expected::Thing(expected)),
        other => other,
    }
}

fn quantifier(kind: Kind) -> Option<Quantifier> {
    match kind {
        Kind::Any => Some(Quantifier::Any),
        Kind::Some => Some(Quantifier::Some),
        _ => None,
    }
}

/// call = NAME [ arguments ]
pub(super) fn call<'a>(expected: Thing) -> impl Fn(Tokens<'a>) -> Parsed<'a, Call> {
    move |input| {
        let (rest, name) = name(expected)(input)?;
        let (rest, args) = match rest.kind() {
            Kind::LeftParen => arguments.map(Some).parse(rest)?,
            _ => (rest, None),
        };
        Ok((rest, Call { name, args, span: input.span_to(rest) }))
    }
}

/// arguments = "(" [ argument { "," argument } ] ")"
fn arguments(input: Tokens<'_>) -> Parsed<'_, Vec<Arg>> {
    let (rest, open) = token(Kind::LeftParen)(input)?;
    if rest.kind() == Kind::RightParen {
        return Ok((rest.rest(), Vec::new()));
    }
    let (rest, args) = cut(nested(list(argument))).parse(rest)?;
    let (rest, _) = cut(close(Kind::RightParen, open)).parse(rest)?;
    Ok((rest, args))
}

/// argument = [ NAME ":" ] term
fn argument(input: Tokens<'_>) -> Parsed<'_, Arg> {
    let (rest, label) = label(input)?;
    let (rest, value) = term(rest)?;
    Ok((rest, Arg { label, value }))
}

/// parameters = "(" [ parameter { "," parameter } ] ")", or nothing
pub(super) fn parameters(input: Tokens<'_>) -> Parsed<'_, Vec<Param>> {
    if input.kind() != Kind::LeftParen {
        return Ok((input, Vec::new()));
    }
    let (rest, open) = token(Kind::LeftParen)(input)?;
    if rest.kind() == Kind::RightParen {
        return Ok((rest.rest(), Vec::new()));
    }
    let (rest, params) = cut(list(parameter)).parse(rest)?;
    let (rest, _) = cut(close(Kind::RightParen, open)).parse(rest)?;
    Ok((rest, params))
}

/// parameter = [ NAME ":" ] NAME [ NAME ]
fn parameter(input: Tokens<'_>) -> Parsed<'_, Param> {
    let (rest, label) = label(input)?;
    let (rest, sort) = name(Thing::Sort)(rest)?;
    let (rest, var) = variable(rest)?;
    Ok((rest, Param { label, sort, var }))
}

/// sort = NAME [ "." NAME ], where `gdpr.Party` is one name
pub(super) fn sort(input: Tokens<'_>) -> Parsed<'_, Name> {
    // `Firm is in arrears`
    if input.kind() == Kind::In && input.second() == Kind::Name {
        return fail(input.expected(Expected::Thing(Thing::Sort)));
    }
    let (rest, first) = name(Thing::Sort)(input)?;
    if rest.kind() != Kind::Dot {
        return Ok((rest, first));
    }
    let (rest, second) = cut(name(Thing::Other("`Party`"))).parse(rest.rest())?;
    Ok((rest, Name { span: first.span.to(second.span) }))
}

/// The name of a second participant of a sort, where there is one.
pub(super) fn variable(input: Tokens<'_>) -> Parsed<'_, Option<Name>> {
    match input.kind() {
        Kind::Name => name(Thing::Name).map(Some).parse(input),
        _ => Ok((input, None)),
    }
}

fn label(input: Tokens<'_>) -> Parsed<'_, Option<Name>> {
    if input.second() != Kind::Colon {
        return Ok((input, None));
    }
    opt(terminated(name(Thing::Other("a label")), token(Kind::Colon))).parse(input)
}

/// The call that was read as a term, or the term as it was.
pub(super) fn into_call(term: Term) -> Result<Call, Term> {
    match (term.quantifier, term.kind) {
        (None, TermKind::Name(name)) => Ok(Call { name, args: None, span: term.span }),
        (None, TermKind::Call(call)) => Ok(*call),
        (quantifier, kind) => Err(Term { quantifier, kind, span: term.span }),
    }
}

/// The reference that was read as a term; `None` if it is more than names and dots.
pub(super) fn into_reference(term: &Term) -> Option<Ref> {
    let mut parts = Vec::new();
    let mut rest = term;
    loop {
        match &rest.kind {
            TermKind::Attribute { of, attribute } => {
                parts.push(*attribute);
                rest = of;
            }
            TermKind::Name(name) => {
                parts.push(*name);
                break;
            }
            _ => return None,
        }
    }
    parts.reverse();
    term.quantifier.is_none().then_some(Ref { parts, span: term.span })
}
