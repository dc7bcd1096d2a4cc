//! Fields of norms, for lex specialis and Ross's overlap kinds.
//!
//! A field is bearer, act (through `counts as`), `when`, and time as written (of a duty to be done once, only
//! what starts it). `unless`, relations, dates and parties are left out.

use crate::logic::applies::window::{Shape, shape};
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Ask, Binding, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::{Place, PlaceKind};
use crate::logic::theory::Theory;
use crate::logic::{Limit, applies};
use crate::model::{Act, Modal, NormId, Overlap, Term, VarId};

impl Theory<'_> {
    /// The field of the first norm lies strictly within that of the second.
    ///
    /// # Errors
    ///
    /// A limit was reached before the question was answered.
    pub fn is_special(&self, a: NormId, b: NormId) -> Result<bool, Limit> {
        let (a, b) = (self.model.whole(a), self.model.whole(b));
        Ok(self.meets_every_alternative(a, b) && self.is_within(a, b)? && !self.is_within(b, a)?)
    }

    /// A norm on one of the acts between which a duty leaves the choice is not for that a special case of the duty:
    /// the duty asks for none of them in particular.
    fn meets_every_alternative(&self, a: NormId, b: NormId) -> bool {
        let (own, other) = (&self.model.norms[a], &self.model.norms[b]);
        let acts = || own.actions();
        let met = |act| acts().any(|it| self.wider(act).contains(&it));
        other.modal != Modal::Must || other.acts.len() < 2 || other.actions().all(met)
    }

    /// How the fields of two norms overlap.
    ///
    /// # Errors
    ///
    /// A limit was reached before the question was answered.
    pub fn overlap(&self, a: NormId, b: NormId) -> Result<Overlap, Limit> {
        let (a, b) = (self.model.whole(a), self.model.whole(b));
        Ok(match (self.is_within(a, b)?, self.is_within(b, a)?) {
            (true, true) => Overlap::TotalTotal,
            (false, false) => Overlap::PartialPartial,
            _ => Overlap::TotalPartial,
        })
    }

    /// The field of the first norm lies within that of the second: no case of the first is outside.
    ///
    /// # Errors
    ///
    /// A limit was reached before the question was answered.
    pub fn is_within(&self, a: NormId, b: NormId) -> Result<bool, Limit> {
        if let Some(known) = self.fields.get(&(a, b)) {
            return known;
        }
        let answer = self.prove_within(a, b);
        self.fields.set((a, b), answer.clone());
        answer
    }

    fn prove_within(&self, a: NormId, b: NormId) -> Result<bool, Limit> {
        for act in 0..self.model.norms[a].acts.len() {
            let mut query = Query::for_fields(self);
            let outside = query.find(&mut |query| {
                let it = query.instance(a, act, Binding::empty(&self.model.norms[a].scope));
                query.outside(&it, b)
            })?;
            if outside.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Query<'_> {
    /// A case of an instance's field that lies in no field of the other norm.
    fn outside(&mut self, it: &Instance, other: NormId) -> Grounded {
        let t = self.universe.place(PlaceKind::Moment(0));
        let inside = self.in_field(it, t, Polarity::Positive)?;
        let deed = self.deed(it, it.act)?;
        let scope = &self.model.norms[other].scope;
        let mut covered = Vec::new();
        for (act, own) in self.model.norms[other].acts.iter().enumerate() {
            let Some(action) = own.action() else { continue };
            if !self.theory.wider(deed.action).contains(&action) {
                continue;
            }
            let mut binding = Binding::empty(scope);
            if let Term::Var(var) = self.model.norms[other].bearer {
                binding.set(var, deed.by);
            }
            if let (true, Act::Do { args, .. }) = (action == deed.action, own) {
                for (term, node) in args.iter().zip(&deed.args) {
                    if let (Term::Var(var), Some(node)) = (term, node)
                        && binding.get(*var).is_none()
                    {
                        binding.set(*var, *node);
                    }
                }
            }
            let open = applies::open_vars(scope, &binding);
            let mut body = |query: &mut Self, binding: &Binding| {
                let candidate = Instance { norm: other, binding: binding.clone(), act };
                let wide = query.deed(&candidate, act)?;
                let is = query.is_deed(&deed, &wide, Polarity::Negative)?;
                if is == Formula::False {
                    return Ok(is);
                }
                Ok(is.and(query.in_field(&candidate, t, Polarity::Negative)?))
            };
            covered.push(self.exists(scope, &open, &binding, Polarity::Negative, &mut body)?);
        }
        Ok(inside.and(!Formula::any(covered)))
    }

    fn in_field(&mut self, it: &Instance, t: Place, polarity: Polarity) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let mut parts = Vec::new();
        for index in 0..norm.scope.vars.len() {
            parts.push(self.fits(&norm.scope, &it.binding, VarId(index as u32)));
        }
        parts.push(self.is_reached(norm, &it.binding)?);
        if let (Some(window), Shape::Standing) = (&norm.window, shape(norm)) {
            parts.push(self.in_window(window, self.frame(norm), &it.binding, t.into())?);
        }
        let ask = Ask::of(it, (&norm.scope, &it.binding), t.into());
        parts.push(self.cond(&norm.when, ask, polarity)?);
        Ok(Formula::all(parts))
    }
}
