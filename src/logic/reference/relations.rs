//! Relations between norms: which instances they tie, whom they reach, and what they displace.

use super::applies::in_force;
use super::moments::Moments;
use super::{Answer, Instance, View, World};
use crate::model::{
    Act, AttributeType, InstrumentId, Modal, Norm, NormId, OrderId, ParticipantId, Relation,
    RelationKind, SortId, Target, Term,
};

impl World<'_> {
    /// Whether two views are of the same bearer (where both have one), agree on equal names, and on each sort
    /// of which each has one participant.
    pub(super) fn agree(&self, a: &View<'_>, b: &View<'_>) -> bool {
        if a.bearer.is_some() && b.bearer.is_some() && a.bearer != b.bearer {
            return false;
        }
        let apart = |x: &Mention<'_>, y: &Mention<'_>| self.are_two_of_a_kind((a, x), (b, y));
        let (ours, theirs) = (self.mentioned(a), self.mentioned(b));
        self.name_alike(&ours, &theirs, &apart)
            && self.name_individuals_alike((a, ours), (b, theirs))
    }

    // An individual in the acts of the one, and the only one of a sort beside the bearers that may be one, are one and the
    // same.
    fn name_individuals_alike<'m>(
        &self,
        (a, ours): (&View<'_>, Vec<Mention<'m>>),
        (b, theirs): (&View<'_>, Vec<Mention<'m>>),
    ) -> bool {
        let (Some(own), Some(other)) = (a.whose, b.whose) else { return true };
        let (own, other) = (&self.model.norms[own], &self.model.norms[other]);
        if !self.may_share_bearer(own, other) {
            return true;
        }
        let is_individual = |it: &Mention<'_>| {
            self.model.individuals.values().any(|individual| *individual.name == *it.0)
        };
        let (ours, theirs) = (beside_bearer(own, ours), beside_bearer(other, theirs));
        (0..self.model.sorts.len()).map(|sort| SortId(sort as u32)).all(|sort| {
            match (sole(&ours, sort), sole(&theirs, sort)) {
                (Some(our), Some(their)) if is_individual(our) || is_individual(their) => {
                    our.2 == their.2
                }
                _ => true,
            }
        })
    }

    // The bearer of the one norm and, in the other, somebody who is not, though the two bearers may be one; unless both are
    // called by one name of their own.
    fn are_two_of_a_kind(
        &self,
        (a, x): (&View<'_>, &Mention<'_>),
        (b, y): (&View<'_>, &Mention<'_>),
    ) -> bool {
        let (Some(ours), Some(theirs)) = (a.whose, b.whose) else { return false };
        let (ours, theirs) = (&self.model.norms[ours], &self.model.norms[theirs]);
        let bears = |norm: &Norm, it: &Mention<'_>| match norm.bearer {
            Term::Var(var) => *norm.scope[var].name == *it.0,
            _ => false,
        };
        let called_after_kind = x.1.iter().any(|&sort| *self.model.sorts[sort].name == *x.0);
        bears(ours, x) != bears(theirs, y)
            && self.may_share_bearer(ours, theirs)
            && (x.0 != y.0 || called_after_kind)
    }

    fn may_share_bearer(&self, a: &Norm, b: &Norm) -> bool {
        let sorts = |norm: &Norm| match &norm.bearer {
            Term::Var(var) => norm.scope[*var].sorts.clone(),
            Term::Individual(id) => vec![self.model.individuals[*id].top],
            Term::Attribute { attribute, .. } => match self.model.attributes[*attribute].ty {
                AttributeType::Participant(sort) => vec![sort],
                _ => Vec::new(),
            },
        };
        let top = |sort: SortId| self.model.sorts[sort].top;
        let theirs = sorts(b);
        sorts(a)
            .into_iter()
            .any(|x| theirs.iter().any(|&y| top(x) == top(y) && !self.model.are_disjoint(x, y)))
    }

    // The same of two instances in a clash, which may bind two bearers.
    fn agree_but_for_bearers(&self, a: &Instance, b: &Instance) -> Answer<bool> {
        let name_of_bearer = |it: &Instance| match &self.model.norms[it.norm].bearer {
            Term::Var(var) => Some(&*self.model.norms[it.norm].scope[*var].name),
            _ => None,
        };
        let (ours, theirs) = (name_of_bearer(a), name_of_bearer(b));
        let bear = |x: &Mention<'_>, y: &Mention<'_>| Some(x.0) == ours && Some(y.0) == theirs;
        let (a, b) = (self.instance_view(a)?, self.instance_view(b)?);
        let skipped = |x: &Mention<'_>, y: &Mention<'_>| {
            bear(x, y) || self.are_two_of_a_kind((&a, x), (&b, y))
        };
        let (ours, theirs) = (self.own_mentions(&a), self.own_mentions(&b));
        Ok(self.name_alike(&ours, &theirs, &skipped)
            && self.name_individuals_alike((&a, ours), (&b, theirs)))
    }

    // Equal names, and the only ones of a sort, are one and the same, but for some pairs.
    fn name_alike(
        &self,
        ours: &[Mention<'_>],
        theirs: &[Mention<'_>],
        skipped: &dyn Fn(&Mention<'_>, &Mention<'_>) -> bool,
    ) -> bool {
        let agree = |a: &Mention<'_>, b: &Mention<'_>| a.2 == b.2 || skipped(a, b);
        let named = ours.iter().all(|a| theirs.iter().all(|b| a.0 != b.0 || agree(a, b)));
        let sorts = (0..self.model.sorts.len()).map(|sort| SortId(sort as u32));
        named
            && sorts.into_iter().all(|sort| match (sole(ours, sort), sole(theirs, sort)) {
                (Some(our), Some(their)) => agree(our, their),
                _ => true,
            })
    }

    /// When norms that a target means apply to the same bearer and matching participants.
    pub(super) fn target_applies(&self, target: Target, view: &View<'_>) -> Answer<Moments> {
        let mut parts = Vec::new();
        // Of an instrument, a norm of it asks about the others.
        let is_own =
            |norm: NormId| view.norm.is_some_and(|by| self.is_target(Target::Norm(by), norm));
        for norm in self.targets(target).into_iter().filter(|&norm| !is_own(norm)) {
            for instance in
                self.instances(norm).into_iter().filter(|it| self.is_there(it, &view.env))
            {
                let matches = self.instance_view(&instance).map(|other| self.agree(view, &other));
                match matches {
                    Ok(true) => parts.push(self.applies_at(&instance)),
                    Ok(false) => {}
                    Err(error) => parts.push(Err(error)),
                }
            }
        }
        self.any_of(parts)
    }

    /// Whether nobody takes part in an instance who is only at hand for a duty towards somebody, but for those whom these
    /// know.
    fn is_there(&self, instance: &Instance, known: &[Option<ParticipantId>]) -> bool {
        let is_there =
            |who: &ParticipantId| (who.0 as usize) < self.there || known.contains(&Some(*who));
        instance.participants.iter().all(is_there)
    }

    /// When the instance is displaced. Who is only at hand for a duty towards somebody makes no further norm displace it.
    pub(super) fn displacement(&self, loser: &Instance) -> Answer<Moments> {
        let own = self.model.norms[loser.norm].instrument;
        let relations = self.relations(RelationKind::Displaces, loser.norm);
        let mut parts = Vec::new();
        for relation in relations.filter(|relation| self.reaches(relation.instrument, own)) {
            if self.is_said_alone(relation) {
                parts.push(self.relation_holds(relation, None, loser));
                continue;
            }
            for winner in self.targets(relation.winner) {
                for winner in self.instances(winner) {
                    let own: Vec<_> = loser.participants.iter().copied().map(Some).collect();
                    if self.is_there(&winner, &own) && self.match_up(&winner, loser)? {
                        let holds = self.relation_holds(relation, Some(&winner), loser)?;
                        // Asked last, since it may ask for further norms.
                        if !holds.is_empty() {
                            parts.push(Ok(holds.and(&self.applies_at(&winner)?)));
                        }
                    }
                }
            }
        }
        self.any_of(parts)
    }

    /// Whether the first displaces the second, were all there who take part in it.
    pub(super) fn would_displace(&self, winner: &Instance, loser: &Instance) -> Answer<bool> {
        let own = self.model.norms[loser.norm].instrument;
        for relation in self.relations(RelationKind::Displaces, loser.norm) {
            if self.reaches(relation.instrument, own)
                && self.is_target(relation.winner, winner.norm)
                && self.match_up(winner, loser)?
                && self.settled(&self.relation_holds(relation, Some(winner), loser)?)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a written relation makes the first prevail over the second.
    pub(super) fn written(&self, winner: &Instance, loser: &Instance) -> Answer<bool> {
        if winner.norm == loser.norm || !self.agree_but_for_bearers(winner, loser)? {
            return Ok(false);
        }
        let norms = &self.model.norms;
        if norms[loser.norm].default && !norms[winner.norm].default {
            return Ok(true);
        }
        let same_bearer = self.match_up(winner, loser)?;
        let own = norms[loser.norm].instrument;
        for kind in [RelationKind::Yields, RelationKind::Prevails] {
            for relation in self.relations(kind, loser.norm) {
                let reaches =
                    kind == RelationKind::Yields || self.reaches(relation.instrument, own);
                // A condition that stands outside both norms asks of one bearer.
                let own = [winner.norm, loser.norm].map(Some).contains(&relation.norm);
                if reaches
                    && (same_bearer || own || relation.when.is_true())
                    && self.is_target(relation.winner, winner.norm)
                    && self.settled(&self.relation_holds(relation, Some(winner), loser)?)
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn match_up(&self, a: &Instance, b: &Instance) -> Answer<bool> {
        Ok(a.norm != b.norm && self.agree(&self.instance_view(a)?, &self.instance_view(b)?))
    }

    fn relations(&self, kind: RelationKind, loser: NormId) -> impl Iterator<Item = &Relation> {
        self.model.relations.iter().filter(move |relation| {
            relation.kind == kind
                && self.is_target(relation.loser, loser)
                && self.is_current(relation.instrument)
                && relation.norm.is_none_or(|norm| self.is_loaded(norm))
        })
    }

    // `X does not apply`: the winner is the relation itself.
    fn is_said_alone(&self, relation: &Relation) -> bool {
        match relation.winner {
            Target::Norm(norm) => self.model.norms[norm].modal == Modal::Relation,
            Target::Instrument(_) => false,
        }
    }

    // When it is in force and its `when` holds, for some of its participants that match both instances.
    fn relation_holds(
        &self,
        relation: &Relation,
        winner: Option<&Instance>,
        loser: &Instance,
    ) -> Answer<Moments> {
        let force = match relation.norm {
            Some(norm) => in_force(&self.model.norms[norm].in_force),
            None => in_force(&self.model.instruments[relation.instrument].in_force),
        };
        if relation.when.is_true() {
            return Ok(force);
        }
        let own = [winner, Some(loser)].into_iter().flatten();
        if let Some(own) = own.into_iter().find(|own| relation.norm == Some(own.norm)) {
            // The participants of a norm stand first in the scope of what it says about its relations.
            let view = self.instance_view(own)?;
            let mut env = view.env.clone();
            env.resize(relation.scope.vars.len(), None);
            let view = View { scope: &relation.scope, env, ..view };
            return Ok(self.holds(&relation.when, &view)?.and(&force));
        }
        let mut views = vec![self.instance_view(loser)?];
        if let Some(winner) = winner {
            views.push(self.instance_view(winner)?);
        }
        // Which norms the condition means by `applies` hangs on whom the norms at issue name, too.
        let mut scope = relation.scope.clone();
        let asker = &views[views.len() - 1];
        let mut named = Vec::new();
        for (var, who) in asker.scope.vars.iter().zip(&asker.env) {
            let known = scope.vars.iter().any(|own| own.name == var.name);
            if !known && !var.omitted && !var.some {
                scope.vars.push(var.clone());
                named.push(*who);
            }
        }
        let own = &relation.scope;
        let envs =
            self.assignments(own, &super::conditions::every(own), &vec![None; own.vars.len()]);
        let bearer = views[0].bearer;
        let whose = asker.whose;
        let seen =
            |scope, env| View { bearer, norm: relation.norm, whose, ..self.view(scope, env) };
        let parts = envs.into_iter().filter_map(|env| {
            let view = seen(own, env.clone());
            let fits = views.iter().all(|other| self.agree(&view, other));
            let with_named = [env, named.clone()].concat();
            fits.then(|| self.holds(&relation.when, &seen(&scope, with_named)))
        });
        Ok(self.any_of(parts)?.and(&force))
    }

    /// Whether what the first says binds the second: one instrument, or same or lower rank in every order that
    /// ranks both, and there is one; or neither names an order, so that nothing sets them apart.
    pub(super) fn reaches(&self, sayer: InstrumentId, loser: InstrumentId) -> bool {
        let named = |it: InstrumentId| !self.model.instruments[it].standings.is_empty();
        if sayer == loser || (!named(sayer) && !named(loser)) {
            return true;
        }
        let shared = self.shared_orders(sayer, loser);
        !shared.is_empty() && shared.iter().all(|&(_, sayer, loser)| sayer <= loser)
    }

    /// The orders that rank both instruments, with their ranks (0 is the highest).
    pub(super) fn shared_orders(
        &self,
        a: InstrumentId,
        b: InstrumentId,
    ) -> Vec<(OrderId, u32, u32)> {
        let theirs = self.places(b);
        let both = |(order, rank)| {
            let other = theirs.iter().find(|(other, _)| *other == order)?;
            Some((order, rank, other.1))
        };
        self.places(a).into_iter().filter_map(both).collect()
    }

    fn places(&self, instrument: InstrumentId) -> Vec<(OrderId, u32)> {
        let standings = &self.model.instruments[instrument].standings;
        standings.iter().map(|place| (place.order, place.rank)).collect()
    }
}

// By which name, of which sorts, and who.
type Mention<'m> = (&'m str, Vec<SortId>, ParticipantId);

impl World<'_> {
    // The participants that an item mentions: those left out have no name and stand for nobody in particular.
    fn mentioned<'m>(&'m self, view: &'m View<'_>) -> Vec<Mention<'m>> {
        let mut all = self.own_mentions(view);
        if let (Some(bearer), false) = (view.bearer, all.iter().any(|(name, ..)| *name == "bearer"))
        {
            all.push(("bearer", Vec::new(), bearer));
        }
        all
    }

    // Individuals with whom the acts of a norm are done are mentioned, too.
    fn own_mentions<'m>(&'m self, view: &'m View<'_>) -> Vec<Mention<'m>> {
        let vars = view.scope.vars.iter().zip(&view.env);
        let own = vars.filter(|(var, _)| !var.omitted && !var.some);
        let own = own.filter_map(|(var, who)| Some((&*var.name, var.sorts.clone(), (*who)?)));
        let mut all: Vec<Mention<'m>> = own.collect();
        let Some(norm) = view.whose else { return all };
        for arg in self.model.norms[norm].acts.iter().filter_map(Act::args).flatten() {
            let Term::Individual(id) = arg else { continue };
            let it = &self.model.individuals[*id];
            let is = |who: &ParticipantId| {
                self.situation.participants[who.0 as usize].individual == Some(*id)
            };
            if let Some(who) = self.participants().find(is)
                && !all.iter().any(|(name, ..)| **name == *it.name)
            {
                let ancestors = it.sorts.iter().flat_map(|sort| &self.model.sorts[*sort].ancestors);
                all.push((&it.name, ancestors.copied().collect(), who));
            }
        }
        all
    }
}

fn beside_bearer<'m>(norm: &Norm, mentions: Vec<Mention<'m>>) -> Vec<Mention<'m>> {
    let bears = |it: &Mention<'_>| match norm.bearer {
        Term::Var(var) => *norm.scope[var].name == *it.0,
        _ => false,
    };
    mentions.into_iter().filter(|it| !bears(it)).collect()
}

fn sole<'a, 'm>(mentions: &'a [Mention<'m>], sort: SortId) -> Option<&'a Mention<'m>> {
    let mut own = mentions.iter().filter(|(_, sorts, _)| sorts.contains(&sort));
    own.next().filter(|_| own.next().is_none())
}
