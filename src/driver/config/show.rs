//! The settings as a file that would give them, each line with where it comes from.

use std::fmt::Write;

use super::{Config, KEYS, Kind, LevelLine, Origin, Sourced, Value};
use crate::model::Calendar;

impl Config {
    /// The settings in TOML. What nobody set stands there as a comment.
    pub fn show(&self) -> String {
        let mut lines: Vec<(String, String)> = Vec::new();
        for key in KEYS {
            match self.values.get(key.name) {
                Some(it) => lines.push((assigned(key.name, &value(&it.value)), from(&it.origin))),
                None => {
                    let usual = match key.name {
                        "precedence" => "[\"superior\", \"specialis\", \"posterior\"]",
                        _ => unset(key.kind),
                    };
                    lines.push((format!("# {}", assigned(key.name, usual)), "not set".into()));
                }
            }
        }
        let plain = self.levels.iter().filter(|line| line.value.paths.is_none());
        heading(&mut lines, "[levels]", plain.map(level_line));
        for line in self.levels.iter().filter(|line| line.value.paths.is_some()) {
            let paths = list(line.value.paths.as_deref().unwrap_or_default());
            let paths = (assigned("paths", &paths), String::new());
            let (text, origin) = level_line(line);
            heading(&mut lines, "[[overrides]]", [paths, (format!("levels.{text}"), origin)]);
        }
        let profiles = self.profiles.iter();
        let profile = |(name, it): (&String, &Sourced<Vec<String>>)| {
            (assigned(&quoted_key(name), &list(&it.value)), from(&it.origin))
        };
        heading(&mut lines, "[profiles]", profiles.map(profile));
        for (name, it) in &self.calendars {
            let heading_line = format!("[calendars.{}]", quoted_key(name));
            heading(&mut lines, &heading_line, calendar(&it.value, &from(&it.origin)));
        }
        drawn(&lines)
    }
}

/// The origins stand below each other.
fn drawn(lines: &[(String, String)]) -> String {
    let with_origin = lines.iter().filter(|(_, origin)| !origin.is_empty());
    let widest = with_origin.map(|(text, _)| text.chars().count()).max().unwrap_or(0).min(60);
    let mut out = String::new();
    for (text, origin) in lines {
        // Writing to a string never fails.
        let _ = match origin.is_empty() {
            true => writeln!(out, "{text}"),
            false => writeln!(out, "{text:widest$}  # {origin}"),
        };
    }
    out
}

fn heading(
    lines: &mut Vec<(String, String)>,
    title: &str,
    below: impl IntoIterator<Item = (String, String)>,
) {
    let mut below = below.into_iter().peekable();
    if below.peek().is_some() {
        lines.push((String::new(), String::new()));
        lines.push((title.to_owned(), String::new()));
        lines.extend(below);
    }
}

fn level_line(line: &Sourced<LevelLine>) -> (String, String) {
    let LevelLine { name, level, .. } = &line.value;
    (assigned(&quoted_key(name), &quoted(level.word())), from(&line.origin))
}

fn calendar(it: &Calendar, origin: &str) -> Vec<(String, String)> {
    let weekend = it.weekend.iter().filter_map(|&day| Calendar::WEEK.get(usize::from(day)));
    let weekend: Vec<String> = weekend.map(|day| (*day).to_owned()).collect();
    let holidays: Vec<String> = it.holidays.iter().map(ToString::to_string).collect();
    let mut lines = vec![(assigned("weekend", &list(&weekend)), origin.to_owned())];
    if !holidays.is_empty() {
        let holidays = format!("[{}]", holidays.join(", "));
        lines.push((assigned("holidays", &holidays), origin.to_owned()));
    }
    lines
}

fn assigned(name: &str, value: &str) -> String {
    format!("{name} = {value}")
}

fn value(value: &Value) -> String {
    match value {
        Value::Flag(flag) => flag.to_string(),
        Value::Text(text) => quoted(text),
        Value::List(texts) => list(texts),
    }
}

/// How a setting would look. An empty list or text is no value to take over: it would leave out everything, or mean
/// nothing.
fn unset(kind: Kind) -> &'static str {
    match kind {
        Kind::Flag => "false",
        kind if kind.is_list() => "[\"…\"]",
        _ => "\"…\"",
    }
}

fn list(texts: &[String]) -> String {
    let texts: Vec<_> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            letter if letter.is_control() => {
                out.push_str(&format!("\\u{:04X}", u32::from(letter)));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

fn quoted_key(name: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    match !name.is_empty() && name.chars().all(bare) {
        true => name.to_owned(),
        false => quoted(name),
    }
}

fn from(origin: &Origin) -> String {
    match origin {
        Origin::File { name, line, .. } => format!("{name}:{line}"),
        Origin::Environment(variable) => (*variable).to_owned(),
        Origin::CommandLine(flag) => (*flag).to_owned(),
    }
}
