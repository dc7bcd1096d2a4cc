//! Where in the text of a norm something can be written.

use super::Seeking;
use crate::diagnostics::Edit;
use crate::model::{Cond, InstrumentId, NormId};
use crate::source::Span;
use crate::syntax::lexer;
use crate::syntax::token::Kind;

impl Seeking<'_> {
    /// Behind the sentence of a norm: on a line of its own where the norm has several, indented by `deeper` more.
    pub(super) fn behind_sentence(&self, norm: NormId, words: &str, deeper: usize) -> Edit {
        let it = &self.model().norms[norm];
        let end = Span { start: it.sentence_span.end, ..it.sentence_span };
        let gap = match self.sources.slice(it.span).contains('\n') {
            true => format!("\n{}{}", self.indent(it.sentence_span), " ".repeat(deeper)),
            false => " ".to_owned(),
        };
        Edit { span: end, text: format!("{gap}{words}") }
    }

    /// First in the head of an instrument: on a line of its own where the brace ends one.
    pub(super) fn in_head(&self, instrument: InstrumentId, words: &str) -> Option<Edit> {
        let name = self.model().instruments[instrument].span;
        let text = self.sources.text(name.file);
        let behind = &text[name.end as usize..];
        let tokens = lexer::lex(behind).tokens;
        let brace = tokens.into_iter().find(|it| it.kind == Kind::LeftBrace)?.range().end;
        let ends = behind[brace..].lines().next().is_some_and(|rest| rest.trim().is_empty());
        let gap = if ends { format!("\n{}  ", self.indent(name)) } else { " ".to_owned() };
        let at = name.end + brace as u32;
        Some(Edit { span: Span::new(name.file, at, at), text: format!("{gap}{words}") })
    }

    /// The space before the first word of the line in which a span begins.
    fn indent(&self, span: Span) -> String {
        let text = self.sources.text(span.file);
        let before = &text[..span.start as usize];
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        text[line..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect()
    }

    /// One more exception of a norm.
    pub(super) fn except(&self, norm: NormId, words: &str) -> Vec<Edit> {
        let it = &self.model().norms[norm];
        let Some(span) = it.unless_span else {
            return vec![self.behind_sentence(norm, &format!("unless {words}"), 2)];
        };
        let all = matches!(&it.unless, Cond::All(parts) if parts.len() > 1);
        widen(span, all, &format!("or {words}"))
    }

    /// One more condition of a norm; `None` where there is no good place for it.
    pub(super) fn require(&self, norm: NormId, words: &str) -> Option<Vec<Edit>> {
        let it = &self.model().norms[norm];
        let Some(span) = it.when_span else {
            let free = it.unless_span.is_none();
            return free.then(|| vec![self.behind_sentence(norm, &format!("when {words}"), 2)]);
        };
        let any = matches!(&it.when, Cond::Any(parts) if parts.len() > 1);
        Some(widen(span, any, &format!("and {words}")))
    }
}

/// Words that stand beside others: in brackets, where they have several parts.
pub(super) fn beside(cond: &Cond, words: String) -> String {
    if is_joined(cond) { format!("({words})") } else { words }
}

fn is_joined(cond: &Cond) -> bool {
    matches!(cond, Cond::All(parts) | Cond::Any(parts) if parts.len() > 1)
}

/// Adds to a condition, which gets brackets where the words would mix.
fn widen(span: Span, mixes: bool, words: &str) -> Vec<Edit> {
    let end = Span { start: span.end, ..span };
    if !mixes {
        return vec![Edit { span: end, text: format!(" {words}") }];
    }
    let start = Span { end: span.start, ..span };
    vec![Edit { span: start, text: "(".to_owned() }, Edit { span: end, text: format!(") {words}") }]
}
