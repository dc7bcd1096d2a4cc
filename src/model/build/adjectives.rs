//! Names that read like conditions: "the customer concerned".

use super::Builder;
use super::walk::{self, Vars};
use crate::diagnostics::Diagnostic;
use crate::model::{Norm, Var, VarId, rules};

/// Words that lawyers write behind (or before) whom they mean, and that limit nobody here.
const LIMITING: &[&str] = &[
    "concerned",
    "affected",
    "involved",
    "responsible",
    "competent",
    "relevant",
    "respective",
    "applicable",
    "designated",
    "authorised",
    "authorized",
    "accused",
    "interested",
    "appropriate",
];

impl Builder<'_> {
    /// Tells of names that were meant to limit whom a norm speaks of.
    pub(super) fn adjectives(&mut self) {
        self.tell_of_norms(Self::read_as_name);
    }

    fn read_as_name(&self, norm: &Norm) -> Option<Diagnostic> {
        let vars = || norm.scope.vars.iter().enumerate().filter(|(_, var)| !var.omitted);
        let bare = |place: usize| {
            let var = &norm.scope.vars[place];
            var.sorts.iter().any(|&sort| self.model.sorts[sort].name == var.name)
        };
        let suspect = |(place, var): (usize, &Var)| {
            let twin =
                |(other, it): (usize, &Var)| bare(other) && !it.some && it.sorts == var.sorts;
            !bare(place) && (LIMITING.contains(&&*var.name) || vars().any(twin))
        };
        if !vars().any(suspect) {
            return None;
        }
        let (acts, conditions) = mentions(norm);
        vars().find_map(|(place, var)| {
            if bare(place) || !acts[place] || conditions[place] {
                return None;
            }
            let kind = &self.model.sorts[*var.sorts.first()?].name;
            let limits = LIMITING.contains(&&*var.name);
            let other = vars().any(|(other, it)| {
                it.sorts == var.sorts && bare(other) && !it.some && conditions[other] && !acts[other]
            });
            let name = &var.name;
            let (label, help) = match (other, limits) {
                (true, _) => (
                    format!("the act is about this {kind}, the condition about another"),
                    format!("leave `{name}` out if they are one: `{kind}` alone is one and the same in a norm"),
                ),
                (false, true) => (
                    format!("this is every {kind}, whether {name} or not"),
                    format!("write a condition or a role: `when {name}({kind}, …)`"),
                ),
                (false, false) => return None,
            };
            let message = format!("`{name}` is a name here, and limits nobody");
            let told = Diagnostic::new(&rules::NAME_IS_NO_CONDITION, message, var.span, label);
            Some(told.help(help))
        })
    }
}

/// Which participants bearer and acts mention, and which the conditions and times.
fn mentions(norm: &Norm) -> (Vec<bool>, Vec<bool>) {
    let mut norm = norm.clone();
    let mut acts = vec![false; norm.scope.vars.len()];
    let mut conditions = acts.clone();
    let mut in_acts = Vars(|var: &mut VarId| acts[var.0 as usize] = true);
    walk::term(&mut norm.bearer, &mut in_acts);
    norm.acts.iter_mut().for_each(|act| walk::act(act, &mut in_acts));
    let mut elsewhere = Vars(|var: &mut VarId| conditions[var.0 as usize] = true);
    walk::cond(&mut norm.when, &mut elsewhere);
    walk::cond(&mut norm.unless, &mut elsewhere);
    norm.window.iter_mut().for_each(|window| walk::window(window, &mut elsewhere));
    (acts, conditions)
}
