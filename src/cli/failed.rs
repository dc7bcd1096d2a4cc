//! Reports that say that nothing was checked, and why. Whoever reads them must not take silence, or the report of an
//! earlier run that stands there still, for an answer.

use super::args::{InputArgs, SettingsArgs};
use super::output::{Drawing, Format, Output, replace_nothing};
use super::terminal::Terminal;
use super::{Problem, baseline, config, files, names, write};
use crate::checks::Matrix;
use crate::diagnostics::{Diagnostic, Level};
use crate::driver::config::Config;
use crate::report::{Report, Summary};
use crate::source::Sources;

/// Settings that cannot be used.
pub(super) struct Unusable {
    pub(super) problem: Problem,
    pub(super) mistakes: Mistakes,
}

/// What is wrong in files of settings, and their texts.
#[derive(Default)]
pub(super) struct Mistakes {
    pub(super) sources: Sources,
    pub(super) found: Vec<Diagnostic>,
}

impl From<Problem> for Unusable {
    fn from(problem: Problem) -> Self {
        Unusable { problem, mistakes: Mistakes::default() }
    }
}

impl From<Unusable> for Problem {
    fn from(unusable: Unusable) -> Self {
        unusable.problem
    }
}

/// The names of all that is read before anything is checked: no report may stand in its place.
pub(super) fn read_before(
    input: &InputArgs,
    settings: &SettingsArgs,
    config: Option<&Config>,
    mistakes: &Mistakes,
) -> Vec<String> {
    let paths = input.paths.iter().cloned().chain(config::watched_files(input, settings));
    let known = config.into_iter().flat_map(|config| config.files());
    let known = known.map(|name| files::path_of(name)).chain(config.and_then(baseline::path));
    let mistaken = mistakes.sources.iter().map(|(_, file)| file.name.clone());
    paths.chain(known).map(|path| files::name(&path)).chain(mistaken).collect()
}

/// Writes to every place that asks for a format for programs, and to every file, that nothing was checked. People read it
/// on standard error. Nothing is replaced that would have been `read`.
pub(super) fn tell(
    problem: &Problem,
    mistakes: &Mistakes,
    outputs: &[Output],
    read: &[String],
    terminal: &mut Terminal,
) {
    for output in
        outputs.iter().filter(|it| replace_nothing(std::slice::from_ref(*it), read).is_ok())
    {
        let is_for_people =
            matches!(output.format, Format::Full | Format::Concise | Format::Matrix);
        let written = match &output.file {
            Some(file) if is_for_people => write::create(file, &format!("{}\n", problem.0)),
            None if is_for_people => Ok(()),
            _ => draw(problem, mistakes, output, terminal),
        };
        if let Err(other) = written {
            terminal.problem(&other.0);
        }
    }
}

fn draw(
    problem: &Problem,
    mistakes: &Mistakes,
    output: &Output,
    terminal: &mut Terminal,
) -> Result<(), Problem> {
    let root = names::root();
    let summary = Summary::of_nothing(&mistakes.found);
    let report = Report {
        root: &root,
        failure: Some(&problem.0),
        ..Report::new(&mistakes.sources, &mistakes.found, &summary)
    };
    let drawing = Drawing { report, matrix: &Matrix::default, fail: Level::Error, all: true };
    drawing.write(std::slice::from_ref(output), terminal)
}
