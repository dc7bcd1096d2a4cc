//! One workflow command a finding, which GitHub shows as an annotation on the line.

use std::fmt::{self, Write};

use super::homes::at_home;
use super::told::{Place, Served};
use super::{Report, clean, told};
use crate::diagnostics::{Diagnostic, Level};

/// Writes one line for each finding, then why nothing was checked, or one for each query without an answer.
pub fn write(out: &mut impl Write, report: Report<'_>) -> fmt::Result {
    for found in &*at_home(report) {
        write_one(out, Served::of(report), found)?;
    }
    if let Some(failure) = report.failure {
        writeln!(out, "::error title=nothing checked::{}", data(&clean::line(failure)))?;
    }
    for unknown in report.unknowns {
        writeln!(out, "::warning title=no answer::{}", data(&told::unanswered(unknown)))?;
    }
    Ok(())
}

fn write_one(out: &mut impl Write, served: Served<'_>, found: &Diagnostic) -> fmt::Result {
    let Place { start, end, .. } = served.place(found.primary.span);
    let name = served.path(found.primary.span.file);
    // Line ends are part of the name, and escaped; what else a terminal would obey is not shown.
    let parts = name.split('\n').map(|part| property(&clean::line(part)));
    let file = parts.collect::<Vec<_>>().join("%0A");
    write!(out, "::{} file={file},line={},endLine={}", command(found.level), start.line, end.line)?;
    // Columns of a span over several lines are refused.
    if start.line == end.line {
        write!(out, ",col={},endColumn={}", start.column, end.column)?;
    }
    let title = property(&format!("{} {}", found.rule.code, found.rule.name));
    writeln!(out, ",title={title}::{}", data(&told::whole(found)))
}

fn command(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note | Level::Off => "notice",
    }
}

/// What stands behind the last `::`. It ends at a line end.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands behind `=`. It also ends at a comma or a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn written() -> String {
        let samples = samples::all();
        let mut out = String::new();
        write(&mut out, samples.report()).expect("a string takes everything");
        out
    }

    #[test]
    fn each_finding_is_one_command() {
        insta::assert_snapshot!(written());
    }

    #[test]
    fn no_text_begins_a_command_of_its_own() {
        let samples = samples::all();
        let report = samples.report();
        let expected = report.diagnostics.len() + report.unknowns.len();
        assert_eq!(written().lines().count(), expected);
        for line in written().lines() {
            let properties = line[2..].split("::").next().expect("a command has properties");
            assert!(
                ["error ", "warning ", "notice "].iter().any(|it| properties.starts_with(it)),
                "{line}"
            );
            assert!(properties.matches('=').count() <= 6, "{line}");
        }
    }
}
