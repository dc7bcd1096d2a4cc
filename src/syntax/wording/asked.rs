//! Help where a condition or an expectation asks in words of speech what norms say, and whether they are violated.

use super::Words;
use crate::source::Span;
use crate::syntax::problem::Thing;
use crate::syntax::spelling::modal_said_of_act;
use crate::syntax::token::Kind;

impl Words<'_> {
    /// What is asked of norms, by what stands where something else should.
    pub(super) fn asked_of_norms(&self, span: Span, thing: Thing, found: Kind) -> Option<String> {
        match (thing, found) {
            (Thing::Sort, Kind::In) => self.asked_in_force(span),
            (Thing::Sort | Thing::Comparison, Kind::Violated) => {
                let mut before = self.text[..span.start as usize].split_whitespace().rev();
                let norm = before.find(|word| !matches!(*word, "is" | "was" | "not"))?;
                Some(stands_in_norm(norm))
            }
            (Thing::Clause, Kind::Violates) if self.is_in_condition(span) => {
                Some(stands_in_norm(first_name(self.slice_after(span))))
            }
            (Thing::Clause, Kind::By | Kind::To) if self.is_in_condition(span) => {
                let modal = modal_said_of_act(self.word_before(span))?;
                // What a Controller has permitted is a fact.
                let by_somebody =
                    self.slice_after(span).trim_start().starts_with(char::is_uppercase);
                (!by_somebody).then(|| format!(
                    "what norms say is asked by a sentence: `bearer {modal} publish(Data)`; whether one norm applies, \
                     by its name: `act.article5 applies`"
                ))
            }
            (Thing::CommaOrLine, Kind::Name | Kind::With) => self.verdict_between(span),
            (Thing::NormOrInstrument, Kind::Is) => {
                let modal = self.phrase_of_law(span)?.strip_prefix("write `")?.strip_suffix('`')?;
                let who = self.word_before(span);
                Some(format!("write `expect {who} {modal} …`, as a norm says it"))
            }
            _ => None,
        }
    }

    /// `norm n { publish(Data) is prohibited }`: the sentence that says so, of somebody.
    pub(super) fn act_without_bearer(&self, span: Span) -> Option<String> {
        let act = self.sentence_before(span).trim();
        let mut words = self.slice_after(span).split(|c: char| !c.is_alphabetic());
        let word = words.find(|word| !word.is_empty())?;
        let (denied, word) = match word {
            "not" => (true, words.find(|word| !word.is_empty())?),
            word => (false, word),
        };
        let modal = match (modal_said_of_act(word)?, denied) {
            (modal, false) => modal,
            ("must", true) => "need not",
            (_, true) => "must not",
        };
        let is_act = self.slice(span) == "is" && act.ends_with(')') && act.len() <= 60;
        is_act.then(|| format!("name who does it: `Controller {modal} {act}`"))
    }

    fn is_in_condition(&self, span: Span) -> bool {
        self.has_before(span, "when") || self.has_before(span, "unless")
    }

    /// `when n9 is in force`
    fn asked_in_force(&self, span: Span) -> Option<String> {
        if !self.slice_after(span).trim_start().starts_with("force") {
            return None;
        }
        let before = self.text[..span.start as usize].trim_end();
        let (before, not) = match before.strip_suffix("not") {
            Some(before) => (before.trim_end(), "not "),
            None => (before, ""),
        };
        let norm = before.strip_suffix("is")?.split_whitespace().next_back()?;
        let norm = norm.trim_start_matches('(');
        Some(format!("whether a norm applies is asked so: `{not}{norm} applies`"))
    }

    /// `expect n9 conflicts with n10`, `expect acme violated n9`
    fn verdict_between(&self, span: Span) -> Option<String> {
        let before = &self.text[..span.start as usize];
        let mut words = before[before.rfind("expect ")?..].split_whitespace().skip(1);
        let (first, verb) = (words.next()?, words.next()?);
        if words.next().is_some() {
            return None;
        }
        let behind = match self.slice(span) {
            "with" => self.slice_after(span),
            _ => &self.text[span.start as usize..],
        };
        let second = Some(first_name(behind)).filter(|it| !it.is_empty())?;
        Some(match verb {
            "violated" => format!(
                "write `expect {first} violates {second}`; of a principle, `expect {first} violated by {second}`"
            ),
            "conflicts" | "contradicts" | "clashes" | "collides" => {
                format!("the verdict stands first: `expect conflict {first}, {second}`")
            }
            _ => return None,
        })
    }
}

/// The name with which a text begins.
fn first_name(text: &str) -> &str {
    let ends = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.');
    text.trim_start().split(ends).next().unwrap_or_default()
}

/// What follows a violation.
fn stands_in_norm(norm: &str) -> String {
    let norm = norm.trim_start_matches('(');
    let last = norm.rsplit('.').next().unwrap_or(norm);
    format!("what follows a violation of `{norm}` stands in it: `norm {last} {{ … otherwise … }}`")
}
