//! Help for slips of the pen that are known by the words around them.

use super::Words;
use super::expected::{FACT_IN_BRACKETS, unexpected};
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
            (Kind::Name, _, "a" | "an" | "the") if in_condition => {
                "leave the article out: `when Firm is Provider`"
            }
            (Kind::Name, _, "a" | "an" | "the") if self.phrase_of_law(span).is_none() => {
                "leave the article out"
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

    fn slip_in_place(&self, span: Span, thing: Thing, found: Kind) -> Option<&'static str> {
        let word = self.slice(span);
        Some(match (thing, found) {
            (Thing::Act, Kind::Not) if self.word_before(span) == "does" => {
                "what is not said is not done: leave the line out"
            }
            (Thing::CommaOrLine, Kind::Name)
                if ["must", "may", "should"].iter().any(|it| self.has_word_in_line(span, it)) =>
            {
                "participants of an act stand in brackets: `expect acme must erase(file)`"
            }
            (Thing::Modal | Thing::ModalOrViolates | Thing::Comparison, Kind::Not)
                if thing != Thing::ModalOrViolates
                    || starts_with_modal(self.slice_after(span).trim_start()) =>
            {
                not_behind_modal(self.slice_after(span))
            }
            (Thing::Assertion, Kind::Name) if word == "if" && self.has_before(span, "never") => {
                "write `when`: `never Firm may sell(Data) when secret(Data)`"
            }
            (
                Thing::BearerOfSentence,
                Kind::Must | Kind::Shall | Kind::May | Kind::Need | Kind::Should | Kind::Has,
            ) if matches!(self.word_before(span), "never" | "always" | "sometimes") => {
                "whom it binds stands before the modal: `never Firm may sell(Data)`"
            }
            (Thing::Date, Kind::Name) if self.word_before(span) == "at" => {
                "the day follows `at`: `at 2026-03-01 notice(d)`"
            }
            (Thing::AfterOrBefore, Kind::Of) => "write `after`: `no later than 30 days after …`",
            (Thing::Item, Kind::Is) if self.is_in_line_of(span, &["fact"]) => {
                match self.slice_after(span).trim_start().starts_with("open") {
                    true => "`open` stands first: `open fact public(Data)`",
                    false => return None,
                }
            }
            (Thing::Item, Kind::Because | Kind::Text) if self.is_in_line_of(span, &["allow"]) => {
                "the reason follows `because`: `allow C201 because \"…\"`"
            }
            (Thing::ScenarioLine, Kind::Or) if self.has_word_in_line(span, "=") => {
                "write one fact for each; what is not known is left out"
            }
            (Thing::Act, Kind::To) => "leave `to` out: the act follows the modal at once",
            (Thing::Bearer, Kind::LeftBrace) => "one brace is enough",
            (Thing::Bearer, Kind::Text) => "the sentence stands without quotes",
            (Thing::Unit, Kind::Comma) => "numbers are whole, and have no comma: `9000`",
            (Thing::BearerOfSentence, Kind::Comma) => "leave the comma out",
            (
                Thing::BearerOfSentence,
                Kind::Must | Kind::Shall | Kind::May | Kind::Need | Kind::Should | Kind::Has,
            ) => "say whom it binds, even if it is the same: `otherwise Company must …`",
            (Thing::ClosureVerb, Kind::Colon) => "leave the colon out",
            (Thing::ClosureVerb, Kind::Name | Kind::Allow | Kind::Permit | Kind::Forbid) => {
                match word {
                    "permit" | "permitted" | "allow" | "allows" | "allowed" => "write `permits`",
                    "forbid" | "forbidden" | "prohibits" | "prohibited" | "bans" => {
                        "write `forbids`"
                    }
                    _ if matches!(self.word_before(span), "permits" | "forbids") => {
                        "the kind stands first: `closure State permits`"
                    }
                    _ => return None,
                }
            }
            (Thing::CalendarLine, Kind::And) => "put a comma between two days",
            (Thing::Comparison, Kind::Name) => match word {
                "exceeds" => "write `>`",
                "between" | "within" => "write both limits: `Data.level >= 1 and Data.level <= 2`",
                "apply" => "write `applies`",
                _ => return None,
            },
            (Thing::Comparison, Kind::RightBrace | Kind::Unless | Kind::And | Kind::Or)
                if !self.is_of_chain(span) =>
            {
                FACT_IN_BRACKETS
            }
            (Thing::Comparison, Kind::At) => {
                "write `>=` for `at least`, `<=` for `at most`: `Data.level >= 7`"
            }
            (Thing::Comparison, Kind::Of) => "whose it is stands before a dot: `Data.level > 7`",
            (Thing::Comparison, Kind::In) => {
                "write both limits: `Data.level >= 1 and Data.level <= 2`"
            }
            (Thing::Item, Kind::Number | Kind::Minus)
                if self.is_in_line_of(span, &["attribute"]) =>
            {
                "a number is its range alone: `attribute age(Member): 0..150`"
            }
            (Thing::Other(_), Kind::LeftBrace | Kind::LeftParen)
                if self.is_in_line_of(span, &["attribute"]) =>
            {
                "a choice stands without brackets: `attribute sector(Firm): energy | health`"
            }
            (Thing::Other(_), Kind::Name) if word == "most" => "write `within 3 days of …`",
            (Thing::Condition, Kind::Name) if word == "if" => {
                "write `A implies B`: `assume secret(Data) implies cleared(Data)`"
            }
            (Thing::Date, Kind::On) => "leave `on` out: a day follows at once",
            (Thing::Item, Kind::And) if self.is_in_line_of(span, &["disjoint"]) => {
                "put a comma between two names: `disjoint Controller, Processor`"
            }
            (Thing::Item, Kind::Comma | Kind::And)
                if self.is_in_line_of(span, &["kind", "individual"]) =>
            {
                "put a comma between two names, and what they are behind the last: `kind Bank, Shop is Firm`"
            }
            (Thing::Item, Kind::Greater | Kind::And)
                if self.is_in_line_of(span, &["precedence"]) =>
            {
                "canons are joined by commas, the strongest first: `precedence superior, specialis`"
            }
            (Thing::Item, Kind::Dot) if self.is_in_line_of(span, &["use"]) => {
                "leave `.norm` out: `use cyber`; other paths stand in quotes: `use \"my file.norm\"`"
            }
            (Thing::Item, Kind::Comma | Kind::And) if self.is_in_line_of(span, &["use"]) => {
                "write `use` before each"
            }
            (Thing::Item, Kind::Colon) if self.is_in_line_of(span, &["allow"]) => {
                "the reason follows `because`: `allow C201 because \"…\"`"
            }
            (Thing::Item, Kind::Comma | Kind::And) if self.is_in_line_of(span, &["role"]) => {
                "sorts of which one will do are joined by `or`: `role Controller is Firm or Person`"
            }
            (Thing::Modal | Thing::ModalOrViolates, Kind::Name)
                if matches!(self.word_before(span), "mustnot" | "shallnot") =>
            {
                "write `must not`, in two words"
            }
            (Thing::Modal, Kind::Name) => match word {
                "do" | "doesn't" | "don't" => "write `does not apply`",
                "overrides" | "supersedes" | "trumps" => "write `prevails over`",
                _ if word.ends_with('s') && self.slice_after(span).starts_with('(') => {
                    "say what the norm demands: `Firm must keep(Data)`, not `Firm keeps(Data)`"
                }
                _ => return None,
            },
            (Thing::NextItem, Kind::Name) if word.starts_with("follow") => {
                "write `after`: `event hearing(Case) after notice(Case)`"
            }
            (Thing::NormOrInstrument, Kind::To) => "leave `to` out",
            (Thing::NormOrInstrument, Kind::Because) => "leave the comma out before `because`",
            (Thing::NormOrInstrument, Kind::Comma | Kind::Is | Kind::Never | Kind::Always) => {
                "the verdict stands first: `expect conflict act.s1, act.s2`, `expect never applies act.s1`"
            }
            (Thing::InstrumentLine, _) => return self.slip_in_head(span, found),
            (Thing::ScenarioLine, _) => return self.slip_in_scenario(span, found),
            (Thing::Assertion, _) => match (found, word) {
                (Kind::When, _) | (_, "if" | "If" | "When") => "write `whenever`",
                (Kind::Or, _) => {
                    "what norms have is joined by `and`: `every duty has deadline and remedy`"
                }
                (_, "all" | "All") => "write `every`, and one of them: `every duty has deadline`",
                _ => return None,
            },
            (Thing::RuleVerb, Kind::Name) if matches!(word, "requires" | "presupposes") => {
                "write `needs`"
            }
            (Thing::RuleVerb, Kind::Is) => "write `counts as`",
            (Thing::Sort, Kind::Number) => "a number is compared: `Data.level = 3`",
            (Thing::Sort, Kind::Of) => "leave `of` out",
            (Thing::CommaOrLine, Kind::Name) if self.has_word_in_line(span, "overlap") => {
                "both halves are joined by a hyphen: `overlap partial-partial`"
            }
            (Thing::CommaOrLine, Kind::Name) if self.has_word_in_line(span, "because") => {
                "a reason is one of the words of the language: `because exception`"
            }
            (Thing::Other(words), found) => return slip_for_thing(words, found),
            (_, Kind::Colon) => "leave the colon out",
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
        let before = self.text[..span.start as usize].rsplit('\n').next().unwrap_or_default();
        before.split_whitespace().next().is_some_and(|first| words.contains(&first))
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
    fn is_of_chain(&self, span: Span) -> bool {
        let before = self.text[..span.start as usize].split_whitespace().next_back();
        before.is_none_or(|word| word.contains('.'))
    }

    pub(super) fn is_behind_day(&self, span: Span) -> bool {
        let word = self.text[..span.start as usize].split_whitespace().next_back();
        word.is_some_and(|word| crate::syntax::lexer::exact_date(word).is_some())
    }
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

fn slip_for_word(word: &str, found: Kind) -> Option<&'static str> {
    match (word, found) {
        ("excludes", _) => Some("write `excludes`: `reservation France excludes art5`"),
        ("once", _) => Some("write `at once`: `rule A excludes B at once`"),
        ("prejudice", _) => Some("write `without prejudice to` and a norm, or `subject to`"),
        _ => None,
    }
}

fn slip_for_thing(words: &str, found: Kind) -> Option<&'static str> {
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
