//! Another rank for an instrument, so that the canons settle who prevails.

use super::{Clash, Seeking, repair};
use crate::diagnostics::{Edit, Fix};
use crate::model::{InstrumentId, NormId, Standing};
use crate::source::Span;

/// For norms of two instruments of one rank, that one is ranked lower or higher; for an instrument that no order
/// ranks, a place in that of the other.
pub(super) fn proposals(seeking: &Seeking<'_>, it: &Clash<'_>) -> Vec<Fix> {
    let [a, b] = *it.norms else { return Vec::new() };
    let of = |norm: NormId| seeking.model().norms[norm].instrument;
    let (a, b) = (of(a), of(b));
    if a == b {
        return Vec::new();
    }
    let mut fixes = Vec::new();
    for (moved, other) in [(a, b), (b, a)] {
        fixes.extend(seeking.ranked_otherwise(moved, other));
        fixes.extend(seeking.ranked_at_all(moved, other));
    }
    fixes
}

impl Seeking<'_> {
    /// They are one, or some order ranks both.
    pub(super) fn share_an_order(&self, first: InstrumentId, second: InstrumentId) -> bool {
        let standings = |it: InstrumentId| &self.model().instruments[it].standings;
        let mut own = standings(first).iter();
        first == second || own.any(|own| standings(second).iter().any(|it| it.order == own.order))
    }

    /// Some order ranks the first higher.
    pub(super) fn outranks(&self, first: InstrumentId, second: InstrumentId) -> bool {
        let standings = |it: InstrumentId| &self.model().instruments[it].standings;
        standings(first).iter().any(|own| {
            standings(second).iter().any(|it| it.order == own.order && own.rank < it.rank)
        })
    }

    /// The next rank below, and the next above.
    fn ranked_otherwise(&self, moved: InstrumentId, other: InstrumentId) -> Vec<Fix> {
        let standings = |it: InstrumentId| &self.model().instruments[it].standings;
        let shared = standings(moved).iter().find(|own| {
            standings(other).iter().any(|it| (it.order, it.rank) == (own.order, own.rank))
        });
        let Some(own) = shared else { return Vec::new() };
        let ranks = [own.rank.checked_add(1), own.rank.checked_sub(1)];
        ranks.into_iter().flatten().filter_map(|rank| self.with_rank(moved, own, rank)).collect()
    }

    fn with_rank(&self, moved: InstrumentId, own: &Standing, rank: u32) -> Option<Fix> {
        let order = &self.model().orders[own.order];
        let (old, new) = (&order.ranks[own.rank as usize], order.ranks.get(rank as usize)?);
        let name = self.model().instruments[moved].name.as_deref()?;
        self.sources.slice(own.span).ends_with(&**old).then_some(())?;
        let span = Span { start: own.span.end - old.len() as u32, ..own.span };
        let title = format!("rank `{name}` as `{new}` in `{}` instead of `{old}`", order.name);
        Some(repair(title, vec![Edit { span, text: new.to_string() }]))
    }

    /// The rank of the other, or the next below: then the narrower or the later norm prevails, or the other.
    fn ranked_at_all(&self, moved: InstrumentId, other: InstrumentId) -> Vec<Fix> {
        let instruments = &self.model().instruments;
        let [standing] = instruments[other].standings[..] else { return Vec::new() };
        let unranked = instruments[moved].standings.is_empty();
        let Some(name) = instruments[moved].name.as_deref().filter(|_| unranked) else {
            return Vec::new();
        };
        let order = &self.model().orders[standing.order];
        let ranks = order.ranks.iter().skip(standing.rank as usize).take(2);
        let fixes = ranks.filter_map(|rank| {
            let words = format!("order {} rank {rank}", order.name);
            let title = format!("add `{words}` to the head of `{name}`");
            Some(repair(title, vec![self.in_head(moved, &words)?]))
        });
        fixes.collect()
    }
}
