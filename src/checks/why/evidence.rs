//! What a reason is, in sentences: the words of the author that keep norms apart.

use super::super::tell::{self, Phrase};
use crate::format::in_a_line;
use crate::model::{
    Cond, DaySpan, Modal, Model, Norm, NormId, Party, Reason, RelationKind, SortId, Target, Term,
};
use crate::source::{Sources, Span};

/// The norms that are kept apart.
pub(super) struct Evidence<'a> {
    pub(super) sources: &'a Sources,
    pub(super) model: &'a Model,
    pub(super) norms: &'a [NormId],
}

impl Evidence<'_> {
    /// Sentences on a reason. `would_clash` tells whether the norms would in a changed model.
    pub(super) fn of(&self, reason: Reason, would_clash: &dyn Fn(&Model) -> bool) -> Vec<String> {
        match reason {
            Reason::Exception => self.exceptions(would_clash),
            Reason::DisjointConditions => self.conditions(would_clash),
            Reason::Displaced => self.relations(|kind| kind == RelationKind::Displaces),
            Reason::NotInForce => self.dates(),
            Reason::Parties => self.parties(),
            Reason::Reservation => self.reservations(),
            _ => Vec::new(),
        }
    }

    fn name(&self, norm: NormId) -> String {
        format!("`{}`", self.model.qualified(norm))
    }

    fn norm(&self, norm: NormId) -> &Norm {
        &self.model.norms[norm]
    }

    fn phrase(&self, norm: NormId) -> Phrase<'_> {
        Phrase { model: self.model, sources: self.sources, scope: &self.norm(norm).scope }
    }

    fn quoted(&self, span: Span) -> String {
        in_a_line(self.sources.slice(span)).into_owned()
    }

    /// The parts of exceptions without which the norms would clash; or else every exception.
    fn exceptions(&self, would_clash: &dyn Fn(&Model) -> bool) -> Vec<String> {
        let mut found = Vec::new();
        for &norm in self.norms {
            let parts = alternatives(&self.norm(norm).unless);
            for place in 0..parts.len() {
                let mut model = self.model.clone();
                let mut kept = parts.clone();
                let part = kept.remove(place);
                model.norms[norm].unless = Cond::Any(kept);
                if would_clash(&model) {
                    let part = self.phrase(norm).cond(&part);
                    found.push(format!("{} does not apply where `{part}`", self.name(norm)));
                }
            }
        }
        if found.is_empty() {
            for &norm in self.norms {
                if let Some(span) = self.norm(norm).unless_span {
                    let text = self.quoted(span);
                    found.push(format!("{} does not apply where `{text}`", self.name(norm)));
                }
            }
        }
        found
    }

    /// The instruments that are only proposed, and not applied.
    pub(super) fn proposed(&self, is_active: &dyn Fn(NormId) -> bool) -> Vec<String> {
        let mut found = Vec::new();
        for &norm in self.norms.iter().filter(|&&norm| !is_active(norm)) {
            let instrument = &self.model.instruments[self.norm(norm).instrument];
            if let Some(name) = instrument.name.as_ref().filter(|_| instrument.proposed) {
                found.push(format!("`{name}` is only proposed (`--with {name}` applies it)"));
            }
        }
        found.dedup();
        found
    }

    /// The fewest conditions that cannot hold together.
    fn conditions(&self, would_clash: &dyn Fn(&Model) -> bool) -> Vec<String> {
        let mut kept: Vec<(NormId, Cond)> = Vec::new();
        for &norm in self.norms {
            kept.extend(conjuncts(&self.norm(norm).when).into_iter().map(|part| (norm, part)));
        }
        let mut place = 0;
        while place < kept.len() {
            let mut fewer = kept.clone();
            fewer.remove(place);
            if would_clash(&self.with_conditions(&fewer)) { place += 1 } else { kept = fewer }
        }
        let part = |(norm, part): &(NormId, Cond)| {
            format!("`{}` ({})", self.phrase(*norm).cond(part), self.name(*norm))
        };
        let mut parts: Vec<String> = kept.iter().map(part).collect();
        let mut bare = self.with_conditions(&kept);
        self.norms.iter().for_each(|&norm| bare.norms[norm].unless = Cond::Any(Vec::new()));
        if would_clash(&bare) {
            parts.extend(self.norms.iter().filter_map(|&norm| {
                let text = self.quoted(self.norm(norm).unless_span?);
                Some(format!("not `{text}` ({})", self.name(norm)))
            }));
        }
        // What the duty itself asks for keeps it apart whoever is chosen.
        let choosing = self.norms.iter().find(|&&norm| {
            self.norm(norm).chosen().next().is_some() && kept.iter().all(|(own, _)| *own != norm)
        });
        let mut found = match (parts.as_slice(), choosing) {
            ([], _) => vec![],
            (parts, Some(&duty)) => {
                let (duty, parts) = (self.name(duty), tell::join(parts));
                vec![format!("{duty} lets somebody be chosen for whom this does not hold: {parts}")]
            }
            ([one], None) => vec![format!("this can never hold: {one}")],
            (parts, None) => vec![format!("these cannot hold together: {}", tell::join(parts))],
        };
        for (id, assumption) in self.model.assumptions.iter() {
            let mut model = self.model.clone();
            model.assumptions[id].cond = Cond::TRUE;
            if would_clash(&model) {
                found.push(format!("this is assumed: `{}`", self.quoted(assumption.span)));
            }
        }
        found
    }

    fn with_conditions(&self, kept: &[(NormId, Cond)]) -> Model {
        let mut model = self.model.clone();
        for &norm in self.norms {
            let own = kept.iter().filter(|(of, _)| *of == norm).map(|(_, part)| part.clone());
            model.norms[norm].when = Cond::All(own.collect());
        }
        model
    }

    /// Written relations that touch the norms.
    pub(super) fn relations(&self, which: impl Fn(RelationKind) -> bool) -> Vec<String> {
        let touches = |target: Target| match target {
            Target::Norm(id) => self.norms.contains(&id),
            Target::Instrument(id) => self.norms.iter().any(|&it| self.norm(it).instrument == id),
        };
        let relations = self.model.relations.iter();
        let relations = relations.filter(|it| which(it.kind) && touches(it.loser));
        let mut found: Vec<String> = relations
            .map(|it| {
                let by = match it.winner {
                    Target::Norm(norm) => self.name(norm),
                    Target::Instrument(id) => {
                        format!("`{}`", self.model.instruments[id].name.as_deref().unwrap_or(""))
                    }
                };
                let text = self.quoted(it.span);
                match text.contains(by.trim_matches('`')) {
                    true => format!("it is written `{text}`"),
                    false => format!("it is written `{text}` (for {by})"),
                }
            })
            .collect();
        found.dedup();
        let defaults = self.norms.iter().filter(|&&norm| self.norm(norm).default);
        if which(RelationKind::Yields) {
            found.extend(defaults.map(|&norm| format!("{} is a `default`", self.name(norm))));
        }
        found
    }

    pub(super) fn dates(&self) -> Vec<String> {
        let line = |&norm: &NormId| {
            let it = self.norm(norm);
            match it.in_force.is_empty() {
                true => format!("{} is never in force", self.name(norm)),
                false => format!("{} is in force {}", self.name(norm), tell::days(&it.in_force)),
            }
        };
        self.norms.iter().map(line).chain(self.waiting()).collect()
    }

    /// That a duty with no TIME can wait until the others bind no more.
    fn waiting(&self) -> Option<String> {
        let open = |norm: &NormId| {
            self.norm(*norm).modal == Modal::Must && self.norm(*norm).window.is_none()
        };
        let duty = *self.norms.iter().find(|norm| open(norm))?;
        let ends = |days: &DaySpan| days.until.is_some();
        let left = |norm: &NormId| {
            let it = self.norm(*norm);
            let instrument = &self.model.instruments[it.instrument];
            it.in_force.iter().any(ends) || instrument.parties.iter().any(|it| ends(&it.days))
        };
        let other = *self.norms.iter().find(|norm| **norm != duty && left(norm))?;
        Some(format!(
            "{} has no TIME: it can be met on a day on which {} no longer binds",
            self.name(duty),
            self.name(other)
        ))
    }

    fn parties(&self) -> Vec<String> {
        let mut found = Vec::new();
        for &norm in self.norms {
            let it = &self.model.instruments[self.norm(norm).instrument];
            if !it.binds_parties_only() {
                continue;
            }
            let party = |party: &Party| {
                let name = &self.model.individuals[party.who].name;
                match party.days == DaySpan::ALWAYS {
                    true => name.to_string(),
                    false => format!("{name} {}", tell::days(&[party.days])),
                }
            };
            let names: Vec<String> = it.parties.iter().map(party).collect();
            let name = it.name.as_deref().unwrap_or_default();
            let parties =
                if names.is_empty() { "no listed State".into() } else { tell::join(&names) };
            let others = if it.treaty { ", and any State that joins" } else { "" };
            found.push(format!("`{name}` binds its parties only: {parties}{others}"));
        }
        found.dedup();
        found.extend(self.waiting());
        found
    }

    fn reservations(&self) -> Vec<String> {
        let instruments = self.norms.iter().map(|&norm| self.norm(norm).instrument);
        let all = instruments.flat_map(|id| &self.model.instruments[id].reservations);
        let mut found: Vec<String> =
            all.map(|it| format!("it is written `{}`", self.quoted(it.span))).collect();
        found.dedup();
        found
    }

    pub(super) fn acts(&self) -> Vec<String> {
        let is_relation = |norm: &NormId| self.norm(*norm).modal == Modal::Relation;
        let (relations, others): (Vec<NormId>, Vec<NormId>) =
            self.norms.iter().partition(|norm| is_relation(norm));
        if !relations.is_empty() {
            let relation = |&norm: &NormId| {
                format!("{} is a relation between norms, and asks for no act", self.name(norm))
            };
            return relations.iter().map(relation).collect();
        }
        let act = |&norm: &NormId| {
            format!("{} is about {}", self.name(norm), tell::act_name(self.model, norm))
        };
        let acts: Vec<String> = others.iter().map(act).collect();
        vec![format!("{}; no `rule` ties these acts", tell::join(&acts))]
    }

    /// Where one norm is about making law and the other is law: whom the one binds, and who made the other.
    pub(super) fn issuer(&self) -> Option<(Reason, Vec<String>)> {
        let makes_law = |norm: &&NormId| self.model.is_about_law(**norm);
        let (Some(&binding), [_, _]) = (self.norms.iter().find(makes_law), self.norms) else {
            return None;
        };
        let made = *self.norms.iter().find(|norm| !makes_law(norm))?;
        let who = self.phrase(binding).term(&self.norm(binding).bearer);
        let instrument = &self.model.instruments[self.norm(made).instrument];
        let name =
            instrument.name.as_deref().map_or_else(|| self.name(made), |it| format!("`{it}`"));
        let maker = match &instrument.issuer {
            Some(maker) if self.can_bear(binding, maker) => return self.other_law(binding, made),
            Some(maker) => {
                format!("{name} is issued by {}, which is none", self.phrase(made).term(maker))
            }
            None => format!("who issued {name} is not said (`issued by …` in its head)"),
        };
        Some((
            Reason::DisjointBearers,
            vec![format!("{} binds {who}; {maker}", self.name(binding))],
        ))
    }

    /// Why a law of one whom a norm about laws binds is none of those of which it speaks.
    fn other_law(&self, binding: NormId, made: NormId) -> Option<(Reason, Vec<String>)> {
        let (a, b) = (&self.norm(binding).in_force, &self.norm(made).in_force);
        if !a.iter().any(|own| b.iter().any(|it| own.intersect(*it).is_some())) {
            return Some((Reason::NotInForce, self.dates()));
        }
        let reservations = self.reservations();
        if !reservations.is_empty() {
            return Some((Reason::Reservation, reservations));
        }
        let what = format!("{} is about other laws than {}", self.name(binding), self.name(made));
        Some((Reason::DisjointActs, vec![what]))
    }

    /// Whether a norm can bind somebody: one of the kind, and of the parties where these alone are bound.
    fn can_bear(&self, norm: NormId, who: &Term) -> bool {
        let bearer = &self.norm(norm).bearer;
        let (Term::Individual(who), Term::Var(var)) = (who, bearer) else { return bearer == who };
        let instrument = &self.model.instruments[self.norm(norm).instrument];
        let own = &self.model.individuals[*who].sorts;
        let ancestors = |sort: &SortId| self.model.sorts[*sort].ancestors.iter();
        let is = |sort: &SortId| own.iter().flat_map(ancestors).any(|it| it == sort);
        let joined = instrument.treaty || instrument.parties.iter().any(|party| party.who == *who);
        let wanted = &self.norm(norm).scope[*var].sorts;
        wanted.iter().any(|sort| is(sort) || joined && instrument.party_role == Some(*sort))
    }

    pub(super) fn bearers(&self) -> Vec<String> {
        let bearer = |&norm: &NormId| {
            let who = self.phrase(norm).term(&self.norm(norm).bearer);
            format!("{} is borne by {who}", self.name(norm))
        };
        let bearers: Vec<String> = self.norms.iter().map(bearer).collect();
        vec![format!("{}; nobody can be both", tell::join(&bearers))]
    }

    pub(super) fn remedy(&self) -> Vec<String> {
        let remedies = self.norms.iter().filter_map(|&norm| Some((norm, self.norm(norm).primary?)));
        let line = |(remedy, primary): (NormId, NormId)| {
            format!("{} applies only where {} is violated", self.name(remedy), self.name(primary))
        };
        remedies.map(line).collect()
    }
}

/// The parts of which one is enough.
fn alternatives(cond: &Cond) -> Vec<Cond> {
    match cond {
        Cond::Any(parts) => parts.clone(),
        cond => vec![cond.clone()],
    }
}

/// The parts that must all hold.
fn conjuncts(cond: &Cond) -> Vec<Cond> {
    match cond {
        Cond::All(parts) => parts.clone(),
        cond => vec![cond.clone()],
    }
}
