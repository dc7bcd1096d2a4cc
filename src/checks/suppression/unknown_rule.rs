//! `C604`: an `allow` names no rule.

use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::model::Allow;

/// An `allow` names no rule.
pub static RULE: Rule = Rule {
    code: "C604",
    name: "unknown-rule",
    summary: "an `allow` names no rule",
    level: Level::Warning,
    page: include_str!("unknown_rule.md"),
};

/// Offers the nearest name where there is one.
pub fn diagnostic(allow: &Allow, nearest: Option<&str>) -> Diagnostic {
    let message = format!("`allow {}` names no rule", allow.rule);
    let found = Diagnostic::new(&RULE, message, allow.span, "silences nothing");
    let is_family = allow.rule.to_ascii_uppercase().starts_with('C') && allow.rule.ends_with("xx");
    match nearest {
        _ if is_family => found.help(
            "it takes one rule, such as `C201`: write an `allow` for each (in `comity.toml`, `[levels]` takes a family)",
        ),
        Some(name) => found.help(format!("did you mean `{name}`?")),
        None => found.help("`comity rules` lists every rule with its code and its name"),
    }
}
