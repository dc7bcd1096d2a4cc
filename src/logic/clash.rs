//! Layer two: whether a set of instances can be respected together.
//!
//! A behaviour says when each act is done. Its moments are variables; the demands of the set are formulas
//! over them; eliminating the moments leaves a formula about the situation alone. So the answer is exact for
//! every situation at once.

use super::Limit;
use super::acts::Deed;
use super::applies::open_vars;
use super::eliminate;
use super::formula::Formula;
use super::query::{Binding, Done, Grounded, Instance, Polarity, Query};
use super::theory::Theory;
use super::universe::{Atom, Instant, Node, OccurrenceKey, Place};
use super::window::{Shape, shape};
use crate::model::{
    Act, ActRule, ActRuleKind, ActionId, Clause, Join, Modal, NormId, Occurrence, Param, RuleId,
    Scope, Term, Var, VarId,
};

/// How many ways a behaviour may be laid out before a set is given up.
const LAYOUTS: usize = 256;

/// One doing of an act in a behaviour.
#[derive(Clone, Debug)]
struct Doing {
    deed: Deed,
    at: Instant,
    /// What must be so for it to be done at all.
    given: Formula,
    /// The situation says whether it was done, since it opens a window of the set.
    opens_own: bool,
}

impl Doing {
    fn new(deed: Deed, at: Place) -> Doing {
        Doing { deed, at: at.into(), given: Formula::True, opens_own: false }
    }
}

/// An act of which it matters when it is done, and whether it is its first doing that does.
type Mattering = (OccurrenceKey, bool);

/// The acts of which it matters when they are done.
struct Matters {
    /// Up to the behaviour.
    own: Vec<Mattering>,
    /// Listed by the situation, or up to the behaviour where they are not.
    either: Vec<Mattering>,
}

/// A way to meet a duty.
struct Offer {
    act: usize,
    it: Instance,
    /// What must be so for it.
    fits: Formula,
    /// Bans that forbid it where they apply.
    bans: Vec<Instance>,
}

/// What a behaviour must respect.
struct Demands<'a> {
    /// Duties to be done once.
    once: Vec<&'a Instance>,
    /// Duties done at every moment.
    standing: Vec<&'a Instance>,
    /// Bans, and what bans an earlier doing.
    bans: Vec<&'a Instance>,
    /// `need not`, read as a ban when it is asked whether duties force the act.
    spared: Vec<&'a Instance>,
    /// An act that must be possible at a moment.
    wanted: Option<(Deed, Place)>,
}

impl Query<'_> {
    /// No behaviour respects all of them. All are known to apply. Powers are no matter of behaviour: see
    /// [`Query::powers_clash`].
    pub(super) fn unfulfillable(&mut self, set: &[&Instance], polarity: Polarity) -> Grounded {
        let modal = |it: &&Instance| self.model.norms[it.norm].modal;
        let permission = set.iter().position(|it| modal(it) == Modal::May);
        let spared = set.iter().filter(|it| modal(it) == Modal::NeedNot).count();
        let powers = set.iter().filter(|it| is_power(modal(it))).count();
        if powers > 0 {
            return self.powers_clash(set, polarity);
        }
        match (permission, spared) {
            (Some(place), 0) => {
                let mut rest = set.to_vec();
                let permission = rest.remove(place);
                if rest.iter().any(|it| modal(it) == Modal::May) {
                    return Ok(Formula::False); // one permission at a time
                }
                self.rules_out(permission, &rest, polarity)
            }
            (Some(_), _) => Ok(Formula::False),
            // Only duties can force the act that a `need not` spares.
            (None, 1) if set.iter().any(|it| modal(it) == Modal::MustNot) => Ok(Formula::False),
            (None, 0 | 1) => {
                let demands = self.demands(set);
                Ok(!self.feasible(&demands, !polarity)?)
            }
            (None, _) => Ok(Formula::False),
        }
    }

    /// All apply, no behaviour respects all of them, and some respects all but one, whichever it is.
    pub(super) fn clash(&mut self, set: &[&Instance], polarity: Polarity) -> Grounded {
        let mut parts = Vec::new();
        for it in set {
            let applies = self.applies_if_open(it, polarity)?;
            if applies == Formula::False {
                return Ok(applies);
            }
            parts.push(applies);
        }
        let unfulfillable = self.unfulfillable(set, polarity)?;
        if unfulfillable == Formula::False {
            return Ok(unfulfillable);
        }
        parts.push(unfulfillable);
        if let [one] = set {
            parts.push(!self.is_broken_by_starts(one, polarity)?);
        } else {
            for left_out in 0..set.len() {
                let mut rest = set.to_vec();
                rest.remove(left_out);
                self.optimistic = true;
                let rest = self.unfulfillable(&rest, !polarity);
                self.optimistic = false;
                parts.push(!rest?);
            }
        }
        self.whoever_is_chosen(Formula::all(parts))
    }

    /// What the situation says was done breaks the instance, or cannot be done at all: then it clashes with nothing.
    fn is_broken_by_starts(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        if self.listed.is_empty() {
            return Ok(Formula::False);
        }
        let impossible = self.unfulfillable(&[], !polarity)?;
        self.starts_only = true;
        let otherwise = self.unfulfillable(&[it], polarity);
        self.starts_only = false;
        Ok(impossible.or(!otherwise?))
    }

    fn demands<'a>(&self, set: &[&'a Instance]) -> Demands<'a> {
        let mut demands =
            Demands { once: vec![], standing: vec![], bans: vec![], spared: vec![], wanted: None };
        for &it in set {
            let norm = &self.model.norms[it.norm];
            match norm.modal {
                Modal::Must => {
                    match shape(norm) {
                        Shape::Once => demands.once.push(it),
                        Shape::Standing => demands.standing.push(it),
                    }
                    if forbids_earlier(norm.window.as_ref()) {
                        demands.bans.push(it);
                    }
                }
                Modal::MustNot => demands.bans.push(it),
                Modal::NeedNot => demands.spared.push(it),
                _ => {}
            }
        }
        demands
    }

    /// At some moment of its window, the rest rules out an act that is permitted and could else be done.
    fn rules_out(
        &mut self,
        permission: &Instance,
        rest: &[&Instance],
        polarity: Polarity,
    ) -> Grounded {
        self.ends_by_no_act(permission)?;
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

    /// At some moment of the window of a permission, the rest rules out this deed, which could else be done.
    fn rules_out_deed(
        &mut self,
        permission: &Instance,
        deed: &Deed,
        rest: &[&Instance],
        polarity: Polarity,
    ) -> Grounded {
        let moment = self.universe.moment();
        let live = self.live_at(permission, moment.into(), polarity)?;
        let mut alone = self.demands(&[]);
        alone.wanted = Some((deed.clone(), moment));
        let possible = self.feasible(&alone, polarity)?;
        let mut demands = self.demands(rest);
        demands.wanted = Some((deed.clone(), moment));
        let ruled_out = !self.feasible(&demands, !polarity)?;
        eliminate::exists(&mut self.universe, moment, Formula::all([live, possible, ruled_out]))
    }

    /// A name for each whom an act is done with.
    fn anybody(&self, action: ActionId) -> Scope {
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

    /// The window of a permission or power is known beforehand: no act of the behaviour ends it.
    fn ends_by_no_act(&mut self, it: &Instance) -> Result<(), Limit> {
        let anchors = self.act_anchors(&self.model.norms[it.norm], &it.binding)?;
        if anchors.iter().any(|(_, opens)| !opens) {
            return Err(Limit::NotYet("a permission or power that ends with an act"));
        }
        Ok(())
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

    /// Some behaviour respects the demands.
    fn feasible(&mut self, demands: &Demands<'_>, polarity: Polarity) -> Grounded {
        let mut ways = Vec::new();
        let mut layouts = 0;
        let mut offers = Vec::new();
        for it in &demands.once {
            offers.push(self.offers(it, demands));
        }
        let mut picks = vec![0usize; offers.len()];
        loop {
            let chosen: Vec<&Offer> =
                offers.iter().zip(&picks).map(|(offers, &pick)| &offers[pick]).collect();
            let Matters { own, either } = self.what_matters(demands, &chosen)?;
            for listed in 0..1usize << either.len() {
                let (mut acts, mut given) = (own.clone(), Vec::new());
                for (place, act) in either.iter().enumerate() {
                    let there = self.universe.holds(Atom::Happens(act.0.clone()));
                    if listed >> place & 1 == 1 {
                        given.push(there);
                    } else {
                        given.push(!there);
                        acts.push(act.clone());
                    }
                }
                let given = Formula::all(given);
                for never in 0..1usize << acts.len() {
                    layouts += 1;
                    if layouts > LAYOUTS {
                        return Err(Limit::Layouts);
                    }
                    let way = self.layout(demands, &chosen, &acts, never, polarity)?;
                    let way = given.clone().and(way);
                    if way == Formula::True {
                        return Ok(way);
                    }
                    ways.push(way);
                }
            }
            let next = (0..picks.len()).find(|&duty| picks[duty] + 1 < offers[duty].len());
            let Some(next) = next else { break };
            picks[next] += 1;
            picks[..next].fill(0);
        }
        Ok(Formula::any(ways))
    }

    /// The ways to meet a duty: each of its acts, towards a participant whom nobody else is, or towards one of
    /// those around where the duty leaves the choice.
    fn offers(&mut self, it: &Instance, demands: &Demands<'_>) -> Vec<Offer> {
        let norm = &self.model.norms[it.norm];
        let mut offers = Vec::new();
        for act in 0..norm.acts.len() {
            offers.push(Offer { act, it: it.clone(), fits: Formula::True, bans: Vec::new() });
        }
        if demands.bans.is_empty() && demands.spared.is_empty() {
            return offers;
        }
        let all = demands.bans.iter().chain(&demands.spared).chain(&demands.once);
        let mut around: Vec<Node> = all.flat_map(|it| &it.binding.0).flatten().copied().collect();
        around.extend(self.named_so_far()); // they exist in every case
        around.sort();
        around.dedup();
        for act in 0..norm.acts.len() {
            for var in self.free_choices(it, act) {
                let Some(fresh) = it.binding.get(var) else { continue };
                for &node in &around {
                    if self.universe.top(node) == self.universe.top(fresh)
                        && !self.universe.is_fresh(node)
                    {
                        offers.extend(self.offer_towards(it, act, (var, fresh, node), demands));
                    }
                }
            }
        }
        offers
    }

    /// The variables of an act whom the bearer may choose.
    fn free_choices(&self, it: &Instance, act: usize) -> Vec<VarId> {
        let norm = &self.model.norms[it.norm];
        let Act::Do { args, .. } = &norm.acts[act] else { return Vec::new() };
        let free = args.iter().filter_map(|arg| match arg {
            Term::Var(var) if norm.scope[*var].some => Some(*var),
            _ => None,
        });
        free.collect()
    }

    /// The duty met towards somebody around; bans on whomever is chosen forbid it where they apply to this one.
    fn offer_towards(
        &mut self,
        it: &Instance,
        act: usize,
        (var, fresh, node): (VarId, Node, Node),
        demands: &Demands<'_>,
    ) -> Option<Offer> {
        let towards = |it: &Instance| {
            let mut other = it.clone();
            other
                .binding
                .0
                .iter_mut()
                .flatten()
                .filter(|it| **it == fresh)
                .for_each(|it| *it = node);
            other
        };
        let own = towards(it);
        let fits = self.fits(&self.model.norms[it.norm].scope, &own.binding, var);
        let caught = demands.bans.iter().filter(|ban| ban.binding.0.contains(&Some(fresh)));
        let bans = caught.map(|ban| towards(ban)).collect();
        (fits != Formula::False).then_some(Offer { act, it: own, fits, bans })
    }

    /// The acts of which it matters when they are done: those on whose first doing windows hang, and those that
    /// others need.
    fn what_matters(&mut self, demands: &Demands<'_>, chosen: &[&Offer]) -> Result<Matters, Limit> {
        let mut keys = Vec::new();
        let all = demands
            .once
            .iter()
            .chain(&demands.standing)
            .chain(&demands.bans)
            .chain(&demands.spared);
        let all: Vec<&Instance> = all.copied().collect();
        for it in all {
            let norm = &self.model.norms[it.norm];
            for (key, opens) in self.act_anchors(norm, &it.binding)? {
                if !self.is_up_to_behaviour(&key, opens) {
                    self.listed.insert(key);
                } else if !keys.contains(&(key.clone(), true)) {
                    keys.push((key, true));
                }
            }
        }
        let mut deeds: Vec<Deed> = keys.iter().filter_map(|it| Deed::of_key(&it.0)).collect();
        for offer in chosen {
            deeds.push(self.deed(&offer.it, offer.act)?);
        }
        for it in &demands.standing {
            deeds.push(self.deed(it, 0)?);
        }
        deeds.extend(demands.wanted.iter().map(|(deed, _)| deed.clone()));
        deeds.extend(self.listed.iter().filter_map(Deed::of_key));
        let mut next = 0;
        while next < deeds.len() {
            for (_, needed, _) in self.needs(&deeds[next].clone(), Polarity::Positive)? {
                if let Some(deed) = Deed::of_key(&needed)
                    && keys.iter().all(|it| it.0 != needed)
                {
                    keys.push((needed, false));
                    deeds.push(deed);
                }
            }
            next += 1;
            if deeds.len() > 24 {
                return Err(Limit::Layouts);
            }
        }
        let (either, own) = keys.into_iter().partition(|it| self.listed.contains(&it.0));
        Ok(Matters { own, either })
    }

    /// What a deed needs before it: by which rule, what, and under which condition.
    fn needs(
        &mut self,
        deed: &Deed,
        polarity: Polarity,
    ) -> Result<Vec<(RuleId, OccurrenceKey, Formula)>, Limit> {
        let mut found = Vec::new();
        for (wide, condition) in self.widen(deed, polarity)? {
            for &id in self.theory.rules_of(wide.action) {
                let rule = &self.model.rules[id];
                let Act::Do { action, args } = &rule.left else { continue };
                if rule.kind != ActRuleKind::Needs || *action != wide.action {
                    continue;
                }
                let Some((mut binding, same)) = self.fit_pattern(rule, args, &wide) else {
                    continue;
                };
                let holds = self.rule_holds(rule, &binding, polarity)?;
                for (index, var) in rule.scope.vars.iter().enumerate() {
                    if binding.0[index].is_none() && !var.sorts.is_empty() {
                        let top = self.model.sorts[var.sorts[0]].top;
                        let kind = super::universe::NodeKind::Some(
                            u32::MAX - id.0,
                            vec![Some(wide.by)].into_iter().flatten().collect(),
                        );
                        binding.0[index] = Some(self.universe.node(kind, top));
                    }
                }
                let key = self.occurrence(&rule.right, &binding)?;
                found.push((id, key, Formula::all([condition.clone(), same, holds])));
            }
        }
        Ok(found)
    }

    /// One layout of a behaviour: which act each duty is met by, and which acts that matter are never done.
    fn layout(
        &mut self,
        demands: &Demands<'_>,
        chosen: &[&Offer],
        acts: &[Mattering],
        never: usize,
        polarity: Polarity,
    ) -> Grounded {
        let saved = std::mem::take(&mut self.behaviour);
        let answer = self.lay_out(demands, chosen, acts, never, polarity);
        self.behaviour = saved;
        answer
    }

    fn lay_out(
        &mut self,
        demands: &Demands<'_>,
        chosen: &[&Offer],
        acts: &[Mattering],
        never: usize,
        polarity: Polarity,
    ) -> Grounded {
        let mut doings = Vec::new();
        self.behaviour.clear();
        for (place, (key, is_first)) in acts.iter().enumerate() {
            let at = (never >> place & 1 == 0).then(|| self.universe.moment());
            let done = at.map(|at| Done { at, is_first: *is_first });
            self.behaviour.insert(key.clone(), done);
            if let (Some(at), Some(deed)) = (at, Deed::of_key(key)) {
                doings.push(Doing::new(deed, at));
            }
        }
        let standing = self.standing_hold(demands, polarity)?;
        if standing == Formula::False {
            return Ok(standing);
        }
        let mut parts = vec![standing];
        for offer in chosen {
            let it = &offer.it;
            let reached = self.is_reached(&self.model.norms[it.norm], &it.binding)?;
            if reached == Formula::False {
                continue; // what it hangs on is never done: it asks for nothing
            }
            let at = self.universe.moment();
            parts.push(offer.fits.clone());
            parts.push(self.live_at(it, at.into(), polarity)?);
            let doing = Doing::new(self.deed(it, offer.act)?, at);
            for ban in &offer.bans {
                let applies = self.applies_if_open(ban, !polarity)?;
                parts.push(!applies.and(self.is_forbidden(&doing, ban, polarity)?));
            }
            doings.push(doing);
        }
        let moments: Vec<Place> = doings.iter().map(|doing| doing.at.place).collect();
        if let Some((deed, at)) = &demands.wanted {
            doings.push(Doing::new(deed.clone(), *at));
        }
        doings.extend(self.listed_doings());
        for doing in &doings {
            let fine = [
                self.can_be_done(&doing.deed, polarity)?,
                self.is_allowed(doing, demands, polarity)?,
                self.comes_after_first(doing, polarity)?,
                self.has_what_it_needs(doing, polarity)?,
                self.leaves_room_for_standing(doing, demands, polarity)?,
            ];
            parts.push(doing.given.clone().implies(Formula::all(fine)));
        }
        for (place, one) in doings.iter().enumerate() {
            for other in &doings[..place] {
                parts.push(self.go_together(one, other, polarity)?);
            }
        }
        let mut formula = Formula::all(parts);
        for at in moments.into_iter().rev() {
            formula = eliminate::exists(&mut self.universe, at, formula)?;
        }
        Ok(formula)
    }

    /// What the situation says was done.
    fn listed_doings(&mut self) -> Vec<Doing> {
        if self.starts_only {
            return Vec::new();
        }
        let ours = self.listed.iter().filter(|key| !self.behaviour.contains_key(*key));
        let mut doings = Vec::new();
        for key in ours.cloned().collect::<Vec<_>>() {
            if let Some(deed) = Deed::of_key(&key) {
                let opens_own = self.own_starts.contains(&key);
                let (at, given) = (self.when(&key), self.happens(key));
                doings.push(Doing { deed, at, given, opens_own });
            }
        }
        doings
    }

    /// No ban of the set forbids the doing.
    fn is_allowed(&mut self, doing: &Doing, demands: &Demands<'_>, polarity: Polarity) -> Grounded {
        let mut parts = Vec::new();
        for it in demands.bans.iter().chain(&demands.spared) {
            parts.push(!self.is_forbidden(doing, it, polarity)?);
        }
        Ok(Formula::all(parts))
    }

    /// A ban, known to apply, forbids the doing.
    fn is_forbidden(&mut self, doing: &Doing, ban: &Instance, polarity: Polarity) -> Grounded {
        let norm = &self.model.norms[ban.norm];
        let duty = norm.modal == Modal::Must;
        let acts = if duty { 0..norm.acts.len() } else { ban.act..ban.act + 1 };
        let mut ways = Vec::new();
        for act in acts {
            let banned = self.deed(ban, act)?;
            ways.push(self.is_deed(&doing.deed, &banned, !polarity)?);
        }
        let covered = Formula::any(ways);
        if covered == Formula::False {
            return Ok(covered);
        }
        let forbidden = if duty {
            self.is_too_early(ban, doing.at)?
        } else {
            self.live_at(ban, doing.at, !polarity)?
        };
        Ok(covered.and(forbidden))
    }

    /// The moment is before the `no earlier than` of a duty that is in force then.
    fn is_too_early(&mut self, it: &Instance, at: Instant) -> Grounded {
        let norm = &self.model.norms[it.norm];
        let frame = self.frame(norm);
        let mut ways = Vec::new();
        for clause in norm.clauses() {
            if matches!(clause, Clause::NoEarlierThan(_)) {
                let window =
                    crate::model::Window { join: Join::And, clauses: vec![clause.clone()] };
                let reached = self.window_is_reached(&window, frame, &it.binding)?;
                ways.push(reached.and(!self.in_window(&window, frame, &it.binding, at)?));
            }
        }
        let too_early = Formula::any(ways);
        if too_early == Formula::False {
            return Ok(too_early);
        }
        Ok(too_early.and(self.in_force_at(norm, at)))
    }

    /// A doing is not before the first doing of what it is; there is none of what is never done.
    fn comes_after_first(&mut self, doing: &Doing, polarity: Polarity) -> Grounded {
        let firsts: Vec<_> = self
            .behaviour
            .iter()
            .filter(|(key, done)| match done {
                Some(done) => done.is_first && (!self.unordered || self.own_starts.contains(*key)),
                None => true,
            })
            .map(|(key, done)| (key.clone(), *done))
            .collect();
        let mut parts = Vec::new();
        for listed in self.listed_doings() {
            let is = self.is_deed(&doing.deed, &listed.deed, !polarity)?;
            let after = self.universe.before(listed.at, doing.at, false);
            parts.push(if listed.opens_own {
                is.implies(listed.given.and(after)) // what the situation does not list was not done
            } else {
                listed.given.and(is).implies(after)
            });
        }
        for (key, first) in firsts {
            let Some(deed) = Deed::of_key(&key) else { continue };
            let is = self.is_deed(&doing.deed, &deed, !polarity)?;
            let fine = match first {
                Some(first) => self.universe.before(first.at.into(), doing.at, false),
                None => Formula::False,
            };
            parts.push(is.implies(fine));
        }
        Ok(Formula::all(parts))
    }

    fn has_what_it_needs(&mut self, doing: &Doing, polarity: Polarity) -> Grounded {
        if self.unordered {
            return Ok(Formula::True);
        }
        let mut parts = Vec::new();
        for (_, key, condition) in self.needs(&doing.deed, !polarity)? {
            let there = self.happens(key.clone());
            let at = self.when(&key);
            let before = self.universe.before(at, doing.at, false);
            parts.push(condition.implies(there.and(before)));
        }
        Ok(Formula::all(parts))
    }

    /// A deed does not exclude itself, through what it counts as.
    fn can_be_done(&mut self, deed: &Deed, polarity: Polarity) -> Grounded {
        let mut parts = Vec::new();
        for (kind, tied) in self.tied(deed, deed, !polarity)? {
            if matches!(kind, ActRuleKind::Excludes | ActRuleKind::ExcludesAtOnce) {
                parts.push(!tied);
            }
        }
        Ok(Formula::all(parts))
    }

    /// Two doings are not excluded by a rule.
    fn go_together(&mut self, one: &Doing, other: &Doing, polarity: Polarity) -> Grounded {
        let mut parts = Vec::new();
        for (left, right) in [(one, other), (other, one)] {
            for (kind, tied) in self.tied(&left.deed, &right.deed, !polarity)? {
                let (a, b) = (left.at, right.at);
                let apart = match kind {
                    ActRuleKind::Excludes => Formula::False,
                    ActRuleKind::ExcludesAtOnce => {
                        self.universe.before(a, b, true).or(self.universe.before(b, a, true))
                    }
                    ActRuleKind::Ends => self.universe.before(b, a, false),
                    ActRuleKind::CountsAs | ActRuleKind::Needs => Formula::True,
                };
                parts.push(tied.implies(apart));
            }
        }
        let both = one.given.clone().and(other.given.clone());
        Ok(both.implies(Formula::all(parts)))
    }

    /// The rules that tie one deed (on their left) to another (on their right).
    pub(super) fn tied(
        &mut self,
        left: &Deed,
        right: &Deed,
        polarity: Polarity,
    ) -> Result<Vec<(ActRuleKind, Formula)>, Limit> {
        let mut found = Vec::new();
        if left.by != right.by && self.universe.are_apart(left.by, right.by) {
            return Ok(found);
        }
        let lefts = self.widen(left, polarity)?;
        for (wide_left, if_left) in lefts {
            for &id in self.theory.rules_of(wide_left.action) {
                let rule = &self.model.rules[id];
                let (
                    Act::Do { action, args },
                    Occurrence::Act { action: other, args: other_args, .. },
                ) = (&rule.left, &rule.right)
                else {
                    continue;
                };
                let orders = rule.kind == ActRuleKind::Ends && self.unordered;
                if rule.kind == ActRuleKind::Needs
                    || orders
                    || *action != wide_left.action
                    || !self.theory.wider(right.action).contains(other)
                {
                    continue;
                }
                let Some((binding, same)) = self.fit_pattern(rule, args, &wide_left) else {
                    continue;
                };
                for (wide_right, if_right) in self.widen(right, polarity)? {
                    if wide_right.action != *other {
                        continue;
                    }
                    let mut binding = binding.clone();
                    let same_right = self.fit_args(&mut binding, other_args, &wide_right.args);
                    let by = self.universe.same(left.by, right.by);
                    let holds = self.rule_holds(rule, &binding, polarity)?;
                    let all = [same.clone(), same_right, by, if_left.clone(), if_right, holds];
                    found.push((rule.kind, Formula::all(all)));
                }
            }
        }
        Ok(found)
    }

    /// A doing does not make impossible what a standing duty of the set asks at other moments.
    fn leaves_room_for_standing(
        &mut self,
        doing: &Doing,
        demands: &Demands<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let mut parts = Vec::new();
        for it in &demands.standing {
            let deed = self.deed(it, 0)?;
            let moment = self.universe.moment();
            let live = self.live_at(it, moment.into(), !polarity)?;
            let mut harm = Vec::new();
            let (at, then) = (doing.at, moment.into());
            for (kind, tied) in self.tied(&doing.deed, &deed, !polarity)? {
                harm.push(match kind {
                    ActRuleKind::Excludes => tied,
                    ActRuleKind::ExcludesAtOnce => {
                        let both = self
                            .universe
                            .before(at, then, false)
                            .and(self.universe.before(then, at, false));
                        tied.and(both)
                    }
                    ActRuleKind::Ends => tied.and(self.universe.before(at, then, true)),
                    ActRuleKind::CountsAs | ActRuleKind::Needs => Formula::False,
                });
            }
            for (kind, tied) in self.tied(&deed, &doing.deed, !polarity)? {
                harm.push(match kind {
                    ActRuleKind::Excludes => tied,
                    ActRuleKind::ExcludesAtOnce => {
                        let both = self
                            .universe
                            .before(at, then, false)
                            .and(self.universe.before(then, at, false));
                        tied.and(both)
                    }
                    ActRuleKind::Ends => tied.and(self.universe.before(then, at, true)),
                    ActRuleKind::CountsAs | ActRuleKind::Needs => Formula::False,
                });
            }
            let harm = live.and(Formula::any(harm));
            parts.push(!eliminate::exists(&mut self.universe, moment, harm)?);
        }
        Ok(Formula::all(parts))
    }

    /// Standing duties are not banned, excluded, before their first doing or without what they need at any of
    /// their moments. Acts of the behaviour can open and end their windows.
    fn standing_hold(&mut self, demands: &Demands<'_>, polarity: Polarity) -> Grounded {
        let mut parts = Vec::new();
        for (place, it) in demands.standing.iter().enumerate() {
            let acts = self.model.norms[it.norm].acts.len();
            if acts > 1 && !self.theory.changes_freely(it.norm) {
                return Err(Limit::NotYet(
                    "a standing duty that leaves a choice between acts which rules or windows tie to others",
                ));
            }
            let offers = self.offers(it, demands);
            let mut ways = Vec::new();
            match acts {
                // Towards whom it is done is chosen once.
                1 => {
                    for offer in offers.chunks(1) {
                        ways.push(self.stands(it, offer, demands, polarity)?);
                    }
                }
                // Which of its acts is done may change from moment to moment.
                _ => ways.push(self.stands(it, &offers, demands, polarity)?),
            }
            parts.push(Formula::any(ways));
            let deed = self.deed(it, 0)?;
            for other in &demands.standing[..place] {
                parts.push(self.stand_together(it, &deed, other, polarity)?);
            }
        }
        Ok(Formula::all(parts))
    }

    /// A standing duty can be met at all of its moments: in one of these ways, or in another at each moment.
    fn stands(
        &mut self,
        it: &Instance,
        offers: &[Offer],
        demands: &Demands<'_>,
        polarity: Polarity,
    ) -> Grounded {
        let moment = self.universe.moment();
        let live = self.live_at(it, moment.into(), !polarity)?;
        let mut ways = Vec::new();
        for offer in offers.iter().filter(|offer| offer.fits != Formula::False) {
            let doing = Doing::new(self.deed(&offer.it, offer.act)?, moment);
            let mut fine = vec![offer.fits.clone(), self.is_allowed(&doing, demands, polarity)?];
            for ban in &offer.bans {
                let applies = self.applies_if_open(ban, !polarity)?;
                fine.push(!applies.and(self.is_forbidden(&doing, ban, polarity)?));
            }
            fine.push(self.has_what_it_needs(&doing, polarity)?);
            fine.push(self.can_be_done(&doing.deed, polarity)?);
            fine.push(self.comes_after_first(&doing, polarity)?);
            ways.push(Formula::all(fine));
        }
        eliminate::forall(&mut self.universe, moment, live.implies(Formula::any(ways)))
    }

    fn stand_together(
        &mut self,
        one: &Instance,
        deed: &Deed,
        other: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        let other_deed = self.deed(other, 0)?;
        let (a, b) = (self.universe.moment(), self.universe.moment());
        let live = self.live_at(one, a.into(), !polarity)?.and(self.live_at(
            other,
            b.into(),
            !polarity,
        )?);
        let mut harm = Vec::new();
        let pairs = [(deed, &other_deed, a, b), (&other_deed, deed, b, a)];
        for (left, right, left_at, right_at) in pairs {
            let (x, y) = (left_at.into(), right_at.into());
            for (kind, tied) in self.tied(left, right, !polarity)? {
                harm.push(match kind {
                    ActRuleKind::Excludes => tied,
                    ActRuleKind::ExcludesAtOnce => {
                        let both = self
                            .universe
                            .before(x, y, false)
                            .and(self.universe.before(y, x, false));
                        tied.and(both)
                    }
                    ActRuleKind::Ends => tied.and(self.universe.before(x, y, true)),
                    ActRuleKind::CountsAs | ActRuleKind::Needs => Formula::False,
                });
            }
        }
        let harm = live.and(Formula::any(harm));
        let harm = eliminate::exists(&mut self.universe, a, harm)?;
        Ok(!eliminate::exists(&mut self.universe, b, harm)?)
    }

    /// One has a power that the other denies, or two have a power of which one has it alone.
    fn powers_clash(&mut self, set: &[&Instance], polarity: Polarity) -> Grounded {
        let [a, b] = set else { return Ok(Formula::False) };
        self.ends_by_no_act(a)?;
        self.ends_by_no_act(b)?;
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
            let way = match against_modal {
                Modal::HasNoPower => self.share_a_doing(deed, against, polarity)?,
                Modal::HasSolePower => {
                    let mut anyone = against.clone();
                    anyone.by = deed.by;
                    let shared = self.share_a_doing(deed, &anyone, polarity)?;
                    if one.norm == other.norm || shared == Formula::False {
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

    /// The norm of an instance, too, gives somebody the power to do a deed.
    fn empowers(&mut self, it: &Instance, deed: &Deed, polarity: Polarity) -> Grounded {
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

    /// Doing one of them is doing the other: a power over an act is one over every act that counts as it.
    fn share_a_doing(&mut self, a: &Deed, b: &Deed, polarity: Polarity) -> Grounded {
        Ok(self.is_deed(a, b, polarity)?.or(self.is_deed(b, a, polarity)?))
    }
}

impl Theory<'_> {
    /// The acts that count as an act and that rules tie to others in more ways than they tie it: a permission covers
    /// them, too, and what rules them out need not touch the act itself.
    pub fn tied_apart_from(&self, action: ActionId) -> Vec<ActionId> {
        let narrower = self.narrower(action).iter().copied().filter(|&it| it != action);
        let tied = |&narrow: &ActionId| {
            let own = self.wider(narrow).difference(self.wider(action));
            let mut rules = own.flat_map(|&it| self.rules_of(it)).map(|&id| &self.model.rules[id]);
            rules.any(|rule| rule.kind != ActRuleKind::CountsAs)
        };
        narrower.filter(tied).collect()
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

    /// Nothing but bans and events stands against changing between the acts of a norm.
    fn changes_freely(&self, norm: NormId) -> bool {
        let acts = self.model.norms[norm].actions();
        acts.flat_map(|action| self.wider(action)).all(|&action| {
            let mut rules = self.rules_of(action).iter().map(|&id| &self.model.rules[id]);
            let event = |it: &Occurrence| matches!(it, Occurrence::Event { .. });
            self.waiting_for(action).is_empty()
                && rules.all(|rule| rule.kind == ActRuleKind::Needs && event(&rule.right))
        })
    }
}

/// Whether a modal is about powers.
pub(super) fn is_power(modal: Modal) -> bool {
    matches!(modal, Modal::HasPower | Modal::HasNoPower | Modal::HasSolePower)
}

/// Whether a duty's window also forbids doing the act before it.
pub(super) fn forbids_earlier(window: Option<&crate::model::Window>) -> bool {
    // What one of several clauses that `or` joins allows, another cannot call too early.
    window.is_some_and(|window| {
        window.join == Join::And
            && window.clauses.iter().any(|clause| matches!(clause, Clause::NoEarlierThan(_)))
    })
}
