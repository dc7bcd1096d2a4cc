//! `comity why`

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::args::{AnswerFormat, WhyArgs};
use super::terminal::Terminal;
use super::{Problem, Status, check, config};
use crate::checks::Why;
use crate::diagnostics::Diagnostic;
use crate::report::{self, Report, Summary};
use crate::source::Sources;

/// Looks at the norms that are named and says why they conflict, or why they do not.
pub(super) fn run(args: &WhyArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let (names, paths) = norms_and_paths(&args.about);
    if names.len() < 2 {
        let text = "name two norms, such as `gdpr.art33`, and after them files or folders";
        return Err(Problem(text.to_owned()));
    }
    let input = args.input.input(paths);
    let config = config::load(&input, &args.input.settings, terminal)?;
    let workspace = check::read(&input, args.input.together, &config)?;
    let settings = config.settings();
    let looked = workspace.why(&names, &settings);
    tell_broken(workspace.sources(), &looked.diagnostics, terminal)?;
    let why = looked.answer.map_err(Problem)?;
    let style = terminal.style;
    let written = match args.input.format {
        AnswerFormat::Full => report::why::write(terminal, workspace.sources(), &why, style),
        AnswerFormat::Json => report::why::write_json(terminal, workspace.sources(), &why),
    };
    written.map_err(|_| Problem("an answer cannot be drawn".to_owned()))?;
    if !looked.diagnostics.is_empty() && args.input.format == AnswerFormat::Full {
        let told = writeln!(terminal, "{LEFT_OUT}");
        told.map_err(|_| Problem("an answer cannot be drawn".to_owned()))?;
    }
    Ok(status(&why, !looked.diagnostics.is_empty() || looked.unreadable))
}

fn status(why: &Why, broken: bool) -> Status {
    match why.verdict.as_str() {
        _ if broken => Status::CouldNotCheck,
        "unknown" => Status::CouldNotCheck,
        "none" | "settled" | "invalid" => Status::Clean,
        _ => Status::Findings,
    }
}

/// The first two words name norms; of the rest, what is a file or folder or looks like one is a path.
fn norms_and_paths(words: &[String]) -> (Vec<String>, Vec<PathBuf>) {
    let is_path = |word: &str| {
        word == "-"
            || word.contains(['/', '\\'])
            || word.ends_with(".norm")
            || Path::new(word).exists()
    };
    let (mut names, mut paths) = (Vec::new(), Vec::new());
    for (place, word) in words.iter().enumerate() {
        match place >= 2 && is_path(word) {
            true => paths.push(PathBuf::from(word)),
            false => names.push(word.clone()),
        }
    }
    (names, paths)
}

/// Said behind an answer, and where it stands: an answer that is read alone must not seem to be about everything.
pub(super) const LEFT_OUT: &str = "norms with errors were left out: the answer is about the others";

/// What kept norms from being loaded.
pub(super) fn tell_broken(
    sources: &Sources,
    diagnostics: &[Diagnostic],
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let summary = Summary::default();
    let report = Report::new(sources, diagnostics, &summary);
    let mut text = String::new();
    report::full::write(&mut text, report, terminal.style)
        .map_err(|_| Problem("a finding cannot be drawn".to_owned()))?;
    if !diagnostics.is_empty() {
        terminal.say_drawn(text.trim_end());
    }
    Ok(())
}
