//! What the situation says was done: doings beside those of the behaviour, or times that windows alone take from it.

use super::doings::Doing;
use super::matters::Layout;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::formula::Formula;
use crate::logic::ground::query::{Grounded, Instance, Polarity, Query};
use crate::logic::ground::universe::Node;
use crate::model::NormId;

impl Query<'_> {
    /// What the situation says was done, where anybody is held to it.
    pub(super) fn listed_doings(&mut self) -> Vec<Doing> {
        if self.starts_only { Vec::new() } else { self.acts_of_the_situation() }
    }

    fn acts_of_the_situation(&mut self) -> Vec<Doing> {
        let ours = self.listed.iter().filter(|key| !self.behaviour.contains_key(*key));
        let mut doings = Vec::new();
        for key in ours.cloned().collect::<Vec<_>>() {
            if let Some(deed) = Deed::of_key(&key) {
                let (at, given) = (self.when(&key), self.happens(key));
                doings.push(Doing { deed, at, given });
            }
        }
        doings
    }

    /// At the moment of the doing the situation says that what a `need not` spares was done, in whatever way: nobody is forced
    /// to that.
    pub(super) fn is_done_anyway(
        &mut self,
        doing: &Doing,
        spared: &Instance,
        polarity: Polarity,
    ) -> Grounded {
        let (spared, _) = self.towards_whom(spared, &doing.deed);
        let deed = self.deed(&spared, spared.act)?;
        let mut ways = Vec::new();
        for listed in self.listed_doings() {
            let same = self.is_deed(&listed.deed, &deed, polarity)?;
            let no_earlier = self.universe.before(listed.at, doing.at, false);
            let no_later = self.universe.before(doing.at, listed.at, false);
            ways.push(Formula::all([listed.given, same, no_earlier, no_later]));
        }
        Ok(Formula::any(ways))
    }

    /// What the situation says was done breaks a ban by itself.
    pub(super) fn is_broken_as_listed(&mut self, ban: &Instance, polarity: Polarity) -> Grounded {
        let mut ways = Vec::new();
        for listed in self.listed_doings() {
            let forbidden = self.is_forbidden(&listed, ban, !polarity)?;
            ways.push(listed.given.and(forbidden));
        }
        Ok(Formula::any(ways))
    }

    /// Whom what the situation says was done was done towards, where that is an act of a duty, too.
    pub(super) fn done_towards(&self, duty: NormId) -> Vec<Node> {
        let of_duty = |deed: &Deed| {
            let wide = self.theory.wider(deed.action);
            self.model.norms[duty].actions().any(|own| wide.contains(&own))
        };
        let deeds = self.listed.iter().filter_map(Deed::of_key).filter(of_duty);
        deeds.flat_map(|deed| deed.args).flatten().collect()
    }

    /// Nobody is held to what was done, and the deed was: windows alone ask when.
    pub(super) fn only_starts_windows(&mut self, deed: &Deed, polarity: Polarity) -> Grounded {
        if !self.starts_only {
            return Ok(Formula::False);
        }
        let mut ways = Vec::new();
        for listed in self.acts_of_the_situation() {
            let is = self.is_deed(&listed.deed, deed, polarity)?;
            ways.push(listed.given.and(is));
        }
        Ok(Formula::any(ways))
    }

    /// Where nobody is held to what was done, an act on whose first doing a window hangs, and which was done, is no doing of
    /// the behaviour: it is first done when the situation says, and is not left.
    pub(super) fn take_first_doings_as_listed(
        &mut self,
        layout: &Layout<'_>,
        doings: &mut [Doing],
        polarity: Polarity,
    ) -> Grounded {
        if !self.starts_only {
            return Ok(Formula::True);
        }
        let (mut parts, mut next) = (Vec::new(), 0);
        for (key, is_first, is_done) in layout.all_acts() {
            let Some(deed) = Deed::of_key(key) else { continue };
            next += usize::from(is_done);
            if !is_first {
                continue;
            }
            if !is_done {
                parts.push(!self.only_starts_windows(&deed, !polarity)?);
                continue;
            }
            let doing = &mut doings[next - 1];
            let (mut earliest, mut some) = (Vec::new(), Vec::new());
            for listed in self.acts_of_the_situation() {
                let is = listed.given.clone().and(self.is_deed(&listed.deed, &deed, !polarity)?);
                earliest.push(is.implies(self.universe.before(doing.at, listed.at, false)));
                let is = listed.given.and(self.is_deed(&listed.deed, &deed, polarity)?);
                some.push(is.and(self.universe.before(listed.at, doing.at, false)));
            }
            parts.extend(earliest);
            parts.push(self.only_starts_windows(&deed, !polarity)?.implies(Formula::any(some)));
            doing.given = !self.only_starts_windows(&deed, polarity)?;
        }
        Ok(Formula::all(parts))
    }
}
