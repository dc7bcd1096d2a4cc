//! What the formats for other services share: where a finding stands, and all that it tells as plain text.

use super::clean;
use crate::checks::Unknown;
use crate::diagnostics::Diagnostic;
use crate::source::{Anchor, FileId, LineColumn, SourceFile, Sources, Span};

/// A span as lines and columns, from 1; columns count Unicode characters, and the end is not in it.
pub(super) struct Place<'a> {
    pub(super) file: &'a SourceFile,
    pub(super) start: LineColumn,
    pub(super) end: LineColumn,
}

/// Where a span is.
pub(super) fn place(sources: &Sources, span: Span) -> Place<'_> {
    let file = sources.file(span.file);
    let at = |byte| file.lines().place(&file.text, byte);
    Place { file, start: at(span.start), end: at(span.end) }
}

/// Files as services know them.
#[derive(Clone, Copy)]
pub(super) struct Served<'a> {
    pub(super) sources: &'a Sources,
    /// From where services name them.
    pub(super) root: &'a Anchor,
}

impl<'a> Served<'a> {
    pub(super) fn of(report: super::Report<'a>) -> Self {
        Served { sources: report.sources, root: report.root }
    }

    /// As names are everywhere: what no name can hold is spelled out.
    pub(super) fn name(self, file: FileId) -> String {
        self.root.name(self.sources.name(file))
    }

    /// The path as the repository has it, for services that compare text with text.
    pub(super) fn path(self, file: FileId) -> String {
        unspelled(&self.name(file))
    }

    pub(super) fn place(self, span: Span) -> Place<'a> {
        place(self.sources, span)
    }
}

/// A name with each `\` and `%` that it spells out as it is in the path. A byte that is no letter stays spelled out: no
/// text can hold it.
fn unspelled(name: &str) -> String {
    let mut done = String::new();
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('%') {
        done += before;
        let spells_percent = after.strip_prefix("25").filter(|it| begins_with_digits(it));
        let (sign, behind) = match (after.strip_prefix("5C"), spells_percent) {
            (Some(behind), _) => ('\\', behind),
            (None, Some(behind)) => ('%', behind),
            (None, None) => ('%', after),
        };
        done.push(sign);
        rest = behind;
    }
    done + rest
}

/// Whether two digits of a spelled byte come next: only before such is a `%` spelled out.
fn begins_with_digits(text: &str) -> bool {
    text.len() >= 2 && text.bytes().take(2).all(|byte| byte.is_ascii_hexdigit())
}

/// The message, then each fact and each advice on lines of its own. Safe to show.
pub(super) fn whole(found: &Diagnostic) -> String {
    let facts = found.notes.iter().map(|note| (note.key, note.text.as_str()));
    let help = found.help.iter().map(|text| ("help", text.as_str()));
    let lines =
        facts.chain(help).map(|(key, text)| format!("{key}: {}", clean::source(text).trim_end()));
    std::iter::once(clean::line(&found.message).into_owned())
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n")
}

/// What a query without an answer means.
pub(super) fn unanswered(unknown: &Unknown) -> String {
    let reason = clean::line(&unknown.reason);
    match unknown.norms.as_slice() {
        // What stopped the whole check, or came before any norm was asked about.
        [] => format!("no answer: {reason}."),
        norms => format!(
            "no answer for {}: {reason}. This does not prove that they agree.",
            super::listed(norms)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_text_can_hold_is_not_spelled_out_for_services() {
        assert_eq!(unspelled("laws/a%5Cb.norm"), "laws/a\\b.norm");
        assert_eq!(unspelled("x%25FF.norm"), "x%FF.norm");
        assert_eq!(unspelled("%%2541%é 50%.norm%25"), "%%41%é 50%.norm%25");
        assert_eq!(unspelled("x%FF.norm"), "x%FF.norm");
    }

    #[test]
    fn a_question_about_no_norm_in_particular_names_none() {
        let told = |norms: &[&str]| {
            let norms = norms.iter().map(|&norm| norm.to_owned()).collect();
            unanswered(&Unknown { reason: "the check was stopped".to_owned(), norms })
        };
        assert_eq!(told(&[]), "no answer: the check was stopped.");
        let pair = told(&["a", "b"]);
        assert!(pair.starts_with("no answer for `a` and `b`: the check was stopped. "), "{pair}");
    }
}
