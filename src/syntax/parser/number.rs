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

/// `thirty`, `twenty-one`, `one hundred`, `a`
fn number(input: Tokens<'_>) -> Option<(Tokens<'_>, u32)> {
    let (rest, first) = (input.rest(), word(input)?);
    if first == 1 && is_hundred(rest) {
        return Some((rest.rest(), 100));
    }
    let ones = if rest.kind() == Kind::Minus { rest.rest() } else { rest };
    let tens = (20..100).contains(&first) && first % 10 == 0;
    match word(ones).filter(|ones| tens && (1..10).contains(ones)) {
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
