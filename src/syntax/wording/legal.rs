//! Help for what lawyers write and the language writes otherwise.

use super::Words;
use super::phrases::{
    A_RIGHT, AFTER, DURING, DUTY_AFTER, DUTY_DURING, DUTY_FROM, DUTY_ONLY_IF,
    DUTY_WITH_EFFECT_FROM, FROM, MAY, MUST, MUST_OR_NEED_NOT, ONLY_IF, OPENINGS, PHRASES, Phrases,
    REFUSE, WITH_EFFECT_FROM,
};
use crate::source::Span;

/// The help where the act is denied.
fn denied(help: &'static str) -> &'static str {
    match help {
        MUST | MUST_OR_NEED_NOT => "write `must not`",
        MAY | A_RIGHT => {
            "for a freedom to leave the act write `need not`; a right that others leave it is their \
             duty: `Controller must not …`"
        }
        help => help,
    }
}

/// The help where a duty is limited, not a freedom.
fn of_a_duty(help: &'static str) -> &'static str {
    match help {
        ONLY_IF => DUTY_ONLY_IF,
        REFUSE => "write `must not` and the act",
        // In a duty `from` asks for what is done all the time, and most duties are done once.
        FROM => DUTY_FROM,
        WITH_EFFECT_FROM => DUTY_WITH_EFFECT_FROM,
        AFTER => DUTY_AFTER,
        DURING => DUTY_DURING,
        help => help,
    }
}

impl Words<'_> {
    /// Help for a phrase of law that begins where the mistake was found, or before it.
    pub(super) fn phrase_of_law(&self, span: Span) -> Option<&'static str> {
        const WORDS_BACK: [usize; 5] = [4, 3, 2, 0, 1]; // the longest first, then as it reads
        WORDS_BACK.into_iter().find_map(|back| {
            let start = self.words_back(span, back)?;
            let (phrase, help) = self.among(PHRASES, start)?;
            // What begins further back must reach the mistake.
            if back > 1 && phrase.split_whitespace().count() <= back {
                return None;
            }
            Some(match (self.is_denied(start), self.is_duty(span)) {
                (true, _) => denied(help),
                (_, true) => of_a_duty(help),
                _ => help,
            })
        })
    }

    /// Where the word begins that stands so many words before a span.
    fn words_back(&self, span: Span, count: usize) -> Option<usize> {
        let mut start = span.start;
        for _ in 0..count {
            let word = self.word_before(Span { start, ..span });
            let end = self.text[..start as usize].trim_end().len();
            start = (end - word.len()) as u32;
        }
        Some(start as usize)
    }

    /// Whether the sentence before a span commands an act, and does not forbid or permit it.
    pub(super) fn is_duty(&self, span: Span) -> bool {
        let sentence = self.sentence_before(span);
        let mut words = sentence
            .split_whitespace()
            .skip_while(|it| !matches!(*it, "must" | "shall" | "should"));
        words.next().is_some() && words.next() != Some("not")
    }

    /// Whether what is undertaken or granted is not to act: `undertakes not to disclose`.
    fn is_denied(&self, start: usize) -> bool {
        const NEAR: usize = 40;
        let rest: String = self.text[start..].chars().take(NEAR).collect();
        let clause = rest.split(['(', '{', '}', ',']).next().unwrap_or_default();
        clause.contains(" not to ")
    }

    /// Help for a sentence that begins with something else than whom it binds.
    pub(super) fn opening_of_law(&self, span: Span) -> Option<&'static str> {
        let before = &self.text[..span.start as usize];
        let start = before.rfind(['{', '}', '\n', '"']).map_or(0, |at| at + 1);
        let start = start + (before.len() - start - before[start..].trim_start().len());
        self.among(OPENINGS, start).map(|(_, help)| help)
    }

    fn among(&self, table: Phrases, start: usize) -> Option<(&'static str, &'static str)> {
        const LONGEST: usize = 24;
        let text: String =
            self.text.get(start..)?.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
        table.iter().find(|(phrase, _)| text.starts_with(phrase)).copied()
    }
}
