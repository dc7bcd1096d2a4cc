//! SARIF 2.1.0, the format in which services for code review take findings.
//!
//! Holds everything that the JSON document holds; what SARIF has no place for stands in `properties`.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use super::homes::at_home;
use super::told::Served;
use super::{Report, clean, told, uri};
use crate::diagnostics::{
    Diagnostic, Fingerprint, Fix, Label, Level, Rule, fingerprints, former_fingerprints,
};
use crate::source::Span;

mod log;

use log::*;

/// Where the schema of the format is published.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes the whole log, indented, with a line end.
pub fn write(out: &mut impl Write, report: Report<'_>) -> fmt::Result {
    let text = serde_json::to_string_pretty(&log(report)).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

fn log(report: Report<'_>) -> Log {
    let found = &*at_home(report);
    let rules: BTreeMap<&str, &'static Rule> =
        found.iter().map(|it| (it.rule.code, it.rule)).collect();
    let place = |code: &str| rules.keys().position(|known| *known == code).unwrap_or_default();
    let prints = fingerprints(found).into_iter().zip(former_fingerprints(found));
    let results = found.iter().zip(prints);
    let results =
        results.map(|(it, prints)| result(Served::of(report), it, prints, place(it.rule.code)));
    let version = env!("CARGO_PKG_VERSION");
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "Comity",
                version,
                semantic_version: version,
                rules: rules.values().map(|rule| descriptor(rule)).collect(),
            },
        },
        invocations: [invocation(report)],
        column_kind: "unicodeCodePoints",
        results: results.collect(),
    };
    Log { schema: SCHEMA, version: "2.1.0", runs: [run] }
}

/// Not successful where something could not be looked at: then silence proves nothing.
fn invocation(report: Report<'_>) -> Invocation {
    let mut texts: Vec<String> = report.unknowns.iter().map(told::unanswered).collect();
    if report.failure.is_none() {
        texts.extend(report.summary.left_out().map(str::to_owned));
    }
    let failure = report.failure.map(|text| ("error", text));
    let open = texts.iter().map(|text| ("warning", text.as_str()));
    let notifications: Vec<_> = failure
        .into_iter()
        .chain(open)
        .map(|(level, text)| Notification { level, message: message(text) })
        .collect();
    Invocation {
        execution_successful: notifications.is_empty(),
        tool_execution_notifications: notifications,
    }
}

fn descriptor(rule: &Rule) -> Descriptor {
    let summary = sentence(rule.summary);
    Descriptor {
        id: rule.code,
        name: rule.name,
        short_description: Text { text: summary.clone() },
        full_description: Text { text: summary.clone() },
        help: Help {
            text: format!("{summary} `comity explain {}` says more.", rule.code),
            markdown: rule.page,
        },
        default_configuration: Configuration {
            enabled: rule.level != Level::Off,
            level: level(rule.level),
        },
        properties: Tags { tags: [family(rule.code)] },
    }
}

fn result(
    served: Served<'_>,
    found: &Diagnostic,
    (fingerprint, former): (Fingerprint, String),
    rule_index: usize,
) -> Outcome {
    let evidence = &found.evidence;
    let fingerprint = fingerprint.to_string();
    let related = found.related.iter().zip(1..);
    Outcome {
        rule_id: found.rule.code,
        rule_index,
        level: level(found.level),
        message: message(&body(found)),
        locations: [location(served, &found.primary, None)],
        related_locations: related.map(|(label, id)| location(served, label, Some(id))).collect(),
        code_flows: flow(served, found).into_iter().collect(),
        // The first name is the only one that GitHub looks at.
        partial_fingerprints: BTreeMap::from([
            ("primaryLocationLineHash", fingerprint.clone()),
            // Who stored the first version compares with it; all others take the last.
            ("comityFinding/v1", former),
            ("comityFinding/v2", fingerprint),
        ]),
        fixes: found.fixes.iter().map(|fix| mend(served, fix)).collect(),
        properties: Properties {
            verdict: evidence.verdict.clone(),
            norms: evidence.norms.clone(),
            principle: evidence.principle.clone(),
            overlap: evidence.overlap.clone(),
            dates: evidence
                .dates
                .iter()
                .map(|(from, until)| Dates { from: from.clone(), until: until.clone() })
                .collect(),
            scenario: evidence.scenario.clone(),
        },
    }
}

/// The message as a sentence, then facts and advice on lines of their own.
fn body(found: &Diagnostic) -> String {
    let whole = told::whole(found);
    match whole.split_once('\n') {
        Some((first, rest)) => format!("{}\n{rest}", sentence(first)),
        None => sentence(&whole),
    }
}

/// The norms of a conflict, in the order of its case; one that cannot be respected by itself, with what shuts it out.
fn flow(served: Served<'_>, found: &Diagnostic) -> Option<CodeFlow> {
    let norms = found.evidence.norms.len();
    let is_conflict = norms > 1 || norms > 0 && found.rule.is_about_conflicts();
    if !is_conflict || found.related.is_empty() {
        return None;
    }
    let labels = std::iter::once(&found.primary).chain(&found.related);
    let steps = labels.map(|label| Step { location: location(served, label, None) });
    Some(CodeFlow { thread_flows: [ThreadFlow { locations: steps.collect() }] })
}

fn location(served: Served<'_>, label: &Label, id: Option<usize>) -> Location {
    Location {
        id,
        physical_location: Physical {
            artifact_location: artifact(served, label.span),
            region: region(served, label.span),
        },
        message: message(&clean::line(&label.message)),
    }
}

fn artifact(served: Served<'_>, span: Span) -> Artifact {
    Artifact { uri: uri::of(&served.name(span.file)) }
}

fn region(served: Served<'_>, span: Span) -> Region {
    let told::Place { start, end, .. } = served.place(span);
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn mend(served: Served<'_>, fix: &Fix) -> Repair {
    let changes = fix.edits.chunk_by(|a, b| a.span.file == b.span.file).map(|edits| Change {
        artifact_location: artifact(served, edits[0].span),
        replacements: edits
            .iter()
            .map(|edit| Replacement {
                deleted_region: region(served, edit.span),
                inserted_content: Text { text: edit.text.clone() },
            })
            .collect(),
    });
    Repair { description: message(&clean::line(&fix.title)), artifact_changes: changes.collect() }
}

/// Braces would be places for arguments, and `[…](…)` a link.
fn message(text: &str) -> Text {
    let text = clean::source(text).replace('{', "{{").replace('}', "}}");
    Text { text: text.replace("](", "\\](") }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Off => "none",
        Level::Note | Level::Warning | Level::Error => level.word(),
    }
}

/// The family of a rule, by the first digit of its code.
fn family(code: &str) -> &'static str {
    match code.as_bytes().get(1) {
        Some(b'0') => "text",
        Some(b'1') => "vocabulary",
        Some(b'2') => "conflict",
        Some(b'3') => "principle",
        Some(b'4') => "gap",
        Some(b'5') => "force",
        Some(b'6') => "expectation",
        _ => "prose",
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn the_log_holds_everything() {
        let samples = samples::all();
        let mut out = String::new();
        write(&mut out, samples.report()).expect("a string takes everything");
        insta::assert_snapshot!(out);
    }

    #[test]
    fn no_text_is_a_link_or_a_place_for_an_argument() {
        assert_eq!(message("see [here](http://a) {0}").text, "see [here\\](http://a) {{0}}");
    }
}
