//! `comity check`

use std::fmt;

use super::args::{CheckArgs, Format, InputArgs, SettingsArgs, Show};
use super::loader::Disk;
use super::terminal::Terminal;
use super::{Problem, Status, files, fix};
use crate::checks::Settings;
use crate::diagnostics::Diagnostic;
use crate::driver::{Content, Input, Mended, Outcome, Workspace};
use crate::report::{self, Report};

/// The name of what `--use` adds, in findings.
pub(super) const COMMAND_LINE: &str = "command line";

/// Checks, writes the findings to standard output and one line about them to standard error.
pub(super) fn run(args: &CheckArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut sets = files::sets(&args.input)?;
    if args.together {
        sets = vec![sets.into_iter().flatten().collect()];
    }
    let mut workspace = Workspace::new(&Disk);
    for set in sets {
        workspace.add_set(set.into_iter().chain(added(&args.input)).collect());
    }
    let settings =
        Settings { show_settled: args.show.contains(&Show::Settled), ..settings(&args.settings) };
    if args.fix.are_asked_for() {
        let stdin = args.input.paths.iter().any(|path| path.as_os_str() == "-");
        let mended = fix::mend(&args.fix, stdin, &workspace, &settings, terminal)?;
        if let Some(mended) = mended {
            return tell_mended(args, &workspace, &settings, &mended, terminal);
        }
    }
    let outcome = workspace.check(&settings);
    problems(&outcome.problems)?;
    write(args, &workspace, &settings, &outcome, terminal)?;
    terminal.say(&outcome.summary.line());
    Ok(status(args, &outcome))
}

/// What is still found after mending; or only the changes, where they are to be shown.
fn tell_mended(
    args: &CheckArgs,
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
    write(args, &mended.workspace, settings, &mended.outcome, terminal)?;
    terminal.say(&mended.outcome.summary.line());
    Ok(status(args, &mended.outcome))
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

fn write(
    args: &CheckArgs,
    workspace: &Workspace<'_>,
    settings: &Settings,
    outcome: &Outcome,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let report = Report {
        sources: workspace.sources(),
        diagnostics: &outcome.diagnostics,
        unknowns: &outcome.unknowns,
        summary: &outcome.summary,
    };
    let style = terminal.style;
    let written = match args.format {
        Format::Full => report::full::write(terminal, report, style),
        Format::Concise => report::concise::write(terminal, report),
        Format::Json => report::json::write(terminal, report),
        Format::Matrix => {
            report::matrix::write(terminal, &workspace.matrix(settings), style.ascii, style.width)
        }
    };
    written.map_err(|fmt::Error| Problem("a finding cannot be drawn".to_owned()))
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
