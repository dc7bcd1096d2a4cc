//! Standing duties with alternatives: which of its acts a behaviour does may change from moment to moment.

use std::collections::BTreeSet;

use super::deeds::{Deed, Right};
use super::demand::{Demand, Offer};
use super::moments::Moments;
use super::windows::{Never, Span};
use super::{Answer, World};

impl World<'_> {
    /// Settles the standing duties with alternatives against which only bans on the clock stand: at each moment of the
    /// window one of the acts must be free. Others are left as they are, and said to be so.
    pub(super) fn settle_changing(&self, demand: &mut Demand, never: &Never) -> Answer<()> {
        let mut anchors: BTreeSet<Deed> = never.clone();
        let doings = demand.duties.iter().flatten().flat_map(|offer| &offer.doings);
        for (_, span) in doings.chain(&demand.bans) {
            anchors.extend(span.deeds().cloned());
        }
        let mut duties = Vec::new();
        for offers in std::mem::take(&mut demand.duties) {
            let changing = offers.len() > 1 && offers.iter().all(|offer| !offer.once);
            if !changing {
                duties.push(offers);
                continue;
            }
            match self.is_always_free(&offers, &demand.bans, &anchors)? {
                Some(true) => {}
                Some(false) => duties.push(Vec::new()),
                None => {
                    demand.may_change = true;
                    duties.push(offers);
                }
            }
        }
        demand.duties = duties;
        Ok(())
    }

    // Whether one of the acts is free at each moment; `None` where acts of the behaviour have a say.
    fn is_always_free(
        &self,
        offers: &[Offer],
        bans: &[(Deed, Span)],
        anchors: &BTreeSet<Deed>,
    ) -> Answer<Option<bool>> {
        let (mut window, mut free) = (Moments::none(), Moments::none());
        for offer in offers {
            let Some((deed, _)) = offer.doings.first() else { continue };
            let wide = self.wider(deed)?;
            if !wide.is_disjoint(anchors) || self.is_tied(&wide)? {
                return Ok(None);
            }
            let mut barred = Moments::none();
            for (_, span) in bans.iter().filter(|(banned, _)| wide.contains(banned)) {
                let Ok(moments) = span.moments() else { return Ok(None) };
                barred = barred.or(&moments);
            }
            free = free.or(&barred.not());
            for (_, span) in &offer.doings {
                let Ok(moments) = span.moments() else { return Ok(None) };
                window = window.or(&moments);
            }
        }
        Ok(Some(window.minus(&free).is_empty()))
    }

    fn is_tied(&self, wide: &BTreeSet<Deed>) -> Answer<bool> {
        let named = |right: &Right| matches!(right, Right::Deed(deed) if wide.contains(deed));
        Ok(self.ties()?.others.iter().any(|tie| wide.contains(&tie.left) || named(&tie.right)))
    }
}
