//! The smallest parsers: single tokens, names, texts, dates, numbers, lists.

use nom::combinator::cut;
use nom::{IResult, Parser};

use super::number::past_words_for;
use crate::source::Span;
use crate::syntax::ast::{Date, Length, Moment, Name, Number, Ref, Text, Unit};
use crate::syntax::lexer::{exact_clock, exact_date, value};
use crate::syntax::limits;
use crate::syntax::problem::{Expected, Problem, Stop, Thing, What};
use crate::syntax::token::Kind;
use crate::syntax::tokens::Tokens;

/// What a parser gives: the rest with a value, or a problem.
pub(super) type Parsed<'a, T> = IResult<Tokens<'a>, T, Box<Problem>>;

/// A recoverable error: something else may stand here.
#[cold]
pub(super) fn unexpected<T>(input: Tokens<'_>, expected: Expected) -> Parsed<'_, T> {
    Err(nom::Err::Error(Box::new(input.expected(expected))))
}

/// An error after the deciding token.
#[cold]
pub(super) fn fail<T>(problem: Problem) -> Result<T, Stop> {
    Err(nom::Err::Failure(Box::new(problem)))
}

/// One sign or reserved word.
pub(super) fn token<'a>(kind: Kind) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> + Copy {
    move |input| {
        let token = input.token();
        if token.kind == kind {
            return Ok((input.rest(), token.span(input.reading.file)));
        }
        unexpected(input, Expected::Kind(kind))
    }
}

/// One word that is reserved only here.
pub(super) fn word<'a>(word: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> + Copy {
    move |input| {
        if input.is_word(word) {
            return Ok((input.rest(), input.token().span(input.reading.file)));
        }
        unexpected(input, Expected::Word(word))
    }
}

/// `KIND parser`, or nothing. Once the word is there, the rest must be too.
pub(super) fn clause<'a, T>(
    kind: Kind,
    parser: impl Fn(Tokens<'a>) -> Parsed<'a, T>,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, Option<T>> {
    move |input| {
        if input.kind() != kind {
            return Ok((input, None));
        }
        let (rest, value) = cut(&parser).parse(input.rest())?;
        Ok((rest, Some(value)))
    }
}

/// One level deeper.
pub(super) fn nested<'a, T>(
    parser: impl Fn(Tokens<'a>) -> Parsed<'a, T>,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, T> {
    move |input| input.deeper(&parser)
}

/// One or more, with commas between.
pub(super) fn list<'a, T>(
    parser: impl Fn(Tokens<'a>) -> Parsed<'a, T>,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, Vec<T>> {
    move |input| joined_list(|kind| kind == Kind::Comma, &parser, input)
}

/// One or more, with commas or `and` between.
pub(super) fn and_list<'a, T>(
    parser: impl Fn(Tokens<'a>) -> Parsed<'a, T>,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, Vec<T>> {
    move |input| joined_list(|kind| matches!(kind, Kind::Comma | Kind::And), &parser, input)
}

/// One or more, with a separator between.
pub(super) fn joined_list<'a, T>(
    separates: impl Fn(Kind) -> bool,
    parser: impl Fn(Tokens<'a>) -> Parsed<'a, T>,
    input: Tokens<'a>,
) -> Parsed<'a, Vec<T>> {
    let (rest, first) = parser(input)?;
    further(separates, parser, rest, first)
}

/// One that was read, and more, each behind a separator.
pub(super) fn further<'a, T>(
    separates: impl Fn(Kind) -> bool,
    parser: impl Fn(Tokens<'a>) -> Parsed<'a, T>,
    mut rest: Tokens<'a>,
    first: T,
) -> Parsed<'a, Vec<T>> {
    let mut values = vec![first];
    while separates(rest.kind()) {
        few_enough(rest, values.len())?;
        let (after, value) = cut(&parser).parse(rest.rest())?;
        values.push(value);
        rest = after;
    }
    Ok((rest, values))
}

/// Whether one more part may follow behind so many.
pub(super) fn few_enough(rest: Tokens<'_>, parts: usize) -> Result<(), Stop> {
    match parts < limits::MAX_PARTS {
        true => Ok(()),
        false => fail(rest.problem(What::TooManyParts)),
    }
}

/// A closing bracket. `open` is where its partner stands.
pub(super) fn close<'a>(kind: Kind, open: Span) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> {
    move |input| {
        let found = input.token();
        if found.kind == kind {
            return token(kind)(input);
        }
        let label = matches!(
            found.kind,
            Kind::To | Kind::By | Kind::With | Kind::For | Kind::Of | Kind::From
        );
        let behind = input.rest().second();
        let is_behind_one = input.before() == Kind::Name && input.back().before() != Kind::Name;
        if label
            && is_behind_one
            && input.second() == Kind::Name
            && behind != Kind::LeftParen
            && behind != Kind::Colon
        {
            return fail(input.problem(What::MissingLabel));
        }
        let inline = matches!(found.kind, Kind::Name | Kind::Number | Kind::Text | Kind::Date);
        if inline && !input.begins_line() {
            return unexpected(input, Expected::Thing(Thing::CommaOrBracket));
        }
        // `disclose(Data to: State)`: the label was read as the name of a participant.
        if found.kind == Kind::Colon && input.before() == Kind::Name {
            return fail(input.back().problem(What::MissingComma));
        }
        fail(input.problem(What::Unclosed { open: open.start, close: kind }))
    }
}

/// A word of the author's. `expected` says whose name it is.
pub(super) fn name<'a>(expected: Thing) -> impl Fn(Tokens<'a>) -> Parsed<'a, Name> + Copy {
    move |input| {
        if input.kind() == Kind::Name {
            return Ok((input.rest(), named(input)));
        }
        word_as_name(input, expected)
    }
}

/// A reserved word where a name should stand is reported and taken for one, unless a sentence goes on with it: what a
/// block or a title follows is a name.
#[cold]
fn word_as_name<'a>(input: Tokens<'a>, expected: Thing) -> Parsed<'a, Name> {
    let found = input.token();
    let is_head = matches!(input.rest().kind(), Kind::LeftBrace | Kind::Text);
    if found.kind.is_word() && !input.begins_line() && (is_head || !is_grammar_word(found.kind)) {
        input.reading.report(input.problem(What::WordAsName { expected }));
        return Ok((input.rest(), named(input)));
    }
    unexpected(input, Expected::Thing(expected))
}

/// A name in a place where reserved words are names too.
pub(super) fn any_name<'a>(expected: Thing) -> impl Fn(Tokens<'a>) -> Parsed<'a, Name> + Copy {
    move |input| {
        let found = input.token();
        let fits = found.kind == Kind::Name
            || found.kind.is_word() && !input.begins_line() && !found.kind.is_never_a_name();
        if fits {
            return Ok((input.rest(), named(input)));
        }
        unexpected(input, Expected::Thing(expected))
    }
}

/// Whether a word ties sentences together, so that its place is more likely wrong than its use.
pub(super) fn is_grammar_word(kind: Kind) -> bool {
    use Kind::*;
    kind.is_never_a_name()
        || matches!(
            kind,
            Is | Must | Shall | May | Need | Should | Has | To | Of | By | As | Because
        )
        || matches!(
            kind,
            Before | After | Within | Until | From | Expect | Otherwise | Cites | Does
        )
}

/// The next token, taken for a name.
pub(super) fn named(input: Tokens<'_>) -> Name {
    Name { span: input.token().span(input.reading.file) }
}

/// A quoted text; `None` if it is not closed, which has been reported.
pub(super) fn text(input: Tokens<'_>) -> Parsed<'_, Option<Text>> {
    let found = input.token();
    if found.kind != Kind::Text {
        return unexpected(input, Expected::Thing(Thing::Other("a text in double quotes")));
    }
    let span = found.span(input.reading.file);
    let span = if found.bad { inside_other_quotes(input.text(), span) } else { Some(span) };
    Ok((input.rest(), span.map(|span| Text { span })))
}

/// What stands between quotes that are not ours; `None` if the text is not closed.
fn inside_other_quotes(text: &str, span: Span) -> Option<Span> {
    let mut characters = text.chars();
    let (open, close) = (characters.next()?, characters.next_back()?);
    let closed = open != '"' || matches!(close, '”' | '“' | '＂');
    let (start, end) = (span.start + open.len_utf8() as u32, span.end - close.len_utf8() as u32);
    closed.then_some(Span { start, end, ..span })
}

/// A quoted text that cannot be left out.
pub(super) fn whole_text(input: Tokens<'_>) -> Parsed<'_, Text> {
    match text(input)? {
        (rest, Some(text)) => Ok((rest, text)),
        (_, None) => fail(input.problem(What::Silent)),
    }
}

/// A title, where there is one.
pub(super) fn title(input: Tokens<'_>) -> Parsed<'_, Option<Text>> {
    if input.kind() == Kind::Text { text(input) } else { Ok((input, None)) }
}

/// `2018-05-25`
pub(super) fn date(input: Tokens<'_>) -> Parsed<'_, Date> {
    if input.kind() != Kind::Date {
        return unexpected(input, Expected::Thing(Thing::Date));
    }
    let span = input.token().span(input.reading.file);
    let (year, month, day) = exact_date(input.text()).unwrap_or_else(|| meant_date(input.text()));
    Ok((input.rest(), Date { year, month, day, span }))
}

/// What a date that the lexer reported says, whichever signs stand in it. Nobody knows which day is meant where there is none.
fn meant_date(text: &str) -> (i32, u8, u8) {
    let mut parts = text.split(|c: char| !c.is_ascii_digit());
    let mut part = || parts.next().and_then(|part| part.parse::<i32>().ok()).unwrap_or(0);
    let (year, month, day) = (part(), part(), part());
    (year, u8::try_from(month).unwrap_or(0), u8::try_from(day).unwrap_or(0))
}

/// `2026-06-01 [09:00]`; where there is no such time, no day is known either.
pub(super) fn moment(input: Tokens<'_>) -> Parsed<'_, Moment> {
    let (rest, mut date) = date(input)?;
    if rest.kind() != Kind::Clock {
        return Ok((rest, Moment { date, minutes: None }));
    }
    let minutes = exact_clock(rest.text());
    if minutes.is_none() {
        date.month = 0;
    }
    Ok((rest.rest(), Moment { date, minutes }))
}

/// A whole number without a sign.
pub(super) fn digits(input: Tokens<'_>) -> Parsed<'_, Number> {
    if input.kind() != Kind::Number {
        return unexpected(input, Expected::Thing(Thing::Other("a whole number")));
    }
    // One that the lexer reported stands for no other number.
    let Some(value) = value(input.text()) else { return fail(input.problem(What::Silent)) };
    Ok((input.rest(), Number { value, span: input.token().span(input.reading.file) }))
}

/// A whole number, perhaps with a minus sign.
pub(super) fn number(input: Tokens<'_>) -> Parsed<'_, Number> {
    if input.kind() != Kind::Minus {
        return digits(input);
    }
    let (rest, number) = cut(digits).parse(input.rest())?;
    Ok((rest, Number { value: -number.value, span: input.span_to(rest) }))
}

/// `days`, `working days` and so on, in the singular or plural.
pub(super) fn unit(input: Tokens<'_>) -> Parsed<'_, Unit> {
    match begins_unit(input) {
        Some(Unit::WorkingDays) => Ok((input.rest().rest(), Unit::WorkingDays)),
        Some(unit) => Ok((input.rest(), unit)),
        None => unexpected(input, Expected::Thing(Thing::Unit)),
    }
}

/// The unit of time that begins here, if one does.
pub(super) fn begins_unit(input: Tokens<'_>) -> Option<Unit> {
    if input.kind() != Kind::Name {
        return None;
    }
    match input.text() {
        "minute" | "minutes" => Some(Unit::Minutes),
        "hour" | "hours" => Some(Unit::Hours),
        "day" | "days" => Some(Unit::Days),
        "week" | "weeks" => Some(Unit::Weeks),
        "month" | "months" => Some(Unit::Months),
        "year" | "years" => Some(Unit::Years),
        "working" if matches!(input.rest().text(), "day" | "days") => Some(Unit::WorkingDays),
        _ => None,
    }
}

/// length = NUMBER UNIT
pub(super) fn fixed_length(input: Tokens<'_>) -> Parsed<'_, Length> {
    let (_, number) = digits(input)?;
    length_of(input, past_words_for(input, number.value), number.value)
}

/// The length of so many of the units that follow; it begins at `input`.
pub(super) fn length_of<'a>(
    input: Tokens<'a>,
    rest: Tokens<'a>,
    number: i64,
) -> Parsed<'a, Length> {
    let (rest, unit) = cut(unit).parse(rest)?;
    let span = input.span_to(rest);
    match u32::try_from(number).ok().filter(|&count| is_short(count, unit)) {
        Some(count) => Ok((rest, Length::Fixed { count, unit, span })),
        None => fail(input.problem_over(span, known(input, What::LongLength))),
    }
}

/// A mistake in a number is silent if the lexer has reported the number.
fn known(input: Tokens<'_>, what: What) -> What {
    if input.token().bad { What::Silent } else { what }
}

fn is_short(count: u32, unit: Unit) -> bool {
    let minutes: u64 = match unit {
        Unit::Minutes => 1,
        Unit::Hours => 60,
        Unit::Days | Unit::WorkingDays => 24 * 60,
        Unit::Weeks => 7 * 24 * 60,
        Unit::Months => 30 * 24 * 60,
        Unit::Years => 365 * 24 * 60,
    };
    u64::from(count) * minutes <= limits::MAX_YEARS * 365 * 24 * 60
}

/// ref = NAME { "." NAME }
pub(super) fn reference(input: Tokens<'_>) -> Parsed<'_, Ref> {
    // "any other law" is no name that needs another spelling.
    if matches!(input.kind(), Kind::Any | Kind::Every | Kind::Always | Kind::Never) {
        return unexpected(input, Expected::Thing(Thing::NormOrInstrument));
    }
    let (mut rest, first) = name(Thing::NormOrInstrument)(input)?;
    let mut parts = vec![first];
    while rest.kind() == Kind::Dot {
        let (after, part) = cut(name(Thing::Other("a name after the dot"))).parse(rest.rest())?;
        parts.push(part);
        rest = after;
    }
    if parts.len() > limits::MAX_CHAIN + 1 {
        return fail(input.problem_over(input.span_to(rest), What::TooDeep));
    }
    Ok((rest, Ref { parts, span: input.span_to(rest) }))
}
