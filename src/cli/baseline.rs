//! `comity baseline`, and the baseline of a check.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::args::{BaselineAction, BaselineArgs, CheckArgs, InputArgs, KnownArgs};
use super::progress::Progress;
use super::terminal::{Terminal, shown};
use super::write::{self, BYTE_ORDER_MARK, Swept};
use super::{Problem, Status, check, config, files, fix, names};
use crate::checks::Settings;
use crate::diagnostics::{Diagnostic, Level};
use crate::driver::config::Config;
use crate::driver::{Baseline, Content, Outcome, Pruned, Workspace};
use crate::report::{self, Report, Summary};
use crate::source::Anchor;

/// Where known findings are written unless told otherwise.
const FILE_NAME: &str = "comity.baseline";

/// A file of known findings.
pub(super) struct Known {
    path: PathBuf,
    text: String,
    baseline: Baseline,
    /// What the run that asks for it is about.
    given: Vec<PathBuf>,
}

/// `comity baseline`
pub(super) fn run(args: &BaselineArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    match &args.action {
        BaselineAction::Write(args) => begin(args, terminal),
        BaselineAction::Prune(args) => prune(args, terminal),
    }
}

fn begin(args: &KnownArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let check = args.check();
    let config = check::settings(&check, terminal)?;
    let set = path(&config);
    let is_set = set.is_some();
    let path = set.unwrap_or_else(|| PathBuf::from(FILE_NAME));
    let was = may_be_replaced(&path)?;
    let (workspace, outcome) = outcome(&check, &config, terminal)?;
    let anchor = anchor(&path);
    let baseline = workspace.baseline(&outcome, &|name| anchor.name(name));
    let name = files::name(&path);
    if args.diff {
        return show(&name, &was, &baseline.text(), terminal);
    }
    write::create_or_replace(&path, &baseline.text())?;
    let plural = if baseline.len() == 1 { "" } else { "s" };
    let next = match is_set {
        true => String::new(),
        false => {
            format!("; write `baseline = \"{name}\"` into comity.toml, so that checks know them")
        }
    };
    terminal.say(&format!("wrote {} finding{plural} to {}{next}", baseline.len(), shown(&name)));
    Ok(Status::Clean)
}

fn prune(args: &KnownArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    narrows_nothing(args)?;
    let check = args.check();
    let config = check::settings(&check, terminal)?;
    let path = path(&config).unwrap_or_else(|| PathBuf::from(FILE_NAME));
    let known = read(path, &args.input)?;
    let (workspace, outcome) = outcome(&check, &config, terminal)?;
    let is_elsewhere = |name: &str| known.is_elsewhere(name);
    let anchor = anchor(&known.path);
    let name_in_list = |name: &str| anchor.name(name);
    let Pruned { baseline: pruned, untouched, renewed, .. } =
        workspace.pruned(&known.baseline, &outcome, &name_in_list, &is_elsewhere);
    let gone = known.baseline.len() - pruned.len();
    let changes = gone + renewed > 0;
    let name = files::name(&known.path);
    if args.diff {
        let text = if changes { pruned.text() } else { known.text.clone() };
        return show(&name, &known.text, &text, terminal);
    }
    if changes {
        write::replace(&known.path, &known.text, &pruned.text(), &mut Swept::default())?;
    }
    let plural = if gone == 1 { "" } else { "s" };
    let left = pruned.len();
    let others = match untouched {
        0 => String::new(),
        _ => format!(", of which {untouched} stand in files that were not checked"),
    };
    let anew = match renewed {
        0 => "",
        _ => "; what an older version of Comity wrote now says which acts it is about, too",
    };
    let file = shown(&name);
    terminal.say(&format!("took {gone} finding{plural} out of {file}, {left} left{others}{anew}"));
    Ok(Status::Clean)
}

/// What would be written.
fn show(name: &str, was: &str, text: &str, terminal: &mut Terminal) -> Result<Status, Problem> {
    terminal
        .write_str(&fix::unified(name, was, text))
        .map_err(|_| Problem("a change cannot be drawn".to_owned()))?;
    Ok(if was == text { Status::Clean } else { Status::Findings })
}

/// What is asked for less than the whole is not found, which is no reason to take it out.
fn narrows_nothing(args: &KnownArgs) -> Result<(), Problem> {
    let off = args.levels.iter().any(|(_, level)| *level == Level::Off);
    let narrow = [
        ("--on", args.settings.on.is_some()),
        ("--profile", args.settings.profile.as_ref().is_some_and(|name| name != "all")),
        ("--level", off),
    ];
    match narrow.into_iter().find(|(_, is_given)| *is_given) {
        None => Ok(()),
        Some((flag, _)) => Err(Problem(format!(
            "`{flag}` asks for less than the whole, and findings that are not mended would be taken out: prune without it"
        ))),
    }
}

/// The text that the file holds, if that is a list of known findings or nothing at all.
fn may_be_replaced(path: &Path) -> Result<String, Problem> {
    if path.symlink_metadata().is_err() {
        return Ok(String::new());
    }
    let is_norm = path.extension().is_some_and(|ending| ending == "norm");
    match files::read(path) {
        Content::Text(text) if !is_norm && Baseline::read(&text).is_ok() => Ok(text),
        Content::Text(text) if !is_norm && has_two_versions(&text) => {
            Err(Problem(could_not_be_merged(&files::name(path))))
        }
        _ => Err(Problem(format!(
            "`{}` is there already and is not a list of known findings, so nothing was written: name another file, or remove this one",
            files::name(path)
        ))),
    }
}

/// Everything that is found now, what is known included. Where something could not be checked, what is missing proves nothing.
fn outcome(
    args: &CheckArgs,
    config: &Config,
    terminal: &mut Terminal,
) -> Result<(Workspace<'static>, Outcome), Problem> {
    let (workspace, settings) = check::workspace(args, config)?;
    config::warn_of_unused(&args.input, &args.settings, config, &workspace, terminal);
    let outcome = Progress::during("checking", || workspace.check(&settings));
    check::problems(config, &outcome.problems, terminal)?;
    let unanswered = !outcome.unknowns.is_empty() && !config.flag("allow-unknown");
    if outcome.unreadable || unanswered || !outcome.summary.complete {
        tell_what_keeps_it(&workspace, &outcome, terminal)?;
        terminal.say(&outcome.summary.line());
        let text = "the baseline was left as it is, because not everything could be checked";
        return Err(Problem(text.to_owned()));
    }
    Ok((workspace, outcome))
}

/// Draws the errors in the text and the questions without an answer: where the settings name a list that is not there
/// yet, no check would show them.
fn tell_what_keeps_it(
    workspace: &Workspace<'_>,
    outcome: &Outcome,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let keeps = |it: &&Diagnostic| it.level == Level::Error && !check::is_about_norms(it);
    let errors: Vec<Diagnostic> = outcome.diagnostics.iter().filter(keeps).cloned().collect();
    let summary = Summary::default();
    let report = Report {
        unknowns: &outcome.unknowns,
        ..Report::new(workspace.sources(), &errors, &summary)
    };
    let mut text = String::new();
    report::full::write(&mut text, report, terminal.style_of_errors())
        .map_err(|_| Problem("a finding cannot be drawn".to_owned()))?;
    terminal.say_drawn(text.trim_end());
    Ok(())
}

/// The baseline that a check is to know, read before anything is checked.
pub(super) fn known(input: &InputArgs, config: &Config) -> Result<Option<Known>, Problem> {
    let place = config.place("baseline").map(|place| format!("{place}: ")).unwrap_or_default();
    let known = path(config).map(|path| read(path, input)).transpose();
    known.map_err(|problem| Problem(format!("{place}{}", problem.0)))
}

impl Known {
    /// Takes what is known out of the outcome.
    pub(super) fn apply(
        &self,
        workspace: &mut Workspace<'_>,
        outcome: &mut Outcome,
        settings: &Settings,
    ) {
        let name = files::name(&self.path);
        let file = (name.as_str(), self.text.as_str());
        let is_elsewhere = |name: &str| self.is_elsewhere(name);
        workspace.apply_baseline(outcome, &self.baseline, file, settings, &is_elsewhere);
    }

    /// Whether a file that was not read can hold what is known of it: it is there still, or it never was among what is
    /// checked.
    fn is_elsewhere(&self, name: &str) -> bool {
        let path = names::whole(&files::path_of(name));
        path.exists() || !self.given.iter().any(|given| path.starts_with(given))
    }
}

/// Files are named from the folder of the list, so that it means the same wherever Comity runs.
fn anchor(list: &Path) -> Anchor {
    let here = names::whole(Path::new(""));
    let list = names::whole(list);
    let folder = list.parent().unwrap_or(&here);
    Anchor::new(&names::in_letters(&here), &names::in_letters(folder))
}

/// The name of a file that a list names. Older lists named files from the folder in which Comity ran.
fn located(list: &Path, written: &str) -> String {
    let path = files::path_of(written);
    let beside = names::whole(list).with_file_name("").join(&path);
    let is_older = !beside.exists() && path.exists();
    files::name(if is_older { &path } else { &beside })
}

/// The file that the settings name.
pub(super) fn path(config: &Config) -> Option<PathBuf> {
    config.text("baseline").map(|text| files::path_in(config, "baseline", text))
}

fn read(path: PathBuf, input: &InputArgs) -> Result<Known, Problem> {
    let name = files::name(&path);
    let text = match files::read(&path) {
        // Lines count without the mark, as in every text.
        Content::Text(text) => text.trim_start_matches(BYTE_ORDER_MARK).to_owned(),
        Content::Unreadable(reason) if !Path::new(&path).exists() => {
            let help = "`comity baseline write` makes it";
            return Err(Problem(format!("the baseline `{name}` cannot be read: {reason}; {help}")));
        }
        Content::Unreadable(reason) => {
            return Err(Problem(format!("the baseline `{name}` cannot be read: {reason}")));
        }
        Content::NotUtf8 { .. } | Content::TooLarge => {
            return Err(Problem(format!("the baseline `{name}` holds no list of findings")));
        }
    };
    match Baseline::read(&text) {
        Ok(baseline) => {
            let baseline = baseline.located(&|written| located(&path, written));
            let given = input.paths.iter().map(|path| names::whole(path)).collect();
            Ok(Known { path, text, baseline, given })
        }
        Err(_) if has_two_versions(&text) => Err(Problem(could_not_be_merged(&name))),
        Err(line) => Err(Problem(format!("line {line} of the baseline `{name}` is not an entry"))),
    }
}

/// Whether git left the versions of two people in a list.
fn has_two_versions(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("<<<<<<< "))
}

fn could_not_be_merged(name: &str) -> String {
    format!(
        "two versions of the baseline `{name}` stand in the file, which could not be merged: keep the lines of both, take out \
         those that begin with `<<<<<<<`, `=======` and `>>>>>>>`, and run `comity baseline prune`"
    )
}
