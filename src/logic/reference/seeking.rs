//! Whom conditions seek for one whom somebody may choose: "an auditor who has certified it" is at hand for the file that is
//! chosen, as that file is.

use std::collections::BTreeSet;

use super::World;
use crate::model::{Act, Cond, DefinitionId, Norm, NormId, Scope, SortId, Term, VarId};

/// The item in whose condition somebody is sought.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Norm(NormId),
    Relation(usize),
    Assumption(usize),
    Definition(DefinitionId),
}

/// What is found on a way through conditions.
#[derive(Default)]
struct Sought {
    // In which item, as what, and of which sort.
    all: BTreeSet<(Item, VarId, SortId)>,
    // Definitions that were looked into, with those of their participants who count.
    seen: BTreeSet<(DefinitionId, BTreeSet<VarId>)>,
}

impl World<'_> {
    /// The sorts of all whom the conditions of these norms, and what is said of all, seek for somebody of these top kinds.
    pub(super) fn sought_for(
        &self,
        norms: &BTreeSet<NormId>,
        tops: &BTreeSet<SortId>,
    ) -> Vec<SortId> {
        let mut sought = Sought::default();
        let of_tops = |scope: &Scope| -> BTreeSet<VarId> {
            let vars = scope.vars.iter().enumerate();
            let own = vars.filter(|(_, var)| {
                var.sorts.iter().any(|sort| tops.contains(&self.model.sorts[*sort].top))
            });
            own.map(|(place, _)| VarId(place as u32)).collect()
        };
        for &id in norms {
            let norm = &self.model.norms[id];
            let known = of_tops(&norm.scope).intersection(&those_acted_on(norm)).copied().collect();
            self.seek(&norm.when, Item::Norm(id), &norm.scope, &known, &mut sought);
            self.seek(&norm.unless, Item::Norm(id), &norm.scope, &known, &mut sought);
        }
        for (place, it) in self.model.relations.iter().enumerate() {
            let known = of_tops(&it.scope);
            if norms.iter().any(|own| self.is_target(it.loser, *own)) {
                self.seek(&it.when, Item::Relation(place), &it.scope, &known, &mut sought);
            }
        }
        for (place, it) in self.model.assumptions.values().enumerate() {
            let known = of_tops(&it.scope);
            self.seek(&it.cond, Item::Assumption(place), &it.scope, &known, &mut sought);
        }
        sought.all.into_iter().map(|(_, _, sort)| sort).collect()
    }

    fn seek(
        &self,
        cond: &Cond,
        item: Item,
        scope: &Scope,
        known: &BTreeSet<VarId>,
        sought: &mut Sought,
    ) {
        match cond {
            Cond::All(parts) | Cond::Any(parts) => {
                parts.iter().for_each(|part| self.seek(part, item, scope, known, sought));
            }
            Cond::Not(part) => self.seek(part, item, scope, known, sought),
            Cond::Some(vars, part) => {
                let mut known = known.clone();
                if known.iter().any(|&var| part.may_speak_of(var)) {
                    known.extend(vars);
                    sought.all.extend(vars.iter().map(|&var| (item, var, scope[var].sorts[0])));
                }
                self.seek(part, item, scope, &known, sought);
            }
            Cond::Define { definition, args } => {
                let speaks = |arg: &Term| known.iter().any(|&it| arg.speaks_of(it));
                let own = args.iter().enumerate().filter(|(_, arg)| speaks(arg));
                let known: BTreeSet<VarId> = own.map(|(at, _)| VarId(at as u32)).collect();
                if sought.seen.insert((*definition, known.clone())) {
                    let it = &self.model.definitions[*definition];
                    self.seek(&it.cond, Item::Definition(*definition), &it.scope, &known, sought);
                }
            }
            _ => {}
        }
    }
}

/// Those with whom the acts of a norm are done.
fn those_acted_on(norm: &Norm) -> BTreeSet<VarId> {
    let args: Vec<_> = norm.acts.iter().filter_map(Act::args).flatten().collect();
    let all = (0..norm.scope.vars.len() as u32).map(VarId);
    all.filter(|&var| args.iter().any(|arg| arg.speaks_of(var))).collect()
}
