//! How acts lead to the acts that they count as, and who then stands where.

use std::collections::BTreeMap;

use crate::model::{Act, ActRule, ActRuleKind, ActionId, IndividualId, Model, Occurrence, Term};

/// Ways from one act to others that are told apart. With more, nobody's place is known.
const WAYS: usize = 64;

/// Who stands as an argument of the wider act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// An argument of the narrower act.
    Argument(usize),
    /// Whoever does it.
    Bearer,
    /// A named participant.
    Individual(IndividualId),
    /// Somebody.
    Open,
}

/// One way in which an act counts as another (or is itself).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::logic) struct Path {
    /// The wider act.
    pub(super) to: ActionId,
    /// Its arguments.
    pub(super) sources: Vec<Source>,
}

/// The ways from each act.
#[derive(Debug)]
pub(in crate::logic) struct Paths(BTreeMap<ActionId, Vec<Path>>);

impl Paths {
    pub(in crate::logic) fn new(model: &Model) -> Paths {
        let mut rules: BTreeMap<ActionId, Vec<&ActRule>> = BTreeMap::new();
        for rule in model.rules.values().filter(|rule| rule.kind == ActRuleKind::CountsAs) {
            if let Act::Do { action, .. } = &rule.left {
                rules.entry(*action).or_default().push(rule);
            }
        }
        let ways = model.actions.ids().map(|action| (action, ways(model, &rules, action)));
        Paths(ways.collect())
    }

    /// The ways from an act; the first is to itself.
    pub(super) fn from(&self, action: ActionId) -> &[Path] {
        self.0.get(&action).map_or(&[], Vec::as_slice)
    }
}

fn ways(model: &Model, rules: &BTreeMap<ActionId, Vec<&ActRule>>, from: ActionId) -> Vec<Path> {
    let own = (0..model.actions[from].params.len()).map(Source::Argument).collect();
    let mut found = vec![Path { to: from, sources: own }];
    let mut next = 0;
    while next < found.len() {
        let path = found[next].clone();
        next += 1;
        for rule in rules.get(&path.to).into_iter().flatten() {
            let Some(longer) = longer(rule, &path) else { continue };
            if !found.contains(&longer) {
                found.push(longer);
            }
        }
        if found.len() > WAYS {
            return blurred(model, rules, from);
        }
    }
    found
}

/// What a way leads to through one rule more.
fn longer(rule: &ActRule, path: &Path) -> Option<Path> {
    let Act::Do { args: left, .. } = &rule.left else { return None };
    let Occurrence::Act { action, args: right, .. } = &rule.right else { return None };
    let mut known = vec![Source::Open; rule.scope.vars.len()];
    if let Some(bearer) = known.first_mut() {
        *bearer = Source::Bearer;
    }
    for (term, source) in left.iter().zip(&path.sources) {
        if let Term::Var(var) = term
            && known[var.0 as usize] == Source::Open
        {
            known[var.0 as usize] = *source;
        }
    }
    let source = |term: &Term| match term {
        Term::Var(var) => known[var.0 as usize],
        Term::Individual(id) => Source::Individual(*id),
        Term::Attribute { .. } => Source::Open,
    };
    Some(Path { to: *action, sources: right.iter().map(source).collect() })
}

/// Every wider act, with nobody's place known.
fn blurred(model: &Model, rules: &BTreeMap<ActionId, Vec<&ActRule>>, from: ActionId) -> Vec<Path> {
    let open =
        |to: ActionId| Path { to, sources: vec![Source::Open; model.actions[to].params.len()] };
    let mut found = vec![open(from)];
    let mut next = 0;
    while next < found.len() {
        for rule in rules.get(&found[next].to).into_iter().flatten() {
            if let Occurrence::Act { action, .. } = &rule.right
                && !found.iter().any(|path| path.to == *action)
            {
                found.push(open(*action));
            }
        }
        next += 1;
    }
    found
}
