//! `comity check --fix`: writes what the driver mended, or shows it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;

use similar::{ChangeTag, TextDiff};

use super::args::FixArgs;
use super::progress::Progress;
use super::terminal::{Terminal, shown};
use super::write::{self, BYTE_ORDER_MARK, Swept};
use super::{Problem, check, files};
use crate::checks::Settings;
use crate::diagnostics::{Diagnostic, Identity, identity};
use crate::driver::config::Config;
use crate::driver::{Mended, Workspace};
use crate::source::with_line_ends;

/// Lines around a change that are shown with it.
const CONTEXT: usize = 3;

/// Mends and writes, but for findings that are `left_out` of the report.
pub(super) fn mend<'a>(
    args: &FixArgs,
    from_stdin: bool,
    (workspace, left_out): (&Workspace<'a>, &BTreeSet<Identity>),
    (config, settings): (&Config, &Settings),
    terminal: &mut Terminal,
) -> Result<Mended<'a>, Problem> {
    if from_stdin && !args.diff {
        let text = "standard input cannot be written to: `--diff` shows what would be changed";
        return Err(Problem(text.to_owned()));
    }
    // The words by which settings use packs are no text of the author's.
    let (settings_file, _) = check::place_of_use(config);
    let may = |found: &Diagnostic, name: &str| {
        name != settings_file && !left_out.contains(&identity(found))
    };
    let mend = || workspace.mended(settings, args.unsafe_fixes, &may);
    let mended = Progress::during("mending", mend);
    check::problems(config, &mended.outcome.problems, terminal)?;
    if !args.diff {
        let mut swept = Swept::default();
        for file in mended.workspace.changed_from(workspace) {
            let (was, now) =
                (workspace.sources().file(file), mended.workspace.sources().file(file));
            let path = files::path_of(&was.name);
            let text = match fs::read_to_string(&path) {
                Ok(held) => with_line_ends_of(&held, &was.text, &now.text),
                Err(_) => now.text.clone(),
            };
            write::replace(&path, &was.text, &text, &mut swept)?;
        }
        mended.done.iter().for_each(|done| terminal.say(&format!("fixed {done}")));
    }
    if mended.untried > 0 {
        let (plural, was) = if mended.untried == 1 { ("", "was") } else { ("s", "were") };
        terminal.say(&format!(
            "stopped after many rounds: fixes of {} more finding{plural} {was} not tried; the same command again goes on",
            mended.untried
        ));
    }
    Ok(mended)
}

/// Shows what was mended, as a unified diff. Whether there is anything.
pub(super) fn show(
    before: &Workspace<'_>,
    mended: &Mended<'_>,
    terminal: &mut Terminal,
) -> Result<bool, Problem> {
    let changed = mended.workspace.changed_from(before);
    for &file in &changed {
        let (was, now) = (before.sources().file(file), mended.workspace.sources().file(file));
        let diff = unified(&was.name, &was.text, &now.text);
        terminal.write_str(&diff).map_err(|_| Problem("a change cannot be drawn".to_owned()))?;
    }
    Ok(!changed.is_empty())
}

/// The new text, with the line ends of the file in all that is as it was: a `\r` alone, which ended a line long ago, was
/// read as `\n`.
fn with_line_ends_of(held: &str, was: &str, now: &str) -> String {
    let held = held.strip_prefix(BYTE_ORDER_MARK).unwrap_or(held);
    if held == was || held.len() != was.len() {
        return now.to_owned();
    }
    let (mut text, mut at) = (String::with_capacity(now.len()), 0);
    for change in TextDiff::from_lines(was, now).iter_all_changes() {
        let line = change.value();
        match change.tag() {
            ChangeTag::Equal => text.push_str(held.get(at..at + line.len()).unwrap_or(line)),
            ChangeTag::Insert => text.push_str(line),
            ChangeTag::Delete => {}
        }
        at += if change.tag() == ChangeTag::Insert { 0 } else { line.len() };
    }
    // A return before a line that is empty now would be the end of one line and not of two.
    if with_line_ends(text.clone()) == now { text } else { now.to_owned() }
}

/// The change of one file as a unified diff.
pub(super) fn unified(name: &str, was: &str, now: &str) -> String {
    let name = &shown(name);
    TextDiff::from_lines(was, now)
        .unified_diff()
        .context_radius(CONTEXT)
        .header(name, name)
        .to_string()
}
