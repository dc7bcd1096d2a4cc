//! Aspects: a ban or permission is an instance of its own for each act that it covers (language reference,
//! *verdicts*), so that it can yield as to one of them and stand as to the others. So is a power, or the lack of one.
//!
//! For each act that counts as the written one, a norm is added that says the same of that act alone, in the cases in
//! which it counts. Whoever reads the norms of a model then needs no further word about what a norm covers.

use std::collections::{HashMap, HashSet};

use crate::model::{
    Act, ActRule, ActRuleKind, ActionId, Cond, InstrumentId, Length, Modal, Model, Norm, NormId,
    Occurrence, RuleId, SortId, Target, Term, Value, Var, VarId,
};

/// A norm that covers acts in more ways than this is looked at as one whole.
const MOST_ASPECTS: usize = 64;

/// Adds the aspects of all norms that have some, behind the norms that are written.
pub(super) fn add(model: &mut Model) {
    let covering = Covering::of(model);
    if covering.rules.is_empty() {
        return;
    }
    let written: Vec<NormId> = model.norms.ids().collect();
    let mut parts: HashMap<(u32, Box<str>), u32> = HashMap::new();
    for id in written {
        let Some(aspects) = Aspects { model, covering: &covering }.of_norm(id) else { continue };
        model.norms[id].by_aspects = true;
        for mut aspect in aspects {
            aspect.aspect_of = Some(id);
            let key = (aspect.instrument.0, aspect.name.clone());
            let before = parts.entry(key).or_insert(FIRST_PART);
            aspect.part = *before;
            *before += 1;
            model.norms.push(aspect);
        }
    }
}

/// Parts that `and` makes of a norm are fewer than this: aspects come after them.
const FIRST_PART: u32 = 1 << 16;

/// What decides about the aspects of norms.
struct Covering {
    /// For each act, the rules by which others count as it.
    rules: HashMap<ActionId, Vec<RuleId>>,
    /// The names of norms against which a relation is said.
    losers: HashSet<(InstrumentId, Box<str>)>,
    /// Instruments against which one is.
    losing: HashSet<InstrumentId>,
}

impl Covering {
    fn of(model: &Model) -> Covering {
        let mut rules: HashMap<ActionId, Vec<RuleId>> = HashMap::new();
        let counts = model.rules.iter().filter(|(_, rule)| rule.kind == ActRuleKind::CountsAs);
        for (id, rule) in counts {
            if let Some(wide) = rule.right.action() {
                rules.entry(wide).or_default().push(id);
            }
        }
        let (mut losers, mut losing) = (HashSet::new(), HashSet::new());
        for relation in &model.relations {
            match relation.loser {
                Target::Norm(id) => {
                    losers.insert((model.norms[id].instrument, model.norms[id].name.clone()));
                }
                Target::Instrument(id) => _ = losing.insert(id),
            }
        }
        Covering { rules, losers, losing }
    }
}

/// Takes a norm apart.
struct Aspects<'m> {
    model: &'m Model,
    covering: &'m Covering,
}

impl Aspects<'_> {
    /// The aspects of a norm, itself left out. `None`: it has none, or cannot be taken apart and stays one whole.
    fn of_norm(&self, id: NormId) -> Option<Vec<Norm>> {
        let norm = &self.model.norms[id];
        // Duties do not: an act that counts as theirs is a way to meet them.
        let covers = !matches!(norm.modal, Modal::Must | Modal::NeedNot | Modal::Relation);
        if !covers || !self.can_differ(norm) {
            return None;
        }
        let mut found = Vec::new();
        for act in &norm.acts {
            let mut open = vec![Norm { acts: vec![act.clone()], ..norm.clone() }];
            while let Some(next) = open.pop() {
                let Some(Act::Do { action, .. }) = next.acts.first() else { return None };
                for &rule in self.covering.rules.get(action).into_iter().flatten() {
                    let rule = &self.model.rules[rule];
                    if !self.is_plain(rule) || found.len() >= MOST_ASPECTS {
                        return None;
                    }
                    let aspect = as_to(self.model, &next, rule);
                    found.extend(aspect.iter().cloned());
                    open.extend(aspect);
                }
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// A ban or power to which nothing sets anybody above stands or falls for all that it covers.
    fn can_differ(&self, norm: &Norm) -> bool {
        let instrument = &self.model.instruments[norm.instrument];
        norm.modal == Modal::May
            || norm.default
            || !instrument.standings.is_empty()
            || self.covering.losing.contains(&norm.instrument)
            || self.covering.losers.contains(&(norm.instrument, norm.name.clone()))
    }

    /// Acts of which no law is made, and conditions that hold or not whatever the time and the other norms.
    fn is_plain(&self, rule: &ActRule) -> bool {
        let law = |action: ActionId| self.model.laws.contains_key(&action);
        rule.left.action().is_some_and(|action| !law(action)) && self.is_timeless(&rule.when)
    }

    fn is_timeless(&self, cond: &Cond) -> bool {
        self.model.parts(cond).all(|part| match part {
            Cond::All(_) | Cond::Any(_) | Cond::Not(_) | Cond::Some(..) | Cond::Define { .. } => {
                true
            }
            Cond::Fact { .. }
            | Cond::Is { .. }
            | Cond::Same(..)
            | Cond::Choice { .. }
            | Cond::SameChoice(..)
            | Cond::Compare(_) => true,
            Cond::Party { .. }
            | Cond::Happens(_)
            | Cond::Before { .. }
            | Cond::Distance { .. }
            | Cond::OnOrAfter(_)
            | Cond::Applies(_)
            | Cond::Status(_) => false,
        })
    }
}

/// What a norm says of the act that counts as its own by a rule, in the cases in which it does. `None`: in no case.
fn as_to(model: &Model, norm: &Norm, rule: &ActRule) -> Option<Norm> {
    let (Act::Do { args: own, .. }, Act::Do { action, args: narrow }) = (&norm.acts[0], &rule.left)
    else {
        return None;
    };
    let Occurrence::Act { args: wide, .. } = &rule.right else { return None };
    let mut fit = Fit::new(model, norm, rule);
    for (term, own) in wide.iter().zip(own) {
        fit.stands_for(term, own);
    }
    let mut aspect = norm.clone();
    let mut args = narrow.clone();
    fit.terms(&mut args);
    let mut conds = fit.same.clone();
    let mut when = rule.when.clone();
    fit.cond(&mut when, &[]);
    conds.push(when);
    conds.extend(fit.sorts(norm));
    conds.extend(fit.apart(norm)?);
    aspect.scope.vars.extend(fit.added);
    aspect.acts = vec![Act::Do { action: *action, args }];
    aspect.when = conds.into_iter().fold(aspect.when, Cond::and);
    aspect.otherwise = None;
    aspect.by_aspects = true;
    Some(aspect)
}

/// Who of a norm stands for the participants of a rule.
struct Fit<'r> {
    model: &'r Model,
    rule: &'r ActRule,
    /// For each variable of the rule: what it is in the norm.
    terms: Vec<Option<Term>>,
    /// Participants whom only the rule names.
    added: Vec<Var>,
    /// How many participants the norm has without these.
    known: usize,
    /// Who must be one.
    same: Vec<Cond>,
}

impl<'r> Fit<'r> {
    fn new(model: &'r Model, norm: &Norm, rule: &'r ActRule) -> Fit<'r> {
        let mut terms = vec![None; rule.scope.vars.len()];
        terms[0] = Some(norm.bearer.clone());
        let known = norm.scope.vars.len();
        Fit { model, rule, terms, added: Vec::new(), known, same: Vec::new() }
    }

    fn stands_for(&mut self, term: &Term, own: &Term) {
        match term {
            Term::Var(var) if self.terms[var.0 as usize].is_none() => {
                self.terms[var.0 as usize] = Some(own.clone());
            }
            term => {
                let mut term = term.clone();
                self.term(&mut term);
                if term != *own {
                    self.same.push(Cond::Same(term, own.clone()));
                }
            }
        }
    }

    /// The participant of the norm for one of the rule; one is added for whom only the rule names. That it may
    /// coincide with others, and what it may not, conditions say; to relations it is nobody in particular.
    fn of(&mut self, var: VarId) -> Term {
        let place = var.0 as usize;
        if let Some(known) = &self.terms[place] {
            return known.clone();
        }
        let new = Term::Var(VarId((self.known + self.added.len()) as u32));
        self.added.push(Var { any: true, omitted: true, ..self.rule.scope.vars[place].clone() });
        self.terms[place] = Some(new.clone());
        new
    }

    fn term(&mut self, term: &mut Term) {
        match term {
            Term::Var(var) => *term = self.of(*var),
            Term::Individual(_) => {}
            Term::Attribute { args, .. } => self.terms(args),
        }
    }

    /// A condition of the rule, of the norm's participants; `some` participants stay apart from those around them.
    fn cond(&mut self, cond: &mut Cond, around: &[VarId]) {
        match cond {
            Cond::All(parts) | Cond::Any(parts) => {
                parts.iter_mut().for_each(|part| self.cond(part, around));
            }
            Cond::Not(part) => self.cond(part, around),
            Cond::Some(vars, part) => {
                let inner = [around, vars].concat();
                self.cond(part, &inner);
                for (place, &var) in inner.iter().enumerate().skip(around.len()) {
                    let before = inner[..place].iter().copied();
                    for other in self.universal().chain(before).collect::<Vec<_>>() {
                        if let Some(apart) = self.are_apart(var, other) {
                            **part = std::mem::replace(&mut **part, Cond::TRUE).and(apart);
                        }
                    }
                }
                for var in vars {
                    if let Term::Var(new) = self.of(*var) {
                        *var = new;
                    }
                }
            }
            Cond::Fact { args, .. } | Cond::Define { args, .. } => self.terms(args),
            Cond::Is { term, .. } | Cond::Choice { term, .. } => self.term(term),
            Cond::Same(left, right) | Cond::SameChoice(left, right) => {
                self.term(left);
                self.term(right);
            }
            Cond::Compare(comparison) => {
                self.term(&mut comparison.left);
                match &mut comparison.right {
                    Value::Attribute { term, .. } | Value::Length(Length::Attribute(term)) => {
                        self.term(term);
                    }
                    Value::Number(_) | Value::Day(_) | Value::Length(_) => {}
                }
            }
            // A rule that asks anything else is not plain, and leaves the norm whole.
            _ => {}
        }
    }

    fn terms(&mut self, terms: &mut [Term]) {
        terms.iter_mut().for_each(|term| self.term(term));
    }

    /// The participants of the rule that are not *some*.
    fn universal(&self) -> impl Iterator<Item = VarId> + use<'r> {
        let vars = self.rule.scope.vars.iter().enumerate();
        vars.filter(|(_, var)| !var.some).map(|(place, _)| VarId(place as u32))
    }

    /// Whom the norm names is of the sorts that the rule asks for.
    fn sorts(&self, norm: &Norm) -> Vec<Cond> {
        let known = |sort: SortId, term: &Term| match term {
            Term::Var(var) if (var.0 as usize) < self.known => {
                norm.scope[*var].sorts.iter().all(|&own| self.model.is_sub(own, sort))
            }
            _ => false,
        };
        let added = |term: &Term| matches!(term, Term::Var(var) if var.0 as usize >= self.known);
        let mut conds = Vec::new();
        for (var, term) in self.rule.scope.vars.iter().zip(&self.terms) {
            let Some(term) = term.as_ref().filter(|term| !added(term)) else { continue };
            if !var.sorts.is_empty() && !var.sorts.iter().any(|&sort| known(sort, term)) {
                let is = |&sort: &SortId| Cond::Is { term: term.clone(), sort };
                conds.push(any(var.sorts.iter().map(is).collect()));
            }
        }
        conds
    }

    /// Two names of the rule are two participants. `None`: the norm has one for both.
    fn apart(&mut self, norm: &Norm) -> Option<Vec<Cond>> {
        let all: Vec<VarId> = self.universal().collect();
        let mut conds = Vec::new();
        for (place, &a) in all.iter().enumerate() {
            for &b in &all[..place] {
                match (&self.terms[a.0 as usize], &self.terms[b.0 as usize]) {
                    (Some(x), Some(y)) if x == y && self.two(a, b) => return None,
                    (Some(Term::Var(x)), Some(Term::Var(y))) if self.are_two(norm, *x, *y) => {}
                    (Some(_), Some(_)) => conds.extend(self.are_apart(a, b)),
                    _ => {}
                }
            }
        }
        Some(conds)
    }

    fn are_two(&self, norm: &Norm, x: VarId, y: VarId) -> bool {
        let own = |var: VarId| norm.scope.vars.get(var.0 as usize).is_some_and(|var| !var.any);
        own(x) && own(y)
    }

    fn are_apart(&mut self, a: VarId, b: VarId) -> Option<Cond> {
        self.two(a, b).then(|| Cond::Not(Box::new(Cond::Same(self.of(a), self.of(b)))))
    }

    /// Whether two names of the rule are two participants of one kind.
    fn two(&self, a: VarId, b: VarId) -> bool {
        let (x, y) = (&self.rule.scope[a], &self.rule.scope[b]);
        let top = |var: &Var| var.sorts.first().map(|&sort| self.model.sorts[sort].top);
        !x.any && !y.any && top(x).is_some() && top(x) == top(y)
    }
}

fn any(mut parts: Vec<Cond>) -> Cond {
    if parts.len() == 1 { parts.remove(0) } else { Cond::Any(parts) }
}
