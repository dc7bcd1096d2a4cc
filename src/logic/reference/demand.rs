//! What duties and bans ask of a behaviour, once it is settled which anchors are never done.

use super::applies::in_force;
use super::deeds::Deed;
use super::looking_back::Begun;
use super::moments::{Cut, Moments};
use super::windows::{Asked, Bound, Mark, Never, Span};
use super::{Answer, Instance, World};
use crate::model::{Modal, Window};

/// One way to respect a duty: a deed at one moment of a span, or at every moment of some.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) once: bool,
    pub(super) doings: Vec<(Deed, Span)>,
    /// The window closes before the norm comes into force at a moment: at this bound. Nothing is done, or it is done before
    /// that.
    pub(super) closes: Option<(Bound, i64)>,
    /// Nothing opens the window: it has been open ever since the norm was there.
    pub(super) reaches_back: bool,
    /// All spans in which the duty can be met.
    pub(super) spans: Vec<Span>,
}

impl Offer {
    fn of(once: bool, doings: Vec<(Deed, Span)>) -> Offer {
        Offer { once, doings, closes: None, reaches_back: false, spans: Vec::new() }
    }
}

/// What duties and bans ask, once it is settled which anchors are never done.
#[derive(Default)]
pub(super) struct Demand {
    /// For each duty, the ways to respect it.
    pub(super) duties: Vec<Vec<Offer>>,
    /// What is not to be done, and when.
    pub(super) bans: Vec<(Deed, Span)>,
    /// What is not to be done before what forbids it comes into force at a moment, where something is owed after that.
    pub(super) early_bans: Vec<(Deed, Span, i64)>,
    /// The acts that start windows of the set, through what counts as them, too, and when the situation says that was.
    pub(super) starts: Vec<(Deed, i64)>,
    /// The acts that a ban or a standing duty is about, and when that came into force.
    pub(super) begun: Vec<Begun>,
    /// The acts of the behaviour with which standing duties end that nothing opens, and since when these are law.
    pub(super) ends: Vec<(Vec<Bound>, i64)>,
    /// A standing duty has alternatives that more than bans on the clock stands against: a behaviour could change
    /// between them, which is not tried.
    pub(super) may_change: bool,
}

impl World<'_> {
    // `probing`: whether a deed is wanted at some moment.
    pub(super) fn demand(&self, set: &[Instance], never: &Never, probing: bool) -> Answer<Demand> {
        let mut demand = Demand::default();
        for instance in set {
            let started = self.starts(instance)?.into_iter();
            demand.starts.extend(started.filter_map(|(deed, time)| Some((deed, time?))));
            let (reach, deeds) = (self.reach(instance, never)?, self.deeds(instance)?);
            if reach.is_empty() {
                continue;
            }
            let norm = &self.model.norms[instance.norm];
            if norm.modal == Modal::MustNot {
                for (span, since) in self.reach_back(instance, never)? {
                    let early = |deed: &Deed| (deed.clone(), span.clone(), since);
                    demand.early_bans.extend(deeds.iter().map(early));
                }
            }
            demand.begun.extend(self.begins(instance, &deeds)?);
            let each = deeds.iter().flat_map(|deed| at_each(deed, &reach));
            match norm.modal {
                Modal::MustNot => demand.bans.extend(each),
                Modal::NeedNot => demand.bans.extend(self.unforced(each.collect())?),
                _ => {
                    if !self.reading(instance).once {
                        demand.ends.extend(self.ends_by_acts(instance, never)?);
                    }
                    demand.duties.push(self.offers(instance, &reach, &deeds, probing));
                    self.forbid_earlier(instance, &reach, &deeds, &mut demand);
                }
            }
        }
        // Whether duties force an act is asked of what they ask alone.
        if set.iter().any(|it| self.model.norms[it.norm].modal == Modal::NeedNot) {
            demand.early_bans.clear();
            demand.begun.clear();
        }
        Ok(demand)
    }

    // The ways to respect a duty.
    fn offers(
        &self,
        instance: &Instance,
        reach: &[Asked],
        deeds: &[Deed],
        probing: bool,
    ) -> Vec<Offer> {
        let once = self.reading(instance).once;
        let window = self.model.norms[instance.norm].window.as_ref();
        let apart = |doings: Vec<(Deed, Span)>| -> Vec<Offer> {
            match once {
                true => doings.into_iter().map(|doing| Offer::of(true, vec![doing])).collect(),
                false => vec![Offer::of(false, doings)],
            }
        };
        let each = deeds.iter().map(|deed| match once {
            true => {
                within(at_each(deed, reach), &self.while_they_can_be_chosen(instance.norm, deed))
            }
            false => at_each(deed, reach),
        });
        let mut offers: Vec<Offer> = each.flat_map(apart).collect();
        let reaches_back = once && window.is_some_and(Window::has_been_open);
        for offer in offers.iter_mut().filter(|_| reaches_back) {
            offer.reaches_back = true;
            offer.spans = reach.iter().map(|asked| asked.span.clone()).collect();
        }
        offers.extend(closing_before_law(once, reach, deeds, probing));
        offers
    }

    // `no earlier than`: the duty forbids the act before that, as far as it is law then.
    fn forbid_earlier(
        &self,
        instance: &Instance,
        reach: &[Asked],
        deeds: &[Deed],
        demand: &mut Demand,
    ) {
        let in_force = in_force(&self.model.norms[instance.norm].in_force);
        let before = self.before_force(&in_force);
        for bound in reach.iter().flat_map(|asked| &asked.not_before) {
            let early = Span { lower: Vec::new(), upper: vec![bound.clone()] };
            let bans = |when: &Moments| -> Vec<(Deed, Span)> {
                let spans: Vec<Span> = Span::of(when).iter().map(|it| it.and(&early)).collect();
                let of = |deed: &Deed| {
                    let spans = spans.iter().cloned();
                    spans.map(|span| (deed.clone(), span)).collect::<Vec<_>>()
                };
                deeds.iter().flat_map(of).collect()
            };
            demand.bans.extend(bans(&in_force));
            if let Some((before, since)) = &before {
                let early = bans(before).into_iter().map(|(deed, span)| (deed, span, *since));
                demand.early_bans.extend(early);
            }
        }
    }

    /// The moments before the day that is looked at that do not lie in some of force in which that day does, and when
    /// these begin.
    pub(super) fn before_force(&self, force: &Moments) -> Option<(Moments, i64)> {
        let now = self.now()?;
        let (since, _) = force.stretch_around(now)?;
        Some((Moments::between(Cut::FIRST, Cut::before(now)).minus(force), since.at))
    }
}

// The deed at each of the times that are asked about.
fn at_each(deed: &Deed, reach: &[Asked]) -> Vec<(Deed, Span)> {
    reach.iter().map(|asked| (deed.clone(), asked.span.clone())).collect()
}

// Those parts of the times of doings that lie within these moments.
fn within(doings: Vec<(Deed, Span)>, moments: &Moments) -> Vec<(Deed, Span)> {
    let parts = Span::of(moments);
    let of = |(deed, span): &(Deed, Span)| -> Vec<(Deed, Span)> {
        parts.iter().map(|part| (deed.clone(), span.and(part))).collect()
    };
    doings.iter().flat_map(of).collect()
}

// The ways of a duty whose window an act closes before the norm is law.
fn closing_before_law(once: bool, reach: &[Asked], deeds: &[Deed], probing: bool) -> Vec<Offer> {
    // Conditions may leave several parts of one window.
    let one_window = reach.iter().all(|it| it.before == reach[0].before);
    let Some(Asked { since: Some(since), span, before, .. }) = reach.first().filter(|_| one_window)
    else {
        return Vec::new();
    };
    let early: Vec<(Deed, Span)> =
        deeds.iter().map(|deed| (deed.clone(), before.clone())).collect();
    let ways = match probing {
        true => vec![Vec::new()],
        false => early.into_iter().map(|one| vec![one]).collect(),
    };
    let tied = span.upper.iter().filter(|it| matches!(it.mark, Mark::Doing(..)));
    let offers = tied.flat_map(|bound| {
        let closes = Some((bound.clone(), *since));
        let offer = move |doings: &Vec<(Deed, Span)>| Offer {
            closes: closes.clone(),
            ..Offer::of(once, doings.clone())
        };
        ways.iter().map(offer)
    });
    offers.collect()
}
