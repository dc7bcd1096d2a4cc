//! Which norms can touch: clash, or defeat each other, in some situation. Found through the acts on which they
//! meet, never by holding every norm against every other.
//!
//! Two norms clash only if a doing that one asks for (or permits) is forbidden by the other, or is tied to a doing
//! of the other by a rule. What hangs on acts in time, and acts that need acts, are tied in more ways: such norms
//! are *loose*, and touch whatever their acts can lead to.

use crate::model::{Act, ActRuleKind, ActionId, Modal, Norm, NormId, Occurrence};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::claims::Region;
use super::compile::Compiler;
use super::grove::Grove;
use super::paths::Path;
use crate::logic::applies::window::forbids_earlier;
use crate::logic::clash::powers::is_power;
use crate::logic::theory::Theory;
use crate::logic::theory::partners::anchoring_actions;

/// What is worked out when it is first asked.
#[derive(Debug, Default)]
pub(in crate::logic) struct Touching {
    /// For each act, the norms whose acts are or count as it.
    members: BTreeMap<ActionId, Vec<Member>>,
    meetings: BTreeMap<ActionId, OnceLock<Meeting>>,
    loose: OnceLock<BTreeMap<NormId, BTreeSet<(NormId, usize)>>>,
    of_bearers: Vec<OnceLock<Region>>,
    found: Vec<OnceLock<Vec<(NormId, usize)>>>,
}

/// A norm, one of its acts, and the way by which this is the act on which it meets others.
#[derive(Clone, Copy, Debug)]
struct Member {
    norm: NormId,
    act: u32,
    path: u32,
}

impl Member {
    /// The norm's own act is the one on which it meets others.
    fn is_exact(self) -> bool {
        self.path == 0
    }
}

/// The norms that meet on one act.
#[derive(Debug)]
struct Meeting {
    regions: Vec<Region>,
    all: Grove,
    exact: Grove,
}

impl Touching {
    pub(in crate::logic) fn new(theory: &Theory<'_>) -> Touching {
        let mut members: BTreeMap<ActionId, Vec<Member>> = BTreeMap::new();
        for norm in theory.norms() {
            for (act, action) in theory.model.norms[norm].acts.iter().map(Act::action).enumerate() {
                let paths = action.map_or(&[][..], |action| theory.paths.from(action));
                for (place, path) in paths.iter().enumerate() {
                    let member = Member { norm, act: act as u32, path: place as u32 };
                    members.entry(path.to).or_default().push(member);
                }
            }
        }
        let count = theory.model.norms.len();
        Touching {
            meetings: members.keys().map(|&action| (action, OnceLock::new())).collect(),
            members,
            loose: OnceLock::new(),
            of_bearers: (0..count).map(|_| OnceLock::new()).collect(),
            found: (0..count).map(|_| OnceLock::new()).collect(),
        }
    }
}

impl Theory<'_> {
    /// The norms that can touch a norm, each with the act, in order. Which it touches because of conditions that
    /// are left out of account is not asked: then all on its acts are told.
    pub(in crate::logic) fn touching(&self, norm: NormId) -> &[(NormId, usize)] {
        self.touching.found[norm.0 as usize].get_or_init(|| {
            let found = match self.ignoring {
                Some(_) => self.neighbours(norm),
                None => self.find_touching(norm),
            };
            found.into_iter().collect()
        })
    }

    /// Works out ahead of any question whom a norm can touch.
    pub fn look_around(&self, norm: NormId) {
        self.touching(norm);
    }

    fn find_touching(&self, norm: NormId) -> BTreeSet<(NormId, usize)> {
        let mut found = self.touching.loose(self).get(&norm).cloned().unwrap_or_default();
        for (act, action) in self.model.norms[norm].acts.iter().map(Act::action).enumerate() {
            let Some(action) = action else { continue };
            for (place, path) in self.paths.from(action).iter().enumerate() {
                self.met(norm, act, path, place, &mut found);
                self.tied_by_rules(norm, path.to, &mut found);
            }
        }
        found
    }

    /// Those that meet the norm on an act that its own act is or counts as.
    fn met(
        &self,
        norm: NormId,
        act: usize,
        path: &Path,
        place: usize,
        found: &mut BTreeSet<(NormId, usize)>,
    ) {
        let exact = place == 0;
        let Some(meeting) = self.meeting(path.to) else { return };
        let members = &self.touching.members[&path.to];
        let own = (norm, act as u32, place as u32);
        let Ok(own) = members.binary_search_by_key(&own, |it| (it.norm, it.act, it.path)) else {
            return;
        };
        let region = &meeting.regions[own];
        let matters = |place: u32| {
            let other = members[place as usize];
            self.may_meet((norm, exact), (other.norm, other.is_exact()))
        };
        let mut visit = |place: u32| {
            if !region.is_apart(&meeting.regions[place as usize], self.model) {
                let other = members[place as usize];
                found.insert((other.norm, other.act as usize));
            }
        };
        let grove = if exact { &meeting.all } else { &meeting.exact };
        grove.near(&meeting.regions, region, self.model, &matters, &mut visit);
    }

    fn meeting(&self, action: ActionId) -> Option<&Meeting> {
        let cell = self.touching.meetings.get(&action)?;
        Some(cell.get_or_init(|| {
            let members = &self.touching.members[&action];
            let compiler = Compiler::new(self.model, &self.party_roles);
            let region = |member: &Member| {
                let norm = &self.model.norms[member.norm];
                let own = norm.acts[member.act as usize].action();
                let paths = own.map_or(&[][..], |own| self.paths.from(own));
                compiler.of_act(norm, member.act as usize, &paths[member.path as usize])
            };
            let regions: Vec<Region> = members.iter().map(region).collect();
            let places = || 0..members.len() as u32;
            let exact = places().filter(|&place| members[place as usize].is_exact());
            let class = |place: u32| self.class(members[place as usize]);
            let exact = Grove::new(&regions, exact, class);
            Meeting { all: Grove::new(&regions, places(), class), exact, regions }
        }))
    }

    /// Norms of one class meet others alike.
    fn class(&self, member: Member) -> u8 {
        let norm = &self.model.norms[member.norm];
        let modal = norm.modal as u8;
        modal << 2
            | u8::from(member.is_exact()) << 1
            | u8::from(forbids_earlier(norm.window.as_ref()))
    }

    /// Whether norms can clash that meet on an act, of each of which it is known whether it names this very act or
    /// one that counts as it.
    fn may_meet(&self, (a, a_exact): (NormId, bool), (b, b_exact): (NormId, bool)) -> bool {
        let (x, y) = (&self.model.norms[a], &self.model.norms[b]);
        if is_power(x.modal) || is_power(y.modal) {
            return is_power(x.modal) && is_power(y.modal);
        }
        // What a wider act's norm forbids is forbidden of the narrower one.
        let binds = |modal: Modal, exact: bool, duty: &Norm| match modal {
            Modal::MustNot | Modal::NeedNot => exact,
            Modal::Must => exact && forbids_earlier(duty.window.as_ref()),
            _ => false,
        };
        match (x.modal, y.modal) {
            (Modal::May, Modal::MustNot) | (Modal::MustNot, Modal::May) => true,
            (Modal::May, Modal::Must) => forbids_earlier(y.window.as_ref()),
            (Modal::Must, Modal::May) => forbids_earlier(x.window.as_ref()),
            (Modal::Must, Modal::Must) => binds(x.modal, a_exact, x) || binds(y.modal, b_exact, y),
            (Modal::Must, modal) => binds(modal, b_exact, y),
            (modal, Modal::Must) => binds(modal, a_exact, x),
            _ => false,
        }
    }

    /// Those whose act a rule ties to an act of the norm: acts of one bearer, both of them done.
    fn tied_by_rules(&self, norm: NormId, action: ActionId, found: &mut BTreeSet<(NormId, usize)>) {
        let own = &self.model.norms[norm];
        if !matches!(own.modal, Modal::Must | Modal::May) {
            return;
        }
        for &id in self.rules_of(action) {
            let rule = &self.model.rules[id];
            let (Some(left), Occurrence::Act { action: right, .. }) =
                (rule.left.action(), &rule.right)
            else {
                continue;
            };
            let ends = [(left, *right), (*right, left)];
            for (_, there) in ends.into_iter().filter(|(here, _)| *here == action) {
                for member in self.touching.members.get(&there).into_iter().flatten() {
                    let modal = self.model.norms[member.norm].modal;
                    let done = matches!(modal, Modal::Must | Modal::May);
                    if done
                        && !self
                            .region_of_bearer(norm)
                            .is_apart(self.region_of_bearer(member.norm), self.model)
                    {
                        found.insert((member.norm, member.act as usize));
                    }
                }
            }
        }
    }

    fn region_of_bearer(&self, norm: NormId) -> &Region {
        self.touching.of_bearers[norm.0 as usize].get_or_init(|| {
            Compiler::new(self.model, &self.party_roles).of_bearer(&self.model.norms[norm])
        })
    }

    /// Whether acts tie a norm to others in time, in more ways than by being the same.
    fn is_loose(&self, norm: NormId) -> bool {
        let own = &self.model.norms[norm];
        let needs = |action: ActionId| {
            let near = self.wider(action).iter().chain(self.narrower(action));
            let mut rules = near.flat_map(|&it| self.rules_of(it)).map(|&id| &self.model.rules[id]);
            rules.any(|rule| {
                rule.kind == ActRuleKind::Needs && matches!(rule.right, Occurrence::Act { .. })
            })
        };
        let covers = |action: ActionId| self.covers_more(norm, action);
        anchoring_actions(own).next().is_some()
            || own.acts.iter().any(|act| matches!(act, Act::Legislate { .. }))
            || own.actions().any(|it| needs(it) || covers(it))
    }
}

impl Touching {
    /// The loose norms with all that they touch, and each of these with them.
    fn loose(&self, theory: &Theory<'_>) -> &BTreeMap<NormId, BTreeSet<(NormId, usize)>> {
        self.loose.get_or_init(|| {
            let mut found: BTreeMap<NormId, BTreeSet<(NormId, usize)>> = BTreeMap::new();
            for norm in theory.norms().filter(|&norm| theory.is_loose(norm)) {
                for (other, act) in theory.neighbours(norm) {
                    found.entry(norm).or_default().insert((other, act));
                    let acts = 0..theory.model.norms[norm].acts.len();
                    found.entry(other).or_default().extend(acts.map(|act| (norm, act)));
                }
            }
            found
        })
    }
}
