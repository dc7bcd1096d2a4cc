//! Tells an item of one model in the ids of another.

use std::collections::BTreeMap;

use crate::model::{
    Act, ActRule, ActionId, AttributeId, CalendarId, Clause, Cond, DefinitionId, EventId, FactId,
    Id, IndividualId, Instrument, InstrumentId, Length, Norm, NormId, Occurrence, OrderId, Point,
    Relation, Scope, SortId, Status, Target, Term, Value, Window,
};
use crate::source::{FileId, Span};

/// Where everything of a model stands in another: by the place of each id.
#[derive(Clone, Debug, Default)]
pub(super) struct Remap {
    pub(super) sorts: Vec<SortId>,
    pub(super) individuals: Vec<IndividualId>,
    pub(super) facts: Vec<FactId>,
    pub(super) attributes: Vec<AttributeId>,
    pub(super) events: Vec<EventId>,
    pub(super) actions: Vec<ActionId>,
    pub(super) definitions: Vec<DefinitionId>,
    pub(super) calendars: Vec<CalendarId>,
    pub(super) orders: Vec<OrderId>,
    pub(super) instruments: Vec<InstrumentId>,
    pub(super) norms: Vec<NormId>,
    /// For attributes with a list of choices: the place of each in the other list. `None`: it is not in it.
    pub(super) choices: BTreeMap<AttributeId, Vec<Option<u32>>>,
    /// Where things are written does not matter.
    pub(super) placeless: bool,
}

/// The entry of an id; an id beyond the list stays what it is.
fn at<I: Id>(places: &[I], id: I) -> I {
    places.get(id.index()).copied().unwrap_or(id)
}

impl Remap {
    pub(super) fn sort(&self, id: &mut SortId) {
        *id = at(&self.sorts, *id);
    }

    fn span(&self, span: &mut Span) {
        if self.placeless {
            *span = Span::new(FileId(0), 0, 0);
        }
    }

    pub(super) fn scope(&self, scope: &mut Scope) {
        for var in &mut scope.vars {
            var.sorts.iter_mut().for_each(|sort| self.sort(sort));
            self.span(&mut var.span);
        }
    }

    pub(super) fn term(&self, term: &mut Term) {
        match term {
            Term::Var(_) => {}
            Term::Individual(id) => *id = at(&self.individuals, *id),
            Term::Attribute { attribute, args } => {
                *attribute = at(&self.attributes, *attribute);
                self.terms(args);
            }
        }
    }

    fn terms(&self, terms: &mut [Term]) {
        terms.iter_mut().for_each(|term| self.term(term));
    }

    pub(super) fn cond(&self, cond: &mut Cond) {
        match cond {
            Cond::All(parts) | Cond::Any(parts) => {
                parts.iter_mut().for_each(|part| self.cond(part))
            }
            Cond::Not(part) | Cond::Some(_, part) => self.cond(part),
            Cond::Fact { fact, args } => {
                *fact = at(&self.facts, *fact);
                self.terms(args);
            }
            Cond::Define { definition, args } => {
                *definition = at(&self.definitions, *definition);
                self.terms(args);
            }
            Cond::Is { term, sort } => {
                self.sort(sort);
                self.term(term);
            }
            Cond::Party { term, instrument } => {
                *instrument = at(&self.instruments, *instrument);
                self.term(term);
            }
            Cond::Same(a, b) | Cond::SameChoice(a, b) => {
                self.term(a);
                self.term(b);
            }
            Cond::Choice { term, choice } => match self.choice(term, *choice) {
                Some(place) => {
                    *choice = place;
                    self.term(term);
                }
                // Nobody has a value that the other list does not know.
                None => *cond = Cond::Any(Vec::new()),
            },
            Cond::Compare(it) => {
                self.term(&mut it.left);
                match &mut it.right {
                    Value::Number(_) | Value::Day(_) => {}
                    Value::Length(length) => self.length(length),
                    Value::Attribute { term, .. } => self.term(term),
                }
            }
            Cond::Happens(it) => self.occurrence(it),
            Cond::Before { first, then } => {
                self.occurrence(first);
                self.occurrence(then);
            }
            Cond::Distance { later, length, earlier, .. } => {
                self.occurrence(later);
                self.length(length);
                self.occurrence(earlier);
            }
            Cond::OnOrAfter(_) => {}
            Cond::Applies(target) => self.target(target),
            Cond::Status(status) => self.status(status),
        }
    }

    fn choice(&self, term: &Term, choice: u32) -> Option<u32> {
        let Term::Attribute { attribute, .. } = term else { return Some(choice) };
        match self.choices.get(attribute) {
            Some(places) => places.get(choice as usize).copied().flatten(),
            None => Some(choice),
        }
    }

    fn target(&self, target: &mut Target) {
        match target {
            Target::Norm(id) => *id = at(&self.norms, *id),
            Target::Instrument(id) => *id = at(&self.instruments, *id),
        }
    }

    fn length(&self, length: &mut Length) {
        if let Length::Attribute(term) = length {
            self.term(term);
        }
    }

    pub(super) fn occurrence(&self, occurrence: &mut Occurrence) {
        match occurrence {
            Occurrence::Event { event, args } => {
                *event = at(&self.events, *event);
                self.terms(args);
            }
            Occurrence::Act { by, action, args } => {
                self.term(by);
                *action = at(&self.actions, *action);
                self.terms(args);
            }
        }
    }

    fn point(&self, point: &mut Point) {
        match point {
            Point::Occurrence(it) => self.occurrence(it),
            Point::Date(_) => {}
            Point::Attribute(term) => self.term(term),
            Point::After { length, of } | Point::Before { length, of } => {
                self.length(length);
                self.point(of);
            }
        }
    }

    pub(super) fn window(&self, window: &mut Window) {
        for clause in &mut window.clauses {
            match clause {
                Clause::Within { length, of: point }
                | Clause::AtLeastBefore { length, before: point }
                | Clause::For { length, after: point } => {
                    self.length(length);
                    self.point(point);
                }
                Clause::Before(point)
                | Clause::Until(point)
                | Clause::From(point)
                | Clause::NoEarlierThan(point)
                | Clause::NoLaterThan(point) => self.point(point),
                Clause::AtAllTimes => {}
                Clause::Every { length, from } => {
                    self.length(length);
                    from.iter_mut().for_each(|point| self.point(point));
                }
            }
        }
    }

    fn act(&self, act: &mut Act) {
        match act {
            Act::Do { action, args } => {
                *action = at(&self.actions, *action);
                self.terms(args);
            }
            Act::Legislate { sentence, .. } => self.status(sentence),
        }
    }

    pub(super) fn status(&self, status: &mut Status) {
        self.terms(&mut status.bearers);
        status.acts.iter_mut().for_each(|act| self.act(act));
        status.window.iter_mut().for_each(|window| self.window(window));
        self.cond(&mut status.when);
        self.cond(&mut status.unless);
        self.span(&mut status.span);
    }

    pub(super) fn rule(&self, rule: &mut ActRule) {
        self.scope(&mut rule.scope);
        self.act(&mut rule.left);
        self.occurrence(&mut rule.right);
        self.cond(&mut rule.when);
        self.span(&mut rule.span);
    }

    pub(super) fn relation(&self, relation: &mut Relation) {
        self.target(&mut relation.winner);
        self.target(&mut relation.loser);
        relation.norm.iter_mut().for_each(|id| *id = at(&self.norms, *id));
        relation.instrument = at(&self.instruments, relation.instrument);
        self.scope(&mut relation.scope);
        self.cond(&mut relation.when);
        self.span(&mut relation.span);
    }

    pub(super) fn instrument(&self, it: &mut Instrument) {
        for standing in &mut it.standings {
            standing.order = at(&self.orders, standing.order);
            self.span(&mut standing.span);
        }
        for party in &mut it.parties {
            party.who = at(&self.individuals, party.who);
            self.span(&mut party.span);
        }
        it.party_kinds.iter_mut().for_each(|sort| self.sort(sort));
        for reservation in &mut it.reservations {
            reservation.by = at(&self.individuals, reservation.by);
            reservation.excludes.iter_mut().for_each(|target| self.target(target));
            self.span(&mut reservation.span);
        }
        it.issuer.iter_mut().for_each(|term| self.term(term));
        it.calendar.iter_mut().for_each(|id| *id = at(&self.calendars, *id));
        it.party_role.iter_mut().for_each(|sort| self.sort(sort));
        self.span(&mut it.span);
    }

    pub(super) fn norm(&self, norm: &mut Norm) {
        norm.instrument = at(&self.instruments, norm.instrument);
        self.scope(&mut norm.scope);
        self.term(&mut norm.bearer);
        norm.acts.iter_mut().for_each(|act| self.act(act));
        norm.window.iter_mut().for_each(|window| self.window(window));
        self.cond(&mut norm.when);
        self.cond(&mut norm.unless);
        norm.otherwise.iter_mut().for_each(|id| *id = at(&self.norms, *id));
        norm.primary.iter_mut().for_each(|id| *id = at(&self.norms, *id));
        norm.aspect_of.iter_mut().for_each(|id| *id = at(&self.norms, *id));
        let spans =
            [&mut norm.span, &mut norm.name_span, &mut norm.sentence_span, &mut norm.act_span];
        spans.into_iter().for_each(|span| self.span(span));
        let maybe = [&mut norm.unless_span, &mut norm.when_span, &mut norm.window_span];
        maybe.into_iter().flatten().for_each(|span| self.span(span));
        let parts = norm.when_part_spans.iter_mut().chain(&mut norm.unless_part_spans);
        parts.for_each(|span| self.span(span));
    }
}
