//! `comity check`

use std::collections::BTreeSet;

use super::args::{CheckArgs, InputArgs};
use super::baseline::{self, Known};
use super::failed::{self, Unusable};
use super::loader::Disk;
use super::output::{Drawing, Format, Output, from_settings, outputs, replace_nothing};
use super::progress::Progress;
use super::terminal::Terminal;
use super::timings::Timings;
use super::{Problem, Status, config, files, fix, names, since, watch};
use crate::checks::Settings;
use crate::diagnostics::{Diagnostic, Identity, Level, counted_alike};
use crate::driver::config::{Config, Origin, Value};
use crate::driver::{
    COMMAND_LINE, Changes, Content, Input, Loader as _, Mended, Misfit, Outcome, Workspace,
    nearest, packs,
};
use crate::report::{self, Report};

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
/// Where nothing can be checked, formats for programs say so.
pub(super) fn once(args: &CheckArgs, terminal: &mut Terminal) -> Result<Checked, Problem> {
    let config = match settings(args, terminal) {
        Ok(config) => config,
        Err(unusable) => {
            let asked = outputs(&args.output).unwrap_or_default();
            return Err(nothing_checked(args, None, unusable, &asked, terminal));
        }
    };
    let outputs = match args.output.is_empty() {
        true => outputs(&from_settings(&config))?,
        false => outputs(&args.output)?,
    };
    let mut timings = Timings::start();
    let done = done(args, &config, &outputs, &mut timings, terminal).map_err(|problem| {
        nothing_checked(args, Some(&config), problem.into(), &outputs, terminal)
    })?;
    let Done { workspace, settings, found } = &done;
    let status = match found {
        Found::Mended(mended) => {
            tell_mended(args, &config, &outputs, workspace, settings, mended, terminal)?
        }
        Found::Checked(outcome) => {
            tell(args, &config, &outputs, workspace, settings, outcome, terminal)?
        }
    };
    timings.ended("write");
    if args.timings {
        terminal.say(&timings.line());
    }
    Ok(Checked { status, files: read_files(workspace, &config) })
}

/// Has every place for a format say that nothing was checked. Gives back why.
fn nothing_checked(
    args: &CheckArgs,
    config: Option<&Config>,
    unusable: Unusable,
    outputs: &[Output],
    terminal: &mut Terminal,
) -> Problem {
    let Unusable { problem, mistakes } = unusable;
    let mut read = failed::read_before(&args.input, &args.settings, config, &mistakes);
    read.extend(args.baseline.iter().map(|path| files::name(path)));
    // A diff takes the place of every report.
    if !args.fix.diff {
        failed::tell(&problem, &mistakes, outputs, &read, terminal);
    }
    problem
}

/// What was done before anything is told of it.
struct Done {
    workspace: Workspace<'static>,
    settings: Settings,
    found: Found,
}

enum Found {
    Mended(Box<Mended<'static>>),
    Checked(Box<Outcome>),
}

fn done(
    args: &CheckArgs,
    config: &Config,
    outputs: &[Output],
    timings: &mut Timings,
    terminal: &mut Terminal,
) -> Result<Done, Problem> {
    let known = baseline::known(&args.input, config)?;
    let (mut workspace, settings) = workspace(args, config)?;
    config::warn_of_unused(&args.input, &args.settings, config, &workspace, terminal);
    let left = LeftOut { known, changes: changes(args, config, &workspace)? };
    replace_nothing(outputs, &read_files(&workspace, config))?;
    timings.ended("read");
    if args.fix.are_asked_for() {
        let asked = (config, &settings);
        let from_stdin = reads_stdin(&args.input);
        let untold = left.alike(&mut workspace, &settings);
        let what = (&workspace, &untold);
        let mut mended = fix::mend(&args.fix, from_stdin, what, asked, terminal)?;
        timings.ended("mend");
        left.apply(&mut mended.workspace, &mut mended.outcome, &settings);
        return Ok(Done { workspace, settings, found: Found::Mended(Box::new(mended)) });
    }
    let mut outcome = Progress::during("checking", || left.check(&mut workspace, &settings));
    timings.ended("check");
    problems(config, &outcome.problems, terminal)?;
    if let Some(part) = &mut outcome.part {
        part.fail_on = fail_level(config);
        part.allow_unknown = config.flag("allow-unknown");
    }
    Ok(Done { workspace, settings, found: Found::Checked(Box::new(outcome)) })
}

/// The names of the files that a run reads: norms, settings, and what is known.
pub(super) fn read_files(workspace: &Workspace<'_>, config: &Config) -> Vec<String> {
    let norms = workspace.sources().iter().map(|(_, file)| file.name.clone());
    let known = baseline::path(config).map(|path| files::name(&path));
    norms
        .chain(config.files().iter().map(|name| files::name(&files::path_of(name))))
        .chain(known)
        .collect()
}

/// What is checked, and how.
pub(super) fn workspace(
    args: &CheckArgs,
    config: &Config,
) -> Result<(Workspace<'static>, Settings), Problem> {
    let workspace = read(&args.input, args.together, config)?;
    let shown = args.show.iter().map(|it| it.code().to_owned()).collect();
    let settings = Settings {
        threads: args.settings.threads,
        shown,
        statistics: args.statistics,
        some_files: files::are_some_of_more(&args.input, config),
        shard: args.shard,
        without_repairs: args.no_repairs || args.shard.is_some(),
        ..config.settings()
    };
    Ok((workspace, settings))
}

/// The files that are given, each folder a set of its own; or all as one.
pub(super) fn read(
    input: &InputArgs,
    together: bool,
    config: &Config,
) -> Result<Workspace<'static>, Problem> {
    let mut sets = files::sets(input, config)?;
    if together {
        sets = vec![sets.into_iter().flatten().collect()];
    }
    let mut workspace = Workspace::new(loader());
    let added = added(config)?;
    for set in sets {
        workspace.add_set(set.into_iter().chain(added.clone()).collect());
    }
    Ok(workspace)
}

/// Finds on disk what files `use`.
pub(super) fn loader() -> &'static Disk {
    &Disk
}

/// What changed since the revision that is asked for.
fn changes(
    args: &CheckArgs,
    config: &Config,
    workspace: &Workspace<'_>,
) -> Result<Option<Changes>, Problem> {
    let Some(revision) = &args.since else { return Ok(None) };
    // The words by which settings use packs are no text of a file.
    let (settings, _) = place_of_use(config);
    let names = workspace.sources().iter().map(|(_, file)| file.name.as_str());
    let names = names.filter(|&name| name != settings).collect();
    let stdin = reads_stdin(&args.input).then(|| files::name_of_stdin(&args.input.stdin_name));
    since::changes(revision, &since::Read { names, stdin: stdin.as_deref() }).map(Some)
}

/// Findings that are not told: known ones, and those of no change.
struct LeftOut {
    known: Option<Known>,
    changes: Option<Changes>,
}

impl LeftOut {
    /// What some left out finding shares with those that are the same but for their count: nobody asked to have it mended.
    fn alike(&self, workspace: &mut Workspace<'_>, settings: &Settings) -> BTreeSet<Identity> {
        if !self.leaves_out() {
            return BTreeSet::new();
        }
        let mut outcome = workspace.check(&Settings { without_repairs: true, ..settings.clone() });
        let all = counted_alike(&outcome.diagnostics);
        self.apply(workspace, &mut outcome, settings);
        let told = counted_alike(&outcome.diagnostics);
        let untold = all.into_iter().filter(|(it, count)| told.get(it).is_none_or(|it| it < count));
        untold.map(|(it, _)| it).collect()
    }

    fn leaves_out(&self) -> bool {
        self.known.is_some() || self.changes.is_some()
    }

    /// What is found and not left out. Repairs are sought only once something is left for them, as they take longer than
    /// all else: a repository in which everything is known does not wait for them.
    fn check(&self, workspace: &mut Workspace<'_>, settings: &Settings) -> Outcome {
        if self.leaves_out() {
            let quick = Settings { without_repairs: true, ..settings.clone() };
            let mut outcome = workspace.check(&quick);
            self.apply(workspace, &mut outcome, settings);
            if settings.without_repairs || !outcome.diagnostics.iter().any(is_about_norms) {
                return outcome;
            }
        }
        let mut outcome = workspace.check(settings);
        self.apply(workspace, &mut outcome, settings);
        outcome
    }

    fn apply(&self, workspace: &mut Workspace<'_>, outcome: &mut Outcome, settings: &Settings) {
        if let Some(known) = &self.known {
            known.apply(workspace, outcome, settings);
        }
        if let Some(changes) = &self.changes {
            workspace.limit(outcome, changes);
        }
    }
}

/// Whether a finding is about what norms say, so that a repair may be found.
pub(super) fn is_about_norms(found: &Diagnostic) -> bool {
    ["C2", "C3", "C4", "C5"].iter().any(|family| found.rule.code.starts_with(family))
}

/// What is still found after mending; or only the changes, where they are to be shown.
fn tell_mended(
    args: &CheckArgs,
    config: &Config,
    outputs: &[Output],
    before: &Workspace<'_>,
    settings: &Settings,
    mended: &Mended<'_>,
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    if args.fix.diff {
        let any = fix::show(before, mended, terminal)?;
        mended.done.iter().for_each(|done| terminal.say(&format!("would fix {done}")));
        if !any {
            terminal
                .say("nothing to change: no finding has a fix that needs no decision of a person");
        }
        return Ok(if any && !args.exit_zero { Status::Findings } else { Status::Clean });
    }
    tell(args, config, outputs, &mended.workspace, settings, &mended.outcome, terminal)
}

fn tell(
    args: &CheckArgs,
    config: &Config,
    outputs: &[Output],
    workspace: &Workspace<'_>,
    settings: &Settings,
    outcome: &Outcome,
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    let root = names::root();
    let drawing = Drawing {
        report: Report { root: &root, ..outcome.report(workspace.sources()) },
        matrix: &|| workspace.matrix(settings),
        fail: fail_level(config),
        all: args.all,
    };
    let written = drawing.write(outputs, terminal);
    terminal.say(&outcome.summary.line());
    // Formats for programs say nothing of what nobody asked to see.
    let for_people = outputs.iter().any(|output| output.format == Format::Full);
    if let Some(line) = outcome.summary.settled_line().filter(|_| for_people) {
        terminal.say(&line);
    }
    if args.statistics {
        terminal.say(&report::statistics::lines(&outcome.statistics));
    }
    written?;
    Ok(status(args, config, outcome))
}

/// Whether standard input is among what is checked.
pub(super) fn reads_stdin(args: &InputArgs) -> bool {
    args.paths.iter().any(|path| files::is_stdin(path))
}

/// Flags that only `check` has, over all other settings.
pub(super) fn settings(args: &CheckArgs, terminal: &mut Terminal) -> Result<Config, Unusable> {
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
    if let Some(path) = &args.baseline {
        let path = names::in_letters(path);
        let origin = Origin::CommandLine("--baseline");
        config::set(&mut settings, "baseline", Value::Text(path), origin)?;
    }
    if args.allow_unknown {
        let origin = Origin::CommandLine("--allow-unknown");
        config::set(&mut settings, "allow-unknown", Value::Flag(true), origin)?;
    }
    Ok(settings)
}

/// The file that says `use` for each pack that the settings add. It has the name and the line of the setting: paths
/// count from there, and what is wrong with them is told there.
///
/// # Errors
/// There is no such pack or file.
pub(super) fn added(config: &Config) -> Result<Option<Input>, Problem> {
    let packs = config.list("use").iter().map(|pack| pack.replace('"', ""));
    let packs: Vec<String> = packs.collect();
    let (name, line) = place_of_use(config);
    if let Some(pack) = packs.iter().find(|pack| !is_there(name, pack)) {
        let place = config.place("use").map(|place| format!("{place}: ")).unwrap_or_default();
        let nearby = loader().nearby(name);
        let known = nearby.iter().map(String::as_str).chain(packs::names());
        let advice = match nearest(pack, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`comity explain command-line` says where it is looked for".to_owned(),
        };
        return Err(Problem(format!("{place}there is no file or pack `{pack}` to use: {advice}")));
    }
    let uses: Vec<String> = packs.iter().map(|pack| format!("use \"{pack}\"")).collect();
    let text = format!("{}{}\n", "\n".repeat(line as usize - 1), uses.join(" "));
    let input = Input { name: name.to_owned(), content: Content::Text(text) };
    Ok((!uses.is_empty()).then_some(input))
}

/// Where the settings say what is used: a file with its line from 1, or the command line.
pub(super) fn place_of_use(config: &Config) -> (&str, u32) {
    match config.origin("use") {
        Some(Origin::File { name, line, .. }) => (name, (*line).max(1)),
        _ => (COMMAND_LINE, 1),
    }
}

fn is_there(from: &str, pack: &str) -> bool {
    let pack = pack.replace('\\', "/");
    loader().resolve(from, &pack).is_some() || packs::resolve(from, &pack).is_some()
}

/// Settings that fit nothing keep a command from its work, where that asks for them; of others there is a warning.
pub(super) fn problems(
    config: &Config,
    problems: &[Misfit],
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let told = |it: &Misfit| match config.place(&it.setting) {
        Some(place) => format!("{place}: {}", it.text),
        None => it.text.clone(),
    };
    let (asked, others): (Vec<_>, Vec<_>) = problems.iter().partition(|it| it.is_asked);
    others.iter().for_each(|it| terminal.warn(&told(it)));
    let Some((last, others)) = asked.split_last() else { return Ok(()) };
    others.iter().for_each(|it| terminal.problem(&told(it)));
    Err(Problem(told(last)))
}

/// The least level that fails.
fn fail_level(config: &Config) -> Level {
    config.text("fail-on").and_then(Level::of_word).unwrap_or(Level::Error)
}

fn status(args: &CheckArgs, config: &Config, outcome: &Outcome) -> Status {
    let unanswered = !outcome.unknowns.is_empty() && !config.flag("allow-unknown");
    let fails = |found: &Diagnostic| found.level >= fail_level(config);
    let fails = outcome.diagnostics.iter().any(fails);
    status_of(outcome.unreadable || unanswered, fails, args.exit_zero)
}

/// The status of a check, of which some may not have been done, and whose findings may fail.
pub(super) fn status_of(is_open: bool, fails: bool, exit_zero: bool) -> Status {
    match () {
        () if is_open => Status::CouldNotCheck,
        () if fails && !exit_zero => Status::Findings,
        () => Status::Clean,
    }
}
