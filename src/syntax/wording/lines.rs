//! Help for lines of heads and scenarios that begin or go on otherwise.

use super::Words;
use super::slips::starts_with_modal;
use crate::source::Span;
use crate::syntax::spelling::line_of_scenario_meant;
use crate::syntax::token::Kind;

impl Words<'_> {
    /// A line that begins with the mark of a list, as `- norm n { … }` or `(a) Firm must …` do.
    pub(super) fn mark_of_list(&self, span: Span, found: Kind) -> Option<&'static str> {
        let before = self.text[..span.start as usize].trim_end_matches([' ', '\t']);
        if !before.is_empty() && !before.ends_with(['\n', '{']) {
            return None;
        }
        let rest = self.slice_after(span);
        let behind = match found {
            Kind::Minus => rest,
            Kind::LeftParen => rest.split_once(')').filter(|(mark, _)| mark.len() <= 4)?.1,
            _ => return None,
        };
        let behind = behind.trim_start();
        let word = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        // Where no word of the language follows, it may be a paragraph of its own.
        let begins = Kind::of_word(word.as_bytes()).is_some()
            || found == Kind::Minus && before.ends_with('{')
            || before.trim_end().ends_with('{') && word.starts_with(char::is_uppercase);
        begins.then_some(NO_MARK)
    }

    pub(super) fn slip_in_head(&self, span: Span, found: Kind) -> Option<&'static str> {
        let parties = self.is_in_line_of(span, &["parties"]);
        Some(match (found, self.slice(span)) {
            (Kind::LeftParen | Kind::Number | Kind::Minus, _)
                if self.text[..span.start as usize]
                    .trim_end_matches([' ', '\t'])
                    .ends_with('\n') =>
            {
                "a paragraph is a norm of its own: `norm art5_1 { State must … }`"
            }
            (Kind::Text, _)
                if self.is_in_line_of(span, &["allow"]) || self.has_word_in_line(span, "allow") =>
            {
                "the reason follows `because`: `allow C201 because \"…\"`"
            }
            (Kind::And, _) if parties || self.has_word_in_line(span, "parties") => {
                "put a comma between two parties"
            }
            (Kind::Date, _) if parties => "write `since`: `parties France since 2005-01-01`",
            (Kind::To, _) if parties => {
                "write `until`: `parties France since 2005-01-01 until 2022-09-16`"
            }
            (Kind::Name, _) if self.word_before(span) == "soft" => {
                "leave it out: `soft` stands alone"
            }
            (Kind::Name, "enters" | "entered" | "entry" | "force" | "effective") => {
                "write `in force 2024-10-18`"
            }
            (Kind::Name, "draft" | "bill" | "pending") => "write `proposed`",
            (Kind::Name, "article" | "Article" | "section" | "Section") => {
                "a norm begins with `norm`: `norm article5 { State must … }`"
            }
            (Kind::Name, "apply") => "write `applies when …`",
            (Kind::Name, "rank") => "write `order law rank statute`",
            (Kind::Name, word) => {
                let behind = self.slice_after(span).trim_start();
                match starts_with_modal(behind) && word != "norm" {
                    true => {
                        "a sentence stands in a norm, which has a name: `norm n1 { State must … }`"
                    }
                    false => return None,
                }
            }
            _ => return None,
        })
    }

    pub(super) fn slip_in_scenario(&self, span: Span, found: Kind) -> Option<&'static str> {
        let line = self.text[..span.start as usize].rsplit('\n').next().unwrap_or_default();
        let behind_day = !line.trim().is_empty() && self.is_behind_day(span);
        if line_of_scenario_meant(self.slice(span)).is_some() {
            return None;
        }
        Some(match (found, self.slice(span)) {
            (Kind::Name, "On" | "date" | "Date") => "write `on` and the day: `on 2026-03-01`",
            (Kind::Name, "At") => "write `at`, the day and what happens: `at 2026-03-01 notice(d)`",
            (Kind::Name, _) if behind_day => {
                "what happens on a day follows `at`: `at 2026-03-01 notice(d)`"
            }
            (Kind::Name, _) if self.slice_after(span).starts_with('(') => {
                "what is so follows `fact`, what happens follows `at` and the day: `at 2026-03-01 notice(d)`"
            }
            (Kind::And, _) if self.word_before(span).starts_with(char::is_uppercase) => {
                "put a comma between two kinds or roles: `participant acme is Firm, Provider`"
            }
            (Kind::Event, _) => "what happens follows `at` and its day: `at 2026-03-01 notice(d)`",
            (Kind::Comma, _) => "each line begins with its word: write `expect` again",
            _ => return None,
        })
    }
}

/// Help where the mark of a list stands before an item or a sentence.
pub(super) const NO_MARK: &str =
    "leave the mark of the list out: an item begins with its own word, a norm with whom it binds";
