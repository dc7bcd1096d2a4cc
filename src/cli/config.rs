//! Finds `comity.toml`, lays flags and environment over it, and shows what came of that: `comity config show`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::args::{CheckArgs, ConfigAction, ConfigArgs, InputArgs, SettingsArgs};
use super::failed::{Mistakes, Unusable};
use super::terminal::Terminal;
use super::{Problem, Status, check, files, names};
use crate::diagnostics::{Diagnostic, Level};
use crate::driver::Workspace;
use crate::driver::config::{self, Config, FILE_NAME, KEYS, Origin, Value};
use crate::report::{self, Report, Summary};
use crate::source::Sources;

/// The variable that names the file.
pub(super) const FILE_VARIABLE: &str = "COMITY_CONFIG";

/// `comity config`
pub(super) fn run(args: &ConfigArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let text = match &args.action {
        ConfigAction::Show(args) => check::settings(args, terminal)?.show(),
        ConfigAction::Schema => config::SCHEMA.to_owned(),
    };
    write!(terminal, "{text}").map_err(|_| Problem("the settings cannot be written".to_owned()))?;
    Ok(Status::Clean)
}

/// The settings of a run: flags over the environment over the file that was named or found.
pub(super) fn load(
    input: &InputArgs,
    args: &SettingsArgs,
    terminal: &mut Terminal,
) -> Result<Config, Unusable> {
    let here = absolute(Path::new(""));
    let mut config = match file(input, args)? {
        None => Config::new(&here),
        Some(path) => read(&here, &path, terminal)?,
    };
    for key in KEYS {
        let Some(variable) = key.variable else { continue };
        if let Some(text) = variable_of(variable)? {
            set(&mut config, key.name, Value::Text(text), Origin::Environment(variable))?;
        }
    }
    flags(&mut config, input, args)?;
    Ok(config)
}

/// Every file of settings, and the list of known findings that they name, whether they are there and sound or not: each
/// change of them is a change of what is found.
pub(super) fn watched(args: &CheckArgs) -> Vec<PathBuf> {
    let (input, settings) = (&args.input, &args.settings);
    let mut paths = watched_files(input, settings);
    let known = |config: &Config| {
        let path = config.text("baseline").map(|it| files::path_in(config, "baseline", it));
        args.baseline.clone().or(path)
    };
    let mut config = none();
    if let Ok(Some(path)) = file(input, settings) {
        let asked = RefCell::new(Vec::new());
        let content = |path: &str| {
            asked.borrow_mut().push(files::path_of(path));
            files::read(&files::path_of(path))
        };
        let here = absolute(Path::new(""));
        let name = |path: &str| files::name(&files::path_of(path));
        let loaded =
            config::load(&mut Sources::default(), &here, &absolute(&path), &name, &content);
        config = loaded.unwrap_or(config);
        paths.extend(asked.into_inner());
    }
    paths.extend(known(&config));
    paths
}

/// Where files of settings would count, and the one that is named.
pub(super) fn watched_files(input: &InputArgs, args: &SettingsArgs) -> Vec<PathBuf> {
    let found = if args.no_config { Vec::new() } else { candidates(input) };
    let named = file(input, args).ok().flatten();
    found.into_iter().chain(named).collect()
}

/// What holds where no settings are asked for.
pub(super) fn none() -> Config {
    Config::new(&absolute(Path::new("")))
}

/// What was given on the command line.
fn flags(config: &mut Config, input: &InputArgs, args: &SettingsArgs) -> Result<(), Problem> {
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let list = |list: &[String]| (!list.is_empty()).then(|| Value::List(list.to_vec()));
    let given = [
        ("on", "--on", args.on.and_then(|day| text(&day.to_string()))),
        ("profile", "--profile", args.profile.as_deref().and_then(text)),
        ("with", "--with", list(&args.with)),
        ("use", "--use", list(&input.packs)),
    ];
    for (name, flag, value) in given {
        if let Some(value) = value {
            set(config, name, value, Origin::CommandLine(flag))?;
        }
    }
    Ok(())
}

/// Sets one value, or says who gave a wrong one.
pub(super) fn set(
    config: &mut Config,
    name: &str,
    value: Value,
    origin: Origin,
) -> Result<(), Problem> {
    let from = match &origin {
        Origin::Environment(from) | Origin::CommandLine(from) => *from,
        Origin::File { .. } => FILE_NAME,
    };
    config.set(name, value, origin).map_err(|wrong| Problem(format!("{from}: {wrong}")))
}

/// `RULE=LEVEL`
pub(super) fn level(text: &str) -> Result<(String, Level), String> {
    let (name, word) = text.split_once('=').ok_or("write it as C2xx=note")?;
    let level = Level::of_word(word).ok_or("a level is off, note, warning or error")?;
    Ok((name.to_owned(), level))
}

/// The file that is named, or the nearest one above all that is checked, up to the top of the repository.
fn file(input: &InputArgs, args: &SettingsArgs) -> Result<Option<PathBuf>, Problem> {
    if args.no_config {
        return Ok(None);
    }
    if let Some(path) = &args.config {
        return Ok(Some(path.clone()));
    }
    if let Some(path) = variable_of(FILE_VARIABLE)? {
        return Ok(Some(PathBuf::from(path)));
    }
    // What stands there need be no file: a link that leads nowhere is a mistake that is told, and no setting less.
    Ok(candidates(input).into_iter().find(|path| path.symlink_metadata().is_ok()))
}

/// Where a file of settings would count, the nearest first.
fn candidates(input: &InputArgs) -> Vec<PathBuf> {
    let start = common_folder(input);
    let mut found = Vec::new();
    for folder in start.ancestors() {
        found.push(folder.join(FILE_NAME));
        if folder.join(".git").exists() {
            break;
        }
    }
    found
}

/// Warns of files of settings beside what is checked that do not count, as one further up holds for all, or none.
pub(super) fn warn_of_unused(
    input: &InputArgs,
    args: &SettingsArgs,
    config: &Config,
    workspace: &Workspace<'_>,
    terminal: &mut Terminal,
) {
    let is_named = args.config.is_some() || std::env::var_os(FILE_VARIABLE).is_some();
    if args.no_config || is_named {
        return;
    }
    let top = common_folder(input);
    let given: Vec<PathBuf> = input.paths.iter().map(|path| names::whole(path)).collect();
    let mut folders = BTreeSet::new();
    for (_, file) in workspace.sources().iter() {
        let path = names::whole(&files::path_of(&file.name));
        if given.iter().any(|given| path.starts_with(given)) {
            let below =
                path.ancestors().skip(1).take_while(|it| it.starts_with(&top) && **it != top);
            folders.extend(below.map(Path::to_owned));
        }
    }
    let unused = folders.into_iter().map(|folder| folder.join(FILE_NAME)).filter(|path| {
        path.symlink_metadata().is_ok() && !config.files().contains(&absolute(path))
    });
    let unused: Vec<String> = unused.map(|path| format!("`{}`", files::name(&path))).collect();
    if !unused.is_empty() {
        terminal.warn(&not_used(&unused));
    }
}

fn not_used(files: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = files[..files.len().min(SHOWN)].join(", ");
    let others = match files.len().saturating_sub(SHOWN) {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let (word, it) = if files.len() == 1 { ("the folder", "it") } else { ("a folder", "its file") };
    format!(
        "the settings in {shown}{others} were not used: one file of settings holds for a whole run, the nearest above \
         everything that is given; give {word} by itself, or name {it} with `--config`"
    )
}

/// The deepest folder that holds everything that is given.
fn common_folder(input: &InputArgs) -> PathBuf {
    let folder = |path: &PathBuf| {
        let stdin = Path::new(&input.stdin_name);
        let whole = names::whole(if files::is_stdin(path) { stdin } else { path });
        match whole.is_dir() {
            true => whole,
            false => whole.parent().map(Path::to_owned).unwrap_or_default(),
        }
    };
    let shared = |a: PathBuf, b: PathBuf| -> PathBuf {
        let pairs = a.components().zip(b.components());
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
    };
    input.paths.iter().map(folder).reduce(shared).unwrap_or_default()
}

fn read(here: &str, path: &Path, terminal: &mut Terminal) -> Result<Config, Unusable> {
    let mut sources = Sources::default();
    let name = |path: &str| files::name(&files::path_of(path));
    let content = |path: &str| files::read(&files::path_of(path));
    match config::load(&mut sources, here, &absolute(path), &name, &content) {
        Ok(config) => Ok(config),
        Err(found) => {
            let name = files::name(path);
            let mut text =
                format!("the settings in `{name}` cannot be used, so nothing was checked");
            match found.as_slice() {
                // Of a file that cannot be read there is nothing to draw.
                [only] if sources.text(only.primary.span.file).is_empty() => {
                    text = format!("{}, so nothing was checked", only.message);
                }
                _ => terminal.say_drawn(&drawn(&sources, &found, terminal)?),
            }
            Err(Unusable { problem: Problem(text), mistakes: Mistakes { sources, found } })
        }
    }
}

/// The mistakes as findings are drawn.
fn drawn(sources: &Sources, found: &[Diagnostic], terminal: &Terminal) -> Result<String, Problem> {
    let summary = Summary::default();
    let report = Report::new(sources, found, &summary);
    let mut out = String::new();
    report::full::write(&mut out, report, terminal.style_of_errors())
        .map_err(|_| Problem("a mistake in the settings cannot be drawn".to_owned()))?;
    Ok(out.trim_end().to_owned())
}

/// The name of the absolute path.
fn absolute(path: &Path) -> String {
    names::in_letters(&names::whole(path)).trim_end_matches('/').to_owned()
}

/// The text of a variable; an empty one counts as not set.
fn variable_of(name: &str) -> Result<Option<String>, Problem> {
    match std::env::var(name) {
        Ok(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Problem(format!("the variable {name} is not encoded as UTF-8")))
        }
    }
}
