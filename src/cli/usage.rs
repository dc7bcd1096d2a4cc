//! Mistakes in the arguments, and what was most likely meant.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory as _};

use super::Status;
use super::args::Cli;
use crate::driver::nearest;

/// Commands of other tools, with what does the same here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("format", "fmt"),
    ("fix", "check --fix"),
    ("lint", "check"),
    ("validate", "check"),
    ("verify", "check"),
    ("new", "init"),
    ("compare", "diff"),
];

/// The arguments, with what asks for the help on `help` as what asks for help.
pub(super) fn arguments(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut given: Vec<OsString> = given.collect();
    let asks = |it: &OsString| it == "-h" || it == "--help";
    if given.get(1).is_some_and(|it| it == "help") && given.get(2).is_some_and(asks) {
        given.remove(1);
    }
    given
}

/// Tells what is wrong with the arguments. Help and version are asked for; all else is a mistake.
pub(super) fn tell(mut error: clap::Error, given: &[OsString]) -> Status {
    match error.kind() {
        ErrorKind::InvalidSubcommand => suggest_command(&mut error, &command(given)),
        ErrorKind::UnknownArgument => suggest_flag(&mut error, &command(given)),
        _ => {}
    }
    let printed = error.print().and_then(|()| io::stdout().flush());
    let failed = printed.is_err_and(|it| it.kind() != io::ErrorKind::BrokenPipe);
    if error.use_stderr() || failed { Status::CouldNotCheck } else { Status::Clean }
}

/// The command to which the arguments lead.
fn command(given: &[OsString]) -> Command {
    let mut command = Cli::command();
    for word in given.iter().skip(1).take_while(|word| *word != "--") {
        if let Some(inner) = command.find_subcommand(word) {
            command = inner.clone();
        }
    }
    command
}

/// What a command of another tool is called here, or the one that is written almost so.
fn suggest_command(error: &mut clap::Error, within: &Command) {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidSubcommand) else {
        return;
    };
    let own: Vec<&str> = within.get_subcommands().map(Command::get_name).collect();
    // Only the outermost has namesakes elsewhere.
    let elsewhere = ELSEWHERE.iter().filter(|_| own.contains(&"check"));
    let words = own.iter().copied().chain(elsewhere.map(|(other, _)| *other));
    let Some(word) = nearest(given, words) else { return };
    let meant = ELSEWHERE.iter().find(|(other, _)| *other == word && !own.contains(other));
    let meant = meant.map_or(word, |(_, own)| own).to_owned();
    error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![meant]));
}

/// The flag that is written almost so. That it could be the name of a file is said of what is one.
fn suggest_flag(error: &mut clap::Error, within: &Command) {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return };
    let Some(name) = given.strip_prefix("--").map(str::to_owned) else { return };
    let is_path = Path::new(given).exists();
    let flags: Vec<String> =
        within.get_arguments().filter_map(|it| it.get_long().map(str::to_owned)).collect();
    let near = nearest(&name, flags.iter().map(String::as_str));
    if !is_path {
        error.remove(ContextKind::Suggested);
    }
    if let Some(near) = near.filter(|_| error.get(ContextKind::SuggestedArg).is_none()) {
        let meant = ContextValue::String(format!("--{near}"));
        error.insert(ContextKind::SuggestedArg, meant);
    }
}
