//! `comity test`

use std::fmt::Write;

use super::args::TestArgs;
use super::check::{added, problems};
use super::loader::Disk;
use super::terminal::Terminal;
use super::{Problem, Status, config, files};
use crate::checks::ExpectationResult;
use crate::driver::{Tested, Workspace};
use crate::report::full::Style;
use crate::report::{self, Report, Summary};
use crate::source::Sources;

/// Runs the expectations, writes a line for each to standard output and their count to standard error.
pub(super) fn run(args: &TestArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut workspace = Workspace::new(&Disk);
    let config = config::load(&args.input, &args.settings, terminal)?;
    for set in files::sets(&args.input, &config)? {
        workspace.add_tested(set, added(&config));
    }
    let tested = workspace.test(&config.settings());
    problems(&tested.problems)?;
    write(args, workspace.sources(), &tested, terminal)?;
    terminal.say(&count(&tested));
    Ok(status(&tested))
}

fn write(
    args: &TestArgs,
    sources: &Sources,
    tested: &Tested,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let mut file = None;
    let shown = tested.results.iter().filter(|result| !args.quiet || !is_fine(result));
    for result in shown {
        if file != Some(result.span.file) {
            let name = terminal.bold(sources.name(result.span.file));
            writeln!(terminal, "{name}").map_err(|_| cannot_draw())?;
            file = Some(result.span.file);
        }
        let line = line(result, terminal);
        writeln!(terminal, "  {line}").map_err(|_| cannot_draw())?;
    }
    if !tested.results.is_empty() && !tested.diagnostics.is_empty() {
        writeln!(terminal).map_err(|_| cannot_draw())?;
    }
    let summary = Summary::default();
    let report =
        Report { sources, diagnostics: &tested.diagnostics, unknowns: &[], summary: &summary };
    let style = Style { all: true, ..terminal.style };
    report::full::write(terminal, report, style).map_err(|_| cannot_draw())
}

fn line(result: &ExpectationResult, terminal: &Terminal) -> String {
    let text = result.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let ExpectationResult { name, .. } = result;
    match (result.passed, &result.pending) {
        (true, None) => format!("{} {name}: {text}", terminal.painted("32", "pass   ")),
        (false, None) => format!("{} {name}: {text}", terminal.painted("1;31", "FAIL   ")),
        (true, Some(_)) => format!("{} {name}: {text}", terminal.painted("1;31", "HOLDS  ")),
        (false, Some(why)) => {
            format!("{} {name}: {text} ({why})", terminal.painted("33", "pending"))
        }
    }
}

fn is_fine(result: &ExpectationResult) -> bool {
    result.passed != result.pending.is_some()
}

fn count(tested: &Tested) -> String {
    let results = &tested.results;
    let passed = results.iter().filter(|result| result.passed && is_fine(result)).count();
    let pending = results.iter().filter(|result| !result.passed && is_fine(result)).count();
    let wrong = results.len() - passed - pending;
    let other = tested.diagnostics.len() - wrong;
    let mut line = match results.len() {
        0 => "no expectation was run".to_owned(),
        _ => format!("{passed} passed, {wrong} failed, {pending} pending"),
    };
    if other > 0 {
        let plural = if other == 1 { "" } else { "s" };
        line.push_str(&format!("; {other} error{plural} in the files: norms were left out"));
    }
    line
}

fn status(tested: &Tested) -> Status {
    match () {
        () if tested.unreadable => Status::CouldNotCheck,
        () if !tested.diagnostics.is_empty() => Status::Findings,
        () if tested.results.is_empty() => Status::CouldNotCheck,
        () => Status::Clean,
    }
}

fn cannot_draw() -> Problem {
    Problem("a finding cannot be drawn".to_owned())
}
