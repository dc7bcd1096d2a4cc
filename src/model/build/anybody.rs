//! Acts in times that leave a labelled argument out: `within 3 days of notify(Incident)` runs from the first notice to
//! anybody. Such an act becomes one of its own, and whoever does the whole act does it.

use std::collections::{BTreeMap, BTreeSet};

use super::walk::{self, Visit};
use crate::model::{
    Act, ActRule, ActRuleKind, Action, ActionId, Cond, Model, Occurrence, Scope, Table, Term, Var,
    VarId,
};
use crate::source::Span;

/// Which arguments of which act are left out.
type LeftOut = (ActionId, Vec<usize>);

/// Adds acts towards anybody, and the rules by which the whole acts count as them.
pub(super) fn add(model: &mut Model) {
    let mut towards = TowardsAnybody {
        known: BTreeMap::new(),
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
    }
    let known = towards.known;
    for ((action, left_out), wide) in known {
        let rule = counts_as(&model.actions, action, &left_out, wide);
        model.rules.push(rule);
    }
}

struct TowardsAnybody<'m> {
    known: BTreeMap<LeftOut, ActionId>,
    actions: &'m mut Table<ActionId, Action>,
    /// The participants of the norm at hand that are nobody in particular.
    open: BTreeSet<VarId>,
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
    action: ActionId,
    left_out: &[usize],
    wide: ActionId,
) -> ActRule {
    let span = actions[action].span;
    let mut scope = Scope { vars: vec![anyone("bearer", Vec::new(), span)] };
    for param in &actions[action].params {
        let name = param.label.as_deref().unwrap_or("participant");
        scope.vars.push(anyone(name, vec![param.sort], span));
    }
    let args: Vec<Term> = (1..scope.vars.len() as u32).map(|at| Term::Var(VarId(at))).collect();
    let kept = args.iter().enumerate().filter(|(at, _)| !left_out.contains(at));
    let right_args = kept.map(|(_, arg)| arg.clone()).collect();
    ActRule {
        kind: ActRuleKind::CountsAs,
        scope,
        left: Act::Do { action, args },
        right: Occurrence::Act { by: Term::Var(VarId(0)), action: wide, args: right_args },
        when: Cond::TRUE,
        span,
    }
}

fn anyone(name: &str, sorts: Vec<crate::model::SortId>, span: Span) -> Var {
    Var { name: name.into(), sorts, any: true, some: false, omitted: false, span }
}
