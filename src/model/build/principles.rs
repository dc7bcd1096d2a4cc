//! Principles and profiles. Every assertion but `every` becomes: whenever COND, the norms (do not) say STATUS.

use super::Builder;
use super::conditions::not;
use super::names::{Thing, Word};
use super::scope::{Fresh, Item};
use super::sentences::Asked;
use super::tell::{Resolved, Told};
use super::walk::{self, Vars};
use crate::model::{
    Act, Assertion, AssertionKind, Cond, Mode, Principle, PrincipleId, Profile, Scope, Slot,
    SlotKind, Status, VarId, rules,
};
use crate::syntax::ast::{self, ItemKind};

/// An assertion about a sentence, as it is written.
struct Expected<'a> {
    mode: Mode,
    cond: Option<&'a ast::Cond>,
    negated: bool,
    sentence: &'a ast::Sentence,
}

impl<'a> Builder<'a> {
    /// Principles, then the profiles that group them.
    pub(super) fn principles(&mut self) {
        for item in self.items() {
            let ItemKind::Principle { name, title, assertions, .. } = &item.kind else { continue };
            let made: Vec<_> = assertions.iter().map(|written| self.assertion(written)).collect();
            let Ok(made) = made.into_iter().collect::<Resolved<Vec<_>>>() else { continue };
            if self.names.things.own(&self.tell, name).is_some() {
                let id = self.model.principles.push(Principle {
                    name: self.tell.text(name.span).into(),
                    title: title.as_ref().map(|title| self.quoted(title)),
                    assertions: made.concat(),
                    span: item.span,
                    name_span: name.span,
                });
                self.names.things.settle(&self.tell, name, Thing::Principle(id));
            }
        }
        for item in self.items() {
            let ItemKind::Profile { name, title, principles } = &item.kind else { continue };
            let found: Vec<_> = principles.iter().map(|name| self.principle(name)).collect();
            let once = self.tell.once(principles);
            let Ok(principles) = found.into_iter().collect::<Resolved<Vec<_>>>() else { continue };
            if once.is_err() {
                continue;
            }
            if self.names.things.own(&self.tell, name).is_some() {
                self.model.profiles.push(Profile {
                    name: self.tell.text(name.span).into(),
                    title: title.as_ref().map(|title| self.quoted(title)),
                    principles,
                    span: name.span,
                });
                self.names.things.settle(&self.tell, name, Thing::Profile);
            }
        }
    }

    /// What is asked about in every situation, as a principle without a name.
    pub(super) fn question(&mut self, sentence: &'a ast::Sentence) -> Resolved<PrincipleId> {
        let (mode, cond, negated) = (Mode::Always, None, false);
        let asked = Expected { mode, cond, negated, sentence };
        let assertions = self.expected(asked, sentence.span)?;
        let (name, title, span) = ("".into(), None, sentence.span);
        let question = Principle { name, title, assertions, span, name_span: span };
        Ok(self.model.principles.push(question))
    }

    fn assertion(&mut self, written: &'a ast::Assertion) -> Resolved<Vec<Assertion>> {
        use ast::AssertionKind as Written;
        let expected = match &written.kind {
            Written::Whenever { cond, negated, expect } => Expected {
                mode: Mode::Whenever,
                cond: Some(cond),
                negated: *negated,
                sentence: expect,
            },
            // It was told when it was read.
            Written::Lost => return Err(Told),
            Written::Never(sentence) => {
                Expected { mode: Mode::Never, cond: None, negated: true, sentence }
            }
            Written::Always { negated, sentence } => {
                Expected { mode: Mode::Always, cond: None, negated: *negated, sentence }
            }
            Written::Sometimes { negated, sentence } => {
                Expected { mode: Mode::Sometimes, cond: None, negated: *negated, sentence }
            }
            Written::Every { class, action, when, slots } => {
                let (scope, act, when) = self.every(action.as_ref(), when.as_ref())?;
                let slots: Vec<_> = slots.iter().map(|slot| self.slot(slot)).collect();
                let slots = slots.into_iter().collect::<Resolved<_>>()?;
                let kind = AssertionKind::Every { class: *class, act, when, slots };
                return Ok(vec![Assertion { scope, kind, span: written.span }]);
            }
        };
        self.expected(expected, written.span)
    }

    fn expected(
        &mut self,
        written: Expected<'a>,
        span: crate::source::Span,
    ) -> Resolved<Vec<Assertion>> {
        let Expected { mode, cond, negated, sentence } = written;
        let mut item = Item::new(None);
        let cond = self.when(&mut item, cond);
        let asked = match (negated, mode) {
            (true, _) => Asked::Denied,
            (false, Mode::Sometimes) => Asked::InCondition,
            (false, _) => Asked::Asserted,
        };
        let statuses = self.statuses(&mut item, sentence, asked);
        let (cond, statuses) = (cond?, statuses?);
        self.check_positive(&item)?;
        if statuses.len() > 1 && negated {
            return Err(self.one_act(sentence.span));
        }
        let assertion = |status| assert(mode, negated, cond.clone(), status, &item.scope, span);
        Ok(statuses.into_iter().map(assertion).collect())
    }

    /// `every ban on transfer when (C)`: all participants are *some*, and nothing binds them.
    fn every(
        &mut self,
        action: Option<&'a ast::Call>,
        when: Option<&'a ast::Cond>,
    ) -> Resolved<(Scope, Option<Act>, Cond)> {
        let mut item = Item::new(None);
        item.fresh = Fresh::Free;
        let act = action.map(|call| self.every_act(&mut item, call)).transpose()?;
        let when = match when {
            Some(when) => self.condition(&mut item, when, Fresh::Free)?,
            None => Cond::TRUE,
        };
        self.check_positive(&item)?;
        Ok((item.scope, act, when))
    }

    fn every_act(&mut self, item: &mut Item<'a>, call: &'a ast::Call) -> Resolved<Act> {
        let word = self.called(item, call)?;
        let Word::Action(action) = word else {
            let message = format!("`{}` is not an act", self.tell.text(call.name.span));
            let label = "an action belongs here";
            return Err(self.tell.simple(&rules::MISUSED_WORD, message, call.name.span, label));
        };
        let args = match call.args {
            None => self.anyone_of(word, call.span, item),
            Some(_) => {
                item.omitted = super::scope::Omitted::Some;
                self.arguments(item, call, word)?
            }
        };
        Ok(Act::Do { action, args })
    }

    fn slot(&mut self, slot: &ast::Slot) -> Resolved<Slot> {
        let kind = match &slot.kind {
            ast::SlotKind::Deadline => SlotKind::Deadline,
            ast::SlotKind::End => SlotKind::End,
            ast::SlotKind::Exception => SlotKind::Exception,
            ast::SlotKind::Remedy => SlotKind::Remedy,
            ast::SlotKind::Source => SlotKind::Source,
            ast::SlotKind::Safeguard(name) => SlotKind::Safeguard(
                self.names.safeguards.find(&mut self.tell, name).map_err(|Told| Told)?,
            ),
        };
        Ok(Slot { kind, span: slot.span })
    }
}

/// The condition takes over the `when` and `unless` of the sentence.
fn assert(
    mode: Mode,
    negated: bool,
    cond: Cond,
    mut status: Status,
    scope: &Scope,
    span: crate::source::Span,
) -> Assertion {
    let when = std::mem::replace(&mut status.when, Cond::TRUE);
    let unless = std::mem::replace(&mut status.unless, Cond::Any(Vec::new()));
    let exception = match &unless {
        Cond::Any(parts) if parts.is_empty() => Cond::TRUE,
        _ => not(unless),
    };
    let cond = cond.and(when).and(exception);
    let mut some: Vec<VarId> = Vec::new();
    walk::status_atom(
        &mut status,
        &mut Vars(|var: &mut VarId| {
            if scope[*var].some && !scope[*var].omitted && !some.contains(var) {
                some.push(*var);
            }
        }),
    );
    let kind = AssertionKind::Expect { mode, cond, negated, status, some };
    Assertion { scope: scope.clone(), kind, span }
}
