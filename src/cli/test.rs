//! `comity test`

use std::fmt::Write;

use super::args::TestArgs;
use super::check::{added, problems, read_files};
use super::failed::{self, Unusable};
use super::loader::Disk;
use super::output::{Output, TestFormat, outputs, replace_nothing, write_each};
use super::progress::Progress;
use super::terminal::{Terminal, painted};
use super::{Problem, Status, config, files, names};
use crate::checks::suppression::failed_expectation;
use crate::checks::{ExpectationResult, Settings};
use crate::diagnostics::Diagnostic;
use crate::driver::config::Config;
use crate::driver::{Tested, Workspace};
use crate::report::full::Style;
use crate::report::{self, Report, Summary};
use crate::source::Sources;

/// Runs the expectations, writes a line for each to standard output and their count to standard error.
pub(super) fn run(args: &TestArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let outputs = outputs(&args.output)?;
    let config = config::load(&args.input, &args.settings, terminal)
        .map_err(|unusable| nothing_tested(args, None, unusable, &outputs, terminal))?;
    let (workspace, tested) = tested(args, &config, &outputs, terminal).map_err(|problem| {
        nothing_tested(args, Some(&config), problem.into(), &outputs, terminal)
    })?;
    let written = write_each(&outputs, terminal, |mut out, format, style| {
        let style = Style { all: true, ..style };
        draw(&mut out, args, format, workspace.sources(), &tested, style)
    });
    terminal.say(&count(&tested));
    written?;
    Ok(status(&tested))
}

fn tested(
    args: &TestArgs,
    config: &Config,
    outputs: &[Output<TestFormat>],
    terminal: &mut Terminal,
) -> Result<(Workspace<'static>, Tested), Problem> {
    let mut workspace = Workspace::new(&Disk);
    let added = added(config)?;
    for set in files::sets(&args.input, config)? {
        workspace.add_tested(set, added.clone());
    }
    config::warn_of_unused(&args.input, &args.settings, config, &workspace, terminal);
    replace_nothing(outputs, &read_files(&workspace, config))?;
    let settings = Settings { threads: args.settings.threads, ..config.settings() };
    let tested = Progress::during("testing", || workspace.test(&settings));
    problems(config, &tested.problems, terminal)?;
    Ok((workspace, tested))
}

/// Has the format for programs say that nothing was tested: silence, or the report of an earlier run, is no answer.
/// Gives back why.
fn nothing_tested(
    args: &TestArgs,
    config: Option<&Config>,
    Unusable { problem, mistakes }: Unusable,
    outputs: &[Output<TestFormat>],
    terminal: &mut Terminal,
) -> Problem {
    let read = failed::read_before(&args.input, &args.settings, config, &mistakes);
    let free = |it: &&Output<TestFormat>| replace_nothing(std::slice::from_ref(*it), &read).is_ok();
    for output in outputs.iter().filter(free) {
        let mut text = format!("{}\n", problem.0);
        if output.format == TestFormat::Junit {
            text.clear();
            // A string takes everything.
            let _ = report::junit::write_failed(&mut text, &problem.0);
        }
        match &output.file {
            // People read it on standard error.
            None if output.format == TestFormat::Full => {}
            // The terminal keeps a failure for its end.
            None => drop(terminal.write_str(&text)),
            Some(file) => {
                if let Err(other) = super::write::create(file, &text) {
                    terminal.problem(&other.0);
                }
            }
        }
    }
    problem
}

fn draw(
    out: &mut impl Write,
    args: &TestArgs,
    format: TestFormat,
    sources: &Sources,
    tested: &Tested,
    style: Style,
) -> Result<(), Problem> {
    let drawn = match format {
        TestFormat::Full => write(out, args.quiet, sources, tested, style),
        TestFormat::Junit => report::junit::write_tests(
            out,
            sources,
            &names::root(),
            &tested.results,
            &tested.diagnostics,
        ),
    };
    drawn.map_err(|_| Problem("a finding cannot be drawn".to_owned()))
}

fn write(
    out: &mut impl Write,
    quiet: bool,
    sources: &Sources,
    tested: &Tested,
    style: Style,
) -> std::fmt::Result {
    let mut file = None;
    let shown = tested.results.iter().filter(|result| !quiet || !result.is_fine());
    for result in shown {
        if file != Some(result.span.file) {
            let name = report::first_in_line(sources.name(result.span.file));
            writeln!(out, "{}", painted("1", &name, style))?;
            file = Some(result.span.file);
        }
        writeln!(out, "  {}", line(result, style))?;
    }
    if !tested.results.is_empty() && !tested.diagnostics.is_empty() {
        writeln!(out)?;
    }
    let summary = Summary::default();
    let report = Report::new(sources, &tested.diagnostics, &summary);
    report::full::write(out, report, style)
}

fn line(result: &ExpectationResult, style: Style) -> String {
    let text = result.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let ExpectationResult { name, .. } = result;
    match (result.passed, &result.pending) {
        (true, None) => format!("{} {name}: {text}", painted("32", "pass   ", style)),
        (false, None) => format!("{} {name}: {text}", painted("1;31", "FAIL   ", style)),
        (true, Some(_)) => format!("{} {name}: {text}", painted("1;31", "HOLDS  ", style)),
        // The reason stands in the text.
        (false, Some(_)) => format!("{} {name}: {text}", painted("33", "pending", style)),
    }
}

fn count(tested: &Tested) -> String {
    let results = &tested.results;
    let passed = results.iter().filter(|result| result.passed && result.is_fine()).count();
    let pending = results.iter().filter(|result| !result.passed && result.is_fine()).count();
    let wrong = results.len() - passed - pending;
    let is_of_result = |found: &&Diagnostic| found.rule.code == failed_expectation::RULE.code;
    let other = tested.diagnostics.len() - tested.diagnostics.iter().filter(is_of_result).count();
    let mut line = match results.len() {
        0 => "no expectation was run".to_owned(),
        _ => format!("{passed} passed, {wrong} failed, {pending} pending"),
    };
    if other > 0 {
        let plural = if other == 1 { "" } else { "s" };
        let what = match tested.only_expectations {
            true => "scenarios and expectations that could not be understood were left out",
            false => "what has errors was left out",
        };
        line.push_str(&format!("; {other} error{plural} in the files: {what}"));
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
