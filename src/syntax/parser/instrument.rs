//! Instruments: their head and their norms.

use nom::Parser;
use nom::combinator::cut;
use nom::sequence::preceded;

use super::basics::{
    Parsed, any_name, clause, date, fail, list, name, reference, title, token, unexpected,
    whole_text, word,
};
use super::condition::condition;
use super::norm::{begins_clause, begins_relation, in_force, norm, relation_of};
use super::recovery::{Block, as_meant, block, lose_nameless, problem_of};
use super::sentence::{give_back_word, is_modal};
use super::term::term;
use super::vocabulary::allow;
use crate::syntax::ast::{Head, HeadKind, Instrument, Name, Norm, PartyEntry};
use crate::syntax::problem::{Expected, Thing, What};
use crate::syntax::spelling::{line_meant, line_of_head_meant};
use crate::syntax::token::{Kind, starts_item};
use crate::syntax::tokens::Tokens;

/// The lines of an instrument.
const BLOCK: Block = Block {
    starts: |kind| kind == Kind::Norm,
    starts_line: |kind| starts_head(kind) || kind == Kind::Norm,
    share_lines: false,
    outermost: false,
};

/// Whether a line of a head begins with this.
fn starts_head(kind: Kind) -> bool {
    use Kind::*;
    begins_relation(kind)
        || matches!(kind, Order | In | Proposed | Treaty | Parties | Reservation | Issued)
        || matches!(kind, Soft | Applies | Calendar | Earlier | Allow)
}

/// instrument = "instrument" NAME [ TEXT ] "{" { head | norm } "}"
pub(super) fn instrument(input: Tokens<'_>) -> Parsed<'_, Instrument> {
    let (rest, name) = instrument_name(input)?;
    let (rest, title) = title(rest)?;
    let mut instrument = Instrument { name, title, head: Vec::new(), norms: Vec::new() };
    let (rest, ()) = block(rest, BLOCK, |input| {
        let read = line(input, &mut instrument);
        if read.is_err() {
            lose_with_line(input, &mut instrument);
        }
        read
    })?;
    instrument.norms.shrink_to_fit();
    Ok((rest, instrument))
}

/// Notes what a line that cannot be read takes with it: the head, where it may be a line of it, as nobody knows then what
/// the norms say; or the norm before it, where it goes on with that. What is neither takes nothing.
fn lose_with_line(input: Tokens<'_>, instrument: &mut Instrument) {
    if may_be_of_head(input) {
        let span = input.span_to(input.rest());
        instrument.head.push(Head { span, kind: HeadKind::Lost });
        return;
    }
    let limits = begins_clause(input.kind()) || matches!(input.kind(), Kind::When | Kind::Unless);
    let ends_before = |norm: &mut Norm| norm.span.end == input.back().token().end;
    if limits && let Some(norm) = instrument.norms.pop_if(ends_before) {
        input.reading.lost.borrow_mut().push(norm.name);
    }
}

/// Whether what cannot be read may be meant to say something of all norms: it goes on with a line of the head, begins
/// with a word of one or one that law has for it, or speaks of a day. A sentence, a heading or a stray sign does not.
fn may_be_of_head(input: Tokens<'_>) -> bool {
    if starts_item(input.kind()) || starts_head(input.kind()) {
        return starts_head(input.kind()) && input.kind() != Kind::Allow;
    }
    if !input.begins_line() && !matches!(input.before(), Kind::LeftBrace | Kind::RightBrace) {
        return true;
    }
    if input.kind() == Kind::Name && line_of_head_meant(input.text()).is_some_and(starts_head) {
        return true;
    }
    let mut rest = input.rest();
    if is_modal(rest.kind()) {
        return false;
    }
    let mut of_a_day = false;
    while !rest.begins_line() && rest.kind() != Kind::Eof {
        if matches!(rest.kind(), Kind::LeftBrace | Kind::LeftParen) {
            return false;
        }
        of_a_day |= rest.kind() == Kind::Date || rest.is_word("force");
        rest = rest.rest();
    }
    of_a_day
}

/// A title alone is reported, and taken for the name, so that what stands in the braces is read.
fn instrument_name(input: Tokens<'_>) -> Parsed<'_, Name> {
    let expected = Thing::InstrumentName;
    if input.kind() != Kind::Text {
        return name(expected)(input);
    }
    input.reading.report(input.expected(Expected::Thing(expected)));
    let (rest, title) = whole_text(input)?;
    if rest.kind() == Kind::Name && rest.second() == Kind::LeftBrace {
        return name(expected)(rest);
    }
    lose_nameless(input.back());
    Ok((rest, Name { span: title.span }))
}

/// One line; where its first word is misspelt, that is reported, and it is read as it is meant.
fn line<'a>(input: Tokens<'a>, instrument: &mut Instrument) -> Parsed<'a, ()> {
    let follows = matches!(input.second(), Kind::Name | Kind::By | Kind::When);
    let seems_misspelt = input.kind() == Kind::Name && input.begins_line() && follows;
    let (rest, line) = match seems_misspelt.then(|| line_meant(input.text())).flatten() {
        Some(kind) => as_meant(input, Thing::InstrumentLine, |input| line_of(input, kind))?,
        None => line_of(input, input.kind())?,
    };
    match line {
        Line::Norm(norm) => instrument.norms.push(*norm),
        Line::Head(head) => instrument.head.push(head),
        Line::Misplaced => {}
    }
    Ok((rest, ()))
}

enum Line {
    Norm(Box<Norm>),
    Head(Head),
    Misplaced,
}

/// A line whose first word, which may be misspelt, means `kind`.
fn line_of(input: Tokens<'_>, kind: Kind) -> Parsed<'_, Line> {
    match kind {
        Kind::Norm => norm.map(|norm| Line::Norm(Box::new(norm))).parse(input),
        kind if starts_head(kind) => {
            let (rest, kind) = cut(|input| head(input, kind)).parse(input)?;
            Ok((rest, Line::Head(Head { span: input.span_to(rest), kind })))
        }
        kind if starts_item(kind) => misplaced(input).map(|(rest, ())| (rest, Line::Misplaced)),
        _ => unexpected(input, Expected::Thing(Thing::InstrumentLine)),
    }
}

/// An item inside an instrument is reported, and read as if it stood outside.
fn misplaced(input: Tokens<'_>) -> Parsed<'_, ()> {
    input.reading.report(input.problem(What::Misplaced));
    let (rest, item) = super::item(input)?;
    input.reading.moved.borrow_mut().push(item);
    Ok((rest, ()))
}

/// One line of a head; its first word, which may be misspelt, means `kind`.
fn head(input: Tokens<'_>, kind: Kind) -> Parsed<'_, HeadKind> {
    let rest = input.rest();
    match kind {
        Kind::Order => order(rest),
        Kind::In => in_force.map(HeadKind::InForce).parse(input),
        Kind::Proposed => Ok((rest, HeadKind::Proposed)),
        Kind::Treaty => Ok((rest, HeadKind::Treaty)),
        Kind::Parties => parties(rest).map(|(rest, them)| (rest, HeadKind::Parties(them))),
        Kind::Reservation => reservation(rest),
        Kind::Issued => issued_by(rest),
        Kind::Soft => Ok((rest, HeadKind::Soft)),
        Kind::Applies => {
            preceded(token(Kind::When), condition).map(HeadKind::AppliesWhen).parse(rest)
        }
        Kind::Calendar => {
            name(Thing::Other("the name of a calendar")).map(HeadKind::Calendar).parse(rest)
        }
        Kind::Earlier => earlier_norms_prevail(rest),
        Kind::Allow => allow.map(HeadKind::Allow).parse(input),
        _ => relation_of(input, kind).map(|(rest, it)| (rest, HeadKind::Relation(it))),
    }
}

/// "by" term. A word of the next line is not the name of a participant: it is misspelt, and another line of the head.
fn issued_by(input: Tokens<'_>) -> Parsed<'_, HeadKind> {
    let (rest, mut by) = preceded(token(Kind::By), term).parse(input)?;
    let rest = if rest.back().begins_line() { give_back_word(rest, Some(&mut by)) } else { rest };
    Ok((rest, HeadKind::IssuedBy(by)))
}

/// "order" NAME "rank" NAME
fn order(input: Tokens<'_>) -> Parsed<'_, HeadKind> {
    let (rest, order) = any_name(Thing::Other("the name of a legal order"))(input)?;
    let (rest, rank) = preceded(word("rank"), any_name(Thing::Other("a rank"))).parse(rest)?;
    Ok((rest, HeadKind::Order { order, rank }))
}

/// party { "," party }; one that cannot be read does not hide mistakes in the others
fn parties(input: Tokens<'_>) -> Parsed<'_, Vec<PartyEntry>> {
    let entries = list(party)(input);
    if let Err(stop) = entries {
        let problem = problem_of(input, stop);
        let mut rest = Tokens { at: problem.at.max(input.at), ..input };
        while !rest.begins_line()
            && !matches!(rest.kind(), Kind::Comma | Kind::RightBrace | Kind::Eof)
        {
            rest = rest.rest();
        }
        if rest.kind() == Kind::Comma {
            input.reading.report(problem);
            let (rest, _) = parties(rest.rest())?;
            let what = match rest.begins_line() || rest.kind() == Kind::RightBrace {
                true => rest.problem(What::Silent),
                false => rest.expected(Expected::Thing(Thing::InstrumentLine)),
            };
            return fail(what);
        }
        return fail(problem);
    }
    entries
}

/// party = NAME [ "since" DATE ] [ "until" DATE ]
fn party(input: Tokens<'_>) -> Parsed<'_, PartyEntry> {
    let (rest, name) = name(Thing::Other("a party"))(input)?;
    let (rest, since) = match rest.is_word("since") {
        true => cut(date).map(Some).parse(rest.rest())?,
        false if rest.kind() == Kind::From => {
            return fail(rest.expected(Expected::Word("since")));
        }
        false => (rest, None),
    };
    let (rest, until) = clause(Kind::Until, date)(rest)?;
    Ok((rest, PartyEntry { name, since, until }))
}

/// "reservation" NAME "excludes" ref { "," ref } [ "until" DATE ]
fn reservation(input: Tokens<'_>) -> Parsed<'_, HeadKind> {
    let (rest, by) = name(Thing::Other("the party that made the reservation"))(input)?;
    let (rest, excludes) = preceded(word("excludes"), list(reference)).parse(rest)?;
    let (rest, until) = clause(Kind::Until, date)(rest)?;
    Ok((rest, HeadKind::Reservation { by, excludes, until }))
}

/// "earlier" "norms" "prevail"
fn earlier_norms_prevail(input: Tokens<'_>) -> Parsed<'_, HeadKind> {
    (word("norms"), word("prevail")).map(|_| HeadKind::EarlierNormsPrevail).parse(input)
}
