//! The words for what stands where something else should, with help for what drafters often mean.

use super::{Words, replace};
use crate::diagnostics::{Applicability, Diagnostic};
use crate::source::Span;
use crate::syntax::problem::{Expected, Thing};
use crate::syntax::rules;
use crate::syntax::spelling::{
    closest_word, number_meant, one_edit_apart, other_word_for_clause, other_word_for_item,
};
use crate::syntax::token::Kind;

impl Words<'_> {
    pub(super) fn expected(&self, span: Span, expected: Expected, found: Kind) -> Diagnostic {
        let misread = self
            .plain_slip(span, expected, found)
            .or_else(|| self.astray(span, expected))
            .or_else(|| self.missed_not(span, expected, found));
        if let Some(misread) = misread {
            return misread;
        }
        if let Some(colon) = self.word_with_colon(span, found) {
            return colon;
        }
        if let Some(year) = self.year_alone(span, expected, self.slice(span)) {
            return year;
        }
        if let Some(date) = self.date_in_place(span, expected) {
            return date;
        }
        let from_when = matches!(expected, Expected::Kind(Kind::Of | Kind::After));
        // A colon in place of a brace has no partner that closes.
        let written = spelled(expected).filter(|_| found != Kind::Colon);
        let diagnostic = unexpected(span, &in_words(expected), &self.found(span, found));
        let near = |word: &&str| word.len() > 2 && one_edit_apart(word, self.slice(span));
        if let Some(word) = written.filter(near) {
            return write(diagnostic, span, word);
        }
        if let Some(help) = self.in_own_words(span, expected, found) {
            return diagnostic.help(help);
        }
        if let Some((help, fix)) = self.how_often(span, expected) {
            let told = diagnostic.help(help);
            return fix.into_iter().fold(told, Diagnostic::fix);
        }
        let slip = self.slip(span, expected, found);
        if let Some(help) = slip.or_else(|| self.legal(span, expected, found)) {
            return diagnostic.help(help);
        }
        if is_modal(found) && expected == Expected::Thing(Thing::Act) {
            return diagnostic.help("a norm has one modal; write a second norm for the other");
        }
        if is_modal(found) && expected == Expected::Thing(Thing::Bearer) {
            return diagnostic.help("say first whom the norm binds: `Company must …`");
        }
        if from_when {
            let help = "say from when the time runs: `within 72 hours of awareness(Controller)`, `for 5 years after 2026-01-01`";
            return diagnostic.help(help);
        }
        if found == Kind::Dot && !self.slice_after(span).starts_with(char::is_alphanumeric) {
            return diagnostic.help("leave it out: no sentence ends with a full stop here");
        }
        if expected == Expected::Thing(Thing::Clause) {
            return self.misplaced_clause(diagnostic, span, found);
        }
        self.hints(diagnostic, span, expected, found)
    }

    /// `must nott disclose(Data)`: what only just misses `not` was read as the act.
    fn missed_not(&self, span: Span, expected: Expected, found: Kind) -> Option<Diagnostic> {
        let word = self.word_before(span);
        let name_follows = expected == Expected::Thing(Thing::Clause) && found == Kind::Name;
        if !name_follows || !one_edit_apart("not", word) {
            return None;
        }
        let end = self.text[..span.start as usize].trim_end().len();
        let start = end - word.len();
        let before = self.text[..start].trim_end();
        if !["must", "shall", "should", "need"].iter().any(|modal| before.ends_with(modal)) {
            return None;
        }
        let at = Span::new(span.file, start as u32, end as u32);
        Some(write(unexpected(at, "`not` or an act", &format!("`{word}`")), at, "not"))
    }

    /// What the word before a span only seemed to begin: `in any event` is no `in force`.
    fn astray(&self, span: Span, expected: Expected) -> Option<Diagnostic> {
        let meant = ASTRAY.iter().find(|(word, _)| Expected::Word(word) == expected)?.1;
        let in_sentence = ["must", "shall", "may", "need", "should", "has", "have"];
        let in_sentence = in_sentence.iter().any(|modal| self.has_before(span, modal));
        let near = one_edit_apart(self.slice(span), spelled(expected)?);
        if near || !in_sentence {
            return None;
        }
        let before = self.text[..span.start as usize].trim_end().len();
        let start = (before - self.word_before(span).len()) as u32;
        let both = Span { start, ..span };
        let words = self.short(both).split_whitespace().collect::<Vec<_>>().join(" ");
        let diagnostic = unexpected(both, meant.words(), &format!("`{words}`"));
        let number = self.slice(span).starts_with(|c: char| c.is_ascii_digit());
        let length = number && self.slice_after(span).trim_start().starts_with(char::is_alphabetic);
        let after = Span { start: span.start, end: span.start, ..span };
        if let Some(help) = self.limit_in_words(after, Thing::Clause) {
            return Some(diagnostic.help(help));
        }
        if self.phrase_of_law(span).is_none()
            && let Some(help) = self.astray_in_own_words(both)
        {
            return Some(diagnostic.help(help));
        }
        let help = match self.phrase_of_law(span) {
            Some(help) => help,
            None if length => "write `within 72 hours of …`",
            None if number => {
                "write the days: `no earlier than 2027-01-01 and no later than 2027-12-31`"
            }
            None if meant == Thing::Clause => {
                "a time is a length (`within 3 days of …`); what somebody has to judge is an `open fact`"
            }
            None => return Some(diagnostic),
        };
        Some(diagnostic.help(help))
    }

    /// Help for a sentence that is written as in a text of law.
    fn legal(&self, span: Span, expected: Expected, found: Kind) -> Option<&'static str> {
        let sentence = matches!(
            expected,
            Expected::Thing(Thing::Modal | Thing::ModalOrViolates | Thing::Bearer)
        );
        let opening = sentence.then(|| self.opening_of_law(span)).flatten();
        let place = self.by_place(span, expected, found);
        let who = matches!(self.slice(span), "who" | "which" | "whose");
        let after_act =
            expected == Expected::Thing(Thing::Clause) && self.word_before(span) != "either";
        let phrase = self.phrase_of_law(span);
        phrase.filter(|_| who || after_act).or(opening).or(place).or(phrase)
    }

    /// What is missing behind a span.
    pub(super) fn missing(&self, span: Span, expected: Expected) -> Diagnostic {
        let words = in_words(expected);
        let message = format!("expected {words} after `{}`", self.short(span));
        let label = format!("expected {words} after this");
        let diagnostic = Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, label);
        let anchor = match expected {
            Expected::Thing(thing) => self.without_anchor(span.end, thing),
            _ => None,
        };
        if let Some(help) = anchor {
            return diagnostic.help(help);
        }
        if let Some(help) = self.phrase_of_law(span) {
            return diagnostic.help(help);
        }
        match expected {
            Expected::Thing(Thing::Comparison) => {
                let fact = self.word_before(span);
                match fact.is_empty() || !self.slice(span).starts_with(char::is_alphabetic) {
                    true => diagnostic.help(FACT_IN_BRACKETS),
                    false if self.is_quantified(span) => diagnostic.help(FACT_IN_BRACKETS),
                    false => {
                        let written = format!("{fact}({})", self.short(span));
                        diagnostic.help(format!("participants of a fact stand in brackets: `{written}`"))
                    }
                }
            }
            Expected::Thing(Thing::Modal) if self.slice(span) == ")" => diagnostic
                .help("say whom it binds, and how: `otherwise Company must report(…)`"),
            Expected::Thing(Thing::Act) => {
                diagnostic.help("an act follows, with its participants in brackets: `must keep(Data)`")
            }
            Expected::Thing(Thing::NormOrInstrument) if self.word_before(span) == "expect" => {
                let verdict = self.short(span);
                diagnostic.help(format!("the norms follow the verdict: `expect {verdict} act.s1, act.s2`"))
            }
            Expected::Kind(Kind::Of | Kind::After) if self.follows_word(span) => {
                diagnostic.help(super::phrases::DIGITS)
            }
            Expected::Kind(Kind::Of | Kind::After) => diagnostic.help(
                "say from when the time runs: `within 72 hours of awareness(Controller)`, `for 5 years after 2026-01-01`",
            ),
            Expected::Word("rank") => diagnostic.help(super::own_words::without_rank(self.slice(span))),
            _ => diagnostic,
        }
    }

    /// Whether the length that ends with this unit has a plain word for its number: `within thirty days`.
    fn follows_word(&self, span: Span) -> bool {
        let number = self.word_before(span);
        number.starts_with(char::is_alphabetic)
            && number_meant(number).is_none()
            && !matches!(number, "working")
            && !number.contains('.')
    }

    /// Whether `any Person agrees` ends with a span: what is said of somebody stands first.
    fn is_quantified(&self, span: Span) -> bool {
        let mut words = self.sentence_before(span).split_whitespace().rev().skip(1);
        matches!(words.next(), Some("any" | "some" | "every" | "no"))
    }

    /// Help for what stands where only the clauses of a norm can follow.
    fn misplaced_clause(&self, diagnostic: Diagnostic, span: Span, found: Kind) -> Diagnostic {
        let expected = Expected::Thing(Thing::Clause);
        if found == Kind::By {
            let help = match self.is_by_somebody(span) {
                true => BY_SOMEBODY,
                false => "a last day is written after the act: `no later than 2030-01-31`",
            };
            return diagnostic.help(help);
        }
        if begins_time(found) {
            let help = match (self.has_time_before(span), self.is_duty(span)) {
                (true, true) => JOIN_TWO_LIMITS,
                (true, false) => {
                    "join two times with `and`: `from 2026-01-01 and until 2026-12-31`"
                }
                (false, _) => "the time stands right after the act, before `when` and `unless`",
            };
            return diagnostic.help(help);
        }
        let again = match found {
            Kind::Unless if self.has_before(span, "apply") && self.has_before(span, "when") => {
                Some("write `and not`: `act.article5 does not apply when A and not B`")
            }
            Kind::Unless if self.has_before(span, "apply") => {
                Some("write `when not`: `act.article5 does not apply when not urgent(…)`")
            }
            Kind::When | Kind::Unless if !self.has_before(span, self.slice(span)) => Some(
                "conditions stand before relations like `subject to`; after one, `when` limits the relation",
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

    /// Whether `by` stands in a condition, and behind it who has done what the word before it says.
    fn is_by_somebody(&self, span: Span) -> bool {
        let in_condition = self.has_before(span, "when") || self.has_before(span, "unless");
        let next = self.slice_after(span).trim_start();
        in_condition && next.starts_with(char::is_alphabetic)
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
    fn hints(
        &self,
        diagnostic: Diagnostic,
        span: Span,
        expected: Expected,
        found: Kind,
    ) -> Diagnostic {
        if found == Kind::Minus
            && let Some(path) = self.path_around(span)
        {
            let quoted = format!("\"{}\"", self.slice(path));
            let title = format!("write `use {quoted}`");
            let help = format!("a path with other signs than `/` stands in quotes: `use {quoted}`");
            return diagnostic.help(help).fix(replace(title, Applicability::Unsafe, path, &quoted));
        }
        if found == Kind::Minus && self.is_hyphen(span) {
            let help = "names are joined with `_`, as in `cross_border`";
            let fix = replace("write `_`", Applicability::Unsafe, span, "_");
            return diagnostic.help(help).fix(fix);
        }
        if found != Kind::Name {
            return diagnostic;
        }
        match instead_of(self.slice(span), expected) {
            Some(word) => write(diagnostic, span, word),
            None => diagnostic,
        }
    }

    /// The path behind a `use` that begins its line, where a sign in it is what was found.
    fn path_around(&self, span: Span) -> Option<Span> {
        let line = self.text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let before = &self.text[line..span.start as usize];
        let path = before.trim_start().strip_prefix("use ")?.trim_start();
        let rest = &self.text[span.start as usize..];
        let end = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
        let start = span.start - path.len() as u32;
        let is_one = !path.is_empty() && !path.contains(char::is_whitespace);
        is_one.then(|| Span::new(span.file, start, span.start + end as u32))
    }

    /// The norm's sentence, as far as it was read.
    pub(super) fn sentence_before(&self, span: Span) -> &str {
        let before = &self.text[..span.start as usize];
        &before[before.rfind('{').map_or(0, |at| at + 1)..]
    }

    pub(super) fn has_before(&self, span: Span, word: &str) -> bool {
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

    pub(super) fn slice_after(&self, span: Span) -> &str {
        &self.text[span.end as usize..]
    }

    fn is_hyphen(&self, span: Span) -> bool {
        let in_word = |c: char| c.is_alphanumeric() || c == '_';
        let before = self.text[..span.start as usize].chars().next_back();
        let after = self.text[span.end as usize..].chars().next();
        before.is_some_and(in_word) && after.is_some_and(in_word)
    }
}

/// Help for `authorised by Controller`.
pub(super) const BY_SOMEBODY: &str = "what somebody has done is a fact, which stands in `when` or `unless`: \
                                      `authorised(Processor, by: Controller)`";

/// Help for `when secret Data`.
pub(super) const FACT_IN_BRACKETS: &str =
    "participants of a fact stand in brackets behind its name: `when secret(Data)`";

const JOIN_TWO_LIMITS: &str = "join two times with `and`: `no earlier than 2026-01-01 and no later than 2026-12-31`; what is \
                               done all the time, `from … and until …`";

/// Words that only seem to begin what the second word of it would show, and what may stand there.
const ASTRAY: &[(&str, Thing)] = &[
    ("prejudice", Thing::Clause),
    ("force", Thing::Clause),
    ("power", Thing::Other("a modal like `must`, `may` or `has power to`")),
];

/// Help and fix for a word that stands in the place of another.
fn write(diagnostic: Diagnostic, span: Span, word: &str) -> Diagnostic {
    let title = format!("write `{word}`");
    let fix = replace(title.clone(), Applicability::Unsafe, span, word);
    diagnostic.help(title).fix(fix)
}

/// The word that should stand there, where it is one.
fn spelled(expected: Expected) -> Option<&'static str> {
    match expected {
        Expected::Kind(kind) => kind.spelling(),
        Expected::Word(word) => Some(word),
        Expected::Thing(_) => None,
    }
}

fn in_words(expected: Expected) -> String {
    match expected {
        Expected::Kind(kind) => format!("`{}`", kind.spelling().unwrap_or("a name")),
        Expected::Word(word) => format!("`{word}`"),
        Expected::Thing(thing) => thing.words().to_owned(),
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
pub(super) fn begins_time(kind: Kind) -> bool {
    use Kind::*;
    matches!(kind, Within | Before | Until | From | No | At | For | Every)
}

const CLASS: Expected = Expected::Thing(Thing::NormClass);

/// The word of the language that the author may have meant where `expected` should stand.
fn instead_of(word: &str, expected: Expected) -> Option<&'static str> {
    // Elsewhere `over` is no relation between norms: `age over 18`.
    let is_relation = [Expected::Thing(Thing::Clause), Expected::Thing(Thing::InstrumentLine)];
    if let Some(meant) = other_word_for_clause(word)
        && (word != "over" || is_relation.contains(&expected))
    {
        return Some(meant);
    }
    if expected == Expected::Thing(Thing::Item)
        && let Some(word) = other_word_for_item(word)
    {
        return Some(word);
    }
    let meant = match word {
        "d" if expected == Expected::Thing(Thing::Unit) => "days",
        "h" | "hr" | "hrs" if expected == Expected::Thing(Thing::Unit) => "hours",
        "min" | "mins" if expected == Expected::Thing(Thing::Unit) => "minutes",
        "y" | "yr" | "yrs" if expected == Expected::Thing(Thing::Unit) => "years",
        "party" if expected == Expected::Thing(Thing::InstrumentLine) => "parties",
        "each" if expected == Expected::Thing(Thing::Assertion) => "every",
        "obligation" | "obligations" | "duties" if expected == CLASS => "duty",
        "prohibition" | "prohibitions" | "bans" if expected == CLASS => "ban",
        "right" | "rights" | "permissions" if expected == CLASS => "permission",
        "powers" | "competence" if expected == CLASS => "power",
        "then" if expected == Expected::Kind(Kind::Expect) => "expect",
        "law" | "article" | "Article" | "Art" | "Section" | "section" => "norm",
        "type" | "class" | "sort" => "kind",
        "function" | "predicate" => "fact",
        "import" | "include" => "use",
        "business" => "working",
        "means" if expected == Expected::Kind(Kind::As) => "as",
        _ => return closest_word(word, expected),
    };
    Some(meant)
}
