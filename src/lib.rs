//! Comity tells whether norms agree.
//!
//! The library is a pure pipeline: text in, findings out. It reads no file, clock, environment or terminal;
//! the binary's `cli` does. Layers, bottom first: [`source`], [`diagnostics`], [`syntax`], [`model`],
//! [`logic`], [`checks`], [`report`], [`driver`]; [`format`](mod@format) stands beside [`syntax`].

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
