//! `comity diff`

use std::path::PathBuf;

use super::args::{AnswerFormat, DiffArgs, InputArgs};
use super::progress::Progress;
use super::revision::{self, Revisions};
use super::terminal::Terminal;
use super::{Problem, Status, check, config, files, why};
use crate::checks::Differences;
use crate::diagnostics::Level;
use crate::driver::Workspace;
use crate::driver::config::Config;
use crate::report;

/// Holds a newer text against an older one.
pub(super) fn run(args: &DiffArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let input = |path: &PathBuf| InputArgs {
        paths: vec![path.clone()],
        stdin_name: args.stdin_name.clone(),
        packs: args.packs.clone(),
    };
    files::once_at_most(&[args.old.clone(), args.new.clone()])?;
    // The settings are those of the newer text, or of the working folder.
    let here = PathBuf::from(".");
    let newer = if revision::is_in_one(&args.new) { &here } else { &args.new };
    let config = config::load(&input(newer), &args.settings, terminal)?;
    let added = check::added(&config)?;
    let mut workspace = Workspace::new(&Revisions);
    for path in [&args.old, &args.new] {
        let set = match revision::set(path) {
            Some(set) => set?,
            None => files::sets(&input(path), &config)?.into_iter().flatten().collect(),
        };
        workspace.add_set(set.into_iter().chain(added.clone()).collect());
    }
    let settings = config.settings();
    let looked = Progress::during("comparing", || workspace.diff(&settings));
    let sources = workspace.sources();
    let found = why::answer(sources, looked.answer, &looked.left_out, terminal)?;
    let style = terminal.style;
    let written = match args.format {
        AnswerFormat::Full => report::diff::write(terminal, sources, &found, style),
        AnswerFormat::Json => report::diff::write_json(terminal, sources, &found),
    };
    written.map_err(|_| Problem("an answer cannot be drawn".to_owned()))?;
    why::tell_left_out(sources, &looked.left_out, args.format, "\n", terminal)?;
    Ok(status(args, &config, &found, looked.left_out.counts()))
}

fn status(args: &DiffArgs, config: &Config, found: &Differences, broken: bool) -> Status {
    let unanswered = !found.unknowns.is_empty() && !config.flag("allow-unknown");
    let least = args.fail_on.map_or(Level::Error, |level| level.level());
    match found.statements.iter().any(|it| it.level >= least) {
        _ if broken || unanswered => Status::CouldNotCheck,
        true => Status::Findings,
        false => Status::Clean,
    }
}
