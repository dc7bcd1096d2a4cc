//! Why norms that speak of the act of an assertion do not give in a case what it asks for.

use super::speakers::env;
use crate::logic::case::witness::Witness;
use crate::logic::reference::{Instance, Unsupported, World};
use crate::logic::theory::Theory;
use crate::model::{Assertion, AssertionKind, NormId};

/// Why a norm does not say so in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Silence {
    /// It binds only parties to its instrument, and whoever is asked about is none.
    OnlyParties,
    /// It would say so, but this norm prevails over it.
    YieldsTo(NormId),
    /// Its conditions or its time leave the case out, or the case cannot be looked at so.
    Elsewhere,
}

impl Theory<'_> {
    /// The written norms that say of an act what an assertion asks for, in other cases or in another time.
    pub fn nearest(&self, assertion: &Assertion) -> Vec<NormId> {
        let AssertionKind::Expect { status, .. } = &assertion.kind else { return Vec::new() };
        self.that_answer(status)
            .into_iter()
            .filter(|&norm| self.model.whole(norm) == norm)
            .collect()
    }

    /// Why a norm does not say in a case what an assertion asks for.
    pub fn kept_silent(&self, assertion: &Assertion, witness: &Witness, norm: NormId) -> Silence {
        let about: Vec<NormId> = self.about(assertion).into_iter().collect();
        let situation = self.filled(&witness.whole);
        if self.can_be_replayed(&situation, &about) != Ok(()) {
            return Silence::Elsewhere;
        }
        let world = self.world(&situation, &about).told_whole();
        let told = self.kept_silent_in(&world, (assertion, witness), norm, &about);
        told.unwrap_or(Silence::Elsewhere)
    }

    fn kept_silent_in(
        &self,
        world: &World<'_>,
        (assertion, witness): (&Assertion, &Witness),
        norm: NormId,
        about: &[NormId],
    ) -> Result<Silence, Unsupported> {
        let AssertionKind::Expect { status, .. } = &assertion.kind else {
            return Ok(Silence::Elsewhere);
        };
        let env = env(assertion, witness);
        let instrument = self.model.norms[norm].instrument;
        if world.leaves_all_unbound(status, &assertion.scope, &env, instrument)? {
            return Ok(Silence::OnlyParties);
        }
        let mut would = Vec::new();
        for own in self.itself_and_aspects(norm) {
            would.extend(world.would_say(status, &assertion.scope, &env, own)?);
        }
        for it in would {
            for rival in about.iter().flat_map(|&other| world.instances(other)) {
                if prevails_over(world, &rival, &it)? {
                    return Ok(Silence::YieldsTo(self.model.whole(rival.norm)));
                }
            }
        }
        Ok(Silence::Elsewhere)
    }
}

/// Two instances clash, the first prevails, and is effective itself.
fn prevails_over(world: &World<'_>, by: &Instance, it: &Instance) -> Result<bool, Unsupported> {
    Ok(by != it
        && world.applies(by)?
        && world.prevails(by, it)?
        && world.is_clash(&[it.clone(), by.clone()])?
        && world.effective(by)?)
}
