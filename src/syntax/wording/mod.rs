//! The words for each mistake: message, label, help and fixes. Finds nothing itself.

mod asked;
mod brackets;
mod dates;
mod expected;
mod figures;
mod grammar;
mod laws;
mod legal;
mod lexical;
mod lines;
mod often;
mod own_words;
mod phrases;
mod place;
mod place_slips;
mod slips;
mod time_limits;

use std::collections::HashMap;

use self::expected::unexpected;
use self::grammar::{
    and_after, long_length, may_not, missing_comma, missing_label, said_true, too_deep,
    too_many_parts,
};
use self::lexical::{full_stop, large_number, merge_conflict, semicolon, square_brackets};
use super::limits;
use super::problem::{Expected, Problem, Problems, Thing, What};
use super::rules;
use super::tokens::Reading;
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix};
use crate::source::{FileId, Span};

/// The mistakes of a file in words, in the order of the text.
pub(super) fn diagnostics(reading: Reading<'_>) -> Vec<Diagnostic> {
    let (text, file) = (reading.text, reading.file);
    let Problems { mut kept, mut more } = reading.into_problems();
    kept.sort_by_key(|problem| (problem.start, problem.end));
    // A sign that fits nowhere in place of ours is one mistake.
    let wrong: Vec<(u32, u32)> =
        kept.iter().filter(|it| is_expected(it)).map(|it| (it.start, it.end)).collect();
    let said: Vec<u32> =
        kept.iter().filter(|it| it.what == What::SaidTrue).map(|it| it.start).collect();
    kept.retain(|it| !is_look_alike(it) || !said.contains(&it.start));
    kept.retain(|it| !is_look_alike(it) || !wrong.contains(&(it.start, it.end)));
    // `article 5.1 { … }`, `article 5a { … }`: the number is no mistake beside that of its word.
    let parts: Vec<u32> = kept.iter().filter(|it| is_item(it)).map(|it| it.end).collect();
    kept.retain(|it| {
        let number = matches!(it.what, What::DecimalNumber | What::GluedNumber { .. });
        !number || !parts.contains(&(it.start.saturating_sub(1)))
    });
    // `Firm.size is at least 250`: what stands right behind a word that is no kind is no second mistake.
    let no_sort = What::WordAsName { expected: Thing::Sort };
    let no_sorts: Vec<u32> = kept.iter().filter(|it| it.what == no_sort).map(|it| it.end).collect();
    kept.retain(|it| {
        let behind = || text[..it.start as usize].trim_end().len() as u32;
        !is_expected(it) || no_sorts.is_empty() || no_sorts.binary_search(&behind()).is_err()
    });
    let words = Words { text, file };
    let again = words.take_mentions(&mut kept);
    more += kept.len().saturating_sub(limits::MAX_ERRORS);
    kept.truncate(limits::MAX_ERRORS);
    let mut diagnostics: Vec<Diagnostic> = kept
        .iter()
        .map(|problem| match again.get(&problem.start) {
            Some(again) => words.word_as_name_again(words.diagnostic(problem), again),
            None => words.diagnostic(problem),
        })
        .collect();
    if let (Some(last), true) = (kept.last(), more > 0) {
        diagnostics.push(too_many(words.span(last.start, last.end), more));
    }
    diagnostics
}

fn is_expected(problem: &Problem) -> bool {
    matches!(problem.what, What::Expected { .. })
}

/// Whether an item should begin where something else does.
fn is_item(problem: &Problem) -> bool {
    let item = Expected::Thing(Thing::Item);
    matches!(problem.what, What::Expected { expected, .. } if expected == item)
}

fn is_look_alike(problem: &Problem) -> bool {
    matches!(problem.what, What::LookAlike { .. })
}

/// Whether something is given a name here that is a word of the language.
fn declares_a_word(problem: &Problem) -> bool {
    use Thing::{InstrumentName, NormName, Other};
    let What::WordAsName { expected } = problem.what else { return false };
    matches!(expected, NormName | InstrumentName)
        || matches!(expected, Other(words) if words.ends_with("name") || words.starts_with("the name of the definition"))
}

/// Whether this may be the mention of something whose name is a word of the language.
fn mentions_a_word(problem: &Problem) -> bool {
    use Thing::{Act, Bearer, Condition, Name, NormOrInstrument, Other, Sort};
    match problem.what {
        What::WordAsName { .. } => !declares_a_word(problem),
        What::Expected { expected: Expected::Thing(thing), found } => {
            let name = matches!(thing, Act | Bearer | Condition | Name | NormOrInstrument | Sort);
            found.is_word() && (name || matches!(thing, Other(_)))
        }
        _ => false,
    }
}

/// The diagnostic for a text beyond the limit, which is not read at all.
pub(crate) fn file_too_large(name: &str, span: Span) -> Diagnostic {
    let limit = limits::MAX_FILE_BYTES >> 20;
    let message = format!("`{name}` is larger than {limit} MiB");
    Diagnostic::new(&rules::FILE_TOO_LARGE, message, span, "not checked")
        .help("split it into several files in one folder: they are checked together")
}

fn too_many(span: Span, more: usize) -> Diagnostic {
    let errors = if more == 1 { "error" } else { "errors" };
    let message = format!("{more} more {errors} in this file are not shown");
    Diagnostic::new(&rules::TOO_MANY_ERRORS, message, span, "the last error that is shown")
        .help("mend the first ones and check again: some of the others may vanish")
}

/// What wording needs of a file.
struct Words<'a> {
    text: &'a str,
    file: FileId,
}

impl Words<'_> {
    /// Takes out what is wrong where something is mentioned whose name is a word of the language; gives where that is,
    /// by where it is declared.
    fn take_mentions(&self, kept: &mut Vec<Problem>) -> HashMap<u32, Vec<Span>> {
        let text = |it: &Problem| self.slice(self.span(it.start, it.end));
        let mut declared: HashMap<&str, u32> = HashMap::new();
        for problem in kept.iter().filter(|it| declares_a_word(it)) {
            declared.entry(text(problem)).or_insert(problem.start);
        }
        let mut again: HashMap<u32, Vec<Span>> = HashMap::new();
        if declared.is_empty() {
            return again;
        }
        kept.retain(|problem| {
            let first = declared.get(text(problem)).copied();
            let Some(first) = first.filter(|_| mentions_a_word(problem)) else { return true };
            again.entry(first).or_default().push(self.span(problem.start, problem.end));
            false
        });
        again
    }

    fn diagnostic(&self, problem: &Problem) -> Diagnostic {
        let span = self.span(problem.start, problem.end);
        match problem.what {
            What::Silent => unexpected(span, "something else", "this"),
            What::Expected { expected, found } => self.expected(span, expected, found),
            What::UnclosedText => self.unclosed_text(span),
            What::TextOverLines => self.text_over_lines(span),
            What::Quotes { open, close } => self.quotes(span, u32::from(open), u32::from(close)),
            What::LookAlike { sign, name } => self.look_alike(span, sign, name),
            What::Semicolon => semicolon(span),
            What::FullStop => full_stop(span),
            What::MergeConflict => merge_conflict(span),
            What::SquareBrackets => square_brackets(span),
            What::HyphenInName => self.hyphen_in_name(span),
            What::DashedDate => self.dashed_date(span),
            What::InvalidCharacter => self.invalid_character(span),
            What::ForeignComment => self.foreign_comment(span),
            What::BadDate => self.bad_date(span),
            What::LargeNumber => large_number(span),
            What::DecimalNumber => self.decimal_number(span),
            What::GluedNumber { letters } => self.glued_number(span, letters),
            What::NumberInWords { count } => self.number_in_words(span, count),
            What::LongLength => long_length(span),
            What::Unclosed { open, close } => self.unclosed(span, open, close),
            What::StrayBracket => self.stray_bracket(span),
            What::WordAsName { expected } => self.word_as_name(span, expected),
            What::TooDeep => too_deep(span),
            What::TooManyParts => too_many_parts(span),
            What::MayNot => may_not(span),
            What::MixedConditions(groups) => self.mixed_conditions(span, groups),
            What::MixedActs => self.mixed_acts(span),
            What::MixedTimes => self.mixed_times(span),
            What::BanOnBoth { joiner } => self.ban_on_both(span, joiner),
            What::AndAfter { modal } => and_after(span, modal),
            What::Misplaced => self.misplaced(span),
            What::Missing { expected } => self.missing(span, expected),
            What::WithoutBrackets => self.without_brackets(span),
            What::SecondWord => self.second_word(span),
            What::MissingLabel => missing_label(span, self.slice(span)),
            What::MissingComma => missing_comma(span, self.slice(span)),
            What::SaidTrue => said_true(span, self.denies(span)),
            What::Turned { first, second } => self.turned(span, first, second),
            What::RanksInARow => self.ranks_in_a_row(span),
            What::OneWordEach { word } => self.one_word_each(span, word),
            What::NotAModal => self.not_a_modal(span),
            What::Passive => self.passive(span),
        }
    }

    fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.file, start, end)
    }

    fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// The text of a span on one line and not longer than a reader wants to see it.
    fn short(&self, span: Span) -> String {
        const MOST: usize = 40;
        let mut text = String::new();
        for character in self.slice(span).chars().take(MOST) {
            text.push(if character.is_control() { ' ' } else { character });
        }
        if self.slice(span).chars().nth(MOST).is_some() {
            text.push('…');
        }
        text
    }
}

pub(super) fn replace(
    title: impl Into<String>,
    applicability: Applicability,
    span: Span,
    text: &str,
) -> Fix {
    let edits = vec![Edit { span, text: text.to_owned() }];
    Fix { title: title.into(), applicability, edits }
}
