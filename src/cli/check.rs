//! `comity check`

use std::fmt;

use super::args::{CheckArgs, Format, Show};
use super::loader::Disk;
use super::terminal::Terminal;
use super::{Problem, Status, config, files, fix};
use crate::checks::Settings;
use crate::diagnostics::{Diagnostic, Level};
use crate::driver::config::{Config, Origin, Value};
use crate::driver::{Content, Input, Mended, Outcome, Workspace};
use crate::report::{self, Report};

/// The name of what `--use` adds, in findings.
pub(super) const COMMAND_LINE: &str = "command line";

/// Checks, writes the findings to standard output and one line about them to standard error.
pub(super) fn run(args: &CheckArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let config = settings(args, terminal)?;
    let mut sets = files::sets(&args.input, &config)?;
    if args.together {
        sets = vec![sets.into_iter().flatten().collect()];
    }
    let mut workspace = Workspace::new(&Disk);
    for set in sets {
        workspace.add_set(set.into_iter().chain(added(&config)).collect());
    }
    let settings =
        Settings { show_settled: args.show.contains(&Show::Settled), ..config.settings() };
    if args.fix.are_asked_for() {
        let stdin = args.input.paths.iter().any(|path| path.as_os_str() == "-");
        let mended = fix::mend(&args.fix, stdin, &workspace, &settings, terminal)?;
        if let Some(mended) = mended {
            return tell_mended(args, &config, &workspace, &settings, &mended, terminal);
        }
    }
    let outcome = workspace.check(&settings);
    problems(&outcome.problems)?;
    write(args, &workspace, &settings, &outcome, terminal)?;
    terminal.say(&outcome.summary.line());
    Ok(status(args, &config, &outcome))
}

/// What is still found after mending; or only the changes, where they are to be shown.
fn tell_mended(
    args: &CheckArgs,
    config: &Config,
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
    Ok(status(args, config, &mended.outcome))
}

/// Flags that only `check` has, over all other settings.
pub(super) fn settings(args: &CheckArgs, terminal: &mut Terminal) -> Result<Config, Problem> {
    let mut settings = config::load(&args.input, &args.settings, terminal)?;
    for (name, level) in &args.levels {
        let origin = Origin::CommandLine("--level");
        settings
            .set_level(name, *level, origin)
            .map_err(|wrong| Problem(format!("--level: {wrong}")))?;
    }
    if let Some(fail_on) = args.fail_on {
        let word = fail_on.level().word().to_owned();
        let origin = Origin::CommandLine("--fail-on");
        config::set(&mut settings, "fail-on", Value::Text(word), origin)?;
    }
    if args.allow_unknown {
        let origin = Origin::CommandLine("--allow-unknown");
        config::set(&mut settings, "allow-unknown", Value::Flag(true), origin)?;
    }
    Ok(settings)
}

/// The file that says `use` for each pack that the settings add.
pub(super) fn added(config: &Config) -> Option<Input> {
    let packs = config.list("use").iter();
    let lines = packs.map(|pack| format!("use \"{}\"\n", pack.replace('"', "")));
    let text: String = lines.collect();
    (!text.is_empty()).then(|| Input { name: COMMAND_LINE.into(), content: Content::Text(text) })
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

fn status(args: &CheckArgs, config: &Config, outcome: &Outcome) -> Status {
    let unanswered = !outcome.unknowns.is_empty() && !config.flag("allow-unknown");
    let least = config.text("fail-on").and_then(Level::of_word).unwrap_or(Level::Error);
    let fails = |found: &Diagnostic| found.level >= least;
    match () {
        () if outcome.unreadable || unanswered => Status::CouldNotCheck,
        () if args.exit_zero => Status::Clean,
        () if outcome.diagnostics.iter().any(fails) => Status::Findings,
        () => Status::Clean,
    }
}
