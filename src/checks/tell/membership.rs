//! Who of a case is party to the instrument of one norm and not to that of another: that, too, tells the case.

use crate::logic::Witness;
use crate::model::{InstrumentId, Model, NormId, ParticipantId};

/// A named participant on whose membership a case turns.
pub(super) struct Outsider {
    pub(super) who: ParticipantId,
    /// Who is party to these …
    pub(super) inside: Vec<InstrumentId>,
    /// … and not to these.
    pub(super) outside: Vec<InstrumentId>,
}

/// Those who take part in the norms, and are listed by some of their instruments and not by all that bind parties
/// only. Who may join without being listed is told where it matters.
pub(super) fn outsiders(model: &Model, norms: &[NormId], witness: &Witness) -> Vec<Outsider> {
    let mut treaties: Vec<InstrumentId> =
        norms.iter().map(|&norm| model.norms[norm].instrument).collect();
    treaties.sort_unstable();
    treaties.dedup();
    treaties.retain(|&it| model.instruments[it].binds_parties_only());
    let mut members: Vec<ParticipantId> = witness.members.iter().flatten().copied().collect();
    members.sort_unstable();
    members.dedup();
    members.into_iter().filter_map(|who| outsider(model, &treaties, witness, who)).collect()
}

fn outsider(
    model: &Model,
    treaties: &[InstrumentId],
    witness: &Witness,
    who: ParticipantId,
) -> Option<Outsider> {
    let individual = witness.situation.participants[who.0 as usize].individual?;
    let listed = |it: &InstrumentId| {
        let parties = &model.instruments[*it].parties;
        parties.iter().any(|party| party.who == individual)
    };
    let (inside, outside): (Vec<_>, Vec<_>) = treaties.iter().copied().partition(listed);
    let known = outside.iter().all(|&it| !model.instruments[it].treaty);
    (known && !inside.is_empty() && !outside.is_empty()).then_some(Outsider {
        who,
        inside,
        outside,
    })
}
