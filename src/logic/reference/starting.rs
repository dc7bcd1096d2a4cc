//! Conflicts that hold what brought them about: a member asks for an act that opens the window of another.
//!
//! Once the act is done, some of the members cannot be respected already; they could have been spared that, had it been left.
//! Only the whole says why it was not.

use std::collections::BTreeSet;

use super::deeds::Deed;
use super::{Answer, Instance, World};

impl World<'_> {
    /// Whether the members conflict, or do so with an act that opens a window of theirs and that one of them asks for.
    pub fn conflict_with_what_it_asks_for(&self, set: &[Instance]) -> Answer<bool> {
        Ok(self.conflict(set)? || self.brings_itself_about(set)?)
    }

    // All are effective, and cannot be respected together whether what opens windows was done or is left; any fewer can be
    // in one of the two.
    fn brings_itself_about(&self, set: &[Instance]) -> Answer<bool> {
        let mut opening: BTreeSet<Deed> = BTreeSet::new();
        for member in set {
            let started = self.starts(member)?.into_iter();
            opening.extend(started.filter_map(|(deed, time)| time.map(|_| deed)));
        }
        let whole = !opening.is_empty() && set.len() > 2 && self.are_effective(set)?;
        if !whole || self.holds_own_remedy(set) || !self.unfulfillable(set)? {
            return Ok(false);
        }
        let mut before = self.situation.clone();
        for (deed, time) in self.listed_deeds() {
            if !self.wider(&deed)?.is_disjoint(&opening) {
                before.acts.retain(|(action, by, args), at| {
                    (*action, *by, args, at.0) != (deed.action, deed.by, &deed.args, time)
                });
            }
        }
        let mut left = self.vary(&before);
        left.left.extend(opening);
        if !left.unfulfillable(set)? {
            return Ok(false);
        }
        for place in 0..set.len() {
            let mut fewer = set.to_vec();
            fewer.remove(place);
            if self.unfulfillable(&fewer)? && left.unfulfillable(&fewer)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
