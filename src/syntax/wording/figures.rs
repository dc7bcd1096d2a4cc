//! Help for numbers and times of day that are written as texts write them: `1,000,000`, `10am`, and for signs between.

use super::expected::unexpected;
use super::{Words, replace};
use crate::diagnostics::{Applicability, Diagnostic};
use crate::source::Span;
use crate::syntax::problem::{Expected, Thing};
use crate::syntax::rules;
use crate::syntax::token::Kind;

impl Words<'_> {
    /// What is plain from the signs, whatever should stand there.
    pub(super) fn plain_slip(
        &self,
        span: Span,
        expected: Expected,
        found: Kind,
    ) -> Option<Diagnostic> {
        let clause = expected == Expected::Thing(Thing::Clause);
        match found {
            Kind::Comma => self.grouped_digits(span),
            Kind::Minus if clause => self.dash_before_clause(span),
            Kind::Name | Kind::Not | Kind::LeftParen if clause => self.second_conjunction(span),
            _ => None,
        }
    }

    /// `1,000,000`; the span covers its first comma.
    fn grouped_digits(&self, span: Span) -> Option<Diagnostic> {
        let digit = |c: char| c.is_ascii_digit();
        let before = &self.text[..span.start as usize];
        let start = before.trim_end_matches(digit).len();
        let mut end = span.start as usize;
        loop {
            let group = self.text[end..].strip_prefix(',').unwrap_or_default();
            let digits = group.len() - group.trim_start_matches(digit).len();
            if digits != 3 {
                break;
            }
            end += 1 + digits;
        }
        let goes_on =
            self.text[end..].strip_prefix(',').is_some_and(|rest| rest.starts_with(digit));
        if start == before.len() || end == span.start as usize || goes_on {
            return None;
        }
        let whole = Span { start: start as u32, end: end as u32, ..span };
        let number = self.slice(whole).replace(',', "");
        let title = format!("write `{number}`");
        let message = format!("`{}` has commas: a number has none", self.slice(whole));
        let told = Diagnostic::new(&rules::INVALID_NUMBER, message, whole, "one number");
        // Of `1000,000` it is not plain that no digit is missing.
        let plain = before.len() - start <= 3;
        let sure = if plain { Applicability::Safe } else { Applicability::Unsafe };
        Some(told.help(title.clone()).fix(replace(title, sure, whole, &number)))
    }

    /// `must keep(Data) – unless secret(Data)`
    fn dash_before_clause(&self, span: Span) -> Option<Diagnostic> {
        let whole = self.dash_between(span)?;
        let told = unexpected(span, Thing::Clause.words(), &format!("`{}`", self.slice(span)));
        let fix = replace("leave the dash out", Applicability::Safe, whole, "");
        Some(told.help("leave the dash out: clauses follow each other without a sign").fix(fix))
    }

    /// A dash with blanks around it behind which a clause begins, and the blank behind it.
    pub(super) fn dash_between(&self, span: Span) -> Option<Span> {
        let behind = self.slice_after(span);
        let next = behind.trim_start();
        let word = next.split(|c: char| !c.is_alphabetic()).next()?;
        let kind = Kind::of_word(word.as_bytes())?;
        use Kind::{Notwithstanding, Otherwise, Subject, Unless, When, Without};
        let begins = super::expected::begins_time(kind)
            || matches!(kind, When | Unless | Subject | Notwithstanding | Otherwise | Without);
        let blanks = behind.len() - next.len();
        let end = span.end + blanks as u32;
        (begins && blanks > 0).then_some(Span { end, ..span })
    }

    /// `unless if secret(Data)`: the second word was read as a name.
    fn second_conjunction(&self, span: Span) -> Option<Diagnostic> {
        let at = self.span_before(span);
        let (word, before) = (self.slice(at), self.word_before(at));
        let again = matches!(word, "if" | "If" | "where" | "in_case");
        if !again || !matches!(before, "when" | "unless") {
            return None;
        }
        let told = unexpected(at, "a condition", &format!("`{word}`"));
        let whole = Span { end: span.start, ..at };
        let title = format!("leave `{word}` out");
        let help = format!("{title}: the condition follows `{before}` at once");
        Some(told.help(help).fix(replace(title, Applicability::Safe, whole, "")))
    }

    /// `at 2026-02-28 3 pm notice(d)`
    pub(super) fn clock_behind_day(&self, span: Span) -> Option<String> {
        let unit = self.slice_after(span).split_whitespace().next()?;
        let time = clock_meant(self.slice(span), unit).filter(|_| self.is_behind_day(span))?;
        Some(format!("a time of day is written `{time}`"))
    }
}

/// The time of day that `10am` means, `3 pm` or `3:30pm`.
pub(super) fn clock_meant(number: &str, unit: &str) -> Option<String> {
    let (hour, minutes) = number.split_once(':').unwrap_or((number, "00"));
    let is_minutes = minutes.len() == 2 && minutes.parse::<u8>().is_ok_and(|it| it < 60);
    let hour: u32 = hour.parse().ok().filter(|_| is_minutes)?;
    let hour = match unit.to_lowercase().replace('.', "").as_str() {
        "am" if (1..=12).contains(&hour) => hour % 12,
        "pm" if (1..=12).contains(&hour) => hour % 12 + 12,
        "h" | "hrs" | "uhr" | "o'clock" if hour < 24 => hour,
        _ => return None,
    };
    Some(format!("{hour:02}:{minutes}"))
}
