//! Terms: who or what a word, a chain or `bearer` stands for, and of what type it is.

use super::Builder;
use super::names::{Who, Word};
use super::scope::{Fresh, Item};
use super::tell::{Resolved, Told};
use crate::diagnostics::Diagnostic;
use crate::model::{AttributeType, IndividualId, SortId, SortKind, Term, rules};
use crate::source::Span;
use crate::syntax::ast::{self, Quantifier, TermKind};

/// What messages call somebody who is named.
pub(super) const PARTICIPANT: &str = "participant, kind or role";

/// What messages call what follows a dot.
pub(super) const ATTRIBUTE: &str = "attribute";

/// What a term stands for.
#[derive(Clone, Debug)]
pub(super) enum Type {
    /// A participant of at least one of these sorts; anyone, where empty.
    Sorts(Vec<SortId>),
    /// A named participant.
    Individual(IndividualId),
    /// A value of an attribute that is no participant.
    Value(AttributeType),
}

impl<'a> Builder<'a> {
    /// Resolves a term. Its type is what [`Builder::type_of`] says.
    pub(super) fn term(&mut self, item: &mut Item<'a>, term: &'a ast::Term) -> Resolved<Term> {
        let quantifier = term.quantifier;
        let resolved = match &term.kind {
            TermKind::Bearer => {
                item.bearer.clone().ok_or(()).map_err(|()| self.no_bearer(term.span))
            }
            TermKind::Name(name) => self.name(item, name, quantifier),
            TermKind::Named { sort, var } => self.named(item, sort, var, quantifier, term.span),
            TermKind::Attribute { of, attribute } => match self.party_role(of, attribute) {
                Some(role) => {
                    let text = self.tell.text(term.span);
                    role.and_then(|role| self.participant(item, text, role, quantifier, term.span))
                }
                None => self.chain(item, of, attribute),
            },
            TermKind::Call(call) => self.attribute_call(item, call),
        }?;
        if let Some(span) = term.quantifier_span()
            && !matches!(resolved, Term::Var(_))
        {
            return Err(self.tell.simple(
                &rules::MISUSED_WORD,
                format!("`{}` belongs before a kind or role", self.tell.quoted(span)),
                span,
                "what follows is one certain participant",
            ));
        }
        Ok(resolved)
    }

    fn name(
        &mut self,
        item: &mut Item<'a>,
        name: &ast::Name,
        quantifier: Option<Quantifier>,
    ) -> Resolved<Term> {
        let text = self.tell.text(name.span);
        if item.named(text).is_some() {
            // Its sort is known already; any will do here.
            return self.participant(item, text, SortId(0), quantifier, name.span);
        }
        let own = item.instrument.filter(|_| item.fresh != Fresh::Listed);
        if let Some(role) = own.and_then(|place| self.own_party_role(place, text)) {
            return self.participant(item, text, role?, quantifier, name.span);
        }
        match self.names.who.get(text) {
            Some(Ok(Who::Individual(individual))) => Ok(Term::Individual(individual)),
            Some(Ok(Who::Sort(sort))) => self.participant(item, text, sort, quantifier, name.span),
            Some(Err(told)) => Err(told),
            None => match self.value_of_nobody(text) {
                Some(value) => Ok(value),
                None => Err(self.unknown_participant(item, name.span)),
            },
        }
    }

    /// `threshold`, an attribute that is nobody's.
    fn value_of_nobody(&mut self, text: &str) -> Option<Term> {
        let Some(Ok(word @ Word::Attribute(attribute))) = self.names.words.get(text) else {
            return None;
        };
        self.params(word).is_empty().then(|| Term::Attribute { attribute, args: Vec::new() })
    }

    fn unknown_participant(&mut self, item: &Item<'a>, span: Span) -> Told {
        let text = self.tell.text(span);
        match self.names.words.get(text) {
            Some(Ok(word @ Word::Attribute(_))) => return self.whose_attribute(word, text, span),
            // It may be the value of an attribute that is nobody's, which is declared with an error.
            Some(Err(told)) => return told,
            Some(_) => {}
            None => {
                if let Some(told) = self.misspelt_value(span) {
                    return told;
                }
            }
        }
        let names = item.known_names().into_iter().chain(self.names.who.names());
        self.tell.unknown(&rules::UNKNOWN_NAME, PARTICIPANT, span, names)
    }

    /// `seat`, where `Provider.seat` is meant.
    fn whose_attribute(&mut self, word: Word, text: &str, span: Span) -> Told {
        let owner = self.params(word).iter().find(|param| param.label.is_none());
        let owner = owner.map_or("…", |param| &*self.model.sorts[param.sort].name);
        let message = format!("`{text}` is an attribute, and whose is not said");
        let help = format!("write `{owner}.{text}`");
        let diagnostic = Diagnostic::new(&rules::MISUSED_WORD, message, span, "whose?").help(help);
        self.tell.tell(diagnostic)
    }

    /// `State a`
    fn named(
        &mut self,
        item: &mut Item<'a>,
        sort_name: &ast::Name,
        var: &ast::Name,
        quantifier: Option<Quantifier>,
        span: Span,
    ) -> Resolved<Term> {
        let sort = self.sort(item.instrument, sort_name)?;
        let text = self.tell.text(var.span);
        if let Some(Ok(Who::Sort(_))) = self.names.who.get(text) {
            let message = format!("`{text}` is a kind or role, not a name for one participant");
            let label = "stands where a name belongs";
            let help = format!(
                "put a comma between two participants; or give this one a name of its own: `{} other`",
                self.tell.text(sort_name.span)
            );
            let told = Diagnostic::new(&rules::DUPLICATE_NAME, message, var.span, label).help(help);
            return Err(self.tell.tell(told));
        }
        if let Some(place) = self.names.who.place(text) {
            return Err(self.tell.duplicate(var.span, self.names.who.entries[place].span));
        }
        match item.named(text) {
            Some(known) if item.scope[known].sorts[..] != [sort] => {
                Err(self.tell.duplicate(var.span, item.scope[known].span))
            }
            _ => self.participant(item, text, sort, quantifier, span),
        }
    }

    fn no_bearer(&mut self, span: Span) -> Told {
        self.tell.simple(
            &rules::MISUSED_WORD,
            "`bearer` stands for whoever bears a norm, and there is none here",
            span,
            "nobody bears this",
        )
    }

    /// `x.territory`
    fn chain(
        &mut self,
        item: &mut Item<'a>,
        of: &'a ast::Term,
        attribute: &'a ast::Name,
    ) -> Resolved<Term> {
        let owner = self.term(item, of)?;
        let word = self.attribute_word(attribute)?;
        let Word::Attribute(id) = word else {
            return Err(self.not_an_attribute(word, attribute.span));
        };
        let params = self.params(word).len();
        let own: Vec<usize> =
            (0..params).filter(|&at| self.params(word)[at].label.is_none()).collect();
        let [at] = own[..] else {
            let text = self.tell.text(attribute.span);
            return Err(self.tell.tell(
                Diagnostic::new(
                    &rules::WRONG_ARITY,
                    format!("`{text}` is not a matter of one participant"),
                    attribute.span,
                    format!("takes {} participants", own.len()),
                )
                .help(format!("write it as `{text}(…)`")),
            ));
        };
        self.fits(item, &owner, self.params(word)[at].sort, of.span, Some(attribute.span))?;
        let mut args = Vec::with_capacity(params);
        for index in 0..params {
            if index == at {
                args.push(owner.clone());
            } else {
                args.push(self.missing(item, word, index, attribute.span)?);
            }
        }
        self.bears_a_value(item, word, &args);
        Ok(Term::Attribute { attribute: id, args })
    }

    /// In a rule between acts, which anyone may do, whoever has the value of an attribute is of the sort that has them.
    fn bears_a_value(&self, item: &mut Item<'a>, attribute: Word, args: &[Term]) {
        let (Some(Term::Var(bearer)), true) = (&item.bearer, item.shared.is_some()) else { return };
        let bearer = *bearer;
        let place = args.iter().position(|arg| *arg == Term::Var(bearer));
        let sorts = &mut item.scope.vars[bearer.0 as usize].sorts;
        if let (Some(place), true) = (place, sorts.is_empty()) {
            sorts.push(self.params(attribute)[place].sort);
        }
    }

    /// The word behind a dot, which is to be an attribute.
    fn attribute_word(&mut self, name: &ast::Name) -> Resolved<Word> {
        if let Some(found) = self.names.words.get(self.tell.text(name.span)) {
            return found;
        }
        let entries = self.names.words.entries.iter();
        let attributes = entries.filter(|it| matches!(it.value, Some(Word::Attribute(_)) | None));
        let names: Vec<&str> = attributes.map(|it| it.name).collect();
        Err(self.tell.unknown(&rules::UNKNOWN_NAME, ATTRIBUTE, name.span, names.into_iter()))
    }

    /// `agreement_term(a, to: b)`
    fn attribute_call(&mut self, item: &mut Item<'a>, call: &'a ast::Call) -> Resolved<Term> {
        let word = self.called(item, call)?;
        let Word::Attribute(attribute) = word else {
            return Err(self.not_an_attribute(word, call.name.span));
        };
        let args = self.arguments(item, call, word)?;
        self.bears_a_value(item, word, &args);
        Ok(Term::Attribute { attribute, args })
    }

    fn not_an_attribute(&mut self, word: Word, span: Span) -> Told {
        let text = self.tell.quoted(span);
        let message = format!("`{text}` is {}, not an attribute", a_word(word));
        let told = Diagnostic::new(&rules::MISUSED_WORD, message, span, "has no value");
        self.tell.tell(match word {
            Word::Fact(_) | Word::Definition(_) => {
                told.help(format!("it is so or not: write `{text}(…)` or `not {text}(…)` alone"))
            }
            _ => told,
        })
    }

    /// What a term stands for.
    pub(super) fn type_of(&self, item: &Item<'a>, term: &Term) -> Type {
        match term {
            Term::Var(var) => Type::Sorts(item.scope[*var].sorts.clone()),
            Term::Individual(individual) => Type::Individual(*individual),
            Term::Attribute { attribute, .. } => match &self.model.attributes[*attribute].ty {
                AttributeType::Participant(sort) => Type::Sorts(vec![*sort]),
                ty => Type::Value(ty.clone()),
            },
        }
    }

    /// Resolves a term that must be a participant.
    pub(super) fn participant_term(
        &mut self,
        item: &mut Item<'a>,
        term: &'a ast::Term,
    ) -> Resolved<Term> {
        let resolved = self.term(item, term)?;
        match self.type_of(item, &resolved) {
            Type::Value(_) => Err(self.not_a_participant(term.span)),
            _ => Ok(resolved),
        }
    }

    pub(super) fn not_a_participant(&mut self, span: Span) -> Told {
        let text = self.tell.quoted(span);
        self.tell.simple(
            &rules::WRONG_SORT,
            format!("`{text}` is a value, and a participant is asked for"),
            span,
            "no participant",
        )
    }

    /// Whether an argument can stand for a parameter. It need not always be of the parameter's sort: a role
    /// can be played by anybody whose kind allows it, and a fact about a narrower sort is false of the others.
    /// So it is an error only where the two sorts have no member in common.
    pub(super) fn fits(
        &mut self,
        item: &Item<'a>,
        term: &Term,
        sort: SortId,
        span: Span,
        callee: Option<Span>,
    ) -> Resolved<()> {
        let fits = match term {
            Term::Var(var) => {
                let sorts = &item.scope[*var].sorts;
                sorts.is_empty() || sorts[..] == [sort] || {
                    let sorts = sorts.clone();
                    sorts.iter().any(|&s| !self.are_disjoint(s, sort))
                }
            }
            Term::Individual(individual) => self.can_be(*individual, sort),
            Term::Attribute { attribute, .. } => match self.model.attributes[*attribute].ty {
                AttributeType::Participant(s) => !self.are_disjoint(s, sort),
                _ => return Err(self.not_a_participant(span)),
            },
        };
        if fits {
            return Ok(());
        }
        let acts =
            callee.and_then(|callee| Some((callee, self.without_who_acts(item, callee, sort)?)));
        let text = self.tell.quoted(span);
        let wanted = &self.model.sorts[sort];
        let message = match callee {
            Some(callee) => {
                let callee = self.tell.text(callee);
                format!("`{callee}` asks for {}, which `{text}` can never be", an(&wanted.name))
            }
            None => format!("`{text}` can never be {}", an(&wanted.name)),
        };
        let diagnostic =
            Diagnostic::new(&rules::WRONG_SORT, message, span, self.describe(item, term))
                .related(wanted.span, format!("`{}` is declared here", wanted.name));
        Err(match acts {
            Some((callee, help)) => self.tell.once_of("actor", callee, diagnostic.help(help)),
            None => self.tell.tell(diagnostic),
        })
    }

    /// Help where the first participant of an action is whoever acts, whom a norm names before its modal.
    fn without_who_acts(&mut self, item: &Item<'a>, callee: Span, first: SortId) -> Option<String> {
        let bearer_fits = match self.type_of(item, item.bearer.as_ref()?) {
            Type::Sorts(sorts) => sorts.iter().any(|&own| !self.are_disjoint(own, first)),
            Type::Individual(individual) => self.can_be(individual, first),
            Type::Value(_) => false,
        };
        let (name, words) = (self.tell.text(callee), &self.names.words);
        let Word::Action(action) = words.entries[words.place(name)?].value? else { return None };
        let (acting, others) = self.model.actions[action].params.split_first()?;
        if !bearer_fits || acting.sort != first || acting.label.is_some() {
            return None;
        }
        let others: Vec<String> = others
            .iter()
            .map(|param| {
                let sort = &self.model.sorts[param.sort].name;
                param.label.as_ref().map_or(sort.to_string(), |label| format!("{label}: {sort}"))
            })
            .collect();
        let written = if others.is_empty() {
            name.to_owned()
        } else {
            format!("{name}({})", others.join(", "))
        };
        Some(format!(
            "whoever acts is not among the participants of an action: declare `action {written}`"
        ))
    }

    /// What a participant is, for a label.
    pub(super) fn describe(&self, item: &Item<'a>, term: &Term) -> String {
        let sorts = match self.type_of(item, term) {
            Type::Sorts(sorts) => sorts,
            Type::Individual(individual) => self.model.individuals[individual].sorts.clone(),
            Type::Value(_) => return "is a value".into(),
        };
        let names: Vec<_> = sorts.iter().map(|&sort| an(&self.model.sorts[sort].name)).collect();
        format!("is {}", names.join(" or "))
    }

    /// Whether nobody is of both sorts. Remembers the answer.
    pub(super) fn are_disjoint(&mut self, a: SortId, b: SortId) -> bool {
        if a == b {
            return false;
        }
        let pair = (a.min(b), a.max(b));
        if let Some(&known) = self.disjoint.get(&pair) {
            return known;
        }
        let answer =
            self.model.are_disjoint(a, b) || self.no_parent_fits(a, b) || self.no_parent_fits(b, a);
        self.disjoint.insert(pair, answer);
        answer
    }

    /// A role of several sorts is disjoint from what is disjoint from each of them.
    fn no_parent_fits(&mut self, role: SortId, other: SortId) -> bool {
        let parents = self.model.sorts[role].parents.clone();
        parents.len() > 1 && parents.iter().all(|&parent| self.are_disjoint(parent, other))
    }

    /// Whether a named participant can be of a sort: its kinds are those declared, other roles may be added.
    pub(super) fn can_be(&mut self, individual: IndividualId, sort: SortId) -> bool {
        let sorts = self.model.individuals[individual].sorts.clone();
        if sorts.iter().any(|&own| self.are_disjoint(own, sort)) {
            return false;
        }
        match self.model.sorts[sort].kind {
            SortKind::Kind => sorts.iter().any(|&own| self.model.is_sub(own, sort)),
            SortKind::Role => {
                let parents = self.model.sorts[sort].parents.clone();
                parents.iter().any(|&parent| self.can_be(individual, parent))
            }
        }
    }

    /// The role `gdpr.Party`, where that is what stands here.
    fn party_role(&mut self, of: &'a ast::Term, role: &ast::Name) -> Option<Resolved<SortId>> {
        let TermKind::Name(instrument) = &of.kind else { return None };
        if self.tell.text(role.span) != "Party" {
            return None;
        }
        let text = self.tell.text(instrument.span);
        let place = self.instrument_named(text)?;
        Some(self.party_role_of(place, role.span))
    }

    /// The role `Party` of the instrument in which an item stands. Where its head has an error, nobody knows whether
    /// there is one: that has been told.
    pub(super) fn own_party_role(&self, place: usize, text: &str) -> Option<Resolved<SortId>> {
        let declared = Some(&self.instruments[place]).filter(|_| text == "Party")?;
        match declared.party_role {
            Some(role) => Some(Ok(role)),
            None => declared.id.is_none().then_some(Err(Told)),
        }
    }

    pub(super) fn party_role_of(&mut self, instrument: usize, span: Span) -> Resolved<SortId> {
        let declared = &self.instruments[instrument];
        if declared.id.is_none() {
            return Err(Told);
        }
        let name = declared.name;
        declared.party_role.ok_or(()).map_err(|()| {
            self.tell.simple(
                &rules::PARTY_IS_NO_STATE,
                format!("`{name}` has no parties of one top kind, so nobody is its `Party`"),
                span,
                "no such role",
            )
        })
    }
}

/// A name with its article.
pub(super) fn an(name: &str) -> String {
    let vowel = name.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']);
    format!("{} `{name}`", if vowel { "an" } else { "a" })
}

/// What a word is, with its article.
pub(super) fn a_word(word: Word) -> &'static str {
    match word {
        Word::Fact(_) => "a fact",
        Word::Attribute(_) => "an attribute",
        Word::Event(_) => "an event",
        Word::Action(_) => "an act",
        Word::Definition(_) => "a definition",
    }
}
