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

/// Where more acts than these are needed by one, or by what it needs, nothing is proved.
const MOST_DONE: usize = 32;

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
    /// What must come along with the acts of a set towards whoever is chosen.
    pub(in crate::logic) fn all_coming_along(
        &mut self,
        set: &[Instance],
    ) -> Result<Vec<Instance>, Limit> {
        let members: Vec<&Instance> = set.iter().filter(|_| self.choice_apart).collect();
        let demands = self.demands(&members);
        let mut found = Vec::new();
        for it in &demands.once {
            for act in 0..self.model.norms[it.norm].acts.len() {
                found.extend(self.coming_along(it, act, &demands)?.into_iter().map(|it| it.it));
            }
        }
        Ok(found)
    }

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
        for done in self.done_or_needed(&deed)? {
            for on in norm.clauses().filter_map(Clause::hangs_on) {
                let Occurrence::Act { action, args, .. } = on else { continue };
                if done.action == *action {
                    found.push(self.about_whoever_is_chosen(duty, &done, args));
                }
            }
        }
        Ok(found)
    }

    /// What may be done with a deed: what it may count as, and what each of these may need.
    pub(in crate::logic) fn done_or_needed(&mut self, deed: &Deed) -> Result<Vec<Deed>, Limit> {
        let (mut found, mut open) = (Vec::new(), vec![deed.clone()]);
        while let Some(next) = open.pop() {
            if found.len() > MOST_DONE {
                return Err(Limit::Layouts);
            }
            for (wide, _) in self.widen(&next, Polarity::Positive)? {
                if !found.contains(&wide) {
                    found.push(wide);
                }
            }
            for (_, needed, _) in self.needs(&next, Polarity::Positive)? {
                let needed = Deed::of_key(&needed).filter(|it| !found.contains(it));
                open.extend(needed);
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
