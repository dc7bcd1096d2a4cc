//! Acts in times that leave a labelled argument out: `within 3 days of notify(Incident)` runs from the first notice to
//! anybody. Such an act becomes one of its own, and whoever does the whole act does it.

use std::collections::{BTreeMap, BTreeSet};

use super::walk::{self, Vars, Visit};
use crate::model::{
    Act, ActRule, ActRuleKind, Action, ActionId, Cond, Model, Norm, Occurrence, Scope, Table, Term,
    Var, VarId,
};
use crate::source::Span;

/// Which arguments of which act are left out.
type LeftOut = (ActionId, Vec<usize>);

/// Adds acts towards anybody, and the rules by which the whole acts count as them.
pub(super) fn add(model: &mut Model) {
    let mut towards = TowardsAnybody {
        known: BTreeMap::new(),
        dropped: BTreeSet::new(),
        actions: &mut model.actions,
        open: BTreeSet::new(),
    };
    for norm in model.norms.ids() {
        let norm = &mut model.norms[norm];
        let Some(window) = &mut norm.window else { continue };
        let vars = (0u32..).map(VarId).zip(&norm.scope.vars);
        towards.open = vars.filter(|(_, var)| var.some && var.omitted).map(|(id, _)| id).collect();
        for act in &norm.acts {
            for term in act.args().into_iter().flatten() {
                if let Term::Var(var) = term {
                    towards.open.remove(var);
                }
            }
        }
        walk::window(window, &mut towards);
        let left = std::mem::take(&mut towards.dropped);
        drop_participants(norm, &left);
    }
    let known: Vec<(LeftOut, ActionId)> = towards.known.into_iter().collect();
    for ((action, left_out), wide) in &known {
        model.towards_anybody.insert(*wide, (*action, left_out.clone()));
        let whole = ((*action, Vec::new()), *action);
        // An act of which less is left out is the one of which more is, too.
        for (narrow, id) in known.iter().chain([&whole]) {
            let inside = narrow.1.iter().all(|at| left_out.contains(at));
            if narrow.0 == *action && id != wide && inside {
                model.rules.push(counts_as(&model.actions, narrow, *id, left_out, *wide));
            }
        }
    }
}

struct TowardsAnybody<'m> {
    known: BTreeMap<LeftOut, ActionId>,
    actions: &'m mut Table<ActionId, Action>,
    /// The participants of the norm at hand that are nobody in particular.
    open: BTreeSet<VarId>,
    /// Those of them of whom the norm speaks no more.
    dropped: BTreeSet<VarId>,
}

/// Takes participants out of a norm of whom nothing in it speaks.
fn drop_participants(norm: &mut Norm, dropped: &BTreeSet<VarId>) {
    if dropped.is_empty() {
        return;
    }
    let mut at = 0u32..;
    norm.scope.vars.retain(|_| at.next().is_none_or(|at| !dropped.contains(&VarId(at))));
    let mut shift = Vars(|var: &mut VarId| {
        let before = dropped.range(..*var).count();
        var.0 -= before as u32;
    });
    walk::term(&mut norm.bearer, &mut shift);
    norm.acts.iter_mut().for_each(|act| walk::act(act, &mut shift));
    norm.window.iter_mut().for_each(|window| walk::window(window, &mut shift));
    walk::cond(&mut norm.when, &mut shift);
    walk::cond(&mut norm.unless, &mut shift);
}

impl Visit for TowardsAnybody<'_> {
    fn occurrence(&mut self, occurrence: &mut Occurrence) {
        let Occurrence::Act { action, args, .. } = occurrence else { return };
        let is_open = |arg: &Term| matches!(arg, Term::Var(var) if self.open.contains(var));
        let left_out: Vec<usize> =
            args.iter().enumerate().filter(|(_, arg)| is_open(arg)).map(|(at, _)| at).collect();
        if left_out.is_empty() {
            return;
        }
        let vars = args.iter().filter(|arg| is_open(arg)).filter_map(|arg| match arg {
            Term::Var(var) => Some(*var),
            _ => None,
        });
        self.dropped.extend(vars);
        args.retain(|arg| !is_open(arg));
        *action = match self.known.get(&(*action, left_out.clone())) {
            Some(known) => *known,
            None => {
                let wide = self.actions.push(without(&self.actions[*action], &left_out));
                self.known.insert((*action, left_out), wide);
                wide
            }
        };
    }
}

/// The act without some of its arguments.
fn without(whole: &Action, left_out: &[usize]) -> Action {
    let labels = left_out.iter().filter_map(|&at| whole.params[at].label.as_deref());
    let labels: Vec<String> = labels.map(|label| format!("{label} anybody")).collect();
    let params = whole.params.iter().enumerate().filter(|(at, _)| !left_out.contains(at));
    Action {
        name: format!("{} {}", whole.name, labels.join(" ")).into(),
        params: params.map(|(_, param)| param.clone()).collect(),
        reads: None,
        span: whole.span,
    }
}

fn counts_as(
    actions: &Table<ActionId, Action>,
    (action, less): &LeftOut,
    narrow: ActionId,
    more: &[usize],
    wide: ActionId,
) -> ActRule {
    let span = actions[*action].span;
    let mut scope = Scope { vars: vec![anyone("bearer", Vec::new(), span)] };
    let (mut args, mut wide_args) = (Vec::new(), Vec::new());
    for (at, param) in actions[*action].params.iter().enumerate() {
        if less.contains(&at) {
            continue;
        }
        let term = Term::Var(VarId(scope.vars.len() as u32));
        scope.vars.push(anyone(
            param.label.as_deref().unwrap_or("participant"),
            vec![param.sort],
            span,
        ));
        args.push(term.clone());
        if !more.contains(&at) {
            wide_args.push(term);
        }
    }
    ActRule {
        kind: ActRuleKind::CountsAs,
        left: Act::Do { action: narrow, args },
        right: Occurrence::Act { by: Term::Var(VarId(0)), action: wide, args: wide_args },
        when: Cond::TRUE,
        scope,
        span,
    }
}

fn anyone(name: &str, sorts: Vec<crate::model::SortId>, span: Span) -> Var {
    Var { name: name.into(), sorts, any: true, some: false, omitted: false, span }
}
