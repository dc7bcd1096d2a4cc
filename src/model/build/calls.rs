//! Calls: which participants a fact, attribute, event, act or definition is about.

use super::Builder;
use super::names::{Who, Word};
use super::scope::{Item, Omitted};
use super::tell::{Resolved, Told};
use crate::diagnostics::Diagnostic;
use crate::model::{Param, SortId, Term, rules};
use crate::source::Span;
use crate::syntax::ast;

impl<'a> Builder<'a> {
    /// The kind or role of that name; `Party` and `gdpr.Party` are roles too.
    pub(super) fn sort(&mut self, instrument: Option<usize>, name: &ast::Name) -> Resolved<SortId> {
        let text = self.tell.text(name.span);
        if let Some(role) = instrument.and_then(|place| self.own_party_role(place, text)) {
            return role;
        }
        if let Some((of, "Party")) = text.rsplit_once('.')
            && let Some(place) = self.instrument_named(of.trim())
        {
            return self.party_role_of(place, name.span);
        }
        match self.names.who.find(&mut self.tell, name)? {
            Who::Sort(sort) => Ok(sort),
            Who::Individual(individual) => {
                let own = &self.model.individuals[individual].sorts;
                let kind = own.first().map_or("…", |&sort| &*self.model.sorts[sort].name);
                let help = format!("write its kind or role: `{kind}`");
                let message = format!("`{text}` is one certain participant, not a kind or role");
                Err(self.tell.tell(
                    Diagnostic::new(
                        &rules::MISUSED_WORD,
                        message,
                        name.span,
                        "a kind or role belongs here",
                    )
                    .help(help),
                ))
            }
        }
    }

    /// What a word of the vocabulary stands for.
    pub(super) fn word(&mut self, name: &ast::Name) -> Resolved<Word> {
        self.names.words.find(&mut self.tell, name)
    }

    /// The word that a call names. Where there is none, its participants are resolved for their own errors.
    pub(super) fn called(&mut self, item: &mut Item<'a>, call: &'a ast::Call) -> Resolved<Word> {
        let word = self.word(&call.name);
        if word.is_err() {
            for arg in call.args.iter().flatten() {
                let _told = self.term(item, &arg.value);
            }
        }
        word
    }

    /// The parameters of a word.
    pub(super) fn params(&self, word: Word) -> &[Param] {
        match word {
            Word::Fact(id) => &self.model.facts[id].params,
            Word::Attribute(id) => &self.model.attributes[id].params,
            Word::Event(id) => &self.model.events[id].params,
            Word::Action(id) => &self.model.actions[id].params,
            Word::Definition(id) => &self.model.definitions[id].params,
        }
    }

    /// The participants of a call, one for each parameter.
    pub(super) fn arguments(
        &mut self,
        item: &mut Item<'a>,
        call: &'a ast::Call,
        word: Word,
    ) -> Resolved<Vec<Term>> {
        match &call.args {
            None => self.implied(item, call, word),
            Some(args) => self.written(item, call, word, args),
        }
    }

    fn written(
        &mut self,
        item: &mut Item<'a>,
        call: &'a ast::Call,
        word: Word,
        args: &'a [ast::Arg],
    ) -> Resolved<Vec<Term>> {
        let count = self.params(word).len();
        let mut slots: Vec<Option<Term>> = vec![None; count];
        let (mut result, mut cursor) = (Ok(()), 0);
        for arg in args {
            let slot = match &arg.label {
                Some(label) => self.labelled(word, label, call),
                None => self.next_unlabelled(word, &mut cursor, call, arg),
            };
            let Ok(at) = slot else {
                // One mistake: what follows would only shift.
                return Err(Told);
            };
            if slots[at].is_some() {
                let text = self.tell.quoted(arg.value.span);
                return Err(self.tell.simple(
                    &rules::WRONG_ARITY,
                    format!("`{text}` is a second participant for one label"),
                    arg.value.span,
                    "that label is taken",
                ));
            }
            let sort = self.params(word)[at].sort;
            let value = self.term(item, &arg.value);
            let value = value.and_then(|value| {
                self.fits(item, &value, sort, arg.value.span, Some(call.name.span)).map(|()| value)
            });
            match value {
                Ok(value) => slots[at] = Some(value),
                Err(told) => result = Err(told),
            }
        }
        result?;
        for (at, slot) in slots.iter_mut().enumerate() {
            if slot.is_none() {
                *slot = Some(self.missing(item, word, at, call.span)?);
            }
        }
        slots.into_iter().collect::<Option<Vec<_>>>().ok_or(Told)
    }

    fn labelled(&mut self, word: Word, label: &ast::Name, call: &ast::Call) -> Resolved<usize> {
        let text = self.tell.text(label.span);
        let found = self.params(word).iter().position(|param| param.label.as_deref() == Some(text));
        found.ok_or(()).map_err(|()| {
            let labels: Vec<String> = self
                .params(word)
                .iter()
                .filter_map(|param| param.label.as_deref())
                .map(str::to_owned)
                .collect();
            let name = self.tell.text(call.name.span);
            if labels.is_empty() {
                return self.tell.tell(
                    Diagnostic::new(
                        &rules::WRONG_ARITY,
                        format!("`{name}` has no labelled participants"),
                        label.span,
                        "no such label",
                    )
                    .related(self.declared(call), "declared here"),
                );
            }
            let names = labels.iter().map(String::as_str);
            let message = format!("`{name}` has no participant labelled `{text}`");
            self.tell.unknown_once(&rules::WRONG_ARITY, message, label.span, names)
        })
    }

    fn next_unlabelled(
        &mut self,
        word: Word,
        cursor: &mut usize,
        call: &ast::Call,
        arg: &ast::Arg,
    ) -> Resolved<usize> {
        let params = self.params(word);
        let count = params.len();
        while params.get(*cursor).is_some_and(|param| param.label.is_some()) {
            *cursor += 1;
        }
        *cursor += 1;
        if *cursor <= params.len() {
            return Ok(*cursor - 1);
        }
        let (name, value) = (self.tell.quoted(call.name.span), self.tell.quoted(arg.value.span));
        let label = self.params(word).iter().find_map(|param| param.label.as_deref());
        let help = match label {
            Some(label) => format!("for the labelled one, write `{label}: {value}`"),
            None if count == 0 => format!(
                "leave out `{value}`; or declare whom `{name}` is about, in brackets: `{name}({value})`"
            ),
            None => format!("leave out `{value}`"),
        };
        let message = format!("`{name}` is given too many participants");
        Err(self.tell.tell(
            Diagnostic::new(&rules::WRONG_ARITY, message, arg.value.span, "one too many")
                .related(self.declared(call), "declared here")
                .help(help),
        ))
    }

    fn declared(&self, call: &ast::Call) -> Span {
        let place = self.names.words.place(self.tell.text(call.name.span));
        place.map_or(call.span, |place| self.names.words.entries[place].span)
    }

    /// What stands for a parameter to which nothing was given.
    pub(super) fn missing(
        &mut self,
        item: &mut Item<'a>,
        word: Word,
        at: usize,
        span: Span,
    ) -> Resolved<Term> {
        let param = &self.params(word)[at];
        let sort = param.sort;
        match param.label.clone() {
            Some(label) if item.omitted != Omitted::Refuse => {
                self.left_out(item, &label, sort, span)
            }
            label => {
                let name = &self.model.sorts[sort].name;
                let alike = |params: &[Param]| params.iter().filter(|it| it.sort == sort).count();
                let (before, all) = (alike(&self.params(word)[..at]), alike(self.params(word)));
                let wanted = match label {
                    Some(label) => format!("`{label}: {name}`"),
                    None if all > 1 => format!("its {} `{name}`", nth(before)),
                    None => format!("`{name}`"),
                };
                let message = format!("`{}` lacks {wanted}", self.tell.quoted(span));
                Err(self.tell.simple(
                    &rules::WRONG_ARITY,
                    message,
                    span,
                    "a participant is missing",
                ))
            }
        }
    }

    /// A call without brackets: who is meant follows from the item.
    fn implied(
        &mut self,
        item: &mut Item<'a>,
        call: &'a ast::Call,
        word: Word,
    ) -> Resolved<Vec<Term>> {
        let mut terms: Vec<Term> = Vec::new();
        for at in 0..self.params(word).len() {
            let param = &self.params(word)[at];
            let sort = param.sort;
            let same = |other: &&Param| other.label.is_none() && other.sort == sort;
            let nth = self.params(word)[..at].iter().filter(same).count();
            terms.push(match param.label {
                Some(_) => self.missing(item, word, at, call.span)?,
                None => self.by_sort(item, sort, nth, call.span)?,
            });
        }
        Ok(terms)
    }
}

/// Which of several participants of one sort it is that stands behind so many.
fn nth(before: usize) -> &'static str {
    ["first", "second", "third"].get(before).copied().unwrap_or("last")
}
