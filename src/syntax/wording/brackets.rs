//! The words for brackets that are not closed, or close nothing.

use super::expected::BY_SOMEBODY;
use super::place::begins_call;
use super::{Words, replace};
use crate::diagnostics::{Applicability, Diagnostic};
use crate::source::Span;
use crate::syntax::rules;
use crate::syntax::token::Kind;

impl Words<'_> {
    pub(super) fn unclosed(&self, span: Span, open: u32, close: Kind) -> Diagnostic {
        let rest = self.slice(self.span(open, self.text.len() as u32));
        let sign = rest.chars().next().map_or(0, char::len_utf8);
        let bracket = self.span(open, open + sign as u32);
        let (opening, closing) = (self.slice(bracket), close.spelling().unwrap_or(")"));
        let message = format!("`{opening}` is not closed");
        let before = match span.start == span.end || span.start as usize >= self.text.len() {
            true => format!("`{closing}` is missing at the end of the file"),
            false => format!("`{closing}` is missing before this"),
        };
        let told =
            Diagnostic::new(&rules::BRACKET, message, span, before).related(bracket, "opened here");
        if let Some(hidden) =
            self.closed_in_comment(bracket, span).filter(|_| close == Kind::RightBrace)
        {
            return told
                .related(hidden, "this one stands in a comment")
                .help("write `}` on a line of its own: a comment goes on to the end of its line");
        }
        let behind = self.slice_after(span);
        match self.slice(span) {
            // `f(Doc and g(Doc)`: the next condition or act begins.
            "or" | "and" | "not" if begins_call(behind.trim_start().trim_start_matches("not ")) => {
                let end = self.text[..span.start as usize].trim_end().len() as u32;
                let sign = replace("close it before", Applicability::Unsafe, self.span(end, end), closing);
                told.fix(sign)
            }
            "or" | "and" if behind.trim_start().starts_with(char::is_alphabetic) => told.help(
                "one participant stands in each place: write a norm for each, or a kind that holds \
                 both (`kind Recipient`, `kind State is Recipient`)",
            ),
            "by" => told.help(BY_SOMEBODY),
            "unless" => told.help("inside brackets write `and not`: `(A and not B)`"),
            "to" if self.is_law_of_another_verb(open) => {
                told.help("acts that make law are `require`, `forbid` and `permit`: `must forbid (Firm to …)`")
            }
            _ => told,
        }
    }

    /// A brace that ends a comment between two places, and closes nothing in it.
    fn closed_in_comment(&self, open: Span, end: Span) -> Option<Span> {
        let mut at = open.end as usize;
        for line in self.text[at..end.start as usize].split_inclusive('\n') {
            let comment =
                line.find("//").filter(|&found| line[..found].matches('"').count() % 2 == 0);
            let comment = comment.map_or("", |found| line[found..].trim_end());
            if comment.ends_with('}') && !comment.contains('{') {
                let last = at + line.find(comment).unwrap_or(0) + comment.len();
                return Some(self.span(last as u32 - 1, last as u32));
            }
            at += line.len();
        }
        None
    }

    pub(super) fn stray_bracket(&self, span: Span) -> Diagnostic {
        let message = format!("`{}` closes nothing", self.short(span));
        Diagnostic::new(&rules::BRACKET, message, span, "has no partner before it").fix(replace(
            "take it out",
            Applicability::Unsafe,
            span,
            "",
        ))
    }

    /// Whether a bracket follows a word like `prohibit`, as that of a law follows `forbid`.
    fn is_law_of_another_verb(&self, open: u32) -> bool {
        let word = self.word_before(self.span(open, open));
        let words = [
            "prohibit",
            "ban",
            "prevent",
            "oblige",
            "compel",
            "allow",
            "authorise",
            "authorize",
            "enable",
            "ensure",
        ];
        words.contains(&word)
    }
}
