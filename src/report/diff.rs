//! What two texts say differently: one page, or one JSON document.

use std::fmt::{self, Write};

use serde::Serialize;

use super::full::Style;
use super::why::paragraph;
use super::{json, told};
use crate::checks::{Change, Differences, Statement};
use crate::source::{Sources, Span};

/// A folder of two texts that are compared folder by folder.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Folder {
    /// As seen from the folders that were given; empty for these themselves.
    pub path: String,
    /// The text that alone has it: `older` or `newer`.
    pub only_in: Option<&'static str>,
}

impl Folder {
    fn name(&self) -> &str {
        if self.path.is_empty() { "." } else { &self.path }
    }
}

/// The differences of two texts, or those of each folder in them.
pub type Found<'f> = [(Option<&'f Folder>, &'f Differences)];

/// Writes the differences, those of one kind under one heading, and what is to be known of the words. Folders that say
/// the same come last, in one line. `in_part`: something was left out, since it has errors.
pub fn write(
    out: &mut impl Write,
    sources: &Sources,
    found: &Found<'_>,
    in_part: bool,
    style: Style,
) -> fmt::Result {
    let mut same = Vec::new();
    let mut gap = "";
    for (folder, it) in found {
        let is_same = it.statements.is_empty() && it.unknowns.is_empty() && it.words.is_empty();
        match folder {
            None => write_text(out, sources, it, in_part, style)?,
            Some(folder) if is_same => same.push(format!("`{}`", folder.name())),
            Some(folder) => {
                let alone = folder.only_in.map(|text| format!(", which only the {text} text has"));
                let alone = alone.unwrap_or_default();
                writeln!(out, "{gap}in the folder `{}`{alone}:\n", folder.name())?;
                write_text(out, sources, it, in_part, style)?;
                gap = "\n";
            }
        }
    }
    if !same.is_empty() {
        let folders = if same.len() == 1 { "folder" } else { "folders" };
        let of = if in_part { "what could be read of the" } else { "the" };
        let line = format!("no change in {of} {folders} {}", same.join(", "));
        write!(out, "{gap}")?;
        paragraph(out, &line, "", style.width)?;
    }
    Ok(())
}

fn write_text(
    out: &mut impl Write,
    sources: &Sources,
    found: &Differences,
    in_part: bool,
    style: Style,
) -> fmt::Result {
    let mut heading = None;
    for it in &found.statements {
        if heading != Some(it.change) {
            if heading.is_some() {
                writeln!(out)?;
            }
            writeln!(out, "{}", it.change.words())?;
            heading = Some(it.change);
        }
        write_one(out, sources, it, style.width)?;
    }
    for unknown in &found.unknowns {
        if !found.statements.is_empty() {
            writeln!(out)?;
        }
        let about = match unknown.norms.as_slice() {
            [] => String::new(),
            norms => format!("{}: ", norms.join(", ")),
        };
        paragraph(out, &format!("unknown: {about}{}", unknown.reason), "", style.width)?;
    }
    if found.statements.is_empty() && found.unknowns.is_empty() {
        let whole = if in_part { "no change in what could be read" } else { "no change" };
        writeln!(out, "{whole}: the norms of both texts say the same in every case")?;
    }
    for (place, words) in found.words.iter().enumerate() {
        if place == 0 {
            writeln!(out)?;
        }
        paragraph(out, &format!("words: {words}"), "", style.width)?;
    }
    Ok(())
}

fn write_one(out: &mut impl Write, sources: &Sources, it: &Statement, width: usize) -> fmt::Result {
    let places: Vec<String> = it.spans.iter().map(|&span| place(sources, span)).collect();
    let head = match it.code {
        Some(code) => format!("{}[{code}]: {} ({})", it.level.word(), it.text, places.join(", ")),
        None => format!("`{}`: {} ({})", it.norms.join("`, `"), it.text, places.join(", ")),
    };
    paragraph(out, &head, "  ", width)?;
    if let Some(instead) = &it.instead {
        let (now, of) = match it.change {
            Change::NoLonger(_) => ("now", "the newer text"),
            _ => ("before", "the older text"),
        };
        let told = match instead.as_str() {
            "" => format!("{now}: {of} has no such norm"),
            said => format!("{now}: {said}"),
        };
        paragraph(out, &told, "    ", width)?;
    }
    let case = if it.case.is_empty() { "every case will do" } else { &it.case };
    paragraph(out, &format!("case: {case}"), "    ", width)
}

/// File and line.
fn place(sources: &Sources, span: Span) -> String {
    let told::Place { file, start, .. } = told::place(sources, span);
    format!("{}:{}", file.name, start.line)
}

/// Writes the JSON document.
pub fn write_json(out: &mut impl Write, sources: &Sources, found: &Found<'_>) -> fmt::Result {
    let changes = found.iter().flat_map(|(folder, found)| {
        let folder = folder.map(Folder::name);
        found.statements.iter().map(move |it| changed(sources, folder, it))
    });
    let unknowns = found.iter().flat_map(|(_, it)| &it.unknowns);
    let unknowns = unknowns.map(|it| Unanswered { reason: &it.reason, norms: &it.norms });
    let document = Document {
        schema_version: json::VERSION,
        changes: changes.collect(),
        unknowns: unknowns.collect(),
        words: found.iter().flat_map(|(_, it)| &it.words).collect(),
    };
    let text = serde_json::to_string_pretty(&document).map_err(|_| fmt::Error)?;
    writeln!(out, "{text}")
}

fn changed<'a>(sources: &'a Sources, folder: Option<&'a str>, it: &'a Statement) -> Changed<'a> {
    Changed {
        folder,
        change: it.change.words(),
        level: it.level.word(),
        code: it.code,
        text: &it.text,
        norms: &it.norms,
        places: it.spans.iter().map(|&span| json::place(sources, span)).collect(),
        instead: it.instead.as_deref(),
        case: &it.case,
        scenario: &it.scenario,
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    changes: Vec<Changed<'a>>,
    unknowns: Vec<Unanswered<'a>>,
    words: Vec<&'a String>,
}

#[derive(Serialize)]
struct Changed<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<&'a str>,
    change: String,
    level: &'a str,
    code: Option<&'a str>,
    text: &'a str,
    norms: &'a [String],
    places: Vec<json::Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instead: Option<&'a str>,
    case: &'a str,
    scenario: &'a str,
}

#[derive(Serialize)]
struct Unanswered<'a> {
    reason: &'a str,
    norms: &'a [String],
}
