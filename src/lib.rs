//! Comity tells whether norms agree.
//!
//! The library is a pure pipeline: text in, findings out. It reads no file, clock, environment or terminal;
//! the binary's `cli` does. Layers, bottom first: [`source`], [`diagnostics`], [`syntax`], [`model`],
//! [`logic`], [`checks`], [`report`], [`driver`]; [`format`](mod@format) stands beside [`syntax`].
//!
//! # Embedding
//!
//! A [`driver::Workspace`] holds texts in memory and gives findings as data.
//!
//! ```
//! use comity::checks::Settings;
//! use comity::diagnostics::Level;
//! use comity::driver::{Bundled, Input, Workspace};
//!
//! let text = "kind Member, Motion\n\
//!             action vote(Motion)\n\
//!             norm attend { Member must vote(Motion) }\n\
//!             norm abstain { Member must not vote(Motion) }\n";
//! let mut workspace = Workspace::new(&Bundled);
//! workspace.add_set(vec![Input::text("bylaws.norm", text)]);
//! let outcome = workspace.check(&Settings::default());
//!
//! let found = &outcome.diagnostics[0];
//! assert_eq!((found.rule.code, found.level), ("C201", Level::Error));
//! assert_eq!(found.evidence.norms, ["attend", "abstain"]);
//! assert_eq!(workspace.sources().slice(found.primary.span), "vote(Motion)");
//! // Silence is a proof only where nothing was left out and every question has an answer.
//! assert!(outcome.summary.complete && outcome.unknowns.is_empty());
//! ```
//!
//! An editor gives changed texts with [`driver::Workspace::edit`], takes files out with [`driver::Workspace::remove`], and
//! asks with [`driver::Workspace::recheck`]. Files that
//! others `use` come from a [`driver::Loader`]; [`driver::Bundled`] knows the packs that come with Comity. Findings are
//! written in every format by the functions of [`report`]; a picture of norms with their relations and conflicts comes from
//! [`driver::Workspace::graph`]. Settings are read with [`driver::config`]:
//!
//! ```
//! use comity::driver::{Content, config};
//! use comity::source::Sources;
//!
//! let mut sources = Sources::default();
//! let name = |path: &str| path.trim_start_matches("/rules/").to_owned();
//! let content = |_: &str| Content::Text("on = 2026-06-01\n[levels]\nC2xx = \"note\"\n".to_owned());
//! let config = config::load(&mut sources, "/rules", "/rules/comity.toml", &name, &content);
//! let settings = config.expect("it is right").settings();
//! assert_eq!(settings.on.map(|day| day.to_string()).as_deref(), Some("2026-06-01"));
//! ```
//!
//! # Versions
//!
//! Types that may grow are non-exhaustive: match them with a wildcard, and make settings, reports and summaries with
//! `default` or `new` and a change of their fields. No type of another crate stands in a signature.
//! Codes of rules, names of settings, fingerprints, and the fields of JSON keep their meaning. What the tree
//! ([`syntax::ast`]) and the model ([`model`]) hold follows the language and may change with every minor version.

pub mod checks;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostics;
pub mod driver;
pub mod format;
pub mod logic;
pub mod model;
pub mod report;
pub mod source;
pub mod syntax;

/// The language reference for drafters: the pages that `comity explain` shows.
#[cfg(doc)]
pub mod reference {
    #[doc = include_str!("cli/topics/language.md")]
    pub mod language {}
    #[doc = include_str!("cli/topics/vocabulary.md")]
    pub mod vocabulary {}
    #[doc = include_str!("cli/topics/norms.md")]
    pub mod norms {}
    #[doc = include_str!("cli/topics/time.md")]
    pub mod time {}
    #[doc = include_str!("cli/topics/precedence.md")]
    pub mod precedence {}
    #[doc = include_str!("cli/topics/gaps.md")]
    pub mod gaps {}
    #[doc = include_str!("cli/topics/verdicts.md")]
    pub mod verdicts {}
    #[doc = include_str!("cli/topics/principles.md")]
    pub mod principles {}
    #[doc = include_str!("cli/topics/scenarios.md")]
    pub mod scenarios {}
    #[doc = include_str!("cli/topics/tests.md")]
    pub mod tests {}
    #[doc = include_str!("cli/topics/format.md")]
    pub mod format {}
}
