//! Finds and reads what is given on the command line. Never reads a pipe, a device, or more than the limit.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::Problem;
use super::args::InputArgs;
use super::names::{escaped, in_letters, whole};
pub(super) use super::names::{name, path_of};
use crate::driver::config::{Config, Origin};
use crate::driver::{Content, Input, MAX_FILE_BYTES};

/// Why a pipe or a device is not read.
const NOT_ORDINARY: &str = "it is not an ordinary file";

/// Files that are checked together.
pub(super) type Set = Vec<Input>;

/// What the paths give: the files named one by one as the first set, then a set for each folder, sorted by path. A path
/// that leads nowhere, and a folder without norms, count as a file that cannot be read, so that the others are checked;
/// where all do, nothing is.
pub(super) fn sets(args: &InputArgs, config: &Config) -> Result<Vec<Set>, Problem> {
    let mut named = BTreeMap::new();
    let mut folders: BTreeMap<String, BTreeMap<String, PathBuf>> = BTreeMap::new();
    let mut from_stdin = None;
    let mut first = Set::new();
    let mut nowhere = Vec::new();
    once_at_most(&args.paths)?;
    for path in &args.paths {
        if is_stdin(path) {
            from_stdin = Some(Input { name: name_of_stdin(&args.stdin_name), content: stdin() });
            continue;
        }
        match fs::metadata(path) {
            Ok(kind) if kind.is_dir() => {
                if let Err(problem) = walk(path, config, &mut folders) {
                    nowhere.push(problem);
                    let content = Content::Unreadable("it gives no `.norm` file".to_owned());
                    first.push(Input { name: name(path), content });
                }
            }
            Ok(_) => drop(named.insert(name(path), path.clone())),
            Err(error) => {
                nowhere.push(missing(path, &error));
                let content = Content::Unreadable(reason_of_path(path, &error));
                first.push(Input { name: name(path), content });
            }
        }
    }
    if !nowhere.is_empty() && nowhere.len() == args.paths.len() {
        return Err(together(nowhere));
    }
    let read_all =
        |files: &BTreeMap<String, PathBuf>| -> Set { files.iter().map(read_one).collect() };
    first.extend(from_stdin);
    first.extend(read_all(&named));
    let first = (!first.is_empty()).then_some(first);
    Ok(first.into_iter().chain(folders.values().map(read_all)).collect())
}

/// Whether files were named one by one while others that are checked with them stand beside them: what is not found
/// among the ones may be found among all.
pub(super) fn are_some_of_more(args: &InputArgs, config: &Config) -> bool {
    let stdin = Path::new(&args.stdin_name);
    let paths = args.paths.iter().map(|path| if is_stdin(path) { stdin } else { path });
    let named: Vec<&Path> = paths.filter(|path| !path.is_dir()).collect();
    let names: BTreeSet<String> = named.iter().map(|path| name(path)).collect();
    let folders: BTreeSet<PathBuf> =
        named.iter().filter_map(|path| Some(whole(path).parent()?.to_owned())).collect();
    let beside = folders.iter().flat_map(|folder| {
        WalkBuilder::new(folder).require_git(false).max_depth(Some(1)).build().flatten()
    });
    let mut others = beside.map(ignore::DirEntry::into_path).filter(|path| {
        is_norm(path) && !path.is_dir() && config.reads(&name(path)) && !names.contains(&name(path))
    });
    others.next().is_some()
}

/// The path that stands in the value of a setting.
pub(super) fn path_in(config: &Config, setting: &str, path: &str) -> PathBuf {
    // A flag takes paths that are no text, and has them in letters already.
    let path = match config.origin(setting) {
        Some(Origin::CommandLine(_)) => path.to_owned(),
        _ => escaped(path),
    };
    path_of(&config.from_origin(setting, &path))
}

/// Whether a path means standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The name that findings in standard input have.
pub(super) fn name_of_stdin(name: &str) -> String {
    name.replace('\\', "/")
}

/// Standard input can be read once.
pub(super) fn once_at_most(paths: &[PathBuf]) -> Result<(), Problem> {
    match paths.iter().filter(|path| is_stdin(path)).count() {
        0 | 1 => Ok(()),
        _ => Err(Problem("standard input (`-`) can be read once only, and is given twice".into())),
    }
}

/// Every file that the paths give, sorted, with its name; folders give the files below them. What is wrong with a path is
/// given beside them.
pub(super) fn each<'a>(
    paths: impl Iterator<Item = &'a PathBuf>,
    config: &Config,
) -> (BTreeMap<String, PathBuf>, Vec<Problem>) {
    let (mut files, mut problems) = (BTreeMap::new(), Vec::new());
    for path in paths {
        match files_of(path, config) {
            Ok(found) => files.extend(found),
            Err(problem) => problems.push(problem),
        }
    }
    (files, problems)
}

fn files_of(path: &PathBuf, config: &Config) -> Result<BTreeMap<String, PathBuf>, Problem> {
    let kind = fs::metadata(path).map_err(|error| missing(path, &error))?;
    if !kind.is_dir() {
        return Ok(BTreeMap::from([(name(path), path.clone())]));
    }
    let mut folders = BTreeMap::new();
    walk(path, config, &mut folders)?;
    Ok(folders.into_values().flatten().collect())
}

/// Reads an ordinary file up to the limit.
pub(super) fn read(path: &Path) -> Content {
    match try_read(path) {
        Ok(content) => content,
        Err(error) if error.kind() == ErrorKind::NotFound && path.is_symlink() => {
            Content::Unreadable(nowhere(path))
        }
        Err(error) => Content::Unreadable(reason(&error)),
    }
}

/// The text of an ordinary file of any length: a report may be larger than any file of norms.
pub(super) fn whole_text(path: &Path) -> Result<String, String> {
    let kind = fs::metadata(path).map_err(|error| reason(&error))?;
    match kind.is_file() || kind.is_dir() {
        true => fs::read_to_string(path).map_err(|error| reason(&error)),
        false => Err(NOT_ORDINARY.to_owned()),
    }
}

/// What the system said, in lower case and without its error number.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or(&text).to_owned();
            let mut letters = text.chars();
            letters
                .next()
                .map(|first| first.to_lowercase().to_string() + letters.as_str())
                .unwrap_or_default()
        }
    }
}

fn read_one((name, path): (&String, &PathBuf)) -> Input {
    Input { name: name.clone(), content: read(path) }
}

fn try_read(path: &Path) -> io::Result<Content> {
    // Asked before opening: to open a pipe would wait for somebody who writes to it.
    let kind = fs::metadata(path)?;
    if kind.is_dir() {
        fs::read_dir(path)?;
        return Ok(Content::Unreadable("it is a folder".to_owned()));
    }
    if !kind.is_file() {
        return Ok(Content::Unreadable(NOT_ORDINARY.to_owned()));
    }
    if kind.len() > MAX_FILE_BYTES {
        return Ok(Content::TooLarge);
    }
    limited(File::open(path)?)
}

/// Standard input up to the limit.
pub(super) fn stdin() -> Content {
    limited(io::stdin().lock()).unwrap_or_else(|error| Content::Unreadable(reason(&error)))
}

fn limited(from: impl Read) -> io::Result<Content> {
    let mut bytes = Vec::new();
    // One byte more than the limit, to see whether there is more.
    from.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(Content::from_bytes(bytes))
}

/// The `.norm` files below a folder that the settings do not leave out, by the folder in which each stands.
/// `.gitignore` is respected.
fn walk(
    top: &Path,
    config: &Config,
    folders: &mut BTreeMap<String, BTreeMap<String, PathBuf>>,
) -> Result<(), Problem> {
    let (mut found, mut left_out) = (false, false);
    for entry in WalkBuilder::new(top).require_git(false).build() {
        let entry = match entry {
            Ok(entry) => entry,
            // A folder that cannot be read is told like a file, and the rest is checked.
            Err(error) => {
                let path = place(&error).unwrap_or(top);
                let folder = path.parent().map(name).unwrap_or_default();
                folders.entry(folder).or_default().insert(name(path), path.to_owned());
                found = true;
                continue;
            }
        };
        let path = entry.path();
        let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
        if is_dir || !is_norm(path) {
            continue;
        }
        if !config.reads(&name(path)) {
            left_out = true;
            continue;
        }
        found = true;
        let folder = path.parent().map(name).unwrap_or_default();
        folders.entry(folder).or_default().insert(name(path), path.to_owned());
    }
    match found {
        true => Ok(()),
        false if left_out => Err(Problem(format!(
            "the settings leave out every `.norm` file of the folder `{}` (C093)",
            shown(top)
        ))),
        false => Err(Problem(format!("the folder `{}` holds no `.norm` file (C093)", shown(top)))),
    }
}

fn is_norm(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "norm")
}

/// The file or folder that an error is about.
fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            place(err)
        }
        _ => None,
    }
}

fn missing(path: &Path, error: &io::Error) -> Problem {
    let shown = shown(path);
    match error.kind() {
        ErrorKind::NotFound if path.is_symlink() => {
            Problem(format!("`{shown}` cannot be read: {} (C090)", reason_of_path(path, error)))
        }
        ErrorKind::NotFound => Problem(format!("there is no file or folder `{shown}` (C090)")),
        _ => Problem(format!("`{shown}` cannot be read: {} (C090)", reason(error))),
    }
}

/// What the system said of a path, of which nobody knows whether it is a file or a folder.
fn reason_of_path(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound if path.is_symlink() => nowhere(path),
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        _ => reason(error),
    }
}

/// What a link is whose end is not there.
fn nowhere(link: &Path) -> String {
    let end = fs::read_link(link).map(|to| shown(&to)).unwrap_or_default();
    format!("it is a link that leads nowhere: there is no `{end}`")
}

/// One problem that says what several say.
fn together(problems: Vec<Problem>) -> Problem {
    let said: Vec<String> = problems.into_iter().map(|problem| problem.0).collect();
    Problem(said.join("; "))
}

fn shown(path: &Path) -> String {
    in_letters(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_system_are_plain() {
        let error = io::Error::from_raw_os_error(21);
        assert!(!reason(&error).contains("os error"));
    }
}
