//! Which rules a name in the settings means.

use std::fmt;

use crate::checks;
use crate::diagnostics::{Level, Rule, Selector};
use crate::driver::nearest::nearest;
use crate::driver::suppress::leaves_norms_out;

/// Why a level cannot be set.
pub(super) enum WrongSelector {
    Unknown { name: String, near: Option<String> },
    LeavesNormsOut(String),
}

impl fmt::Display for WrongSelector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WrongSelector::Unknown { name, .. } => {
                write!(out, "there is no rule or family `{name}`")
            }
            WrongSelector::LeavesNormsOut(name) => {
                write!(out, "`{name}` cannot be lowered: where it is found, norms are left out")
            }
        }
    }
}

impl WrongSelector {
    /// What is wrong, and what was most likely meant.
    pub(super) fn told(&self) -> String {
        match self {
            WrongSelector::Unknown { near: Some(near), .. } => {
                format!("{self}: did you mean `{near}`?")
            }
            _ => self.to_string(),
        }
    }
}

/// The rules that a name means: a code, a name, a family or all of them.
pub(super) fn selector(name: &str, level: Level) -> Result<Selector, WrongSelector> {
    let rules = checks::rules();
    let is = |rule: &&&Rule| rule.code == name || rule.name == name;
    if let Some(rule) = rules.iter().find(is) {
        return match leaves_norms_out(rule) && level != Level::Error {
            true => Err(WrongSelector::LeavesNormsOut(name.to_owned())),
            false => Ok(Selector::Rule(rule.code.to_owned())),
        };
    }
    if name == "all" {
        return Ok(Selector::All);
    }
    let families = families(&rules);
    if let Some(start) = name.strip_suffix("xx").filter(|_| families.iter().any(|it| it == name)) {
        return Ok(Selector::Family(start.to_owned()));
    }
    let known = rules.iter().flat_map(|rule| [rule.code, rule.name]);
    let known = known.chain(families.iter().map(String::as_str)).chain(["all"]);
    let near = nearest(name, known).map(str::to_owned);
    Err(WrongSelector::Unknown { name: name.to_owned(), near })
}

/// `C0xx`, `C1xx` …
fn families(rules: &[&Rule]) -> Vec<String> {
    let mut families: Vec<_> = rules.iter().map(|rule| format!("{}xx", &rule.code[..2])).collect();
    families.dedup();
    families
}
