//! Help for the longest and shortest times of laws, `no more than 3 days after …`, and for times that lack what they are
//! counted from.

use super::Words;
use crate::source::Span;
use crate::syntax::problem::Thing;
use crate::syntax::spelling::number_meant;
use crate::syntax::token::Kind;

/// What a sentence says of its act, on which it hangs what a limit means.
#[derive(Clone, Copy, PartialEq)]
enum Sentence {
    Duty,
    Ban,
    Freedom,
}

/// How laws limit a time.
#[derive(Clone, Copy, PartialEq)]
enum Limit {
    NoMore,
    /// The end of what is done once, or of what lasts.
    UpTo,
    /// Most often of what lasts.
    NoLonger,
    AtLeast,
}

const LIMITS: &[(&str, Limit)] = &[
    ("no more than ", Limit::NoMore),
    ("not more than ", Limit::NoMore),
    ("at most ", Limit::NoMore),
    ("a maximum of ", Limit::NoMore),
    ("up to ", Limit::UpTo),
    ("no longer than ", Limit::NoLonger),
    ("not longer than ", Limit::NoLonger),
    ("no less than ", Limit::AtLeast),
    ("not less than ", Limit::AtLeast),
    ("at least ", Limit::AtLeast),
    ("a minimum of ", Limit::AtLeast),
    ("more than ", Limit::AtLeast),
];

/// Where a time or a length stands.
const TIMES: [Thing; 4] = [
    Thing::Clause,
    Thing::Other("`earlier than` or `later than`"),
    Thing::Other("a length like `3 days`"),
    Thing::Other("`at all times` or `at least … before …`"),
];

impl Words<'_> {
    /// `no more than 3 days after E`, `for at most 5 years after E`
    pub(super) fn limit_in_words(&self, span: Span, thing: Thing) -> Option<String> {
        let in_condition = self.has_before(span, "when") || self.has_before(span, "unless");
        if !TIMES.contains(&thing) || in_condition {
            return None;
        }
        let first = self.span_before(span).start;
        let (start, (words, limit)) = [first, span.start].into_iter().find_map(|start| {
            let text = &self.text[start as usize..];
            LIMITS.iter().find(|(words, _)| text.starts_with(words)).map(|found| (start, found))
        })?;
        let behind = &self.text[start as usize + words.len()..];
        let (length, rest) = match length_in(behind) {
            Some(found) => found,
            None if behind.starts_with(|c: char| c.is_ascii_digit()) => {
                return Some(
                    "norms do not count acts; a longest time is `no later than 3 days after …`"
                        .to_owned(),
                );
            }
            None => ("30 days".to_owned(), ""),
        };
        let is_before = matches!(rest.split_whitespace().next(), Some("before" | "prior"));
        let sentence = self.kind_of_sentence(span);
        Some(match self.word_before(Span { start, ..span }) {
            "within" | "in" => format!("write `within {length} of …`"),
            "for" => of_what_lasts(*limit, sentence, &length),
            _ => of_what_is_done(*limit, sentence, &length, is_before),
        })
    }

    fn kind_of_sentence(&self, span: Span) -> Sentence {
        let sentence = self.sentence_before(span);
        let denied = ["must not ", "shall not ", "should not "];
        match self.is_duty(span) {
            true => Sentence::Duty,
            false if denied.iter().any(|modal| sentence.contains(modal)) => Sentence::Ban,
            false => Sentence::Freedom,
        }
    }

    /// `until 5 years after`, behind which nothing stands. The text is read up to `end`.
    pub(super) fn without_anchor(&self, end: u32, thing: Thing) -> Option<String> {
        let before = self.text[..end as usize].trim_end();
        let mut words = before.split_whitespace().rev();
        let counts = match thing {
            Thing::AfterOrBefore => "after",
            Thing::Other("an event, an act or a date") => words.next()?,
            _ => return None,
        };
        let (unit, number) = (words.next()?, words.next()?);
        let length = length_in(&format!("{number} {unit}")).map(|(length, _)| length);
        Some(match (counts, length) {
            ("of", Some(length)) => {
                format!("say what the time is counted from: `within {length} of notice(Data)`")
            }
            ("after" | "before", Some(length)) => format!(
                "say what the time is counted from: `{length} {counts} notice(Data)`, `{length} {counts} 2026-01-01`"
            ),
            ("than", _) => {
                format!(
                    "say what day or event it is: `no {unit} than 2026-01-01`, `no {unit} than notice(Data)`"
                )
            }
            ("until" | "from" | "before", _) => {
                format!(
                    "say what day or event it is: `{counts} 2026-01-01`, `{counts} notice(Data)`"
                )
            }
            _ => return None,
        })
    }
}

/// Whether a time ends here that was begun.
pub(super) fn ends_time(found: Kind) -> bool {
    use Kind::*;
    matches!(found, RightBrace | Eof | When | Unless | Subject | Notwithstanding | Otherwise)
        || matches!(found, And | Or | Comma)
}

fn of_what_lasts(limit: Limit, sentence: Sentence, length: &str) -> String {
    match (limit, sentence) {
        (Limit::AtLeast, _) => format!("write how long, and from when: `for {length} after …`"),
        (_, Sentence::Ban) => format!("write when the ban ends: `for {length} after …`"),
        _ => format!(
            "a longest time is a ban on what comes after it: `must not … from {length} after …`"
        ),
    }
}

fn of_what_is_done(limit: Limit, sentence: Sentence, length: &str, is_before: bool) -> String {
    use Sentence::{Ban, Duty, Freedom};
    let point = format!("{length} {} …", if is_before { "before" } else { "after" });
    match (limit, sentence) {
        (Limit::AtLeast, Duty) if is_before => format!("write `at least {point}`"),
        (Limit::AtLeast, Ban) if is_before => format!("write `until {point}`"),
        (Limit::AtLeast, Freedom) if is_before => format!("write `no later than {point}`"),
        (Limit::AtLeast, Ban) => format!("write `from {point}`"),
        (Limit::AtLeast, _) => format!("write `no earlier than {point}`"),
        (Limit::UpTo, Ban) => format!("write `until {point}`"),
        (_, Ban) => {
            format!("say when the ban ends, with `until {point}`, or begins, with `from {point}`")
        }
        (Limit::NoMore, _) if is_before => format!("write `no earlier than {point}`"),
        (Limit::NoMore, Duty) => format!("write `no later than {point}`"),
        (Limit::UpTo, Duty) => {
            format!("write `no later than {point}`; what is done all the time, `until {point}`")
        }
        (_, Duty) => format!(
            "write `no later than {point}`; of what lasts, a longest time is a ban on what comes after it: \
             `must not … from {point}`"
        ),
        (_, Freedom) => format!(
            "write `no later than {point}`; only a ban forbids what comes after it: `must not … from {point}`"
        ),
    }
}

/// The length with which a text begins, as the language writes it, and what follows it.
fn length_in(text: &str) -> Option<(String, &str)> {
    const UNITS: [&str; 6] = ["minute", "hour", "day", "week", "month", "year"];
    let (number, rest) = text.trim_start().split_once(char::is_whitespace)?;
    if number.contains('.') && number.starts_with(char::is_alphabetic) {
        return Some((number.to_owned(), rest));
    }
    let count = number.parse().ok().or_else(|| number_meant(number))?;
    let mut rest = rest.trim_start();
    let mut working = "";
    let word = |text: &str| text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let first = &rest[..word(rest)];
    if matches!(first, "working" | "business" | "calendar" | "full" | "clear") {
        working = if matches!(first, "working" | "business") { "working " } else { "" };
        rest = rest[first.len()..].trim_start();
    }
    let unit = &rest[..word(rest)];
    let one = unit.trim_end_matches('s');
    let plural = if count == 1 { "" } else { "s" };
    UNITS.contains(&one).then(|| (format!("{count} {working}{one}{plural}"), &rest[unit.len()..]))
}
