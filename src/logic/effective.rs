//! Layer three: an instance is effective if it applies and loses no clash whose other members are effective.
//!
//! Worked out from the strongest down: the defeated defeat nobody. Where that runs in a circle, nobody in it
//! loses: an instance is *out* only if one that is *in* defeats it, and *in* only if all that defeat it are out.

use super::Limit;
use super::formula::Formula;
use super::limits::DEFEAT_DEPTH;
use super::partners::Partner;
use super::query::{Grounded, Instance, Polarity, Query};

impl Query<'_> {
    /// The instance is effective.
    pub(super) fn effective(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        let applies = self.applies(it, polarity)?;
        if applies == Formula::False {
            return Ok(applies);
        }
        Ok(applies.and(!self.is_out(it, DEFEAT_DEPTH, !polarity)?))
    }

    /// The instance, known to apply, is defeated.
    pub(super) fn defeated(&mut self, it: &Instance, polarity: Polarity) -> Grounded {
        self.is_out(it, DEFEAT_DEPTH, polarity)
    }

    fn is_out(&mut self, it: &Instance, depth: u32, polarity: Polarity) -> Grounded {
        if depth == 0 {
            return Ok(Formula::False);
        }
        let mut ways = Vec::new();
        for partner in self.superiors(it)? {
            let mut body = |query: &mut Self, by: &Instance| {
                let defeats = query.defeats(by, it, polarity)?;
                if defeats == Formula::False {
                    return Ok(defeats);
                }
                Ok(defeats.and(query.is_in(by, depth - 1, polarity)?))
            };
            ways.push(self.some_instance(&partner, polarity, &mut body)?);
        }
        Ok(Formula::any(ways))
    }

    fn is_in(&mut self, it: &Instance, depth: u32, polarity: Polarity) -> Grounded {
        let mut parts = Vec::new();
        for partner in self.superiors(it)? {
            let mut body = |query: &mut Self, by: &Instance| {
                let defeats = query.defeats(by, it, !polarity)?;
                if defeats == Formula::False || depth == 0 {
                    return Ok(defeats);
                }
                Ok(defeats.and(!query.is_out(by, depth - 1, polarity)?))
            };
            parts.push(!self.some_instance(&partner, !polarity, &mut body)?);
        }
        Ok(Formula::all(parts))
    }

    /// The two clash, and the first prevails.
    fn defeats(&mut self, by: &Instance, it: &Instance, polarity: Polarity) -> Grounded {
        let prevails = self.prevails(by, it, polarity)?;
        if prevails == Formula::False {
            return Ok(prevails);
        }
        Ok(prevails.and(self.clash(&[by, it], polarity)?))
    }

    fn superiors(&mut self, it: &Instance) -> Result<Vec<Partner>, Limit> {
        let mut partners = self.partners(it)?;
        partners.retain(|partner| {
            !self.left_out.contains(&partner.norm)
                && self.could_prevail(partner.norm, it.norm)
                && self.may_win(partner, it)
        });
        Ok(partners)
    }

    /// Static: not a norm that only the second could defeat.
    fn may_win(&self, partner: &Partner, it: &Instance) -> bool {
        let (x, y) = (&self.model.norms[partner.norm], &self.model.norms[it.norm]);
        let written = self.model.relations.iter().any(|relation| {
            self.reaches(relation.winner, partner.norm) && self.reaches(relation.loser, it.norm)
        });
        if written || y.default {
            return true;
        }
        let first = self.model.precedence.first();
        let rankings = self.theory.rankings(x.instrument, y.instrument);
        let outranked = first == Some(&crate::model::Canon::Superior)
            && rankings.iter().any(|ranking| ranking.ranks.0 > ranking.ranks.1);
        !outranked
    }

    /// There is an instance of the partner such that `body`.
    pub(super) fn some_instance(
        &mut self,
        partner: &Partner,
        polarity: Polarity,
        body: &mut dyn FnMut(&mut Self, &Instance) -> Grounded,
    ) -> Grounded {
        let scope = &self.model.norms[partner.norm].scope;
        let open = self.open_of(partner.norm, &partner.binding);
        let (norm, act) = (partner.norm, partner.act);
        let mut with = |query: &mut Self, binding: &super::query::Binding| {
            let it = query.chosen(norm, act, binding.clone());
            body(query, &it)
        };
        self.exists(scope, &open, &partner.binding, polarity, &mut with)
    }
}
