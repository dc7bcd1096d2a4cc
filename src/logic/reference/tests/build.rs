//! Builds small sets: one organization, acts without arguments, one instrument, unless more is asked for.

use crate::logic::reference::{Instance, World, WrittenFields};
use crate::model::*;
use crate::source::{FileId, Span};

pub(super) fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

/// A set with its situation: the first day is 2024-01-01, and everybody is at hand from the start.
pub(super) struct Set {
    pub(super) model: Model,
    pub(super) situation: Situation,
    pub(super) org: SortId,
    pub(super) law: InstrumentId,
}

impl Set {
    /// One kind, one participant of it, one instrument in an order of one rank.
    pub(super) fn new() -> Set {
        let mut set = Set {
            model: Model::default(),
            situation: Situation::default(),
            org: SortId(0),
            law: InstrumentId(0),
        };
        set.model.precedence = vec![Canon::Superior, Canon::Specialis, Canon::Posterior];
        set.situation.day = Some(day(0));
        set.kind("Org");
        set.ranked(["law"]);
        set.who(&[SortId(0)]);
        set
    }

    pub(super) fn kind(&mut self, name: &str) -> SortId {
        let id = SortId(self.model.sorts.len() as u32);
        self.sort(name, SortKind::Kind, vec![], vec![id], id)
    }

    pub(super) fn role(&mut self, name: &str, of: SortId) -> SortId {
        let id = SortId(self.model.sorts.len() as u32);
        self.sort(name, SortKind::Role, vec![of], vec![of, id], of)
    }

    fn sort(
        &mut self,
        name: &str,
        kind: SortKind,
        parents: Vec<SortId>,
        ancestors: Vec<SortId>,
        top: SortId,
    ) -> SortId {
        self.model.sorts.push(Sort {
            name: name.into(),
            kind,
            parents,
            ancestors,
            top,
            listed: false,
            reads: None,
            span: span(),
        })
    }

    pub(super) fn who(&mut self, sorts: &[SortId]) -> ParticipantId {
        let name = format!("participant {}", self.situation.participants.len());
        let sorts = sorts.iter().copied().collect();
        self.situation.participants.push(Participant { name, sorts, individual: None });
        ParticipantId(self.situation.participants.len() as u32 - 1)
    }

    pub(super) fn individual(&mut self, name: &str, sort: SortId) -> (IndividualId, ParticipantId) {
        let id = self.model.individuals.push(Individual {
            name: name.into(),
            title: None,
            sorts: vec![sort],
            top: sort,
            span: span(),
        });
        let who = self.who(&[sort]);
        self.situation.participants[who.0 as usize].individual = Some(id);
        (id, who)
    }

    pub(super) fn instrument(&mut self, name: &str) -> InstrumentId {
        self.model.instruments.push(Instrument {
            name: Some(name.into()),
            title: None,
            standings: vec![],
            in_force: vec![DaySpan::ALWAYS],
            proposed: false,
            treaty: false,
            parties: vec![],
            party_kinds: vec![],
            reservations: vec![],
            issuer: None,
            soft: false,
            calendar: None,
            earlier_prevail: false,
            party_role: None,
            span: span(),
        })
    }

    /// Instruments of one order, from the highest rank to the lowest.
    pub(super) fn ranked<const N: usize>(&mut self, names: [&str; N]) -> [InstrumentId; N] {
        let order = OrderId(self.model.orders.len() as u32);
        let ranks = names.iter().map(|&name| name.into()).collect();
        self.model.orders.push(Order { name: "order".into(), ranks, span: span() });
        let mut rank = 0;
        names.map(|name| {
            let id = self.instrument(name);
            self.model.instruments[id].standings = vec![Standing { order, rank, span: span() }];
            rank += 1;
            id
        })
    }

    pub(super) fn fact(&mut self, name: &str, params: &[SortId]) -> FactId {
        let params = self.params(params);
        self.model.facts.push(Fact {
            name: name.into(),
            params,
            open: false,
            reads: None,
            span: span(),
        })
    }

    pub(super) fn action(&mut self, name: &str, params: &[SortId]) -> ActionId {
        let params = self.params(params);
        self.model.actions.push(Action { name: name.into(), params, reads: None, span: span() })
    }

    /// Some actions without arguments.
    pub(super) fn actions<const N: usize>(&mut self, names: [&str; N]) -> [ActionId; N] {
        names.map(|name| self.action(name, &[]))
    }

    pub(super) fn event(&mut self, name: &str) -> EventId {
        self.event_of(name, &[])
    }

    pub(super) fn event_of(&mut self, name: &str, params: &[SortId]) -> EventId {
        let params = self.params(params);
        self.model.events.push(Event {
            name: name.into(),
            params,
            after: None,
            reads: None,
            span: span(),
        })
    }

    fn params(&self, sorts: &[SortId]) -> Vec<Param> {
        sorts.iter().map(|&sort| Param { label: None, sort }).collect()
    }

    /// `left KIND right`, for whoever bears it.
    pub(super) fn rule(&mut self, kind: ActRuleKind, left: ActionId, right: ActionId) {
        self.model.rules.push(ActRule {
            kind,
            scope: Scope { vars: vec![var("bearer", &[])] },
            left: done(left),
            right: doing(right),
            when: Cond::TRUE,
            span: span(),
        });
    }

    /// A norm of the one instrument on one organization.
    pub(super) fn norm(&mut self, name: &str, modal: Modal, acts: &[ActionId]) -> NormId {
        let acts = acts.iter().map(|&action| done(action)).collect();
        self.norm_of(name, modal, acts, vec![var("Org", &[self.org])])
    }

    /// A norm whose bearer is its first participant.
    pub(super) fn norm_of(
        &mut self,
        name: &str,
        modal: Modal,
        acts: Vec<Act>,
        vars: Vec<Var>,
    ) -> NormId {
        self.model.norms.push(Norm {
            name: name.into(),
            title: None,
            instrument: self.law,
            scope: Scope { vars },
            bearer: Term::Var(VarId(0)),
            modal,
            recommendation: false,
            acts,
            window: None,
            when: Cond::TRUE,
            unless: Cond::Any(vec![]),
            default: false,
            otherwise: None,
            primary: None,
            in_force: vec![DaySpan::ALWAYS],
            safeguards: vec![],
            cites: vec![],
            span: span(),
            name_span: span(),
            sentence_span: span(),
            act_span: span(),
            unless_span: None,
            when_span: None,
            when_part_spans: vec![],
            unless_part_spans: vec![],
            window_span: None,
            part: 0,
            aspect_of: None,
            by_aspects: false,
        })
    }

    pub(super) fn must(&mut self, name: &str, act: ActionId) -> NormId {
        self.norm(name, Modal::Must, &[act])
    }

    pub(super) fn ban(&mut self, name: &str, act: ActionId) -> NormId {
        self.norm(name, Modal::MustNot, &[act])
    }

    pub(super) fn may(&mut self, name: &str, act: ActionId) -> NormId {
        self.norm(name, Modal::May, &[act])
    }

    /// The norm, to be changed.
    pub(super) fn at(&mut self, norm: NormId) -> &mut Norm {
        &mut self.model.norms[norm]
    }

    /// Adds `when`.
    pub(super) fn when(&mut self, norm: NormId, cond: Cond) {
        let own = self.at(norm);
        own.when = own.when.clone().and(cond);
    }

    /// Adds a TIME of clauses joined by `and`.
    pub(super) fn time(&mut self, norm: NormId, clauses: Vec<Clause>) {
        self.at(norm).window = Some(Window { join: Join::And, clauses });
    }

    pub(super) fn relation(&mut self, kind: RelationKind, winner: NormId, loser: NormId) {
        let says = if kind == RelationKind::Yields { loser } else { winner };
        self.model.relations.push(Relation {
            kind,
            winner: Target::Norm(winner),
            loser: Target::Norm(loser),
            norm: Some(says),
            instrument: self.model.norms[says].instrument,
            scope: self.model.norms[says].scope.clone(),
            when: Cond::TRUE,
            span: span(),
        });
    }

    /// The event happens so many days after the first day.
    pub(super) fn happens(&mut self, event: EventId, args: &[ParticipantId], after: i64) {
        let at = Minute(day(0).start().0 + after * DAY);
        self.situation.events.insert((event, args.to_vec()), at);
    }

    /// The first participant does it so many days after the first day.
    pub(super) fn does(&mut self, act: ActionId, after: i64) {
        let at = Minute(day(0).start().0 + after * DAY);
        self.situation.acts.insert((act, ParticipantId(0), vec![]), at);
    }

    /// Asks the world.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&World<'_>) -> T) -> T {
        let fields = WrittenFields(&self.model);
        question(&World::new(&self.model, &self.situation).with_fields(&fields))
    }

    /// The conflicts, each with its kind and the names of its norms in order.
    pub(super) fn conflicts(&self) -> Vec<String> {
        self.ask(|world| {
            let conflicts = world.all_conflicts(4).expect("an answer");
            let mut told: Vec<String> =
                conflicts.iter().map(|clash| self.tell(world, clash)).collect();
            told.sort();
            told
        })
    }

    fn tell(&self, world: &World<'_>, clash: &[Instance]) -> String {
        let kind = format!("{:?}", world.verdict(clash).expect("an answer")).to_lowercase();
        let mut names: Vec<&str> =
            clash.iter().map(|one| &*self.model.norms[one.norm].name).collect();
        names.sort_unstable();
        format!("{kind}: {}", names.join(" "))
    }

    /// The only instance of a norm.
    pub(super) fn only(&self, norm: NormId) -> Instance {
        let all = self.ask(|world| world.instances(norm));
        assert_eq!(all.len(), 1);
        all[0].clone()
    }

    pub(super) fn applies(&self, norm: NormId) -> bool {
        self.ask(|world| world.applies(&self.only(norm)).expect("an answer"))
    }
}

/// A day so many days after 2024-01-01.
pub(super) fn day(after: i32) -> Day {
    Day::new(2024, 1, 1).expect("a date").plus(after)
}

pub(super) fn var(name: &str, sorts: &[SortId]) -> Var {
    let sorts = sorts.to_vec();
    Var { name: name.into(), sorts, any: false, some: false, omitted: false, span: span() }
}

pub(super) fn some(name: &str, sorts: &[SortId]) -> Var {
    Var { some: true, ..var(name, sorts) }
}

pub(super) fn the(place: u32) -> Term {
    Term::Var(VarId(place))
}

/// An act without arguments.
pub(super) fn done(action: ActionId) -> Act {
    act(action, &[])
}

/// An act with these participants of the norm.
pub(super) fn act(action: ActionId, args: &[u32]) -> Act {
    Act::Do { action, args: args.iter().map(|&place| the(place)).collect() }
}

/// The bearer's first doing.
pub(super) fn doing(action: ActionId) -> Occurrence {
    Occurrence::Act { by: the(0), action, args: vec![] }
}

pub(super) fn first(action: ActionId) -> Point {
    Point::Occurrence(doing(action))
}

pub(super) fn when(event: EventId) -> Point {
    when_of(event, &[])
}

pub(super) fn when_of(event: EventId, args: &[u32]) -> Point {
    let args = args.iter().map(|&place| the(place)).collect();
    Point::Occurrence(Occurrence::Event { event, args })
}

pub(super) fn length(count: u32, unit: Unit) -> Length {
    Length::Fixed { count, unit }
}

pub(super) fn days(count: u32) -> Length {
    length(count, Unit::Days)
}

pub(super) fn after(length: Length, of: Point) -> Point {
    Point::After { length, of: Box::new(of) }
}

pub(super) fn within(length: Length, of: Point) -> Clause {
    Clause::Within { length, of }
}

pub(super) fn holds(fact: FactId) -> Cond {
    is_so(fact, &[])
}

pub(super) fn is_so(fact: FactId, args: &[u32]) -> Cond {
    Cond::Fact { fact, args: args.iter().map(|&place| the(place)).collect() }
}

pub(super) fn must_do(action: ActionId) -> Status {
    status(Modal::Must, done(action))
}

pub(super) fn status(modal: Modal, act: Act) -> Status {
    Status {
        bearers: vec![the(0)],
        modal: StatusModal::Is { modal, recommendation: false },
        acts: vec![act],
        window: None,
        when: Cond::TRUE,
        unless: Cond::Any(vec![]),
        omitted: vec![],
        span: span(),
    }
}
