//! Who prevails over whom in a set that nobody leaves: where several would yield, none does (language reference,
//! *precedence*).

use super::Limit;
use crate::logic::case::witness::Placed;
use crate::logic::ground::query::{Instance, Polarity, Query};
use crate::model::{Canon, NormId, Relation, RelationKind};

/// That one member of a larger set prevails over another in its case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Prevailing {
    /// Who prevails.
    pub winner: NormId,
    /// Who would yield.
    pub loser: NormId,
    /// By what.
    pub by: Ground,
}

/// By what one norm prevails over another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ground {
    /// A text says so: how, and the norm that says it; none where the head of an instrument does.
    Written(RelationKind, Option<NormId>),
    /// The loser alone is `default`.
    Default,
    /// A canon; none where the orders that rank both get there by different ones.
    Canon(Option<Canon>),
}

impl Query<'_> {
    /// Who prevails over whom among three and more norms, in the case in which they conflict.
    pub(in crate::logic) fn prevailing(
        &mut self,
        case: &Placed,
        set: &[&Instance],
    ) -> Result<Vec<Prevailing>, Limit> {
        let mut found: Vec<Prevailing> = Vec::new();
        for a in set {
            for b in set.iter().filter(|b| b.norm != a.norm) {
                let [winner, loser] = [a, b].map(|it| self.model.whole(it.norm));
                if found.iter().any(|it| (it.winner, it.loser) == (winner, loser))
                    || !self.could_prevail(a.norm, b.norm)
                    || !self
                        .is_so_in(case, &mut |query| query.prevails(a, b, Polarity::Positive))?
                {
                    continue;
                }
                let by = self.ground(a.norm, b.norm)?;
                found.push(Prevailing { winner, loser, by });
            }
        }
        Ok(found)
    }

    /// By what the first norm prevails over the second, where it does: what needs no condition is told first.
    fn ground(&self, a: NormId, b: NormId) -> Result<Ground, Limit> {
        let theory = self.theory;
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        let says: Vec<&Relation> =
            theory.relations_against(b).filter(|it| self.says(it, a, b)).collect();
        let written = |it: &&Relation| Ground::Written(it.kind, it.norm);
        let plain = says.iter().find(|it| it.when.is_true()).map(written);
        let default = (y.default && !x.default).then_some(Ground::Default);
        if let Some(told) = plain.or(default).or(says.first().map(written)) {
            return Ok(told);
        }
        let mut canons = Vec::new();
        for ruling in theory.rulings(&[a, b])? {
            let gives = ruling.canons.iter().find(|(_, winner)| *winner == a);
            canons.push(gives.map(|(canon, _)| *canon));
        }
        canons.dedup();
        Ok(Ground::Canon(if let [one] = *canons { one } else { None }))
    }
}
