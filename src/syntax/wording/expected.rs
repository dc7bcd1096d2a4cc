//! The words for what stands where something else should, with help for what drafters often mean.

use super::{Words, replace};
use crate::diagnostics::{Applicability, Diagnostic};
use crate::source::Span;
use crate::syntax::problem::Expected;
use crate::syntax::rules;
use crate::syntax::spelling::closest_word;
use crate::syntax::token::Kind;

impl Words<'_> {
    pub(super) fn expected(&self, span: Span, expected: Expected, found: Kind) -> Diagnostic {
        let from_when = matches!(expected, Expected::Kind(Kind::Of | Kind::After));
        let expected = in_words(expected);
        let diagnostic = unexpected(span, &expected, &self.found(span, found));
        if let Some(help) = self.legal(span, &expected, found) {
            return diagnostic.help(help);
        }
        if is_modal(found) && expected == "an act" {
            return diagnostic.help("a norm has one modal; write a second norm for the other");
        }
        if is_modal(found) && expected == "the norm's bearer" {
            return diagnostic.help("say first whom the norm binds: `Company must …`");
        }
        if expected == "`prejudice`" {
            let help = "a time is a length (`within 3 days of …`); what somebody has to judge is an `open fact`";
            return diagnostic.help(help);
        }
        if from_when {
            let help = "say from when the time runs: `within 72 hours of awareness(Controller)`, `for 5 years after 2026-01-01`";
            return diagnostic.help(help);
        }
        if found == Kind::Dot && !self.slice_after(span).starts_with(char::is_alphanumeric) {
            return diagnostic.help("leave it out: no sentence ends with a full stop here");
        }
        if expected.starts_with("a clause") {
            return self.misplaced_clause(diagnostic, span, &expected, found);
        }
        self.hints(diagnostic, span, &expected, found)
    }

    /// Help for a sentence that is written as in a text of law.
    fn legal(&self, span: Span, expected: &str, found: Kind) -> Option<&'static str> {
        let sentence = expected.starts_with("a modal") || expected == "the norm's bearer";
        let opening = sentence.then(|| self.opening_of_law(span)).flatten();
        let name = match (expected, found) {
            ("the norm's name", Kind::Number) => Some("a name begins with a letter: `article31`"),
            ("`{`", Kind::Dot | Kind::LeftParen | Kind::Minus) => {
                Some("a name holds letters, digits and `_`: `art_32`, `art40_1`")
            }
            ("`ranks`", _) => Some("write `order law ranks charter > statute`"),
            ("a modal like `must`, `must not` or `may`", Kind::And | Kind::Comma) => {
                Some("bearers are joined by `or`: `Company or State must …` binds each of them")
            }
            ("a name", Kind::Number) | ("a unit of time like `days`", Kind::LeftParen) => {
                Some("a length is a number and a unit: `within 30 days of …`")
            }
            ("a name", Kind::Every | Kind::Any) => {
                Some("leave it out: a norm speaks of everybody of a kind")
            }
            ("a name", Kind::To) => Some("who stands behind a label is written `to: Authority`"),
            ("a condition", Kind::Unless) => Some("join exceptions with `or`: `unless A or B`"),
            (clause, Kind::Number) if clause.starts_with("a clause") => {
                let before = self.text[..span.start as usize].trim_end();
                before
                    .ends_with(|c: char| c.is_ascii_digit())
                    .then_some("write the number without a space: `9000`")
            }
            (item, _) if item.starts_with("a comparison, `is`") && self.is_of_a_chain(span) => {
                Some("an attribute is compared (`Data.level = 3`); a fact is `secret(Data)`")
            }
            ("`before`", Kind::After) => Some("write `no earlier than 30 days after …`"),
            (clause, Kind::Comma) if clause.starts_with("a clause") => {
                Some(match self.is_between_digits(span) {
                    true => "write the number without a comma: `9000`",
                    false => "leave the comma out: clauses follow each other without one",
                })
            }
            ("an act", Kind::Comma) => Some(
                "the act stands right behind the modal; times, conditions and exceptions follow it",
            ),
            ("`,` or `)`", Kind::Name) => Some(
                "a participant is its kind or role, and a name where it needs one: `Authority a`",
            ),
            ("`is`", Kind::Of) => Some("a name is one word: `Head_of_Mission`"),
            ("`of`", Kind::After | Kind::From) => Some("write `of`: `within 24 hours of …`"),
            ("`prejudice`", Kind::Name) if self.slice_after(span).starts_with('(') => {
                Some("an exception begins with `unless`")
            }
            (item, Kind::Name) if item.starts_with("an item") => self.item_without_its_word(span),
            ("a comma, or the next line", Kind::Name | Kind::And) => {
                Some("put a comma between two norms")
            }
            _ => None,
        };
        let who = matches!(self.slice(span), "who" | "which" | "whose");
        let phrase = self.phrase_of_law(span);
        phrase.filter(|_| who).or(opening).or(name).or(phrase)
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

    /// What is missing behind a span.
    pub(super) fn missing(&self, span: Span, expected: Expected) -> Diagnostic {
        let words = in_words(expected);
        let message = format!("expected {words} behind `{}`", self.short(span));
        let label = format!("expected {words} behind this");
        let diagnostic = Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, label);
        match expected {
            Expected::Kind(Kind::Of | Kind::After) => diagnostic.help(
                "say from when the time runs: `within 72 hours of awareness(Controller)`, `for 5 years after 2026-01-01`",
            ),
            _ => diagnostic,
        }
    }

    /// Help for what stands where only the clauses of a norm can follow.
    fn misplaced_clause(
        &self,
        diagnostic: Diagnostic,
        span: Span,
        expected: &str,
        found: Kind,
    ) -> Diagnostic {
        if found == Kind::By {
            let help = "a last day is written behind the act: `no later than 2030-01-31`";
            return diagnostic.help(help);
        }
        if begins_time(found) {
            let help = match self.has_time_before(span) {
                true => "join two times with `and`: `from 2026-01-01 and until 2026-12-31`",
                false => "the time stands right behind the act, before `when` and `unless`",
            };
            return diagnostic.help(help);
        }
        let again = match found {
            Kind::Unless if self.has_before(span, "apply") => {
                Some("write `when not`: `act.article5 does not apply when not urgent(…)`")
            }
            Kind::When | Kind::Unless if !self.has_before(span, self.slice(span)) => Some(
                "conditions stand before relations like `subject to`; behind one, `when` limits the relation",
            ),
            Kind::When => {
                Some("a norm has one `when`, before any `unless`; join conditions with `and`")
            }
            Kind::Unless => Some("a norm has one `unless`; join exceptions with `or`"),
            _ => None,
        };
        if let Some(help) = again {
            return diagnostic.help(help);
        }
        let behind_a_word = self.text[..span.start as usize]
            .trim_end_matches([' ', '\t'])
            .ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let is_noun = self.slice(span).starts_with(char::is_uppercase);
        if found == Kind::Name
            && is_noun
            && behind_a_word
            && instead_of(self.slice(span), expected).is_none()
        {
            let help =
                "participants of an act or a fact stand in brackets: `disclose(Data, to: State)`";
            return diagnostic.help(help);
        }
        self.hints(diagnostic, span, expected, found)
    }

    /// What was found, in words.
    fn found(&self, span: Span, found: Kind) -> String {
        match found {
            Kind::Eof => "the end of the file".to_owned(),
            Kind::Text => "a quoted text".to_owned(),
            _ => format!("`{}`", self.short(span)),
        }
    }

    /// Help for what drafters often write instead.
    fn hints(&self, diagnostic: Diagnostic, span: Span, expected: &str, found: Kind) -> Diagnostic {
        if found == Kind::Minus && self.is_hyphen(span) {
            let help = "names are joined with `_`, as in `cross_border`";
            let fix = replace("write `_`", Applicability::Unsafe, span, "_");
            return diagnostic.help(help).fix(fix);
        }
        if found != Kind::Name {
            return diagnostic;
        }
        match instead_of(self.slice(span), expected) {
            Some(word) => {
                let title = format!("write `{word}`");
                let fix = replace(title.clone(), Applicability::Unsafe, span, word);
                diagnostic.help(title).fix(fix)
            }
            None => diagnostic,
        }
    }

    /// The norm's sentence, as far as it was read.
    fn sentence_before(&self, span: Span) -> &str {
        let before = &self.text[..span.start as usize];
        &before[before.rfind('{').map_or(0, |at| at + 1)..]
    }

    fn has_before(&self, span: Span, word: &str) -> bool {
        let mut words = self.sentence_before(span).split(|c: char| !c.is_alphanumeric());
        words.any(|own| own == word)
    }

    /// Whether a time was read, and nothing behind it.
    fn has_time_before(&self, span: Span) -> bool {
        let times = ["within", "until", "from", "before", "no", "at", "for"];
        let others = ["when", "unless", "subject", "notwithstanding"];
        times.iter().any(|word| self.has_before(span, word))
            && !others.iter().any(|word| self.has_before(span, word))
    }

    fn slice_after(&self, span: Span) -> &str {
        &self.text[span.end as usize..]
    }

    /// Whether `participant.word` stands before.
    fn is_of_a_chain(&self, span: Span) -> bool {
        let before = self.text[..span.start as usize].trim_end();
        before.split_whitespace().next_back().is_some_and(|word| word.contains('.'))
    }

    fn is_between_digits(&self, span: Span) -> bool {
        let digit = |c: char| c.is_ascii_digit();
        self.text[..span.start as usize].ends_with(digit)
            && self.slice_after(span).starts_with(digit)
    }

    fn is_hyphen(&self, span: Span) -> bool {
        let in_word = |c: char| c.is_alphanumeric() || c == '_';
        let before = self.text[..span.start as usize].chars().next_back();
        let after = self.text[span.end as usize..].chars().next();
        before.is_some_and(in_word) && after.is_some_and(in_word)
    }
}

fn in_words(expected: Expected) -> String {
    match expected {
        Expected::Kind(kind) => format!("`{}`", kind.spelling().unwrap_or("a name")),
        Expected::Word(word) => format!("`{word}`"),
        Expected::Thing(thing) => thing.to_owned(),
    }
}

pub(super) fn unexpected(span: Span, expected: &str, found: &str) -> Diagnostic {
    let message = format!("expected {expected}, found {found}");
    Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, format!("expected {expected}"))
}

fn is_modal(kind: Kind) -> bool {
    matches!(kind, Kind::Must | Kind::Shall | Kind::May | Kind::Need | Kind::Should)
}

/// Whether a time clause begins with this.
fn begins_time(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Within | Before | Until | From | No | At | For | Every)
}

/// The word of the language that the author may have meant where `expected` should stand.
fn instead_of(word: &str, expected: &str) -> Option<&'static str> {
    let meant = match word {
        "if" | "where" | "If" | "Where" | "provided" => "when",
        "except" | "save" | "excluding" => "unless",
        "overrides" | "supersedes" => "notwithstanding",
        "then" => "expect",
        "law" | "article" | "Article" | "Art" | "Section" | "section" | "rule" => "norm",
        "type" | "class" | "sort" => "kind",
        "function" | "predicate" => "fact",
        "import" | "include" => "use",
        "business" => "working",
        _ => return closest_word(word, expected),
    };
    Some(meant)
}
