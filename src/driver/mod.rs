//! From texts to findings: loads what files `use`, reads, resolves, checks, silences and sorts.
//!
//! Knows no file system, terminal or protocol. Whoever embeds Comity gives texts and a [`Loader`].
//!
//! ```
//! use comity::checks::Settings;
//! use comity::driver::{Bundled, Input, Workspace};
//!
//! let mut workspace = Workspace::new(&Bundled);
//! workspace.add_set(vec![Input::text("draft.norm", "kind State")]);
//! let outcome = workspace.check(&Settings::default());
//! assert!(outcome.summary.complete);
//! ```

mod amend;
mod baseline;
mod circles;
pub mod config;
mod declared;
mod differences;
mod edit;
mod excerpt;
mod gather;
mod given;
mod graph;
mod groups;
mod homes;
mod input;
mod known;
mod look;
mod mend;
mod mentions;
mod moves;
mod namesakes;
mod nearest;
pub mod packs;
mod partly;
mod parts;
mod question;
mod recheck;
mod repair;
mod reread;
mod run;
mod shard;
mod since;
mod suppress;
mod touched;
mod tree;
mod window;
mod workspace;

pub use amend::amend;
pub use baseline::{Baseline, Pruned};
pub use input::{Bundled, COMMAND_LINE, Content, Input, Loader, MAX_FILE_BYTES, candidates};
pub use look::{LeftOut, Looked};
pub use mend::Mended;
pub use nearest::nearest;
pub use question::Questioned;
pub use run::{Misfit, Outcome, Tested};
pub use since::{Changes, Lines};
pub use workspace::Workspace;
