//! From texts to findings: loads what files `use`, reads, resolves, checks, silences and sorts.
//!
//! Knows no file system, terminal or protocol. Whoever embeds Comity gives texts and a [`Loader`].
//!
//! ```
//! use comity::checks::Settings;
//! use comity::driver::{Bundled, Content, Input, Workspace};
//!
//! let mut workspace = Workspace::new(&Bundled);
//! workspace.add_set(vec![Input { name: "draft.norm".into(), content: Content::Text("kind State".into()) }]);
//! let outcome = workspace.check(&Settings::default());
//! assert!(outcome.summary.complete);
//! ```

mod amend;
mod circles;
pub mod config;
mod input;
mod mend;
mod nearest;
pub mod packs;
mod run;
mod suppress;
mod workspace;

pub use amend::amend;
pub use input::{Bundled, Content, Input, Loader, MAX_FILE_BYTES, candidates};
pub use mend::Mended;
pub use nearest::nearest;
pub use run::{Outcome, Tested};
pub use workspace::Workspace;
