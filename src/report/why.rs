//! Why norms conflict or do not: one page, or one JSON document.

use std::fmt::{self, Write};

use serde::Serialize;

use super::full::{self, Style};
use super::{Report, Summary, clean, json, wrap};
use crate::checks::{Why, WhyReason};
use crate::source::Sources;

/// Writes the page: the answer, what keeps the norms apart, the findings as a check tells them.
pub fn write(out: &mut impl Write, sources: &Sources, why: &Why, style: Style) -> fmt::Result {
    paragraph(out, &why.answer, "", style.width)?;
    for reason in &why.reasons {
        writeln!(out)?;
        write_reason(out, reason, style.width)?;
    }
    for unknown in &why.unknown {
        writeln!(out)?;
        paragraph(out, &format!("no answer: {unknown}"), "  ", style.width)?;
    }
    for unsure in &why.unsure {
        writeln!(out)?;
        paragraph(out, unsure, "  ", style.width)?;
    }
    if why.findings.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let summary = Summary::default();
    let report = Report::new(sources, &why.findings, &summary);
    full::write(out, report, style)
}

fn write_reason(out: &mut impl Write, reason: &WhyReason, width: usize) -> fmt::Result {
    let alone = if reason.alone { "" } else { " (either would do)" };
    writeln!(out, "  {}{alone}", reason.word)?;
    for line in &reason.evidence {
        paragraph(out, line, "    ", width)?;
    }
    match &reason.case {
        Some(case) => paragraph(out, &format!("case that it takes away: {case}"), "    ", width),
        None => Ok(()),
    }
}

/// Text on lines of the width, each behind the indent.
pub(super) fn paragraph(
    out: &mut impl Write,
    text: &str,
    indent: &str,
    width: usize,
) -> fmt::Result {
    let text = clean::line(text);
    let lines = wrap::wrap(&text, width.saturating_sub(indent.len()).max(20));
    lines.iter().try_for_each(|line| writeln!(out, "{indent}{line}"))
}

/// Writes the JSON document.
pub fn write_json(out: &mut impl Write, sources: &Sources, why: &Why) -> fmt::Result {
    let document = Document {
        schema_version: json::VERSION,
        norms: &why.norms,
        verdict: &why.verdict,
        answer: &why.answer,
        reasons: why.reasons.iter().map(Reason::of).collect(),
        findings: json::findings(sources, &why.findings),
        unknown: &why.unknown,
        unsure: &why.unsure,
    };
    let text = serde_json::to_string_pretty(&document).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    norms: &'a [String],
    verdict: &'a str,
    answer: &'a str,
    reasons: Vec<Reason<'a>>,
    findings: Vec<json::Finding<'a>>,
    unknown: &'a [String],
    unsure: &'a [String],
}

#[derive(Serialize)]
struct Reason<'a> {
    reason: &'a str,
    alone: bool,
    evidence: &'a [String],
    case: Option<&'a str>,
}

impl<'a> Reason<'a> {
    fn of(it: &'a WhyReason) -> Reason<'a> {
        let WhyReason { word, alone, evidence, case } = it;
        Reason { reason: word, alone: *alone, evidence, case: case.as_deref() }
    }
}
