//! Mistakes in the arguments, and what was most likely meant.

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Status;

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

/// Tells what is wrong. Help and version are asked for; all else is a mistake in the arguments.
pub(super) fn tell(mut error: clap::Error) -> Status {
    if let Some(meant) = meant(&error) {
        let meant = ContextValue::Strings(vec![meant.to_owned()]);
        error.insert(ContextKind::SuggestedSubcommand, meant);
    }
    let printed = error.print().and_then(|()| io::stdout().flush());
    let failed = printed.is_err_and(|it| it.kind() != io::ErrorKind::BrokenPipe);
    if error.use_stderr() || failed { Status::CouldNotCheck } else { Status::Clean }
}

/// What a command of another tool is called here.
fn meant(error: &clap::Error) -> Option<&'static str> {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    ELSEWHERE.iter().find(|(other, _)| other == given).map(|(_, own)| *own)
}
