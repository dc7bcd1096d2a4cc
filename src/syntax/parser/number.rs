//! Numbers in words before a unit of time, as laws write them: reported, and read as they are meant.

use super::basics::{Parsed, begins_unit, length_of};
use crate::syntax::ast::Length;
use crate::syntax::problem::What;
use crate::syntax::spelling::number_meant;
use crate::syntax::token::Kind;
use crate::syntax::tokens::Tokens;

/// The length that begins here with its number in words, if one does.
pub(super) fn length_in_words(input: Tokens<'_>) -> Option<Parsed<'_, Length>> {
    let (behind, count) = number(input)?;
    let unit = stated_again(behind, count)?;
    if !is_unit(unit) {
        return None;
    }
    let what = What::NumberInWords { count };
    input.reading.report(input.problem_over(input.span_to(unit), what));
    Some(length_of(input, unit, i64::from(count)))
}

/// `thirty`, `twenty-one`, `one hundred and twenty`, `a`
fn number(input: Tokens<'_>) -> Option<(Tokens<'_>, u32)> {
    let (rest, first) = below_hundred(input)?;
    if first >= 10 || !is_hundred(rest) {
        return Some((rest, first));
    }
    let (rest, hundreds) = (rest.rest(), first * 100);
    let more = if rest.kind() == Kind::And { rest.rest() } else { rest };
    Some(match below_hundred(more) {
        Some((rest, more)) => (rest, hundreds + more),
        None => (rest, hundreds),
    })
}

fn below_hundred(input: Tokens<'_>) -> Option<(Tokens<'_>, u32)> {
    let (rest, first) = (input.rest(), word(input)?);
    let ones = if rest.kind() == Kind::Minus { rest.rest() } else { rest };
    let tens = first >= 20;
    match word(ones).filter(|ones| tens && *ones < 10) {
        Some(more) => Some((ones.rest(), first + more)),
        None => Some((rest, first)),
    }
}

fn word(input: Tokens<'_>) -> Option<u32> {
    (input.kind() == Kind::Name).then(|| number_meant(input.text())).flatten()
}

fn is_hundred(input: Tokens<'_>) -> bool {
    input.kind() == Kind::Name && input.text().eq_ignore_ascii_case("hundred")
}

/// Past `(thirty)` in `30 (thirty) days`, which is reported; `input` is the number.
pub(super) fn past_words_for<'a>(input: Tokens<'a>, count: i64) -> Tokens<'a> {
    let rest = input.rest();
    let said = (rest.kind() == Kind::LeftParen).then(|| number(rest.rest())).flatten();
    match said.filter(|(end, said)| end.kind() == Kind::RightParen && i64::from(*said) == count) {
        Some((end, count)) => {
            let what = What::NumberInWords { count };
            input.reading.report(input.problem_over(input.span_to(end.rest()), what));
            end.rest()
        }
        None => rest,
    }
}

/// What follows `(30)` in `thirty (30) days`, where both say the same.
fn stated_again(input: Tokens<'_>, count: u32) -> Option<Tokens<'_>> {
    if input.kind() != Kind::LeftParen {
        return Some(input);
    }
    let digits = input.rest();
    let same = digits.kind() == Kind::Number && digits.text() == count.to_string();
    (same && digits.second() == Kind::RightParen).then(|| digits.rest().rest())
}

/// Whether a unit stands here, and no participant or fact of such a name.
fn is_unit(input: Tokens<'_>) -> bool {
    let is_name = |kind| matches!(kind, Kind::Dot | Kind::LeftParen);
    begins_unit(input).is_some() && !is_name(input.second())
}
