//! The items that make a vocabulary, and the small ones beside them.

use nom::Parser;
use nom::combinator::cut;
use nom::sequence::preceded;

use super::basics::{
    Parsed, any_name, clause, date, fail, joined_list, list, name, number, text, title, token,
    unexpected, unit, whole_text, word,
};
use super::condition::condition;
use super::recovery::{in_braces, problem_of};
use super::sentence::act;
use super::term::{call, parameters, term, variable};
use crate::syntax::ast::{
    ActRule, ActRuleKind, Allow, AttributeType, Cond, Date, ItemKind, Name, Signature, Text,
    UsePath,
};
use crate::syntax::problem::{Expected, Problem, Thing, What};
use crate::syntax::spelling::other_word_for_clause;
use crate::syntax::token::{Kind, starts_item};
use crate::syntax::tokens::Tokens;

/// use = "use" ( TEXT | NAME { "/" NAME } )
pub(super) fn use_path(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    if input.kind() == Kind::Text {
        return whole_text.map(|text| ItemKind::Use(UsePath::Text(text))).parse(input);
    }
    let path_name = any_name(Thing::Other("the name of a vocabulary file"));
    let (rest, names) = joined_list(|kind| kind == Kind::Slash, path_name, input)?;
    Ok((rest, ItemKind::Use(UsePath::Names(names))))
}

/// kind = "kind" NAME { "," NAME } [ "is" NAME ] [ reads ]
pub(super) fn kind(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, names) = list(name(Thing::Other("the kind's name")))(input)?;
    one_word(rest)?;
    let (rest, parent) = clause(Kind::Is, sort_name(Thing::Sort))(rest)?;
    let (rest, reads) = reads(rest)?;
    Ok((rest, ItemKind::Kind { names, parent, reads }))
}

/// role = "role" NAME { "," NAME } "is" NAME { "or" NAME } [ reads ]
pub(super) fn role(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, names) = list(name(Thing::Other("the role's name")))(input)?;
    one_word(rest)?;
    let (rest, _) = token(Kind::Is)(rest)?;
    let (rest, of) = joined_list(|kind| kind == Kind::Or, sort_name(Thing::Sort), rest)?;
    let (rest, reads) = reads(rest)?;
    Ok((rest, ItemKind::Role { names, of, reads }))
}

/// The name of a kind or role; an article before it would be read as one.
pub(super) fn sort_name<'a>(expected: Thing) -> impl Fn(Tokens<'a>) -> Parsed<'a, Name> + Copy {
    move |input| {
        let article = matches!(input.text(), "a" | "an" | "the") && input.second() == Kind::Name;
        if article && !input.rest().token().first {
            return fail(input.expected(Expected::Thing(expected)));
        }
        name(expected)(input)
    }
}

/// disjoint = "disjoint" NAME { "," NAME }
pub(super) fn disjoint(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    list(name(Thing::Sort)).map(ItemKind::Disjoint).parse(input)
}

/// individual = "individual" NAME [ TEXT ] { "," NAME [ TEXT ] } "is" NAME { "," NAME }
pub(super) fn individual(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let named = |input| {
        let (rest, name) = name(Thing::Other("the individual's name"))(input)?;
        let (rest, title) = title(rest)?;
        Ok((rest, (name, title)))
    };
    let (rest, names) = list(named)(input)?;
    one_word(rest)?;
    let (rest, _) = token(Kind::Is)(rest)?;
    let (rest, sorts) = list(sort_name(Thing::Sort))(rest)?;
    Ok((rest, ItemKind::Individual { names, sorts }))
}

/// open = "open" ( fact | attribute )
pub(super) fn open(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    match input.kind() {
        Kind::Fact => fact(true, input.rest()),
        Kind::Attribute => attribute(true, input.rest()),
        _ => unexpected(input, Expected::Thing(Thing::Other("`fact` or `attribute`"))),
    }
}

/// fact = "fact" signature [ reads ]
pub(super) fn fact(open: bool, input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    if input.kind() == Kind::Open && input.second() == Kind::Name {
        return fail(input.expected(Expected::Thing(Thing::Other("the fact's name"))));
    }
    let (rest, mut signature) = signature(Thing::Other("the fact's name"), input)?;
    let (rest, reads) = reads(rest)?;
    signature.reads = reads;
    alone(if open { "open fact" } else { "fact" }, rest)?;
    Ok((rest, ItemKind::Fact { open, signature }))
}

/// attribute = "attribute" signature ":" type [ reads ]
pub(super) fn attribute(open: bool, input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    // `attribute open fair(Price)`
    if input.kind() == Kind::Open && input.second() == Kind::Name {
        return fail(input.expected(Expected::Thing(Thing::Other("the attribute's name"))));
    }
    let (rest, mut signature) = signature(Thing::Other("the attribute's name"), input)?;
    let (rest, _) = token(Kind::Colon)(rest)?;
    let (rest, ty) = attribute_type(rest)?;
    let (rest, reads) = reads(rest)?;
    signature.reads = reads;
    alone(if open { "open attribute" } else { "attribute" }, rest)?;
    Ok((rest, ItemKind::Attribute { open, signature, ty }))
}

/// event = "event" signature [ "after" call ] [ reads ]
pub(super) fn event(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, mut signature) = signature(Thing::Other("the event's name"), input)?;
    let (rest, early) = reads(rest)?;
    let (rest, after) = clause(Kind::After, call(Thing::Other("an event")))(rest)?;
    let (rest, late) = reads(rest)?;
    signature.reads = early.or(late);
    alone("event", rest)?;
    // `event judgment(Case) 3 days after hearing(Case)`
    let counts = matches!(rest.kind(), Kind::Number | Kind::Within) && !rest.begins_line();
    if rest.kind() == Kind::By || counts {
        return fail(rest.expected(Expected::Thing(Thing::NextItem)));
    }
    Ok((rest, ItemKind::Event { signature, after }))
}

/// action = "action" signature [ reads ]
pub(super) fn action(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, mut signature) = signature(Thing::Other("the action's name"), input)?;
    let (rest, reads) = reads(rest)?;
    signature.reads = reads;
    alone("action", rest)?;
    Ok((rest, ItemKind::Action { signature }))
}

/// No further word follows a name in its line.
fn one_word(rest: Tokens<'_>) -> Parsed<'_, ()> {
    match rest.kind() {
        Kind::Name if !rest.begins_line() => fail(rest.problem(What::SecondWord)),
        _ => Ok((rest, ())),
    }
}

/// No second one follows after a comma: each has words and clauses of its own.
fn alone<'a>(word: &'static str, rest: Tokens<'a>) -> Parsed<'a, ()> {
    match (rest.kind(), rest.second()) {
        (Kind::Comma, Kind::Name) => fail(rest.problem(What::OneWordEach { word })),
        (Kind::Name, _) if rest.begins_line() => Ok((rest, ())),
        (Kind::Name, Kind::Text) => fail(rest.expected(Expected::Kind(Kind::Reads))),
        (Kind::Name, _) if rest.before() == Kind::RightParen => {
            fail(rest.expected(Expected::Thing(Thing::NextItem)))
        }
        (Kind::Name, _) => fail(rest.problem(What::WithoutBrackets)),
        _ => Ok((rest, ())),
    }
}

/// signature = NAME [ parameters ]
fn signature<'a>(expected: Thing, input: Tokens<'a>) -> Parsed<'a, Signature> {
    let (rest, name) = name(expected)(input)?;
    let (rest, params) = parameters(rest)?;
    Ok((rest, Signature { name, params, reads: None }))
}

/// reads = "reads" TEXT
fn reads(input: Tokens<'_>) -> Parsed<'_, Option<Text>> {
    clause(Kind::Reads, text).map(Option::flatten).parse(input)
}

/// type = NUMBER ".." NUMBER | "date" | UNIT | NAME "|" NAME { "|" NAME } | NAME
fn attribute_type(input: Tokens<'_>) -> Parsed<'_, AttributeType> {
    if matches!(input.kind(), Kind::Number | Kind::Minus) {
        let (rest, low) = number(input)?;
        let (rest, _) = token(Kind::DotDot)(rest)?;
        let (rest, high) = number(rest)?;
        return Ok((rest, AttributeType::Range { low, high }));
    }
    if input.is_word("date") {
        let (rest, span) = word("date")(input)?;
        return Ok((rest, AttributeType::Date(span)));
    }
    if let Ok((rest, unit)) = unit(input) {
        return Ok((rest, AttributeType::Length(unit)));
    }
    let one = name(Thing::Other(
        "a kind, a range like `0..10`, a choice like `energy | finance`, `days` or `date`",
    ));
    let (rest, mut choices) = joined_list(|kind| kind == Kind::Pipe, one, input)?;
    if joins_choices(rest) {
        return fail(rest.expected(Expected::Kind(Kind::Pipe)));
    }
    match choices.len() {
        1 => Ok((rest, AttributeType::Sort(choices.remove(0)))),
        _ => Ok((rest, AttributeType::Choice(choices))),
    }
}

/// Whether another choice follows behind a sign or word that does not join choices. What is declared behind a comma has
/// more than a name.
fn joins_choices(input: Tokens<'_>) -> bool {
    let another = input.second() == Kind::Name;
    match input.kind() {
        Kind::Or | Kind::And => another,
        Kind::Slash => another || input.second().is_word(),
        Kind::Comma => {
            let behind = input.rest().second();
            another && !matches!(behind, Kind::LeftParen | Kind::Colon)
        }
        _ => false,
    }
}

/// rule = "rule" act verb call [ "at" "once" ] [ "by" term ] [ "when" condition ]
pub(super) fn rule(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, left) = act(input)?;
    let (rest, mut kind) = rule_verb(rest)?;
    let (mut rest, right) = call(Thing::Act)(rest)?;
    match &mut kind {
        ActRuleKind::Excludes { at_once } if rest.kind() == Kind::At => {
            (rest, _) = cut(word("once")).parse(rest.rest())?;
            *at_once = true;
        }
        ActRuleKind::Needs { by } => (rest, *by) = clause(Kind::By, term)(rest)?,
        _ => {}
    }
    let (rest, when) = clause(Kind::When, condition)(rest)?;
    Ok((rest, ItemKind::Rule(ActRule { left, kind, right, when })))
}

/// verb = "counts" "as" | "excludes" | "ends" | "needs"
fn rule_verb(input: Tokens<'_>) -> Parsed<'_, ActRuleKind> {
    let kind = match (input.kind(), input.text()) {
        (Kind::Name, "counts") => {
            let (rest, _) = cut(token(Kind::As)).parse(input.rest())?;
            return Ok((rest, ActRuleKind::CountsAs));
        }
        (Kind::Name, "excludes") => ActRuleKind::Excludes { at_once: false },
        (Kind::Name, "ends") => ActRuleKind::Ends,
        (Kind::Name, "needs") => ActRuleKind::Needs { by: None },
        _ => {
            return fail(input.expected(Expected::Thing(Thing::RuleVerb)));
        }
    };
    Ok((input.rest(), kind))
}

/// define = "define" NAME [ parameters ] "as" condition
pub(super) fn define(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, name) = name(Thing::Other("the name of the definition"))(input)?;
    let (rest, params) = parameters(rest)?;
    let (rest, body) = preceded(token(Kind::As), condition).parse(rest)?;
    Ok((rest, ItemKind::Define { name, params, body }))
}

/// assume = "assume" condition
pub(super) fn assume(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let follows = matches!(input.second(), Kind::Name | Kind::Not | Kind::Some | Kind::Any);
    if input.is_word("that") && follows {
        return fail(input.expected(Expected::Thing(Thing::Condition)));
    }
    if input.is_word("if") && input.second() == Kind::Name {
        return fail(input.expected(Expected::Thing(Thing::Condition)));
    }
    condition.map(ItemKind::Assume).parse(input)
}

/// safeguard = "safeguard" NAME [ TEXT ]
pub(super) fn safeguard(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, name) = name(Thing::Other("the safeguard's name"))(input)?;
    let (rest, title) = title(rest)?;
    one_word(rest)?;
    alone("safeguard", rest)?;
    Ok((rest, ItemKind::Safeguard { name, title }))
}

/// calendar = "calendar" NAME "{" { "weekend" NAME { "," NAME } | "holidays" DATE { "," DATE } } "}"
pub(super) fn calendar(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, name) = name(Thing::Other("the calendar's name"))(input)?;
    let days = in_braces(Thing::CalendarLine, days);
    let (rest, (weekend, holidays)) = days(rest)?;
    Ok((rest, ItemKind::Calendar { name, weekend, holidays }))
}

type Days = (Vec<Name>, Vec<Date>);

fn days(input: Tokens<'_>) -> Parsed<'_, Days> {
    let (mut weekend, mut holidays) = (Vec::new(), Vec::new());
    let mut rest = input;
    loop {
        if rest.is_word("weekend") {
            let (after, names) = list(name(Thing::Other("a day of the week")))(rest.rest())?;
            weekend.extend(names);
            rest = after;
        } else if rest.is_word("holidays") {
            let (after, dates) = list(date)(rest.rest())?;
            holidays.extend(dates);
            rest = after;
        } else {
            return Ok((rest, (weekend, holidays)));
        }
    }
}

/// universe = "universe" NAME [ TEXT ] "{" { NAME [ NAME ] [ "," ] } [ "when" condition ] "}"
pub(super) fn universe(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, name) = name(Thing::Other("the universe's name"))(input)?;
    let (rest, title) = title(rest)?;
    let (rest, (members, when)) = in_braces(MEMBERS_END, cases)(rest)?;
    Ok((rest, ItemKind::Universe { name, title, members, when }))
}

/// What stands behind a member of a universe.
const MEMBERS_END: Thing = Thing::Other("`,`, `when` or `}`");

/// Members and their condition. A mistake in the members does not hide one in the condition.
fn cases(input: Tokens<'_>) -> Parsed<'_, (Members, Option<Cond>)> {
    let (rest, members) = match members(input) {
        Ok((rest, members)) if matches!(rest.kind(), Kind::When | Kind::RightBrace | Kind::Eof) => {
            (rest, members)
        }
        Ok((rest, _)) if starts_item(rest.kind()) => return Ok((rest, (Vec::new(), None))),
        Ok((rest, _)) => return behind_members(rest.expected(Expected::Thing(MEMBERS_END)), rest),
        Err(stop) => return behind_members(problem_of(input, stop), input),
    };
    let (rest, when) = clause(Kind::When, condition)(rest)?;
    Ok((rest, (members, when)))
}

/// Tells of a mistake in members, and of one in the condition behind them.
fn behind_members<'a, T>(problem: Problem, input: Tokens<'a>) -> Parsed<'a, T> {
    input.reading.report(problem);
    let mut rest = Tokens { at: problem.at.max(input.at), ..input };
    while !matches!(rest.kind(), Kind::When | Kind::RightBrace | Kind::Eof)
        && !starts_item(rest.kind())
    {
        rest = rest.rest();
    }
    clause(Kind::When, condition)(rest)?;
    fail(Problem { what: What::Silent, ..problem })
}

type Members = Vec<(Name, Option<Name>)>;

/// Members end at commas or line ends, so that `Data` and `State a` can be told apart.
fn members(input: Tokens<'_>) -> Parsed<'_, Members> {
    let mut members = Vec::new();
    let (mut rest, mut more) = (input, true);
    while more {
        let (after, sort) = name(Thing::Sort)(rest)?;
        let inline = !after.begins_line();
        // `Data where secret(Data)`
        if inline && after.second() == Kind::Name && other_word_for_clause(after.text()).is_some() {
            return fail(after.expected(Expected::Thing(MEMBERS_END)));
        }
        let (after, var) = if inline { variable(after)? } else { (after, None) };
        members.push((sort, var));
        let comma = after.kind() == Kind::Comma;
        rest = if comma { after.rest() } else { after };
        more =
            comma && rest.kind() == Kind::Name || rest.kind() == Kind::Name && rest.begins_line();
    }
    Ok((rest, members))
}

/// order = "order" NAME "ranks" NAME { ">" NAME }
pub(super) fn order(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, name) = any_name(Thing::Other("the name of the legal order"))(input)?;
    let (rest, _) = word("ranks")(rest)?;
    let (rest, ranks) =
        joined_list(|kind| kind == Kind::Greater, any_name(Thing::Other("a rank")), rest)?;
    let in_a_row = match rest.kind() {
        Kind::Comma | Kind::Less | Kind::And | Kind::Slash => true,
        Kind::Name => !rest.begins_line(),
        _ => false,
    };
    if in_a_row {
        return fail(rest.problem(What::RanksInARow));
    }
    Ok((rest, ItemKind::Order { name, ranks }))
}

/// precedence = "precedence" ( "none" | NAME { "," NAME } )
pub(super) fn precedence(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    if input.is_word("none") && input.second() != Kind::Comma {
        return Ok((input.rest(), ItemKind::Precedence(Vec::new())));
    }
    let canon = name(Thing::Other("`superior`, `specialis`, `posterior` or `none`"));
    let (rest, canons) = list(canon)(input)?;
    one_word(rest)?;
    Ok((rest, ItemKind::Precedence(canons)))
}

/// closure = "closure" NAME ( "permits" | "forbids" )
pub(super) fn closure(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let quantifies = matches!(input.kind(), Kind::Every | Kind::Any | Kind::Some)
        || (input.is_word("all") || input.is_word("each"))
            && !matches!(input.rest().text(), "permits" | "forbids");
    if quantifies {
        return fail(input.expected(Expected::Thing(Thing::Sort)));
    }
    let (rest, sort) = sort_name(Thing::Sort)(input)?;
    let permits = rest.is_word("permits");
    if !permits && !rest.is_word("forbids") {
        return unexpected(rest, Expected::Thing(Thing::ClosureVerb));
    }
    Ok((rest.rest(), ItemKind::Closure { sort, permits }))
}

/// profile = "profile" NAME [ TEXT ] "{" NAME { "," NAME } "}"
pub(super) fn profile(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (rest, profile) = name(Thing::Other("the profile's name"))(input)?;
    let (rest, title) = title(rest)?;
    let names = list(name(Thing::Other("the name of a principle")));
    let (rest, principles) = in_braces(Thing::Other("`,` or `}`"), names)(rest)?;
    Ok((rest, ItemKind::Profile { name: profile, title, principles }))
}

/// allow = "allow" RULE [ "because" TEXT ]
pub(super) fn allow(input: Tokens<'_>) -> Parsed<'_, Allow> {
    let mut rest = input.rest();
    let first = rest;
    if !is_rule_word(rest) {
        return fail(
            rest.expected(Expected::Thing(Thing::Other("the code or name of a rule, like `C201`"))),
        );
    }
    rest = rest.rest();
    while rest.kind() == Kind::Minus && is_rule_word(rest.rest()) {
        rest = rest.rest().rest();
    }
    let rule = first.span_to(rest);
    let (rest, because) = clause(Kind::Because, whole_text)(rest)?;
    Ok((rest, Allow { span: input.span_to(rest), rule, because }))
}

/// Whether this may be part of `duty-against-ban`.
fn is_rule_word(input: Tokens<'_>) -> bool {
    input.kind() == Kind::Name || input.kind().is_word()
}
