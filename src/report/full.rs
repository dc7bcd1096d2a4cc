//! Findings as a person reads them: the text with labels on every place, then facts and what can be done.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::io;

use codespan_reporting::diagnostic as drawn;
use codespan_reporting::files::Error;
use codespan_reporting::term::{self, Chars, Config, termcolor};
use termcolor::{Ansi, WriteColor};

use super::group::{self, Chosen, Unknowns};
use super::{Report, clean, told, wrap};
use crate::checks::Unknown;
use crate::diagnostics::{Diagnostic, Level};
use crate::source::FileId;

mod files;

use files::{Files, Texts};

/// How findings are drawn.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Style {
    /// With colours, as escape sequences.
    pub color: bool,
    /// Lines are drawn with ASCII characters only. The author's own words stay as they are.
    pub ascii: bool,
    /// Facts are broken into lines of this width. The author's lines are not broken.
    pub width: usize,
    /// Every finding is drawn. Else, of many that are alike, only the first, and what is left out is told.
    pub all: bool,
}

impl Default for Style {
    fn default() -> Self {
        Style { color: false, ascii: false, width: 100, all: false }
    }
}

/// Writes each finding with an empty line behind it, then the queries without an answer, then what is left out.
pub fn write(out: &mut impl Write, report: Report<'_>, style: Style) -> fmt::Result {
    let config = config(style);
    let texts = Texts::new(report.sources);
    let mut chosen = match style.all {
        true => group::all(report.diagnostics),
        false => group::choose(report.sources, report.diagnostics),
    };
    // What is wrong with the text of a file may explain all else that is found in it.
    let name = |found: &Diagnostic| report.sources.name(found.primary.span.file);
    chosen.drawn.sort_by(|(a, _), (b, _)| {
        name(a).cmp(name(b)).then(is_about_text(b).cmp(&is_about_text(a)))
    });
    for (found, others) in &chosen.drawn {
        let files = Files::new(&texts, found);
        let drawn = draw(found, others.as_deref(), &files, style);
        let text = emit(&config, &files, &drawn, style.color).map_err(|_| fmt::Error)?;
        out.write_str(&text)?;
    }
    write_unknowns(out, report.unknowns, style)?;
    write_left_out(out, &chosen, style)
}

/// Whether a file says something that cannot be read, or names what is not there.
fn is_about_text(found: &Diagnostic) -> bool {
    let about_text = ["C0", "C1"].iter().any(|family| found.rule.code.starts_with(family));
    about_text && found.level == Level::Error
}

fn config(style: Style) -> Config {
    let chars = if style.ascii { Chars::ascii() } else { Chars::box_drawing() };
    Config { chars, tab_width: 2, ..Config::default() }
}

fn emit(
    config: &Config,
    files: &Files<'_>,
    drawn: &drawn::Diagnostic<FileId>,
    color: bool,
) -> Result<String, Error> {
    if !color {
        let text = term::emit_into_string(config, files, drawn)?;
        return Ok(text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect());
    }
    let mut out = Ansi::new(Vec::new());
    term::emit_to_write_style(&mut out, config, files, drawn)?;
    String::from_utf8(out.into_inner())
        .map_err(|error| Error::Io(io::Error::new(io::ErrorKind::InvalidData, error)))
}

fn draw(
    found: &Diagnostic,
    others: Option<&str>,
    files: &Files<'_>,
    style: Style,
) -> drawn::Diagnostic<FileId> {
    let primary = files.range(found.primary.span);
    let mut labels = vec![
        drawn::Label::primary(found.primary.span.file, primary)
            .with_message(said(&found.primary.message, style)),
    ];
    labels.extend(found.related.iter().map(|label| {
        drawn::Label::secondary(label.span.file, files.range(label.span))
            .with_message(said(&label.message, style))
    }));
    // Under the text, a note stands behind the gutter of line numbers, ` = `, and its own indent.
    let width = style.width.saturating_sub(files.gutter() + 3).max(20);
    let facts = found.notes.iter().map(|note| (note.key, note.text.as_str()));
    let help = found.help.iter().map(|text| ("help", text.as_str()));
    let alike = others.map(|others| ("alike", others));
    drawn::Diagnostic::new(severity(found.level))
        .with_code(found.rule.code)
        .with_message(said(&found.message, style))
        .with_labels(labels)
        .with_notes(
            facts
                .chain(help)
                .chain(alike)
                .map(|(key, text)| fact(key, &plain(text, style), width))
                .collect(),
        )
}

/// A message or label on one line.
fn said(text: &str, style: Style) -> String {
    clean::line(&plain(text, style)).into()
}

/// The one sign of ours that is no ASCII, where that is asked for.
fn plain(text: &str, style: Style) -> Cow<'_, str> {
    match style.ascii {
        true => text.replace('…', "...").into(),
        false => text.into(),
    }
}

/// `key: text`, wrapped; where the text has several lines, they begin below the key.
fn fact(key: &str, text: &str, width: usize) -> String {
    let text = clean::source(text);
    let text = text.trim_end();
    let text = match text.contains('\n') {
        true => format!("{key}:\n  {}", text.replace('\n', "\n  ")),
        false => format!("{key}: {text}"),
    };
    wrap::wrap(&text, width).join("\n")
}

fn severity(level: Level) -> drawn::Severity {
    match level {
        Level::Error => drawn::Severity::Error,
        Level::Warning => drawn::Severity::Warning,
        Level::Note | Level::Off => drawn::Severity::Note,
    }
}

/// The first few of each reason, then how many more there are.
fn write_unknowns(out: &mut impl Write, unknowns: &[Unknown], style: Style) -> fmt::Result {
    let mut told = Unknowns::new(style.all);
    for unknown in unknowns.iter().filter(|it| told.has_room_for(it)) {
        write_unknown(out, &told::unanswered(unknown), style)?;
    }
    told.left_out().try_for_each(|text| write_unknown(out, &text, style))
}

fn write_left_out(out: &mut impl Write, chosen: &Chosen<'_>, style: Style) -> fmt::Result {
    if chosen.tell_left_out(out)? {
        writeln!(out, "{}\n", wrap::wrap(group::ALL, style.width).join("\n"))?;
    }
    Ok(())
}

fn write_unknown(out: &mut impl Write, text: &str, style: Style) -> fmt::Result {
    let text = wrap::wrap(text, style.width.saturating_sub(9).max(20)).join("\n         ");
    writeln!(out, "{}: {text}\n", paint("unknown", style.color).map_err(|_| fmt::Error)?)
}

fn paint(word: &str, color: bool) -> io::Result<String> {
    if !color {
        return Ok(word.to_owned());
    }
    let mut out = Ansi::new(Vec::new());
    let magenta = termcolor::Color::Magenta;
    out.set_color(termcolor::ColorSpec::new().set_fg(Some(magenta)).set_bold(true))?;
    io::Write::write_all(&mut out, word.as_bytes())?;
    out.reset()?;
    Ok(String::from_utf8_lossy(&out.into_inner()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn rendered(style: Style) -> String {
        let samples = samples::all();
        let mut out = String::new();
        write(&mut out, samples.report(), style).expect("a string takes everything");
        out
    }

    #[test]
    fn findings_are_drawn_with_their_places_and_facts() {
        insta::assert_snapshot!(rendered(Style::default()));
    }

    #[test]
    fn ascii_draws_no_boxes() {
        insta::assert_snapshot!(rendered(Style { ascii: true, ..Style::default() }));
    }

    #[test]
    fn a_narrow_terminal_gets_narrow_facts() {
        let narrow = rendered(Style { width: 50, ..Style::default() });
        let facts =
            narrow.lines().filter(|line| line.starts_with("  = ") || line.starts_with("    "));
        assert!(facts.clone().count() > 8, "{narrow}");
        let mut wide = facts.filter(|line| line.chars().count() > 50);
        assert_eq!(wide.next(), None);
    }

    #[test]
    fn colours_are_escape_sequences_of_ours_only() {
        let colored = rendered(Style { color: true, ..Style::default() });
        assert!(colored.contains("\u{1b}["));
        assert!(!colored.contains("\u{1b}]0;title"), "hostile text must not reach the terminal");
        assert!(!rendered(Style::default()).contains('\u{1b}'));
    }
}
