//! The words for what stands where something else should, with help for what drafters often mean.

use super::{Words, replace};
use crate::diagnostics::{Applicability, Diagnostic};
use crate::source::Span;
use crate::syntax::problem::Expected;
use crate::syntax::rules;
use crate::syntax::token::{Kind, WORDS};

impl Words<'_> {
    pub(super) fn expected(&self, span: Span, expected: Expected, found: Kind) -> Diagnostic {
        let expected = match expected {
            Expected::Kind(kind) => format!("`{}`", kind.spelling().unwrap_or("a name")),
            Expected::Word(word) => format!("`{word}`"),
            Expected::Thing(thing) => thing.to_owned(),
        };
        let diagnostic = unexpected(span, &expected, &self.found(span, found));
        if is_modal(found) && expected == "an act" {
            return diagnostic.help("a norm has one modal; write a second norm for the other");
        }
        self.hints(diagnostic, span, found)
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
    fn hints(&self, diagnostic: Diagnostic, span: Span, found: Kind) -> Diagnostic {
        if found == Kind::Minus && self.is_hyphen(span) {
            let help = "names are joined with `_`, as in `cross_border`";
            let fix = replace("write `_`", Applicability::Unsafe, span, "_");
            return diagnostic.help(help).fix(fix);
        }
        if found != Kind::Name {
            return diagnostic;
        }
        match instead_of(self.slice(span)) {
            Some(word) => {
                let title = format!("write `{word}`");
                let fix = replace(title.clone(), Applicability::Unsafe, span, word);
                diagnostic.help(title).fix(fix)
            }
            None => diagnostic,
        }
    }

    fn is_hyphen(&self, span: Span) -> bool {
        let in_word = |c: char| c.is_alphanumeric() || c == '_';
        let before = self.text[..span.start as usize].chars().next_back();
        let after = self.text[span.end as usize..].chars().next();
        before.is_some_and(in_word) && after.is_some_and(in_word)
    }
}

pub(super) fn unexpected(span: Span, expected: &str, found: &str) -> Diagnostic {
    let message = format!("expected {expected}, found {found}");
    Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, format!("expected {expected}"))
}

fn is_modal(kind: Kind) -> bool {
    matches!(kind, Kind::Must | Kind::Shall | Kind::May | Kind::Need | Kind::Should)
}

/// The word of the language that the author may have meant.
fn instead_of(word: &str) -> Option<&'static str> {
    let meant = match word {
        "if" | "where" | "If" | "Where" | "provided" => "when",
        "except" | "save" | "excluding" => "unless",
        "then" => "expect",
        "law" | "article" | "rule" => "norm",
        "type" | "class" | "sort" => "kind",
        "function" | "predicate" => "fact",
        "import" | "include" => "use",
        "business" => "working",
        _ => return closest_word(word),
    };
    Some(meant)
}

/// The only reserved word at a distance of one edit.
fn closest_word(word: &str) -> Option<&'static str> {
    if word.len() < 4 || word.len() > 20 {
        return None;
    }
    let mut close = WORDS.iter().map(|&(text, _)| text).filter(|text| one_edit_apart(text, word));
    let found = close.next()?;
    close.next().is_none().then_some(found)
}

/// Whether one letter changed, added, left out or swapped with its neighbour makes them equal.
fn one_edit_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (&a[same..], &b[same..]);
    match (rest_a, rest_b) {
        ([], []) => true,
        ([x, y, a @ ..], [v, w, b @ ..]) if x == w && y == v && a == b => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) => a == b,
        _ => false,
    }
}
