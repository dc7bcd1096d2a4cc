//! Findings as text: one file a format, each a pure function of findings and sources.
//!
//! Knows nothing of norms, files, terminals or levels that a user sets.

pub mod ask;
pub mod concise;
pub mod diff;
pub mod full;
pub mod github;
pub mod gitlab;
pub mod graph;
pub mod json;
pub mod junit;
pub mod matrix;
pub mod merge;
pub mod sarif;
pub mod statistics;
pub mod why;
pub mod wrap;

mod clean;
mod group;
mod homes;
mod ordered;
mod part;
#[cfg(test)]
mod samples;
mod summary;
mod told;
mod uri;
mod xml;

pub use clean::first_in_line;
pub(crate) use group::telling;
pub use homes::Homes;
pub use part::Part;
pub use summary::{Counts, Summary};

use crate::checks::Unknown;
use crate::diagnostics::Diagnostic;
use crate::source::{Anchor, Sources};

/// All that a report tells.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Report<'a> {
    /// The files that the findings point into.
    pub sources: &'a Sources,
    /// The findings, in the order in which they are told.
    pub diagnostics: &'a [Diagnostic],
    /// Queries without an answer.
    pub unknowns: &'a [Unknown],
    /// What was checked, and how much was found.
    pub summary: &'a Summary,
    /// Why nothing was checked, where nothing was. What is wrong with the settings stands among the findings.
    pub failure: Option<&'a str>,
    /// Which part of a check it is, where it is not the whole.
    pub part: Option<&'a Part>,
    /// Where services show what was found in files that the user does not have.
    pub homes: &'a Homes,
    /// From where services name files: the top of the repository. None takes their names as they are.
    pub root: &'a Anchor,
}

impl<'a> Report<'a> {
    /// A report of findings alone. Its fields can be set to say more.
    pub fn new(
        sources: &'a Sources,
        diagnostics: &'a [Diagnostic],
        summary: &'a Summary,
    ) -> Report<'a> {
        static NONE: Homes = Homes::none();
        static AS_THEY_ARE: Anchor = Anchor::none();
        Report {
            sources,
            diagnostics,
            unknowns: &[],
            summary,
            failure: None,
            part: None,
            homes: &NONE,
            root: &AS_THEY_ARE,
        }
    }
}

/// `a`, `b` and `c` in backticks.
fn listed(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{}`", clean::line(name))).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [many @ .., last] => format!("{} and {last}", many.join(", ")),
    }
}
