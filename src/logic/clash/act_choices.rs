//! About which of its acts each ban or permission of a set is: each choice is a question of its own.

use crate::logic::theory::Theory;
use crate::logic::theory::partners::anchoring_actions;
use crate::model::{Act, ActionId, Modal, NormId};

impl Theory<'_> {
    /// For each ban or permission, one of the acts that it covers. A norm that stands in the set several times does so
    /// with its acts in order, and where only bans stand against a duty each of its ways has one against it: what
    /// is left out says the same in another order, or is no smallest clash.
    pub(in crate::logic) fn act_choices(&self, norms: &[NormId]) -> Vec<Vec<usize>> {
        let stopped = self.ways_stopped(norms);
        let mut choices = vec![(Vec::new(), 0_u64)];
        for (place, &norm) in norms.iter().enumerate() {
            let own = &self.model.norms[norm];
            let acts = if own.modal == Modal::Must { 1 } else { own.acts.len() };
            let before = norms[..place].iter().rposition(|&it| it == norm);
            let mut longer = Vec::new();
            for (chosen, ways) in choices {
                let least = before.map_or(0, |at: usize| chosen[at]);
                longer.extend((least..acts).map(|act| {
                    let ways = stopped.as_ref().map_or(0, |it| ways | it.by[place][act]);
                    ([chosen.as_slice(), &[act]].concat(), ways)
                }));
            }
            if let Some(it) = &stopped {
                longer.retain(|(_, ways)| it.can_still_stop_all(place + 1, *ways));
            }
            choices = longer;
        }
        choices.into_iter().map(|(chosen, _)| chosen).collect()
    }

    /// Which ways of the one duty of a set its bans stop; nothing where other norms or rules could stop one, too.
    fn ways_stopped(&self, norms: &[NormId]) -> Option<Stopped> {
        let modal = |norm: &&NormId| self.model.norms[**norm].modal;
        let mut duties = norms.iter().filter(|norm| modal(norm) == Modal::Must);
        let (Some(&duty), None) = (duties.next(), duties.next()) else { return None };
        let bans = norms.iter().filter(|norm| modal(norm) == Modal::MustNot).count();
        let ways: Vec<ActionId> = self.model.norms[duty].actions().collect();
        let hangs_on_acts =
            |norm: &NormId| anchoring_actions(&self.model.norms[*norm]).next().is_some();
        if bans == 0 || bans + 1 < norms.len() || ways.len() > 63 || norms.iter().any(hangs_on_acts)
        {
            return None;
        }
        if ways.iter().flat_map(|&way| self.wider(way)).any(|&it| !self.rules_of(it).is_empty()) {
            return None;
        }
        let stops = |act: &Act| {
            let act = act.action()?;
            let stopped =
                ways.iter().enumerate().filter(|(_, way)| self.wider(**way).contains(&act));
            Some(stopped.fold(0, |all, (place, _)| all | 1 << place))
        };
        let mut by = Vec::new();
        for norm in norms {
            let acts = &self.model.norms[*norm].acts;
            by.push(match *norm == duty {
                true => vec![0; acts.len()],
                false => acts.iter().map(stops).collect::<Option<Vec<u64>>>()?,
            });
        }
        Some(Stopped { all: (1 << ways.len()) - 1, by })
    }
}

/// Which ways of a duty the acts of each norm of a set stop, by place.
struct Stopped {
    all: u64,
    by: Vec<Vec<u64>>,
}

impl Stopped {
    /// Whether those from a place on can stop what is not stopped yet, as far as numbers tell.
    fn can_still_stop_all(&self, from: usize, stopped: u64) -> bool {
        let left = self.all & !stopped;
        let most = |acts: &Vec<u64>| acts.iter().map(|it| (it & left).count_ones()).max();
        left.count_ones() <= self.by[from..].iter().filter_map(most).sum()
    }
}
