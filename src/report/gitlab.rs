//! A Code Quality report, which GitLab shows in merge requests.

use std::fmt::{self, Write};

use serde::Serialize;

use super::homes::at_home;
use super::told::{Place, Served};
use super::{Report, clean, told};
use crate::checks::Unknown;
use crate::diagnostics::{Diagnostic, Fingerprint, Level, fingerprints};

/// Writes the whole document, with a line end. A query without an answer belongs to no line, and GitLab shows only what
/// belongs to one: it stands at the head of the first file.
pub fn write(out: &mut impl Write, report: Report<'_>) -> fmt::Result {
    let unknowns = report.unknowns;
    let diagnostics = at_home(report);
    let findings = diagnostics.iter().zip(fingerprints(&diagnostics));
    let findings =
        findings.map(|(found, fingerprint)| issue(Served::of(report), found, fingerprint));
    let unknowns = unknowns.iter().enumerate().map(|(place, it)| unanswered(report, it, place));
    let failure = report.failure.map(|text| Issue {
        description: clean::line(text).into_owned(),
        check_name: "nothing-checked".to_owned(),
        fingerprint: "nothing-checked".to_owned(),
        severity: "critical",
        location: head(report),
    });
    let issues: Vec<_> = findings.chain(failure).chain(unknowns).collect();
    let text = serde_json::to_string_pretty(&issues).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

fn issue(served: Served<'_>, found: &Diagnostic, fingerprint: Fingerprint) -> Issue {
    let Place { start, end, .. } = served.place(found.primary.span);
    Issue {
        description: format!("{} {}", found.rule.code, told::whole(found)),
        check_name: found.rule.name.to_owned(),
        fingerprint: fingerprint.to_string(),
        severity: severity(found.level),
        location: Location {
            path: served.path(found.primary.span.file),
            lines: Lines { begin: start.line, end: end.line },
        },
    }
}

fn unanswered(report: Report<'_>, unknown: &Unknown, place: usize) -> Issue {
    Issue {
        description: told::unanswered(unknown),
        check_name: "no-answer".to_owned(),
        fingerprint: format!("no-answer:{}:{place}", unknown.norms.join(",")),
        severity: "major",
        location: head(report),
    }
}

/// The head of the first file.
fn head(report: Report<'_>) -> Location {
    let first = report.homes.first();
    let first = first.or_else(|| report.sources.iter().next().map(|(file, _)| file));
    let file = first.map(|first| Served::of(report).path(first));
    Location { path: file.unwrap_or_default(), lines: Lines { begin: 1, end: 1 } }
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "major",
        Level::Warning => "minor",
        Level::Note | Level::Off => "info",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::samples;

    #[test]
    fn the_document_holds_everything() {
        let samples = samples::all();
        let mut out = String::new();
        super::write(&mut out, samples.report()).expect("a string takes everything");
        let issues: Vec<serde_json::Value> = serde_json::from_str(&out).expect("it is JSON");
        let prints: BTreeSet<_> = issues.iter().map(|it| it["fingerprint"].as_str()).collect();
        assert_eq!(prints.len(), issues.len(), "GitLab shows only one of each fingerprint");
        insta::assert_snapshot!(out);
    }
}
