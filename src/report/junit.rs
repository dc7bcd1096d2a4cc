//! JUnit XML: each finding is a test, and those at or above the fail level fail; or each expectation is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::homes::at_home;
use super::told::Served;
use super::xml::escape;
use super::{Report, clean, told};
use crate::checks::ExpectationResult;
use crate::checks::suppression::failed_expectation;
use crate::diagnostics::{Diagnostic, Level};
use crate::source::{Anchor, Sources};

/// Writes a suite for each file with findings, and one for queries without an answer, which are errors. Where there is
/// nothing to tell, one test that passes says so: services take a report without tests for a broken one.
pub fn write(out: &mut impl Write, report: Report<'_>, fail: Level) -> fmt::Result {
    let fails = |found: &&Diagnostic| found.level >= fail;
    let (mut found, unknowns) = (at_home(report), report.unknowns);
    if let Cow::Owned(moved) = &mut found {
        // What was moved stands with the other findings of its file.
        moved.sort_by_key(|it| report.sources.name(it.primary.span.file));
    }
    let failed = usize::from(report.failure.is_some());
    let none = usize::from(found.is_empty() && unknowns.is_empty() && failed == 0);
    let failures = found.iter().filter(fails).count();
    let tests = found.len() + unknowns.len() + none + failed;
    head(out, tests, failures, unknowns.len() + failed)?;
    for file in found.chunk_by(|a, b| a.primary.span.file == b.primary.span.file) {
        write_file(out, Served::of(report), file, fail)?;
    }
    if let Some(failure) = report.failure {
        write_failure(out, failure)?;
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

/// Writes that nothing was tested, and why.
pub fn write_failed(out: &mut impl Write, failure: &str) -> fmt::Result {
    head(out, 1, 0, 1)?;
    write_failure(out, failure)?;
    writeln!(out, "</testsuites>")
}

fn write_failure(out: &mut impl Write, failure: &str) -> fmt::Result {
    open(out, "norms", 1, 0, 1)?;
    writeln!(out, "    <testcase classname=\"comity\" name=\"nothing checked\">")?;
    let text = escape(&clean::line(failure));
    writeln!(out, "      <error type=\"failure\" message=\"{text}\"/>")?;
    writeln!(out, "    </testcase>\n  </testsuite>")
}

/// Writes the results of expectations: a suite for each file, and one for findings that kept norms from being loaded,
/// which are errors. Files are named from `root`.
pub fn write_tests(
    out: &mut impl Write,
    sources: &Sources,
    root: &Anchor,
    results: &[ExpectationResult],
    diagnostics: &[Diagnostic],
) -> fmt::Result {
    let served = Served { sources, root };
    let errors: Vec<_> = diagnostics
        .iter()
        .filter(|found| found.rule.code != failed_expectation::RULE.code)
        .collect();
    let failures = results.iter().filter(|result| !result.is_fine()).count();
    head(out, results.len() + errors.len(), failures, errors.len())?;
    for file in results.chunk_by(|a, b| a.span.file == b.span.file) {
        let failures = file.iter().filter(|result| !result.is_fine()).count();
        open(out, &served.path(file[0].span.file), file.len(), failures, 0)?;
        let mut names = Names::default();
        file.iter().try_for_each(|result| write_result(out, served, result, &mut names))?;
        writeln!(out, "  </testsuite>")?;
    }
    if !errors.is_empty() {
        open(out, "errors in the files", errors.len(), 0, errors.len())?;
        let mut names = Names::default();
        for found in &errors {
            write_one(out, served, found, "error", &mut names)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn head(out: &mut impl Write, tests: usize, failures: usize, errors: usize) -> fmt::Result {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"comity\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    )
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
    served: Served<'_>,
    found: &[Diagnostic],
    fail: Level,
) -> fmt::Result {
    let name = served.path(found[0].primary.span.file);
    let failures = found.iter().filter(|found| found.level >= fail).count();
    open(out, &name, found.len(), failures, 0)?;
    let mut names = Names::default();
    for found in found {
        let tag = if found.level >= fail { "failure" } else { "system-out" };
        write_one(out, served, found, tag, &mut names)?;
    }
    writeln!(out, "  </testsuite>")
}

/// A finding as a test. `tag` says what came of it: `failure`, `error`, or `system-out` for one that passes.
fn write_one(
    out: &mut impl Write,
    served: Served<'_>,
    found: &Diagnostic,
    tag: &str,
    names: &mut Names,
) -> fmt::Result {
    let start = served.place(found.primary.span).start;
    let file = served.path(found.primary.span.file);
    let text = format!("{}:{}:{}: {}", file, start.line, start.column, told::whole(found));
    let (message, text) = (escape(&clean::line(&found.message)), escape(&text));
    let (code, rule, level) = (found.rule.code, found.rule.name, found.level.word());
    let name = format!("{code} {rule}: {}", clean::line(&found.message));
    test(out, &file, &names.of_its_own(&file, name), start.line)?;
    match tag {
        "system-out" => writeln!(out, "      <system-out>{level}: {text}</system-out>")?,
        tag => writeln!(out, "      <{tag} type=\"{level}\" message=\"{message}\">{text}</{tag}>")?,
    }
    writeln!(out, "    </testcase>")
}

fn write_result(
    out: &mut impl Write,
    served: Served<'_>,
    result: &ExpectationResult,
    names: &mut Names,
) -> fmt::Result {
    let start = served.place(result.span).start;
    let file = served.path(result.span.file);
    let text = result.text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Outside of scenarios an expectation is called by its line, which moves.
    let by_line = format!("{}:{}", served.sources.name(result.span.file), start.line);
    let name = if result.name == by_line { text } else { format!("{}: {text}", result.name) };
    test(out, &file, &names.of_its_own(&file, clean::line(&name).into_owned()), start.line)?;
    match (result.passed, &result.pending) {
        (true, None) => {}
        (false, None) => writeln!(
            out,
            "      <failure type=\"expectation\" message=\"does not hold\">{}</failure>",
            escape(&result.why)
        )?,
        (true, Some(_)) => writeln!(
            out,
            "      <failure type=\"expectation\" message=\"holds although it is marked pending\"/>"
        )?,
        (false, Some(why)) => writeln!(out, "      <skipped message=\"{}\"/>", escape(why))?,
    }
    writeln!(out, "    </testcase>")
}

/// The names of the tests of a suite so far. Services know a test again by its name, so that no line stands in it; those
/// that say the same are counted.
#[derive(Default)]
struct Names(BTreeMap<(String, String), usize>);

impl Names {
    fn of_its_own(&mut self, file: &str, name: String) -> String {
        let count = self.0.entry((file.to_owned(), name.clone())).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name} ({count})") }
    }
}

fn test(out: &mut impl Write, file: &str, name: &str, line: u32) -> fmt::Result {
    let (file, name) = (escape(file), escape(name));
    writeln!(
        out,
        "    <testcase classname=\"{file}\" name=\"{name}\" file=\"{file}\" line=\"{line}\">"
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Report, Summary, samples};
    use super::*;
    use crate::source::Span;

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
        let report = Report::new(&sources, &[], &summary);
        let mut out = String::new();
        write(&mut out, report, Level::Error).expect("a string takes everything");
        insta::assert_snapshot!(out);
    }

    #[test]
    fn expectations_pass_fail_or_wait() {
        let mut sources = Sources::default();
        let file = sources.add("a&b.norm", "expect x\nexpect y\nexpect z\nexpect w\n");
        let result = |line: u32, passed, pending: Option<&str>| ExpectationResult {
            name: "case \"<1>\"".into(),
            text: format!("expect none a,\n  b{line}"),
            passed,
            pending: pending.map(Into::into),
            span: Span::new(file, line * 9, line * 9 + 8),
            why: "strict, in a case with <b>".into(),
        };
        let results = [
            result(0, true, None),
            result(1, false, None),
            result(2, false, Some("gaps are not asked about")),
            result(3, true, Some("done")),
        ];
        let samples = samples::all();
        let text =
            Diagnostic::new(samples.report().diagnostics[0].rule, "no text", results[0].span, "");
        let failed = results.iter().filter_map(failed_expectation::diagnostic).chain([text]);
        let mut out = String::new();
        write_tests(&mut out, &sources, &Anchor::none(), &results, &failed.collect::<Vec<_>>())
            .expect("a string takes everything");
        insta::assert_snapshot!(out);
    }
}
