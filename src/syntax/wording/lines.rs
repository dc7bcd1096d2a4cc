//! Help for lines of heads and scenarios that begin or go on otherwise.

use super::Words;
use super::slips::starts_with_modal;
use crate::source::Span;
use crate::syntax::spelling::line_of_scenario_meant;
use crate::syntax::token::Kind;

impl Words<'_> {
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
            (Kind::And, _) if parties => "put a comma between two parties",
            (Kind::Date, _) if parties => "write `since`: `parties France since 2005-01-01`",
            (Kind::To, _) if parties => {
                "write `until`: `parties France since 2005-01-01 until 2022-09-16`"
            }
            (Kind::Name, _) if self.word_before(span) == "soft" => {
                "leave it out: `soft` stands alone"
            }
            (Kind::Name, "enters" | "force" | "effective") => "write `in force 2024-10-18`",
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
            (Kind::Comma, _) => "each line begins with its word: write `expect` again",
            _ => return None,
        })
    }
}
