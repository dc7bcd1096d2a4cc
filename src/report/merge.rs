//! One report of the reports of all parts of a check: the report that the whole check would have written.

use std::collections::BTreeSet;

use super::ordered::Json;

/// The report of all parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The JSON document.
    pub text: String,
    /// How many errors were found.
    pub errors: u64,
    /// Some question has no answer, or something could not be read.
    pub unanswered: bool,
}

/// Why reports cannot be made one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotMerged {
    /// Which report is at fault, by its place, where it is one.
    pub report: Option<usize>,
    /// Why, in lower case and without a full stop.
    pub reason: String,
}

/// Rules that speak of what did not happen: of no part, if not of all.
const OF_ALL_PARTS: [&str; 2] = ["C602", "C605"];
/// What all parts have in common.
const SHARED: [&str; 3] = ["files", "sets", "norms"];
/// What each part has for itself.
const ADDED: [&str; 3] = ["allowed", "known", "unchanged"];

/// Makes one report. The reports must be those of all parts of one check, in any order.
///
/// # Errors
/// A text is no report, or the reports are of different checks.
pub fn merge(texts: &[String]) -> Result<Merged, NotMerged> {
    let mut reports = Vec::new();
    for (place, text) in texts.iter().enumerate() {
        let wrong = |reason: &str| NotMerged { report: Some(place), reason: reason.to_owned() };
        let report: Json = serde_json::from_str(text)
            .map_err(|error| wrong(&format!("this is no report of `comity check`: {error}")))?;
        if findings(&report).is_none() || report.get("unknown").and_then(Json::list).is_none() {
            return Err(wrong("this is no report of `comity check`"));
        }
        let alike = |it: &Json| same_check(it, &report);
        if !reports.first().is_none_or(alike) {
            return Err(wrong("this is the report of another check"));
        }
        reports.push(report);
    }
    let Some(mut whole) = reports.first().cloned() else {
        return Err(NotMerged { report: None, reason: "there is no report".to_owned() });
    };
    let (found, unknown) = (all_findings(&reports), all_unknown(&reports));
    let count = |level: &str| {
        let of = |it: &&Json| it.get("level").and_then(Json::text) == Some(level);
        found.iter().filter(of).count() as u64
    };
    let errors = count("error");
    let unanswered = !unknown.is_empty()
        || reports.iter().any(|it| summary(it, "complete") != Some(&Json::Flag(true)));
    let mut totals = vec![
        ("errors", errors),
        ("warnings", count("warning")),
        ("notes", count("note")),
        ("unknown", unknown.len() as u64),
    ];
    for name in ADDED {
        let own = reports.iter().filter_map(|it| summary(it, name).and_then(Json::count));
        totals.push((name, own.sum()));
    }
    for (name, total) in totals {
        if let Some(own) = whole.get_mut("summary").and_then(|it| it.get_mut(name)) {
            *own = Json::Count(total);
        }
    }
    set(&mut whole, "findings", found);
    set(&mut whole, "unknown", unknown);
    let text = serde_json::to_string_pretty(&whole)
        .map_err(|error| NotMerged { report: None, reason: error.to_string() })?;
    Ok(Merged { text: text + "\n", errors, unanswered })
}

fn set(report: &mut Json, name: &str, list: Vec<Json>) {
    if let Some(own) = report.get_mut(name) {
        *own = Json::List(list);
    }
}

fn findings(report: &Json) -> Option<&[Json]> {
    report.get("findings").and_then(Json::list)
}

fn summary<'j>(report: &'j Json, name: &str) -> Option<&'j Json> {
    report.get("summary")?.get(name)
}

fn same_check(a: &Json, b: &Json) -> bool {
    let head = ["schema_version", "tool"].iter().all(|name| a.get(name) == b.get(name));
    head && SHARED.iter().all(|name| summary(a, name) == summary(b, name))
}

/// Every finding once, in the order of places, codes and messages.
fn all_findings(reports: &[Json]) -> Vec<Json> {
    let mut seen = BTreeSet::new();
    let mut all: Vec<Json> = Vec::new();
    for finding in reports.iter().filter_map(findings).flatten() {
        let text = serde_json::to_string(finding).unwrap_or_default();
        let of_all =
            finding.get("code").and_then(Json::text).is_some_and(|it| OF_ALL_PARTS.contains(&it));
        let everywhere =
            || reports.iter().all(|it| findings(it).is_some_and(|own| own.contains(finding)));
        if seen.insert(text) && (!of_all || everywhere()) {
            all.push(finding.clone());
        }
    }
    all.sort_by(|a, b| key(a).cmp(&key(b)));
    all
}

/// Where a finding stands, its code and its message.
fn key(finding: &Json) -> (&str, u64, u64, &str, &str) {
    let place = finding.get("labels").and_then(Json::list).and_then(<[Json]>::first);
    let place = place.and_then(|label| label.get("place"));
    let byte = |end: &str| {
        let at = place.and_then(|it| it.get(end)).and_then(|it| it.get("byte"));
        at.and_then(Json::count).unwrap_or(0)
    };
    let file = place.and_then(|it| it.get("file")).and_then(Json::text).unwrap_or("");
    let own = |name: &str| finding.get(name).and_then(Json::text).unwrap_or("");
    (file, byte("start"), byte("end"), own("code"), own("message"))
}

/// Every question without an answer once, in the order of norms and reasons.
fn all_unknown(reports: &[Json]) -> Vec<Json> {
    let all = reports.iter().filter_map(|it| it.get("unknown")).filter_map(Json::list).flatten();
    let mut known = BTreeSet::new();
    let mut all: Vec<((Vec<String>, String), Json)> = all
        .map(|it| {
            let norms = it.get("norms").and_then(Json::list).unwrap_or_default();
            let norms = norms.iter().filter_map(Json::text).map(str::to_owned).collect();
            let reason = it.get("reason").and_then(Json::text).unwrap_or("").to_owned();
            ((norms, reason), it.clone())
        })
        .filter(|(key, _)| known.insert(key.clone()))
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all.into_iter().map(|(_, it)| it).collect()
}
