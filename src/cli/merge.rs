//! `comity merge`

use std::fmt::Write;
use std::path::PathBuf;

use super::args::MergeArgs;
use super::terminal::Terminal;
use super::{Problem, Status, files};
use crate::report::merge::{Merged, merge};

/// Makes one report of those of all parts, and writes it.
pub(super) fn run(args: &MergeArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let texts = args.reports.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let merged = merge(&texts).map_err(|wrong| match wrong.report {
        Some(place) => Problem(format!("`{}`: {}", args.reports[place].display(), wrong.reason)),
        None => Problem(wrong.reason),
    })?;
    let Merged { text, errors, unanswered } = merged;
    write!(terminal, "{text}").map_err(|_| Problem("the report cannot be written".to_owned()))?;
    Ok(match (unanswered, errors) {
        (true, _) => Status::CouldNotCheck,
        (false, 0) => Status::Clean,
        (false, _) => Status::Findings,
    })
}

fn read(path: &PathBuf) -> Result<String, Problem> {
    // A report may be larger than any file of norms.
    std::fs::read_to_string(path)
        .map_err(|error| Problem(format!("`{}`: {}", path.display(), files::reason(&error))))
}
