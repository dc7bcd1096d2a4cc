//! Help for slips of the pen that are known by the words around them.

use super::Words;
use super::expected::unexpected;
use super::place_slips::WHO_THERE_IS;
use super::replace;
use crate::diagnostics::{Applicability, Diagnostic};
use crate::source::Span;
use crate::syntax::problem::{Expected, Thing};
use crate::syntax::token::Kind;

impl Words<'_> {
    /// `subject to: act`, `rule: sell(Data) …`: a word of the language with a colon behind it was read as a name.
    pub(super) fn word_with_colon(&self, span: Span, found: Kind) -> Option<Diagnostic> {
        let word = self.slice(span);
        let colon = Span { start: span.end, end: span.end + 1, ..span };
        let is_one = found == Kind::Name
            && Kind::of_word(word.as_bytes()).is_some()
            && self.slice_after(span).starts_with(':');
        is_one.then(|| {
            let message = format!("no colon follows `{word}`");
            Diagnostic::new(&crate::syntax::rules::UNEXPECTED_TOKEN, message, colon, "leave it out")
                .fix(replace("leave it out", Applicability::Unsafe, colon, ""))
        })
    }

    /// `no later than 2026`: a year was read as the number of a length.
    pub(super) fn year_alone(
        &self,
        span: Span,
        expected: Expected,
        found: &str,
    ) -> Option<Diagnostic> {
        let year = self.word_before(span);
        let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        if expected != Expected::Thing(Thing::Unit)
            || !is_year
            || found.starts_with(char::is_alphabetic)
        {
            return None;
        }
        let end = self.text[..span.start as usize].trim_end().len() as u32;
        let at = Span { start: end - 4, end, ..span };
        let told = unexpected(at, Thing::Date.words(), &format!("`{year}`"));
        Some(told.help("a day has its year, month and day; a length has a unit: `3 days`"))
    }

    /// Help where a word is nearly right, or a right one stands where another belongs.
    pub(super) fn slip(&self, span: Span, expected: Expected, found: Kind) -> Option<&'static str> {
        if let Some(mark) = self.mark_of_list(span, found) {
            return Some(mark);
        }
        match expected {
            Expected::Thing(Thing::Clause) => self.slip_behind_act(span, found),
            Expected::Thing(thing) => self.slip_in_place(span, thing, found),
            Expected::Word(word) => slip_for_word(word, found),
            Expected::Kind(kind) => self.slip_for_kind(span, kind, found),
        }
    }

    /// Whether `is false` or `is not true` stands there.
    pub(super) fn denies(&self, span: Span) -> bool {
        let text = self.slice(span);
        text.ends_with("false") != text.split_whitespace().any(|word| word == "not")
    }

    /// Where a time or a clause of a norm can follow.
    fn slip_behind_act(&self, span: Span, found: Kind) -> Option<&'static str> {
        let in_condition = self.has_before(span, "when") || self.has_before(span, "unless");
        let behind = self.slice_after(span).trim_start();
        Some(match (found, self.slice(span), self.word_before(span)) {
            (Kind::Name, _, "a" | "an" | "the") if self.follows_there_is(span) => WHO_THERE_IS,
            (Kind::Name, _, "a" | "an" | "the") if in_condition => {
                "leave the word `a`, `an` or `the` out: `when Firm is Provider`"
            }
            (Kind::Name, _, "a" | "an" | "the") if self.phrase_of_law(span).is_none() => {
                "leave the word `a`, `an` or `the` out"
            }
            (Kind::Name, _, number)
                if in_condition
                    && number.bytes().all(|byte| byte.is_ascii_digit())
                    && !number.is_empty() =>
            {
                "a number stands alone: what it counts is in the name of the attribute (`Firm.employees >= 250`)"
            }
            (Kind::Name, "AND" | "And", _) => "write `and`",
            (Kind::Name, "OR" | "Or", _) => "write `or`",
            (Kind::Name, _, "NOT" | "Not") => "write `not`",
            (Kind::Name, "than", "greater" | "more" | "higher" | "larger") => "write `>`",
            (Kind::Name, "than", "less" | "lower" | "smaller" | "fewer") => "write `<`",
            (Kind::Name, "once", _) if behind.starts_with("a year") => "write `every 1 year`",
            (Kind::Name, "once", _) if behind.starts_with("a month") => "write `every 1 month`",
            (Kind::Name, "once", _) if behind.starts_with("a week") => "write `every 1 week`",
            (Kind::Name, "once", _) if behind.starts_with("a day") => "write `every 1 day`",
            (Kind::Name, "once", _) => "write `when …`; where it begins with an event, `from …`",
            (Kind::Name, _, "else") if starts_with_modal(behind) => {
                "write `otherwise`: `State must … otherwise State must …`"
            }
            (Kind::Name, ..) if starts_with_modal(behind) => {
                "a norm holds one sentence: write a second norm for the other"
            }
            (Kind::Name, ..)
                if in_condition
                    && self.is_behind_bracket(span)
                    && self.slice_after(span).starts_with('(') =>
            {
                "join conditions with `and` or `or`"
            }
            (Kind::Of, ..) if in_condition => "whose it is stands before a dot: `Data.level = 3`",
            (Kind::Or, ..) if self.has_relation_before(span) => {
                "norms are joined by commas or `and`: `subject to article5 and article6`"
            }
            (Kind::At | Kind::On, ..) if behind.starts_with(|c: char| c.is_ascii_digit()) => {
                "a last day is `no later than 2026-01-31`, a first one `no earlier than 2026-01-01`"
            }
            (Kind::Clock, ..) => "a norm names whole days: leave the time of day out",
            (Kind::To, ..) if !in_condition && self.has_before(span, "from") => {
                "write `and until`: `from notice(Data) and until hearing(Data)`"
            }
            (Kind::Name, "since", _) if !self.has_before(span, "force") => {
                "write `from`: `from closing(Data)`"
            }
            (Kind::Name, _, "both") if in_condition => "leave `both` out: `when A and B`",
            (Kind::Not, ..) if behind.starts_with("before") => "write `no earlier than …`",
            (Kind::Name, _, "else") => "write `otherwise`: `State must … otherwise State must …`",
            (Kind::Name, _, "neither") if in_condition => "write `not A and not B`",
            (Kind::Name, "but", _) if in_condition => "write `and`: `when A and not B`",
            (Kind::Name, "later" | "earlier", _) if in_condition => {
                "two events are compared so: `E before F`"
            }
            (Kind::Name, "happened" | "occurs" | "occurred" | "happen", _) => {
                "write `happens`: `when notice(Data) happens`"
            }
            (Kind::Of, _, "party") => "write `party to`: `when State is party to charter`",
            (Kind::Of, ..) if self.has_before(span, "every") => {
                "what is counted from is written with `from`: `every 1 year from 2027-01-01`"
            }
            (Kind::By, ..) if behind.starts_with("default") => "write `default` alone",
            (Kind::Always, ..) => "write `at all times`",
            (Kind::When, ..)
                if self.has_before(span, "unless") && !self.has_relation_before(span) =>
            {
                "`when` stands before `unless`"
            }
            (Kind::Comma, ..) if self.has_before(span, "prevails") => {
                "a norm prevails over one other: write one norm for each"
            }
            (Kind::Comma, ..)
                if in_condition && !self.has_relation_before(span) && starts_call(behind) =>
            {
                "join conditions with `and` or `or`"
            }
            (Kind::To, ..) if self.is_behind_day(span) && !self.has_before(span, "force") => {
                "write `and until`: `from 2026-01-01 and until 2026-12-31`"
            }
            (Kind::To, ..)
                if !in_condition
                    && self.is_behind_bracket(span)
                    && self.phrase_of_law(span).is_none() =>
            {
                "participants of an act stand in its brackets: `disclose(Data, to: State)`"
            }
            (Kind::Must | Kind::Shall | Kind::May | Kind::Need | Kind::Should | Kind::Has, ..) => {
                "a norm has one modal; write a second norm for the other"
            }
            _ => return None,
        })
    }

    fn slip_for_kind(&self, span: Span, kind: Kind, found: Kind) -> Option<&'static str> {
        let in_definition = self.is_in_line_of(span, &["define"]);
        Some(match (kind, found) {
            (Kind::As, _) if in_definition => {
                "what is defined follows `as`: `define grave(Incident) as Incident.level > 5`"
            }
            (Kind::As, _) if self.word_before(span) == "counts" => "write `counts as`",
            (Kind::Not, Kind::Name) if self.word_before(span) == "need" => {
                "write `must` for a duty, `need not` where there is none"
            }
            (Kind::Of | Kind::After, Kind::And) => {
                "a length has one unit: `18 months` for 1 year and 6 months, `74 hours` for 3 days and 2 hours"
            }
            (Kind::Or, Kind::Date) => {
                "write `on or after` and the day: `when on or after 2026-01-01`"
            }
            (Kind::To, Kind::Must | Kind::Shall | Kind::May) => {
                "write `to` without a modal: `require (Firm to report(Incident))`"
            }
            (Kind::When, Kind::To) => "say for whom by a condition: `applies when bearer is Bank`",
            (Kind::LeftBrace, Kind::LeftParen)
                if self.is_in_line_of(span, &["norm"])
                    && self.slice_after(span).find(')').is_some_and(|at| at <= 3) =>
            {
                "a name holds letters, digits and `_`: `s2_1_a` for paragraph (1)(a)"
            }
            (Kind::LeftBrace, Kind::LeftParen) if self.is_in_line_of(span, &["norm"]) => {
                "the sentence of a norm stands in braces: `norm n { State must … }`"
            }
            (Kind::Is, Kind::Colon) => "write `is`: `participant acme is Company`",
            (Kind::Expect, Kind::Comma) => "leave the comma out",
            (Kind::Has, _) => "write `has` and what the norms have: `every duty has deadline`",
            (Kind::LeftParen, Kind::Name) if self.word_before(span) == "when" => {
                "the condition stands in brackets here: `every duty when (secret(Data)) has deadline`"
            }
            (Kind::LeftBrace, Kind::Colon | Kind::Norm | Kind::Name)
                if !self.is_in_line_of(span, &["norm"]) && self.is_last_name(span) =>
            {
                "what belongs to it stands in braces: `{ … }`"
            }
            (Kind::Is, Kind::Name) if self.slice(span) == "are" => "write `is`, of several too",
            _ => return None,
        })
    }

    /// Whether the word before is the first name behind the word with which its line begins.
    fn is_last_name(&self, span: Span) -> bool {
        let before = self.text[..span.start as usize].rsplit('\n').next().unwrap_or_default();
        before.split_whitespace().count() == 2 || before.trim_end().ends_with('"')
    }

    pub(super) fn has_word_in_line(&self, span: Span, word: &str) -> bool {
        let before = self.text[..span.start as usize].rsplit('\n').next().unwrap_or_default();
        before.split_whitespace().any(|own| own == word)
    }

    /// Whether the line in which a span stands begins with one of these words.
    pub(super) fn is_in_line_of(&self, span: Span, words: &[&str]) -> bool {
        words.contains(&self.first_word_in_line(span))
    }

    /// The word with which the line begins in which a span stands; empty where nothing stands before it.
    pub(super) fn first_word_in_line(&self, span: Span) -> &str {
        let before = self.text[..span.start as usize].rsplit('\n').next().unwrap_or_default();
        before.split_whitespace().next().unwrap_or_default()
    }

    /// Whether `there is an` stands before.
    fn follows_there_is(&self, span: Span) -> bool {
        let mut words = self.sentence_before(span).split_whitespace().rev().skip(1);
        words.next() == Some("is") && words.next() == Some("there")
    }

    fn has_relation_before(&self, span: Span) -> bool {
        ["subject", "notwithstanding", "displaces", "prejudice"]
            .iter()
            .any(|word| self.has_before(span, word))
    }

    fn is_behind_bracket(&self, span: Span) -> bool {
        self.text[..span.start as usize].trim_end().ends_with(')')
    }

    /// Whether `Data.level` stands before, which is compared.
    pub(super) fn is_of_chain(&self, span: Span) -> bool {
        let before = self.text[..span.start as usize].split_whitespace().next_back();
        before.is_none_or(|word| word.contains('.'))
    }

    pub(super) fn is_behind_day(&self, span: Span) -> bool {
        let word = self.text[..span.start as usize].split_whitespace().next_back();
        word.is_some_and(|word| crate::syntax::lexer::exact_date(word).is_some())
    }
}

fn slip_for_word(word: &str, found: Kind) -> Option<&'static str> {
    match (word, found) {
        ("excludes", _) => Some("write `excludes`: `reservation France excludes art5`"),
        ("once", _) => Some("write `at once`: `rule A excludes B at once`"),
        ("prejudice", _) => Some("write `without prejudice to` and a norm, or `subject to`"),
        _ => None,
    }
}

pub(super) fn slip_for_thing(words: &str, found: Kind) -> Option<&'static str> {
    Some(match (words, found) {
        ("`fact` or `attribute`", _) if found != Kind::Name => {
            "only facts and attributes can be `open`"
        }
        ("a text in double quotes", _) => "put it in straight double quotes: `\"…\"`",
        ("a safeguard", Kind::Safeguard) => "leave `safeguard` out: `with judicial_review`",
        ("a name after the dot", Kind::Number) => "a name begins with a letter: `act.article5`",
        ("an event, or who does what", Kind::Comma | Kind::At) => {
            "the time follows the day at once: `at 2026-03-01 09:00 notice(d)`"
        }
        ("a fact", Kind::No) => "write `not`: `fact not secret(d)`",
        ("a reason like `exception`", Kind::Text) => "leave the quotes out: `because exception`",
        ("a reason like `exception`", Kind::Of) => "leave `of` out: `because exception`",
        ("a verdict, a sentence or a principle", Kind::No) => {
            "write `none`: `expect none act.s1, act.s2`"
        }
        ("a verdict, a sentence or a principle", Kind::Pending) => {
            "`pending` and its reason stand at the end: `expect none act.s1, act.s2 pending \"…\"`"
        }
        ("the party that made the reservation", Kind::By) => {
            "leave `by` out: `reservation France excludes art5`"
        }
        ("`=`, `is` or `violates`", Kind::Colon) => "write `=`",
        ("a value", Kind::Equal) => "write `>=` and `<=` without a space between",
        ("the individual's name", Kind::Text) => {
            "a name of one word stands before the title: `individual France \"the French Republic\"`"
        }
        ("the attribute's name" | "the fact's name", Kind::Open) => {
            "`open` stands first: `open attribute …`, `open fact …`"
        }
        ("`,`, `when` or `}`", Kind::And) => "put a comma between two participants",
        (_, Kind::Colon) => "leave the colon out",
        _ if words.ends_with("name") && found.is_never_a_name() => {
            "choose another name: this word ties sentences together, and is never a name"
        }
        _ if words.starts_with("a kind, a range") && found == Kind::Text => {
            "choices stand without quotes: `energy | finance`"
        }
        _ => return None,
    })
}

pub(super) fn starts_with_modal(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    matches!(word, "must" | "shall" | "may" | "need" | "should" | "has")
}

/// Whether a fact, an event or an act begins here, perhaps denied.
fn starts_call(text: &str) -> bool {
    super::place::begins_call(text.strip_prefix("not ").unwrap_or(text))
}
