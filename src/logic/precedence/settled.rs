//! Clashes that precedence settles: who prevails over whom, and by which canon or relation.

use crate::logic::Limit;
use crate::logic::applies::recurring::Turn;
use crate::logic::case::witness::Witness;
use crate::logic::clash::set::{Reading, Set, why_not};
use crate::logic::ground::formula::Formula;
use crate::logic::ground::others::Others;
use crate::logic::ground::query::{Binding, Found, Instance, Polarity, Query};
use crate::logic::theory::Theory;
use crate::model::{ActionId, Canon, DaySpan, Modal, NormId, OrderId};

/// What one order says of a clash.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ruling {
    /// The order.
    pub order: OrderId,
    /// Each canon that gives somebody, in the declared order, with the norm that it gives. None gives a recommendation over
    /// what binds.
    pub canons: Vec<(Canon, NormId)>,
}

/// A clash that precedence settles.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settled {
    /// All, in the order of the members of the case: two, or more.
    pub norms: Vec<NormId>,
    /// The act that a member only covers, where they clash over such a one.
    pub over: Option<ActionId>,
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
    /// The days on which such a case is possible; empty where no date matters.
    pub dates: Vec<DaySpan>,
    /// What each order says.
    pub rulings: Vec<Ruling>,
}

impl Theory<'_> {
    /// What each order says of two norms, canon by canon, in a case that was found.
    pub(in crate::logic) fn rulings(&self, norms: &[NormId]) -> Result<Vec<Ruling>, Limit> {
        let [a, b] = *norms else { return Ok(Vec::new()) };
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        let binds = |norm: &NormId| {
            x.recommendation == y.recommendation || !self.model.norms[*norm].recommendation
        };
        let mut rulings = Vec::new();
        for ranking in self.rankings(x.instrument, y.instrument) {
            let mut canons = Vec::new();
            for &canon in self.canons(a) {
                let winner = self.canon_gives(canon, ranking.ranks, a, b)?;
                canons.extend(winner.filter(binds).map(|winner| (canon, winner)));
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

    /// The loser loses to the winner by rank whenever it applies, for each of its acts and for each that it covers.
    fn always_loses_wholly(&self, loser: NormId, winner: NormId) -> Result<bool, Limit> {
        let own = &self.model.norms[loser];
        let acts = if own.modal == Modal::Must { 1 } else { own.acts.len() };
        let mut all = (0..acts).map(|act| (loser, act));
        let mut aspects = self.itself_and_aspects(loser).skip(1).map(|it| (it, 0));
        let loses = |(it, act): (NormId, usize)| self.always_loses(it, act, winner);
        Ok(all.try_fold(true, |so, it| Ok(so && loses(it)?))?
            && aspects.try_fold(true, |so, it| Ok::<bool, Limit>(so && loses(it)?))?)
    }

    fn always_loses(&self, loser: NormId, act: usize, winner: NormId) -> Result<bool, Limit> {
        let winners: Vec<NormId> = self.itself_and_aspects(self.model.whole(winner)).collect();
        let mut query = Query::new(self);
        if self.recurs(loser) {
            query.turns.insert(loser, Turn::Between(0, None)); // in every stretch
        }
        let escaped = query.find(&mut |query| {
            let it = query.instance(loser, act, Binding::empty(&self.model.norms[loser].scope));
            let applies = query.applies(&it, Polarity::Positive)?;
            // A window that closed before the winner came into force is no case of this day.
            let applies = applies.and(query.is_window_open_today(&it, Polarity::Positive)?);
            let mut defeated = Vec::new();
            for partner in query.partners(&it, &|norm| winners.contains(&norm))? {
                let mut body = |query: &mut Query<'_>, by: &Instance| {
                    let prevails = query.prevails(by, &it, Polarity::Negative)?;
                    let mut loses = |query: &mut Query<'_>| {
                        let clash = query.clash(&[by, &it], Polarity::Negative)?;
                        // The defeated defeat nobody.
                        Ok(clash.and(!query.defeated(by, Polarity::Positive)?))
                    };
                    Ok(prevails.and(query.in_some_turn(&[by], Polarity::Negative, &mut loses)?))
                };
                defeated.push(query.some_instance(&partner, Polarity::Negative, &mut body)?);
            }
            Ok(applies.and(!Formula::any(defeated)))
        })?;
        Ok(escaped.is_none())
    }
}

impl Set<'_, '_> {
    /// Somebody could lose, and some situation has all of them clash.
    pub(super) fn may_be_settled(&self) -> Result<bool, Limit> {
        let query = Query::new(self.theory);
        let mut pairs = self.who_over_whom().into_iter();
        Ok(pairs.any(|(winner, loser)| query.could_prevail(self.norms[winner], self.norms[loser]))
            && self.can_clash()?)
    }

    /// As [`Set::may_be_settled`], in any of their stretches where members recur.
    pub(in crate::logic) fn may_be_settled_in_some_turn(&self) -> Result<bool, Limit> {
        match self.clone().in_first_turn().in_any_later_turn() {
            Some(any) => any.may_be_settled(),
            None => self.may_be_settled(),
        }
    }

    /// Each place with each other.
    fn who_over_whom(&self) -> Vec<(usize, usize)> {
        let places = 0..self.norms.len();
        let over = |winner: usize| places.clone().map(move |loser| (winner, loser));
        places.clone().flat_map(over).filter(|(winner, loser)| winner != loser).collect()
    }

    /// A clash in which one that nobody defeats prevails over the one that loses. Who else is looked at is as for conflicts.
    pub(in crate::logic) fn settled(&self) -> Result<Option<Settled>, Limit> {
        self.theory.looking_further(&mut |others| self.settled_among(others))
    }

    fn settled_among(&self, others: Others) -> Result<Option<Settled>, Limit> {
        for (winner, loser) in self.who_over_whom() {
            let found = self.find_settled(others, winner, loser)?;
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
            let dates = query.dates(&found)?;
            return self.settled_by(winner, loser, (witness, dates)).map(Some);
        }
        Ok(None)
    }

    /// A case in which one member prevails over another, which loses the clash.
    fn find_settled(
        &self,
        others: Others,
        winner: usize,
        loser: usize,
    ) -> Result<Option<(Query<'_>, Found, Vec<Instance>)>, Limit> {
        if !Query::new(self.theory).could_prevail(self.norms[winner], self.norms[loser]) {
            return Ok(None);
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
            let found = query.is_found_today(set, Polarity::Positive)?;
            let mut parts = vec![prevails, clash, found, query.loses_alone(set, loser)?];
            // The defeated defeat nobody.
            parts.push(!query.defeated(set[winner], Polarity::Negative)?);
            Ok(Formula::all(parts))
        };
        self.find_among(others, Reading::Plain, &mut goal)
    }

    /// Some case in a range of stretches has the clash settled.
    fn is_settled(&self) -> Result<bool, Limit> {
        let mut pairs = self.who_over_whom().into_iter();
        pairs.try_fold(false, |so, (winner, loser)| {
            Ok(so || self.find_settled(Others::Touched, winner, loser)?.is_some())
        })
    }

    /// A clash that precedence settles in some stretch of each member that recurs.
    pub(in crate::logic) fn settled_in_some_turn(&self) -> Result<Option<Settled>, Limit> {
        let may = |set: &Set<'_, '_>| set.is_settled();
        match self.in_turns(&may, &|set| set.settled()) {
            // That the first stretch has none says nothing of the others.
            Err(Limit::Recurring) => {
                let first = self.clone().in_first_turn().settled()?;
                first.map(Some).ok_or(Limit::Recurring)
            }
            answer => answer,
        }
    }

    /// What decides in the case that was found.
    pub(in crate::logic) fn settled_by(
        &self,
        winner: usize,
        loser: usize,
        (witness, dates): (Witness, Vec<DaySpan>),
    ) -> Result<Settled, Limit> {
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
            && self.theory.model.norms[loser].aspect_of.is_none()
            && self.theory.always_loses_wholly(loser, winner)?;
        let (norms, over) = (self.norms.to_vec(), None);
        Ok(Settled { norms, over, winner, loser, canon, always, witness, dates, rulings })
    }

    /// Whether one prevails over another by a written relation in some case.
    fn is_written(&self, winner: usize, loser: usize) -> Result<bool, Limit> {
        let mut goal = |query: &mut Query<'_>, set: &[&Instance]| {
            query.written(set[winner], set[loser], Polarity::Positive)
        };
        Ok(self.find(Reading::Plain, &mut goal)?.is_some())
    }
}
