//! Collects what is wrong. Says each mistake once.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::composed::look_alike;
use super::declaring::{another, how_to_declare, is_type, next_word, two_words};
use super::near::near;
use super::types_of_habit::instead_of_type;
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix, Label, Rule};
use crate::format::in_a_line;
use crate::model::rules;
use crate::source::{FileId, Sources, Span};
use crate::syntax::{ast, is_invisible};

/// An error that has been told already: whatever hangs on it is left out in silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told;

/// Something resolved, or an error that has been told.
pub(super) type Resolved<T> = Result<T, Told>;

/// How many further mentions of an unknown name are shown; the fix renames all.
const MENTIONS: usize = 3;

/// Up to how many names are listed where none is near the one that was written.
const LISTED: usize = 8;

/// How much may be spent on suggestions in one run; beyond it, unknown names get none.
const NEAR_BUDGET: usize = 20_000_000;

/// What messages call words that no file declares.
pub(super) const VERDICT: &str = "verdict";
pub(super) const REASON: &str = "reason";
/// What is missing where somebody wrote that something is violated.
pub(super) const PRINCIPLE_OR_NORM: &str = "norm or principle";

/// The findings so far.
pub(super) struct Tell<'a> {
    sources: &'a Sources,
    found: Vec<Diagnostic>,
    /// Nothing is told while this is set: the same text was told about before.
    pub(super) quiet: bool,
    /// Unknown names told, by file, sort of name and text.
    unknown: HashMap<(FileId, &'static str, &'a str), usize>,
    /// Names of items that the parser could not read: their absence has been told.
    lost: HashSet<Cow<'a, str>>,
    /// A file that is used was not found, which has been told: a name that is near to none may stand in it.
    misses_a_file: bool,
    budget: usize,
}

impl<'a> Tell<'a> {
    pub(super) fn new(sources: &'a Sources, misses_a_file: bool) -> Self {
        let (found, unknown, lost) = (Vec::new(), HashMap::new(), HashSet::new());
        let (quiet, budget) = (false, NEAR_BUDGET);
        Tell { sources, found, quiet, unknown, lost, misses_a_file, budget }
    }

    pub(super) fn sources(&self) -> &'a Sources {
        self.sources
    }

    /// The text that a span covers.
    pub(super) fn text(&self, span: Span) -> &'a str {
        self.sources.slice(span)
    }

    /// The text that a span covers, as messages quote it: in one line, however it is laid out.
    pub(super) fn quoted(&self, span: Span) -> Cow<'a, str> {
        in_a_line(self.text(span))
    }

    /// The text of the line before a span.
    fn before(&self, span: Span) -> &'a str {
        let before = &self.sources.text(span.file)[..span.start as usize];
        before.rsplit('\n').next().unwrap_or(before)
    }

    /// The text behind a span.
    fn behind(&self, span: Span) -> &'a str {
        &self.sources.text(span.file)[span.end as usize..]
    }

    /// Whether a sign that compares follows a span.
    pub(super) fn is_compared(&self, span: Span) -> bool {
        self.behind(span).trim_start().starts_with(['=', '<', '>', '!'])
    }

    /// The word behind a span.
    pub(super) fn next_word(&self, span: Span) -> Option<&'a str> {
        next_word(self.behind(span))
    }

    /// Notes the name of an item that the parser could not read, or read with characters in it that nobody sees.
    pub(super) fn lose(&mut self, span: Span) {
        let text = self.text(span);
        if text.contains(is_invisible) {
            self.lost.insert(Cow::Owned(text.replace(is_invisible, "")));
        }
        self.lost.insert(Cow::Borrowed(text));
    }

    /// Tells it, unless quiet.
    pub(super) fn tell(&mut self, diagnostic: Diagnostic) -> Told {
        if !self.quiet {
            self.found.push(diagnostic);
        }
        Told
    }

    /// Tells of a span without more to say.
    pub(super) fn simple(
        &mut self,
        rule: &'static Rule,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
    ) -> Told {
        self.tell(Diagnostic::new(rule, message, span, label))
    }

    /// A name declared twice; the first stands.
    pub(super) fn duplicate(&mut self, span: Span, first: Span) -> Told {
        let message = format!("`{}` is declared twice", self.text(span));
        let diagnostic = Diagnostic::new(&rules::DUPLICATE_NAME, message, span, "declared again")
            .related(first, "declared first")
            .help("give one of the two another name");
        self.tell(diagnostic)
    }

    /// Something said again that is said once: `what` is a whole sentence.
    pub(super) fn again_said(
        &mut self,
        what: impl Into<String>,
        span: Span,
        first: Span,
        help: impl Into<String>,
    ) -> Told {
        let told = Diagnostic::new(&rules::DUPLICATE_NAME, what, span, "said again");
        self.tell(told.related(first, "said first").help(help))
    }

    /// No name stands twice in a list.
    pub(super) fn once(&mut self, names: &[ast::Name]) -> Resolved<()> {
        let mut result = Ok(());
        for (at, name) in names.iter().enumerate() {
            let text = self.text(name.span);
            let first = names[..at].iter().find(|other| self.text(other.span) == text);
            if let Some(first) = first.map(|first| first.span) {
                let message = format!("`{text}` stands twice in one list");
                let help = "leave one of the two out, or name what is meant instead";
                result = Err(self.again_said(message, name.span, first, help));
            }
        }
        result
    }

    /// A name that nothing declares. One diagnostic for each name and file: further mentions join its fix.
    pub(super) fn unknown<'n>(
        &mut self,
        rule: &'static Rule,
        what: &'static str,
        span: Span,
        names: impl Iterator<Item = &'n str>,
    ) -> Told {
        let text = self.text(span);
        if self.quiet || self.lost.contains(text) || self.is_nameless(what) {
            return Told;
        }
        if let Some(&told) = self.unknown.get(&(span.file, what, text)) {
            self.again(told, span);
            return Told;
        }
        let is_type = is_type(self.before(span)) && instead_of_type(text).is_some();
        let near = match is_type {
            true => Vec::new(),
            false => near(&self.quoted(span), names, &mut self.budget),
        };
        let of_the_language = matches!(what, VERDICT | REASON);
        if self.misses_a_file && near.is_empty() && !of_the_language {
            return Told;
        }
        self.unknown.insert((span.file, what, text), self.found.len());
        let text = &*self.quoted(span);
        let message = format!("there is no {what} named `{text}`");
        let diagnostic = Diagnostic::new(rule, message, span, "not declared");
        let diagnostic = match near.first().filter(|near| look_alike(text, near)) {
            Some(near) => rename(diagnostic.help(composed_otherwise(near)), span, near),
            None => suggest(diagnostic, span, &near),
        };
        let help = another(what, text, self.behind(span))
            .or_else(|| two_words(what, text, self.behind(span)))
            .or_else(|| how_to_declare(what, text, self.before(span)));
        match help {
            Some(help) if near.is_empty() => self.tell(diagnostic.help(help)),
            _ => self.tell(diagnostic),
        }
    }

    /// Whether a name may stand in an item or a file that could not be read.
    pub(super) fn is_lost(&self, text: &str) -> bool {
        self.misses_a_file || self.lost.contains(text)
    }

    /// Whether something of the sort has no name, for which the parser asked: it may be what is meant.
    pub(super) fn is_nameless(&self, what: &str) -> bool {
        what.split(" or ").any(|word| self.lost.contains(word))
    }

    /// As [`Tell::unknown`], where the name belongs to one place (a label of a call, a rank of an order).
    pub(super) fn unknown_once<'n>(
        &mut self,
        rule: &'static Rule,
        message: impl Into<String>,
        span: Span,
        names: impl Iterator<Item = &'n str>,
    ) -> Told {
        let text = self.text(span);
        if self.quiet || self.lost.contains(text) {
            return Told;
        }
        let names: Vec<&str> = names.collect();
        let near = near(&self.quoted(span), names.iter().copied(), &mut self.budget);
        let diagnostic = suggest(Diagnostic::new(rule, message, span, "not declared"), span, &near);
        if !near.is_empty() || names.len() > LISTED || names.is_empty() {
            return self.tell(diagnostic);
        }
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        self.tell(diagnostic.help(format!("what could stand here: {}", names.join(", "))))
    }

    /// Tells once in a file what is wrong with a name wherever it is mentioned.
    pub(super) fn once_of(
        &mut self,
        what: &'static str,
        name: Span,
        diagnostic: Diagnostic,
    ) -> Told {
        let key = (name.file, what, self.text(name));
        if self.quiet {
            return Told;
        }
        if let Some(&told) = self.unknown.get(&key) {
            self.again(told, diagnostic.primary.span);
            return Told;
        }
        self.unknown.insert(key, self.found.len());
        self.tell(diagnostic)
    }

    fn again(&mut self, told: usize, span: Span) {
        let diagnostic = &mut self.found[told];
        let known = diagnostic.primary.span == span
            || diagnostic.related.iter().any(|label| label.span == span);
        if !known && diagnostic.related.len() < MENTIONS {
            diagnostic.related.push(Label { span, message: "here too".into() });
        }
        if let Some(fix) = diagnostic.fixes.first_mut() {
            let text = fix.edits[0].text.clone();
            // A name of one item's own (all lower case) need not be known where the name stands again.
            if text.starts_with(char::is_uppercase) || diagnostic.rule.code != "C101" {
                fix.edits.push(Edit { span, text });
            }
        }
    }

    /// Every finding, by place and code, each once.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.found.sort_by(|a, b| {
            (a.primary.span, a.rule.code, &a.message).cmp(&(
                b.primary.span,
                b.rule.code,
                &b.message,
            ))
        });
        for fix in self.found.iter_mut().flat_map(|found| &mut found.fixes) {
            fix.edits.sort_by_key(|edit| edit.span);
            fix.edits.dedup();
        }
        self.found.dedup_by(|a, b| {
            a.primary.span == b.primary.span && a.rule.code == b.rule.code && a.message == b.message
        });
        self.found
    }

    /// How much was told so far.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }
}

/// Offers near names; a fix where there is exactly one. Which word is meant is a guess that somebody must confirm.
pub(super) fn suggest(diagnostic: Diagnostic, span: Span, near: &[&str]) -> Diagnostic {
    match near {
        [] => diagnostic,
        [one] => rename(diagnostic.help(format!("did you mean `{one}`?")), span, one),
        several => {
            let names: Vec<_> = several.iter().map(|name| format!("`{name}`")).collect();
            diagnostic.help(format!("did you mean one of {}?", names.join(", ")))
        }
    }
}

fn rename(diagnostic: Diagnostic, span: Span, name: &str) -> Diagnostic {
    diagnostic.fix(Fix {
        title: format!("rename to `{name}`"),
        applicability: Applicability::Unsafe,
        edits: vec![Edit { span, text: name.to_owned() }],
    })
}

/// Help for a name that looks like a declared one to the letter.
fn composed_otherwise(name: &str) -> String {
    format!(
        "`{name}` is declared with letters that look alike and are composed otherwise: an accent is a part of its \
         letter in one of them, and a character of its own in the other"
    )
}
