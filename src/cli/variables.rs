//! Variables of the environment that look as if Comity read them, and what was most likely meant.

use std::collections::BTreeSet;
use std::env;

use clap::{Arg, Command, CommandFactory as _};

use super::args::Cli;
use super::config::FILE_VARIABLE;
use super::terminal::Terminal;
use crate::driver::config::KEYS;
use crate::driver::nearest;

/// What the names of our variables begin with.
const OURS: &str = "COMITY_";

/// Warns of each variable that Comity does not read and that almost has the name of one that it reads, or of a flag.
/// Others may be of other programs: a job of CI names its own as it likes.
pub(super) fn warn_of_unread(terminal: &mut Terminal) {
    let given = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let given: BTreeSet<String> = given.filter(|name| name.starts_with(OURS)).collect();
    for told in given.iter().filter_map(|name| unread(name)) {
        terminal.warn(&told);
    }
}

/// What is said of a variable that is not read, where it is near to something.
fn unread(name: &str) -> Option<String> {
    let known: Vec<&str> =
        KEYS.iter().filter_map(|key| key.variable).chain([FILE_VARIABLE]).collect();
    if known.contains(&name) {
        return None;
    }
    let meant = |word: String| format!("Comity does not read the variable `{name}`: {word}");
    let rest = name.strip_prefix(OURS)?.to_lowercase().replace('_', "-");
    let of_known = |it: &&str| it[OURS.len()..].to_lowercase().replace('_', "-");
    let words: Vec<String> = known.iter().map(of_known).collect();
    if let Some(near) = nearest(&rest, words.iter().map(String::as_str)) {
        let near = format!("{OURS}{}", near.to_uppercase().replace('-', "_"));
        return Some(meant(format!("did you mean `{near}`?")));
    }
    if rest == "no-color" || rest == "no-colour" {
        return Some(meant("did you mean `NO_COLOR`?".to_owned()));
    }
    let flags = flags(&Cli::command());
    // Of short words too many are near: `user` is not `use`.
    let long = flags.iter().filter(|flag| flag.len() > 3 || **flag == rest);
    let near = nearest(&rest, long.map(String::as_str))?;
    Some(meant(format!("use the flag `--{near}`")))
}

/// The flags of a command and of those in it, also by their other names.
fn flags(command: &Command) -> BTreeSet<String> {
    let names = |it: &Arg| {
        let others = it.get_all_aliases().unwrap_or_default();
        it.get_long().into_iter().chain(others).map(str::to_owned).collect::<Vec<_>>()
    };
    let own = command.get_arguments().flat_map(names);
    own.chain(command.get_subcommands().flat_map(flags)).collect()
}

#[cfg(test)]
mod tests {
    use super::unread;

    #[test]
    fn what_is_near_is_told_and_what_is_not_is_left_to_others() {
        let meant =
            |name: &str| unread(name).and_then(|it| it.split('`').nth(3).map(str::to_owned));
        assert_eq!(meant("COMITY_CONFG").as_deref(), Some("COMITY_CONFIG"));
        assert_eq!(meant("COMITY_FAILON").as_deref(), Some("COMITY_FAIL_ON"));
        assert_eq!(meant("COMITY_COLOUR").as_deref(), Some("--color"));
        assert_eq!(meant("COMITY_FORMATS").as_deref(), Some("--format"));
        assert_eq!(meant("COMITY_NO_COLOR").as_deref(), Some("NO_COLOR"));
        let others =
            ["COMITY_CONFIG", "COMITY_FAIL_ON", "COMITY_IMAGE", "COMITY_VERSION", "COMITY_USER"];
        assert!(others.iter().all(|name| unread(name).is_none()));
    }
}
