//! One report of the reports of all parts of a check: the report that the whole check would have written.

use std::collections::{BTreeMap, BTreeSet};

use super::Counts;
use super::ordered::Json;
use crate::checks::suppression::stale_baseline;
use crate::diagnostics::Level;

/// The report of all parts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Merged {
    /// The JSON document.
    pub text: String,
    /// How many findings of each level there are.
    pub counts: Counts,
    /// Some question has no answer.
    pub unanswered: bool,
    /// Some file could not be read.
    pub unreadable: bool,
    /// The least level that makes the whole check fail, as the parts have it.
    pub fail_on: Level,
    /// Whether the parts say that questions without an answer do not count.
    pub allow_unknown: bool,
}

/// Why reports cannot be made one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NotMerged {
    /// Which report is at fault, by its place, where it is one.
    pub report: Option<usize>,
    /// Why, in lower case and without a full stop.
    pub reason: String,
}

/// What all parts have in common, beside what they say of the check.
const SHARED: [&str; 3] = ["files", "sets", "norms"];
/// What each part has for itself.
const ADDED: [&str; 3] = ["allowed", "known", "unchanged"];
/// What parts of one check say alike of it.
const ALIKE: [&str; 4] = ["count", "check", "fail_on", "allow_unknown"];

/// Makes one report. The reports must be those of all parts of one check, each once, in any order.
///
/// # Errors
/// A text is no report of a part, the reports are of different checks, or a part is missing or given twice.
pub fn merge(texts: &[String]) -> Result<Merged, NotMerged> {
    let reports = texts.iter().enumerate().map(|(place, text)| {
        read(text).map_err(|reason| NotMerged { report: Some(place), reason })
    });
    let reports: Vec<Json> = reports.collect::<Result<_, _>>()?;
    let Some(first) = reports.first() else {
        return Err(NotMerged { report: None, reason: "there is no report".to_owned() });
    };
    if let Some(place) = reports.iter().position(|it| !same_check(first, it)) {
        return Err(NotMerged { report: Some(place), reason: difference(first, &reports[place]) });
    }
    each_once(&reports)?;
    let (found, unknown) = (all_findings(&reports), all_unknown(&reports));
    let count = |level: Level| {
        let of = |it: &&Json| it.get("level").and_then(Json::text) == Some(level.word());
        found.iter().filter(of).count()
    };
    let counts = Counts {
        errors: count(Level::Error),
        warnings: count(Level::Warning),
        notes: count(Level::Note),
    };
    let flag = |it: &Json, name: &str| shard(it, name) == Some(&Json::Flag(true));
    let fail_on = shard(first, "fail_on").and_then(Json::text).and_then(Level::of_word);
    Ok(Merged {
        counts,
        unanswered: !unknown.is_empty(),
        unreadable: reports.iter().any(|it| flag(it, "unreadable")),
        fail_on: fail_on.unwrap_or(Level::Error),
        allow_unknown: flag(first, "allow_unknown"),
        text: whole(&reports, found, unknown, counts)?,
    })
}

/// The document of the whole check.
fn whole(
    reports: &[Json],
    found: Vec<Json>,
    unknown: Vec<Json>,
    counts: Counts,
) -> Result<String, NotMerged> {
    let mut whole = reports.first().cloned().unwrap_or(Json::Null);
    let mut totals = vec![
        ("errors", counts.errors as u64),
        ("warnings", counts.warnings as u64),
        ("notes", counts.notes as u64),
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
    whole.remove("shard");
    set(&mut whole, "findings", found);
    set(&mut whole, "unknown", unknown);
    let text = serde_json::to_string_pretty(&whole)
        .map_err(|error| NotMerged { report: None, reason: error.to_string() })?;
    Ok(text + "\n")
}

/// The report of a part.
fn read(text: &str) -> Result<Json, String> {
    const NONE: &str = "this is not a report of `comity check`";
    let report: Json = serde_json::from_str(text)
        .map_err(|error| format!("{NONE}: from line {} on it is no JSON", error.line()))?;
    if findings(&report).is_none() || report.get("unknown").and_then(Json::list).is_none() {
        return Err(NONE.to_owned());
    }
    match number(&report).zip(count(&report)) {
        Some((number, count)) if (1..=count).contains(&number) => Ok(report),
        _ => {
            Err("this report is not of a part: `comity check --shard I/N` writes those".to_owned())
        }
    }
}

/// Whether there is each part, and none twice.
fn each_once(reports: &[Json]) -> Result<(), NotMerged> {
    let mut seen = BTreeSet::new();
    for (place, report) in reports.iter().enumerate() {
        let number = number(report).unwrap_or(0);
        if !seen.insert(number) {
            let reason = format!("part {number} is given twice");
            return Err(NotMerged { report: Some(place), reason });
        }
    }
    let count = reports.first().and_then(count).unwrap_or(0);
    match (1..=count).find(|number| !seen.contains(number)) {
        None => Ok(()),
        Some(missing) => {
            let reason = format!("part {missing} of {count} is missing");
            Err(NotMerged { report: None, reason })
        }
    }
}

fn set(report: &mut Json, name: &str, list: Vec<Json>) {
    if let Some(own) = report.get_mut(name) {
        *own = Json::List(list);
    }
}

fn findings(report: &Json) -> Option<&[Json]> {
    report.get("findings").and_then(Json::list)
}

/// Findings that hold if every part has them.
fn undecided(report: &Json) -> &[Json] {
    shard(report, "undecided").and_then(Json::list).unwrap_or_default()
}

fn summary<'j>(report: &'j Json, name: &str) -> Option<&'j Json> {
    report.get("summary")?.get(name)
}

fn shard<'j>(report: &'j Json, name: &str) -> Option<&'j Json> {
    report.get("shard")?.get(name)
}

fn number(report: &Json) -> Option<u64> {
    shard(report, "number").and_then(Json::count)
}

fn count(report: &Json) -> Option<u64> {
    shard(report, "count").and_then(Json::count)
}

fn same_check(a: &Json, b: &Json) -> bool {
    let head = ["schema_version", "tool"].iter().all(|name| a.get(name) == b.get(name));
    head && SHARED.iter().all(|name| summary(a, name) == summary(b, name))
        && ALIKE.iter().all(|name| shard(a, name) == shard(b, name))
}

/// In what two reports are not parts of one check.
fn difference(a: &Json, b: &Json) -> String {
    let of = "these are parts of different checks";
    match (count(a), count(b)) {
        (Some(first), Some(second)) if first != second => {
            format!("{of}: one is a part of {first}, this a part of {second}")
        }
        _ if a.get("tool") != b.get("tool") => format!("{of}: different versions wrote them"),
        _ => format!("{of}: the texts, the settings or the flags differ"),
    }
}

/// Every finding once, in the order of places, codes and messages.
fn all_findings(reports: &[Json]) -> Vec<Json> {
    let mut seen = BTreeSet::new();
    let mut all: Vec<Json> = Vec::new();
    let told = reports.iter().filter_map(findings).flatten();
    let of_each: Vec<BTreeSet<String>> =
        reports.iter().map(|it| undecided(it).iter().map(identity).collect()).collect();
    let of_all = |it: &&Json| of_each.iter().all(|own| own.contains(&identity(it)));
    let missing = reports.first().map(undecided).unwrap_or_default().iter().filter(of_all);
    for finding in told.chain(missing) {
        if seen.insert(identity(finding)) {
            all.push(finding.clone());
        }
    }
    all.sort_by(|a, b| key(a).cmp(&key(b)));
    count_again(&mut all);
    all
}

/// What a finding says, but for the count in its fingerprint: that depends on what else is found.
fn identity(finding: &Json) -> String {
    let mut finding = finding.clone();
    finding.remove("fingerprint");
    serde_json::to_string(&finding).unwrap_or_default()
}

/// Counts findings that share a fingerprint in the order in which they are told now.
fn count_again(findings: &mut [Json]) {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for finding in findings {
        let Some(Json::Text(print)) = finding.get_mut("fingerprint") else { continue };
        let Some((own, _)) = print.split_once(':') else { continue };
        let count = counts.entry(own.to_owned()).or_default();
        *count += 1;
        *print = format!("{own}:{count}");
    }
}

/// Where a finding stands, its code and its message. What a baseline knows in vain stands last.
fn key(finding: &Json) -> (bool, &str, u64, u64, &str, &str) {
    let place = finding.get("labels").and_then(Json::list).and_then(<[Json]>::first);
    let place = place.and_then(|label| label.get("place"));
    let byte = |end: &str| {
        let at = place.and_then(|it| it.get(end)).and_then(|it| it.get("byte"));
        at.and_then(Json::count).unwrap_or(0)
    };
    let file = place.and_then(|it| it.get("file")).and_then(Json::text).unwrap_or("");
    let own = |name: &str| finding.get(name).and_then(Json::text).unwrap_or("");
    let is_stale = own("code") == stale_baseline::RULE.code;
    (is_stale, file, byte("start"), byte("end"), own("code"), own("message"))
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
