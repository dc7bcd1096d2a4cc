//! Help for slips of the pen, by what belongs where they stand.

use super::Words;
use super::expected::FACT_IN_BRACKETS;
use super::slips::{slip_for_thing, starts_with_modal};
use crate::source::Span;
use crate::syntax::problem::Thing;
use crate::syntax::token::Kind;

impl Words<'_> {
    /// Help where something belongs that is not a single word.
    pub(super) fn slip_in_place(
        &self,
        span: Span,
        thing: Thing,
        found: Kind,
    ) -> Option<&'static str> {
        let slip = match thing {
            Thing::InstrumentLine => return self.slip_in_head(span, found),
            Thing::ScenarioLine if found == Kind::Or && self.has_word_in_line(span, "=") => {
                return Some("write one fact for each; what is not known is left out");
            }
            Thing::ScenarioLine => return self.slip_in_scenario(span, found),
            Thing::Assertion => return self.slip_of_assertion(span, found),
            Thing::Other(words) => {
                return self.slip_of_choice(span, found).or_else(|| slip_for_thing(words, found));
            }
            Thing::Item => self.slip_in_item(span, found),
            Thing::Comparison => self.slip_in_comparison(span, found),
            Thing::Bearer | Thing::BearerOfSentence => self.slip_of_bearer(span, thing, found),
            Thing::Modal | Thing::ModalOrViolates => self.slip_for_modal(span, thing, found),
            Thing::ClosureVerb => self.slip_in_closure(span, found),
            Thing::NormOrInstrument => slip_of_norm(found),
            Thing::CommaOrLine => self.slip_behind_expected(span, found),
            _ => self.slip_in_passing(span, thing, found),
        };
        slip.or((found == Kind::Colon).then_some("leave the colon out"))
    }

    /// Where a word of a few places is nearly right.
    fn slip_in_passing(&self, span: Span, thing: Thing, found: Kind) -> Option<&'static str> {
        let word = self.slice(span);
        Some(match (thing, found) {
            (Thing::Act, Kind::Not) if self.word_before(span) == "does" => {
                "what is not said is not done: leave the line out"
            }
            (Thing::Act, Kind::To) => "leave `to` out: the act follows the modal at once",
            (Thing::Date, Kind::Name) if self.word_before(span) == "at" => {
                "the day follows `at`: `at 2026-03-01 notice(d)`"
            }
            (Thing::Date, Kind::On) => "leave `on` out: a day follows at once",
            (Thing::AfterOrBefore, Kind::Of) => "write `after`: `no later than 30 days after …`",
            (Thing::Unit, Kind::Comma) => "numbers are whole, and have no comma: `9000`",
            (Thing::CalendarLine, Kind::And) => "put a comma between two days",
            (Thing::Condition, Kind::Name) if word == "if" => {
                "write `A implies B`: `assume secret(Data) implies cleared(Data)`"
            }
            (Thing::NextItem, Kind::Number | Kind::Within) => LATER_EVENT,
            (Thing::NextItem, Kind::Name) if word.starts_with("follow") => {
                "write `after`: `event hearing(Case) after notice(Case)`"
            }
            (Thing::RuleVerb, Kind::Name) if matches!(word, "requires" | "presupposes") => {
                "write `needs`"
            }
            (Thing::RuleVerb, Kind::Is) => "write `counts as`",
            (Thing::Sort, Kind::Number) => "a number is compared: `Data.level = 3`",
            (Thing::Sort, Kind::Of) => "leave `of` out",
            (Thing::Sort, _) if self.word_before(span) == "closure" => {
                "the kind or role stands alone: `closure Company permits`"
            }
            _ => return None,
        })
    }

    /// Behind an item that seemed to be whole, by the word with which its line begins.
    fn slip_in_item(&self, span: Span, found: Kind) -> Option<&'static str> {
        let first = self.first_word_in_line(span);
        Some(match (first, found) {
            ("fact", Kind::Is) if self.slice_after(span).trim_start().starts_with("open") => {
                "`open` stands first: `open fact public(Data)`"
            }
            ("allow", Kind::Because | Kind::Text | Kind::Colon) => {
                "the reason follows `because`: `allow C201 because \"…\"`"
            }
            ("attribute", Kind::Number | Kind::Minus) => {
                "a number is its range alone: `attribute age(Member): 0..150`"
            }
            ("disjoint", Kind::And) => {
                "put a comma between two names: `disjoint Controller, Processor`"
            }
            ("kind" | "individual", Kind::Comma | Kind::And) => {
                "put a comma between two names, and what they are behind the last: `kind Bank, Shop is Firm`"
            }
            ("precedence", Kind::Greater | Kind::And) => {
                "canons are joined by commas, the strongest first: `precedence superior, specialis`"
            }
            ("use", Kind::Dot) => {
                "leave `.norm` out: `use cyber`; other paths stand in quotes: `use \"my file.norm\"`"
            }
            ("use", Kind::Comma | Kind::And) => "write `use` before each",
            ("role", Kind::Comma | Kind::And) => {
                "sorts of which one will do are joined by `or`: `role Controller is Firm or Person`"
            }
            _ => return None,
        })
    }

    fn slip_in_comparison(&self, span: Span, found: Kind) -> Option<&'static str> {
        Some(match found {
            Kind::Not => not_behind_modal(self.slice_after(span)),
            Kind::Name => match self.slice(span) {
                "exceeds" => "write `>`",
                "between" | "within" => "write both limits: `Data.level >= 1 and Data.level <= 2`",
                "apply" => "write `applies`",
                _ if self.sentence_before(span).trim_end().ends_with("there are") => WHO_THERE_IS,
                _ => return None,
            },
            Kind::RightBrace | Kind::Unless | Kind::And | Kind::Or if !self.is_of_chain(span) => {
                FACT_IN_BRACKETS
            }
            Kind::At => "write `>=` for `at least`, `<=` for `at most`: `Data.level >= 7`",
            Kind::Of => "whose it is stands before a dot: `Data.level > 7`",
            Kind::In => "write both limits: `Data.level >= 1 and Data.level <= 2`",
            _ => return None,
        })
    }

    fn slip_of_bearer(&self, span: Span, thing: Thing, found: Kind) -> Option<&'static str> {
        let is_modal = matches!(
            found,
            Kind::Must | Kind::Shall | Kind::May | Kind::Need | Kind::Should | Kind::Has
        );
        Some(match (thing, found) {
            (Thing::Bearer, Kind::Number) if self.slice_after(span).starts_with(['.', ')']) => {
                super::lines::NO_MARK
            }
            (Thing::Bearer, Kind::LeftBrace) => "one brace is enough",
            (Thing::Bearer, Kind::Text) => "the sentence stands without quotes",
            (Thing::BearerOfSentence, Kind::Comma) => "leave the comma out",
            (Thing::BearerOfSentence, _) if is_modal => match self.word_before(span) {
                "never" | "always" | "sometimes" => {
                    "whom it binds stands before the modal: `never Firm may sell(Data)`"
                }
                _ => "say whom it binds, even if it is the same: `otherwise Company must …`",
            },
            _ => return None,
        })
    }

    fn slip_for_modal(&self, span: Span, thing: Thing, found: Kind) -> Option<&'static str> {
        let (word, behind) = (self.slice(span), self.slice_after(span));
        let in_two = matches!(self.word_before(span), "mustnot" | "shallnot");
        Some(match (thing, found) {
            (Thing::Modal, Kind::Not) => not_behind_modal(behind),
            (_, Kind::Not) if starts_with_modal(behind.trim_start()) => not_behind_modal(behind),
            (_, Kind::Name) if in_two => "write `must not`, in two words",
            (Thing::Modal, Kind::Name) => match word {
                "do" | "doesn't" | "don't" => "write `does not apply`",
                "overrides" | "supersedes" | "trumps" => "write `prevails over`",
                _ if word.ends_with('s') && behind.starts_with('(') => {
                    "say what the norm demands: `Firm must keep(Data)`, not `Firm keeps(Data)`"
                }
                _ => return None,
            },
            _ => return None,
        })
    }

    fn slip_in_closure(&self, span: Span, found: Kind) -> Option<&'static str> {
        if !matches!(found, Kind::Name | Kind::Allow | Kind::Permit | Kind::Forbid) {
            return None;
        }
        Some(match self.slice(span) {
            "permit" | "permitted" | "allow" | "allows" | "allowed" => "write `permits`",
            "forbid" | "forbidden" | "prohibits" | "prohibited" | "bans" => "write `forbids`",
            _ if matches!(self.word_before(span), "permits" | "forbids") => {
                "the kind stands first: `closure State permits`"
            }
            _ => return None,
        })
    }

    fn slip_of_assertion(&self, span: Span, found: Kind) -> Option<&'static str> {
        Some(match (found, self.slice(span)) {
            (Kind::Name, "if") if self.has_before(span, "never") => {
                "write `when`: `never Firm may sell(Data) when secret(Data)`"
            }
            (Kind::When, _) | (_, "if" | "If" | "When") => "write `whenever`",
            (Kind::Or, _) => {
                "what norms have is joined by `and`: `every duty has deadline and remedy`"
            }
            (_, "all" | "All") => "write `every`, and one of them: `every duty has deadline`",
            _ => return None,
        })
    }

    /// Of an attribute's choices, or of a length.
    fn slip_of_choice(&self, span: Span, found: Kind) -> Option<&'static str> {
        Some(match found {
            Kind::LeftBrace | Kind::LeftParen if self.is_in_line_of(span, &["attribute"]) => {
                "a choice stands without brackets: `attribute sector(Firm): energy | health`"
            }
            Kind::Number if self.is_in_line_of(span, &["event"]) => LATER_EVENT,
            Kind::Name if self.slice(span) == "most" => "write `within 3 days of …`",
            _ => return None,
        })
    }

    /// Behind an expectation or a line that seemed to be whole.
    fn slip_behind_expected(&self, span: Span, found: Kind) -> Option<&'static str> {
        let has_one = |words: &[&str]| words.iter().any(|it| self.has_word_in_line(span, it));
        Some(match found {
            Kind::Name if has_one(&["must", "may", "should"]) => {
                "participants of an act stand in brackets: `expect acme must erase(file)`"
            }
            Kind::Name if has_one(&["overlap"]) => {
                "both halves are joined by a hyphen: `overlap partial-partial`"
            }
            Kind::Name if has_one(&["because"]) => {
                "a reason is one of the words of the language: `because exception`"
            }
            _ => return None,
        })
    }
}

/// Help for `event judgment(Case) after 3 days of hearing(Case)`.
const LATER_EVENT: &str = "`after` takes an event alone: `event judgment(Case) after hearing(Case)`; how much later it comes \
                           is not declared";

/// Help for `when there is an Operator`.
pub(super) const WHO_THERE_IS: &str =
    "who or what there is a condition says by a fact that names it: `when licensed(Operator)`";

/// Where a norm or an instrument is named.
fn slip_of_norm(found: Kind) -> Option<&'static str> {
    Some(match found {
        Kind::To => "leave `to` out",
        Kind::Of => "leave `of` out",
        Kind::Because => "leave the comma out before `because`",
        Kind::Comma | Kind::Is | Kind::Never | Kind::Always => {
            "the verdict stands first: `expect conflict act.s1, act.s2`, `expect never applies act.s1`"
        }
        _ => return None,
    })
}

/// Help for `Firm not must …`, in view of what stands behind `not`.
fn not_behind_modal(behind: &str) -> &'static str {
    match behind.split_whitespace().next() {
        Some("must" | "shall") => "write `must not`",
        Some("should") => "write `should not`",
        Some("need") => "write `need not`",
        _ => "`not` follows a modal: `must not`, `should not`, `need not`",
    }
}
