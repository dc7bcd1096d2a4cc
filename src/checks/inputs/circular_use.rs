//! `C120`: files use each other in a circle.

use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::source::Span;

/// Files use each other in a circle.
pub static RULE: Rule = Rule {
    code: "C120",
    name: "circular-use",
    summary: "files use each other in a circle",
    level: Level::Error,
    page: include_str!("circular_use.md"),
};

/// Shows the circle: each entry is a file and the `use` in it that leads on; the last leads to the first.
pub fn diagnostic(circle: &[(String, Span)]) -> Diagnostic {
    let names = circle.iter().map(|(name, _)| name.as_str());
    let names: Vec<_> = names.chain(circle.first().map(|(name, _)| name.as_str())).collect();
    let first = circle.first().expect("a circle has a file").1;
    let message = match circle.len() {
        1 => format!("`{}` uses itself", names[0]),
        _ => format!("files use each other in a circle: {}", quoted(&names, " uses ")),
    };
    let label = if circle.len() == 1 { "leads back here" } else { "leads round the circle" };
    let others = circle[1..].iter();
    let found = Diagnostic::new(&RULE, message, first, label);
    let found = others.fold(found, |found, (_, span)| found.related(*span, "leads on"));
    match circle.len() {
        1 => found.help("remove this line"),
        _ => found.help("move what both need into a file of its own, and let each use that"),
    }
}

fn quoted(names: &[&str], between: &str) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(between)
}
