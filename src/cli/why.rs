//! `comity why`

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::args::{AnswerFormat, WhyArgs};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Problem, Status, check, config};
use crate::checks::Why;
use crate::driver::LeftOut;
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
    config::warn_of_unused(&input, &args.input.settings, &config, &workspace, terminal);
    let settings = config.settings();
    let looked = Progress::during("asking", || workspace.why(&names, &settings));
    let sources = workspace.sources();
    let why = answer(sources, looked.answer, &looked.left_out, terminal)?;
    let style = terminal.style;
    let written = match args.input.written.format {
        AnswerFormat::Full => report::why::write(terminal, sources, &why, style),
        AnswerFormat::Json => report::why::write_json(terminal, sources, &why),
    };
    written.map_err(|_| Problem("an answer cannot be drawn".to_owned()))?;
    tell_left_out(sources, &looked.left_out, args.input.written.format, "", terminal)?;
    Ok(status(&why, looked.left_out.counts()))
}

fn status(why: &Why, broken: bool) -> Status {
    match why.verdict.as_str() {
        _ if broken => Status::CouldNotCheck,
        "unknown" => Status::CouldNotCheck,
        "none" | "settled" | "invalid" => Status::Clean,
        _ => Status::Findings,
    }
}

/// The first two words name norms, unless they are files; of the rest, what is a file or folder or looks like one is a path.
fn norms_and_paths(words: &[String]) -> (Vec<String>, Vec<PathBuf>) {
    let is_path = |word: &str| {
        word == "-"
            || word.contains(['/', '\\'])
            || word.ends_with(".norm")
            || Path::new(word).exists()
    };
    let is_file = |word: &str| word.ends_with(".norm") && Path::new(word).is_file();
    let (mut names, mut paths) = (Vec::new(), Vec::new());
    for (place, word) in words.iter().enumerate() {
        match if place < 2 { is_file(word) } else { is_path(word) } {
            true => paths.push(PathBuf::from(word)),
            false => names.push(word.clone()),
        }
    }
    (names, paths)
}

/// The answer; where there is none, what kept norms from being loaded is told first: it may be why.
pub(super) fn answer<T>(
    sources: &Sources,
    answer: Result<T, String>,
    left_out: &LeftOut,
    terminal: &mut Terminal,
) -> Result<T, Problem> {
    if answer.is_err() && !left_out.diagnostics.is_empty() {
        let summary = Summary::default();
        let report = Report::new(sources, &left_out.diagnostics, &summary);
        let mut text = String::new();
        report::full::write(&mut text, report, terminal.style)
            .map_err(|_| Problem("a finding cannot be drawn".to_owned()))?;
        terminal.say_drawn(text.trim_end());
    }
    answer.map_err(Problem)
}

/// Says behind an answer and a `gap`, where it stands, that it is not about everything, and where the first error is.
/// Errors in scenarios and expectations are no less told, but no answer hangs on these.
pub(super) fn tell_left_out(
    sources: &Sources,
    left_out: &LeftOut,
    format: AnswerFormat,
    gap: &str,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let Some(text) = told_left_out(sources, left_out, "the answer") else { return Ok(()) };
    match format {
        AnswerFormat::Full => writeln!(terminal, "{gap}{text}")
            .map_err(|_| Problem("an answer cannot be drawn".to_owned())),
        // What programs read stays as it is.
        AnswerFormat::Json => {
            terminal.say(&text);
            Ok(())
        }
    }
}

/// That what was made is not about everything, and where the first error is.
pub(super) fn told_left_out(
    sources: &Sources,
    left_out: &LeftOut,
    what_was_made: &str,
) -> Option<String> {
    let broken = &left_out.diagnostics;
    let first = broken.first()?;
    let file = sources.file(first.primary.span.file);
    let line = file.lines().line_of(first.primary.span.start) + 1;
    let errors = match broken.len() {
        1 => format!("1 error, at {}:{line}", file.name),
        count => format!("{count} errors, the first at {}:{line}", file.name),
    };
    let what = match left_out.counts() {
        true => format!("what has errors was left out, and {what_was_made} is about the rest"),
        false => "scenarios and expectations that could not be understood were left out; all norms were looked at"
            .to_owned(),
    };
    Some(format!("{what}: {errors} (`comity check` tells more)"))
}
