//! From the text of one file to its settings. Every mistake is told with its place; none stops the reading.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{self, Kind, Value};
use super::select::{WrongSelector, selector};
use super::{Config, LevelLine, Origin, Sourced};
use crate::checks::inputs::invalid_configuration as invalid;
use crate::diagnostics::{Diagnostic, Level};
use crate::driver::nearest::nearest;
use crate::model::{Calendar, Day};
use crate::source::{FileId, Sources, Span};

/// What a file says.
pub(super) struct Read {
    pub(super) config: Config,
    /// The file that it extends, as written.
    pub(super) extends: Option<(String, Span)>,
    pub(super) found: Vec<Diagnostic>,
}

/// Tables beside the settings of one value.
const TABLES: &[&str] = &["extends", "levels", "overrides", "profiles", "calendars"];

/// How the first of two versions begins that could not be merged.
const MARK: &str = "<<<<<<< ";

type Entry<'t> = (&'t str, Span, &'t Spanned<DeValue<'t>>);

/// Reads a file that was added to the sources.
pub(super) fn read(sources: &Sources, file: FileId, folder: &str, depth: u8) -> Read {
    let text = sources.text(file);
    let (table, errors) = DeTable::parse_recoverable(text);
    let read = Read { config: Config::default(), extends: None, found: Vec::new() };
    let mut reader = Reader { sources, file, folder, depth, read };
    let two = (!errors.is_empty()).then(|| reader.two_versions()).flatten();
    // The marks of git are no TOML, and neither is what is written twice between them.
    let told = if two.is_some() { &[] } else { &errors[..] };
    reader.read.found.extend(two);
    for error in told {
        let span = error.span().map_or(Span::new(file, 0, 0), |range| reader.span(range));
        reader.read.found.push(reader.no_toml(error.message(), span));
    }
    // What was recovered from a broken file may mean something else than was written.
    if errors.is_empty() {
        reader.file(table.get_ref());
    }
    let mut read = reader.read;
    read.found.sort_by_key(|found| found.primary.span);
    read.found.dedup_by(|a, b| a.primary.span == b.primary.span && a.message == b.message);
    read
}

struct Reader<'s> {
    sources: &'s Sources,
    file: FileId,
    folder: &'s str,
    depth: u8,
    read: Read,
}

impl Reader<'_> {
    /// Two versions of the text, as git leaves them where it cannot merge.
    fn two_versions(&self) -> Option<Diagnostic> {
        let text = self.sources.text(self.file);
        let begins_a_line = |at: &usize| *at == 0 || text[..*at].ends_with('\n');
        let start = text.match_indices(MARK).map(|(at, _)| at).find(begins_a_line)?;
        let end = start + text[start..].lines().next().map_or(0, str::len);
        let span = Span::new(self.file, start as u32, end as u32);
        let message = "two versions of the settings stand here, which could not be merged";
        let found = invalid::diagnostic(message, span, "the first of them begins here");
        Some(found.help(
            "keep one of them, and take out the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`",
        ))
    }

    /// What TOML does not know; a day in the order of another country is told as one.
    fn no_toml(&self, message: &str, span: Span) -> Diagnostic {
        let text = self.sources.text(self.file);
        let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '=' | '#');
        let start = text[..span.start as usize].rfind(ends).map_or(0, |at| at + 1);
        let rest = &text[start..];
        let written = &rest[..rest.find(ends).unwrap_or(rest.len())];
        match keys::day_first(written) {
            Some(day) => {
                let span = Span::new(self.file, start as u32, (start + written.len()) as u32);
                let message =
                    format!("`{written}` is not a day of the calendar: write it as {day}");
                invalid::diagnostic(message, span, "not understood")
            }
            None => {
                invalid::diagnostic(format!("this is no TOML: {message}"), span, "not understood")
            }
        }
    }

    fn file(&mut self, table: &DeTable<'_>) {
        for (name, span, value) in self.entries(table) {
            match name {
                "extends" => {
                    let at = self.span(value.span());
                    self.read.extends = self.checked(Kind::Text, value).map(|text| (text, at));
                }
                "levels" => self.levels(value, None),
                "overrides" => self.overrides(value),
                "profiles" => self.profiles(value),
                "calendars" => self.calendars(value),
                _ => match keys::find(name) {
                    Some(key) => self.setting(key, span, value),
                    None => {
                        let known = keys::KEYS.iter().map(|key| key.name);
                        let known: Vec<_> = known.chain(TABLES.iter().copied()).collect();
                        self.unknown("setting", name, span, &known);
                    }
                },
            }
        }
    }

    fn setting(&mut self, key: &keys::Key, span: Span, value: &Spanned<DeValue<'_>>) {
        let value = match key.kind {
            Kind::Flag => self.boolean(value).map(Value::Flag),
            kind if kind.is_list() => self.list(kind, value).map(Value::List),
            kind => self.checked(kind, value).map(Value::Text),
        };
        if let Some(value) = value {
            let origin = self.origin(span);
            self.read.config.values.insert(key.name, Sourced { value, origin });
        }
    }

    /// `[levels]`, or the levels of one `[[overrides]]`.
    fn levels(&mut self, value: &Spanned<DeValue<'_>>, paths: Option<&[String]>) {
        for (name, span, value) in self.table(value, LEVELS_BY_RULE) {
            let Some(word) = self.checked(Kind::OneOf(LEVELS), value) else { continue };
            let Some(level) = Level::of_word(&word) else { continue };
            match selector(name, level) {
                Ok(selector) => {
                    let (name, paths) = (name.to_owned(), paths.map(<[_]>::to_vec));
                    let value = LevelLine { name, selector, level, paths };
                    let origin = self.origin(span);
                    self.read.config.levels.push(Sourced { value, origin });
                }
                Err(wrong) => self.wrong_selector(&wrong, span),
            }
        }
    }

    fn wrong_selector(&mut self, wrong: &WrongSelector, span: Span) {
        let found = match wrong {
            WrongSelector::Unknown { near, .. } => {
                let text = self.sources.slice(span);
                let found = invalid::unknown(wrong.to_string(), span, text, near.as_deref(), &[]);
                match near {
                    Some(_) => found,
                    None => found.help("write a code (C201), a name (duty-against-ban), a family (C2xx) or `all`; `comity rules` lists every rule"),
                }
            }
            WrongSelector::LeavesNormsOut(_) => {
                invalid::diagnostic(wrong.to_string(), span, "stays an error")
            }
        };
        self.read.found.push(found);
    }

    /// `[[overrides]]`: levels for some paths.
    fn overrides(&mut self, value: &Spanned<DeValue<'_>>) {
        let DeValue::Array(parts) = value.get_ref() else {
            return self.wrong(value, OVERRIDES);
        };
        for part in parts {
            let entries = self.table(part, PARTS_OF_AN_OVERRIDE);
            let of = |wanted: &str| entries.iter().find(|(name, ..)| *name == wanted);
            for &(name, span, _) in &entries {
                if !["paths", "levels"].contains(&name) {
                    self.unknown("part of an override", name, span, &["paths", "levels"]);
                }
            }
            let Some((_, _, paths)) = of("paths") else {
                let span = self.span(part.span());
                let message = "an override names no `paths`";
                self.read.found.push(invalid::diagnostic(message, span, "for which files?"));
                continue;
            };
            let Some(paths) = self.list(Kind::Patterns, paths) else { continue };
            if let Some((_, _, levels)) = of("levels") {
                self.levels(levels, Some(&paths));
            }
        }
    }

    fn profiles(&mut self, value: &Spanned<DeValue<'_>>) {
        for (name, span, value) in self.table(value, PROFILES) {
            let Some(list) = self.list(Kind::Texts, value) else { continue };
            let origin = self.origin(span);
            self.read.config.profiles.insert(name.to_owned(), Sourced { value: list, origin });
        }
    }

    fn calendars(&mut self, value: &Spanned<DeValue<'_>>) {
        for (name, span, value) in self.table(value, CALENDARS) {
            let mut calendar = Calendar { name: name.into(), ..Calendar::default() };
            let mut weekend = false;
            for (part, span, value) in self.table(value, PARTS_OF_A_CALENDAR) {
                match part {
                    "weekend" => {
                        weekend = true;
                        calendar.weekend = self.days_of_the_week(value);
                    }
                    "holidays" => calendar.holidays = self.holidays(value),
                    _ => self.unknown("part of a calendar", part, span, &["weekend", "holidays"]),
                }
            }
            if !weekend {
                let message = format!("the calendar `{name}` names no `weekend`");
                let found = invalid::diagnostic(message, span, "which days are off?");
                let help =
                    "write `weekend = [\"saturday\", \"sunday\"]`, or `[]` where no day is off";
                self.read.found.push(found.help(help));
            }
            let origin = self.origin(span);
            self.read.config.calendars.insert(name.to_owned(), Sourced { value: calendar, origin });
        }
    }

    fn days_of_the_week(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<u8> {
        let words = self.list(Kind::SomeOf(&Calendar::WEEK), value).unwrap_or_default();
        let day = |word: &String| Calendar::WEEK.iter().position(|day| day == word);
        words.iter().filter_map(day).map(|day| day as u8).collect()
    }

    fn holidays(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Day> {
        let texts = self.list(Kind::Day, value).unwrap_or_default();
        let mut days: Vec<Day> = texts.iter().filter_map(|text| Day::parse(text)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The entries of a table in the order of the text.
    fn entries<'t>(&self, table: &'t DeTable<'t>) -> Vec<Entry<'t>> {
        let entry = |(name, value): (&'t Spanned<_>, &'t _)| {
            let text: &'t std::borrow::Cow<'t, str> = name.get_ref();
            (text.as_ref(), self.span(name.span()), value)
        };
        let mut entries: Vec<Entry<'t>> = table.iter().map(entry).collect();
        entries.sort_unstable_by_key(|(_, span, _)| *span);
        entries
    }

    fn table<'t>(&mut self, value: &'t Spanned<DeValue<'t>>, wanted: Wanted) -> Vec<Entry<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => self.entries(table),
            _ => {
                self.wrong(value, wanted);
                Vec::new()
            }
        }
    }

    /// Every text of a list; `None` where one was wrong.
    fn list(&mut self, kind: Kind, value: &Spanned<DeValue<'_>>) -> Option<Vec<String>> {
        let DeValue::Array(parts) = value.get_ref() else {
            let wanted = Wanted { what: "a list in square brackets", help: "" };
            self.wrong(value, wanted);
            return None;
        };
        let mut seen = BTreeSet::new();
        let mut read = Vec::new();
        for part in parts {
            let text = self.checked(kind, part);
            let twice = text.as_ref().is_some_and(|text| !seen.insert(text.clone()));
            if twice && matches!(kind, Kind::SomeOf(_)) {
                let span = self.span(part.span());
                self.read.found.push(invalid::diagnostic("a word is written twice", span, "again"));
            }
            read.push(text);
        }
        read.into_iter().collect()
    }

    /// A text, or a date that is written without quotes, if it fits.
    fn checked(&mut self, kind: Kind, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let span = self.span(value.span());
        let text = match (kind, value.get_ref()) {
            (Kind::Day, DeValue::Datetime(date)) => date.to_string(),
            _ => self.text(value)?,
        };
        let Err((problem, words)) = kind.check(&text) else { return Some(text) };
        let (word, file) = match kind {
            Kind::Places(_) => text.split_once('=').unwrap_or((&text, "")),
            _ => (text.as_str(), ""),
        };
        let near = nearest(word, words.iter().copied());
        let whole = near.filter(|_| !file.is_empty()).map(|near| format!("{near}={file}"));
        let near = whole.as_deref().or(near);
        let now = self.sources.slice(span);
        // The message lists the words already.
        self.read.found.push(invalid::unknown(problem, span, now, near, &[]));
        None
    }

    fn text(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            _ => {
                self.wrong(value, Wanted { what: "a text in quotes", help: "" });
                None
            }
        }
    }

    fn boolean(&mut self, value: &Spanned<DeValue<'_>>) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                self.wrong(value, Wanted { what: "`true` or `false`", help: "" });
                None
            }
        }
    }

    fn wrong(&mut self, value: &Spanned<DeValue<'_>>, wanted: Wanted) {
        let span = self.span(value.span());
        let message = format!("here belongs {}, not {}", wanted.what, sort_of(value.get_ref()));
        let found = invalid::diagnostic(message, span, "something else is written");
        let found = match value.get_ref() {
            _ if !wanted.help.is_empty() => found.help(wanted.help),
            DeValue::String(_) if wanted.what.starts_with("a list") => {
                found.help(format!("write `[{}]`", self.sources.slice(span)))
            }
            _ => found,
        };
        self.read.found.push(found);
    }

    fn unknown(&mut self, what: &str, name: &str, span: Span, known: &[&str]) {
        let message = format!("there is no {what} `{name}`");
        let near = nearest(name, known.iter().copied());
        let now = self.sources.slice(span);
        self.read.found.push(invalid::unknown(message, span, now, near, known));
    }

    fn origin(&self, span: Span) -> Origin {
        let file = self.sources.file(self.file);
        let line = file.lines().place(&file.text, span.start).line;
        let (name, folder) = (file.name.clone(), self.folder.to_owned());
        Origin::File { name, line, folder, depth: self.depth }
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        let end = self.sources.text(self.file).len();
        let (start, end) = (range.start.min(end) as u32, range.end.min(end) as u32);
        Span::new(self.file, start, end.max(start))
    }
}

/// What belongs in a place, and words that could stand there.
#[derive(Clone, Copy)]
struct Wanted {
    what: &'static str,
    help: &'static str,
}

const LEVELS_BY_RULE: Wanted = Wanted {
    what: "a level for each rule",
    help: "write `[levels]` and below it a line for each: `C201 = \"warning\"`; in `[[overrides]]` \
           `levels = { C201 = \"warning\" }`",
};
const PROFILES: Wanted = Wanted {
    what: "a list of principles for each profile",
    help: "write `[profiles]` and below it a line for each: `ours = [\"sovereignty\"]`",
};
const CALENDARS: Wanted = Wanted {
    what: "a table for each calendar",
    help: "write `[calendars.city]` and below it `weekend = [\"saturday\", \"sunday\"]`",
};
const PARTS_OF_A_CALENDAR: Wanted =
    Wanted { what: "a table with `weekend` and `holidays`", help: CALENDARS.help };
const OVERRIDES: Wanted = Wanted {
    what: "a list of tables that begin with `[[overrides]]`",
    help: "write `[[overrides]]`, and below it `paths = [\"drafts/**\"]` and `levels = { C2xx = \"warning\" }`",
};
const PARTS_OF_AN_OVERRIDE: Wanted =
    Wanted { what: "a table with `paths` and `levels`", help: OVERRIDES.help };

fn sort_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a truth value",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The words of the levels that can be set.
const LEVELS: &[&str] = &["off", "note", "warning", "error"];
