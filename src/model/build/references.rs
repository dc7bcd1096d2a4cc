//! References: which norm or instrument `gdpr.art33.otherwise` means.
//!
//! While norms are built, a [`Target::Norm`] holds a *key*: the place of the norm in the text, counting each
//! `otherwise` as one. `finish` turns keys into ids. A key is no place in `Model::norms`: norms that are left out have
//! keys and no place there, and one with several acts has one key and several places. What a reference leads to is
//! asked of its declaration ([`Builder::norm_declared`]).

use super::names::Thing;
use super::tell::{PRINCIPLE_OR_NORM, Resolved, Told};
use super::{Builder, DeclaredNorm};
use crate::diagnostics::Diagnostic;
use crate::model::{NormId, PrincipleId, Target, rules};
use crate::source::Span;
use crate::syntax::ast;

impl<'a> Builder<'a> {
    /// What a reference names; `within` is the instrument in which it stands.
    pub(super) fn target(
        &mut self,
        within: Option<usize>,
        reference: &ast::Ref,
    ) -> Resolved<Target> {
        let texts: Vec<&'a str> =
            reference.parts.iter().map(|part| self.tell.text(part.span)).collect();
        let level = texts.iter().rev().take_while(|text| **text == "otherwise").count();
        let thing = match texts[..texts.len() - level] {
            [name] => self.bare(within, name, reference.parts[0].span)?,
            [_, norm] => {
                let place = self.instrument_place(&reference.parts[0])?;
                self.norm_of(place, norm, &reference.parts[1])?
            }
            _ => return Err(self.no_such(reference.span)),
        };
        match thing {
            Thing::Norm(at) => self.level(at, level as u32, reference.span),
            Thing::Instrument(place) if level == 0 => {
                let declared = &self.instruments[place];
                let id = declared.id.filter(|_| declared.namesakes.is_empty());
                id.map(Target::Instrument).ok_or(Told)
            }
            _ => Err(self.no_such(reference.span)),
        }
    }

    /// The norm to which a key leads, as it is declared.
    pub(super) fn norm_declared(&self, NormId(key): NormId) -> Option<&DeclaredNorm<'a>> {
        let behind = self.norms.partition_point(|norm| norm.key <= key);
        self.norms[..behind].last()
    }

    /// A list of references; every one is tried.
    pub(super) fn targets(
        &mut self,
        within: Option<usize>,
        references: &[ast::Ref],
    ) -> Resolved<Vec<Target>> {
        let targets: Vec<_> =
            references.iter().map(|reference| self.target(within, reference)).collect();
        targets.into_iter().collect()
    }

    /// The instrument's own norms first, then what stands outside instruments, then a norm that has the name alone.
    fn bare(&mut self, within: Option<usize>, name: &'a str, span: Span) -> Resolved<Thing> {
        if let Some(&norm) = within.and_then(|place| self.instruments[place].norms.get(name)) {
            return Ok(Thing::Norm(norm));
        }
        if let Some(found) = self.names.things.get(name) {
            // Principles and universes are resolved after norms: one that means nothing yet is one of these.
            return match found {
                Ok(thing @ (Thing::Instrument(_) | Thing::Norm(_))) => Ok(thing),
                _ => Err(self.no_norm(span)),
            };
        }
        let nested: &[usize] = self.nested.get(name).map_or(&[], |found| found);
        match *nested {
            [norm] => Ok(Thing::Norm(norm)),
            [] => {
                let names =
                    self.names.things.names().chain(self.norms.iter().map(|norm| norm.name));
                Err(self.tell.unknown(
                    &rules::DANGLING_REFERENCE,
                    "norm or instrument",
                    span,
                    names,
                ))
            }
            _ => {
                let nested = nested.to_vec();
                Err(self.ambiguous(name, &nested, span))
            }
        }
    }

    fn ambiguous(&mut self, name: &str, found: &[usize], span: Span) -> Told {
        let names: Vec<_> =
            found.iter().take(5).map(|&norm| format!("`{}`", self.qualified(norm))).collect();
        let message = format!("`{name}` could mean {}", names.join(" or "));
        let mut told = Diagnostic::new(&rules::AMBIGUOUS_NAME, message, span, "which of them?");
        for &norm in found.iter().take(5) {
            told = told.related(self.norms[norm].ast.name.span, "one candidate");
        }
        self.tell.tell(told.help("write the instrument before it, with a dot"))
    }

    fn qualified(&self, norm: usize) -> String {
        let declared = &self.norms[norm];
        match declared.instrument {
            Some(place) => format!("{}.{}", self.instruments[place].name, declared.name),
            None => declared.name.to_owned(),
        }
    }

    fn norm_of(&mut self, place: usize, norm: &str, name: &ast::Name) -> Resolved<Thing> {
        let instrument = &self.instruments[place];
        let mut namesakes = instrument.namesakes.iter().map(|&other| &self.instruments[other]);
        if namesakes.any(|other| other.norms.contains_key(norm)) {
            return Err(Told);
        }
        if let Some(&norm) = instrument.norms.get(norm) {
            return Ok(Thing::Norm(norm));
        }
        // Behind a brace too many, norms of the instrument seem to stand outside.
        let outside = |it: &DeclaredNorm<'_>| it.instrument.is_none() && it.name == norm;
        if self.files.iter().any(|(_, file)| file.has_stray_brace) && self.norms.iter().any(outside)
        {
            return Err(Told);
        }
        if self.tell.is_nameless("norm") {
            return Err(Told);
        }
        let names = instrument.norm_order.iter().map(|&norm| self.norms[norm].name);
        let message = format!("`{}` holds no norm `{norm}`", instrument.name);
        Err(self.tell.unknown_once(&rules::DANGLING_REFERENCE, message, name.span, names))
    }

    fn level(&mut self, norm: usize, level: u32, span: Span) -> Resolved<Target> {
        let declared = &self.norms[norm];
        if declared.doubled {
            return Err(Told);
        }
        if level < declared.levels {
            return Ok(Target::Norm(NormId(declared.key + level)));
        }
        let name = self.qualified(norm);
        let further = if declared.levels > 1 { "no further" } else { "no" };
        let told = Diagnostic::new(
            &rules::DANGLING_REFERENCE,
            format!("`{name}` has {further} `otherwise`"),
            span,
            "leads to nothing",
        );
        Err(self.tell.tell(told.related(declared.ast.name.span, "declared here")))
    }

    fn no_such(&mut self, span: Span) -> Told {
        let message = format!("`{}` is neither a norm nor an instrument", self.tell.quoted(span));
        self.tell.simple(&rules::DANGLING_REFERENCE, message, span, "leads to nothing")
    }

    fn no_norm(&mut self, span: Span) -> Told {
        let message = format!("`{}` is neither a norm nor an instrument", self.tell.quoted(span));
        self.tell.simple(&rules::MISUSED_WORD, message, span, "a norm or instrument belongs here")
    }

    /// The place of an instrument that is named.
    pub(super) fn instrument_place(&mut self, name: &ast::Name) -> Resolved<usize> {
        match self.names.things.get(self.tell.text(name.span)) {
            Some(Ok(Thing::Instrument(place))) => Ok(place),
            Some(_) => Err(self.tell.simple(
                &rules::MISUSED_WORD,
                format!("`{}` is not an instrument", self.tell.text(name.span)),
                name.span,
                "an instrument belongs here",
            )),
            None => {
                let names = self.instruments.iter().map(|known| known.name);
                Err(self.tell.unknown(&rules::DANGLING_REFERENCE, "instrument", name.span, names))
            }
        }
    }

    /// The place of an instrument with that name, where there is one. Tells nothing.
    pub(super) fn instrument_named(&mut self, name: &str) -> Option<usize> {
        match self.names.things.get(name) {
            Some(Ok(Thing::Instrument(place))) => Some(place),
            _ => None,
        }
    }

    /// The principle of that name.
    pub(super) fn principle(&mut self, name: &ast::Name) -> Resolved<PrincipleId> {
        match self.names.things.get(self.tell.text(name.span)) {
            Some(Ok(Thing::Principle(principle))) => Ok(principle),
            Some(Err(told)) => Err(told),
            Some(Ok(_)) => {
                let text = self.tell.text(name.span);
                let message = format!("`{text}` is not a principle");
                let label = "a principle belongs here";
                let told = Diagnostic::new(&rules::MISUSED_WORD, message, name.span, label);
                let violated = self.tell.next_word(name.span) == Some("violated");
                let help = format!("say who violates a norm: `expect acme violates {text}`");
                Err(self.tell.tell(if violated { told.help(help) } else { told }))
            }
            None => {
                let names = self.names.things.names();
                let violated = self.tell.next_word(name.span) == Some("violated");
                let what = if violated { PRINCIPLE_OR_NORM } else { "principle" };
                Err(self.tell.unknown(&rules::DANGLING_REFERENCE, what, name.span, names))
            }
        }
    }
}
