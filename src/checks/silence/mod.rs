//! Why a norm does not say in a scenario what was expected of it: all that keeps it silent.

mod obstacles;

use self::obstacles::Obstacles;
use crate::logic::Theory;
use crate::logic::reference::{Instance, World};
use crate::model::{
    Act, ActionId, Cond, FactId, Modal, Model, NormId, ParticipantId, ScenarioId, Situation,
    SortId, Status, StatusModal, Term,
};
use crate::source::Sources;
use std::cell::{OnceCell, RefCell, RefMut};

/// Of so many instances of a norm it is asked what keeps them silent: each is many questions.
const MOST_INSTANCES: usize = 30;

/// So many cases of an open fact are looked at.
const MOST_OPEN: usize = 1000;

/// A scenario in which somebody asks.
pub(super) struct Silence<'a> {
    pub(super) sources: &'a Sources,
    pub(super) theory: &'a Theory<'a>,
    pub(super) scenario: ScenarioId,
    pub(super) situation: Situation,
    copy: OnceCell<RefCell<Model>>,
}

impl<'a> Silence<'a> {
    pub(super) fn new(
        sources: &'a Sources,
        theory: &'a Theory<'a>,
        scenario: ScenarioId,
        situation: Situation,
    ) -> Self {
        Silence { sources, theory, scenario, situation, copy: OnceCell::new() }
    }

    /// A copy of the model, of which parts are taken away and put back: each norm is looked at many times.
    fn copy(&self) -> RefMut<'_, Model> {
        self.copy.get_or_init(|| RefCell::new(self.model().clone())).borrow_mut()
    }

    /// For each norm that speaks of just this act of this bearer: why it does not say so.
    pub(super) fn of_status(&self, status: &Status) -> Vec<String> {
        let (StatusModal::Is { modal, .. }, [Act::Do { action, args }]) =
            (status.modal, status.acts.as_slice())
        else {
            return Vec::new();
        };
        let args: Option<Vec<_>> = args.iter().map(|arg| self.stated(arg)).collect();
        let (Some(args), [bearer]) = (args, status.bearers.as_slice()) else { return Vec::new() };
        let Some(who) = self.stated(bearer) else { return Vec::new() };
        let speaks = |norm: &NormId| {
            let own = &self.model().norms[*norm];
            own.modal == modal && own.actions().any(|it| it == *action)
        };
        let norms: Vec<NormId> = self.theory.written().filter(speaks).collect();
        // Who lacks only the role of a bearer is told so where no norm comes nearer.
        for as_bearer in [false, true] {
            let reasons = norms.iter().filter_map(|&norm| {
                let reason = self.of_norm(norm, who, (*action, &args), as_bearer)?;
                Some(format!("`{}` would, but {reason}", self.model().qualified(norm)))
            });
            let reasons: Vec<String> = reasons.collect();
            if !reasons.is_empty() {
                return reasons;
            }
        }
        Vec::new()
    }

    /// Why a norm does not ask for an act of somebody: of the instances that are about it, the one that comes nearest.
    /// `as_bearer`: as if they were of the sort of its bearer.
    fn of_norm(
        &self,
        norm: NormId,
        who: ParticipantId,
        (action, args): (ActionId, &[ParticipantId]),
        as_bearer: bool,
    ) -> Option<String> {
        let own = &self.model().norms[norm];
        let is_about = |it: &Instance| {
            let of_action = own.acts.iter().filter(|act| act.action() == Some(action));
            let mut played = of_action.filter_map(Act::args).map(|own| {
                own.iter().map(|term| self.played(it, term)).collect::<Option<Vec<_>>>()
            });
            played.any(|own| own.as_deref() == Some(args))
        };
        let situation = self.situation_of(norm, who, as_bearer)?;
        let all = World::new(self.model(), &situation).borne_by(who, norm);
        self.nearest(all.iter().filter(|it| is_about(it)), &situation, who)
    }

    /// The situation, in which somebody who could bear a norm is of the sort of its bearer: as a party, or `as_bearer`
    /// whatever the role.
    fn situation_of(&self, norm: NormId, who: ParticipantId, as_bearer: bool) -> Option<Situation> {
        let mut situation = self.situation.clone();
        let own = &self.model().norms[norm];
        let Term::Var(bearer) = own.bearer else { return Some(situation) };
        let sorts = &mut situation.participants[who.0 as usize].sorts;
        let wanted = &own.scope[bearer].sorts;
        if wanted.is_empty() || wanted.iter().any(|sort| sorts.contains(sort)) {
            return Some(situation).filter(|_| !as_bearer);
        }
        let party = self.model().instruments[own.instrument].party_role;
        let could_be = |sort: &&SortId| {
            (as_bearer || Some(**sort) == party) && sorts.contains(&self.model().sorts[**sort].top)
        };
        if let Some(sort) = wanted.iter().find(could_be) {
            sorts.extend(&self.model().sorts[*sort].ancestors);
        }
        Some(situation)
    }

    /// What keeps that one of some instances silent which comes nearest to saying something.
    fn nearest<'i>(
        &self,
        instances: impl Iterator<Item = &'i Instance>,
        situation: &Situation,
        who: ParticipantId,
    ) -> Option<String> {
        let few = instances.take(MOST_INSTANCES);
        let settled = &self.with_open_facts(situation.clone());
        let told = few.map(|it| Obstacles { silence: self, situation, settled, it, who }.told());
        let nearest = told.filter(|told| !told.is_empty()).min_by_key(Vec::len)?;
        Some(nearest.join("; and "))
    }

    /// Why somebody does not violate a norm.
    pub(super) fn of_violation(&self, who: &Term, norm: NormId) -> Option<String> {
        let who = self.stated(who)?;
        let own = World::new(self.model(), &self.situation).borne_by(who, norm);
        if let Some(reason) = own.iter().find_map(|it| self.unbroken(it)) {
            return Some(reason);
        }
        for as_bearer in [false, true] {
            let Some(situation) = self.situation_of(norm, who, as_bearer) else { continue };
            let all = World::new(self.model(), &situation).borne_by(who, norm);
            if !all.is_empty() {
                return self.nearest(all.iter(), &situation, who);
            }
        }
        Some("it does not bind them".to_owned())
    }

    /// Why an instance that applies is not violated: another prevails, or it is a ban on what was not done.
    fn unbroken(&self, it: &Instance) -> Option<String> {
        let unbroken =
            || self.is_unbroken_ban(it).then(|| "nothing was done that it forbids".to_owned());
        self.defeat(it).or_else(unbroken)
    }

    fn is_unbroken_ban(&self, it: &Instance) -> bool {
        self.model().norms[it.norm].modal == Modal::MustNot
            && World::new(self.model(), &self.situation).applies(it) == Ok(true)
    }

    fn model(&self) -> &Model {
        self.theory.model
    }

    /// The norm that prevails over one that applies.
    fn defeat(&self, it: &Instance) -> Option<String> {
        let world = World::new(self.model(), &self.situation);
        let rivals = self.theory.rivals(it.norm).into_iter();
        let mut others = rivals.flat_map(|norm| world.instances(norm));
        let by = others.find(|other| {
            world.applies(other) == Ok(true)
                && world.prevails(other, it) == Ok(true)
                && world.is_clash(&[it.clone(), other.clone()]) == Ok(true)
        })?;
        Some(format!("`{}` prevails over it", self.model().qualified(by.norm)))
    }

    /// The situation, in which all open facts are so that the scenario leaves open.
    fn with_open_facts(&self, mut situation: Situation) -> Situation {
        for (id, fact) in self.model().facts.iter().filter(|(_, it)| it.open) {
            let lists = fact.params.iter().fold(vec![Vec::new()], |lists, param| {
                let those: Vec<ParticipantId> = of_sort(&situation, param.sort).collect();
                let longer = lists.iter().flat_map(|list: &Vec<ParticipantId>| {
                    those.iter().map(move |&who| [list.as_slice(), &[who]].concat())
                });
                longer.take(MOST_OPEN).collect()
            });
            let open = lists.into_iter().filter(|args| !self.is_denied(id, args));
            situation.facts.extend(open.map(|args| (id, args)));
        }
        situation
    }

    /// Whether the scenario says that a fact is not so.
    fn is_denied(&self, fact: FactId, args: &[ParticipantId]) -> bool {
        self.model().scenarios[self.scenario].facts.iter().any(|cond| {
            let Cond::Not(cond) = cond else { return false };
            let Cond::Fact { fact: own, args: of } = &**cond else { return false };
            let of: Option<Vec<_>> = of.iter().map(|term| self.stated(term)).collect();
            *own == fact && of.as_deref() == Some(args)
        })
    }

    fn name(&self, who: ParticipantId) -> String {
        self.situation.participants[who.0 as usize].name.clone()
    }

    /// Whom a term of the scenario means.
    fn stated(&self, term: &Term) -> Option<ParticipantId> {
        let stated = self.model().scenarios[self.scenario].participants().len() as u32;
        match term {
            Term::Var(var) if var.0 < stated => Some(ParticipantId(var.0)),
            Term::Individual(id) => Some(ParticipantId(stated + id.0)),
            _ => None,
        }
    }

    /// Whom a term of a norm means in an instance.
    fn played(&self, it: &Instance, term: &Term) -> Option<ParticipantId> {
        let Term::Var(var) = term else { return self.stated(term) };
        let vars = self.model().norms[it.norm].scope.vars.iter().enumerate();
        let mut named = vars.filter(|(_, own)| !own.some).map(|(place, _)| place);
        let place = named.position(|place| place == var.0 as usize)?;
        it.participants.get(place).copied()
    }
}

fn of_sort(situation: &Situation, sort: SortId) -> impl Iterator<Item = ParticipantId> {
    let all = situation.participants.iter().enumerate();
    let fitting = all.filter(move |(_, it)| it.sorts.contains(&sort));
    fitting.map(|(place, _)| ParticipantId(place as u32))
}
