//! `C121`: a `use` names no file and no pack.

use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix, Level, Rule};
use crate::source::Span;

/// A `use` names no file and no pack.
pub static RULE: Rule = Rule {
    code: "C121",
    name: "unknown-pack",
    summary: "a `use` names no file and no pack",
    level: Level::Error,
    page: include_str!("unknown_pack.md"),
};

/// Offers the nearest name where there is one.
pub fn diagnostic(path: &str, nearest: Option<&str>, known: &[&str], span: Span) -> Diagnostic {
    let message = format!("there is no file or pack `{path}` to use");
    let found = Diagnostic::new(&RULE, message, span, "not found");
    // A name with its ending means a file, and no pack.
    let is_file = path.ends_with(".norm");
    let file = if is_file { path.to_owned() } else { format!("{path}.norm") };
    match nearest {
        Some(name) => found.help(format!("did you mean `{name}`?")).fix(Fix {
            title: format!("use `{name}`"),
            applicability: Applicability::Unsafe,
            edits: vec![Edit { span, text: name.to_owned() }],
        }),
        None if is_file || known.is_empty() => found.help(format!("put `{file}` beside this file")),
        None => found.help(format!(
            "put `{file}` beside this file, or use one of the packs that come with Comity: {}",
            known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        )),
    }
}

/// Says that the rest is not told one by one.
pub fn more(count: usize, span: Span) -> Diagnostic {
    let message = format!("{count} more files or packs to use are not there");
    Diagnostic::new(&RULE, message, span, "the first of them")
}
