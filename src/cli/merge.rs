//! `comity merge`

use std::path::Path;

use super::args::{FailOn, MergeArgs};
use super::output::{MergeFormat, outputs, replace_nothing, write_each};
use super::terminal::Terminal;
use super::{Problem, Status, check, files};
use crate::diagnostics::Level;
use crate::report::Counts;
use crate::report::merge::{Merged, merge};

/// Makes one report of those of all parts, and writes it.
pub(super) fn run(args: &MergeArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let outputs = outputs(&args.output)?;
    let read_here: Vec<String> = args.reports.iter().map(|path| files::name(path)).collect();
    replace_nothing(&outputs, &read_here)?;
    let texts = args.reports.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let merged = merge(&texts).map_err(|wrong| match wrong.report {
        Some(place) => {
            Problem(format!("`{}`: {}", files::name(&args.reports[place]), wrong.reason))
        }
        None => Problem(wrong.reason),
    })?;
    write_each(&outputs, terminal, |out, MergeFormat::Json, _| {
        out.write_str(&merged.text).map_err(|_| Problem("the report cannot be written".to_owned()))
    })?;
    Ok(status(args, &merged))
}

/// That of the whole check.
fn status(args: &MergeArgs, merged: &Merged) -> Status {
    let unanswered = merged.unanswered && !args.allow_unknown && !merged.allow_unknown;
    let Counts { errors, warnings, notes } = merged.counts;
    let fails = match args.fail_on.map_or(merged.fail_on, FailOn::level) {
        Level::Error => errors > 0,
        Level::Warning => errors + warnings > 0,
        Level::Off | Level::Note => errors + warnings + notes > 0,
    };
    check::status_of(merged.unreadable || unanswered, fails, args.exit_zero)
}

fn read(path: &Path) -> Result<String, Problem> {
    files::whole_text(path).map_err(|reason| Problem(format!("`{}`: {reason}", files::name(path))))
}
