//! What would just make it fit: a length moved by as little as it takes, or a limit for the event it hangs on.

use super::carry::Carry;
use super::{Clash, Seeking, repair};
use crate::checks::survey::selection;
use crate::checks::tell::{Phrase, unit_word};
use crate::diagnostics::{Edit, Fix};
use crate::logic::Theory;
use crate::model::{Clause, Join, Length, Model, NormId, Occurrence, Point, Unit, Window};
use crate::source::Span;

/// The longest length that is tried.
const LONGEST: u32 = 4_000;

/// Other lengths in the windows of members.
pub(super) fn proposals(seeking: &Seeking<'_>, it: &Clash<'_>) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = Vec::new();
    for &norm in it.norms {
        let Some(length) = seeking.only_length(norm) else { continue };
        let moved = [(seeking.longer(it, &length), true), (seeking.shorter(it, &length), false)];
        for (count, up) in moved {
            let Some(count) = count else { continue };
            let days = seeking.in_days(it, &length, count, up);
            fixes.push(seeking.moved(norm, &length, days.unwrap_or((count, length.unit))));
        }
    }
    fixes
}

/// For what ends with an event: that it ends, too, before the deadline of another member.
pub(super) fn limits(seeking: &Seeking<'_>, it: &Clash<'_>) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for (to, &waiting) in it.norms.iter().enumerate() {
        for (from, &due) in it.norms.iter().enumerate().filter(|&(from, _)| from != to) {
            let carry = Carry::between(seeking.model(), it.witness, it.norms, from, to);
            fixes.extend(seeking.limit(waiting, due, &carry));
        }
    }
    fixes
}

/// The one number in the window of a norm.
struct OnlyLength {
    count: u32,
    unit: Unit,
    window: Span,
    number: Span,
}

impl Seeking<'_> {
    fn only_length(&self, norm: NormId) -> Option<OnlyLength> {
        let it = &self.model().norms[norm];
        let window = it.window_span?;
        let mut copy = it.window.clone()?;
        let lengths = lengths(&mut copy);
        let [Length::Fixed { count, unit }] = lengths.as_slice() else { return None };
        let number = sole_number(self.sources.slice(window), i64::from(*count))?;
        let start = window.start + number as u32;
        let end = start + count.to_string().len() as u32;
        let number = Span { start, end, ..window };
        Some(OnlyLength { count: *count, unit: *unit, window, number })
    }

    /// Whether the members do not conflict any more with another count, and that not because one of them yields to a third
    /// norm then: who makes a norm lose mends nothing.
    fn fits(&self, it: &Clash<'_>, length: &OnlyLength, count: u32) -> bool {
        let changed = with_count(self.model(), length.window, count);
        let theory = Theory::new(&changed, &selection(&changed, self.settings));
        // Most lengths that do not fit are told apart without a case.
        theory.are_compatible(it.norms) == Ok(true)
            && theory.have_zero_slack(it.norms) == Ok(false)
            && theory.examine(it.norms).is_ok_and(|found| found.is_nothing())
            && !theory.clash_all_the_same(it.norms)
    }

    fn longer(&self, it: &Clash<'_>, length: &OnlyLength) -> Option<u32> {
        if !self.fits(it, length, length.count.saturating_mul(32).min(LONGEST)) {
            return None; // and no shorter one either
        }
        let (mut short, mut step) = (length.count, 1);
        let mut long = loop {
            let tried = short.checked_add(step).filter(|&tried| tried <= LONGEST)?;
            if self.fits(it, length, tried) {
                break tried;
            }
            (short, step) = (tried, step * 2);
        };
        while long - short > 1 {
            let middle = short + (long - short) / 2;
            if self.fits(it, length, middle) { long = middle } else { short = middle }
        }
        Some(long)
    }

    fn shorter(&self, it: &Clash<'_>, length: &OnlyLength) -> Option<u32> {
        let (mut long, mut short) = (length.count, 1);
        if long <= 1 || !self.fits(it, length, short) {
            return None;
        }
        while long - short > 1 {
            let middle = short + (long - short) / 2;
            if self.fits(it, length, middle) { short = middle } else { long = middle }
        }
        Some(short)
    }

    /// Many hours as whole days, where they fit as well: nobody writes `337 hours`.
    fn in_days(
        &self,
        it: &Clash<'_>,
        length: &OnlyLength,
        count: u32,
        up: bool,
    ) -> Option<(u32, Unit)> {
        const HOURS: u32 = 72;
        let many = length.unit == Unit::Hours && count > HOURS;
        let days = if up { count.div_ceil(24) } else { count / 24 };
        (many && self.fits(it, length, days * 24)).then_some((days, Unit::Days))
    }

    fn moved(&self, norm: NormId, length: &OnlyLength, (count, unit): (u32, Unit)) -> Fix {
        // Hours that come to no whole days are counted as hours.
        let in_hours = unit != length.unit && !length.count.is_multiple_of(24);
        let (before, after, counted) = match (unit == length.unit, in_hours) {
            (true, _) => (length.count, count, unit),
            (false, true) => (length.count, count * 24, length.unit),
            (false, false) => (length.count / 24, count, unit),
        };
        let by = after.abs_diff(before);
        let more = if after > before { "more" } else { "less" };
        let text = self.sources.slice(length.window);
        let at = (length.number.start - length.window.start) as usize;
        let rest = &text[at + length.number.range().len()..];
        let (old, new) = (named(length.count, length.unit), named(count, unit));
        let behind = rest.strip_prefix(' ').and_then(|rest| rest.strip_prefix(old));
        let (written, span, rest) = match behind {
            Some(rest) if !rest.starts_with(char::is_alphabetic) => {
                let end = length.number.end + 1 + old.len() as u32;
                (format!("{count} {new}"), Span { end, ..length.number }, rest)
            }
            _ => (count.to_string(), length.number, rest),
        };
        let words = format!("{}{written}{rest}", &text[..at]);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = self.model().qualified(norm);
        let title = format!("write `{words}` in `{name}` ({by} {} {more})", named(by, counted));
        repair(title, vec![Edit { span, text: written }])
    }

    fn limit(&self, waiting: NormId, due: NormId, carry: &Carry) -> Option<Fix> {
        let (own, other) = (&self.model().norms[waiting], &self.model().norms[due]);
        let (window, span) = (own.window.as_ref()?, own.window_span?);
        let waits = |it: &Clause| matches!(it, Clause::Until(Point::Occurrence(_)));
        let joined = window.clauses.len() < 2 || window.join == Join::And;
        if !joined || !window.clauses.iter().any(waits) {
            return None;
        }
        let (count, unit, of) = other.window.as_ref()?.clauses.iter().find_map(deadline)?;
        let count = count.checked_sub(1).filter(|&count| count > 0)?;
        let of = carry.occurrence(of)?;
        let phrase = Phrase { model: self.model(), sources: self.sources, scope: &own.scope };
        let words =
            format!("and until {count} {} after {}", named(count, unit), phrase.occurrence(&of));
        let title = format!("add `{words}` to the time of `{}`", self.model().qualified(waiting));
        let end = Span { start: span.end, ..span };
        Some(repair(title, vec![Edit { span: end, text: format!(" {words}") }]))
    }
}

fn deadline(clause: &Clause) -> Option<(u32, Unit, &Occurrence)> {
    match clause {
        Clause::Within { length: Length::Fixed { count, unit }, of: Point::Occurrence(of) } => {
            Some((*count, *unit, of))
        }
        _ => None,
    }
}

fn named(count: u32, unit: Unit) -> &'static str {
    let plural = unit_word(unit);
    if count == 1 { plural.strip_suffix('s').unwrap_or(plural) } else { plural }
}

/// The place of the number in a text that holds it once.
pub(super) fn sole_number(text: &str, number: i64) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | ':' | '.' | '_');
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split(|c| !is_part(c)) {
        if word.parse::<i64>() == Ok(number) {
            found.push(start);
        }
        start += word.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    if let [only] = found[..] { Some(only) } else { None }
}

fn with_count(model: &Model, window: Span, count: u32) -> Model {
    let mut changed = model.clone();
    for id in model.norms.ids().filter(|&id| model.norms[id].window_span == Some(window)) {
        for length in changed.norms[id].window.iter_mut().flat_map(lengths) {
            if let Length::Fixed { count: own, .. } = length {
                *own = count;
            }
        }
    }
    changed
}

/// Every length of a window.
fn lengths(window: &mut Window) -> Vec<&mut Length> {
    let mut found = Vec::new();
    for clause in &mut window.clauses {
        match clause {
            Clause::Within { length, of } => found.extend(of_point(of).into_iter().chain([length])),
            Clause::Before(point)
            | Clause::Until(point)
            | Clause::From(point)
            | Clause::NoEarlierThan(point)
            | Clause::NoLaterThan(point) => found.extend(of_point(point)),
            Clause::AtLeastBefore { length, before: point }
            | Clause::For { length, after: point } => {
                found.extend(of_point(point).into_iter().chain([length]));
            }
            Clause::AtAllTimes => {}
            Clause::Every { length, from } => {
                found.extend(from.as_mut().map(of_point).into_iter().flatten().chain([length]));
            }
        }
    }
    found
}

fn of_point(point: &mut Point) -> Vec<&mut Length> {
    match point {
        Point::After { length, of } | Point::Before { length, of } => {
            let mut found = of_point(of);
            found.push(length);
            found
        }
        Point::Occurrence(_) | Point::Date(_) | Point::Attribute(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_that_stands_alone_is_moved() {
        assert_eq!(sole_number("within 3 days of leak(b2)", 3), Some(7));
        assert_eq!(sole_number("until 2026-01-03", 3), None);
        assert_eq!(sole_number("within 3 days of x and until 3 days after y", 3), None);
    }
}
