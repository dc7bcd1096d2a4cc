//! Who prevails over whom: written relations, then the canons, order by order.

use super::moments::Cut;
use super::{Answer, Instance, World};
use crate::model::{Canon, Cond, Day, Model, NormId, OrderId};

/// A proof that the field of one norm lies strictly within another's: bearer, act, `when` and time as written,
/// over all situations. `false` where there is none.
pub trait Fields {
    /// Whether the field of the first lies strictly within that of the second.
    fn within(&self, narrow: NormId, wide: NormId) -> bool;
}

/// Proves nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoFields;

impl Fields for NoFields {
    fn within(&self, _: NormId, _: NormId) -> bool {
        false
    }
}

/// Proves what can be read off the text: the same sentence with a further fact among its conditions. Sound, as
/// long as nothing is assumed, and far from complete.
#[derive(Clone, Copy, Debug)]
pub struct WrittenFields<'a>(pub &'a Model);

impl Fields for WrittenFields<'_> {
    fn within(&self, narrow: NormId, wide: NormId) -> bool {
        let (narrow, wide) = (&self.0.norms[narrow], &self.0.norms[wide]);
        let vars = narrow.scope.vars.iter().zip(&wide.scope.vars);
        let same = narrow.scope.vars.len() == wide.scope.vars.len()
            && vars.into_iter().all(|(a, b)| a.sorts == b.sorts && a.any == b.any)
            && (&narrow.bearer, &narrow.acts) == (&wide.bearer, &wide.acts)
            && narrow.window == wide.window;
        let (narrow, wide) = (parts(&narrow.when), parts(&wide.when));
        let more: Vec<_> = narrow.iter().filter(|part| !wide.contains(part)).collect();
        same && self.0.assumptions.is_empty()
            && self.0.rules.is_empty()
            && wide.iter().all(|part| narrow.contains(part))
            && more.iter().any(|part| matches!(part, Cond::Fact { .. }))
            && wide.iter().all(|part| matches!(part, Cond::Fact { .. }))
    }
}

fn parts(cond: &Cond) -> Vec<&Cond> {
    match cond {
        Cond::All(parts) => parts.iter().collect(),
        other => vec![other],
    }
}

impl World<'_> {
    /// Whether the first prevails over the second, in a clash of the two.
    pub fn prevails(&self, winner: &Instance, loser: &Instance) -> Answer<bool> {
        self.prevails_in(winner, loser, &[winner.clone(), loser.clone()])
    }

    /// Whether one member of a clash prevails over another.
    pub(super) fn prevails_in(
        &self,
        winner: &Instance,
        loser: &Instance,
        clash: &[Instance],
    ) -> Answer<bool> {
        if let Some(prevails) = self.prevails_as_written(winner, loser)? {
            return Ok(prevails);
        }
        let of = |instance: &Instance| self.model.norms[instance.norm].instrument;
        let places = self.shared_orders(of(winner), of(loser));
        for &place in &places {
            if self.canons(winner, loser, clash, place)? != Some(true) {
                return Ok(false);
            }
        }
        Ok(!places.is_empty())
    }

    // What force and written relations say, whatever clash it is; `None` where that is left to the canons.
    fn prevails_as_written(&self, winner: &Instance, loser: &Instance) -> Answer<Option<bool>> {
        let pair = (winner.clone(), loser.clone());
        if let Some(known) = self.ordered.borrow().get(&pair) {
            return known.clone();
        }
        let answer = self.work_out_order(winner, loser);
        self.ordered.borrow_mut().insert(pair, answer.clone());
        answer
    }

    fn work_out_order(&self, winner: &Instance, loser: &Instance) -> Answer<Option<bool>> {
        let norms = &self.model.norms;
        if norms[winner.norm].recommendation && !norms[loser.norm].recommendation {
            return Ok(Some(false));
        }
        if !self.stands_today(winner)? {
            return Ok(Some(false));
        }
        // A recommendation makes no duty yield, whatever is written.
        let advised = norms[loser.norm].recommendation && !norms[winner.norm].recommendation;
        let ours = self.written(winner, loser)?;
        let theirs = !advised && self.written(loser, winner)?;
        Ok((ours || theirs).then_some(ours && !theirs))
    }

    // Nobody yields to a norm that is not in force, binds nobody here or is displaced on the day that is looked at; of a
    // duty to be done once that was asked when it opened.
    fn stands_today(&self, winner: &Instance) -> Answer<bool> {
        let Some(now) = self.now() else { return Ok(true) };
        let force = self.force(winner, &self.instance_view(winner)?)?;
        Ok(force.contains(now)
            && (self.reading(winner).once || !self.displacement(winner)?.contains(now)))
    }

    // What the first canon that has an answer says in one order: the first prevails, or the second.
    fn canons(
        &self,
        a: &Instance,
        b: &Instance,
        clash: &[Instance],
        (_, rank, other_rank): (OrderId, u32, u32),
    ) -> Answer<Option<bool>> {
        for canon in &self.model.precedence {
            let (ours, theirs) = match canon {
                Canon::Superior => (rank < other_rank, other_rank < rank),
                // The fields are those of the norms as written, not of their aspects.
                Canon::Specialis => {
                    let shared = self.is_between_parties(a, b, clash)?;
                    let (a, b) = (self.model.whole(a.norm), self.model.whole(b.norm));
                    (shared && self.fields.within(a, b), shared && self.fields.within(b, a))
                }
                Canon::Posterior if rank == other_rank => {
                    (self.is_later(a, b, clash)?, self.is_later(b, a, clash)?)
                }
                Canon::Posterior => (false, false),
            };
            if ours != theirs {
                return Ok(Some(ours));
            }
        }
        Ok(None)
    }

    // Whether the first came into force later (earlier, where the later one is of another instrument and says that
    // earlier norms prevail).
    fn is_later(&self, a: &Instance, b: &Instance, clash: &[Instance]) -> Answer<bool> {
        let force = |instance: &Instance| &self.model.norms[instance.norm].in_force;
        if force(a) == force(b) || !self.is_between_parties(a, b, clash)? {
            return Ok(false);
        }
        let of = |instance: &Instance| self.model.norms[instance.norm].instrument;
        let (own, other) = (&self.model.instruments[of(a)], &self.model.instruments[of(b)]);
        let between = of(a) != of(b);
        let (a, b) = (self.in_force_since(a.norm), self.in_force_since(b.norm));
        let yields = between && if a > b { own.earlier_prevail } else { other.earlier_prevail };
        Ok(if yields { a < b } else { a > b })
    }

    // Of two treaties, whether every party kind's participant that the clash names is party to both.
    fn is_between_parties(&self, a: &Instance, b: &Instance, clash: &[Instance]) -> Answer<bool> {
        let of = |instance: &Instance| self.model.norms[instance.norm].instrument;
        let (own, other) = (&self.model.instruments[of(a)], &self.model.instruments[of(b)]);
        if of(a) == of(b) || !own.binds_parties_only() || !other.binds_parties_only() {
            return Ok(true);
        }
        let kinds = [&own.party_kinds[..], &other.party_kinds].concat();
        for instance in clash {
            for who in self.named(instance)? {
                let sorts = &self.situation.participants[who.0 as usize].sorts;
                let both = self.is_party(who, of(a)).and(&self.is_party(who, of(b)));
                if kinds.iter().any(|kind| sorts.contains(kind)) && !self.settled(&both) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    // The start of the span in force on the day that is looked at (of the first, where none is); `None` lies
    // before all days.
    fn in_force_since(&self, norm: NormId) -> Option<Day> {
        let spans = &self.model.norms[norm].in_force;
        let inside = spans.iter().find(|span| {
            let moments = super::applies::in_force(&[**span]);
            self.now().is_some_and(|now| {
                moments
                    .stretches()
                    .iter()
                    .any(|&(from, to)| from <= Cut::before(now) && Cut::after(now) <= to)
            })
        });
        inside.or(spans.first()).and_then(|span| span.from)
    }
}
