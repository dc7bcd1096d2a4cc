//! Help for dates that are written as texts write them: `25 May 2018`, `25.05.2018`, and for days that there are not.

use super::expected::unexpected;
use super::{Words, replace};
use crate::diagnostics::{Applicability, Diagnostic};
use crate::source::Span;
use crate::syntax::lexer::{days_in, exact_date};
use crate::syntax::problem::{Expected, Thing};
use crate::syntax::rules;

impl Words<'_> {
    /// A date in words where a time should stand: there, or with the word before that was read as another thing.
    pub(super) fn date_in_place(&self, span: Span, expected: Expected) -> Option<Diagnostic> {
        let lasts = matches!(
            self.word_before(self.span_before(span)),
            "within" | "for" | "every" | "least" | "most"
        );
        let of_time = match expected {
            Expected::Thing(Thing::Unit) => !lasts,
            Expected::Thing(Thing::Date | Thing::Clause) => true,
            Expected::Thing(Thing::Other(thing)) => thing.contains("date"),
            // `fact deal.signed = 31 May 2027`: the day was read as a number, and what follows has no place.
            _ => self.word_before(span).bytes().all(|byte| byte.is_ascii_digit()),
        };
        self.date_in_words(span).filter(|_| of_time)
    }

    /// A date in words that begins at a word or the one before it, and how it is written.
    pub(super) fn date_in_words(&self, span: Span) -> Option<Diagnostic> {
        let (whole, date) =
            self.words_of_date(span).or_else(|| self.words_of_date(self.span_before(span)))?;
        let found = format!("`{}`", self.short(whole));
        let told = unexpected(whole, Thing::Date.words(), &found);
        if exact_date(&date).is_none() {
            let help = format!("there is no such day: {}", why_no_day(&date));
            return Some(told.help(help));
        }
        let title = format!("write `{date}`");
        let fix = replace(title.clone(), Applicability::Safe, whole, &date);
        Some(told.help(title).fix(fix))
    }

    /// From which byte to which a date in words stands, and how it is written: `25 May 2018`, `1st of May 2018`,
    /// `May 25, 2018`.
    fn words_of_date(&self, span: Span) -> Option<(Span, String)> {
        const LONGEST: usize = 32;
        let rest = &self.text[span.start as usize..];
        let end = rest.char_indices().nth(LONGEST).map_or(rest.len(), |(at, _)| at);
        let line = rest[..end].split('\n').next().unwrap_or_default();
        let words: Vec<&str> =
            line.split_whitespace().filter(|&word| word != "of").take(3).collect();
        let [first, second, third] = words[..] else { return None };
        let (day, month) =
            if month_of(second).is_some() { (first, second) } else { (second, first) };
        let month = month_of(month)?;
        let digits =
            |text: &str| text.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<u32>();
        let day = digits(day).ok().filter(|&day| day < 100)?;
        let year: String = third.chars().take_while(char::is_ascii_digit).collect();
        let start = third.as_ptr() as usize - rest.as_ptr() as usize;
        let end = span.start + (start + year.len()) as u32;
        let date = format!("{year}-{month:02}-{day:02}");
        (year.len() == 4).then_some((Span { end, ..span }, date))
    }

    pub(super) fn dashed_date(&self, span: Span) -> Diagnostic {
        let written = self.short(span);
        let parts: Vec<&str> = written.split(|c: char| !c.is_ascii_digit()).collect();
        let date = parts.join("-");
        let message = format!("the date `{written}` is written with dashes, not with hyphens");
        let title = format!("write `{date}`");
        Diagnostic::new(&rules::LOOK_ALIKE, message, span, title.clone()).fix(replace(
            title,
            Applicability::Safe,
            span,
            &date,
        ))
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The number of a month, from 1: of `May`, `may,` and `Sept.`
fn month_of(word: &str) -> Option<usize> {
    let word = word.trim_end_matches([',', '.']);
    let begins =
        |month: &&str| month.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
    let at = MONTHS.iter().position(|month| word.len() > 2 && begins(month))?;
    Some(at + 1)
}

/// What to write for `25.05.2018`, the day first, or why there is no such day.
pub(super) fn written_otherwise(written: &str) -> Option<String> {
    let parts: Vec<i32> =
        written.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [day, month, year] = parts[..] else { return None };
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(match exact_date(&date) {
        Some(_) => format!("write `{date}`"),
        None => format!("{}; a date is written `2018-05-25`", why_no_day(&date)),
    })
}

/// What is wrong with a date of the right shape.
pub(super) fn why_no_day(written: &str) -> String {
    let mut parts = written.split('-').map(|part| part.parse::<i32>().unwrap_or(0));
    let (year, month) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    match u8::try_from(month).ok().filter(|month| (1..=12).contains(month)) {
        Some(month) if year > 0 => {
            let name = MONTHS[usize::from(month) - 1];
            format!("{name} {year} has {} days", days_in(year, month))
        }
        Some(_) => "years begin with 0001".to_owned(),
        None => "a year has 12 months".to_owned(),
    }
}
