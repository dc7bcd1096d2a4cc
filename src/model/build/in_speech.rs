//! Conditions that ask in words of speech what norms say of an act, or of a norm whether it is violated; and typing
//! errors in numbers that are nobody's.

use super::Builder;
use super::names::{Thing, Word};
use super::near::near;
use super::scope::Item;
use super::tell::{Told, suggest};
use crate::diagnostics::Diagnostic;
use crate::model::rules;
use crate::source::Span;
use crate::syntax::ast::{self, TermKind};
use crate::syntax::modal_said_of_act;

/// How much may be spent on an attribute that may be meant.
const NEAR_BUDGET: usize = 20_000;

impl Builder<'_> {
    /// `retain(Data) is forbidden`: one mistake, and no participant named `forbidden`.
    pub(super) fn said_of_an_act(
        &mut self,
        term: &ast::Term,
        negated: bool,
        sort: &ast::Name,
    ) -> Option<Told> {
        let modal = modal_said_of_act(self.tell.text(sort.span))?;
        if !self.is_nobody(sort) {
            return None;
        }
        let act = match &term.kind {
            TermKind::Call(call) => {
                let known = self.names.words.get(self.tell.text(call.name.span));
                matches!(known, Some(Ok(Word::Action(_)))).then(|| self.tell.quoted(term.span))?
            }
            // `unless publishing is forbidden`
            TermKind::Name(name) if self.is_nobody(name) && !self.is_norm(name.span) => "…".into(),
            _ => return None,
        };
        let written = match (modal, negated) {
            (modal, false) => format!("bearer {modal} {act}"),
            ("must", true) => format!("bearer need not {act}"),
            ("may", true) => format!("bearer must not {act}"),
            (modal, true) => format!("not bearer {modal} {act}"),
        };
        let message = "what norms say of an act is asked by a sentence";
        let span = term.span.to(sort.span);
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, span, "names nobody who acts");
        let help = format!("write `{written}`, or name in place of `bearer` who is meant");
        Some(self.tell.tell(told.help(help)))
    }

    /// `art5 is breached`: a norm is nobody of whom something is so.
    pub(super) fn said_of_a_norm(
        &mut self,
        item: &Item<'_>,
        term: &ast::Term,
        sort: &ast::Name,
    ) -> Option<Told> {
        let name = self.tell.text(term.span);
        let last = name.rsplit('.').next()?;
        let known = self.is_norm(term.span);
        let is_name = matches!(term.kind, TermKind::Name(_) | TermKind::Attribute { .. });
        let is_taken = self.names.who.place(name).is_some()
            || self.names.words.place(last).is_some()
            || item.known_names().contains(&name);
        if !known || !is_name || is_taken || !self.is_nobody(sort) {
            return None;
        }
        let help = match self.tell.text(sort.span) {
            "breached" | "infringed" | "broken" | "violated" | "contravened" => format!(
                "what follows a violation stands in that norm: `norm {last} {{ … otherwise … }}`"
            ),
            _ => format!("write `{name} applies`; of what norms say of an act, `bearer must …`"),
        };
        let message = format!("`{name}` is a norm, which conditions ask whether it applies");
        let span = term.span.to(sort.span);
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, span, "asks something else");
        Some(self.tell.tell(told.help(help)))
    }

    /// Whether this is the name of a norm, with or without that of its instrument.
    fn is_norm(&mut self, span: Span) -> bool {
        let name = self.tell.text(span);
        let last = name.rsplit('.').next().unwrap_or(name);
        matches!(self.names.things.get(name), Some(Ok(Thing::Norm(_))))
            || self.nested.contains_key(last)
    }

    /// Whether nothing has this name that participants can be. (`pact.Party` is somebody.)
    fn is_nobody(&self, name: &ast::Name) -> bool {
        let text = self.tell.text(name.span);
        let is_unknown =
            self.names.who.place(text).is_none() && self.names.words.place(text).is_none();
        is_unknown && !text.contains('.')
    }

    /// The attributes that are nobody's with a name near to this one.
    pub(super) fn near_values(&self, span: Span) -> Vec<&str> {
        let entries = self.names.words.entries.iter();
        let values = entries.filter(|it| {
            it.value.is_some_and(|word| {
                matches!(word, Word::Attribute(_)) && self.params(word).is_empty()
            })
        });
        near(self.tell.text(span), values.map(|it| it.name), &mut { NEAR_BUDGET })
    }

    /// `quorun > 3`
    pub(super) fn misspelt_value(&mut self, span: Span) -> Option<Told> {
        // Asked first: to look for near names takes long where there are many.
        if !self.tell.is_compared(span) {
            return None;
        }
        let [meant] = self.near_values(span)[..] else { return None };
        let meant = meant.to_owned();
        let message = format!("there is no attribute named `{}`", self.tell.text(span));
        let told = Diagnostic::new(&rules::UNKNOWN_NAME, message, span, "not declared");
        Some(self.tell.tell(suggest(told, span, &[&meant])))
    }
}
