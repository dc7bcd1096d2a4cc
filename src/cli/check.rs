//! `comity check`

use super::args::{CheckArgs, InputArgs, SettingsArgs, Show};
use super::loader::Disk;
use super::output::{Drawing, Output, outputs};
use super::progress::Progress;
use super::terminal::Terminal;
use super::timings::Timings;
use super::{Problem, Status, files, fix, watch};
use crate::checks::Settings;
use crate::diagnostics::Diagnostic;
use crate::driver::{Content, Input, Mended, Outcome, Workspace};
use crate::report::Report;

/// The name of what `--use` adds, in findings.
pub(super) const COMMAND_LINE: &str = "command line";

/// What a check leaves behind.
pub(super) struct Checked {
    pub(super) status: Status,
    /// The names of all files that were read.
    pub(super) files: Vec<String>,
}

/// Checks once, or again and again.
pub(super) fn run(args: &CheckArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    match args.watch {
        true => watch::run(args, terminal),
        false => once(args, terminal).map(|checked| checked.status),
    }
}

/// Checks, mends if that is asked for, writes the findings to their places and one line about them to standard error.
pub(super) fn once(args: &CheckArgs, terminal: &mut Terminal) -> Result<Checked, Problem> {
    let outputs = outputs(&args.output)?;
    let mut timings = Timings::start();
    let workspace = workspace(args)?;
    timings.ended("read");
    let settings =
        Settings { show_settled: args.show.contains(&Show::Settled), ..settings(&args.settings) };
    let mended = match args.fix.are_asked_for() {
        true => fix::mend(&args.fix, reads_stdin(&args.input), &workspace, &settings, terminal)?,
        false => None,
    };
    let status = match &mended {
        Some(mended) => {
            timings.ended("mend");
            tell_mended(args, &outputs, &workspace, &settings, mended, terminal)?
        }
        None => {
            let progress = Progress::new("checking");
            let outcome = workspace.check(&settings);
            drop(progress);
            timings.ended("check");
            problems(&outcome.problems)?;
            tell(args, &outputs, &workspace, &settings, &outcome, terminal)?
        }
    };
    timings.ended("write");
    if args.timings {
        terminal.say(&timings.line());
    }
    let files = workspace.sources().iter().map(|(_, file)| file.name.clone()).collect();
    Ok(Checked { status, files })
}

fn workspace(args: &CheckArgs) -> Result<Workspace<'static>, Problem> {
    let mut sets = files::sets(&args.input)?;
    if args.together {
        sets = vec![sets.into_iter().flatten().collect()];
    }
    let mut workspace = Workspace::new(&Disk);
    for set in sets {
        workspace.add_set(set.into_iter().chain(added(&args.input)).collect());
    }
    Ok(workspace)
}

/// What is still found after mending; or only the changes, where they are to be shown.
fn tell_mended(
    args: &CheckArgs,
    outputs: &[Output],
    before: &Workspace<'_>,
    settings: &Settings,
    mended: &Mended<'_>,
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    if args.fix.diff {
        let any = fix::show(before, mended, terminal)?;
        mended.done.iter().for_each(|done| terminal.say(&format!("would fix {done}")));
        return Ok(if any && !args.exit_zero { Status::Findings } else { Status::Clean });
    }
    tell(args, outputs, &mended.workspace, settings, &mended.outcome, terminal)
}

fn tell(
    args: &CheckArgs,
    outputs: &[Output],
    workspace: &Workspace<'_>,
    settings: &Settings,
    outcome: &Outcome,
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    let drawing = Drawing {
        report: Report {
            sources: workspace.sources(),
            diagnostics: &outcome.diagnostics,
            unknowns: &outcome.unknowns,
            summary: &outcome.summary,
        },
        matrix: &|| workspace.matrix(settings),
        fail: args.fail_on.level(),
        all: args.all,
    };
    drawing.write(outputs, terminal)?;
    terminal.say(&outcome.summary.line());
    Ok(status(args, outcome))
}

/// Whether standard input is among what is checked.
pub(super) fn reads_stdin(args: &InputArgs) -> bool {
    args.paths.iter().any(|path| path.as_os_str() == "-")
}

/// The file that says `use` for each `--use`.
pub(super) fn added(args: &InputArgs) -> Option<Input> {
    let lines = args.packs.iter().map(|pack| format!("use \"{}\"\n", pack.replace('"', "")));
    let text: String = lines.collect();
    (!text.is_empty()).then(|| Input { name: COMMAND_LINE.into(), content: Content::Text(text) })
}

/// The settings that all commands share.
pub(super) fn settings(args: &SettingsArgs) -> Settings {
    Settings {
        on: args.on,
        profile: args.profile.clone(),
        with: args.with.clone(),
        ..Settings::default()
    }
}

/// Settings that fit nothing keep a command from its work.
pub(super) fn problems(problems: &[String]) -> Result<(), Problem> {
    match problems {
        [] => Ok(()),
        problems => Err(Problem(problems.join("\ncomity: "))),
    }
}

fn status(args: &CheckArgs, outcome: &Outcome) -> Status {
    let unanswered = !outcome.unknowns.is_empty() && !args.allow_unknown;
    let fails = |found: &Diagnostic| found.level >= args.fail_on.level();
    match () {
        () if outcome.unreadable || unanswered => Status::CouldNotCheck,
        () if args.exit_zero => Status::Clean,
        () if outcome.diagnostics.iter().any(fails) => Status::Findings,
        () => Status::Clean,
    }
}
