//! Conflicts: clashes of effective norms, of which kind, and what decides those that are no conflict.

use std::collections::{BTreeMap, BTreeSet};

use super::Limit;
use super::counting::Counting;
use super::eliminate;
use super::field::Overlap;
use super::formula::{AtomId, Formula, Literal};
use super::limits::{CHOICES_OF_SET, OPEN_FACTS, TIES};
use super::powers::is_power;
use super::query::{Binding, Found, Grounded, Instance, Polarity, Query};
use super::recurring::Turn;
use super::reference;
use super::solve;
use super::theory::Theory;
use super::universe::{Atom, Instant, Place, PlaceKind};
use super::witness::{Placed, Witness};
use crate::model::{
    AttributeId, Canon, Clause, Day, DaySpan, FactId, Minute, Modal, NormId, Occurrence, OrderId,
    Reason,
};

/// The kinds of a clash, in the order in which they are tried (language reference, *verdicts*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A member is a recommendation.
    Tension,
    /// A permission or `need not` is a member, or an act or violation could have been left.
    Wide,
    /// Powers.
    Competence,
    /// Other times, or another order of acts, would end it.
    Temporal,
    /// One act, required and forbidden.
    Strict,
    /// The rest.
    Incompatible,
    /// A law does what its maker must not do.
    Breach,
}

impl Kind {
    /// The verdict word.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Tension => "tension",
            Kind::Wide => "wide",
            Kind::Competence => "competence",
            Kind::Temporal => "temporal",
            Kind::Strict => "strict",
            Kind::Incompatible => "incompatible",
            Kind::Breach => "breach",
        }
    }
}

/// A set of norms that cannot be respected together, with the case that shows it.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The members, in the order of declaration; one for a window that is empty by itself.
    pub norms: Vec<NormId>,
    /// Which kind.
    pub kind: Kind,
    /// The case.
    pub witness: Witness,
    /// The days on which it exists; empty means every day.
    pub dates: Vec<DaySpan>,
    /// How the fields of two members lie to each other.
    pub overlap: Option<Overlap>,
    /// Why no precedence settles it, one for each order that has a say.
    pub precedence: Vec<Ruling>,
    /// The events that may be late or absent and on which it hangs.
    pub hangs_on: Vec<Occurrence>,
    /// The acts that need not have been done, or the primaries that need not have been violated.
    pub arises_when: Vec<Arising>,
    /// The open facts on which it hangs, with the verdict for each answer. Empty: it hangs on none.
    pub answers: Vec<Answer>,
}

/// What a wide conflict could have been spared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arising {
    /// This act was done.
    Act(Occurrence),
    /// This norm was violated.
    Violation(NormId),
}

/// One answer to the open facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The open facts and attributes, each with whether it holds.
    pub facts: Vec<(Open, bool)>,
    /// Whether there is a conflict under it.
    pub conflict: bool,
}

/// Something that only a person can settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open {
    /// An open fact.
    Fact(FactId),
    /// An open attribute.
    Attribute(AttributeId),
}

/// What one order says of a clash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The order.
    pub order: OrderId,
    /// Each canon that gives somebody, in the declared order, with the norm that it gives.
    pub canons: Vec<(Canon, NormId)>,
}

/// A clash that precedence settles.
#[derive(Clone, Debug)]
pub struct Settled {
    /// All, in the order of the members of the case: two, or more.
    pub norms: Vec<NormId>,
    /// Who prevails; the first of those who do, in a larger set.
    pub winner: NormId,
    /// Who yields.
    pub loser: NormId,
    /// The canon that decides; `None` for a written relation.
    pub canon: Option<Canon>,
    /// Whether the loser loses, by rank, whenever it applies.
    pub always: bool,
    /// A case.
    pub witness: Witness,
    /// What each order says.
    pub rulings: Vec<Ruling>,
}

/// What was found of a set of norms.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// The conflict, if there is one.
    pub conflict: Option<Conflict>,
    /// The clash that precedence settles, if there is one and no conflict.
    pub settled: Option<Settled>,
    /// No conflict, but windows touch in one point.
    pub zero_slack: bool,
}

impl Examined {
    /// Whether there is nothing to tell.
    pub fn is_nothing(&self) -> bool {
        self.conflict.is_none() && self.settled.is_none() && !self.zero_slack
    }
}

/// How the windows of a question are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Acts that open windows were done by the situation.
    Plain,
    /// They are up to the behaviour.
    Strong,
    /// Duty windows do not include their end.
    Tight,
}

/// Who is looked at beside those whom the norms at issue name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    /// Those whom conditions and assumptions bring up that touch the question.
    Touched,
    /// Everybody who exists in any case, and whomever any assumption brings up.
    All,
}

impl Theory<'_> {
    /// Every set of norms that could be a clash, each once, the small ones first; and norms around which there
    /// are too many sets to look at all.
    pub fn candidates(&self) -> (Vec<Vec<NormId>>, Vec<(NormId, Limit)>) {
        let query = Query::new(self);
        let mut all: Vec<Vec<NormId>> = Vec::new();
        for norm in self.norms() {
            let own = &self.model.norms[norm];
            if own.modal == Modal::Must && (own.window.is_some() || self.needs_something(norm)) {
                all.push(vec![norm]);
            }
            for &(other, _) in self.touching(norm) {
                if other >= norm
                    && query.can_oppose(norm, other)
                    && self.can_be_in_force_together(norm, other)
                {
                    all.push(vec![norm, other]);
                }
            }
        }
        let touching = all.len();
        all.extend(self.charges());
        if all.len() > touching {
            all.sort();
        }
        all.dedup(); // a norm with several acts touches another by each
        let larger = self.larger();
        let pairs = all.len();
        all.extend(larger.sets.iter().filter(|set| !self.holds_own_remedy(set)).cloned());
        all[pairs..].sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        (all, larger.too_many.clone().into_iter().collect())
    }

    /// Whether the acts of norms are tied, so that they could clash at all.
    pub fn are_tied(&self, norms: &[NormId]) -> bool {
        self.in_linking_order(norms, &|a, b| self.are_near(a, b)).is_some()
    }

    /// Some day has both norms in force, and is the one that is looked at, where there is one.
    pub(super) fn can_be_in_force_together(&self, a: NormId, b: NormId) -> bool {
        if self.ignores(Reason::NotInForce) {
            return true;
        }
        let (x, y) = (&self.model.norms[a].in_force, &self.model.norms[b].in_force);
        let shared = x.iter().flat_map(|own| y.iter().filter_map(|it| own.intersect(*it)));
        shared.into_iter().any(|days| self.on.is_none_or(|day| days.contains(day)))
    }

    /// Whether one of the norms applies only where another is violated.
    pub fn is_remedy_among(&self, norms: &[NormId]) -> bool {
        let query = Query::new(self);
        norms.iter().any(|&a| norms.iter().any(|&b| query.is_remedy_of(a, b)))
    }

    /// Whether the set is no clash since a norm in it applies only where another of it is violated.
    fn holds_own_remedy(&self, norms: &[NormId]) -> bool {
        !self.ignores(crate::model::Reason::ContraryToDuty) && self.is_remedy_among(norms)
    }

    /// Whether nobody can bear two of the norms.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn have_no_common_bearer(&self, norms: &[NormId]) -> Result<bool, Limit> {
        let mut query = Query::new(self);
        let found = query.find(&mut |query| {
            let mut parts = Vec::new();
            let mut bearers = Vec::new();
            for &norm in norms {
                let own = &self.model.norms[norm];
                let it = query.instance(norm, 0, Binding::empty(&own.scope));
                for index in 0..own.scope.vars.len() {
                    parts.push(query.fits(
                        &own.scope,
                        &it.binding,
                        crate::model::VarId(index as u32),
                    ));
                }
                bearers.push(query.node(&own.bearer, &it.binding).ok_or(Limit::Unbound)?);
            }
            for pair in bearers.windows(2) {
                parts.push(query.universe.same(pair[0], pair[1]));
            }
            Ok(Formula::all(parts))
        })?;
        Ok(found.is_none())
    }

    fn needs_something(&self, norm: NormId) -> bool {
        let actions = self.model.norms[norm].actions();
        let mut wide = actions.flat_map(|action| self.wider(action).iter().copied());
        wide.any(|action| !self.rules_of(action).is_empty())
    }

    /// Looks at one norm, at two, or at more. (One norm may stand in the list several times.)
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn examine(&self, norms: &[NormId]) -> Result<Examined, Limit> {
        let mut examined = Examined::default();
        let touch = |a: NormId, b: NormId| self.touching(a).iter().any(|(norm, _)| *norm == b);
        let Some(norms) = &self.in_linking_order(norms, &touch) else {
            return self.with_breach(examined, norms);
        };
        if self.holds_own_remedy(norms) {
            return self.with_breach(examined, norms);
        }
        for acts in self.act_choices(norms) {
            let set = Set { theory: self, norms, acts, turns: BTreeMap::new() };
            if let Some(conflict) = set.conflict_in_some_turn()? {
                examined.conflict = Some(conflict);
                return Ok(examined);
            }
            let set = set.in_first_turn();
            if norms.len() > 1 && examined.settled.is_none() && set.may_be_settled()? {
                examined.settled = set.settled()?;
            }
            if norms.len() > 1 && examined.settled.is_none() && set.has_zero_slack()? {
                examined.zero_slack = true;
            }
        }
        self.with_breach(examined, norms)
    }

    /// Whether the norms can be respected together in every case, whatever kind of conflict and which case it would
    /// be otherwise: what [`Theory::examine`] finds of them is no conflict then.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn are_compatible(&self, norms: &[NormId]) -> Result<bool, Limit> {
        let touch = |a: NormId, b: NormId| self.touching(a).iter().any(|(norm, _)| *norm == b);
        let Some(order) = self.in_linking_order(norms, &touch) else {
            return Ok(self.breach(norms)?.is_none());
        };
        for acts in self.act_choices(&order) {
            let set = Set { theory: self, norms: &order, acts, turns: BTreeMap::new() };
            if set.recurs() {
                return Ok(self.examine(norms)?.conflict.is_none());
            }
            if !self.holds_own_remedy(&order) && set.can_clash()? && set.is_in_conflict()? {
                return Ok(false);
            }
        }
        Ok(self.breach(norms)?.is_none())
    }

    /// Whether the windows of two norms can be met together, but only in one point.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn have_zero_slack(&self, norms: &[NormId]) -> Result<bool, Limit> {
        if norms.len() != 2 || self.holds_own_remedy(norms) {
            return Ok(false);
        }
        let touch = |a: NormId, b: NormId| self.touching(a).iter().any(|(norm, _)| *norm == b);
        let Some(norms) = &self.in_linking_order(norms, &touch) else { return Ok(false) };
        for acts in self.act_choices(norms) {
            let set = Set { theory: self, norms, acts, turns: BTreeMap::new() };
            if set.in_first_turn().has_zero_slack()? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether some situation may have all of these norms clash, whatever other norms say. Asked once for each set:
    /// few of the sets that could be a clash are one, and who loses it is a hard question.
    pub(super) fn can_clash_together(&self, norms: &[NormId]) -> bool {
        if let Some(known) = self.clashing.get(norms) {
            return known;
        }
        let answer = self.ask_whether_they_clash(norms).unwrap_or(true);
        self.clashing.set(norms, answer);
        answer
    }

    fn ask_whether_they_clash(&self, norms: &[NormId]) -> Result<bool, Limit> {
        let touch = |a: NormId, b: NormId| self.touching(a).iter().any(|(norm, _)| *norm == b);
        let Some(norms) = &self.in_linking_order(norms, &touch) else { return Ok(false) };
        for acts in self.act_choices(norms) {
            let set = Set { theory: self, norms, acts, turns: BTreeMap::new() };
            for reading in set.readings() {
                let mut goal = |query: &mut Query<'_>, set: &[&Instance]| {
                    query.norms_open = true;
                    Ok(query.clash(set, Polarity::Positive)?.and(query.are_several(set)))
                };
                if set.recurs() || set.find(reading, &mut goal)?.is_some() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The norms in such an order that each can clash with one before it; `None` where there is none.
    fn in_linking_order(
        &self,
        norms: &[NormId],
        near: &dyn Fn(NormId, NormId) -> bool,
    ) -> Option<Vec<NormId>> {
        let query = Query::new(self);
        let tied = |a: NormId, b: NormId| query.can_oppose(a, b) && near(a, b);
        let mut left = norms.to_vec();
        let first =
            left.iter().position(|&it| self.model.norms[it].modal != Modal::MustNot).unwrap_or(0);
        let mut order = vec![left.remove(first)];
        while !left.is_empty() {
            let next = left.iter().position(|&it| order.iter().any(|&before| tied(before, it)))?;
            order.push(left.remove(next));
        }
        Some(order)
    }

    /// For each ban or permission, one of the acts that it covers.
    fn act_choices(&self, norms: &[NormId]) -> Vec<Vec<usize>> {
        let mut choices = vec![Vec::new()];
        for &norm in norms {
            let norm = &self.model.norms[norm];
            let acts = if norm.modal == Modal::Must { 1 } else { norm.acts.len() };
            choices = choices
                .into_iter()
                .flat_map(|chosen: Vec<usize>| {
                    (0..acts).map(move |act| [chosen.clone(), vec![act]].concat())
                })
                .collect();
        }
        choices
    }

    /// What each order says of two norms, canon by canon, in a case that was found.
    fn rulings(&self, norms: &[NormId]) -> Result<Vec<Ruling>, Limit> {
        let [a, b] = *norms else { return Ok(Vec::new()) };
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        let mut rulings = Vec::new();
        for ranking in self.rankings(x.instrument, y.instrument) {
            let mut canons = Vec::new();
            for &canon in self.canons(a) {
                if let Some(winner) = self.canon_gives(canon, ranking.ranks, a, b)? {
                    canons.push((canon, winner));
                }
            }
            rulings.push(Ruling { order: ranking.order, canons });
        }
        Ok(rulings)
    }

    fn canon_gives(
        &self,
        canon: Canon,
        ranks: (u32, u32),
        a: NormId,
        b: NormId,
    ) -> Result<Option<NormId>, Limit> {
        let start =
            |norm: NormId| self.model.norms[norm].in_force.last().and_then(|days| days.from);
        Ok(match canon {
            Canon::Superior if ranks.0 != ranks.1 => Some(if ranks.0 < ranks.1 { a } else { b }),
            Canon::Specialis if self.is_special(a, b)? => Some(a),
            Canon::Specialis if self.is_special(b, a)? => Some(b),
            Canon::Posterior if ranks.0 == ranks.1 && start(a) != start(b) => {
                let (first, later) = if start(a) > start(b) { (b, a) } else { (a, b) };
                let of = |norm: NormId| self.model.norms[norm].instrument;
                let yields = self.model.instruments[of(later)].earlier_prevail;
                Some(if yields && of(first) != of(later) { first } else { later })
            }
            _ => None,
        })
    }
}

/// A set of norms with the acts at issue.
#[derive(Clone)]
pub(super) struct Set<'t, 'm> {
    pub(super) theory: &'t Theory<'m>,
    pub(super) norms: &'t [NormId],
    acts: Vec<usize>,
    /// The stretch that is asked about, for each duty that recurs.
    pub(super) turns: BTreeMap<NormId, Turn>,
}

impl<'m> Set<'_, 'm> {
    /// All ways in which the members' participants are tied, each with its question.
    fn find(
        &self,
        reading: Reading,
        goal: &mut dyn FnMut(&mut Query<'_>, &[&Instance]) -> Grounded,
    ) -> Result<Option<(Query<'_>, Found, Vec<Instance>)>, Limit> {
        self.find_among(Others::Touched, reading, goal)
    }

    fn find_among(
        &self,
        others: Others,
        reading: Reading,
        goal: &mut dyn FnMut(&mut Query<'_>, &[&Instance]) -> Grounded,
    ) -> Result<Option<(Query<'_>, Found, Vec<Instance>)>, Limit> {
        match self.find_counting(Counting::Refused, others, reading, goal) {
            Err(Limit::VaryingLengthOfAct) => {}
            answer => return answer,
        }
        for count in self.counts_to_try() {
            let found = self.find_counting(Counting::Fixed(count), others, reading, goal)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Err(Limit::VaryingLengthOfAct)
    }

    fn find_counting(
        &self,
        counting: Counting,
        others: Others,
        reading: Reading,
        goal: &mut dyn FnMut(&mut Query<'_>, &[&Instance]) -> Grounded,
    ) -> Result<Option<(Query<'_>, Found, Vec<Instance>)>, Limit> {
        let mut way = vec![0; self.norms.len()];
        let mut choices = 0;
        for _ in 0..TIES {
            let mut query = Query::new(self.theory);
            query.strong = reading == Reading::Strong;
            query.tight = reading == Reading::Tight;
            query.turns = self.turns.clone();
            query.counting = counting;
            if others == Others::All {
                query.look_at_everything();
            }
            let mut members = Vec::new();
            let mut ways = Vec::new();
            let found = query.find(&mut |query| {
                (members, ways) = self.members(query, &way)?;
                if members.len() < self.norms.len() {
                    return Ok(Formula::False);
                }
                query.note_own_starts(&members)?;
                goal(query, &members.iter().collect::<Vec<_>>())
            })?;
            if let Some(found) = found {
                return Ok(Some((query, found, members)));
            }
            if !next_way(&mut way, &ways) {
                return Ok(None);
            }
            choices += query.all_choices;
            if choices > CHOICES_OF_SET {
                return Err(Limit::Participants);
            }
        }
        Err(Limit::Sets)
    }

    /// The members, each tied to one before it, and how many ways there were to tie each.
    fn members(
        &self,
        query: &mut Query<'_>,
        way: &[usize],
    ) -> Result<(Vec<Instance>, Vec<usize>), Limit> {
        let scope = |norm: NormId| &self.theory.model.norms[norm].scope;
        let first =
            query.instance(self.norms[0], self.acts[0], Binding::empty(scope(self.norms[0])));
        let (mut members, mut ways) = (vec![first], vec![1]);
        for (place, &norm) in self.norms.iter().enumerate().skip(1) {
            let duty = self.theory.model.norms[norm].modal == Modal::Must;
            let mut bindings: Vec<Binding> = Vec::new();
            for earlier in &members.clone() {
                for partner in query.partners(earlier, &|it| it == norm)? {
                    let fits = partner.norm == norm && (duty || partner.act == self.acts[place]);
                    if fits && !bindings.contains(&partner.binding) {
                        bindings.push(partner.binding);
                    }
                }
            }
            ways.push(bindings.len());
            let Some(binding) = bindings.into_iter().nth(way[place]) else { break };
            members.push(query.instance(norm, self.acts[place], binding));
        }
        Ok((members, ways))
    }

    /// Whether there is a conflict, whatever its kind and case.
    pub(super) fn is_in_conflict(&self) -> Result<bool, Limit> {
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| query.conflict(set);
        for reading in self.readings() {
            if self.find(reading, &mut goal)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How acts that open windows are read: first as up to the behaviour, which makes what is found hold whatever is
    /// done; powers are no matter of behaviour.
    fn readings(&self) -> Vec<Reading> {
        let norms = &self.theory.model.norms;
        if self.opening_acts().is_empty() {
            vec![Reading::Strong]
        } else if self.norms.iter().any(|&norm| is_power(norms[norm].modal)) {
            vec![Reading::Plain]
        } else {
            vec![Reading::Strong, Reading::Plain]
        }
    }

    pub(super) fn conflict(&self) -> Result<Option<Conflict>, Limit> {
        for reading in self.readings() {
            if self.clashes(reading)?
                && let Some(found) = self.conflict_in(reading)?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// A case is looked for with those whom the norms name. Only if it does not stand up, everybody else who exists
    /// in any case, and everything that is assumed, is looked at: that may spoil it, and decides.
    fn conflict_in(&self, reading: Reading) -> Result<Option<Conflict>, Limit> {
        match self.conflict_among(Others::Touched, reading) {
            Err(Limit::Replay | Limit::Chain) => self.conflict_among(Others::All, reading),
            answer => answer,
        }
    }

    fn conflict_among(&self, others: Others, reading: Reading) -> Result<Option<Conflict>, Limit> {
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| query.conflict(set);
        match self.find_among(others, reading, &mut goal)? {
            Some((query, found, members)) => {
                let open = query.leaves_standings_open();
                let told = self.report(reading, query, found, &members);
                told.map(Some).map_err(|limit| why_not(limit, open))
            }
            None => Ok(None),
        }
    }

    /// The members clash in some situation, whoever of them then prevails. What does not is no conflict, and
    /// nothing that precedence settles; and it is cheaper to ask.
    fn clashes(&self, reading: Reading) -> Result<bool, Limit> {
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| query.found_clash(set);
        let mut asked =
            |counting| self.find_counting(counting, Others::Touched, reading, &mut goal);
        let found = match asked(Counting::Refused) {
            Err(Limit::VaryingLengthOfAct) => asked(Counting::Outermost),
            answer => answer,
        };
        Ok(found?.is_some())
    }

    /// The members clash, whether the acts that open windows are up to the behaviour or were done.
    fn can_clash(&self) -> Result<bool, Limit> {
        for reading in self.readings() {
            if self.clashes(reading)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn report(
        &self,
        reading: Reading,
        mut query: Query<'_>,
        found: Found,
        members: &[Instance],
    ) -> Result<Conflict, Limit> {
        let set: Vec<&Instance> = members.iter().collect();
        let answers = self.answers(reading)?;
        let found =
            if reading == Reading::Strong { query.with_opening_acts(found, &set)? } else { found };
        let found = query.with_fresh_assumed(found, &set)?;
        let (witness, case) = query.witness(&found, &set)?;
        let mut arises = self.could_arise(reading);
        if self.theory.ignoring.is_none() && (arises || !self.theory.trusting) {
            let opened = reading == Reading::Strong && !self.opening_acts().is_empty();
            arises =
                self.theory.replay_conflict(self.norms, &self.acts, &witness, opened, arises)?;
        }
        let kind = self.kind(arises, &mut query, &case, &set)?;
        let kind = self.in_every_turn(kind, &witness);
        let overlap = match *self.norms {
            [a, b] if a != b => Some(self.theory.overlap(a, b)?),
            _ => None,
        };
        let mut arises_when: Vec<Arising> = Vec::new();
        if arises && reading == Reading::Plain {
            let acts = self.opening_acts().into_iter().map(Arising::Act);
            arises_when.extend(acts);
            arises_when.dedup();
        }
        let primaries = self.norms.iter().filter_map(|&norm| self.theory.model.norms[norm].primary);
        if arises {
            arises_when.extend(primaries.map(Arising::Violation));
        }
        Ok(Conflict {
            norms: self.norms.to_vec(),
            kind,
            witness,
            dates: query.dates(&found)?,
            overlap,
            precedence: self.theory.rulings(self.norms)?,
            hangs_on: if kind == Kind::Temporal { self.late_events() } else { Vec::new() },
            arises_when,
            answers,
        })
    }

    /// Acts that open windows could be left, or a violation not committed.
    fn could_arise(&self, reading: Reading) -> bool {
        let norms = &self.theory.model.norms;
        reading == Reading::Plain || self.norms.iter().any(|&norm| norms[norm].primary.is_some())
    }

    fn kind(
        &self,
        arises: bool,
        query: &mut Query<'_>,
        case: &Placed,
        set: &[&Instance],
    ) -> Result<Kind, Limit> {
        let norms = &self.theory.model.norms;
        let modal = |it: &&&Instance| norms[it.norm].modal;
        let any = |test: &dyn Fn(Modal) -> bool| set.iter().any(|it| test(modal(&it)));
        if set.iter().any(|it| norms[it.norm].recommendation) {
            return Ok(Kind::Tension);
        }
        if arises || any(&|modal| matches!(modal, Modal::May | Modal::NeedNot)) {
            return Ok(Kind::Wide);
        }
        if any(&is_power) {
            return Ok(Kind::Competence);
        }
        if query.other_times_help(case, set)? || query.order_alone(case, set)? {
            return Ok(Kind::Temporal);
        }
        Ok(if self.forbids_what_it_requires() { Kind::Strict } else { Kind::Incompatible })
    }

    /// Other times may end the clash in the stretch that is looked at, and bring it about in another.
    fn in_every_turn(&self, kind: Kind, witness: &Witness) -> Kind {
        let timed = kind == Kind::Temporal && !self.turns.is_empty();
        let told = timed.then(|| self.theory.kind_in_the_case(self.norms, &self.acts, witness));
        match told.flatten() {
            Some(reference::Kind::Strict) => Kind::Strict,
            Some(reference::Kind::Incompatible) => Kind::Incompatible,
            _ => kind,
        }
    }

    /// One act is required, by a duty that leaves no choice, and forbidden.
    fn forbids_what_it_requires(&self) -> bool {
        let norms = &self.theory.model.norms;
        let acts = |modal: Modal| {
            let members =
                self.norms.iter().zip(&self.acts).map(|(&norm, &act)| (&norms[norm], act));
            members.filter(move |(norm, _)| norm.modal == modal)
        };
        acts(Modal::Must).filter(|(duty, _)| duty.acts.len() == 1).any(|(duty, _)| {
            let Some(required) = duty.acts[0].action() else { return false };
            acts(Modal::MustNot).any(|(ban, act)| {
                ban.acts[act]
                    .action()
                    .is_some_and(|forbidden| self.theory.wider(required).contains(&forbidden))
            })
        })
    }

    /// Acts that open the window of a member.
    fn opening_acts(&self) -> Vec<Occurrence> {
        self.anchors(|clause| clause.opened_by())
            .filter(|it| matches!(it, Occurrence::Act { .. }))
            .collect()
    }

    /// Events that end the window of what is not a duty to be done once.
    fn late_events(&self) -> Vec<Occurrence> {
        let norms = &self.theory.model.norms;
        let mut found = Vec::new();
        for &id in self.norms {
            let norm = &norms[id];
            if super::window::shape(norm) == super::window::Shape::Once {
                continue;
            }
            for clause in norm.clauses() {
                let ends =
                    matches!(clause, Clause::Until(_) | Clause::Before(_) | Clause::NoLaterThan(_));
                if let (true, Some(it @ Occurrence::Event { .. })) = (ends, clause.hangs_on()) {
                    found.push(it.clone());
                }
            }
        }
        found
    }

    fn anchors<'s>(
        &'s self,
        which: impl Fn(&Clause) -> Option<&Occurrence> + 's,
    ) -> impl Iterator<Item = Occurrence> + 's {
        let norms = self.norms.iter().map(|&norm| &self.theory.model.norms[norm]);
        let clauses = norms.flat_map(|norm| norm.clauses());
        clauses.filter_map(move |clause| which(clause).cloned())
    }

    fn answers(&self, reading: Reading) -> Result<Vec<Answer>, Limit> {
        answers_to_open(&mut |turn| {
            let mut goal = |query: &mut Query<'_>, set: &[&Instance]| {
                let goal = query.conflict(set)?;
                turn(query, goal)
            };
            Ok(self.find(reading, &mut goal)?.is_some())
        })
    }

    /// Somebody could lose, and some situation has all of them clash.
    fn may_be_settled(&self) -> Result<bool, Limit> {
        let query = Query::new(self.theory);
        let mut pairs = self.who_over_whom().into_iter();
        Ok(pairs.any(|(winner, loser)| query.could_prevail(self.norms[winner], self.norms[loser]))
            && self.can_clash()?)
    }

    /// Each place with each other.
    fn who_over_whom(&self) -> Vec<(usize, usize)> {
        let places = 0..self.norms.len();
        let over = |winner: usize| places.clone().map(move |loser| (winner, loser));
        places.clone().flat_map(over).filter(|(winner, loser)| winner != loser).collect()
    }

    /// A clash in which one prevails over the one that loses. Who else is looked at is as for conflicts.
    fn settled(&self) -> Result<Option<Settled>, Limit> {
        match self.settled_among(Others::Touched) {
            Err(Limit::Replay | Limit::Chain) => self.settled_among(Others::All),
            answer => answer,
        }
    }

    fn settled_among(&self, others: Others) -> Result<Option<Settled>, Limit> {
        for (winner, loser) in self.who_over_whom() {
            if !Query::new(self.theory).could_prevail(self.norms[winner], self.norms[loser]) {
                continue;
            }
            let mut goal = |query: &mut Query<'_>, set: &[&Instance]| {
                let prevails = query.prevails(set[winner], set[loser], Polarity::Positive)?;
                if prevails == Formula::False {
                    return Ok(prevails);
                }
                let clash = query.clash(set, Polarity::Positive)?;
                if clash == Formula::False {
                    return Ok(clash);
                }
                let found = query.is_found_today(set)?;
                Ok(Formula::all([prevails, clash, found, query.loses_alone(set, loser)?]))
            };
            let found = self.find_among(others, Reading::Plain, &mut goal)?;
            let Some((mut query, found, members)) = found else { continue };
            let set: Vec<&Instance> = members.iter().collect();
            let found = query.with_fresh_assumed(found, &set)?;
            let (witness, _) = query.witness(&found, &set)?;
            if self.theory.ignoring.is_none() {
                let open = query.leaves_standings_open();
                self.theory
                    .replay_settled(self.norms, &self.acts, &witness, (winner, loser))
                    .map_err(|limit| why_not(limit, open))?;
            }
            return self.settled_by(winner, loser, witness).map(Some);
        }
        Ok(None)
    }

    /// What decides in the case that was found.
    fn settled_by(&self, winner: usize, loser: usize, witness: Witness) -> Result<Settled, Limit> {
        let first = self.norms[winner.min(loser)];
        let rulings = self.theory.rulings(&[first, self.norms[winner.max(loser)]])?;
        let written = self.is_written(winner, loser)?;
        let (winner, loser) = (self.norms[winner], self.norms[loser]);
        let gives = |ruling: &Ruling| {
            ruling.canons.iter().find(|(_, gives)| *gives == winner).map(|(canon, _)| *canon)
        };
        let canon = if written { None } else { rulings.iter().find_map(gives) };
        let always = self.norms.len() == 2
            && canon == Some(Canon::Superior)
            && self.theory.always_loses(loser, winner)?;
        Ok(Settled { norms: self.norms.to_vec(), winner, loser, canon, always, witness, rulings })
    }

    /// Whether one prevails over another by a written relation in some case.
    fn is_written(&self, winner: usize, loser: usize) -> Result<bool, Limit> {
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| {
            query.written(set[winner], set[loser], Polarity::Positive)
        };
        Ok(self.find(Reading::Plain, &mut goal)?.is_some())
    }

    /// The windows can be met, but only in one point.
    fn has_zero_slack(&self) -> Result<bool, Limit> {
        let norms = &self.theory.model.norms;
        if self.norms.iter().all(|&norm| norms[norm].window.is_none()) {
            return Ok(false);
        }
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| query.conflict(set);
        if !self.clashes(Reading::Tight)? {
            return Ok(false);
        }
        match self.find(Reading::Tight, &mut goal) {
            // A length of nothing leaves one moment in any case: that says nothing about these windows.
            Err(Limit::VaryingLengthOfAct) => Ok(false),
            found => Ok(found?.is_some()),
        }
    }
}

impl Theory<'_> {
    /// The loser loses to the winner by rank whenever it applies.
    fn always_loses(&self, loser: NormId, winner: NormId) -> Result<bool, Limit> {
        let mut query = Query::new(self);
        let escaped = query.find(&mut |query| {
            let it = query.instance(loser, 0, Binding::empty(&self.model.norms[loser].scope));
            let applies = query.applies(&it, Polarity::Positive)?;
            // A window that closed before the winner came into force is no case of this day.
            let applies = applies.and(query.is_window_open_today(&it)?);
            let mut defeated = Vec::new();
            for partner in query.partners(&it, &|norm| norm == winner)? {
                let mut body = |query: &mut Query<'_>, by: &Instance| {
                    let clash = query.clash(&[by, &it], Polarity::Negative)?;
                    Ok(clash.and(query.prevails(by, &it, Polarity::Negative)?))
                };
                defeated.push(query.some_instance(&partner, Polarity::Negative, &mut body)?);
            }
            Ok(applies.and(!Formula::any(defeated)))
        })?;
        Ok(escaped.is_none())
    }
}

impl Query<'_> {
    /// A clash of instances that are all effective, on a day on which all are in force and a window is open.
    pub(super) fn conflict(&mut self, set: &[&Instance]) -> Grounded {
        let clash = self.clash(set, Polarity::Positive)?;
        if clash == Formula::False {
            return Ok(clash);
        }
        let mut parts = vec![clash, self.is_found_today(set)?, self.are_several(set)];
        if parts.contains(&Formula::False) {
            return Ok(Formula::False);
        }
        for it in set {
            parts.push(!self.defeated(it, Polarity::Negative)?);
        }
        self.whoever_is_chosen(Formula::all(parts))
    }

    /// A clash, on a day on which all its norms are in force and a window is open.
    pub(super) fn found_clash(&mut self, set: &[&Instance]) -> Grounded {
        let clash = self.clash(set, Polarity::Positive)?;
        if clash == Formula::False {
            return Ok(clash);
        }
        let found = Formula::all([clash, self.is_found_today(set)?, self.are_several(set)]);
        self.whoever_is_chosen(found)
    }

    /// The spans of days on which the situation that was found is possible; empty where no date matters.
    pub(super) fn dates(&mut self, found: &Found) -> Result<Vec<DaySpan>, Limit> {
        let mut cuts: BTreeSet<Day> = BTreeSet::new();
        for (_, atom) in self.universe.atoms() {
            if let Atom::Within(Place::ZERO, Place::NOW, bound) = atom {
                let at = Minute(-bound.value);
                cuts.insert(if at == at.day().start() { at.day() } else { at.day().plus(1) });
            }
        }
        if cuts.is_empty() {
            return Ok(Vec::new());
        }
        let cuts: Vec<Day> = cuts.into_iter().collect();
        let mut spans: Vec<DaySpan> = Vec::new();
        for index in 0..=cuts.len() {
            let from = index.checked_sub(1).map(|before| cuts[before]);
            let until = cuts.get(index).map(|next| next.plus(-1));
            let days = DaySpan { from, until };
            let inside = self.in_span(days, Place::NOW.into());
            let mut formulas = found.formulas.clone();
            formulas.push(inside);
            if solve::decide(&self.universe, &formulas)?.0.is_some() {
                match spans.last_mut() {
                    Some(last) if last.until.map(|day| day.plus(1)) == from && from.is_some() => {
                        last.until = until
                    }
                    _ => spans.push(days),
                }
            }
        }
        if spans == [DaySpan::ALWAYS] {
            spans.clear();
        }
        Ok(spans)
    }

    /// The situation in which the acts that open windows, up to the behaviour till now, were done.
    fn with_opening_acts(&mut self, mut found: Found, set: &[&Instance]) -> Result<Found, Limit> {
        for it in set {
            for (key, opens) in self.act_anchors(&self.model.norms[it.norm], &it.binding)? {
                if opens {
                    self.when(&key);
                    found.formulas.push(self.happens(key));
                }
            }
        }
        let (assignment, _) = solve::decide(&self.universe, &found.formulas)?;
        found.assignment = assignment.ok_or(Limit::Replay)?;
        Ok(found)
    }

    /// Instances of one norm are several: somebody in them differs.
    pub(super) fn are_several(&mut self, set: &[&Instance]) -> Formula {
        let mut parts = Vec::new();
        for (place, a) in set.iter().enumerate() {
            for b in &set[..place] {
                if a.norm == b.norm && a.act == b.act {
                    let (x, y) = (self.participants(a), self.participants(b));
                    let same = x.iter().zip(&y).map(|(&x, &y)| self.universe.same(x, y));
                    parts.push(!Formula::all(same.collect::<Vec<_>>()));
                }
            }
        }
        Formula::all(parts)
    }

    /// A window of the set that is not always open is open on the day that is looked at.
    fn is_open_today(&mut self, set: &[&Instance]) -> Grounded {
        let mut open = Vec::new();
        for it in set {
            let norm = &self.model.norms[it.norm];
            if norm.window.is_none() {
                continue;
            }
            let anchors = self.act_anchors(norm, &it.binding)?;
            if set.len() == 1 || anchors.iter().any(|(_, opens)| self.strong || !opens) {
                return Ok(Formula::True); // its window lies where the behaviour puts it
            }
            open.push(self.is_window_open_today(it)?);
        }
        Ok(if open.is_empty() { Formula::True } else { Formula::any(open) })
    }

    fn is_window_open_today(&mut self, it: &Instance) -> Grounded {
        let t = self.universe.moment();
        let now: Instant = Place::NOW.into();
        let tomorrow = now.plus(crate::model::DAY);
        let today = self.universe.before(now, t.into(), false);
        let today = today.and(self.universe.before(t.into(), tomorrow, true));
        let live = self.live_at(it, t.into(), Polarity::Positive)?;
        eliminate::exists(&mut self.universe, t, today.and(live))
    }

    /// All norms are in force on the day that is looked at, and a window is open.
    fn is_found_today(&mut self, set: &[&Instance]) -> Grounded {
        let mut parts = vec![self.is_open_today(set)?];
        for it in set {
            parts.push(self.in_force_at(&self.model.norms[it.norm], Place::NOW.into()));
        }
        Ok(Formula::all(parts))
    }

    /// The atoms of a formula that only a person can settle, in order.
    fn open_atoms(&self, formula: &Formula) -> Vec<AtomId> {
        let mut found = BTreeSet::new();
        formula.for_each_literal(&mut |literal: Literal| {
            if self.openness(literal.atom).is_some() {
                found.insert(literal.atom);
            }
        });
        found.into_iter().collect()
    }

    pub(super) fn openness(&self, id: AtomId) -> Option<Open> {
        let attribute =
            |it: AttributeId| self.model.attributes[it].open.then_some(Open::Attribute(it));
        match self.universe.atom(id) {
            Atom::Fact(fact, _) => self.model.facts[*fact].open.then_some(Open::Fact(*fact)),
            Atom::Choice(it, ..) => attribute(*it),
            Atom::Within(a, b, _) => {
                [a, b].into_iter().find_map(|place| match self.universe.place_kind(*place) {
                    PlaceKind::Value(it, _) => attribute(*it),
                    PlaceKind::Spell { length, .. } => match self.universe.place_kind(*length) {
                        PlaceKind::Value(it, _) => attribute(*it),
                        _ => None,
                    },
                    _ => None,
                })
            }
            _ => None,
        }
    }

    fn names_of(&self, open: &[AtomId], answers: u32) -> Vec<(Open, bool)> {
        let named = open.iter().enumerate();
        named.filter_map(|(at, id)| Some((self.openness(*id)?, answers >> at & 1 == 1))).collect()
    }

    /// The answers that contradict neither themselves nor what values can be.
    fn consistent_answers(&mut self, open: &[AtomId]) -> Result<Vec<u32>, Limit> {
        let axioms = self.axioms(false)?;
        let consistent = |answers: &u32| {
            let literals = open
                .iter()
                .enumerate()
                .map(|(at, &atom)| Formula::from(Literal { atom, holds: answers >> at & 1 == 1 }));
            let all: Vec<Formula> = literals.chain(axioms.iter().cloned()).collect();
            matches!(solve::decide(&self.universe, &all), Ok((Some(_), _)))
        };
        Ok((0..1u32 << open.len()).filter(consistent).collect())
    }
}

/// What is made of the formula of a question.
type Making<'t> = dyn FnMut(&mut Query<'_>, Formula) -> Grounded + 't;

/// The verdict for each answer to the open facts, if what is asked for hangs on them. `ask` says whether there
/// is a case of what is made of its question.
pub(super) fn answers_to_open(
    ask: &mut dyn FnMut(&mut Making<'_>) -> Result<bool, Limit>,
) -> Result<Vec<Answer>, Limit> {
    let mut open = Vec::new();
    let under_every_answer = ask(&mut |query, goal| {
        open = query.open_atoms(&goal);
        if open.is_empty() {
            return Ok(Formula::False);
        }
        if open.len() > OPEN_FACTS {
            return Err(Limit::OpenFacts);
        }
        let every = query.consistent_answers(&open)?;
        let every: Vec<_> = every.into_iter().map(|it| answer(&goal, &open, it)).collect();
        Ok(Formula::all(every))
    });
    // Where nothing is open, nothing was asked.
    if open.is_empty() || under_every_answer? {
        return Ok(Vec::new());
    }
    let mut table = Vec::new();
    for answers in 0..1u32 << open.len() {
        let mut facts = Vec::new();
        let mut possible = true;
        let conflict = ask(&mut |query, goal| {
            let open = query.open_atoms(&goal);
            facts = query.names_of(&open, answers);
            possible = query.consistent_answers(&open)?.contains(&answers);
            Ok(answer(&goal, &open, answers))
        })?;
        if possible {
            table.push(Answer { facts, conflict });
        }
    }
    Ok(table)
}

/// Why a case does not stand up: who loses at the end of a long chain was left open in it.
fn why_not(limit: Limit, open: bool) -> Limit {
    if open && limit == Limit::Replay { Limit::Chain } else { limit }
}

/// The next way to tie members, the last place first; false after the last way.
fn next_way(way: &mut [usize], ways: &[usize]) -> bool {
    for place in (1..ways.len()).rev() {
        way[place] += 1;
        if way[place] < ways[place] {
            way[place + 1..].fill(0);
            return true;
        }
    }
    false
}

/// The formula under an answer to its open atoms.
fn answer(formula: &Formula, open: &[AtomId], answers: u32) -> Formula {
    formula.map(&mut |literal| match open.iter().position(|it| *it == literal.atom) {
        Some(at) => Formula::constant((answers >> at & 1 == 1) == literal.holds),
        None => literal.into(),
    })
}
