//! `comity rules`

use std::fmt::Write;

use super::terminal::Terminal;
use super::{Problem, Status};
use crate::checks;

/// Writes a line for each rule.
pub(super) fn run(terminal: &mut Terminal) -> Result<Status, Problem> {
    let rules = checks::rules();
    let widest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in rules {
        let code = terminal.bold(rule.code);
        let (name, level, summary) = (rule.name, rule.level.word(), rule.summary);
        writeln!(terminal, "{code}  {name:widest$}  {level:7}  {summary}")
            .map_err(|_| Problem("a rule cannot be written".to_owned()))?;
    }
    Ok(Status::Clean)
}
