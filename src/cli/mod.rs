//! The command line: reads files, asks the driver, writes reports. The only part that knows a terminal.

mod args;
mod ask;
mod baseline;
mod check;
mod config;
mod diff;
mod explain;
mod failed;
mod files;
mod fix;
mod fmt;
mod generate;
mod git;
mod graph;
mod init;
mod loader;
mod markdown;
mod merge;
mod names;
mod output;
mod panic;
mod progress;
mod revision;
mod rules;
mod since;
mod terminal;
mod test;
mod timings;
pub mod topics;
mod usage;
mod variables;
mod watch;
mod why;
mod write;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use terminal::Terminal;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// Nothing at or above the fail level.
    Clean,
    /// Findings.
    Findings,
    /// Something could not be checked.
    CouldNotCheck,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    panic::hook();
    let given = usage::arguments(std::env::args_os());
    let cli = match Cli::try_parse_from(&given) {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(usage::tell(error, &given)),
    };
    run(cli).into()
}

fn run(cli: Cli) -> Status {
    let mut terminal = Terminal::new(&cli.output);
    variables::warn_of_unread(&mut terminal);
    let ended = match &cli.command {
        Command::Check(args) => check::run(args, &mut terminal),
        Command::Test(args) => test::run(args, &mut terminal),
        Command::Ask(args) => ask::run(args, &mut terminal),
        Command::Why(args) => why::run(args, &mut terminal),
        Command::Diff(args) => diff::run(args, &mut terminal),
        Command::Graph(args) => graph::run(args, &mut terminal),
        Command::Fmt(args) => fmt::run(args, &mut terminal),
        Command::Explain(args) => explain::run(args, &mut terminal),
        Command::Rules => rules::run(&mut terminal),
        Command::Baseline(args) => baseline::run(args, &mut terminal),
        Command::Merge(args) => merge::run(args, &mut terminal),
        Command::Config(args) => config::run(args, &mut terminal),
        Command::Init(args) => init::run(args, &mut terminal),
        Command::Completions(args) => generate::completions(args, &mut terminal),
        Command::Man(args) => generate::man(args, &mut terminal),
    };
    let flushed = terminal.flush();
    match ended.and_then(|status| flushed.map(|()| status).map_err(Into::into)) {
        Ok(status) => status,
        Err(problem) => {
            terminal.problem(&problem.0);
            Status::CouldNotCheck
        }
    }
}

/// What keeps a command from its work, in words for the user.
struct Problem(String);

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Problem(format!("the output cannot be written: {}", files::reason(&error)))
    }
}
