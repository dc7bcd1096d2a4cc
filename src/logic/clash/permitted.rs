//! Permissions: what a permission covers, and whether the rest of a set rules it out.

use super::behaviour::Demands;
use super::powers::is_power;
use crate::logic::Limit;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Grounded, Instance, Polarity, Query};
use crate::logic::theory::Theory;
use crate::model::{
    Act, ActRule, ActRuleKind, ActionId, Modal, NormId, Occurrence, Param, Scope, Var, VarId,
};

impl Query<'_> {
    /// At some moment of its window, the rest rules out an act that is permitted and could else be done.
    pub(in crate::logic) fn rules_out(
        &mut self,
        permission: &Instance,
        rest: &[&Instance],
        polarity: Polarity,
    ) -> Grounded {
        if self.model.norms[permission.norm].by_aspects {
            let own = self.deed(permission, permission.act)?;
            return self.rules_out_deed(permission, &own, rest, polarity);
        }
        let mut ways = Vec::new();
        for (deed, permitted) in self.permitted_deeds(permission, rest, polarity)? {
            ways.push(permitted.and(self.rules_out_deed(permission, &deed, rest, polarity)?));
        }
        let own = self.deed(permission, permission.act)?;
        for narrow in self.theory.tied_apart_from(own.action) {
            let scope = self.anybody(narrow);
            let vars: Vec<VarId> = (0..scope.vars.len() as u32).map(VarId).collect();
            let mut body = |query: &mut Self, binding: &Binding| {
                let deed = Deed { by: own.by, action: narrow, args: binding.0.clone() };
                let permitted = query.is_deed(&deed, &own, polarity)?;
                if permitted == Formula::False {
                    return Ok(permitted);
                }
                Ok(permitted.and(query.rules_out_deed(permission, &deed, rest, polarity)?))
            };
            let anybody = Binding::empty(&scope);
            ways.push(self.exists(&scope, &vars, &anybody, polarity, &mut body)?);
        }
        Ok(Formula::any(ways))
    }

    /// At some moment of the window of a permission, the rest rules out this deed, which could else be done. Where an act ends
    /// the window, a moment is in it that some behaviour which respects the rest leaves there.
    fn rules_out_deed(
        &mut self,
        permission: &Instance,
        deed: &Deed,
        rest: &[&Instance],
        polarity: Polarity,
    ) -> Grounded {
        let moment = self.universe.moment();
        let open = self.ends_by_an_act(permission)?.then_some((permission, moment));
        let live = match open {
            Some(_) => self.feasible(&Demands { open, ..self.demands(rest) }, polarity)?,
            None => self.live_at(permission, moment.into(), polarity)?,
        };
        let wanted = Some((deed.clone(), moment));
        let alone = Demands { open, wanted: wanted.clone(), ..self.demands(&[]) };
        let possible = self.feasible(&alone, polarity)?;
        let demands = Demands { open, wanted, ..self.demands(rest) };
        let ruled_out = !self.feasible(&demands, !polarity)?;
        eliminate::exists(&mut self.universe, moment, Formula::all([live, possible, ruled_out]))
    }

    /// A name for each whom an act is done with.
    pub(super) fn anybody(&self, action: ActionId) -> Scope {
        let action = &self.model.actions[action];
        let var = |param: &Param| Var {
            name: param.label.clone().unwrap_or_default(),
            sorts: vec![param.sort],
            any: true,
            some: false,
            omitted: false,
            span: action.span,
        };
        Scope { vars: action.params.iter().map(var).collect() }
    }

    /// An act ends the window: it lasts as long as the behaviour leaves that act undone.
    fn ends_by_an_act(&mut self, it: &Instance) -> Result<bool, Limit> {
        let anchors = self.act_anchors(&self.model.norms[it.norm], &it.binding)?;
        Ok(anchors.iter().any(|(_, opens)| !opens))
    }

    /// The act that a permission names, and those of the rest of the set that count as it.
    fn permitted_deeds(
        &mut self,
        permission: &Instance,
        rest: &[&Instance],
        polarity: Polarity,
    ) -> Result<Vec<(Deed, Formula)>, Limit> {
        let own = self.deed(permission, permission.act)?;
        let mut found = vec![(own.clone(), Formula::True)];
        for it in rest {
            for act in 0..self.model.norms[it.norm].acts.len() {
                let deed = self.deed(it, act)?;
                if deed.action != own.action {
                    let is = self.is_deed(&deed, &own, polarity)?;
                    if is != Formula::False && !found.iter().any(|(known, _)| *known == deed) {
                        found.push((deed, is));
                    }
                }
            }
        }
        Ok(found)
    }
}

impl Theory<'_> {
    /// Whether an act opens the window of a permission.
    pub(super) fn is_opened_permission(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let acts = own.clauses().filter_map(|clause| clause.opened_by()?.action());
        matches!(own.modal, Modal::May | Modal::NeedNot) && acts.count() > 0
    }

    /// The acts that count as an act and also as others, on which norms stand or which rules tie to more: a permission
    /// or power covers them, too, and what stands against them need not touch the act itself.
    pub fn tied_apart_from(&self, action: ActionId) -> Vec<ActionId> {
        let narrower = self.narrower(action);
        let tied = |&narrow: &ActionId| {
            let mut own = self.wider(narrow).difference(self.wider(action)).copied();
            own.any(|it| {
                let mut rules = self.rules_of(it).iter().map(|&id| &self.model.rules[id]);
                let another = !narrower.contains(&it) && !self.on_action(it).is_empty();
                another || rules.any(|rule| rule.kind != ActRuleKind::CountsAs)
            })
        };
        narrower.iter().copied().filter(|&it| it != action).filter(tied).collect()
    }

    /// Whether a norm is about acts, too, that are tied apart from one of its own. Of a permission that is looked at act by
    /// act each is another norm's.
    pub fn covers_more(&self, norm: NormId, action: ActionId) -> bool {
        let own = &self.model.norms[norm];
        let covers = own.modal == Modal::May || is_power(own.modal);
        covers && !own.by_aspects && !self.tied_apart_from(action).is_empty()
    }

    /// How a rule ties two acts, or what they count as; first of all, that one counts as the other.
    pub fn is_tied(&self, a: ActionId, b: ActionId) -> Option<ActRuleKind> {
        if self.wider(a).contains(&b) || self.wider(b).contains(&a) {
            return Some(ActRuleKind::CountsAs);
        }
        let (a, b) = (self.wider(a), self.wider(b));
        let rules = a.iter().flat_map(|&it| self.rules_of(it)).map(|&id| &self.model.rules[id]);
        let other = |rule: &&ActRule| match (&rule.left, &rule.right) {
            (Act::Do { action: left, .. }, Occurrence::Act { action: right, .. }) => {
                a.contains(left) && b.contains(right) || b.contains(left) && a.contains(right)
            }
            _ => false,
        };
        rules.into_iter().find(other).map(|rule| rule.kind)
    }
}
