//! Help by what should stand in a place, and what stands there.

use super::Words;
use super::expected::{BY_SOMEBODY, begins_time};
use crate::source::Span;
use crate::syntax::lexer::exact_date;
use crate::syntax::problem::{Expected, Thing};
use crate::syntax::token::Kind;

/// What should stand there, the kinds of words that were found, and what to write. The first that fits is taken.
const PLACES: &[(Expected, &[Kind], &str)] = &[
    (Expected::Thing(Thing::NormName), &[Kind::Number], "a name begins with a letter: `article31`"),
    (
        Expected::Thing(Thing::InstrumentName),
        &[Kind::Text],
        "a name of one word stands before the title: `instrument charter \"UN Charter\"`",
    ),
    (
        Expected::Thing(Thing::NormName),
        &[Kind::Text],
        "a name of one word stands before the title: `norm article5 \"Secrecy\"`",
    ),
    (
        Expected::Thing(Thing::Other("the principle's name")),
        &[Kind::Text],
        "a name of one word stands before the title: `principle secrecy \"Secrecy\"`",
    ),
    (
        Expected::Thing(Thing::Other("the safeguard's name")),
        &[Kind::Text],
        "a name of one word stands before the title: `safeguard review \"Review\"`",
    ),
    (
        Expected::Thing(Thing::Other("the scenario's name")),
        &[Kind::Text],
        "a name of one word stands before the title: `scenario visit \"A visit\"`",
    ),
    (
        Expected::Thing(Thing::Other("`fact` or `attribute`")),
        &[Kind::Name],
        "say what is open: `open fact fair(Contract)`",
    ),
    (
        Expected::Kind(Kind::LeftBrace),
        &[Kind::Colon],
        "the sentence of a norm stands in braces: `norm n { State must … }`",
    ),
    (
        Expected::Kind(Kind::LeftBrace),
        &[Kind::Dot, Kind::LeftParen, Kind::Minus],
        "a name holds letters, digits and `_`: `art_32`, `art40_1`",
    ),
    (
        Expected::Thing(Thing::Modal),
        &[Kind::And, Kind::Comma],
        "bearers are joined by `or`: `Company or State must …` binds each of them",
    ),
    (Expected::Thing(Thing::Modal), &[Kind::By], BY_SOMEBODY),
    (Expected::Thing(Thing::Name), &[Kind::Number], A_LENGTH),
    (Expected::Thing(Thing::Unit), &[Kind::LeftParen], A_LENGTH),
    (
        Expected::Thing(Thing::Name),
        &[Kind::Every, Kind::Any],
        "leave it out: a norm is about everybody of a kind",
    ),
    (
        Expected::Thing(Thing::Date),
        &[Kind::Number],
        "a day has its year, month and day: `2018-05-25`",
    ),
    (
        Expected::Thing(Thing::Name),
        &[Kind::To, Kind::For, Kind::With, Kind::By, Kind::Of, Kind::From, Kind::In, Kind::On],
        "a label is followed by a colon: `to: Authority`, `for: Paper`",
    ),
    (
        Expected::Thing(Thing::Sort),
        &[Kind::To, Kind::For, Kind::With, Kind::By, Kind::Of],
        "a label is followed by a colon: `to: Authority`, `for: Paper`",
    ),
    (
        Expected::Thing(Thing::Condition),
        &[Kind::After, Kind::From],
        "write `on or after` and the day: `when on or after 2026-01-01`",
    ),
    (
        Expected::Thing(Thing::Condition),
        &[Kind::Before],
        "write `not on or after` and the day: `when not on or after 2026-01-01`",
    ),
    (
        Expected::Thing(Thing::BeforeEvent),
        &[Kind::After],
        "two events are compared so: `notice(Data) before report(Data)`; a day is `on or after 2026-01-01`",
    ),
    (
        Expected::Thing(Thing::Clause),
        &[Kind::Prevails],
        "write `notwithstanding` and the norm; `prevails over` makes a norm of its own: \
         `norm n { article5 prevails over article6 }`",
    ),
    (
        Expected::Thing(Thing::ModalOrViolates),
        &[Kind::Not, Kind::Does],
        "write `not` first: `expect not acme violates act.article5`",
    ),
    (
        Expected::Thing(Thing::NextItem),
        &[Kind::By],
        "an event follows another event, which nobody does: declare one for what the act brings about",
    ),
    (
        Expected::Kind(Kind::Does),
        &[Kind::Name],
        "`does` stands between who acts and the act: `at 2026-01-03 acme does report(file)`",
    ),
    (
        Expected::Kind(Kind::Pipe),
        &[Kind::Or, Kind::And, Kind::Comma, Kind::Slash],
        "choices are joined by `|`: `attribute category(Data): health | finance`",
    ),
    (
        Expected::Kind(Kind::DotDot),
        &[Kind::Minus, Kind::To, Kind::Name, Kind::Number, Kind::And],
        "a range has two dots: `0..10`",
    ),
    (
        Expected::Thing(Thing::Other("a whole number")),
        &[Kind::Dot],
        "a range has two dots: `0..10`",
    ),
    (
        Expected::Word("rank"),
        &[Kind::Name],
        "the rank follows the word `rank`: `order law rank statute`",
    ),
    (Expected::Word("since"), &[Kind::From], "write `since`: `parties France since 2005-01-01`"),
    (Expected::Thing(Thing::Sort), &[Kind::Name], "leave the article out: `is State`"),
    (
        Expected::Thing(Thing::Condition),
        &[Kind::Unless],
        "join exceptions with `or`: `unless A or B`",
    ),
    (Expected::Thing(Thing::Condition), &[Kind::No], "write `not`: `when not secret(Paper)`"),
    (
        Expected::Thing(Thing::Condition),
        &[Kind::Name],
        "leave `that` out: the condition follows at once",
    ),
    (
        Expected::Word("apply"),
        &[Kind::Name],
        "write `need not` where it is not required, `must not` where it is forbidden",
    ),
    (
        Expected::Thing(Thing::Comparison),
        &[Kind::Does],
        "an act is not a condition: declare a fact or an event for it: `when removed(Content)`",
    ),
    (
        Expected::Thing(Thing::VerdictOrSentence),
        &[Kind::Name],
        "leave `that` out: `expect acme must report(d)`",
    ),
    (
        Expected::Thing(Thing::NormOrInstrument),
        &[Kind::Dot],
        "the verdict stands before the norms: `expect conflict act.s1, act.s2`",
    ),
    (
        Expected::Kind(Kind::Before),
        &[Kind::After],
        "to keep something write `for 30 days after …`; to wait, `no earlier than 30 days after …`",
    ),
    (
        Expected::Thing(Thing::Item),
        &[Kind::Of],
        "participants stand in brackets: `fact critical(Network)`",
    ),
    (
        Expected::Thing(Thing::Item),
        &[Kind::Text],
        "the words that reports use follow `reads`: `action sell(Data) reads \"sells {Data}\"`",
    ),
    (
        Expected::Thing(Thing::Assertion),
        &[Kind::Without],
        "a condition says it: `when … and not reasoned(Content)`",
    ),
    (
        Expected::Thing(Thing::CommaOrBracket),
        &[Kind::Name],
        "a participant is its kind or role, and a name where it needs one: `Authority a`",
    ),
    (
        Expected::Kind(Kind::Is),
        &[Kind::Of],
        "`is` says whose role it is: `role Provider is Organization`; a name is one word: `Head_of_Mission`",
    ),
    (
        Expected::Thing(Thing::ModalOrViolates),
        &[Kind::Applies],
        "expect what the norm asks of somebody: `expect acme must report(file)`; that it has no case at all is `expect never applies n1`",
    ),
    (Expected::Kind(Kind::Of), &[Kind::After, Kind::From], "write `of`: `within 24 hours of …`"),
    (
        Expected::Thing(Thing::CommaOrLine),
        &[Kind::Name, Kind::And],
        "put a comma between two norms",
    ),
];

const A_LENGTH: &str = "a length is a number and a unit: `within 30 days of …`";
const ACT_FIRST: &str =
    "the act comes right after the modal; times, conditions and exceptions follow it";

impl Words<'_> {
    /// Help for a place, in view of what stands around it.
    pub(super) fn by_place(
        &self,
        span: Span,
        expected: Expected,
        found: Kind,
    ) -> Option<&'static str> {
        let around = match expected {
            Expected::Thing(Thing::Clause) => self.behind_act(span, found),
            _ => self.elsewhere(span, expected, found),
        };
        let fits = |(place, kinds, _): &&(Expected, &[Kind], &str)| {
            *place == expected && kinds.contains(&found)
        };
        around.or_else(|| PLACES.iter().find(fits).map(|(_, _, help)| *help))
    }

    /// Help for what stands where a time or a clause of a norm can follow.
    fn behind_act(&self, span: Span, found: Kind) -> Option<&'static str> {
        match found {
            Kind::Number => {
                let before = self.text[..span.start as usize].trim_end();
                Some(match before.ends_with(|c: char| c.is_ascii_digit()) {
                    true => "write the number without a space: `9000`",
                    false => {
                        "a time begins with a word: `within 30 days of …`, `at least 30 days before …`"
                    }
                })
            }
            Kind::LeftParen if self.follows_is(span) => {
                Some("a fact stands alone, without `it is` or `there is`: `when secret(Paper)`")
            }
            Kind::Name if self.word_before(span) == "either" => {
                Some("leave `either` out: `must notify(…) or record(…)`")
            }
            Kind::Name if self.is_act_behind_adverb(span) => {
                Some("how an act is done is part of its name: `knowingly_publish(…)`")
            }
            Kind::Name if matches!(self.slice(span), "a" | "an" | "the") => Some(
                "participants of an act stand in brackets, without an article: `publish(Paper)`",
            ),
            Kind::Comma if self.slice(span) == ";" => Some(self.behind_semicolon(span)),
            Kind::Comma => Some(match self.slice_after(span) {
                _ if self.is_between_digits(span) => "numbers are whole, and have no comma: `9000`",
                rest if !self.has_before(span, "when") && begins_call(rest) => {
                    "join acts with `and` or `or`: `must notify(…) and record(…)`"
                }
                _ => "leave the comma out: clauses follow each other without one",
            }),
            Kind::To | Kind::Minus if self.is_behind_date(span) => Some(UNTIL),
            _ => None,
        }
    }

    /// Help for `;` in a norm, by what follows it.
    fn behind_semicolon(&self, span: Span) -> &'static str {
        let behind = self.slice_after(span).trim_start();
        let word = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        match Kind::of_word(word.as_bytes()) {
            None if begins_call(behind) => {
                "join acts with `and` or `or`: `must notify(…) and record(…)`"
            }
            Some(_) => "leave it out: clauses follow each other without a sign between them",
            None => "a norm holds one sentence: write a second norm for the other",
        }
    }

    /// Help for other places that hangs on what stands around them.
    fn elsewhere(&self, span: Span, expected: Expected, found: Kind) -> Option<&'static str> {
        match (expected, found) {
            (Expected::Word("ranks"), _) => Some("write `order law ranks charter > statute`"),
            (Expected::Thing(Thing::Act), Kind::Comma) => {
                self.phrase_of_law(span).or(Some(ACT_FIRST))
            }
            (Expected::Thing(Thing::Act), kind)
                if begins_time(kind) || matches!(kind, Kind::When | Kind::Unless) =>
            {
                Some(ACT_FIRST)
            }
            (Expected::Thing(Thing::Comparison), kind)
                if kind != Kind::Does && self.is_of_a_chain(span) =>
            {
                Some(compared_in_words(self.slice_after(Span { end: span.start, ..span })))
            }
            (Expected::Kind(Kind::LeftBrace), Kind::Name) => self.before_brace(span),
            (Expected::Kind(Kind::LeftParen), Kind::Name)
                if matches!(self.word_before(span), "require" | "forbid" | "permit") =>
            {
                Some("the law stands in brackets: `require (Provider to monitor(Content))`")
            }
            (Expected::Kind(Kind::To), Kind::Not) => self.law_on_not_acting(span),
            (Expected::Thing(Thing::Item), Kind::Name) => self.item_without_its_word(span),
            (_, Kind::To | Kind::Minus) if self.is_behind_date(span) => Some(UNTIL),
            (Expected::Thing(Thing::ScenarioLine), Kind::Name) => {
                let behind = self.slice_after(span).trim_start();
                if behind.starts_with("does ") {
                    return Some(
                        "what is done begins with its time: `at 2026-01-03 acme does report(file)`",
                    );
                }
                let named = behind.starts_with("is ") || behind.starts_with(',');
                named.then_some(
                    "who takes part follows `participant`: `participant acme is Company`",
                )
            }
            (Expected::Thing(Thing::CommaOrLine), Kind::Name)
                if self.word_before(span) == "between" =>
            {
                Some(
                    "leave `between` out, and put a comma between the norms: `expect conflict n, m`",
                )
            }
            (Expected::Thing(Thing::Date), Kind::Clock) => {
                Some("the day comes before the hour: `at 2026-01-03 10:00`")
            }
            (Expected::Thing(Thing::Bearer), Kind::At) => Some(
                "a norm binds each one of a kind: `Company must …`; it cannot bind one of several",
            ),
            (Expected::Thing(Thing::Slot), Kind::Name) => Some(match self.slice(span) {
                "a" | "an" | "the" => "leave the article out: `every duty has deadline`",
                _ => return None,
            }),
            _ => None,
        }
    }

    /// The law in `require (Firm not to …)`, which is another verb.
    fn law_on_not_acting(&self, span: Span) -> Option<&'static str> {
        let mut words = self.sentence_before(span).split(|c: char| !c.is_alphanumeric()).rev();
        match words.find(|it| matches!(*it, "require" | "forbid" | "permit"))? {
            "require" => Some("write `forbid (Firm to …)`"),
            "forbid" => Some("write `require (Firm to …)`"),
            _ => None,
        }
    }

    /// An item that begins with its first name, and not with the word that says what it is.
    fn item_without_its_word(&self, span: Span) -> Option<&'static str> {
        let line = self.slice_after(span).lines().next().unwrap_or_default();
        let behind = line.split_once(')').filter(|_| line.starts_with('('));
        let mut words = behind.map_or(line, |(_, rest)| rest).split_whitespace();
        match words.next()? {
            "counts" | "excludes" | "ends" | "needs" => {
                Some("what ties two acts begins with `rule`: `rule sell counts as transfer`")
            }
            "must" | "may" | "should" | "shall" | "has" => {
                Some("a sentence stands in a norm, which has a name: `norm n1 { State must … }`")
            }
            _ => None,
        }
    }

    /// Help where a word stands in the place of the brace behind a name.
    fn before_brace(&self, span: Span) -> Option<&'static str> {
        let before = &self.text[..span.start as usize];
        let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
        match self.slice_after(span).trim_start() {
            rest if rest.starts_with('{')
                && line.starts_with("norm ")
                && self.slice(span).starts_with(char::is_uppercase) =>
            {
                Some("a name is one word; a title stands in quotes: `norm s2 \"Retention\" { … }`")
            }
            rest if rest.starts_with(['{', '"']) => Some("a name is one word: `data_breach`"),
            _ if line.starts_with("norm ") => {
                Some("the sentence of a norm stands in braces: `norm n { State must … }`")
            }
            _ => None,
        }
    }

    /// Whether a date stands right before.
    fn is_behind_date(&self, span: Span) -> bool {
        let before = self.text[..span.start as usize].split_whitespace().next_back();
        before.is_some_and(|word| exact_date(word).is_some())
    }

    /// Whether what stands before is `is personal`, as in `when it is personal(Data)`.
    fn follows_is(&self, span: Span) -> bool {
        let mut words = self.sentence_before(span).split_whitespace().rev();
        words.nth(1) == Some("is")
    }

    /// Whether an act follows that the word before was to describe: `must knowingly publish(…)`.
    fn is_act_behind_adverb(&self, span: Span) -> bool {
        let word = self.word_before(span);
        word.ends_with("ly") && self.slice_after(span).starts_with('(')
    }

    fn is_between_digits(&self, span: Span) -> bool {
        let digit = |c: char| c.is_ascii_digit();
        self.text[..span.start as usize].ends_with(digit)
            && self.slice_after(span).starts_with(digit)
    }

    /// Whether `participant.word` stands before.
    fn is_of_a_chain(&self, span: Span) -> bool {
        let before = self.text[..span.start as usize].trim_end();
        before.split_whitespace().next_back().is_some_and(|word| word.contains('.'))
    }
}

const UNTIL: &str = "write `until`: `in force 2024-10-18 until 2025-12-31`";

/// Whether an act, a fact or an event begins here: a name and a bracket.
pub(super) fn begins_call(text: &str) -> bool {
    let text = text.trim_start();
    let name = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    name > 0 && text[name..].starts_with('(')
}

/// Help for what follows an attribute where a comparison should.
fn compared_in_words(text: &str) -> &'static str {
    let mut words = text.split_whitespace();
    match (words.next().unwrap_or_default(), words.next().unwrap_or_default()) {
        ("more" | "greater" | "higher" | "larger", _) | ("over" | "above" | "exceeds", _) => {
            "write `>`: `Firm.employees > 250`"
        }
        ("less" | "fewer" | "lower" | "smaller", _) | ("under" | "below", _) => {
            "write `<`: `Firm.employees < 250`"
        }
        ("at", "least") => "write `>=`: `Firm.employees >= 250`",
        ("at", "most") => "write `<=`: `Firm.employees <= 250`",
        ("equals" | "equal", _) => "write `=`: `Firm.employees = 250`",
        _ => "an attribute is compared (`Data.level = 3`); a fact is `secret(Data)`",
    }
}
