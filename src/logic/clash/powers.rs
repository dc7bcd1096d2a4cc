//! Powers, of which one norm gives what another denies or gives somebody else alone. They are no matter of behaviour.

use crate::logic::Limit;
use crate::logic::applies::open_vars;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::eliminate;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Binding, Grounded, Instance, Polarity, Query};
use crate::model::{Modal, NormId, Term, VarId};

impl Query<'_> {
    /// One has a power that the other denies, or two have a power of which one has it alone.
    pub(in crate::logic) fn powers_clash(
        &mut self,
        set: &[&Instance],
        polarity: Polarity,
    ) -> Grounded {
        let [a, b] = set else { return Ok(Formula::False) };
        self.list_what_ends_powers(set)?;
        let modal = |it: &Instance| self.model.norms[it.norm].modal;
        let moment = self.universe.moment();
        let live = self.live_at(a, moment.into(), polarity)?.and(self.live_at(
            b,
            moment.into(),
            polarity,
        )?);
        let (x, y) = (self.deed(a, a.act)?, self.deed(b, b.act)?);
        let mut ways = Vec::new();
        for ((one, deed), (other, against)) in [((a, &x), (b, &y)), ((b, &y), (a, &x))] {
            let against_modal = modal(other);
            if !matches!(modal(one), Modal::HasPower | Modal::HasSolePower) {
                continue;
            }
            let alone = |it: &Instance| self.model.norms[it.norm].is_about_one_act_alone();
            let (one_act, only_that) = (alone(one), alone(other));
            let way = match against_modal {
                Modal::HasNoPower => self.share_a_doing((deed, one_act), against, polarity)?,
                Modal::HasSolePower => {
                    let mut anyone = against.clone();
                    anyone.by = deed.by;
                    let shared = match only_that {
                        true if one_act && deed.action != anyone.action => Formula::False,
                        true => self.is_deed(&anyone, deed, polarity)?,
                        false => self.share_a_doing((deed, one_act), &anyone, polarity)?,
                    };
                    if self.model.is_one_norm(one.norm, other.norm) || shared == Formula::False {
                        continue;
                    }
                    let other_bearer = !self.universe.same(deed.by, against.by);
                    let empowered = self.empowers(other, &anyone, !polarity)?;
                    Formula::all([other_bearer, shared, !empowered])
                }
                _ => Formula::False,
            };
            ways.push(way);
        }
        let all = live.and(Formula::any(ways));
        eliminate::exists(&mut self.universe, moment, all)
    }

    /// No behaviour is asked when it does the acts at which powers end, or which they last until: where these are done, the
    /// situation lists them, as far as they can be done at all.
    fn list_what_ends_powers(&mut self, set: &[&Instance]) -> Result<(), Limit> {
        for it in set {
            let anchors = self.act_anchors(&self.model.norms[it.norm], &it.binding)?;
            self.listed.extend(anchors.into_iter().map(|(key, _)| key));
        }
        Ok(())
    }

    /// The norm of an instance, too, gives somebody the power to do a deed, by whichever of its acts; of several bearers
    /// each has one of its own.
    fn empowers(&mut self, it: &Instance, deed: &Deed, polarity: Polarity) -> Grounded {
        let all: Vec<NormId> = self.theory.norms().collect();
        let own = all.into_iter().filter(|&norm| self.model.is_one_norm(norm, it.norm));
        let mut ways = Vec::new();
        for norm in own.collect::<Vec<_>>() {
            for act in 0..self.model.norms[norm].acts.len() {
                let it = Instance { norm, act, ..it.clone() };
                ways.push(self.gives_power(&it, deed, polarity)?);
            }
        }
        Ok(Formula::any(ways))
    }

    fn gives_power(&mut self, it: &Instance, deed: &Deed, polarity: Polarity) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let mut binding = Binding::empty(&norm.scope);
        if let Term::Var(var) = norm.bearer {
            binding.set(var, deed.by);
        }
        let open = open_vars(&norm.scope, &binding);
        let mut body = |query: &mut Self, binding: &Binding| {
            let other = Instance { norm: it.norm, binding: binding.clone(), act: it.act };
            let own = query.deed(&other, it.act)?;
            let same = query.is_deed(deed, &own, polarity)?;
            if same == Formula::False {
                return Ok(same);
            }
            Ok(same.and(query.applies(&other, polarity)?))
        };
        self.exists(&norm.scope, &open, &binding, polarity, &mut body)
    }

    /// Doing one of them is doing the other, or some doing is both: a power over an act is one over every act that counts
    /// as it, unless it is about the one act `alone`.
    fn share_a_doing(
        &mut self,
        (a, alone): (&Deed, bool),
        b: &Deed,
        polarity: Polarity,
    ) -> Grounded {
        if alone {
            return self.is_deed(a, b, polarity);
        }
        let mut ways = vec![self.is_deed(a, b, polarity)?, self.is_deed(b, a, polarity)?];
        let both = self.theory.narrower(a.action).intersection(self.theory.narrower(b.action));
        let between = both.copied().filter(|it| *it != a.action && *it != b.action);
        for action in between.collect::<Vec<_>>() {
            let scope = self.anybody(action);
            let vars: Vec<VarId> = (0..scope.vars.len() as u32).map(VarId).collect();
            let mut body = |query: &mut Self, binding: &Binding| {
                let deed = Deed { by: a.by, action, args: binding.0.clone() };
                let is = [query.is_deed(&deed, a, polarity)?, query.is_deed(&deed, b, polarity)?];
                Ok(Formula::all(is))
            };
            let anybody = Binding::empty(&scope);
            ways.push(self.exists(&scope, &vars, &anybody, polarity, &mut body)?);
        }
        Ok(Formula::any(ways))
    }
}

/// Whether a modal is about powers.
pub(in crate::logic) fn is_power(modal: Modal) -> bool {
    matches!(modal, Modal::HasPower | Modal::HasNoPower | Modal::HasSolePower)
}
