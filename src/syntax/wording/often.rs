//! Help for how often something is done, and for lengths that stand alone: `annually`, `six months after …`.

use super::{Words, replace};
use crate::diagnostics::{Applicability, Fix};
use crate::source::Span;
use crate::syntax::problem::{Expected, Thing};
use crate::syntax::spelling::number_meant;

/// Words of law for how often, and the lengths that they stand for.
const OFTEN: &[(&str, &str)] = &[
    ("annually", "1 year"),
    ("yearly", "1 year"),
    ("biennially", "2 years"),
    ("quarterly", "3 months"),
    ("monthly", "1 month"),
    ("fortnightly", "2 weeks"),
    ("weekly", "1 week"),
    ("daily", "1 day"),
    ("hourly", "1 hour"),
];

impl Words<'_> {
    /// What to write for `must pay(Rent) annually` and `must annually pay(Rent)`, with the edit where it is plain.
    pub(super) fn how_often(
        &self,
        span: Span,
        expected: Expected,
    ) -> Option<(String, Option<Fix>)> {
        if expected != Expected::Thing(Thing::Clause) {
            return None;
        }
        if let Some(length) = length_meant(self.slice(span)) {
            let title = format!("write `every {length}`");
            // Behind another time or a condition it would be a mistake of its own.
            if !self.is_duty(span) || self.has_clause_before(span) {
                return Some((format!("{title} right behind the act"), None));
            }
            let written = format!("every {length}");
            let fix = replace(title.clone(), Applicability::Safe, span, &written);
            return Some((title, Some(fix)));
        }
        let length = length_meant(self.word_before(span))?;
        let brackets = if self.slice_after(span).starts_with('(') { "(…)" } else { "" };
        let act = self.short(span);
        let help =
            format!("how often stands behind the act: `must {act}{brackets} every {length}`");
        Some((help, None))
    }

    /// `must not erase(Data) six months after notice(Controller)`: a length without the word that begins a time.
    pub(super) fn length_alone(&self, span: Span) -> Option<String> {
        let number = number_meant(self.slice(span))?;
        let behind = self.slice_after(span);
        let unit = behind.split_whitespace().next()?;
        let known = ["minute", "hour", "day", "week", "month", "year"];
        let is_unit = known.contains(&unit.trim_end_matches('s'));
        is_unit.then(|| match self.is_duty(span) {
            true => format!(
                "a time begins with a word, and its number has digits: `within {number} {unit} of …`"
            ),
            false => format!(
                "a time begins with a word, and its number has digits: `from {number} {unit} after …`"
            ),
        })
    }

    /// Whether a time, a condition or a relation stands before.
    fn has_clause_before(&self, span: Span) -> bool {
        let words = [
            "within",
            "before",
            "until",
            "from",
            "no",
            "at",
            "for",
            "every",
            "when",
            "unless",
            "subject",
            "notwithstanding",
            "without",
            "otherwise",
            "displaces",
            "in",
            "with",
        ];
        words.iter().any(|word| self.has_before(span, word))
    }
}

/// The length that a word for how often stands for.
fn length_meant(word: &str) -> Option<&'static str> {
    let known = OFTEN.iter().find(|(said, _)| said.eq_ignore_ascii_case(word));
    known.map(|(_, length)| *length)
}
