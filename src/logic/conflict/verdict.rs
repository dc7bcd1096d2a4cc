//! What is told of a set that conflicts: its kind, its case, what it hangs on.

use crate::logic::applies::window;
use crate::logic::applies::window::Shape;
use std::collections::{BTreeMap, BTreeSet};

use super::open::{Answer, answers_to_open, firm_case};
use crate::logic::Limit;
use crate::logic::case::witness::{Placed, Witness};
use crate::logic::clash::powers::is_power;
use crate::logic::clash::set::{Reading, Set, why_not};
use crate::logic::conflict::{Arising, Conflict, Kind, Owed};
use crate::logic::ground::others::Others;
use crate::logic::ground::query::{Found, Instance, Query};
use crate::logic::reference::{self, Unsupported, World};
use crate::model::{
    ActRuleKind, ActionId, Clause, DaySpan, EventId, Join, Modal, NormId, Occurrence,
    ParticipantId, Situation, Window,
};

impl Set<'_, '_> {
    /// The conflict, if there is one.
    pub(in crate::logic) fn conflict(&self) -> Result<Option<Conflict>, Limit> {
        let readings = self.readings();
        for &reading in &readings {
            if !self.clashes(reading)? {
                continue;
            }
            match self.theory.looking_further(&mut |others| self.conflict_among(others, reading)) {
                Ok(None) => {}
                // Once the acts that open windows are done, others may prevail. What conflicts at all does so as they are.
                Err(Limit::Replay | Limit::Values | Limit::Chain | Limit::UnitsDoNotCompare)
                    if readings.last() != Some(&reading) => {}
                Err(limit) => return Err(self.why_it_falls(limit)),
                Ok(found) => return Ok(found.map(|it| self.with_what_is_owed(it))),
            }
        }
        Ok(None)
    }

    pub(in crate::logic) fn conflict_among(
        &self,
        others: Others,
        reading: Reading,
    ) -> Result<Option<Conflict>, Limit> {
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| query.conflict(set);
        let Some(found) = self.find_among(others, reading, &mut goal)? else { return Ok(None) };
        let standings_open = found.0.leaves_standings_open();
        let answers = self.answers(reading)?;
        let (mut query, found, members) =
            match answers.is_empty() && found.0.decides_openly(&found.1) {
                true => self.find_whatever_is_said(others, reading)?.unwrap_or(found),
                false => found,
            };
        let mut told = query.first_that_stands(&found, &mut |query, found| {
            self.report((reading, None), query, found, &members, answers.clone())
        });
        if matches!(told, Err(Limit::Replay)) {
            let others = query.among_those_there(&members).into_iter();
            let mut reports = others
                .map(|it| self.report((reading, None), &mut query, &found, &it, answers.clone()));
            told = reports.find(Result::is_ok).unwrap_or(told);
        }
        if matches!(told, Err(Limit::Replay)) {
            told = self.conflict_without_others(others, reading, &answers).unwrap_or(told);
        }
        told.map(Some).map_err(|limit| why_not(limit, standings_open))
    }

    /// The conflict in a case that none of the other norms has a say in, where there is such a case.
    fn conflict_without_others(
        &self,
        others: Others,
        reading: Reading,
        answers: &[Answer],
    ) -> Option<Result<Conflict, Limit>> {
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| {
            let goal = query.conflict(set)?;
            Ok(goal.and(query.others_are_silent(set)?))
        };
        let (mut query, found, members) = self.find_among(others, reading, &mut goal).ok()??;
        let told = query.first_that_stands(&found, &mut |query, found| {
            self.report((reading, None), query, found, &members, answers.to_vec())
        });
        told.is_ok().then_some(told)
    }

    /// A case that is a conflict whatever a person says of what is open in it.
    fn find_whatever_is_said(
        &self,
        others: Others,
        reading: Reading,
    ) -> Result<Option<(Query<'_>, Found, Vec<Instance>)>, Limit> {
        firm_case(&mut |making| {
            let mut goal = |query: &mut Query<'_>, set: &[&Instance]| {
                let goal = query.conflict(set)?;
                making(query, goal)
            };
            self.find_among(others, reading, &mut goal)
        })
    }

    /// `asked`: the norm that requires an act from which the conflict arises, where that is what is asked about.
    pub(super) fn report(
        &self,
        (reading, asked): (Reading, Option<NormId>),
        query: &mut Query<'_>,
        found: &Found,
        members: &[Instance],
        answers: Vec<Answer>,
    ) -> Result<Conflict, Limit> {
        let set: Vec<&Instance> = members.iter().collect();
        let found = found.clone();
        let found =
            if reading == Reading::Strong { query.with_opening_acts(found, &set)? } else { found };
        let found = query.with_fresh_assumed(found, &set)?;
        let (witness, case) = query.witness(&found, &set)?;
        let others = self.other_acts(reading, &witness);
        let violations: BTreeSet<NormId> = witness.whole.violated.iter().map(|it| it.0).collect();
        let could_arise = self.could_arise(reading) || !others.is_empty() || !violations.is_empty();
        let mut arises = could_arise;
        if self.theory.ignoring.is_none() && (arises || !self.theory.trusting) {
            let opened = reading == Reading::Strong && !self.opening_acts().is_empty();
            arises =
                self.theory.replay_conflict(self.norms, &self.acts, &witness, opened, arises)?;
        }
        let (kind, eased) = self.kind(arises, query, (&witness, &case), &set)?;
        let owing = self.owing((reading, asked), arises, &mut |norms| {
            query.is_so_in(&case, &mut |query| query.opening_act_is_owed(&set, norms, true))
        });
        let overlap = match *self.norms {
            [a, b] if a != b => Some(self.theory.overlap(a, b)?),
            _ => None,
        };
        let arises_when = match arises {
            true => self.arises_when(reading, &witness, others, violations),
            false => Vec::new(),
        };
        Ok(Conflict {
            over: None,
            norms: self.norms.to_vec(),
            kind,
            dates: self.dates(reading, query, &found)?,
            overlap,
            precedence: self.theory.rulings(self.norms)?,
            prevailing: match self.norms.len() {
                0..=2 => Vec::new(),
                // That it cannot be told takes nothing away from the conflict.
                _ => query.prevailing(&case, &set).unwrap_or_default(),
            },
            hangs_on: self.hangs_on((kind, &owing), query, &case, &set),
            eased,
            arises_when,
            owed: match could_arise && !arises {
                true => self.owed_in(&witness),
                false => Owed::ByNone,
            },
            witness,
            answers,
            assumed: query.touched_by(query.touched.clone()).0.into_iter().collect(),
        })
    }

    /// The acts and violations that could have been left.
    fn arises_when(
        &self,
        reading: Reading,
        witness: &Witness,
        others: Vec<Occurrence>,
        violations: BTreeSet<NormId>,
    ) -> Vec<Arising> {
        let mut found: Vec<Arising> = Vec::new();
        if reading == Reading::Plain {
            // Of clauses that `or` joins, one may open the window with an act that is not done in the case.
            let done: BTreeSet<ActionId> =
                witness.whole.acts.keys().map(|(action, ..)| *action).collect();
            let is_done = |act: &Occurrence| {
                let narrower = act.action().map(|action| self.theory.narrower(action));
                narrower.is_some_and(|it| !it.is_disjoint(&done))
            };
            found.extend(self.opening_acts().into_iter().filter(is_done).map(Arising::Act));
            found.dedup();
        }
        found.extend(others.into_iter().map(Arising::Act));
        let norms = &self.theory.model.norms;
        let primaries: Vec<NormId> =
            self.norms.iter().filter_map(|&norm| norms[norm].primary).collect();
        let others = violations.into_iter().filter(|norm| !primaries.contains(norm));
        found.extend(primaries.iter().copied().chain(others).map(Arising::Violation));
        found
    }

    /// The days on which the conflict exists: of duties that recur, in the stretch that was found or in a later one.
    fn dates(
        &self,
        reading: Reading,
        query: &mut Query<'_>,
        found: &Found,
    ) -> Result<Vec<DaySpan>, Limit> {
        let dates = query.dates(found)?;
        let Some(later) = self.in_any_later_turn() else { return Ok(dates) };
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| query.conflict(set);
        match later.find_among(Others::Touched, reading, &mut goal) {
            Ok(Some((mut query, found, _))) => {
                query.dates_from(&found, dates.first().and_then(|days| days.from))
            }
            _ => Ok(dates),
        }
    }

    /// Acts that open windows could be left, or a violation not committed.
    fn could_arise(&self, reading: Reading) -> bool {
        let norms = &self.theory.model.norms;
        reading == Reading::Plain || self.norms.iter().any(|&norm| norms[norm].primary.is_some())
    }

    /// The acts of the case beside those that open windows of the set, on which norms that conditions ask for hang. Where
    /// those are up to the behaviour, they are among these: for the members they may be done or left, but for norms outside
    /// the set, and for other instances of its norms, the case has told when they are done.
    fn other_acts(&self, reading: Reading, witness: &Witness) -> Vec<Occurrence> {
        let own = self.opening_acts();
        let told: BTreeSet<ActionId> =
            witness.whole.acts.keys().map(|(action, ..)| *action).collect();
        if told.is_empty() {
            return Vec::new();
        }
        let is_own = |action: ActionId| own.iter().any(|act| act.action() == Some(action));
        let counts = |act: &&Occurrence| {
            let told = act.action().filter(|it| told.contains(it));
            told.is_some_and(|it| reading == Reading::Strong || !is_own(it))
        };
        let norms = self.theory.bearing_on(self.norms);
        let clauses = norms.iter().flat_map(|&norm| self.theory.model.norms[norm].clauses());
        let mut acts: Vec<Occurrence> =
            clauses.filter_map(Clause::hangs_on).filter(counts).cloned().collect();
        acts.dedup();
        acts
    }

    /// Its kind, and where that is temporal the case with other times that shows it.
    fn kind(
        &self,
        arises: bool,
        query: &mut Query<'_>,
        (witness, case): (&Witness, &Placed),
        set: &[&Instance],
    ) -> Result<(Kind, Option<Situation>), Limit> {
        let norms = &self.theory.model.norms;
        let modal = |it: &&&Instance| norms[it.norm].modal;
        let any = |test: &dyn Fn(Modal) -> bool| set.iter().any(|it| test(modal(&it)));
        if set.iter().any(|it| norms[it.norm].recommendation) {
            return Ok((Kind::Tension, None));
        }
        if arises || any(&|modal| matches!(modal, Modal::May | Modal::NeedNot)) {
            return Ok((Kind::Wide, None));
        }
        if any(&is_power) {
            return Ok((Kind::Competence, None));
        }
        if let Some(eased) = self.ends_at_other_times(query, (witness, case), set)? {
            return Ok((Kind::Temporal, eased));
        }
        let ordered = query.order_alone(case, set)?
            && self.replayed(witness, |world, set| world.ends_without_order(set)) != Some(false);
        let kind = if ordered {
            Kind::Temporal
        } else if self.forbids_what_it_requires()
            && (self.theory.leaves_the_choice(self.norms)
                || self.replayed(witness, |world, set| world.is_strict(set)) != Some(false))
        {
            Kind::Strict
        } else {
            Kind::Incompatible
        };
        Ok((kind, None))
    }

    /// Whether other times of the same events end the clash, and the case that shows it, if one could be told.
    fn ends_at_other_times(
        &self,
        query: &mut Query<'_>,
        (witness, case): (&Witness, &Placed),
        set: &[&Instance],
    ) -> Result<Option<Option<Situation>>, Limit> {
        let verdict = || self.replayed(witness, |world, set| world.verdict(set));
        let Some(other) = query.case_with_other_times(case, set, &[])? else {
            // What conditions ask at other times may be what ends it: that is tried out.
            let ends = self.asks_at_moments() && verdict() == Some(reference::Kind::Temporal);
            return Ok(ends.then_some(None));
        };
        if let Some(other) = other {
            let eased = at_times_of(witness, &other);
            let filled = self.theory.filled(&eased);
            if self.replayed(witness, |world, set| world.ends_in(set, &filled)) == Some(true) {
                return Ok(Some(Some(eased)));
            }
        }
        // Other times may end the clash in the way that is looked at, and bring it about in another; others yet may not. Or
        // no day makes months and working days as long as they would have to be.
        let ends = verdict().is_none_or(|kind| kind == reference::Kind::Temporal);
        Ok(ends.then_some(None))
    }

    /// Conditions of a member ask about dates, or what norms say at a moment; or a norm displaces it, at moments.
    fn asks_at_moments(&self) -> bool {
        self.norms.iter().any(|&norm| {
            let own = &self.theory.model.norms[norm];
            [&own.when, &own.unless].into_iter().any(|cond| self.theory.is_dynamic(cond))
                || self.theory.relations_against(norm).any(|it| it.kind.displaces())
        })
    }

    /// What the reference says of the members that clash in the case.
    fn replayed<T>(
        &self,
        witness: &Witness,
        ask: impl FnOnce(&World<'_>, &[reference::Instance]) -> Result<T, Unsupported>,
    ) -> Option<T> {
        self.theory.of_the_clash(self.norms, &self.acts, witness, ask)
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

    /// The events that may be late or absent and on which the clash hangs: one that could be avoided by leaving an act may
    /// end with them, too. Where that act is owed, it hangs on none unless it is owed at their other times as well.
    fn hangs_on(
        &self,
        (kind, owing): (Kind, &[NormId]),
        query: &mut Query<'_>,
        case: &Placed,
        set: &[&Instance],
    ) -> Vec<Occurrence> {
        let late = self.late_events();
        let hangs = match (kind, owing) {
            _ if late.is_empty() => false,
            (Kind::Temporal, []) => true,
            (Kind::Temporal | Kind::Wide, _) => {
                match query.case_with_other_times(case, set, owing) {
                    Ok(found) => found.is_some(),
                    Err(_) => kind == Kind::Temporal,
                }
            }
            _ => false,
        };
        if hangs { late } else { Vec::new() }
    }

    /// Events that end the window of what is not a duty to be done once.
    fn late_events(&self) -> Vec<Occurrence> {
        let norms = &self.theory.model.norms;
        let mut found = Vec::new();
        let windows = self.norms.iter().filter_map(|&id| norms[id].window.as_ref());
        let happened: BTreeSet<EventId> = windows.flat_map(|it| self.presupposed(it)).collect();
        for &id in self.norms {
            let norm = &norms[id];
            if window::shape(norm) == Shape::Once {
                continue;
            }
            for clause in norm.clauses() {
                let ends =
                    matches!(clause, Clause::Until(_) | Clause::Before(_) | Clause::NoLaterThan(_));
                if let (true, Some(it @ Occurrence::Event { event, .. })) = (ends, clause.hangs_on())
                    // An event that opens a window of the set has happened, and so have those that come before it.
                    && !happened.contains(event)
                {
                    found.push(it.clone());
                }
            }
        }
        if self.norms.len() == 1 {
            found.extend(self.late_needs(&happened));
        }
        found
    }

    /// Events without which a window is not open: of clauses joined by `or` those without which none is.
    fn presupposed(&self, window: &Window) -> BTreeSet<EventId> {
        let each = window.clauses.iter().map(|clause| {
            let mut events = BTreeSet::new();
            let mut next = clause.opened_by().and_then(Occurrence::event);
            while let Some(event) = next.filter(|&it| events.insert(it)) {
                let before = self.theory.model.events[event].after.as_ref();
                next = before.and_then(Occurrence::event);
            }
            events
        });
        match window.join {
            Join::And => each.flatten().collect(),
            Join::Or => each.reduce(|some, more| &some & &more).unwrap_or_default(),
        }
    }

    /// Events without which a duty cannot be met, by a rule between acts.
    fn late_needs(&self, happened: &BTreeSet<EventId>) -> Vec<Occurrence> {
        let model = self.theory.model;
        let duties = self.norms.iter().filter(|&&norm| model.norms[norm].modal == Modal::Must);
        let acts = duties.flat_map(|&norm| model.norms[norm].actions());
        let rules = acts
            .flat_map(|act| self.theory.wider(act))
            .flat_map(|&act| self.theory.rules_of(act))
            .map(|&id| &model.rules[id]);
        let needed = rules.filter(|rule| {
            let event = rule.right.event();
            rule.kind == ActRuleKind::Needs && event.is_some_and(|it| !happened.contains(&it))
        });
        needed.map(|rule| rule.right.clone()).collect()
    }

    pub(in crate::logic) fn answers(&self, reading: Reading) -> Result<Vec<Answer>, Limit> {
        answers_to_open(&mut |turn| {
            let mut goal = |query: &mut Query<'_>, set: &[&Instance]| {
                let goal = query.conflict(set)?;
                turn(query, goal)
            };
            Ok(self.find(reading, &mut goal)?.is_some())
        })
    }
}

/// A case with its events at the times that they have in another one of the same members.
fn at_times_of(case: &Witness, other: &Witness) -> Situation {
    let mut eased = case.whole.clone();
    let members = other.members.iter().flatten().zip(case.members.iter().flatten());
    let mut same: BTreeMap<ParticipantId, ParticipantId> =
        members.map(|(there, here)| (*there, *here)).collect();
    for (place, who) in other.whole.participants.iter().enumerate() {
        same.entry(ParticipantId(place as u32)).or_insert_with(|| {
            let known = eased.participants.iter().position(|it| it == who);
            let here = known.unwrap_or(eased.participants.len());
            if known.is_none() {
                eased.participants.push(who.clone());
            }
            ParticipantId(here as u32)
        });
    }
    let here = |args: &Vec<ParticipantId>| args.iter().map(|who| same[who]).collect();
    let times = other.whole.events.iter();
    eased.events = times.map(|((event, args), at)| ((*event, here(args)), *at)).collect();
    eased
}

impl Query<'_> {
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
        let (assignment, _) = self.decide_by_calendar(&mut found.formulas)?;
        found.assignment = assignment.ok_or(Limit::Replay)?;
        Ok(found)
    }
}
