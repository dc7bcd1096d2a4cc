//! One JSON document for programs. Its shape is public: `json.schema.json` beside this file describes it, and
//! [`VERSION`] counts changes that a reader must know of. New fields may come without a new version.

use std::fmt::{self, Write};

use serde::Serialize;

use super::{Part, Report, told};
use crate::checks::Unknown;
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fingerprint, Fix, fingerprints};
use crate::source::{LineColumn, Sources, Span};

/// The version of the shape.
pub const VERSION: u32 = 1;

/// The JSON Schema of the shape.
pub const SCHEMA: &str = include_str!("json.schema.json");

/// Writes the whole document, indented, with a line end.
pub fn write(out: &mut impl Write, report: Report<'_>) -> fmt::Result {
    let text = serde_json::to_string_pretty(&document(report)).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

fn document(report: Report<'_>) -> Document<'_> {
    let Report { sources, diagnostics, unknowns, summary, failure, part, .. } = report;
    Document {
        schema_version: VERSION,
        tool: Tool { name: "comity", version: env!("CARGO_PKG_VERSION") },
        failure,
        shard: part.map(|part| shard(sources, part)),
        summary: Totals {
            files: summary.files,
            sets: summary.sets,
            norms: summary.norms,
            errors: summary.counts.errors,
            warnings: summary.counts.warnings,
            notes: summary.counts.notes,
            unknown: summary.unknowns,
            allowed: summary.allowed,
            known: summary.known,
            unchanged: summary.unchanged,
            complete: summary.complete,
        },
        findings: findings(sources, diagnostics),
        unknown: unknowns.iter().map(question).collect(),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<Shard<'a>>,
    summary: Totals,
    findings: Vec<Finding<'a>>,
    unknown: Vec<Question<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Shard<'a> {
    number: usize,
    count: usize,
    check: &'a str,
    fail_on: &'static str,
    allow_unknown: bool,
    unreadable: bool,
    undecided: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Totals {
    files: usize,
    sets: usize,
    norms: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
    unknown: usize,
    allowed: usize,
    known: usize,
    unchanged: usize,
    complete: bool,
}

#[derive(Serialize)]
pub(super) struct Finding<'a> {
    code: &'static str,
    name: &'static str,
    level: &'static str,
    message: &'a str,
    fingerprint: String,
    verdict: Option<&'a str>,
    norms: &'a [String],
    principle: Option<&'a str>,
    overlap: Option<&'a str>,
    dates: Vec<Dates<'a>>,
    labels: Vec<Label<'a>>,
    notes: Vec<Fact<'a>>,
    help: &'a [String],
    fixes: Vec<Repair<'a>>,
    scenario: Option<&'a str>,
}

#[derive(Serialize)]
struct Dates<'a> {
    from: Option<&'a str>,
    until: Option<&'a str>,
}

#[derive(Serialize)]
struct Label<'a> {
    primary: bool,
    message: &'a str,
    place: Place<'a>,
}

#[derive(Serialize)]
pub(super) struct Place<'a> {
    file: &'a str,
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    byte: u32,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Fact<'a> {
    key: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct Repair<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    place: Place<'a>,
    text: &'a str,
}

#[derive(Serialize)]
pub(super) struct Question<'a> {
    norms: &'a [String],
    reason: &'a str,
}

/// Findings in their public shape.
pub(super) fn findings<'a>(sources: &'a Sources, found: &'a [Diagnostic]) -> Vec<Finding<'a>> {
    let known = found.iter().zip(fingerprints(found));
    known.map(|(found, fingerprint)| finding(sources, found, fingerprint)).collect()
}

fn finding<'a>(
    sources: &'a Sources,
    found: &'a Diagnostic,
    fingerprint: Fingerprint,
) -> Finding<'a> {
    let labels = std::iter::once((true, &found.primary))
        .chain(found.related.iter().map(|label| (false, label)))
        .map(|(primary, label)| Label {
            primary,
            message: &label.message,
            place: place(sources, label.span),
        });
    let dates = found.evidence.dates.iter();
    Finding {
        code: found.rule.code,
        name: found.rule.name,
        level: found.level.word(),
        message: &found.message,
        fingerprint: fingerprint.to_string(),
        verdict: found.evidence.verdict.as_deref(),
        norms: &found.evidence.norms,
        principle: found.evidence.principle.as_deref(),
        overlap: found.evidence.overlap.as_deref(),
        dates: dates
            .map(|(from, until)| Dates { from: from.as_deref(), until: until.as_deref() })
            .collect(),
        labels: labels.collect(),
        notes: found.notes.iter().map(|note| Fact { key: note.key, text: &note.text }).collect(),
        help: &found.help,
        fixes: found.fixes.iter().map(|fix| repair(sources, fix)).collect(),
        scenario: found.evidence.scenario.as_deref(),
    }
}

fn repair<'a>(sources: &'a Sources, fix: &'a Fix) -> Repair<'a> {
    let edit = |edit: &'a Edit| Change { place: place(sources, edit.span), text: &edit.text };
    Repair {
        title: &fix.title,
        safe: fix.applicability == Applicability::Safe,
        edits: fix.edits.iter().map(edit).collect(),
    }
}

fn shard<'a>(sources: &'a Sources, part: &'a Part) -> Shard<'a> {
    Shard {
        number: part.number,
        count: part.count,
        check: &part.check,
        fail_on: part.fail_on.word(),
        allow_unknown: part.allow_unknown,
        unreadable: part.unreadable,
        undecided: findings(sources, &part.undecided),
    }
}

/// A question without an answer in its public shape.
pub(super) fn question(unknown: &Unknown) -> Question<'_> {
    Question { norms: &unknown.norms, reason: &unknown.reason }
}

/// A place in its public shape.
pub(super) fn place(sources: &Sources, span: Span) -> Place<'_> {
    let told::Place { file, start, end } = told::place(sources, span);
    let position = |byte, LineColumn { line, column }| Position { byte, line, column };
    Place { file: &file.name, start: position(span.start, start), end: position(span.end, end) }
}

#[cfg(test)]
mod tests {
    use super::super::{Report, samples};

    #[test]
    fn the_document_holds_everything() {
        let samples = samples::of_a_part();
        let mut out = String::new();
        let failure = Some("the settings cannot be used");
        let report = Report { failure, ..samples.report() };
        super::write(&mut out, report).expect("a string takes everything");
        insta::assert_snapshot!(out);
    }
}
