//! JUnit XML: each finding is a test. Those at or above the fail level fail.

use std::fmt::{self, Write};

use super::xml::escape;
use super::{Report, clean, told};
use crate::diagnostics::{Diagnostic, Level};
use crate::source::Sources;

/// Writes a suite for each file with findings, and one for queries without an answer, which are errors. Where there is
/// nothing to tell, one test that passes says so: services take a report without tests for a broken one.
pub fn write(out: &mut impl Write, report: Report<'_>, fail: Level) -> fmt::Result {
    let fails = |found: &&Diagnostic| found.level >= fail;
    let (found, unknowns) = (report.diagnostics, report.unknowns);
    let none = usize::from(found.is_empty() && unknowns.is_empty());
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"comity\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        found.len() + unknowns.len() + none,
        found.iter().filter(fails).count(),
        unknowns.len()
    )?;
    for file in found.chunk_by(|a, b| a.primary.span.file == b.primary.span.file) {
        write_file(out, report.sources, file, fail)?;
    }
    if !unknowns.is_empty() {
        open(out, "questions without an answer", unknowns.len(), 0, unknowns.len())?;
        for unknown in unknowns {
            let name = escape(&unknown.norms.join(", "));
            writeln!(out, "    <testcase classname=\"no answer\" name=\"{name}\">")?;
            let text = escape(&told::unanswered(unknown));
            writeln!(out, "      <error type=\"unknown\" message=\"{text}\"/>")?;
            writeln!(out, "    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    if none > 0 {
        open(out, "norms", 1, 0, 0)?;
        let name = escape(&report.summary.line());
        writeln!(out, "    <testcase classname=\"comity\" name=\"{name}\"/>\n  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn open(
    out: &mut impl Write,
    name: &str,
    tests: usize,
    failures: usize,
    errors: usize,
) -> fmt::Result {
    let name = escape(name);
    writeln!(
        out,
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    )
}

fn write_file(
    out: &mut impl Write,
    sources: &Sources,
    found: &[Diagnostic],
    fail: Level,
) -> fmt::Result {
    let name = sources.name(found[0].primary.span.file);
    let failures = found.iter().filter(|found| found.level >= fail).count();
    open(out, name, found.len(), failures, 0)?;
    found.iter().try_for_each(|found| write_one(out, sources, found, found.level >= fail))?;
    writeln!(out, "  </testsuite>")
}

fn write_one(
    out: &mut impl Write,
    sources: &Sources,
    found: &Diagnostic,
    fails: bool,
) -> fmt::Result {
    let told::Place { file, start, .. } = told::place(sources, found.primary.span);
    let text = format!("{}:{}:{}: {}", file.name, start.line, start.column, told::whole(found));
    let (file, message, text) =
        (escape(&file.name), escape(&clean::line(&found.message)), escape(&text));
    let (code, rule, level) = (found.rule.code, found.rule.name, found.level.word());
    writeln!(
        out,
        "    <testcase classname=\"{file}\" name=\"{code} {rule}: {message}\" file=\"{file}\" line=\"{}\">",
        start.line
    )?;
    match fails {
        true => {
            writeln!(out, "      <failure type=\"{level}\" message=\"{message}\">{text}</failure>")?
        }
        false => writeln!(out, "      <system-out>{level}: {text}</system-out>")?,
    }
    writeln!(out, "    </testcase>")
}

#[cfg(test)]
mod tests {
    use super::super::{Report, Summary, samples};
    use super::*;

    #[test]
    fn findings_at_the_fail_level_fail_and_others_are_told() {
        let samples = samples::all();
        let mut out = String::new();
        write(&mut out, samples.report(), Level::Error).expect("a string takes everything");
        insta::assert_snapshot!(out);
    }

    #[test]
    fn nothing_found_is_a_test_that_passes() {
        let sources = Sources::default();
        let summary = Summary { files: 2, sets: 1, norms: 3, complete: true, ..Summary::default() };
        let report =
            Report { sources: &sources, diagnostics: &[], unknowns: &[], summary: &summary };
        let mut out = String::new();
        write(&mut out, report, Level::Error).expect("a string takes everything");
        insta::assert_snapshot!(out);
    }
}
