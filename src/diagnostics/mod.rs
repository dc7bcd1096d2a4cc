//! What a check finds, as data. Knows nothing of how it is drawn.

mod fingerprint;
mod fix;
mod levels;

pub use fingerprint::{Fingerprint, fingerprints};
#[cfg(feature = "cli")]
pub(crate) use fingerprint::{Identity, counted_alike};
pub(crate) use fingerprint::{digest, former_fingerprints, former_key, identity};
pub use fix::{Applicability, Edit, Fix};
pub use levels::{Levels, Selector, SetLevel};

use crate::source::Span;

/// How much a finding matters, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// Not reported.
    Off,
    /// For information.
    Note,
    /// Worth a look.
    Warning,
    /// The norms do not agree, or the text cannot be read.
    Error,
}

impl Level {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The level of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        let all = [Level::Off, Level::Note, Level::Warning, Level::Error];
        all.into_iter().find(|level| level.word() == word)
    }
}

/// What is the same for all diagnostics of one rule. Codes are never reused.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rule {
    /// `C` and three digits.
    pub code: &'static str,
    /// Kebab case; reads well after `allow`.
    pub name: &'static str,
    /// One line, lower case, no full stop.
    pub summary: &'static str,
    /// The level unless the user sets another.
    pub level: Level,
    /// The page that `comity explain` shows, in Markdown.
    pub page: &'static str,
}

impl Rule {
    /// Whether it is one of the rules on norms that conflict, or would but for precedence: `C2xx`.
    pub fn is_about_conflicts(&self) -> bool {
        self.code.starts_with("C2")
    }
}

/// A span with what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// The text that it points at.
    pub span: Span,
    /// What it says; short, and stands alone in an editor.
    pub message: String,
}

/// A fact that belongs to a finding, with the word that introduces it (`case`, `precedence` …).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Note {
    /// The word before the colon.
    pub key: &'static str,
    /// The fact, in whole sentences.
    pub text: String,
}

/// What a machine needs of a finding beyond words; empty for most rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// The verdict word (`strict`, `wide` …).
    pub verdict: Option<String>,
    /// Of which of the sets that were checked the norms are, counted from 0: others may use the same names.
    pub set: usize,
    /// Qualified names of the norms at fault.
    pub norms: Vec<String>,
    /// The names of the acts that it is about, in order: two norms may clash over several.
    pub acts: Vec<String>,
    /// The folder of its set, where norms of these names stand in other sets, too.
    pub home: Option<String>,
    /// Who prevails over whom, where precedence settles a clash.
    pub decided: Option<Decided>,
    /// The principle that is offended, or that asks for what is missing.
    pub principle: Option<String>,
    /// Ross's overlap of their fields (`partial-partial` …).
    pub overlap: Option<String>,
    /// The witness as a replayable `scenario` text.
    pub scenario: Option<String>,
    /// First and last day of each span in which the finding exists; `None` is open.
    pub dates: Vec<(Option<String>, Option<String>)>,
}

/// How precedence settles a clash.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decided {
    /// The qualified name of the norm that prevails.
    pub winner: String,
    /// That of the norm that yields.
    pub loser: String,
    /// What decides, in a few words (`lex superior`).
    pub by: &'static str,
}

/// One finding.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// Its level; the rule's own until settings change it.
    pub level: Level,
    /// One line, lower case, no full stop; stands alone.
    pub message: String,
    /// Where to look first.
    pub primary: Label,
    /// The other places that matter.
    pub related: Vec<Label>,
    /// Facts: the case, precedence, assumptions, dates.
    pub notes: Vec<Note>,
    /// What the reader can do next.
    pub help: Vec<String>,
    /// Edits that would mend it.
    pub fixes: Vec<Fix>,
    /// What a machine reads.
    pub evidence: Evidence,
}

impl Diagnostic {
    /// A finding with all that none can lack.
    pub fn new(
        rule: &'static Rule,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
    ) -> Self {
        Diagnostic {
            rule,
            level: rule.level,
            message: message.into(),
            primary: Label { span, message: label.into() },
            related: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
            evidence: Evidence::default(),
        }
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: message.into() });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, key: &'static str, text: impl Into<String>) -> Self {
        self.notes.push(Note { key, text: text.into() });
        self
    }

    /// Adds what the reader can do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds an edit that would mend it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }
}
