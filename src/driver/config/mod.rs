//! Settings: read from the text of a `comity.toml`, laid over each other, each with where it comes from.
//!
//! Texts in, settings out: finding and reading the files is for others. What is said nearer to the user goes
//! before what is said further away: the command line, the environment, a file, the file that it extends.

mod keys;
mod load;
mod read;
mod select;
mod show;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use self::keys::{FORMATS, KEYS, Key, Kind, Value};
pub use self::load::load;
use crate::checks::Settings;
use crate::diagnostics::{Level, Levels, Selector, SetLevel};
use crate::model::build::Defaults;
use crate::model::{Calendar, Canon, Day};
use crate::source::{Anchor, Pattern};

/// The JSON Schema of a `comity.toml`.
pub const SCHEMA: &str = include_str!("config.schema.json");

/// The name of the file.
pub const FILE_NAME: &str = "comity.toml";

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// A file: its name, the line, and the absolute folder that its paths count from.
    File {
        /// Its name for people.
        name: String,
        /// From 1.
        line: u32,
        /// With `/`, absolute.
        folder: String,
        /// How many files lead to it by `extends`.
        depth: u8,
    },
    /// A variable of the environment.
    Environment(&'static str),
    /// A flag.
    CommandLine(&'static str),
}

impl Origin {
    /// The nearer to the user, the higher.
    fn rank(&self) -> u8 {
        match self {
            Origin::File { depth, .. } => 100u8.saturating_sub(*depth),
            Origin::Environment(_) => 101,
            Origin::CommandLine(_) => 102,
        }
    }
}

/// Something with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sourced<T> {
    value: T,
    origin: Origin,
}

/// A level as it was set.
#[derive(Clone, Debug, PartialEq, Eq)]
struct LevelLine {
    /// As written.
    name: String,
    selector: Selector,
    level: Level,
    /// Of the `[[overrides]]` in which it stands.
    paths: Option<Vec<String>>,
}

/// All settings of a run.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The absolute folder that names of files are relative to.
    here: String,
    /// The absolute names of the files that were read.
    files: Vec<String>,
    values: BTreeMap<&'static str, Sourced<Value>>,
    levels: Vec<Sourced<LevelLine>>,
    profiles: BTreeMap<String, Sourced<Vec<String>>>,
    calendars: BTreeMap<String, Sourced<Calendar>>,
}

impl Config {
    /// No settings. Names of files are relative to the absolute folder `here`.
    pub fn new(here: &str) -> Self {
        Config { here: here.to_owned(), ..Config::default() }
    }

    /// Sets one value, unless something nearer has set it.
    ///
    /// # Errors
    /// Says in words why the value does not fit the setting.
    pub fn set(&mut self, name: &str, value: Value, origin: Origin) -> Result<(), String> {
        let key = keys::find(name).ok_or_else(|| format!("there is no setting `{name}`"))?;
        let texts = match &value {
            Value::Flag(_) => [].as_slice(),
            Value::Text(text) => std::slice::from_ref(text),
            Value::List(list) => list,
        };
        texts.iter().try_for_each(|text| key.kind.check(text).map_err(|(problem, _)| problem))?;
        let nearer = self.values.get(key.name).is_some_and(|it| it.origin.rank() > origin.rank());
        if !nearer {
            self.values.insert(key.name, Sourced { value, origin });
        }
        Ok(())
    }

    /// Sets the level of rules everywhere.
    ///
    /// # Errors
    /// Says in words why there are no such rules, or why their level cannot be set.
    pub fn set_level(&mut self, name: &str, level: Level, origin: Origin) -> Result<(), String> {
        let selector = select::selector(name, level).map_err(|wrong| wrong.told())?;
        let value = LevelLine { name: name.to_owned(), selector, level, paths: None };
        self.levels.push(Sourced { value, origin });
        Ok(())
    }

    /// Lays these settings over those of a file that is extended.
    fn over(mut self, mut base: Config) -> Config {
        base.values.append(&mut self.values);
        base.levels.append(&mut self.levels);
        base.profiles.append(&mut self.profiles);
        base.calendars.append(&mut self.calendars);
        base
    }

    /// The absolute names of the files of settings that were read.
    pub fn files(&self) -> &[String] {
        &self.files
    }

    /// Where a file makes a setting, for people: its name with the line.
    pub fn place(&self, name: &str) -> Option<String> {
        let profile = name.strip_prefix("profiles.").and_then(|name| self.profiles.get(name));
        let origin = profile.map(|it| &it.origin);
        match origin.or_else(|| self.values.get(name).map(|it| &it.origin))? {
            Origin::File { name, line, .. } => Some(format!("{name}:{line}")),
            Origin::Environment(_) | Origin::CommandLine(_) => None,
        }
    }

    /// Where a setting comes from.
    pub fn origin(&self, name: &str) -> Option<&Origin> {
        self.values.get(name).map(|it| &it.origin)
    }

    /// A text that is set.
    pub fn text(&self, name: &str) -> Option<&str> {
        match &self.values.get(name)?.value {
            Value::Text(text) => Some(text),
            Value::Flag(_) | Value::List(_) => None,
        }
    }

    /// Texts that are set.
    pub fn list(&self, name: &str) -> &[String] {
        match self.values.get(name).map(|it| &it.value) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }

    /// Whether a flag is set.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.values.get(name).map(|it| &it.value), Some(Value::Flag(true)))
    }

    /// The path that a setting names: as written on the command line, and from its folder in a file.
    pub fn path(&self, name: &str) -> Option<String> {
        self.text(name).map(|text| self.from_origin(name, text))
    }

    /// A path that stands in the value of a setting, as [`Config::path`] gives it.
    pub fn from_origin(&self, name: &str, path: &str) -> String {
        match self.values.get(name).map(|it| &it.origin) {
            Some(Origin::File { folder, .. }) => load::join(folder, path),
            _ => path.to_owned(),
        }
    }

    /// Whether a file that was found in a folder is read.
    pub fn reads(&self, file: &str) -> bool {
        let fits = |it: &Sourced<Value>| match &it.value {
            Value::List(list) => self.anchor(&it.origin).selects(&patterns(list), file),
            Value::Flag(_) | Value::Text(_) => false,
        };
        self.values.get("include").is_none_or(fits) && !self.values.get("exclude").is_some_and(fits)
    }

    /// What the checks need to know.
    pub fn settings(&self) -> Settings {
        Settings {
            on: self.text("on").and_then(Day::parse),
            profile: self.text("profile").map(str::to_owned),
            with: self.list("with").to_vec(),
            defaults: self.defaults(),
            levels: self.levels(),
            ..Settings::default()
        }
    }

    fn defaults(&self) -> Defaults {
        let precedence = self.values.contains_key("precedence").then(|| self.list("precedence"));
        let profiles = self.profiles.iter();
        Defaults {
            precedence: precedence.map(|list| list.iter().filter_map(|it| canon(it)).collect()),
            calendars: self.calendars.values().map(|it| it.value.clone()).collect(),
            profiles: profiles.map(|(name, it)| (name.clone(), it.value.clone())).collect(),
            ..Defaults::default()
        }
    }

    fn levels(&self) -> Levels {
        let set = self.levels.iter().map(|line| SetLevel {
            selector: line.value.selector.clone(),
            level: line.value.level,
            paths: line.value.paths.as_ref().map(|it| (self.anchor(&line.origin), patterns(it))),
            rank: line.origin.rank(),
        });
        Levels { set: set.collect() }
    }

    /// Patterns of a file count from its folder, all others from where names do.
    fn anchor(&self, origin: &Origin) -> Anchor {
        match origin {
            Origin::File { folder, .. } => Anchor::new(&self.here, folder),
            Origin::Environment(_) | Origin::CommandLine(_) => Anchor::new(&self.here, &self.here),
        }
    }
}

/// Patterns that were checked when they were set.
fn patterns(texts: &[String]) -> Vec<Pattern> {
    texts.iter().filter_map(|text| Pattern::new(text).ok()).collect()
}

fn canon(word: &str) -> Option<Canon> {
    match word {
        "superior" => Some(Canon::Superior),
        "specialis" => Some(Canon::Specialis),
        "posterior" => Some(Canon::Posterior),
        _ => None,
    }
}
