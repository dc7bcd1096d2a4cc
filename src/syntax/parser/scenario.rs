//! Scenarios and expectations.

use nom::Parser;
use nom::combinator::cut;

use super::basics::{
    Parsed, any_name, clause, date, fail, list, moment, name, reference, title, token, unexpected,
    whole_text, word,
};
use super::condition::{party_follows, says_truth, value};
use super::recovery::{Block, as_meant, block};
use super::sentence::{is_modal, sentence, sentence_of};
use super::term::{call, into_call, named_term, sort};
use super::vocabulary::sort_name;
use crate::syntax::ast::{
    Expect, ExpectKind, ItemKind, Name, ScenarioKind, ScenarioLine, Term, TermKind,
};
use crate::syntax::problem::{Expected, Stop, Thing, What};
use crate::syntax::spelling::{closest_modal, line_of_scenario_meant, one_edit_apart};
use crate::syntax::token::Kind;
use crate::syntax::tokens::Tokens;

/// The lines of a scenario. Several may share a line of text.
const BLOCK: Block = Block {
    starts: |kind| matches!(kind, Kind::Participant | Kind::Fact | Kind::Expect),
    starts_line: |kind| matches!(kind, Kind::On | Kind::At),
    share_lines: true,
    outermost: false,
};

/// scenario = "scenario" NAME [ TEXT ] "{" { line } "}"
pub(super) fn scenario(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, name) = name(Thing::Other("the scenario's name"))(input)?;
    let (rest, title) = title(rest)?;
    let mut lines = Vec::new();
    let (rest, ()) = block(rest, BLOCK, |input| match line(input) {
        Ok((rest, kind)) => {
            lines.push(ScenarioLine { span: input.span_to(rest), kind });
            Ok((rest, ()))
        }
        Err(problem) => {
            if input.kind() != Kind::Expect {
                let span = input.span_to(input.rest());
                lines.push(ScenarioLine { span, kind: ScenarioKind::Lost });
            }
            Err(problem)
        }
    })?;
    Ok((rest, ItemKind::Scenario { name, title, lines }))
}

/// One line; where its first word is misspelt, that is reported, and it is read as it is meant.
fn line(input: Tokens<'_>) -> Parsed<'_, ScenarioKind> {
    let seems_misspelt = input.kind() == Kind::Name && input.second() == Kind::Name;
    match seems_misspelt.then(|| line_of_scenario_meant(input.text())).flatten() {
        Some(kind) => as_meant(input, Thing::ScenarioLine, |input| line_of(input, kind)),
        None => line_of(input, input.kind()),
    }
}

/// A line whose first word, which may be misspelt, means `kind`.
fn line_of(input: Tokens<'_>, kind: Kind) -> Parsed<'_, ScenarioKind> {
    let rest = input.rest();
    match kind {
        Kind::On => cut(date).map(ScenarioKind::On).parse(rest),
        Kind::Participant => cut(participant).parse(rest),
        Kind::Fact => cut(fact).parse(rest),
        Kind::At => cut(happening).parse(rest),
        Kind::Expect => expect.map(ScenarioKind::Expect).parse(input),
        _ => unexpected(input, Expected::Thing(Thing::ScenarioLine)),
    }
}

/// "participant" NAME { "," NAME } "is" NAME { "," NAME }
fn participant(input: Tokens<'_>) -> Parsed<'_, ScenarioKind> {
    let (rest, names) = list(name(Thing::Other("the participant's name")))(input)?;
    let (rest, _) = token(Kind::Is)(rest)?;
    let (rest, sorts) = list(sort_name(Thing::Sort))(rest)?;
    Ok((rest, ScenarioKind::Participant { names, sorts }))
}

/// "fact" ( "not" call | term "=" value | term "is" NAME | term "is" "party" "to" NAME | term "violates" ref | call )
fn fact(input: Tokens<'_>) -> Parsed<'_, ScenarioKind> {
    if input.kind() == Kind::Not {
        let (rest, call) = call(Thing::Other("a fact"))(input.rest())?;
        return Ok((rest, ScenarioKind::Fact { negated: true, call }));
    }
    let (rest, term) = named_term(Thing::Other("a fact"))(input)?;
    match rest.kind() {
        Kind::Is if matches!(term.kind, TermKind::Call(_)) && says_truth(rest.rest()) => {
            let denied = rest.second() == Kind::Not;
            let truth = if denied { rest.rest().rest() } else { rest.rest() };
            let negated = truth.is_word("false") != denied;
            let after = truth.rest();
            input.reading.report(rest.problem_over(rest.span_to(after), What::SaidTrue));
            match into_call(term) {
                Ok(call) => Ok((after, ScenarioKind::Fact { negated, call })),
                Err(_) => fail(rest.problem(What::Silent)),
            }
        }
        Kind::Equal => {
            let (rest, value) = value(rest.rest())?;
            Ok((rest, ScenarioKind::Value { term, value }))
        }
        Kind::Is if party_follows(rest.rest()) => {
            let instrument = name(Thing::Other("the name of an instrument"));
            let (rest, instrument) = instrument(rest.rest().rest().rest())?;
            Ok((rest, ScenarioKind::Party { term, instrument }))
        }
        Kind::Is => {
            let (rest, sort) = sort(rest.rest())?;
            Ok((rest, ScenarioKind::Is { term, sort }))
        }
        Kind::Violates => {
            let (rest, norm) = reference(rest.rest())?;
            Ok((rest, ScenarioKind::Violates { who: term, norm }))
        }
        _ => match into_call(term) {
            Ok(call) => Ok((rest, ScenarioKind::Fact { negated: false, call })),
            Err(_) => fail(rest.expected(Expected::Thing(Thing::Other("`=`, `is` or `violates`")))),
        },
    }
}

/// "at" moment ( term "does" call | call )
fn happening(input: Tokens<'_>) -> Parsed<'_, ScenarioKind> {
    let (rest, at) = moment(input)?;
    let (rest, term) = named_term(Thing::Other("an event, or who does what"))(rest)?;
    if rest.kind() == Kind::Does {
        let (rest, act) = call(Thing::Act)(rest.rest())?;
        return Ok((rest, ScenarioKind::Does { at, bearer: term, act }));
    }
    if rest.kind() == Kind::Name && !rest.begins_line() {
        // `x did report(…)`: the verb was read as the name of a participant.
        let verb = if matches!(term.kind, TermKind::Named { .. }) { rest.back() } else { rest };
        return fail(verb.expected(Expected::Kind(Kind::Does)));
    }
    match into_call(term) {
        Ok(event) => Ok((rest, ScenarioKind::Event { at, event })),
        Err(_) => fail(rest.expected(Expected::Kind(Kind::Does))),
    }
}

/// expect = "expect" expected { without | on | because | overlap | pending }
pub(super) fn expect(input: Tokens<'_>) -> Parsed<'_, Expect> {
    let (rest, kind) = cut(expected).parse(input.rest())?;
    let mut expect = Expect {
        span: input.span_to(rest),
        kind,
        without: Vec::new(),
        on: None,
        because: None,
        overlap: None,
        pending: None,
    };
    let (rest, ()) = cut(|input| tails(input, &mut expect)).parse(rest)?;
    let astray = matches!(rest.kind(), Kind::Name | Kind::And | Kind::Or | Kind::Of | Kind::With);
    if astray && !rest.begins_line() {
        return fail(rest.expected(Expected::Thing(Thing::CommaOrLine)));
    }
    expect.span = input.span_to(rest);
    Ok((rest, expect))
}

/// What follows an expectation, in any order.
fn tails<'a>(input: Tokens<'a>, expect: &mut Expect) -> Parsed<'a, ()> {
    let mut rest = input;
    loop {
        let after = rest.rest();
        match rest.kind() {
            Kind::Without => {
                let (after, refs) = list(reference)(after)?;
                expect.without.extend(refs);
                rest = after;
            }
            Kind::On if expect.on.is_none() => (rest, expect.on) = date.map(Some).parse(after)?,
            Kind::Because => (rest, expect.because) = reason.map(Some).parse(after)?,
            Kind::Pending => (rest, expect.pending) = whole_text.map(Some).parse(after)?,
            _ if rest.is_word("overlap") => {
                (rest, expect.overlap) = overlap.map(Some).parse(after)?;
            }
            _ => return Ok((rest, ())),
        }
    }
}

/// overlap = NAME [ "-" NAME ]
fn overlap(input: Tokens<'_>) -> Parsed<'_, Name> {
    let (rest, _) = any_name(Thing::Other("an overlap like `partial-partial`"))(input)?;
    let rest = match rest.kind() {
        Kind::Minus => any_name(Thing::Other("`total` or `partial`"))(rest.rest())?.0,
        _ => rest,
    };
    Ok((rest, Name { span: input.span_to(rest) }))
}

/// reason = "not" "in" "force" | "disjoint" NAME | "contrary" "to" "duty" | NAME
fn reason(input: Tokens<'_>) -> Parsed<'_, Name> {
    let (rest, ()) = match input.kind() {
        Kind::Not => (token(Kind::In), word("force")).map(|_| ()).parse(input.rest())?,
        Kind::Disjoint => name(Thing::Other("`conditions`, `acts` or `bearers`"))
            .map(|_| ())
            .parse(input.rest())?,
        _ if input.is_word("contrary") => {
            (token(Kind::To), word("duty")).map(|_| ()).parse(input.rest())?
        }
        Kind::Of => {
            return fail(
                input.expected(Expected::Thing(Thing::Other("a reason like `exception`"))),
            );
        }
        _ => any_name(Thing::Other("a reason like `exception`")).map(|_| ()).parse(input)?,
    };
    Ok((rest, Name { span: input.span_to(rest) }))
}

/// expected = [ "not" ] ( sentence | term "violates" ref ) | NAME "holds"
///          | NAME "violated" [ "by" refs ] | verdict
fn expected(input: Tokens<'_>) -> Parsed<'_, ExpectKind> {
    let negated = input.kind() == Kind::Not;
    let start = if negated { input.rest() } else { input };
    if start.is_word("that") && start.second() == Kind::Name {
        return fail(start.expected(Expected::Thing(Thing::VerdictOrSentence)));
    }
    let words = matches!(start.kind(), Kind::Never | Kind::Always);
    if !negated && words || start.kind() == Kind::Settled && names_norms(start.rest()) {
        return verdict(start);
    }
    if start.kind() == Kind::Settled {
        let (rest, sentence) = sentence(start)?;
        return Ok((rest, ExpectKind::Status { negated, sentence }));
    }
    let (rest, first) = named_term(Thing::Other("a verdict, a sentence or a principle"))(start)?;
    match rest.kind() {
        kind if is_modal(kind) || kind == Kind::Or => {
            let (rest, sentence) = sentence_of(start, rest, first)?;
            Ok((rest, ExpectKind::Status { negated, sentence }))
        }
        Kind::Violates => {
            let (rest, norm) = reference(rest.rest())?;
            Ok((rest, ExpectKind::Violates { negated, who: first, norm }))
        }
        Kind::Name if seems_violates(&first, start) => {
            fail(rest.back().expected(Expected::Kind(Kind::Violates)))
        }
        Kind::Not | Kind::Does => fail(rest.expected(Expected::Thing(Thing::ModalOrViolates))),
        _ if negated => fail(rest.expected(Expected::Thing(Thing::ModalOrViolates))),
        Kind::Applies if !rest.begins_line() => {
            fail(rest.expected(Expected::Thing(Thing::ModalOrViolates)))
        }
        Kind::Violated => violated(start, rest, &first),
        Kind::Holds => {
            let principle = principle_name(start, &first)?;
            Ok((rest.rest(), ExpectKind::Holds { principle }))
        }
        Kind::Name => verdict_or_sentence(start, rest, &first),
        _ => verdict(start),
    }
}

/// `acme msut report(…)` is no verdict on a norm, but a sentence whose modal is misspelt.
fn verdict_or_sentence<'a>(
    start: Tokens<'a>,
    rest: Tokens<'a>,
    first: &Term,
) -> Parsed<'a, ExpectKind> {
    if let TermKind::Named { var, .. } = first.kind
        && rest.second() == Kind::LeftParen
        && closest_modal(&start.reading.text[var.span.range()]).is_some()
    {
        return fail(rest.problem_over(var.span, What::NotAModal));
    }
    verdict(start)
}

/// `acme violate act.n1`, where the verb was read as the name of a participant.
fn seems_violates(first: &Term, start: Tokens<'_>) -> bool {
    let text = |name: &Name| &start.reading.text[name.span.range()];
    matches!(&first.kind, TermKind::Named { var, .. } if one_edit_apart(text(var), "violates"))
}

/// Behind `settled`: a comma after the first name means a verdict on norms, not a sentence about an act.
fn names_norms(input: Tokens<'_>) -> bool {
    matches!(reference(input), Ok((rest, _)) if rest.kind() == Kind::Comma)
}

/// "violated" [ "by" ref { "," ref } ], behind the name of a principle
fn violated<'a>(start: Tokens<'a>, rest: Tokens<'a>, term: &Term) -> Parsed<'a, ExpectKind> {
    let principle = principle_name(start, term)?;
    let (rest, by) = clause(Kind::By, list(reference))(rest.rest())?;
    Ok((rest, ExpectKind::Violated { principle, by: by.unwrap_or_default() }))
}

fn principle_name(start: Tokens<'_>, term: &Term) -> Result<Name, Stop> {
    match term {
        Term { quantifier: None, kind: TermKind::Name(name), .. } => Ok(*name),
        _ => fail(start.expected(Expected::Thing(Thing::Other("the name of a principle")))),
    }
}

/// verdict = verdict_word ref { "," ref } [ "by" ref { "," ref } ]
fn verdict(input: Tokens<'_>) -> Parsed<'_, ExpectKind> {
    let (rest, ()) = verdict_word(input)?;
    let word = Name { span: input.span_to(rest) };
    let (rest, refs) = list(reference)(rest)?;
    let (rest, by) = clause(Kind::By, list(reference))(rest)?;
    Ok((rest, ExpectKind::Verdict { word, refs, by: by.unwrap_or_default() }))
}

/// verdict_word = "never" "applies" | "always" "defeated" | "zero" "slack" | "idle" "exception"
///              | "idle" "condition" | "settled" | NAME
fn verdict_word(input: Tokens<'_>) -> Parsed<'_, ()> {
    let two = |second: &str| input.rest().is_word(second);
    match input.kind() {
        Kind::Never => token(Kind::Applies).map(|_| ()).parse(input.rest()),
        Kind::Always => word("defeated").map(|_| ()).parse(input.rest()),
        Kind::Settled => token(Kind::Settled).map(|_| ()).parse(input),
        _ if input.is_word("zero") && two("slack")
            || input.is_word("idle") && (two("exception") || two("condition")) =>
        {
            let (rest, _) = name(Thing::Other("a verdict"))(input)?;
            name(Thing::Other("a verdict")).map(|_| ()).parse(rest)
        }
        _ => name(Thing::Other("a verdict like `none` or `strict`")).map(|_| ()).parse(input),
    }
}
