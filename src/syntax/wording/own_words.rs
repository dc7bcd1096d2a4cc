//! Help that turns what the author wrote into what the language writes for it, in the author's own words.

use super::Words;
use crate::source::Span;
use crate::syntax::problem::{Expected, Thing};
use crate::syntax::spelling::{closest_word, is_currency};
use crate::syntax::token::{Kind, starts_item};

/// How much of a text is said again.
const LONGEST: usize = 60;

impl Words<'_> {
    /// An exception behind a rule, which has a condition alone.
    fn exception_of_a_rule(&self, span: Span, found: Kind) -> Option<String> {
        let before = &self.text[..span.start as usize];
        let own = &before[before.rfind("rule ")?..];
        let is_own = found == Kind::Unless && !own.contains(['}', '{']) && !own.contains("\n\n");
        is_own.then(|| {
            let help = match own.contains(" when ") {
                true => "a rule has no exceptions: write `and not (…)` in its condition",
                false => "a rule has no exceptions: write `when not (…)`",
            };
            help.to_owned()
        })
    }

    pub(super) fn in_own_words(
        &self,
        span: Span,
        expected: Expected,
        found: Kind,
    ) -> Option<String> {
        let thing = match expected {
            Expected::Thing(thing) => thing,
            Expected::Kind(Kind::LeftBrace) if found == Kind::Name => {
                return self.name_of_words(span);
            }
            // `for up to 5 years after …`
            Expected::Kind(Kind::Of | Kind::After) => {
                return self.limit_in_words(span, Thing::Clause);
            }
            Expected::Word("rank") if found != Kind::Name => {
                return Some(without_rank(self.word_before(span)));
            }
            _ => return None,
        };
        let of_time = match super::time_limits::ends_time(found) {
            true => self.without_anchor(span.start, thing),
            false => self.limit_in_words(span, thing),
        };
        of_time
            .or_else(|| self.asked_of_norms(span, thing, found))
            .or_else(|| self.habit_at(span, thing, found))
    }

    /// Help for what drafters are used to write where a thing of the language should stand.
    fn habit_at(&self, span: Span, thing: Thing, found: Kind) -> Option<String> {
        match (thing, found) {
            (Thing::Other("an event, an act or a date"), kind) if starts_item(kind) => {
                let word = self.slice(span);
                Some(format!(
                    "`{word}` is a word of the language, and a name only with its participants behind it: `{word}(…)`"
                ))
            }
            (Thing::Item | Thing::InstrumentLine, _) if self.follows_comment(span, Expected::Thing(thing)) => {
                Some("a comment ends with its line: write `//` before this line, too".to_owned())
            }
            (Thing::Item, Kind::Name | Kind::When | Kind::Unless) => self
                .exception_of_a_rule(span, found)
                .or_else(|| self.assumed(span))
                .or_else(|| self.act_of_habit(span))
                .or_else(|| self.part_of_law(span, thing)),
            (Thing::InstrumentLine, Kind::Name) => self.part_of_law(span, thing),
            (Thing::Act, _) | (Thing::Clause, Kind::Must | Kind::Shall | Kind::May) => {
                self.modal_again(span)
            }
            (Thing::Clause, Kind::Number | Kind::Name) => {
                self.amount(span)
                    .or_else(|| self.compared_in_words(span))
                    .or_else(|| self.length_alone(span))
            }
            (Thing::Condition, Kind::Name | Kind::When) => self.assumed_first(span),
            (Thing::Clause, Kind::LeftParen | Kind::Parties) => self.behind_with(span),
            (Thing::Condition, Kind::At) => Some(
                "norms count nobody: what is counted is a fact of its own: `when quorum(Assembly)`".into(),
            ),
            (Thing::CommaOrBracket, Kind::Name) => self.all_others(span),
            (Thing::Modal, Kind::Name) => self.spared_bearer(span),
            (Thing::Name, Kind::In) if !self.sentence_before(span).contains('(') => Some(
                "whom the norm binds stands alone here; a condition stands after the act: `Deputy must … when absent(Chair)`"
                    .into(),
            ),
            (Thing::Clause | Thing::Condition | Thing::Sort, Kind::In) => self.state(span),
            (Thing::CommaOrLine, Kind::Name) => self.modal_of_habit(span),
            (Thing::Other("the name of a vocabulary file"), Kind::Dot) => self.path_of_file(span),
            (Thing::Other("an event, or who does what"), Kind::Number) => self.clock_behind_day(span),
            (Thing::Assertion, Kind::No | Kind::Name) | (Thing::NormClass, Kind::Name) => {
                self.sentence_of_a_norm(span)
            }
            _ => None,
        }
    }

    /// `assume A if C`: what follows from what.
    fn assumed(&self, span: Span) -> Option<String> {
        let before = self.text[..span.start as usize].trim_end();
        let line = before.rsplit('\n').next()?.trim_start();
        let then = line.strip_prefix("assume ")?.trim();
        let behind = self.rest_of_line(span);
        let (first, second) = match self.slice(span) {
            "if" if behind.starts_with("and only if") => {
                return Some(
                    "write two assumptions: `assume A implies B` and `assume B implies A`".into(),
                );
            }
            "if" | "when" | "where" | "unless" => (behind, then),
            "only" => (then, behind.strip_prefix("if")?.trim()),
            _ => return None,
        };
        if first.is_empty() || second.is_empty() || first.len() + second.len() > LONGEST {
            return Some(
                "what follows from it stands behind `implies`: `assume A implies B`".into(),
            );
        }
        let first = match (self.slice(span), first.strip_prefix("not ")) {
            ("unless", Some(denied)) if !is_joined(denied) => denied.to_owned(),
            ("unless", _) => format!("not {}", bracketed(first)),
            _ => bracketed(first),
        };
        Some(format!("write `assume {first} implies {}`", bracketed(second)))
    }

    /// `assume if A then B`
    fn assumed_first(&self, span: Span) -> Option<String> {
        let before = self.text[..span.start as usize].rsplit('\n').next()?;
        let is_one = before.trim() == "assume";
        if !is_one || !matches!(self.slice(span), "if" | "If" | "when" | "whenever") {
            return None;
        }
        let behind = self.rest_of_line(span);
        let (first, second) = behind.split_once(" then ").or_else(|| behind.split_once(", "))?;
        let (first, second) = (first.trim_end_matches(',').trim(), second.trim());
        let fits = !first.is_empty() && !second.is_empty() && behind.len() <= LONGEST;
        fits.then(|| format!("write `assume {} implies {}`", bracketed(first), bracketed(second)))
    }

    /// `act data_act { … }`, `act publish(Data)`
    fn act_of_habit(&self, span: Span) -> Option<String> {
        if !matches!(self.slice(span), "act" | "Act") {
            return None;
        }
        let behind = self.rest_of_line(span);
        let name = behind.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
        let inside = self.slice_after(span).split_once('{').map_or("", |(_, inside)| inside);
        let word = inside.trim_start().split(|c: char| !c.is_alphanumeric()).next()?;
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            let item = if Kind::of_word(word.as_bytes()).is_some() { "instrument" } else { "norm" };
            return Some(format!("write `{item} act{name} {{ … }}`"));
        }
        Some(match behind[name.len()..].trim_start().starts_with('(') {
            true => format!("what can be done is an `action`: write `action {name}(…)`"),
            false if Kind::of_word(word.as_bytes()).is_some() => {
                format!(
                    "a law with its norms is an `instrument`: write `instrument {name} {{ … }}`"
                )
            }
            false => format!("a sentence stands in a `norm`: write `norm {name} {{ … }}`"),
        })
    }

    /// Whether a line of words, and of nothing else, goes on with a comment.
    fn follows_comment(&self, span: Span, expected: Expected) -> bool {
        let mut before = self.text[..span.start as usize].rsplit('\n');
        let begins = before.next().is_some_and(|line| line.trim().is_empty());
        let comment = before.next().is_some_and(|line| line.trim_start().starts_with("//"));
        let line = self.slice_after(span).lines().next().unwrap_or_default();
        let is_prose = line.split_whitespace().count() > 2 && !line.contains(['(', '{', ':', '=']);
        begins && comment && is_prose && closest_word(self.slice(span), expected).is_none()
    }

    /// `must A or must B`: one modal for both acts, where it is the same.
    fn modal_again(&self, span: Span) -> Option<String> {
        let sentence = self.sentence_before(span);
        let modals = ["must ", "shall ", "may ", "should "];
        let (at, _) = modals.iter().filter_map(|it| sentence.match_indices(it).next()).min()?;
        let (modal, acts) = sentence[at..].split_once(' ')?;
        let (modal, acts) = match acts.strip_prefix("not ") {
            Some(acts) => (format!("{modal} not"), acts),
            None => (modal.to_owned(), acts),
        };
        let behind = self.rest_of_line(span);
        let again = match behind.strip_prefix("not ") {
            Some(act) => (format!("{} not", self.slice(span)), act),
            None => (self.slice(span).to_owned(), behind),
        };
        let second = &again.1[..=again.1.find(')')?];
        // `A or must B`, `A or Firm must B`
        let bearer = self.sentence_before(span)[..at].trim();
        let acts = acts.trim_end();
        let acts = acts.strip_suffix(bearer).filter(|_| !bearer.is_empty()).unwrap_or(acts);
        let (first, joiner) = acts.trim_end().rsplit_once(' ')?;
        let one_line = !first.contains('\n') && first.len() + second.len() <= LONGEST;
        if again.0 != modal || !one_line || !first.trim_end().ends_with(')') {
            return None;
        }
        let joiner = match (joiner, &*modal) {
            ("and", "must" | "shall" | "should") => "and",
            ("and" | "or", _) => "or",
            _ => return None,
        };
        let said = match (joiner, &*modal) {
            ("and", _) => "asks for both",
            (_, "must" | "shall" | "should") => "leaves the choice",
            (_, "may") => "permits each",
            _ => "forbids both",
        };
        let first = first.trim();
        Some(format!("write the modal once: `{modal} {first} {joiner} {second}` {said}"))
    }

    /// `> EUR 10000`, `> 10000 euros`
    fn amount(&self, span: Span) -> Option<String> {
        let (before, word) = (self.word_before(span), self.slice(span));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let next = self.rest_of_line(span).split(|c: char| !c.is_alphanumeric()).next();
        if is_number(word) && next.is_some_and(is_currency) && !self.is_compared(span) {
            return Some(
                "an act has no amount: name it in the act, as in `pay_fee`; what is owed can be an attribute, which is compared"
                    .to_owned(),
            );
        }
        let number = match (is_currency(before), is_currency(word)) {
            (true, _) if is_number(word) => word,
            (_, true) if is_number(before) => before,
            _ => return None,
        };
        Some(format!(
            "an amount is a number alone: write `{number}`, and name the currency in the name of the attribute, \
             as in `value_in_euros`"
        ))
    }

    /// Whether a sign that compares stands right before.
    fn is_compared(&self, span: Span) -> bool {
        self.text[..span.start as usize].trim_end().ends_with(['<', '>', '='])
    }

    /// `when Person is under 16`
    fn compared_in_words(&self, span: Span) -> Option<String> {
        let sign = match self.word_before(span) {
            "under" | "below" => "<",
            "over" | "above" => ">",
            _ => return None,
        };
        let number = self.slice(span);
        let is_number = number.starts_with(|c: char| c.is_ascii_digit());
        is_number.then(|| {
            format!("a number is an attribute, and compared: `Person.age {sign} {number}`")
        })
    }

    /// `share(Data) with third parties`, `collect(Data) with consent(Person)`
    fn behind_with(&self, span: Span) -> Option<String> {
        let before = self.sentence_before(span).trim_end();
        let (behind, word) = before.rsplit_once(char::is_whitespace)?;
        if !behind.trim_end().ends_with(" with") {
            return None;
        }
        Some(match self.slice(span) {
            "(" => {
                let call = self.slice_after(span);
                format!("write it as a condition: `when {word}({}`", &call[..=call.find(')')?])
            }
            _ => {
                "participants of an act stand in its brackets: `share(Data, with: Company)`".into()
            }
        })
    }

    /// `consult(all other Parties)`
    fn all_others(&self, span: Span) -> Option<String> {
        let one = match self.slice(span) {
            "Parties" | "parties" => "Party",
            word => word,
        };
        matches!(self.word_before(span), "other" | "others").then(|| {
            format!(
                "another one of a kind has a name of its own, and is each of the others: `{one} b`"
            )
        })
    }

    /// `Member except Chair must …`
    fn spared_bearer(&self, span: Span) -> Option<String> {
        let spares = matches!(self.word_before(span), "except" | "excluding" | "save" | "but");
        let bearer = self.sentence_before(span).split_whitespace().next()?;
        spares.then(|| {
            format!(
                "whom it spares stands behind `unless`: `{bearer} must … unless {bearer} is {}`",
                self.slice(span)
            )
        })
    }

    /// `Firm is in arrears`, `when in default`
    fn state(&self, span: Span) -> Option<String> {
        let state = self.rest_of_line(span).split(|c: char| !c.is_alphanumeric()).next()?;
        (!state.is_empty()).then(|| in_a_state(state))
    }

    /// `must not … without licensed(Firm)`, `when Firm in arrears`
    pub(super) fn astray_in_own_words(&self, span: Span) -> Option<String> {
        let (word, next) = self.slice(span).split_once(char::is_whitespace)?;
        let next = next.trim_start();
        let call = self.slice_after(span);
        let conditional = self.has_before(span, "when") || self.has_before(span, "unless");
        match word {
            "without" if call.starts_with('(') => {
                let call = &call[..=call.find(')')?];
                Some(format!("write `unless {next}{call}`"))
            }
            "has" if conditional && next.starts_with(char::is_lowercase) => {
                let who = self.word_before(span);
                Some(format!("what somebody has is a fact: `{next}({who})`"))
            }
            "in" if conditional && !next.starts_with(|c: char| c.is_ascii_digit()) => {
                Some(in_a_state(next))
            }
            _ => None,
        }
    }

    /// `expect ann can vote(…)`
    fn modal_of_habit(&self, span: Span) -> Option<String> {
        let written = match self.word_before(span) {
            "can" | "could" | "might" => "write `may`: `expect ann may …`",
            "cannot" => "write `must not`: `expect ann must not …`",
            "will" | "would" => "write `must`: `expect ann must …`",
            _ => return None,
        };
        Some(written.to_owned())
    }

    /// `use ./cyber`
    fn path_of_file(&self, span: Span) -> Option<String> {
        let path = self.rest_of_line(Span { end: span.start, ..span });
        let path = path.split_whitespace().next()?;
        let plain = path.strip_prefix("./")?.trim_end_matches(".norm");
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/');
        Some(match plain.chars().all(is_plain) && !plain.is_empty() {
            true => format!("files stand beside this one: write `use {plain}`"),
            false => format!("put a path with other signs in quotes: `use \"{path}\"`"),
        })
    }

    /// `instrument Data Act { … }`
    fn name_of_words(&self, span: Span) -> Option<String> {
        let before = &self.text[..span.start as usize];
        let head = &before[before.rfind(['{', '}', '\n']).map_or(0, |at| at + 1)..];
        let (item, first) = head.trim().split_once(' ')?;
        let behind = &self.text[span.start as usize..];
        let end = behind.find(['{', '"', ':', '\n'])?;
        let words = behind[..end].trim();
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ' ');
        // Where the brace is left out as well, only the name of an instrument has several words.
        let lacks_brace = item == "instrument" && behind[end..].starts_with('\n');
        let is_one = (lacks_brace || behind[end..].starts_with(['{', '"']))
            && first.len() + words.len() <= LONGEST
            && words.chars().chain(first.chars()).all(is_name);
        // Behind the name of a norm, a title more likely lacks its quotes.
        if !is_one || item == "norm" && words.starts_with(char::is_uppercase) {
            return None;
        }
        let words = format!("{first} {words}");
        let name = words.split_whitespace().collect::<Vec<_>>().join("_");
        Some(match lacks_brace {
            true => format!("a name is one word, and braces follow: `{item} {name} {{ … }}`"),
            false => format!("a name is one word: `{name}`"),
        })
    }

    /// `principle p { no Company may publish(Data) }`, `{ a Company must … }`, `{ every Company must … }`
    fn sentence_of_a_norm(&self, span: Span) -> Option<String> {
        let behind = self.rest_of_line(span);
        let behind = behind.split('}').next().unwrap_or_default().trim();
        let word = self.slice(span);
        let sentence = match word {
            "no" | "No" | "a" | "A" | "an" | "An" | "the" | "The" | "each" | "Each" => {
                behind.to_owned()
            }
            _ => format!("{word} {behind}"),
        };
        let mut words = sentence.split_whitespace().skip(1);
        let modal = words.next().unwrap_or_default();
        // `each duty has deadline` speaks of norms.
        let of_norms = modal == "has" && !matches!(words.next(), Some("power" | "no" | "sole"));
        if sentence.len() > LONGEST || of_norms || !super::slips::starts_with_modal(modal) {
            return None;
        }
        Some(match word {
            "no" | "No" => format!("write `never {sentence}`"),
            _ => {
                format!(
                    "say whether it is so `always`, `never` or `sometimes`: `always {sentence}`"
                )
            }
        })
    }

    /// What stands behind a span on its line, up to a comment.
    fn rest_of_line(&self, span: Span) -> &str {
        let line = self.slice_after(span).lines().next().unwrap_or_default();
        line.split("//").next().unwrap_or_default().trim()
    }
}

/// Help for an order in a head without the place of the instrument in it.
pub(super) fn without_rank(order: &str) -> String {
    format!("say which rank the instrument has in it: `order {order} rank statute`")
}

/// Help for what somebody is in.
pub(super) fn in_a_state(state: &str) -> String {
    format!("what somebody is in is a fact of one word: `when in_{state}(Firm)`")
}

fn is_joined(condition: &str) -> bool {
    [" and ", " or ", " implies "].iter().any(|word| condition.contains(word))
}

/// A condition with brackets where it has several parts.
fn bracketed(condition: &str) -> String {
    let has_own = condition.starts_with('(') && condition.find(')') == Some(condition.len() - 1);
    match is_joined(condition) && !has_own {
        true => format!("({condition})"),
        false => condition.to_owned(),
    }
}
