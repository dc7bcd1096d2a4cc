//! The days on which norms are in force: the earlier one ends before the later begins.

use super::{Clash, Seeking, repair};
use crate::diagnostics::Fix;
use crate::model::NormId;

/// For two norms, one of which came into force later.
pub(super) fn proposals(seeking: &Seeking<'_>, it: &Clash<'_>) -> Vec<Fix> {
    let [a, b] = *it.norms else { return Vec::new() };
    let both = [(a, b), (b, a)].into_iter();
    both.filter_map(|(earlier, later)| seeking.ends_before(earlier, later)).collect()
}

impl Seeking<'_> {
    fn ends_before(&self, earlier: NormId, later: NormId) -> Option<Fix> {
        let model = self.model();
        let (own, next) = (&model.norms[earlier], &model.norms[later]);
        let begins = next.in_force.first()?.from?;
        let is_earlier = own.in_force.first()?.from < Some(begins);
        let as_its_instrument = own.in_force == model.instruments[own.instrument].in_force;
        // Neither a lower norm, one of another order, nor a later treaty with other parties puts an end to it.
        let stays = !self.share_an_order(own.instrument, next.instrument)
            || self.outranks(own.instrument, next.instrument)
            || model.instruments[own.instrument].binds_parties_only();
        let whole = own.primary.is_none() && own.otherwise.is_none();
        if stays || !is_earlier || !as_its_instrument || !whole {
            return None;
        }
        let words = format!("in force until {}", begins.plus(-1));
        let (name, other) = (model.qualified(earlier), model.qualified(later));
        let title = format!("add `{words}` to `{name}`: `{other}` begins on the next day");
        Some(repair(title, vec![self.behind_sentence(earlier, &words, 0)]))
    }
}
