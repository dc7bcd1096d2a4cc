//! The settings that have one value: their names, what they may be, and what they do.

use crate::model::Day;
use crate::source::Pattern;

/// One setting.
#[derive(Debug)]
#[non_exhaustive]
pub struct Key {
    /// How it is written.
    pub name: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// One line, lower case, no full stop.
    pub about: &'static str,
    /// The variable of the environment that sets it, too.
    pub variable: Option<&'static str>,
}

/// What a setting may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// `true` or `false`.
    Flag,
    /// A text that is not empty.
    Text,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A date of the calendar.
    Day,
    /// Texts.
    Texts,
    /// Some of these words, each at most once.
    SomeOf(&'static [&'static str]),
    /// Patterns of paths.
    Patterns,
    /// Some of these words, each with `=` and a file behind it or without.
    Places(&'static [&'static str]),
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// `true` or `false`.
    Flag(bool),
    /// A text, a word or a date.
    Text(String),
    /// Texts, words or patterns.
    List(Vec<String>),
}

/// The canons of precedence as they are written.
pub(super) const CANONS: &[&str] = &["superior", "specialis", "posterior"];

/// The formats of reports.
pub const FORMATS: &[&str] =
    &["full", "concise", "json", "sarif", "github", "gitlab", "junit", "matrix"];

/// Every setting of one value, in the order in which they are shown.
pub static KEYS: &[Key] = &[
    Key {
        name: "include",
        kind: Kind::Patterns,
        about: "the files of folders that are read; all `.norm` files where it is not set",
        variable: None,
    },
    Key {
        name: "exclude",
        kind: Kind::Patterns,
        about: "files of folders that are left out",
        variable: None,
    },
    Key {
        name: "use",
        kind: Kind::Texts,
        about: "packs or files that are added to every set",
        variable: None,
    },
    Key { name: "on", kind: Kind::Day, about: "check this day only", variable: None },
    Key {
        name: "profile",
        kind: Kind::Text,
        about: "the profile whose principles are asked about; `all` for every profile",
        variable: None,
    },
    Key {
        name: "with",
        kind: Kind::Texts,
        about: "proposed instruments that count as in force",
        variable: None,
    },
    Key {
        name: "precedence",
        kind: Kind::SomeOf(CANONS),
        about: "the canons in the order in which they are asked, where the files do not say",
        variable: None,
    },
    Key {
        name: "fail-on",
        kind: Kind::OneOf(&["note", "warning", "error"]),
        about: "the least level that makes the status 1",
        variable: Some("COMITY_FAIL_ON"),
    },
    Key {
        name: "allow-unknown",
        kind: Kind::Flag,
        about: "questions without an answer do not make the status 2",
        variable: None,
    },
    Key {
        name: "output",
        kind: Kind::Places(FORMATS),
        about: "formats that are written, each with the file that takes it: `sarif=findings.sarif`",
        variable: None,
    },
    Key {
        name: "baseline",
        kind: Kind::Text,
        about: "the file of findings that are known; see `comity explain baseline`",
        variable: None,
    },
];

/// The setting of a name.
pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

impl Kind {
    /// Whether one text of a value will do; else what is wrong with it, and words that would do.
    pub(super) fn check(self, text: &str) -> Result<(), (String, &'static [&'static str])> {
        let plain = |problem: &str| Err((problem.to_owned(), [].as_slice()));
        match self {
            Kind::OneOf(words) | Kind::SomeOf(words) if !words.contains(&text) => {
                let listed: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
                Err((format!("`{text}` is none of {}", listed.join(", ")), words))
            }
            Kind::Places(words) => {
                let (word, file) = text.split_once('=').unwrap_or((text, "x"));
                match (Kind::OneOf(words).check(word), file) {
                    (Ok(()), "") => plain(&format!("`{text}` names no file after `=`")),
                    (checked, _) => checked,
                }
            }
            Kind::Day if Day::parse(text).is_none() => {
                let day = day_first(text).unwrap_or_else(|| "2026-06-01".to_owned());
                plain(&format!("`{text}` is not a day of the calendar: write it as {day}"))
            }
            Kind::Patterns => match Pattern::new(text) {
                Ok(_) => Ok(()),
                Err(problem) => plain(problem),
            },
            _ if text.trim().is_empty() => plain("this must not be empty"),
            _ => Ok(()),
        }
    }

    /// Whether a value has several texts.
    pub(super) fn is_list(self) -> bool {
        matches!(self, Kind::Texts | Kind::SomeOf(_) | Kind::Patterns | Kind::Places(_))
    }
}

/// The day that is written with the day first or in short: `01.06.2026`, `1/6/2026`.
pub(super) fn day_first(text: &str) -> Option<String> {
    let parts: Vec<u32> =
        text.split(['.', '/']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (day, month, year) = match parts[..] {
        [year, month, day] if year > 999 => (day, month, year),
        // Which of the two is the month is plain only where a dot stands between, or one is no month.
        [day, month, year] if text.contains('.') || day > 12 => (day, month, year),
        _ => return None,
    };
    let written = format!("{year:04}-{month:02}-{day:02}");
    Day::parse(&written).map(|_| written)
}
