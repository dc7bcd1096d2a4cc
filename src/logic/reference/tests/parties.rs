//! Treaties: who is bound, reservations, earlier and later treaties.

use super::build::*;
use crate::model::*;

/// Three States; a treaty of all three, a later one of the first two, with opposite norms towards a State.
struct Treaties {
    set: Set,
    states: Vec<(IndividualId, ParticipantId)>,
    first: NormId,
    second: NormId,
}

fn treaties() -> Treaties {
    let mut set = Set::new();
    set.situation.participants.clear();
    let state = set.kind("State");
    let states: Vec<_> = ["A", "B", "C"].map(|name| set.individual(name, state)).into();
    let give = set.action("give", &[state]);
    let treaties = [("t1", 3, -900), ("t2", 2, -90)].map(|(name, parties, since)| {
        let id = set.instrument(name);
        let parties = states[..parties].iter();
        let span = DaySpan { from: Some(day(since)), until: None };
        let instrument = &mut set.model.instruments[id];
        instrument.in_force = vec![span];
        instrument.party_kinds = vec![state];
        instrument.parties = parties
            .map(|&(who, _)| Party { who, days: DaySpan::ALWAYS, span: super::build::span() })
            .collect();
        (id, span)
    });
    let order = OrderId(0);
    set.model.orders.push(Order { name: "law".into(), ranks: vec!["treaty".into()], span: span() });
    let mut norms = [("first", Modal::Must), ("second", Modal::MustNot)].map(|(name, modal)| {
        let vars = vec![var("State", &[state]), var("other", &[state])];
        set.norm_of(name, modal, vec![act(give, &[1])], vars)
    });
    for (norm, (instrument, span)) in norms.iter_mut().zip(treaties) {
        set.at(*norm).instrument = instrument;
        set.at(*norm).in_force = vec![span];
        set.model.instruments[instrument].standings =
            vec![Standing { order, rank: 0, span: super::build::span() }];
    }
    Treaties { set, states, first: norms[0], second: norms[1] }
}

impl Treaties {
    /// The instance of a norm by which one State bears it towards another.
    fn between(&self, norm: NormId, a: usize, b: usize) -> crate::logic::reference::Instance {
        let all = self.set.ask(|world| world.instances(norm));
        let wanted = [self.states[a].1, self.states[b].1];
        all.into_iter().find(|one| one.participants == wanted).expect("an instance")
    }

    fn effective(&self, norm: NormId, a: usize, b: usize) -> bool {
        let instance = self.between(norm, a, b);
        self.set.ask(|world| world.effective(&instance)).expect("an answer")
    }
}

#[test]
fn a_later_treaty_prevails_among_its_parties() {
    let law = treaties();
    assert!(!law.effective(law.first, 0, 1));
    assert!(law.effective(law.second, 0, 1));
}

#[test]
fn towards_a_third_state_a_later_treaty_does_not_prevail() {
    let law = treaties();
    assert!(law.effective(law.first, 0, 2));
    assert!(law.effective(law.second, 0, 2));
    assert!(!law.effective(law.second, 2, 0));
    assert!(law.effective(law.first, 2, 0));
}

#[test]
fn a_reservation_cuts_a_norm_out_in_both_directions() {
    let mut law = treaties();
    let (by, _) = law.states[0];
    let t1 = law.set.model.norms[law.first].instrument;
    law.set.model.instruments[t1].reservations.push(Reservation {
        by,
        excludes: vec![Target::Norm(law.first)],
        until: None,
        span: span(),
    });
    let applies = |a, b| {
        let instance = law.between(law.first, a, b);
        law.set.ask(|world| world.applies(&instance)).expect("an answer")
    };
    assert!(!applies(0, 1) && !applies(1, 0));
    assert!(applies(1, 2) && applies(2, 1));
}

#[test]
fn somebody_of_another_kind_needs_to_be_no_party() {
    let mut law = treaties();
    let (firm, give) = (law.set.kind("Firm"), law.set.action("trade", &[]));
    let who = law.set.who(&[firm]);
    let norm = law.set.norm_of("duty", Modal::Must, vec![done(give)], vec![var("Firm", &[firm])]);
    law.set.at(norm).instrument = law.set.model.norms[law.second].instrument;
    assert!(law.set.applies(norm));
    assert_eq!(law.set.only(norm).participants, [who]);
}

#[test]
fn a_proposed_instrument_is_applied_only_when_asked_for() {
    let mut set = Set::new();
    let [a] = set.actions(["a"]);
    set.must("d", a);
    set.model.instruments[set.law].proposed = true;
    let law = set.law;
    assert!(set.ask(|world| world.instances(NormId(0))).is_empty());
    let world = crate::logic::reference::World::new(&set.model, &set.situation);
    assert_eq!(world.with(&[law].into()).instances(NormId(0)).len(), 1);
}
