//! Levels that a user sets: by code, name, family or all, everywhere or in some paths.

use super::{Diagnostic, Level};
use crate::source::{Anchor, Pattern};

/// Which rules are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Selector {
    /// Every rule.
    All,
    /// The rules of a family, by the letter and digit that their codes begin with (`C2`).
    Family(String),
    /// One rule, by its code.
    Rule(String),
}

impl Selector {
    /// Whether a rule is meant.
    pub fn means(&self, code: &str) -> bool {
        match self {
            Selector::All => true,
            Selector::Family(start) => code.starts_with(start.as_str()),
            Selector::Rule(one) => code == one,
        }
    }

    /// The more a selector says, the more it counts.
    fn weight(&self) -> u8 {
        match self {
            Selector::All => 0,
            Selector::Family(_) => 1,
            Selector::Rule(_) => 2,
        }
    }
}

/// One level that was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetLevel {
    /// For which rules.
    pub selector: Selector,
    /// The level.
    pub level: Level,
    /// In which files only; `None` for everywhere.
    pub paths: Option<(Anchor, Vec<Pattern>)>,
    /// How near to the user it was set; the nearest counts, whatever else is said further away.
    pub rank: u8,
}

/// All levels that were set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Levels {
    /// In the order in which they were set.
    pub set: Vec<SetLevel>,
}

impl Levels {
    /// The level of a finding: that of its rule, unless another was set. What is set nearest to the user counts;
    /// then what is set for paths; then a rule before a family before all; then what was set last.
    pub fn of(&self, found: &Diagnostic, file: &str) -> Level {
        let about = self.set.iter().filter(|it| it.selector.means(found.rule.code));
        let here = about.filter(|it| match &it.paths {
            Some((anchor, patterns)) => anchor.selects(patterns, file),
            None => true,
        });
        let nearest = here.max_by_key(|it| (it.rank, it.paths.is_some(), it.selector.weight()));
        nearest.map_or(found.level, |it| it.level)
    }

    /// Whether some level is set for a rule anywhere under which its findings are told.
    pub fn ask_for(&self, code: &str) -> bool {
        self.set.iter().any(|it| it.level > Level::Off && it.selector.means(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Rule;
    use crate::source::{FileId, Span};

    static RULE: Rule =
        Rule { code: "C201", name: "a-rule", summary: "", level: Level::Error, page: "" };

    fn level(set: &[(Selector, Level, Option<&str>, u8)], file: &str) -> Level {
        let set = set.iter().cloned().map(|(selector, level, path, rank)| SetLevel {
            selector,
            level,
            paths: path.map(|it| (Anchor::default(), vec![Pattern::new(it).expect("a pattern")])),
            rank,
        });
        let found = Diagnostic::new(&RULE, "", Span::new(FileId(0), 0, 0), "");
        Levels { set: set.collect() }.of(&found, file)
    }

    fn rule() -> Selector {
        Selector::Rule("C201".to_owned())
    }

    fn family() -> Selector {
        Selector::Family("C2".to_owned())
    }

    #[test]
    fn without_settings_a_rule_keeps_its_level() {
        assert_eq!(level(&[], "a.norm"), Level::Error);
        let other = Selector::Family("C3".to_owned());
        assert_eq!(level(&[(other, Level::Off, None, 0)], "a.norm"), Level::Error);
    }

    #[test]
    fn a_rule_counts_more_than_its_family_and_the_last_of_equals_counts() {
        let set = [(rule(), Level::Note, None, 0), (family(), Level::Off, None, 0)];
        assert_eq!(level(&set, "a.norm"), Level::Note);
        let set = [(family(), Level::Note, None, 0), (family(), Level::Warning, None, 0)];
        assert_eq!(level(&set, "a.norm"), Level::Warning);
    }

    #[test]
    fn paths_count_more_than_rules_where_they_fit() {
        let set = [(rule(), Level::Warning, None, 0), (family(), Level::Off, Some("old"), 0)];
        assert_eq!(level(&set, "old/a.norm"), Level::Off);
        assert_eq!(level(&set, "new/a.norm"), Level::Warning);
    }

    #[test]
    fn what_is_said_nearer_counts_most() {
        let set = [(Selector::All, Level::Note, None, 2), (rule(), Level::Off, Some("old"), 1)];
        assert_eq!(level(&set, "old/a.norm"), Level::Note);
    }
}
