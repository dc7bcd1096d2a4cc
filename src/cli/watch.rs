//! `--watch`: checks again whenever a file has changed. Ends only from outside.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use ignore::WalkBuilder;

use super::args::CheckArgs;
use super::terminal::Terminal;
use super::{Problem, Status, check, config, files};

/// How often the files are looked at. Asking works on every file system and in every container; notices do not.
const PAUSE: Duration = Duration::from_millis(200);
/// Clears the screen and what was scrolled out of it.
const CLEAR: &str = "\u{1b}[H\u{1b}[2J\u{1b}[3J";

/// When each file was changed, and its length.
type Look = BTreeMap<PathBuf, Option<(SystemTime, u64)>>;

/// Checks, waits for a change, and begins anew. A problem, such as a file that is away for a moment, is told and waited out.
pub(super) fn run(args: &CheckArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    if check::reads_stdin(&args.input) {
        return Err(Problem("standard input cannot be watched: name files or folders".to_owned()));
    }
    let mut used = Vec::new();
    loop {
        // Looked at before they are read: what changes in between is seen.
        let settings = config::watched(args);
        let mut before = look(args, &used, &settings);
        match check::once(args, terminal) {
            Ok(checked) => {
                used = checked.files;
                // Files seen for the first time now are as they were read, or change again.
                before.extend(
                    seen(&used, &[])
                        .into_iter()
                        .filter(|(path, _)| !before.contains_key(path))
                        .collect::<Look>(),
                );
            }
            Err(problem) => terminal.problem(&problem.0),
        }
        terminal.flush()?;
        terminal.say("watching for changes; Ctrl-C ends");
        wait(args, &before, &used, &settings);
        clear(terminal)?;
    }
}

/// Waits until something has changed and nothing changes any more: an editor may write in several steps.
fn wait(args: &CheckArgs, before: &Look, used: &[String], settings: &[PathBuf]) {
    let mut last = look(args, used, settings);
    loop {
        thread::sleep(PAUSE);
        let now = look(args, used, settings);
        if now != *before && now == last {
            return;
        }
        last = now;
    }
}

fn clear(terminal: &mut Terminal) -> Result<(), Problem> {
    if io::stdout().is_terminal() {
        fmt_write(terminal, CLEAR);
    }
    Ok(terminal.flush()?)
}

fn fmt_write(terminal: &mut Terminal, text: &str) {
    use std::fmt::Write;
    // A failure is kept and told by the next flush.
    let _ = terminal.write_str(text);
}

/// The files below what is given, what they use, and what the settings are made of.
fn look(args: &CheckArgs, used: &[String], settings: &[PathBuf]) -> Look {
    let mut look = seen(used, settings);
    for path in &args.input.paths {
        for entry in WalkBuilder::new(path).require_git(false).build().flatten() {
            let path = entry.into_path();
            if is_input(&path) {
                see(&mut look, path);
            }
        }
    }
    look
}

fn seen(used: &[String], settings: &[PathBuf]) -> Look {
    let mut look = Look::new();
    used.iter().for_each(|name| see(&mut look, files::path_of(name)));
    settings.iter().for_each(|path| see(&mut look, path.clone()));
    look
}

fn is_input(path: &Path) -> bool {
    let configuration = path.file_name().is_some_and(|name| name == "comity.toml");
    configuration || path.extension().is_some_and(|ending| ending == "norm")
}

fn see(seen: &mut Look, path: PathBuf) {
    let data = fs::metadata(&path).ok().filter(fs::Metadata::is_file);
    let found = data.and_then(|data| Some((data.modified().ok()?, data.len())));
    seen.insert(path, found);
}
