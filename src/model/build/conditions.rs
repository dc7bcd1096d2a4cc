//! Conditions: names resolved, `implies` taken apart.

use super::Builder;
use super::names::{Who, Word};
use super::scope::{Fresh, Item, Omitted};
use super::sentences::Asked;
use super::tell::{Resolved, Told};
use super::terms::{Type, a_word};
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix};
use crate::model::{Cond, Occurrence, Term, rules};
use crate::source::Span;
use crate::syntax::ast::{self, CondKind};
use crate::syntax::modal_said_of_act;

impl<'a> Builder<'a> {
    /// Resolves a part of a condition. *Some* participants are left for the whole to bind.
    pub(super) fn cond(&mut self, item: &mut Item<'a>, cond: &'a ast::Cond) -> Resolved<Cond> {
        let saved = std::mem::replace(&mut item.omitted, Omitted::Bound);
        let resolved = self.cond_kind(item, &cond.kind);
        item.omitted = saved;
        resolved
    }

    fn cond_kind(&mut self, item: &mut Item<'a>, kind: &'a CondKind) -> Resolved<Cond> {
        match kind {
            CondKind::And(parts) => Ok(Cond::All(self.parts(item, parts)?)),
            CondKind::Or(parts) => Ok(Cond::Any(self.parts(item, parts)?)),
            CondKind::Implies(from, to) => {
                let (from, to) = (self.cond(item, from), self.cond(item, to));
                Ok(Cond::Any(vec![not(from?), to?]))
            }
            CondKind::Not(part) => Ok(not(item.negated(|item| self.cond(item, part))?)),
            CondKind::Call(call) => self.fact(item, call),
            CondKind::Is { term, negated, sort } => {
                let told = self
                    .said_of_it(term, sort)
                    .or_else(|| self.said_of_an_act(term, *negated, sort))
                    .or_else(|| self.said_of_a_norm(item, term, sort));
                if let Some(told) = told.or_else(|| self.no_sort(term, *negated, sort)) {
                    return Err(told);
                }
                let is = self.is(item, term, sort)?;
                Ok(if *negated { not(is) } else { is })
            }
            CondKind::Party { term, negated, instrument } => {
                let party = self.party(item, term, instrument)?;
                Ok(if *negated { not(party) } else { party })
            }
            CondKind::Compare { left, op, right } => self.compare(item, left, *op, right),
            CondKind::Happens(call) => Ok(Cond::Happens(self.event(item, call)?)),
            CondKind::Before(parts) => {
                let first = self.event(item, &parts.first).map(Box::new);
                let then = self.event(item, &parts.then).map(Box::new);
                Ok(Cond::Before { first: first?, then: then? })
            }
            CondKind::Distance(parts) => {
                let later = self.event(item, &parts.later).map(Box::new);
                let length = self.length(item, &parts.length);
                let earlier = self.event(item, &parts.earlier).map(Box::new);
                let (later, length, earlier) = (later?, length?, earlier?);
                Ok(Cond::Distance { later, at_least: parts.at_least, length, earlier })
            }
            CondKind::OnOrAfter(date) => Ok(Cond::OnOrAfter(super::compare::day(date)?)),
            CondKind::Applies(reference) => {
                Ok(Cond::Applies(self.target(item.instrument, reference)?))
            }
            CondKind::Status(sentence) => {
                let asked = self.statuses(item, sentence, Asked::InCondition)?;
                let mut conds: Vec<Cond> =
                    asked.into_iter().map(|status| Cond::Status(Box::new(status))).collect();
                Ok(if conds.len() == 1 { conds.remove(0) } else { Cond::All(conds) })
            }
        }
    }

    fn parts(&mut self, item: &mut Item<'a>, parts: &'a [ast::Cond]) -> Resolved<Vec<Cond>> {
        let (mut resolved, mut result) = (Vec::with_capacity(parts.len()), Ok(()));
        for part in parts {
            match self.cond(item, part) {
                Ok(part) => resolved.push(part),
                Err(told) => result = Err(told),
            }
        }
        result.map(|()| resolved)
    }

    /// A fact or a definition.
    fn fact(&mut self, item: &mut Item<'a>, call: &'a ast::Call) -> Resolved<Cond> {
        let word = self.called(item, call)?;
        if !matches!(word, Word::Fact(_) | Word::Definition(_)) {
            return Err(self.not_a_condition(word, call));
        }
        let args = self.arguments(item, call, word)?;
        Ok(match word {
            Word::Definition(definition) => Cond::Define { definition, args },
            Word::Fact(fact) => Cond::Fact { fact, args },
            Word::Attribute(_) | Word::Event(_) | Word::Action(_) => return Err(Told),
        })
    }

    fn not_a_condition(&mut self, word: Word, call: &ast::Call) -> Told {
        let text = self.tell.text(call.name.span);
        let whole = self.tell.quoted(call.span);
        let help = match word {
            Word::Event(_) => format!("write `{whole} happens`"),
            Word::Attribute(_) => format!("compare it: `{whole} = …`"),
            _ => format!(
                "ask what norms say (`bearer must {whole}`), or declare a fact for what is so"
            ),
        };
        let message =
            format!("`{text}` is {}, which is neither true nor false by itself", a_word(word));
        self.tell.tell(
            Diagnostic::new(&rules::MISUSED_WORD, message, call.span, "a condition belongs here")
                .help(help),
        )
    }

    /// `x is Role`
    fn is(&mut self, item: &mut Item<'a>, term: &'a ast::Term, sort: &ast::Name) -> Resolved<Cond> {
        let (who, wanted) = (self.participant_term(item, term), self.sort(item.instrument, sort));
        let (who, wanted) = (who?, wanted?);
        self.fits(item, &who, wanted, term.span, None)?;
        match self.party_roles.get(&wanted).copied() {
            Some(instrument) => Ok(Cond::Party { term: who, instrument }),
            None => Ok(Cond::Is { term: who, sort: wanted }),
        }
    }

    /// `it is impossible`, which says of nobody what it is: one mistake, not two unknown names.
    fn said_of_it(&mut self, term: &ast::Term, sort: &ast::Name) -> Option<Told> {
        let (it, word) = (self.tell.text(term.span), self.tell.text(sort.span));
        if !matches!(it, "it" | "this" | "that") {
            return None;
        }
        if self.names.who.get(it).is_some() || self.names.who.get(word).is_some() {
            return None;
        }
        let message = format!("`{it} is {word}` does not say who or what is so");
        let help = match (self.names.words.get(word), modal_said_of_act(word)) {
            (Some(_), _) => format!("a fact stands alone: `{word}(…)`"),
            (None, Some(modal)) => format!(
                "what norms say of an act is asked by a sentence: `bearer {modal} publish(Data)`"
            ),
            (None, None) => format!(
                "declare a fact and name it: `fact {word}(…)`, or where a person has to judge, \
                 `open fact {word}(…)`"
            ),
        };
        let span = term.span.to(sort.span);
        let told = Diagnostic::new(&rules::UNKNOWN_NAME, message, span, "who or what is?");
        Some(self.tell.tell(told.help(help)))
    }

    /// `x is secret`, where `secret` is a fact, or somebody.
    fn no_sort(&mut self, term: &ast::Term, negated: bool, sort: &ast::Name) -> Option<Told> {
        let text = self.tell.text(sort.span);
        let message = match (self.names.who.get(text), self.names.words.get(text)) {
            (Some(Ok(Who::Individual(_))), _) => {
                format!("`{text}` is one certain participant, not a kind or role")
            }
            (None, Some(Ok(word @ (Word::Fact(_) | Word::Definition(_))))) => {
                format!("`{text}` is {}, not a kind or role", a_word(word))
            }
            _ => return None,
        };
        let (who, is_somebody) = (self.tell.quoted(term.span), self.names.who.get(text).is_some());
        let written = match (is_somebody, negated) {
            (true, false) => format!("{who} = {text}"),
            (true, true) => format!("{who} != {text}"),
            (false, false) => format!("{text}({who})"),
            (false, true) => format!("not {text}({who})"),
        };
        let title = format!("write `{written}`");
        let edits = vec![Edit { span: term.span.to(sort.span), text: written }];
        let label = "a kind or role belongs here";
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, sort.span, label)
            .help(title.clone())
            .fix(Fix { title, applicability: Applicability::Unsafe, edits });
        Some(self.tell.tell(told))
    }

    /// `x is party to INSTRUMENT`
    pub(super) fn party(
        &mut self,
        item: &mut Item<'a>,
        term: &'a ast::Term,
        instrument: &ast::Name,
    ) -> Resolved<Cond> {
        let (who, place) = (self.participant_term(item, term), self.instrument_place(instrument));
        let (who, place) = (who?, place?);
        let id = self.instruments[place].id.ok_or(Told)?;
        let kinds = self.model.instruments[id].party_kinds.clone();
        let can_be = match self.type_of(item, &who) {
            Type::Sorts(sorts) => kinds.iter().any(|&kind| {
                sorts.is_empty() || sorts.iter().any(|&sort| !self.are_disjoint(sort, kind))
            }),
            Type::Individual(individual) => kinds.iter().any(|&kind| self.can_be(individual, kind)),
            Type::Value(_) => false,
        };
        if can_be {
            return Ok(Cond::Party { term: who, instrument: id });
        }
        let (who, name) = (self.tell.quoted(term.span), self.tell.quoted(instrument.span));
        let message = format!("`{who}` cannot be a party to `{name}`");
        let told = |label| Diagnostic::new(&rules::PARTY_IS_NO_STATE, message, term.span, label);
        Err(self.tell.tell(if kinds.is_empty() {
            told("it has no parties").help(format!(
                "say in the head of `{name}` who can be a party: `treaty`, or `parties …`"
            ))
        } else {
            told("not of a kind that can be a party")
        }))
    }

    /// An event of which a condition speaks.
    fn event(&mut self, item: &mut Item<'a>, call: &'a ast::Call) -> Resolved<Occurrence> {
        let word = self.called(item, call)?;
        let Word::Event(event) = word else {
            let text = self.tell.text(call.name.span);
            let message = format!("`{text}` is {}, not an event", a_word(word));
            return Err(self.tell.simple(
                &rules::MISUSED_WORD,
                message,
                call.name.span,
                "conditions ask only of events when they happen",
            ));
        };
        let args = self.arguments(item, call, word)?;
        Ok(Occurrence::Event { event, args })
    }

    /// An event, or an act of `by` (the bearer, where nobody is named).
    pub(super) fn occurrence(
        &mut self,
        item: &mut Item<'a>,
        call: &'a ast::Call,
        by: Option<&'a ast::Term>,
    ) -> Resolved<Occurrence> {
        let word = self.called(item, call)?;
        match (word, by) {
            (Word::Event(event), None) => {
                let args = self.arguments(item, call, word)?;
                Ok(Occurrence::Event { event, args })
            }
            (Word::Action(action), by) => {
                let by = self.doer(item, by, call.span);
                let args = self.arguments(item, call, word)?;
                Ok(Occurrence::Act { by: by?, action, args })
            }
            (word, by) => Err(self.does_not_happen(word, call, by)),
        }
    }

    fn doer(
        &mut self,
        item: &mut Item<'a>,
        by: Option<&'a ast::Term>,
        span: Span,
    ) -> Resolved<Term> {
        match by {
            Some(term) => self.participant_term(item, term),
            None => item.bearer.clone().ok_or(()).map_err(|()| {
                let text = self.tell.quoted(span);
                let message = format!("nobody is said to do `{text}`");
                self.tell.simple(&rules::MISUSED_WORD, message, span, "add `by …`")
            }),
        }
    }

    fn does_not_happen(&mut self, word: Word, call: &ast::Call, by: Option<&ast::Term>) -> Told {
        let text = self.tell.text(call.name.span);
        let (message, span, label) = match (word, by) {
            (Word::Event(_), Some(by)) => {
                (format!("`{text}` is an event: nobody does it"), by.span, "leave this out")
            }
            _ => (
                format!("`{text}` is {}, which has no time", a_word(word)),
                call.name.span,
                "an event, an act or a date belongs here",
            ),
        };
        self.tell.simple(&rules::MISUSED_WORD, message, span, label)
    }

    /// A condition that limits a norm from outside (`applies when` of its instrument): `None` where it names
    /// participants that the norm lacks.
    pub(super) fn limit(&mut self, item: &mut Item<'a>, cond: &'a ast::Cond) -> Option<Cond> {
        let quiet = std::mem::replace(&mut self.tell.quiet, true);
        let limit = self.condition(item, cond, Fresh::Match);
        self.tell.quiet = quiet;
        limit.ok()
    }
}

pub(super) fn not(cond: Cond) -> Cond {
    Cond::Not(Box::new(cond))
}
