//! Layer three: an instance is effective if it applies and loses no clash whose other members are effective.
//!
//! Worked out from the strongest down: the defeated defeat nobody. Where that runs in a circle, nobody in it
//! loses: an instance is *out* only if one that is *in* defeats it, and *in* only if all that defeat it are out.

use super::outnumbered::OtherMembers;
use crate::logic::Limit;
use crate::logic::applies::recurring::Turn;
use crate::logic::ground::formula::{AtomId, Formula};
use crate::logic::ground::query::{Binding, Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::Atom;
use crate::logic::limits::DEFEAT_DEPTH;
use crate::logic::theory::partners::Partner;
use crate::model::{Canon, NormId};

/// A question about who is defeated.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::logic) enum Standing {
    /// The first defeats the second.
    Defeats(Instance, Instance, Polarity),
    /// Somebody who is in defeats it; how deep defeaters of defeaters are still followed.
    Out(Instance, u32, Polarity),
    /// All who defeat it are out.
    In(Instance, u32, Polarity),
    /// It loses a clash of three or more.
    Outnumbered(Instance, OtherMembers, Polarity),
}

impl Standing {
    fn polarity(&self) -> Polarity {
        match self {
            Standing::Defeats(.., polarity)
            | Standing::Out(.., polarity)
            | Standing::In(.., polarity)
            | Standing::Outnumbered(.., polarity) => *polarity,
        }
    }
}

/// Answers longer than this are named: chains of defeaters need them again and again.
const NAMED_FROM: usize = 32;

impl Query<'_> {
    /// The instance is effective.
    pub(in crate::logic) fn effective(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        let applies = self.applies(it, polarity)?;
        if applies == Formula::False || self.unbeaten.contains(&it.norm) {
            return Ok(applies);
        }
        Ok(applies.and(!self.is_out(it, DEFEAT_DEPTH, !polarity)?))
    }

    /// Another could defeat the instance if nobody defeated that one. Whoever is challenged in no case is effective
    /// wherever it applies, whatever other norms are left out.
    pub(in crate::logic) fn is_challenged(
        &mut self,
        it: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        if self.theory.larger().may_lose(it.norm) {
            return Ok(Formula::True);
        }
        let mut ways = Vec::new();
        for partner in self.superiors(it)? {
            let mut body = |query: &mut Self, by: &Instance| query.defeats(by, it, polarity);
            ways.push(self.some_rival(&partner, polarity, &mut body)?);
        }
        Ok(Formula::any(ways))
    }

    /// The instance, known to apply, is defeated.
    pub(in crate::logic) fn defeated(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        self.is_out(it, DEFEAT_DEPTH, polarity)
    }

    pub(super) fn is_out(&mut self, it: &Instance, depth: u32, polarity: Polarity) -> Grounded {
        if depth == 0 {
            return self.is_out_beyond(it, polarity);
        }
        let asked = Standing::Out(it.clone(), depth, polarity);
        self.once(asked, &mut |query| {
            query.chain.push(it.norm);
            let answer = query.is_out_anew(it, depth, polarity);
            query.chain.pop();
            answer
        })
    }

    /// Where defeat runs in a ring, it is followed no further, and nobody in the ring loses. Where a chain goes on
    /// with other norms, whoever could be defeated may be so or not: "no case" stays a proof.
    fn is_out_beyond(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        let mut ways = Vec::new();
        for partner in self.superiors(it)? {
            if partner.norm == it.norm || self.chain.contains(&partner.norm) {
                continue;
            }
            let mut body = |query: &mut Self, by: &Instance| query.defeats(by, it, polarity);
            ways.push(self.some_rival(&partner, polarity, &mut body)?);
        }
        let could_be = Formula::any(ways);
        Ok(if could_be == Formula::False { could_be } else { could_be.and(self.open_standing(it)) })
    }

    fn is_out_anew(&mut self, it: &Instance, depth: u32, polarity: Polarity) -> Grounded {
        let mut ways = Vec::new();
        for partner in self.superiors(it)? {
            let mut body = |query: &mut Self, by: &Instance| {
                let defeats = query.defeats(by, it, polarity)?;
                if defeats == Formula::False {
                    return Ok(defeats);
                }
                Ok(defeats.and(query.is_in(by, depth - 1, polarity)?))
            };
            ways.push(self.some_rival(&partner, polarity, &mut body)?);
        }
        ways.push(self.loses_larger(it, OtherMembers::AllIn(depth - 1), polarity)?);
        Ok(Formula::any(ways))
    }

    pub(super) fn is_in(&mut self, it: &Instance, depth: u32, polarity: Polarity) -> Grounded {
        let asked = Standing::In(it.clone(), depth, polarity);
        self.once(asked, &mut |query| {
            query.chain.push(it.norm);
            let answer = query.is_in_anew(it, depth, polarity);
            query.chain.pop();
            answer
        })
    }

    fn is_in_anew(&mut self, it: &Instance, depth: u32, polarity: Polarity) -> Grounded {
        let mut parts = Vec::new();
        for partner in self.superiors(it)? {
            let mut body = |query: &mut Self, by: &Instance| {
                let defeats = query.defeats(by, it, !polarity)?;
                if defeats == Formula::False || depth == 0 {
                    return Ok(defeats);
                }
                Ok(defeats.and(!query.is_out(by, depth - 1, polarity)?))
            };
            parts.push(!self.some_rival(&partner, !polarity, &mut body)?);
        }
        let others = OtherMembers::NoneOut(depth.saturating_sub(1));
        parts.push(!self.loses_larger(it, others, !polarity)?);
        Ok(Formula::all(parts))
    }

    /// The two clash, and the first prevails.
    fn defeats(&mut self, by: &Instance, it: &Instance, polarity: Polarity) -> Grounded {
        let asked = Standing::Defeats(by.clone(), it.clone(), polarity);
        self.once(asked, &mut |query| query.defeats_anew(by, it, polarity))
    }

    /// What was asked before in this round of the same stretches is answered as before: chains of defeaters meet the same
    /// norms again and again.
    pub(in crate::logic) fn once(
        &mut self,
        asked: Standing,
        answer: &mut dyn FnMut(&mut Self) -> Grounded,
    ) -> Grounded {
        // What speaks of a moment that is taken out later must not hide behind a name.
        let is_fixed = |turn: &Turn| !matches!(turn, Turn::At(_));
        let plain = self.behaviour.is_empty() && !self.optimistic && !self.unordered;
        if !plain || !self.turns.values().all(is_fixed) {
            return answer(self);
        }
        let asked = (asked, self.turns.clone(), self.starts_only);
        if let Some(known) = self.standings.get(&asked) {
            return Ok(known.clone());
        }
        let polarity = asked.0.polarity();
        let formula = answer(self)?;
        let formula = self.shortened(formula, polarity);
        self.standings.insert(asked, formula.clone());
        Ok(formula)
    }

    /// A formula, or a name for it where it is long. As it stands under so many negations, one direction is enough.
    fn shortened(&mut self, formula: Formula, polarity: Polarity) -> Formula {
        if formula.size() <= NAMED_FROM {
            return formula;
        }
        let mut plain = true;
        formula.for_each_literal(&mut |it| plain = plain && !self.is_looked_into(it.atom));
        if !plain {
            return formula;
        }
        let name = self.universe.holds(Atom::Name(self.names));
        self.names += 1;
        self.named.push(match polarity {
            Polarity::Positive => name.clone().implies(formula),
            Polarity::Negative => formula.implies(name.clone()),
        });
        name
    }

    /// Whether formulas are searched for an atom later: it must not hide behind a name.
    fn is_looked_into(&self, atom: AtomId) -> bool {
        self.asks_about_fresh(atom) || self.openness(atom).is_some()
    }

    fn defeats_anew(&mut self, by: &Instance, it: &Instance, polarity: Polarity) -> Grounded {
        let prevails = self.prevails(by, it, polarity)?;
        if prevails == Formula::False {
            return Ok(prevails);
        }
        // Who is defeated applies: nobody asks otherwise.
        let mut clash = self.clash_with(&[by, it], 1, polarity)?;
        if let Some((caught, may_be_chosen)) = self.on_everybody_to_choose(it, by)? {
            // One of all the bans of a norm that leave nobody to choose: they lose together.
            clash = clash.or(may_be_chosen.and(self.clash(&[by, &caught], polarity)?));
        }
        Ok(prevails.and(clash))
    }

    pub(in crate::logic) fn superiors(&mut self, it: &Instance) -> Result<Vec<Partner>, Limit> {
        let asker = Query::new(self.theory);
        let left_out = self.left_out.clone();
        let asked = |norm: NormId| !left_out.contains(&norm) && asker.could_defeat(norm, it.norm);
        let mut rivals = self.rivals(it, &asked)?;
        rivals.retain(|partner| {
            self.has_a_ground(partner.norm, it.norm)
                && !self.loses_by_its_field(partner.norm, it.norm)
        });
        Ok(rivals)
    }

    /// Static: whether one norm could prevail over another in a clash with it.
    pub(in crate::logic) fn could_defeat(&self, norm: NormId, it: NormId) -> bool {
        self.could_prevail(norm, it) && self.may_win(norm, it)
    }

    /// Static: not a norm that only the second could defeat.
    fn may_win(&self, norm: NormId, it: NormId) -> bool {
        let (x, y) = (&self.model.norms[norm], &self.model.norms[it]);
        let mut relations = self.theory.relations_against(it);
        let written = relations.any(|relation| self.reaches(relation.winner, norm));
        if written || y.default {
            return true;
        }
        let first = self.theory.canons(norm).first();
        let rankings = self.theory.rankings(x.instrument, y.instrument);
        let outranked = first == Some(&Canon::Superior)
            && rankings.iter().any(|ranking| ranking.ranks.0 > ranking.ranks.1);
        !outranked
    }

    /// There is an instance of the partner, and a stretch of it if it recurs, such that `body`.
    fn some_rival(
        &mut self,
        partner: &Partner,
        polarity: Polarity,
        body: &mut dyn FnMut(&mut Self, &Instance) -> Grounded,
    ) -> Grounded {
        let mut in_turn = |query: &mut Self, by: &Instance| {
            query.in_some_turn(&[by], polarity, &mut |query| body(query, by))
        };
        self.some_instance(partner, polarity, &mut in_turn)
    }

    /// There is an instance of the partner such that `body`.
    pub(in crate::logic) fn some_instance(
        &mut self,
        partner: &Partner,
        polarity: Polarity,
        body: &mut dyn FnMut(&mut Self, &Instance) -> Grounded,
    ) -> Grounded {
        let scope = &self.model.norms[partner.norm].scope;
        let open = self.open_of(partner.norm, &partner.binding);
        let (norm, act) = (partner.norm, partner.act);
        let mut with = |query: &mut Self, binding: &Binding| {
            let it = query.chosen(norm, act, binding.clone());
            body(query, &it)
        };
        self.exists(scope, &open, &partner.binding, polarity, &mut with)
    }
}
