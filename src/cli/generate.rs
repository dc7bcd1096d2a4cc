//! `comity completions` and `comity man`: files for shells and for `man`, from the same description as the help.

use std::fmt::Write;

use clap::CommandFactory;

use super::args::{Cli, CompletionsArgs, ManArgs};
use super::terminal::Terminal;
use super::{Problem, Status};
use crate::driver::nearest;

/// Writes what a shell needs to complete commands and flags.
pub(super) fn completions(
    args: &CompletionsArgs,
    terminal: &mut Terminal,
) -> Result<Status, Problem> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "comity", &mut bytes);
    write(terminal, &bytes)
}

/// Writes the page of Comity or of one command.
pub(super) fn man(args: &ManArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let mut top = Cli::command();
    top.build();
    let mut command = &top;
    for name in &args.command {
        command = find(command, name)?;
    }
    let mut bytes = Vec::new();
    // As the help has it: a list of all flags without their values would say less.
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").to_owned();
    let source = concat!("comity ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command.clone().override_usage(usage))
        .source(source)
        .render(&mut bytes)?;
    write(terminal, &bytes)
}

fn find<'c>(above: &'c clap::Command, name: &str) -> Result<&'c clap::Command, Problem> {
    let names = above.get_subcommands().map(clap::Command::get_name);
    if let Some(command) = above.get_subcommands().find(|command| command.get_name() == name) {
        return Ok(command);
    }
    let advice = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "`{} --help` lists the commands",
            above.get_bin_name().unwrap_or("comity").replace('-', " ")
        ),
    };
    Err(Problem(format!("there is no command `{name}`: {advice}")))
}

fn write(terminal: &mut Terminal, bytes: &[u8]) -> Result<Status, Problem> {
    terminal
        .write_str(&String::from_utf8_lossy(bytes))
        .map_err(|_| Problem("the text cannot be written".to_owned()))?;
    Ok(Status::Clean)
}
