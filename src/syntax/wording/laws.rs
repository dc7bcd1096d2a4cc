//! Help for parts of laws that are written as laws have them: `article 5 { … }`, `section 3 "Rent" { … }`.

use super::Words;
use crate::source::Span;
use crate::syntax::problem::Thing;
use crate::syntax::spelling::other_word_for_item;
use crate::syntax::token::Kind;

impl Words<'_> {
    /// What to write for a part of a law whose first word a span covers, where a line begins with it.
    pub(super) fn part_of_law(&self, span: Span, thing: Thing) -> Option<String> {
        let (word, line) = (self.slice(span), self.slice_after(span));
        let before = self.text[..span.start as usize].rsplit('\n').next()?;
        let meant = other_word_for_item(word).filter(|it| matches!(*it, "norm" | "instrument"))?;
        if !before.trim().is_empty() {
            return None;
        }
        let line = line.lines().next().unwrap_or_default();
        let written = line.split(['{', '"', ':']).next()?.trim_start_matches(['.', ' ']);
        let written = written.split_whitespace().next()?;
        let name = name_of(word, written)?;
        // A word alone is mended where it stands.
        if meant == "instrument" && !written.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        Some(match (self.holds_norms(span), thing) {
            (true, Thing::InstrumentLine) => format!(
                "instruments do not stand in each other: take the norms out of `{word} {written} {{ … }}`, or make \
                 it an `instrument {name} {{ … }}` outside"
            ),
            (true, _) => {
                format!("what holds norms is an `instrument`: write `instrument {name} {{ … }}`")
            }
            (false, _) => format!("write `{meant} {name} {{ … }}`"),
        })
    }

    /// Whether the braces behind a span begin with a norm.
    fn holds_norms(&self, span: Span) -> bool {
        let (head, inside) = self.slice_after(span).split_once('{').unwrap_or_default();
        if head.trim_end().contains('\n') {
            return false;
        }
        let mut lines = inside.lines().map(str::trim_start);
        let first = lines.find(|line| !line.is_empty() && !line.starts_with("//"));
        let word = first.and_then(|line| line.split(|c: char| !c.is_alphanumeric()).next());
        word.is_some_and(|it| it == "norm" || other_word_for_item(it) == Some("norm"))
    }
}

/// The name of one word for `article 5.1`, `Art. 17`, `clause s3`.
fn name_of(word: &str, written: &str) -> Option<String> {
    const LONGEST: usize = 24;
    let joined: String =
        written.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect();
    let parts: Vec<&str> = joined.split('_').filter(|part| !part.is_empty()).collect();
    let name = parts.join("_");
    if name.is_empty() || name.len() > LONGEST || Kind::of_word(name.as_bytes()).is_some() {
        return None;
    }
    Some(match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("{}{name}", word.to_lowercase()),
        false => name,
    })
}
