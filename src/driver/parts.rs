//! The items of a file and the norms in them, by where they stand.

use std::sync::Arc;

use crate::source::Span;
use crate::syntax::ast;

/// What stands somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartKind {
    Instrument,
    Norm,
    Action,
    Event,
    Rule,
    Other,
}

/// An item, or a norm in one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) kind: PartKind,
    pub(super) span: Span,
    /// The name of an instrument, norm, act or event.
    pub(super) name: Option<Span>,
}

/// The items of a file, each followed by the norms in it.
pub(super) fn parts(tree: &ast::File) -> Arc<[Part]> {
    let mut found = Vec::new();
    for item in &tree.items {
        let (kind, name) = match &item.kind {
            ast::ItemKind::Norm(norm) => (PartKind::Norm, Some(norm.name.span)),
            ast::ItemKind::Instrument(it) => (PartKind::Instrument, Some(it.name.span)),
            ast::ItemKind::Action { signature } => (PartKind::Action, Some(signature.name.span)),
            ast::ItemKind::Event { signature, .. } => (PartKind::Event, Some(signature.name.span)),
            ast::ItemKind::Rule(_) => (PartKind::Rule, None),
            _ => (PartKind::Other, None),
        };
        found.push(Part { kind, span: item.span, name });
        if let ast::ItemKind::Instrument(it) = &item.kind {
            let kind = PartKind::Norm;
            let norms = it.norms.iter();
            found.extend(norms.map(|it| Part { kind, span: it.span, name: Some(it.name.span) }));
        }
    }
    found.into()
}

/// The norms among the parts of a file, each with the name of its instrument.
pub(super) fn norms(parts: &[Part]) -> impl Iterator<Item = (Part, Option<Span>)> {
    let mut instrument: Option<Part> = None;
    parts.iter().filter_map(move |&part| {
        match part.kind {
            PartKind::Norm => {}
            PartKind::Instrument => {
                instrument = Some(part);
                return None;
            }
            _ => return None,
        }
        let around = instrument.filter(|it| part.span.start < it.span.end);
        Some((part, around.and_then(|it| it.name)))
    })
}
