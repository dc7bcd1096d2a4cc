//! Scenarios: who there is, what is so, what happened when.

use super::Builder;
use super::compare::{Given, day};
use super::names::Word;
use super::said::{Answer, Matter, Said};
use super::scope::{Fresh, Item};
use super::tell::{Resolved, Told};
use super::terms::{Type, a_word, an};
use crate::diagnostics::Diagnostic;
use crate::model::{
    Cond, DAY, FactId, Minute, NormId, Occurrence, Scenario, ScenarioId, Scope, SortId, Term, Var,
    rules,
};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind, ScenarioKind};

impl<'a> Builder<'a> {
    /// Scenarios and expectations, in the order of the text.
    pub(super) fn scenarios(&mut self) {
        for item in self.items() {
            let _told = match &item.kind {
                ItemKind::Scenario { name, title, lines } => {
                    self.scenario(name, title.as_ref(), lines, item.span)
                }
                ItemKind::Expect(expect) => {
                    // Participants without a scenario are told of as one mistake.
                    let mut item = Item::new(None);
                    self.expect(&mut item, None, expect)
                }
                _ => Ok(()),
            };
        }
    }

    fn scenario(
        &mut self,
        name: &'a ast::Name,
        title: Option<&'a ast::Text>,
        lines: &'a [ast::ScenarioLine],
        span: Span,
    ) -> Resolved<()> {
        let mut item = Item::new(None);
        item.fresh = Fresh::Listed;
        let mut made = Scenario {
            name: self.tell.text(name.span).into(),
            title: title.map(|title| self.quoted(title)),
            on: None,
            scope: Scope::default(),
            roles: Vec::new(),
            facts: Vec::new(),
            violations: Vec::new(),
            values: Vec::new(),
            choices: Vec::new(),
            timeline: Vec::new(),
            span,
            name_span: name.span,
        };
        let mut result = self.names.scenarios.own(&self.tell, name).map(|_| ()).ok_or(Told);
        for line in lines {
            if line.kind == ScenarioKind::Lost {
                result = Err(Told); // the parser has told of it
            }
            if let ScenarioKind::Participant { names, sorts } = &line.kind {
                result = result.and(self.participants(&mut item, names, sorts));
            }
        }
        let mut said = Said::default();
        // Who plays which role is asked of other lines, wherever it stands.
        let is_role = |line: &&ast::ScenarioLine| matches!(line.kind, ScenarioKind::Is { .. });
        let (roles, others): (Vec<_>, Vec<_>) = lines.iter().partition(is_role);
        for line in roles.into_iter().chain(others) {
            result = result.and(self.scenario_line(&mut item, &mut made, &mut said, line));
        }
        // The expectations of a scenario with an error are resolved, and left out with it.
        let expectations = self.model.expectations.len();
        let id = ScenarioId(self.model.scenarios.len() as u32);
        for line in lines {
            if let ScenarioKind::Expect(expect) = &line.kind {
                let _told = self.expect(&mut item, Some(id), expect);
            }
        }
        if result.is_err() {
            self.model.expectations.truncate(expectations);
            return result;
        }
        made.scope = item.scope;
        self.model.scenarios.push(made);
        Ok(())
    }

    fn participants(
        &mut self,
        item: &mut Item<'a>,
        names: &'a [ast::Name],
        written: &'a [ast::Name],
    ) -> Resolved<()> {
        let sorts: Vec<_> = written.iter().map(|name| self.sort(None, name)).collect();
        let sorts = sorts.into_iter().collect::<Resolved<Vec<SortId>>>();
        let sorts = sorts.and_then(|sorts| self.one_person(written, sorts));
        let mut result = sorts.as_ref().map(|_| ()).map_err(|told| *told);
        for name in names {
            let text = self.tell.text(name.span);
            if let Some(place) = self.names.who.place(text) {
                let first = self.names.who.entries[place].span;
                result = Err(self.takes_part_already(name.span, first));
                continue;
            }
            if let Some(var) = item.named(text) {
                let known =
                    item.scope[var].sorts.iter().map(|&it| self.model.sorts[it].name.clone());
                let first = (item.scope[var].span, known.collect());
                result = Err(self.named_already(name.span, first, written));
                continue;
            }
            // With its sorts unknown it is still known by name.
            let sorts = sorts.clone().unwrap_or_default();
            let (any, some, omitted, span) = (true, false, false, name.span);
            item.add(Some(text), Var { name: text.into(), sorts, any, some, omitted, span });
        }
        result
    }

    /// A second line about one participant.
    fn named_already(
        &mut self,
        span: Span,
        (first, known): (Span, Vec<Box<str>>),
        sorts: &[ast::Name],
    ) -> Told {
        let text = self.tell.text(span);
        let sorts = sorts.iter().map(|sort| self.tell.text(sort.span));
        let mut all = known.to_vec();
        all.extend(sorts.filter(|sort| !known.iter().any(|own| **own == **sort)).map(Into::into));
        let message = format!("`{text}` is declared twice");
        let help = format!(
            "one line names all that somebody is: `participant {text} is {}`; somebody else has another name",
            all.join(", ")
        );
        let told = Diagnostic::new(&rules::DUPLICATE_NAME, message, span, "declared again");
        self.tell.tell(told.related(first, "declared first").help(help))
    }

    fn takes_part_already(&mut self, span: Span, first: Span) -> Told {
        let message = format!("`{}` is declared twice", self.tell.text(span));
        let help =
            "give the participant another name; a named individual takes part without a line";
        let told = Diagnostic::new(&rules::DUPLICATE_NAME, message, span, "declared again");
        self.tell.tell(told.related(first, "declared first").help(help))
    }

    fn scenario_line(
        &mut self,
        item: &mut Item<'a>,
        made: &mut Scenario,
        said: &mut Said,
        line: &'a ast::ScenarioLine,
    ) -> Resolved<()> {
        match &line.kind {
            ScenarioKind::On(date) => {
                let on = day(date)?;
                self.says(said, Matter::Day, Answer::Day(on), line.span)?;
                made.on = Some(on);
            }
            ScenarioKind::Lost | ScenarioKind::Participant { .. } | ScenarioKind::Expect(_) => {}
            ScenarioKind::Fact { negated, call } => {
                let (fact, args) = self.stated(item, call)?;
                if !negated {
                    let about = (Word::Fact(fact), args.as_slice());
                    self.are_said_to_play(item, made, about, call.name.span)?;
                }
                let matter = Matter::Fact(fact, args.clone());
                self.says(said, matter, Answer::Holds(!negated), line.span)?;
                let fact = Cond::Fact { fact, args };
                made.facts.push(if *negated { Cond::Not(Box::new(fact)) } else { fact });
            }
            ScenarioKind::Value { term, value } => {
                let (attribute, given) = self.value(item, term, value)?;
                let matter = Matter::Value(attribute.clone());
                self.says(said, matter, Answer::Value(given.clone()), line.span)?;
                match given {
                    Given::Participant(who) => made.values.push((attribute, Ok(who))),
                    Given::Choice(choice) => made.choices.push((attribute, choice)),
                    Given::Value(value) => made.values.push((attribute, Err(value))),
                    Given::SameChoice(_) => unreachable!("told of before"),
                }
            }
            ScenarioKind::Is { term, sort } => self.plays(item, made, term, sort)?,
            ScenarioKind::Party { term, instrument } => {
                let party = self.party(item, term, instrument)?;
                made.facts.push(party);
            }
            ScenarioKind::Violates { who, norm } => {
                let violation = self.violation(item, who, norm)?;
                made.violations.push(violation);
            }
            ScenarioKind::Event { at, event } => {
                let name = event.name.span;
                let (at, event) = (minute(at), self.happened(item, event));
                let (at, event) = (at?, event?);
                if let Occurrence::Event { event: word, args } = &event {
                    self.are_said_to_play(item, made, (Word::Event(*word), args), name)?;
                }
                self.says(said, Matter::Event(event.clone()), Answer::At(at), line.span)?;
                made.timeline.push((at, event));
            }
            ScenarioKind::Does { at, bearer, act } => {
                let by = self.participant_term(item, bearer);
                let word = self.called(item, act)?;
                let Word::Action(action) = word else {
                    return Err(self.no_action(word, act));
                };
                let args = self.arguments(item, act, word);
                let (by, args) = (by?, args?);
                made.timeline.push((minute(at)?, Occurrence::Act { by, action, args }));
            }
        }
        Ok(())
    }

    fn stated(
        &mut self,
        item: &mut Item<'a>,
        call: &'a ast::Call,
    ) -> Resolved<(FactId, Vec<Term>)> {
        let word = self.called(item, call)?;
        let Word::Fact(fact) = word else {
            let text = self.tell.text(call.name.span);
            let help = match word {
                Word::Definition(_) => "state the facts from which it follows",
                Word::Event(_) => "say when it happens: `at 2026-01-31 09:00 …`",
                Word::Action(_) => "say who does it and when: `at 2026-01-31 09:00 x does …`",
                _ => "say what value it has: `fact … = …`",
            };
            let message = format!("`{text}` is {}, not a fact", a_word(word));
            let label = "only a fact can be stated";
            return Err(self.tell.tell(
                Diagnostic::new(&rules::MISUSED_WORD, message, call.name.span, label).help(help),
            ));
        };
        let args = self.arguments(item, call, word)?;
        Ok((fact, args))
    }

    fn value(
        &mut self,
        item: &mut Item<'a>,
        term: &'a ast::Term,
        value: &'a ast::Value,
    ) -> Resolved<(Term, Given)> {
        let attribute = self.term(item, term)?;
        let ty = self.type_of(item, &attribute);
        if !matches!(attribute, Term::Attribute { .. }) {
            let message = format!(
                "`{}` is not an attribute, so it has no value",
                self.tell.quoted(term.span)
            );
            let label = "an attribute belongs here";
            return Err(self.tell.simple(&rules::MISUSED_WORD, message, term.span, label));
        }
        let given = match &ty {
            Type::Individual(_) => return Err(Told),
            ty => self.given(item, term, ty, value)?,
        };
        if let Given::SameChoice(_) = given {
            let message = "a scenario gives a value, not another attribute";
            let label = "has no certain value";
            return Err(self.tell.simple(&rules::MISUSED_WORD, message, term.span, label));
        }
        Ok((attribute, given))
    }

    fn plays(
        &mut self,
        item: &mut Item<'a>,
        made: &mut Scenario,
        term: &'a ast::Term,
        sort: &'a ast::Name,
    ) -> Resolved<()> {
        let written = self.tell.text(sort.span);
        let is_sort = self.model.sorts.values().any(|it| it.name.as_ref() == written);
        if !is_sort && self.model.facts.values().any(|it| it.name.as_ref() == written) {
            let (who, message) = (self.tell.quoted(term.span), "a fact is no kind or role");
            let told = Diagnostic::new(&rules::MISUSED_WORD, message, sort.span, "is a fact");
            return Err(self.tell.tell(told.help(format!("write `fact {written}({who})`"))));
        }
        let (who, wanted) = (self.participant_term(item, term), self.sort(None, sort));
        let (who, wanted) = (who?, wanted?);
        self.fits(item, &who, wanted, term.span, None)?;
        match self.party_roles.get(&wanted).copied() {
            Some(instrument) => made.facts.push(Cond::Party { term: who, instrument }),
            None => made.roles.push((who, wanted)),
        }
        Ok(())
    }

    /// Of whom a fact or an event is told, of them it is said, too, that they are what that asks for: else nothing would
    /// follow from it. (A value may be asked for, of whomever.)
    fn are_said_to_play(
        &mut self,
        item: &Item<'a>,
        made: &Scenario,
        (word, args): (Word, &[Term]),
        span: Span,
    ) -> Resolved<()> {
        let params: Vec<SortId> = self.params(word).iter().map(|it| it.sort).collect();
        for (arg, sort) in args.iter().zip(params) {
            let own = match arg {
                Term::Var(var) => item.scope[*var].sorts.clone(),
                Term::Individual(id) => self.model.individuals[*id].sorts.clone(),
                Term::Attribute { .. } => continue,
            };
            let roles = made.roles.iter().filter(|(who, _)| who == arg).map(|(_, role)| *role);
            let mut all = own.into_iter().chain(roles);
            if self.party_roles.contains_key(&sort) || all.any(|it| self.model.is_sub(it, sort)) {
                continue;
            }
            let (who, wanted) = (self.name_of(item, arg), self.model.sorts[sort].name.clone());
            let what = self.tell.quoted(span);
            let message =
                format!("`{what}` is about {}, and nothing says that `{who}` is one", an(&wanted));
            let told =
                Diagnostic::new(&rules::WRONG_SORT, message, span, "nothing follows from it")
                    .related(self.model.sorts[sort].span, format!("`{wanted}` is declared here"));
            return Err(self.tell.tell(told.help(format!("say so: `fact {who} is {wanted}`"))));
        }
        Ok(())
    }

    fn name_of(&self, item: &Item<'a>, term: &Term) -> Box<str> {
        match term {
            Term::Var(var) => item.scope[*var].name.clone(),
            Term::Individual(id) => self.model.individuals[*id].name.clone(),
            Term::Attribute { attribute, .. } => self.model.attributes[*attribute].name.clone(),
        }
    }

    /// Somebody violates a norm on whose violation another norm hangs.
    fn violation(
        &mut self,
        item: &mut Item<'a>,
        term: &'a ast::Term,
        norm: &'a ast::Ref,
    ) -> Resolved<(Term, NormId)> {
        let (who, violated) = (self.participant_term(item, term), self.violated_norm(norm));
        let (who, violated) = (who?, violated?);
        if matches!(who, Term::Attribute { .. }) {
            let message = "the value of an attribute cannot be said to violate a norm";
            let told = Diagnostic::new(&rules::MISUSED_WORD, message, term.span, "who is it?");
            return Err(self.tell.tell(told.help("name the participant who it is")));
        }
        if self.has_otherwise(violated) {
            return Ok((who, violated));
        }
        let text = self.tell.text(norm.span);
        let message = format!("`{text}` has no `otherwise`: nothing follows from its violation");
        let help = "say what was done, and when: `at 2026-01-31 09:00 x does …`; whether that violates it is for \
                    `expect x violates …` to ask";
        Err(self.tell.tell(
            Diagnostic::new(&rules::MISUSED_WORD, message, norm.span, "no second sentence")
                .help(help),
        ))
    }

    fn happened(&mut self, item: &mut Item<'a>, call: &'a ast::Call) -> Resolved<Occurrence> {
        let word = self.called(item, call)?;
        let Word::Event(event) = word else {
            let text = self.tell.text(call.name.span);
            let message = format!("`{text}` is {}, not an event", a_word(word));
            let told = Diagnostic::new(
                &rules::MISUSED_WORD,
                message,
                call.name.span,
                "does not happen by itself",
            );
            return Err(self.tell.tell(told.help("for an act, write who does it: `x does …`")));
        };
        let args = self.arguments(item, call, word)?;
        Ok(Occurrence::Event { event, args })
    }

    fn no_action(&mut self, word: Word, call: &ast::Call) -> Told {
        let text = self.tell.text(call.name.span);
        let message = format!("`{text}` is {}: nobody does it", a_word(word));
        self.tell.simple(&rules::MISUSED_WORD, message, call.name.span, "an action belongs here")
    }
}

fn minute(moment: &ast::Moment) -> Resolved<Minute> {
    let start = day(&moment.date)?.start();
    Ok(Minute(start.0 + i64::from(moment.minutes.unwrap_or(0)).min(DAY - 1)))
}
