//! Norms whose application hangs on itself: by `applies`, status sentences and `displaces`.

use std::collections::{HashMap, HashSet, VecDeque};

use super::Builder;
use super::circles::MAX_EDGES;
use super::graph::Graph;
use super::walk::{self, Visit};
use crate::diagnostics::Diagnostic;
use crate::model::{
    Act, ActRuleKind, ActionId, Cond, DefinitionId, Id, IndividualId, InstrumentId, Modal, Model,
    Norm, NormId, Occurrence, Relation, RelationKind, Scope, SortId, Status, StatusModal, Target,
    Term, rules,
};
use crate::source::Span;

impl Builder<'_> {
    /// Norms that apply only if they do (or do not) apply themselves: by `applies`, by a status sentence that
    /// another norm of the circle really answers, or by `displaces`.
    pub(super) fn status_circles(&mut self, dead: &mut [bool]) {
        let graph = StatusGraph::build(&mut self.model);
        let Some(graph) = graph else { return };
        for circle in graph.circles() {
            let norms: Vec<NormId> = circle.iter().map(|(at, _)| NormId::from_index(*at)).collect();
            norms.iter().for_each(|norm| dead[norm.index()] = true);
            let names: Vec<String> =
                norms.iter().map(|&norm| format!("`{}`", self.model.qualified(norm))).collect();
            let message = match &names[..] {
                [one] => format!("whether {one} applies hangs on itself"),
                _ => format!(
                    "whether {} applies hangs on itself: {} → {}",
                    names[0],
                    names.join(" → "),
                    names[0]
                ),
            };
            let told = Diagnostic::new(
                &rules::CIRCULAR_STATUS,
                message,
                circle[0].1,
                "asks what another norm of the circle says",
            );
            let others = circle[1..].iter().take(8);
            let told =
                others.fold(told, |told, (_, span)| told.related(*span, "and this leads on"));
            self.tell.tell(told.help("let one of them ask about facts instead of norms"));
        }
    }
}

/// What somebody is: one of some sorts, or a certain participant.
#[derive(Clone, Debug)]
enum Kind {
    Sorts(Vec<SortId>),
    Individual(IndividualId),
}

/// What a norm asks of others.
#[derive(Clone, Debug)]
enum Ask {
    Applies(Target),
    Status { modal: StatusModal, bearers: Vec<Kind>, acts: Vec<(ActionId, Vec<Kind>)>, span: Span },
}

/// What is asked of others before a norm applies.
struct Asked {
    /// Which norm.
    of: NormId,
    /// Which norm asks: that one, or one that says by what it is displaced; none where the head of an instrument does.
    by: Option<NormId>,
    ask: Ask,
}

/// Which norm's application hangs on which.
struct StatusGraph<'m> {
    model: &'m Model,
    /// Acts that an act counts as, and acts that count as it, one step.
    wider: HashMap<ActionId, Vec<ActionId>>,
    narrower: HashMap<ActionId, Vec<ActionId>>,
    /// Norms that hang on others, by their acts.
    askers: HashMap<ActionId, Vec<NormId>>,
    /// The same by their instruments. Others can be in no circle.
    members: HashMap<InstrumentId, Vec<NormId>>,
    /// Instruments of norms of several names.
    of_several: HashSet<InstrumentId>,
}

impl<'m> StatusGraph<'m> {
    /// `None` where no norm asks anything.
    fn build(model: &'m mut Model) -> Option<Graph<Span>> {
        let asks = collect(model);
        let model: &'m Model = model;
        let displaced = displaced(model);
        if asks.is_empty() && displaced.is_empty() {
            return None;
        }
        let mut this = StatusGraph {
            model,
            wider: HashMap::new(),
            narrower: HashMap::new(),
            askers: HashMap::new(),
            members: HashMap::new(),
            of_several: of_several(model),
        };
        this.count_acts();
        let hanging = asks.iter().map(|it| it.of).chain(displaced.iter().map(|(norm, ..)| *norm));
        let hanging: HashSet<NormId> = hanging.collect();
        for (id, norm) in
            model.norms.iter().filter(|(id, n)| hanging.contains(id) || n.primary.is_some())
        {
            this.members.entry(norm.instrument).or_default().push(id);
            for act in norm.actions() {
                this.askers.entry(act).or_default().push(id);
            }
        }
        let mut graph = Graph::new(model.norms.len());
        for (id, norm) in model.norms.iter() {
            norm.primary.iter().for_each(|to| graph.edge(id.index(), to.index(), norm.name_span));
        }
        for &(loser, winner, span) in &displaced {
            graph.edge(loser.index(), winner.index(), span);
        }
        let mut budget = MAX_EDGES;
        for asked in &asks {
            this.edges(asked, &mut graph, &mut budget);
        }
        Some(graph)
    }

    fn count_acts(&mut self) {
        for rule in self.model.rules.values().filter(|rule| rule.kind == ActRuleKind::CountsAs) {
            if let (Act::Do { action: from, .. }, Occurrence::Act { action: to, .. }) =
                (&rule.left, &rule.right)
            {
                self.wider.entry(*from).or_default().push(*to);
                self.narrower.entry(*to).or_default().push(*from);
            }
        }
    }

    fn edges(
        &self,
        Asked { of: norm, by, ask }: &Asked,
        graph: &mut Graph<Span>,
        budget: &mut usize,
    ) {
        let here = self.model.norms[*norm].name_span;
        // Who asks is asked about the others.
        let is_other = |to: NormId| {
            let (own, other) = (by.map(|by| &self.model.norms[by]), &self.model.norms[to]);
            own.is_none_or(|own| own.instrument != other.instrument || own.name != other.name)
        };
        match ask {
            Ask::Applies(Target::Norm(to)) => graph.edge(norm.index(), to.index(), here),
            Ask::Applies(Target::Instrument(instrument)) => {
                for &to in self.members.get(instrument).into_iter().flatten() {
                    if is_other(to) && *budget > 0 {
                        *budget -= 1;
                        graph.edge(norm.index(), to.index(), here);
                    }
                }
                // Where there are no others, it can only ask about itself.
                let own = self.model.norms[*norm].instrument == *instrument;
                let by_own = by.is_some_and(|by| self.model.norms[by].instrument == *instrument);
                if own && by_own && !self.of_several.contains(instrument) {
                    graph.edge(norm.index(), norm.index(), here);
                }
            }
            Ask::Status { modal, bearers, acts, span } => {
                for (asked, args) in acts {
                    for act in related(*asked, &self.wider).union(&related(*asked, &self.narrower))
                    {
                        for &to in self.askers.get(act).into_iter().flatten() {
                            *budget = budget.saturating_sub(1);
                            let other = &self.model.norms[to];
                            let answers = is_other(to)
                                && *budget > 0
                                && self.answers(other, *modal, *asked, *act)
                                && self.meets(other, bearers, *asked, args)
                                && common_day(&self.model.norms[*norm], other);
                            if answers {
                                graph.edge(norm.index(), to.index(), *span);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Whether a norm's modal and act can answer what is asked. A recommendation answers only `should`, an
    /// alternative nothing.
    fn answers(&self, norm: &Norm, asked: StatusModal, act: ActionId, of: ActionId) -> bool {
        let StatusModal::Is { modal, recommendation } = asked else { return true };
        if (norm.recommendation && !recommendation)
            || (norm.modal == Modal::Must && norm.acts.len() > 1)
        {
            return false;
        }
        let wider = || related(act, &self.wider).contains(&of);
        let narrower = || related(act, &self.narrower).contains(&of);
        match (modal, norm.modal) {
            (Modal::Must, Modal::Must) => narrower(),
            (Modal::MustNot, Modal::MustNot) => wider(),
            (Modal::May, Modal::May | Modal::Must) => true,
            (Modal::HasPower, Modal::HasPower | Modal::HasSolePower) => true,
            (asked, said) => asked == said,
        }
    }

    /// Whether bearers, and arguments of the same act, can be the same.
    fn meets(&self, norm: &Norm, bearers: &[Kind], asked: ActionId, args: &[Kind]) -> bool {
        let own = kind_of(self.model, &norm.scope, &norm.bearer);
        if !bearers.iter().any(|bearer| self.can_meet(bearer, &own)) {
            return false;
        }
        norm.acts.iter().any(|act| match act {
            Act::Do { action, args: theirs } if *action == asked => theirs
                .iter()
                .zip(args)
                .all(|(term, kind)| self.can_meet(kind, &kind_of(self.model, &norm.scope, term))),
            _ => true,
        })
    }

    fn can_meet(&self, a: &Kind, b: &Kind) -> bool {
        let apart = |x: &SortId, y: &SortId| self.model.are_disjoint(*x, *y);
        match (a, b) {
            (Kind::Individual(a), Kind::Individual(b)) => a == b,
            (Kind::Sorts(a), Kind::Sorts(b)) => {
                a.is_empty() || b.is_empty() || a.iter().any(|x| b.iter().any(|y| !apart(x, y)))
            }
            (Kind::Sorts(sorts), Kind::Individual(one))
            | (Kind::Individual(one), Kind::Sorts(sorts)) => {
                let own = &self.model.individuals[*one].sorts;
                sorts.is_empty() || sorts.iter().any(|x| own.iter().all(|y| !apart(x, y)))
            }
        }
    }
}

/// An act and all acts to which steps lead from it.
fn related(act: ActionId, steps: &HashMap<ActionId, Vec<ActionId>>) -> HashSet<ActionId> {
    let mut seen = HashSet::from([act]);
    let mut queue = VecDeque::from([act]);
    while let Some(act) = queue.pop_front() {
        for &next in steps.get(&act).into_iter().flatten() {
            if seen.insert(next) {
                queue.push_back(next);
            }
        }
    }
    seen
}

fn common_day(a: &Norm, b: &Norm) -> bool {
    a.in_force.iter().any(|x| b.in_force.iter().any(|y| x.intersect(*y).is_some()))
}

fn kind_of(model: &Model, scope: &Scope, term: &Term) -> Kind {
    match term {
        Term::Var(var) => Kind::Sorts(scope[*var].sorts.clone()),
        Term::Individual(one) => Kind::Individual(*one),
        Term::Attribute { attribute, .. } => match model.attributes[*attribute].ty {
            crate::model::AttributeType::Participant(sort) => Kind::Sorts(vec![sort]),
            _ => Kind::Sorts(Vec::new()),
        },
    }
}

/// Norm by norm: who is displaced by whom, where the displacing norm's rank reaches.
fn displaced(model: &Model) -> Vec<(NormId, NormId, Span)> {
    let displacing = |relation: &&Relation| relation.kind == RelationKind::Displaces;
    if !model.relations.iter().any(|relation| displacing(&relation)) {
        return Vec::new();
    }
    let mut norms: HashMap<InstrumentId, Vec<NormId>> = HashMap::new();
    for (id, norm) in model.norms.iter() {
        norms.entry(norm.instrument).or_default().push(id);
    }
    let members = |target: Target| match target {
        Target::Norm(norm) => vec![norm],
        Target::Instrument(id) => norms.get(&id).cloned().unwrap_or_default(),
    };
    let mut result = Vec::new();
    for relation in model.relations.iter().filter(displacing) {
        let (winners, losers) = (members(relation.winner), members(relation.loser));
        for (&winner, &loser) in winners.iter().flat_map(|w| losers.iter().map(move |l| (w, l))) {
            let instrument = |norm: NormId| model.norms[norm].instrument;
            if winner != loser && reaches(model, instrument(winner), instrument(loser)) {
                result.push((loser, winner, relation.span));
            }
            if result.len() > MAX_EDGES {
                return result;
            }
        }
    }
    result
}

/// The instruments of norms of several names.
fn of_several(model: &Model) -> HashSet<InstrumentId> {
    let mut first: HashMap<InstrumentId, &str> = HashMap::new();
    let several = model.norms.values().filter(|norm| {
        let first = first.entry(norm.instrument).or_insert(&norm.name);
        **first != *norm.name
    });
    several.map(|norm| norm.instrument).collect()
}

/// Whether one instrument stands at the rank of the other, or above, in every order that ranks both; or neither names one.
fn reaches(model: &Model, winner: InstrumentId, loser: InstrumentId) -> bool {
    let (a, b) = (&model.instruments[winner].standings, &model.instruments[loser].standings);
    let shared =
        || a.iter().flat_map(|x| b.iter().map(move |y| (x, y))).filter(|(x, y)| x.order == y.order);
    winner == loser
        || a.is_empty() && b.is_empty()
        || shared().next().is_some() && shared().all(|(x, y)| x.rank <= y.rank)
}

/// What each norm asks in its conditions, also by way of definitions; and what is asked before it is displaced.
fn collect(model: &mut Model) -> Vec<Asked> {
    let mut definitions: HashMap<DefinitionId, (Found, Vec<Ask>)> = HashMap::new();
    for id in model.definitions.ids() {
        let mut found = Found::default();
        walk::cond(&mut model.definitions[id].cond, &mut found);
        let asks = found.asks(model, &model.definitions[id].scope);
        definitions.insert(id, (found, asks));
    }
    let asked = |model: &Model, found: &Found, scope: &Scope| -> Vec<Ask> {
        let mut asks = found.asks(model, scope);
        for definition in reach(&found.definitions, &definitions) {
            asks.extend(definitions[&definition].1.iter().cloned());
        }
        asks
    };
    let mut result = Vec::new();
    for id in model.norms.ids() {
        let mut found = Found::default();
        let norm = &mut model.norms[id];
        walk::cond(&mut norm.when, &mut found);
        walk::cond(&mut norm.unless, &mut found);
        let asks = asked(model, &found, &model.norms[id].scope);
        result.extend(asks.into_iter().map(|ask| Asked { of: id, by: Some(id), ask }));
    }
    for place in 0..model.relations.len() {
        let mut found = Found::default();
        walk::cond(&mut model.relations[place].when, &mut found);
        let relation = &model.relations[place];
        if found.is_empty() || relation.kind != RelationKind::Displaces {
            continue;
        }
        let asks = asked(model, &found, &relation.scope);
        let reached = |norm: &Norm| reaches(model, relation.instrument, norm.instrument);
        let displaced: Vec<NormId> = match relation.loser {
            Target::Norm(own) => vec![own],
            Target::Instrument(own) => {
                let norms = model.norms.iter().filter(|(_, it)| it.instrument == own);
                norms.filter(|(_, it)| reached(it)).map(|(id, _)| id).collect()
            }
        };
        for of in displaced {
            let by = relation.norm;
            result.extend(asks.iter().cloned().map(|ask| Asked { of, by, ask }));
        }
    }
    result
}

/// The definitions that these lead to, themselves included.
fn reach(
    from: &[DefinitionId],
    definitions: &HashMap<DefinitionId, (Found, Vec<Ask>)>,
) -> Vec<DefinitionId> {
    let mut seen = Vec::new();
    let mut queue = from.to_vec();
    let mut known = HashSet::new();
    while let Some(next) = queue.pop() {
        if known.insert(next) {
            seen.push(next);
            queue.extend(
                definitions.get(&next).into_iter().flat_map(|(found, _)| &found.definitions),
            );
        }
    }
    seen
}

/// What a condition asks of norms.
#[derive(Default)]
struct Found {
    applies: Vec<Target>,
    statuses: Vec<Status>,
    definitions: Vec<DefinitionId>,
}

impl Found {
    fn is_empty(&self) -> bool {
        self.applies.is_empty() && self.statuses.is_empty() && self.definitions.is_empty()
    }

    fn asks(&self, model: &Model, scope: &Scope) -> Vec<Ask> {
        let kinds = |terms: &[Term]| terms.iter().map(|term| kind_of(model, scope, term)).collect();
        let status = |status: &Status| Ask::Status {
            modal: status.modal,
            bearers: kinds(&status.bearers),
            acts: status
                .acts
                .iter()
                .filter_map(|act| match act {
                    Act::Do { action, args } => Some((*action, kinds(args))),
                    Act::Legislate { .. } => None,
                })
                .collect(),
            span: status.span,
        };
        let applies = self.applies.iter().map(|target| Ask::Applies(*target));
        applies.chain(self.statuses.iter().map(status)).collect()
    }
}

impl Visit for Found {
    fn cond(&mut self, cond: &mut Cond) {
        match cond {
            Cond::Applies(target) => self.applies.push(*target),
            Cond::Define { definition, .. } => self.definitions.push(*definition),
            Cond::Status(status) => self.statuses.push((**status).clone()),
            _ => {}
        }
    }
}
