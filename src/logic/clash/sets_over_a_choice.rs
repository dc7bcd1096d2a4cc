//! Which bans together may leave nobody to choose for a duty: the smallest sets of them.

use crate::logic::Limit;
use crate::logic::limits::{BANS_ON_A_CHOICE, FEW_OF_MANY, MANY_BANS_ON_A_CHOICE};
use crate::logic::theory::Theory;
use crate::model::NormId;

impl Theory<'_> {
    /// The smallest sets of a duty and bans that may leave nobody to choose, though no one of them does: a conflict is to be
    /// looked for in each, and where none is found, that is no proof. Of many bans each set of a few is looked at, and larger
    /// ones are sought in the largest that hold none of those; of more, all together are the only set.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn sets_over_a_choice(&self, duty: NormId) -> Result<Vec<Vec<NormId>>, Limit> {
        let bans = self.bans_that_leave_somebody(duty)?;
        let with_duty = |bans: &[NormId]| {
            let mut set = [&[duty], bans].concat();
            set.sort();
            set
        };
        if bans.len() > MANY_BANS_ON_A_CHOICE {
            let together = self.may_leave_nobody(duty, &bans)?;
            return Ok(if together { vec![with_duty(&bans)] } else { Vec::new() });
        }
        let of = |chosen: u32| -> Vec<NormId> {
            let own = bans.iter().enumerate().filter(|(place, _)| chosen >> place & 1 == 1);
            own.map(|(_, &ban)| ban).collect()
        };
        let most = if bans.len() > BANS_ON_A_CHOICE { FEW_OF_MANY } else { bans.len() };
        let mut found: Vec<u32> = Vec::new();
        for chosen in subsets(bans.len(), most) {
            let own = of(chosen);
            if !holds_one(chosen, &found) && self.leave_nobody(duty, &own, &with_duty(&own))? {
                found.push(chosen);
            }
        }
        // Larger sets are in one of the largest that hold none of these.
        while let Some(larger) = self.larger_over_a_choice(duty, &of, (bans.len(), most), &found)? {
            found.push(larger);
        }
        Ok(found.into_iter().map(|chosen| with_duty(&of(chosen))).collect())
    }

    /// A set of more than `most` of so many bans that may leave nobody and holds none of those found; none of its bans can be
    /// dropped.
    fn larger_over_a_choice(
        &self,
        duty: NormId,
        of: &dyn Fn(u32) -> Vec<NormId>,
        (all, most): (usize, usize),
        found: &[u32],
    ) -> Result<Option<u32>, Limit> {
        let large = |chosen: &u32| chosen.count_ones() as usize > most;
        for chosen in largest_without(all, found).into_iter().filter(large) {
            if !self.may_leave_nobody(duty, &of(chosen))? {
                continue;
            }
            let mut smallest = chosen;
            for bit in (0..all).map(|place| 1 << place).filter(|bit| chosen & bit != 0) {
                if self.may_leave_nobody(duty, &of(smallest & !bit))? {
                    smallest &= !bit;
                }
            }
            return Ok(Some(smallest));
        }
        Ok(None)
    }

    pub(super) fn assumes_something(&self) -> bool {
        !self.model.assumptions.is_empty()
    }

    /// Whether these bans may leave nobody, or are seen to do so: what is assumed can say more of whoever is chosen.
    fn leave_nobody(&self, duty: NormId, bans: &[NormId], set: &[NormId]) -> Result<bool, Limit> {
        Ok(self.may_leave_nobody(duty, bans)?
            || self.assumes_something()
                && self.examine(set).is_ok_and(|found| found.conflict.is_some()))
    }
}

/// The sets of two and more of so many, up to sets of `most`, the small ones first.
fn subsets(of: usize, most: usize) -> Vec<u32> {
    let is_asked = |set: &u32| (2..=most).contains(&(set.count_ones() as usize));
    let mut all: Vec<u32> = (0..1 << of).filter(is_asked).collect();
    all.sort_by_key(|set| set.count_ones());
    all
}

/// The sets of so many that hold none of these, and would with any further member.
fn largest_without(of: usize, sets: &[u32]) -> Vec<u32> {
    let is_largest = |chosen: &u32| {
        let mut others = (0..of).map(|place| 1 << place).filter(|bit| chosen & bit == 0);
        !holds_one(*chosen, sets) && others.all(|bit| holds_one(chosen | bit, sets))
    };
    (0..1 << of).filter(is_largest).collect()
}

fn holds_one(set: u32, sets: &[u32]) -> bool {
    sets.iter().any(|own| own & set == *own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_sets_without_others_hold_no_one_of_them_and_all_that_do_not() {
        let pairs = [0b0011, 0b1100];
        assert_eq!(largest_without(4, &pairs), [0b0101, 0b0110, 0b1001, 0b1010]);
        assert_eq!(largest_without(3, &[]), [0b111]);
    }

    #[test]
    fn sets_come_by_size() {
        assert_eq!(subsets(3, 3), [0b011, 0b101, 0b110, 0b111]);
        assert_eq!(subsets(3, 2), [0b011, 0b101, 0b110]);
    }
}
