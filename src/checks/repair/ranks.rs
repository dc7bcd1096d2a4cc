//! Which instruments some order ranks. Another rank is no repair: what a text is, no edit of it changes.

use super::Seeking;
use crate::model::InstrumentId;

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
}
