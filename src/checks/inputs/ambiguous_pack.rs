//! `C122`: one set uses two packs of one name.

use crate::diagnostics::{Diagnostic, Level, Rule};
use crate::source::Span;

/// One set uses two packs of one name.
pub static RULE: Rule = Rule {
    code: "C122",
    name: "ambiguous-pack",
    summary: "one set uses two packs of one name",
    level: Level::Error,
    page: include_str!("ambiguous_pack.md"),
};

/// Says which two files the name means. `first` and `second` are a file's name and the `use` that leads to it.
pub fn diagnostic(path: &str, first: (&str, Span), second: (&str, Span)) -> Diagnostic {
    let message =
        format!("`use {path}` means two files in one set: `{}` and `{}`", first.0, second.0);
    Diagnostic::new(&RULE, message, second.1, format!("means `{}`", second.0))
        .related(first.1, format!("means `{}`", first.0))
        .help("rename one of the two files, or let both files use the same one")
}
