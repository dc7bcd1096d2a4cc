//! `comity init`: a small set to begin with, that checks clean and whose expectations hold.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};

use super::args::InitArgs;
use super::terminal::Terminal;
use super::{Problem, Status, files};

/// The files, by their names below the folder.
const STARTER: &[(&str, &str)] = &[
    ("vocabulary.norm", include_str!("init/vocabulary.norm")),
    ("policy.norm", include_str!("init/policy.norm")),
    ("tests.norm", include_str!("init/tests.norm")),
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
    fs::create_dir_all(folder).map_err(|error| cannot(&files::name(folder), &error))?;
    for (name, text) in STARTER {
        let path = folder.join(name);
        // Made anew or not at all, even if it has come to be there in the meantime.
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        file.and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| cannot(&files::name(&path), &error))?;
    }
    terminal.say(&told(&args.folder.to_string_lossy()));
    Ok(Status::Clean)
}

fn cannot(name: &str, error: &std::io::Error) -> Problem {
    let reason = match error.kind() {
        ErrorKind::AlreadyExists => "it is there already".to_owned(),
        _ => files::reason(error),
    };
    Problem(format!("`{name}` cannot be written: {reason}"))
}

fn told(folder: &str) -> String {
    let names: Vec<_> = STARTER.iter().map(|(name, _)| *name).collect();
    format!(
        "wrote {}\n\
         next: `comity check {folder}`, then `comity test {folder}`, then change `policy.norm` and see what is found",
        names.join(", ")
    )
}
