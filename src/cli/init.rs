//! `comity init`: a small set to begin with, that checks clean and whose expectations hold.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::args::InitArgs;
use super::terminal::{Terminal, shown};
use super::{Problem, Status, files};

/// The files, by their names below the folder.
const STARTER: &[(&str, &str)] = &[
    ("vocabulary.norm", include_str!("init/vocabulary.norm")),
    ("policy.norm", include_str!("init/policy.norm")),
    ("tests.norm", include_str!("init/tests.norm")),
    ("comity.toml", include_str!("init/comity.toml")),
];

/// Writes the files that are not there yet; where one is there, none is written.
pub(super) fn run(args: &InitArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let folder = &args.folder;
    let there: Vec<_> = STARTER
        .iter()
        .map(|(name, _)| folder.join(name))
        .filter(|path| path.symlink_metadata().is_ok())
        .map(|path| format!("`{}`", files::name(&path)))
        .collect();
    if !there.is_empty() {
        let (names, is) = (there.join(", "), if there.len() == 1 { "is" } else { "are" });
        return Err(Problem(format!("nothing was written: {names} {is} there already")));
    }
    let is_new = !folder.exists();
    fs::create_dir_all(folder).map_err(|error| cannot(&files::name(folder), &error))?;
    let mut made = Vec::new();
    if let Err(problem) = write_all(folder, &mut made) {
        // Half a set is of no use, and would be in the way of the next try.
        for path in made {
            let _ = fs::remove_file(path);
        }
        if is_new {
            let _ = fs::remove_dir(folder);
        }
        return Err(problem);
    }
    terminal.say(&told(&shown(&args.folder.to_string_lossy())));
    Ok(Status::Clean)
}

/// Writes each file, and notes which were made.
fn write_all(folder: &Path, made: &mut Vec<PathBuf>) -> Result<(), Problem> {
    for (name, text) in STARTER {
        let path = folder.join(name);
        let failed = |error| cannot(&files::name(&path), &error);
        // Made anew or not at all, even if it has come to be there in the meantime.
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let mut file = file.map_err(failed)?;
        made.push(path.clone());
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    }
    Ok(())
}

fn cannot(name: &str, error: &std::io::Error) -> Problem {
    let reason = match error.kind() {
        ErrorKind::AlreadyExists => "it is there already".to_owned(),
        _ => files::reason(error),
    };
    Problem(format!("`{name}` cannot be written: {reason}"))
}

fn told(folder: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-".contains(letter);
    // So that it can be pasted.
    let folder = match folder.chars().all(is_plain) {
        true => folder.to_owned(),
        false => format!("'{}'", folder.replace('\'', "'\\''")),
    };
    let names: Vec<_> = STARTER.iter().map(|(name, _)| *name).collect();
    format!(
        "wrote {}\n\
         next: `comity check {folder}`, then `comity test {folder}`, then change `policy.norm` and see what is found",
        names.join(", ")
    )
}
