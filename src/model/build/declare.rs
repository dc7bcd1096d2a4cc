//! Declares every name, before anything is resolved; and collects each `allow`.

use super::names::{Names, Space, Thing};
use super::tell::Told;
use super::{Builder, DeclaredInstrument, DeclaredNorm};
use crate::model::{Allow, rules};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast::{self, HeadKind, ItemKind};

impl Names<'_> {
    pub(super) fn new() -> Self {
        let rule = &rules::UNKNOWN_NAME;
        Names {
            who: Space::new(super::terms::PARTICIPANT, rule),
            words: Space::new(super::names::WORD, rule),
            things: Space::new("norm or instrument", &rules::DANGLING_REFERENCE),
            orders: Space::new("order", rule),
            calendars: Space::new("calendar", rule),
            safeguards: Space::new("safeguard", rule),
            scenarios: Space::new("scenario", rule),
            sort_names: Vec::new(),
        }
    }
}

impl<'a> Builder<'a> {
    /// Declares every name. The second of two equal names is told, and left out.
    pub(super) fn declare(&mut self) {
        for name in self.files.iter().flat_map(|(_, file)| &file.lost) {
            self.tell.lose(name.span);
        }
        for item in self.items() {
            self.declare_item(item);
        }
    }

    fn declare_item(&mut self, item: &'a ast::Item) {
        let (names, tell) = (&mut self.names, &mut self.tell);
        let _told = match &item.kind {
            ItemKind::Kind { names: list, .. } | ItemKind::Role { names: list, .. } => {
                list.iter().map(|name| names.who.declare(tell, name, item)).fold(Ok(0), Result::and)
            }
            ItemKind::Individual { names: list, .. } => list
                .iter()
                .map(|(name, _)| names.who.declare(tell, name, item))
                .fold(Ok(0), Result::and),
            ItemKind::Fact { signature, .. }
            | ItemKind::Attribute { signature, .. }
            | ItemKind::Event { signature, .. }
            | ItemKind::Action { signature } => names.words.declare(tell, &signature.name, item),
            ItemKind::Define { name, .. } => names.words.declare(tell, name, item),
            ItemKind::Safeguard { name, .. } => names.safeguards.declare(tell, name, item),
            ItemKind::Calendar { name, .. } => names.calendars.declare(tell, name, item),
            ItemKind::Order { name, .. } => names.orders.declare(tell, name, item),
            ItemKind::Scenario { name, .. } => names.scenarios.declare(tell, name, item),
            ItemKind::Universe { name, .. }
            | ItemKind::Principle { name, .. }
            | ItemKind::Profile { name, .. } => names.things.declare(tell, name, item),
            ItemKind::Instrument(instrument) => {
                self.declare_instrument(instrument, item);
                Ok(0)
            }
            ItemKind::Norm(norm) => {
                self.declare_norm(norm, None, item);
                Ok(0)
            }
            ItemKind::Use(_)
            | ItemKind::Disjoint(_)
            | ItemKind::Rule(_)
            | ItemKind::Assume(_)
            | ItemKind::Precedence(_)
            | ItemKind::Closure { .. }
            | ItemKind::Expect(_)
            | ItemKind::Allow(_) => Ok(0),
        };
    }

    fn declare_instrument(&mut self, instrument: &'a ast::Instrument, item: &'a ast::Item) {
        let place = self.instruments.len();
        match self.names.things.declare(&mut self.tell, &instrument.name, item) {
            Ok(at) => self.names.things.entries[at].value = Some(Thing::Instrument(place)),
            Err(Told) => {
                let first = self.names.things.get(self.tell.text(instrument.name.span));
                if let Some(Ok(Thing::Instrument(first))) = first {
                    self.instruments[first].namesakes.push(place);
                }
            }
        }
        self.instruments.push(DeclaredInstrument {
            ast: instrument,
            name: self.tell.text(instrument.name.span),
            id: None,
            party_role: None,
            namesakes: Vec::new(),
            norms: std::collections::HashMap::new(),
            norm_order: Vec::new(),
            applies_when: Vec::new(),
            limiting: Vec::new(),
            default: false,
        });
        for norm in &instrument.norms {
            self.declare_norm(norm, Some(place), item);
        }
    }

    fn declare_norm(
        &mut self,
        norm: &'a ast::Norm,
        instrument: Option<usize>,
        item: &'a ast::Item,
    ) {
        let (at, name) = (self.norms.len(), self.tell.text(norm.name.span));
        let own = match instrument {
            None => match self.names.things.declare(&mut self.tell, &norm.name, item) {
                Ok(at_name) => {
                    self.names.things.entries[at_name].value = Some(Thing::Norm(at));
                    true
                }
                Err(Told) => {
                    if let Some(Ok(Thing::Norm(first))) = self.names.things.get(name) {
                        self.norms[first].doubled = true;
                    }
                    false
                }
            },
            Some(place) => match self.instruments[place].norms.get(name) {
                Some(&first) => {
                    self.tell.duplicate(norm.name.span, self.norms[first].ast.name.span);
                    self.norms[first].doubled = true;
                    false
                }
                None => {
                    self.instruments[place].norms.insert(name, at);
                    self.instruments[place].norm_order.push(at);
                    self.nested.entry(name).or_default().push(at);
                    true
                }
            },
        };
        let (key, levels) = (self.keys.len() as u32, levels(norm));
        self.keys.resize(self.keys.len() + levels as usize, None);
        let doubled = false;
        self.norms.push(DeclaredNorm { ast: norm, name, instrument, key, levels, own, doubled });
    }

    /// Every `allow`, with what it covers.
    pub(super) fn allows(&mut self) {
        for (file, tree) in self.files.clone() {
            for item in &tree.items {
                match &item.kind {
                    ItemKind::Allow(allow) => {
                        self.allow(allow, whole_file(self.tell.sources(), file), None)
                    }
                    ItemKind::Norm(norm) => self.allow_all(&norm.allows, norm.span, None),
                    ItemKind::Principle { allows, .. } => self.allow_all(allows, item.span, None),
                    ItemKind::Instrument(instrument) => self.allows_of(instrument, item.span),
                    _ => {}
                }
            }
        }
    }

    fn allows_of(&mut self, instrument: &ast::Instrument, whole: Span) {
        let is_proposed = instrument.head.iter().any(|it| matches!(it.kind, HeadKind::Proposed));
        let name = self.tell.text(instrument.name.span).to_owned();
        let proposed = Some(name.as_str()).filter(|_| is_proposed);
        for line in &instrument.head {
            if let HeadKind::Allow(allow) = &line.kind {
                self.allow(allow, whole, proposed);
            }
        }
        for norm in &instrument.norms {
            self.allow_all(&norm.allows, norm.span, proposed);
        }
    }

    fn allow_all(&mut self, allows: &[ast::Allow], covers: Span, proposed: Option<&str>) {
        allows.iter().for_each(|allow| self.allow(allow, covers, proposed));
    }

    fn allow(&mut self, allow: &ast::Allow, covers: Span, proposed: Option<&str>) {
        // The words of a rule's name may stand apart.
        let rule = self.tell.text(allow.rule).split_whitespace().collect();
        let reason = allow.because.map(|text| self.quoted(&text));
        let reasoned = reason.is_some_and(|text| !text.trim().is_empty());
        self.model.allows.push(Allow {
            rule,
            covers,
            reasoned,
            proposed: proposed.map(str::to_owned),
            span: allow.span,
        });
    }
}

fn whole_file(sources: &Sources, file: FileId) -> Span {
    Span::new(file, 0, sources.text(file).len() as u32)
}

/// A norm and each `otherwise` of it.
fn levels(norm: &ast::Norm) -> u32 {
    let mut levels = 1;
    let mut next = norm.otherwise.as_deref();
    while let Some(otherwise) = next {
        levels += 1;
        next = otherwise.otherwise.as_deref();
    }
    levels
}
