//! `reads "…"`: how cases say a word, with braces for whom it is about.

use super::Builder;
use super::names::Who;
use super::tell::{Resolved, Told};
use crate::model::rules;
use crate::source::Span;
use crate::syntax::ast;

impl<'a> Builder<'a> {
    /// How cases say it. `{Data}`, `{to}` and `{1}` are checked; a parameter's own name becomes its number.
    pub(super) fn reads(
        &mut self,
        text: &'a ast::Text,
        params: &'a [ast::Param],
    ) -> Resolved<Box<str>> {
        let mut known: Vec<(&'a str, String)> = Vec::new();
        for (place, param) in params.iter().enumerate() {
            let var = param.var.map(|name| self.tell.text(name.span));
            known.extend(var.map(|name| (name, (place + 1).to_string())));
        }
        for name in params.iter().flat_map(|param| [Some(param.sort), param.label]).flatten() {
            let name = self.tell.text(name.span);
            known.push((name, name.to_owned()));
        }
        self.template(text, &known, params.len())
    }

    /// How cases say that somebody is of a kind or role: `{Role}` or `{1}` stands for them.
    pub(super) fn sorts_read(&mut self, names: &'a [ast::Name], text: &'a ast::Text) {
        let known: Vec<(&'a str, String)> =
            names.iter().map(|name| (self.tell.text(name.span), "1".to_owned())).collect();
        let Ok(reads) = self.template(text, &known, 1) else { return };
        if reads.trim().is_empty() {
            return;
        }
        for name in names {
            let own = self.names.who.own(&self.tell, name).is_some();
            if let (true, Some(Ok(Who::Sort(id)))) =
                (own, self.names.who.get(self.tell.text(name.span)))
            {
                self.model.sorts[id].reads = Some(reads.clone());
            }
        }
    }

    /// The text between the quotes, with what stands for its names in braces; the first `count` numbers stay.
    fn template(
        &mut self,
        text: &'a ast::Text,
        known: &[(&'a str, String)],
        count: usize,
    ) -> Resolved<Box<str>> {
        let whole = self.tell.text(text.span);
        let mut result = String::new();
        let mut rest = 0;
        while let Some(open) = whole[rest..].find('{').map(|at| rest + at) {
            let Some(close) = whole[open..].find('}').map(|at| open + at) else {
                return Err(self.brace_left_open(text.span, open));
            };
            let name = &whole[open + 1..close];
            result.push_str(&whole[rest..=open]);
            let number = name.parse::<usize>().is_ok_and(|n| (1..=count).contains(&n));
            match known.iter().find(|(own, _)| *own == name) {
                Some((_, stands)) => result.push_str(stands),
                None if number => result.push_str(name),
                None => return Err(self.no_parameter(text.span, open + 1, name, known)),
            }
            rest = close;
        }
        result.push_str(&whole[rest..]);
        let inner = result.strip_prefix('"').unwrap_or(&result);
        Ok(inner.strip_suffix('"').unwrap_or(inner).into())
    }

    fn brace_left_open(&mut self, text: Span, at: usize) -> Told {
        let start = text.start + at as u32;
        let span = Span::new(text.file, start, start + 1);
        let message = "`{` is not closed in this text";
        self.tell.simple(&rules::UNKNOWN_NAME, message, span, "opened here; `}` is missing")
    }

    fn no_parameter(
        &mut self,
        text: Span,
        at: usize,
        name: &str,
        known: &[(&'a str, String)],
    ) -> Told {
        let start = text.start + at as u32;
        let span = Span::new(text.file, start, start + name.len() as u32);
        let message = format!("there is no parameter `{name}` here");
        let names = known.iter().map(|(name, _)| *name);
        self.tell.unknown_once(&rules::UNKNOWN_NAME, message, span, names)
    }
}
