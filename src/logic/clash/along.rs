//! What must come along with an act towards whoever is chosen: a duty that hangs on the act asks for something of its own
//! towards that one, too.

use super::behaviour::Demands;
use super::offers::Offer;
use crate::logic::Limit;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Instance, Polarity, Query};
use crate::logic::theory::Theory;
use crate::model::{Clause, Modal, NormId, Occurrence, Term};

impl Theory<'_> {
    /// Whether a norm stands against whoever is chosen by instances of its own: a ban, or a duty to do one thing that must
    /// come along with another act.
    pub(in crate::logic) fn stands_in_the_way(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        own.modal == Modal::MustNot || self.comes_along(norm)
    }

    fn comes_along(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        own.modal == Modal::Must
            && own.acts.len() == 1
            && own.hangs_on_an_act()
            && !self.leaves_the_choice(&[norm])
    }
}

impl Query<'_> {
    /// What must come along with an act towards whomever the bearer of a duty chooses, where those that were found are about
    /// others; and what must come along with that in turn.
    pub(super) fn coming_along(
        &mut self,
        it: &Instance,
        act: usize,
        demands: &Demands<'_>,
    ) -> Result<Vec<Offer>, Limit> {
        let mut found: Vec<Instance> = Vec::new();
        let mut along = Vec::new();
        let mut open = vec![(it.clone(), act)];
        while let Some((before, act)) = open.pop().filter(|_| self.choice_apart) {
            for &other in &demands.once {
                for caught in self.hanging_on_whoever_is_chosen(other, &before, act)? {
                    if caught != *other && !found.contains(&caught) {
                        found.push(caught.clone());
                        open.push((caught, 0));
                    }
                }
            }
        }
        for it in found {
            let bans = self.bans_on_whoever_is_chosen(&it, 0, demands)?;
            along.push(Offer { act: 0, it, fits: Formula::True, bans, along: Vec::new() });
        }
        Ok(along)
    }

    /// The instances of a duty that hang on an act towards whoever is chosen.
    fn hanging_on_whoever_is_chosen(
        &mut self,
        duty: &Instance,
        it: &Instance,
        act: usize,
    ) -> Result<Vec<Instance>, Limit> {
        if !self.theory.comes_along(duty.norm) {
            return Ok(Vec::new());
        }
        let norm = &self.model.norms[duty.norm];
        let deed = self.deed(it, act)?;
        let mut found = Vec::new();
        for (wide, _) in self.widen(&deed, Polarity::Positive)? {
            for on in norm.clauses().filter_map(Clause::hangs_on) {
                let Occurrence::Act { action, args, .. } = on else { continue };
                if wide.action == *action {
                    found.push(self.about_whoever_is_chosen(duty, &wide, args));
                }
            }
        }
        Ok(found)
    }

    /// An instance, but for whoever is chosen for a deed: it is about that one where these terms name somebody.
    pub(super) fn about_whoever_is_chosen(
        &self,
        it: &Instance,
        deed: &Deed,
        terms: &[Term],
    ) -> Instance {
        let mut caught = it.clone();
        for (&node, term) in deed.args.iter().zip(terms) {
            if let (Some(node), Term::Var(var)) = (node, term)
                && self.universe.is_fresh(node)
                && self.model.norms[it.norm].bearer != *term
            {
                caught.binding.set(*var, node);
            }
        }
        caught
    }
}
