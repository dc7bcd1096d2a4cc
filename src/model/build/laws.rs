//! `require (SENTENCE)` and its kin become acts of their own, one for each sentence, so that norms on them are
//! norms like any other. What the sentences have to do with each other is told by rules (`law_rules`).

use std::collections::BTreeMap;

use super::Builder;
use super::walk::{self, Visit};
use crate::model::{
    Act, Action, ActionId, AssertionKind, Cond, ExpectKind, Law, LegislativeVerb, Modal, Model,
    Param, Scope, SortId, Status, StatusModal, Table, Term, Var, VarId,
};
use crate::source::Span;

impl Builder<'_> {
    /// Turns every act that makes law into an act of the model.
    pub(super) fn laws(&mut self) {
        let mut laws = Laws::new(&mut self.model);
        in_norms(&mut self.model, &mut laws);
        beside_norms(&mut self.model, &mut laws);
        laws.give_back(&mut self.model);
        super::law_rules::tie(&mut self.model);
    }
}

/// The acts that make law, while they are found.
struct Laws {
    actions: Table<ActionId, Action>,
    laws: BTreeMap<ActionId, Law>,
    /// The kind at the top of each sort, and its name.
    tops: Vec<SortId>,
    names: Vec<Box<str>>,
    /// The sort of each individual, and of the values of each attribute.
    individuals: Vec<SortId>,
    values: Vec<Option<SortId>>,
}

impl Laws {
    fn new(model: &mut Model) -> Laws {
        let value = |attribute: &crate::model::Attribute| match attribute.ty {
            crate::model::AttributeType::Participant(sort) => Some(sort),
            _ => None,
        };
        Laws {
            actions: std::mem::take(&mut model.actions),
            laws: std::mem::take(&mut model.laws),
            tops: model.sorts.values().map(|sort| sort.top).collect(),
            names: model.sorts.values().map(|sort| sort.name.clone()).collect(),
            individuals: model.individuals.values().map(|it| it.top).collect(),
            values: model.attributes.values().map(value).collect(),
        }
    }

    fn give_back(self, model: &mut Model) {
        model.actions = self.actions;
        model.laws = self.laws;
    }

    /// The act that makes the law; `None` for a sentence about several bearers or acts.
    fn lower(&mut self, act: &Act, scope: &Scope, modal: Option<Modal>) -> Option<Act> {
        let Act::Legislate { verb, sentence } = act else { return None };
        let sentence = &self.with_inner_laws(*verb, sentence, scope, modal)?;
        let ([bearer], [Act::Do { action, args }]) =
            (sentence.bearers.as_slice(), sentence.acts.as_slice())
        else {
            return None;
        };
        let in_part = *verb == LegislativeVerb::Permit && modal == Some(Modal::MustNot);
        let for_a_time = *verb != LegislativeVerb::Require
            && sentence.window.is_none()
            && modal != Some(Modal::Must);
        let top = self.top_of(bearer, scope)?;
        let mut sorts = vec![top];
        sorts.extend(self.actions[*action].params.iter().map(|param| param.sort));
        let mut terms = vec![bearer.clone()];
        terms.extend(args.iter().cloned());
        let mut params: Vec<Var> =
            sorts.iter().map(|&sort| self.param(sort, sentence.span)).collect();
        let sentence = self.close(sentence, *verb, scope, &mut terms, &mut params);
        let law = Law {
            verb: *verb,
            in_part,
            for_a_time,
            scope: Scope { vars: params },
            span: sentence.span,
            sentence,
        };
        let action = self.action_of(law, terms.len());
        Some(Act::Do { action, args: terms })
    }

    /// The sentence, in which making law is an act like any other.
    fn with_inner_laws(
        &mut self,
        verb: LegislativeVerb,
        sentence: &Status,
        scope: &Scope,
        modal: Option<Modal>,
    ) -> Option<Status> {
        // Who must not require a ban must require none, for however short a time.
        let modal = match modal {
            Some(Modal::MustNot) => Modal::MustNot,
            _ => modal_of(verb),
        };
        let mut sentence = sentence.clone();
        for act in &mut sentence.acts {
            if matches!(act, Act::Legislate { .. }) {
                *act = self.lower(act, scope, Some(modal))?;
            }
        }
        Some(sentence)
    }

    fn top_of(&self, term: &Term, scope: &Scope) -> Option<SortId> {
        let sort = match term {
            Term::Var(var) => *scope[*var].sorts.first()?,
            Term::Individual(id) => self.individuals[id.0 as usize],
            Term::Attribute { attribute, .. } => self.values[attribute.0 as usize]?,
        };
        Some(self.tops[sort.0 as usize])
    }

    fn param(&self, sort: SortId, span: Span) -> Var {
        let name = self.names[sort.0 as usize].clone();
        Var { name, sorts: vec![sort], any: true, some: false, omitted: false, span }
    }

    /// The sentence over the parameters of its act. Whoever else it names becomes a parameter, too, but for
    /// those that its conditions bind; and so does each place of its TIME, so that two sentences of one TIME are about one
    /// act, whoever stands in it.
    fn close(
        &self,
        sentence: &Status,
        verb: LegislativeVerb,
        scope: &Scope,
        terms: &mut Vec<Term>,
        params: &mut Vec<Var>,
    ) -> Status {
        let mut closed = sentence.clone();
        let mut bound = Bound(Vec::new());
        [&mut closed.when, &mut closed.unless]
            .into_iter()
            .for_each(|it| walk::cond(it, &mut bound));
        let mut places: BTreeMap<VarId, VarId> = BTreeMap::new();
        for (place, term) in terms.iter().enumerate() {
            if let Term::Var(var) = term {
                places.entry(*var).or_insert(VarId(place as u32));
            }
        }
        let mut places_of_time =
            PlacesOfTime { laws: self, scope, terms, params, span: sentence.span };
        closed.window.iter_mut().for_each(|it| walk::window(it, &mut places_of_time));
        let mut named = Vec::new();
        let mut collect = walk::Vars(|var: &mut VarId| named.push(*var));
        walk::cond(&mut closed.when, &mut collect);
        walk::cond(&mut closed.unless, &mut collect);
        // Parameters stand before what is bound inside.
        let (inner, outer): (Vec<VarId>, Vec<VarId>) =
            named.into_iter().partition(|var| bound.0.contains(var));
        for var in outer.into_iter().chain(inner) {
            if places.contains_key(&var) {
                continue;
            }
            places.insert(var, VarId(params.len() as u32));
            let some = bound.0.contains(&var);
            params.push(Var { any: !some || scope[var].any, some, ..scope[var].clone() });
            if !some {
                terms.push(Term::Var(var));
            }
        }
        let mut rename = walk::Vars(|var: &mut VarId| *var = places[var]);
        walk::cond(&mut closed.when, &mut rename);
        walk::cond(&mut closed.unless, &mut rename);
        closed.modal = StatusModal::Is { modal: modal_of(verb), recommendation: false };
        closed.bearers = vec![Term::Var(VarId(0))];
        for act in &mut closed.acts {
            if let Act::Do { args, .. } = act {
                *args = (1..=args.len() as u32).map(|place| Term::Var(VarId(place))).collect();
            }
        }
        closed.omitted.clear();
        closed
    }

    /// The act for a law: one for all sentences that say the same.
    fn action_of(&mut self, law: Law, params: usize) -> ActionId {
        if let Some((known, _)) = self.laws.iter().find(|(_, known)| say_the_same(known, &law)) {
            return *known;
        }
        let action = new_action(&self.actions, &law, params);
        let id = self.actions.push(action);
        self.laws.insert(id, law);
        id
    }
}

/// What a law says that does this.
fn modal_of(verb: LegislativeVerb) -> Modal {
    match verb {
        LegislativeVerb::Require => Modal::Must,
        LegislativeVerb::Forbid => Modal::MustNot,
        LegislativeVerb::Permit => Modal::May,
    }
}

/// Whether two laws say the same, wherever they are written.
pub(super) fn say_the_same(a: &Law, b: &Law) -> bool {
    let sorts = |law: &Law| -> Vec<Vec<SortId>> {
        law.scope.vars.iter().map(|var| var.sorts.clone()).collect()
    };
    let there = Status { span: a.sentence.span, ..b.sentence.clone() };
    let kind = |law: &Law| (law.verb, law.in_part, law.for_a_time);
    kind(a) == kind(b) && sorts(a) == sorts(b) && a.sentence == there
}

/// The act by which a law is made.
pub(super) fn new_action(actions: &Table<ActionId, Action>, law: &Law, params: usize) -> Action {
    let verb = match law.verb {
        LegislativeVerb::Require => "require",
        LegislativeVerb::Forbid => "forbid",
        LegislativeVerb::Permit => "permit",
    };
    let inner = law.sentence.actions().next();
    let inner = inner.map_or("", |action| &actions[action].name);
    let params = law.scope.vars[..params].iter();
    let params = params.map(|var| Param { label: None, sort: var.sorts[0] }).collect();
    let name = format!("{verb} ({inner})").into();
    Action { name, params, reads: None, span: law.span }
}

/// Makes a parameter of each participant that a TIME names, once for each place.
struct PlacesOfTime<'a> {
    laws: &'a Laws,
    scope: &'a Scope,
    terms: &'a mut Vec<Term>,
    params: &'a mut Vec<Var>,
    span: Span,
}

impl Visit for PlacesOfTime<'_> {
    fn term(&mut self, term: &mut Term) -> bool {
        if matches!(term, Term::Attribute { .. }) {
            return true;
        }
        let place = Term::Var(VarId(self.params.len() as u32));
        let param = match (self.laws.top_of(term, self.scope), &*term) {
            (Some(top), _) => self.laws.param(top, self.span),
            (None, Term::Var(var)) => self.scope[*var].clone(),
            (None, _) => return true,
        };
        self.params.push(param);
        self.terms.push(std::mem::replace(term, place));
        false
    }
}

/// Who is bound inside a condition.
struct Bound(Vec<VarId>);

impl Visit for Bound {
    fn cond(&mut self, cond: &mut Cond) {
        if let Cond::Some(vars, _) = cond {
            self.0.extend(vars.iter().copied());
        }
    }
}

/// Turns acts in status sentences of one item into acts of the model.
struct InSentences<'l> {
    laws: &'l mut Laws,
    scope: Scope,
}

impl Visit for InSentences<'_> {
    fn status(&mut self, status: &mut Status) {
        let modal = match status.modal {
            StatusModal::Is { modal, .. } => Some(modal),
            StatusModal::Settled => None,
        };
        self.acts(&mut status.acts, modal);
    }
}

impl InSentences<'_> {
    fn acts(&mut self, acts: &mut [Act], modal: Option<Modal>) {
        for act in acts {
            if let Some(lowered) = self.laws.lower(act, &self.scope, modal) {
                *act = lowered;
            }
        }
    }
}

fn in_norms(model: &mut Model, laws: &mut Laws) {
    for id in model.norms.ids() {
        let norm = &mut model.norms[id];
        let mut visit = InSentences { laws, scope: std::mem::take(&mut norm.scope) };
        visit.acts(&mut norm.acts, Some(norm.modal));
        walk::cond(&mut norm.when, &mut visit);
        walk::cond(&mut norm.unless, &mut visit);
        norm.scope = visit.scope;
    }
}

fn beside_norms(model: &mut Model, laws: &mut Laws) {
    for id in model.rules.ids() {
        let rule = &mut model.rules[id];
        let mut visit = InSentences { laws, scope: rule.scope.clone() };
        visit.acts(std::slice::from_mut(&mut rule.left), None);
        walk::cond(&mut rule.when, &mut visit);
    }
    for id in model.definitions.ids() {
        let it = &mut model.definitions[id];
        walk::cond(&mut it.cond, &mut InSentences { laws, scope: it.scope.clone() });
    }
    for id in model.assumptions.ids() {
        let it = &mut model.assumptions[id];
        walk::cond(&mut it.cond, &mut InSentences { laws, scope: it.scope.clone() });
    }
    for relation in &mut model.relations {
        let mut visit = InSentences { laws, scope: relation.scope.clone() };
        walk::cond(&mut relation.when, &mut visit);
    }
    for id in model.principles.ids() {
        for assertion in &mut model.principles[id].assertions {
            let mut visit = InSentences { laws, scope: assertion.scope.clone() };
            match &mut assertion.kind {
                AssertionKind::Expect { cond, status, .. } => {
                    walk::cond(cond, &mut visit);
                    walk::status(status, &mut visit);
                }
                AssertionKind::Every { act, when, .. } => {
                    visit.acts(act.as_mut_slice(), None);
                    walk::cond(when, &mut visit);
                }
            }
        }
    }
    for expectation in &mut model.expectations {
        if let (ExpectKind::Status { status, .. }, Some(scenario)) =
            (&mut expectation.kind, expectation.scenario)
        {
            let scope = model.scenarios[scenario].scope.clone();
            walk::status(status, &mut InSentences { laws, scope });
        }
    }
}
