//! Powers: who has which, who has none, and whose is the only one.

use std::collections::BTreeSet;

use super::deeds::Deed;
use super::{Answer, Instance, World};
use crate::model::Modal;

/// The powers that a norm gives and takes.
#[derive(Default)]
struct Claims {
    has: BTreeSet<Deed>,
    has_not: BTreeSet<Deed>,
}

impl World<'_> {
    /// Whether one instance of the set gives a power that another takes, at one moment at least.
    pub(super) fn powers_clash(&self, set: &[Instance]) -> Answer<bool> {
        let mut claims = Vec::new();
        for instance in set {
            if is_power(self.model.norms[instance.norm].modal) {
                claims.push((self.claims(instance)?, self.window(instance)?));
            }
        }
        let clash = claims.iter().any(|(one, when)| {
            claims.iter().any(|(other, other_when)| {
                !one.has.is_disjoint(&other.has_not) && !when.and(other_when).is_empty()
            })
        });
        Ok(clash)
    }

    // A power over an act is one over every act that counts as it, and so is the lack of it.
    fn claims(&self, instance: &Instance) -> Answer<Claims> {
        let mut claims = Claims::default();
        for deed in self.deeds(instance)? {
            let covered = self.narrower(&deed)?;
            match self.model.norms[instance.norm].modal {
                Modal::HasNoPower => claims.has_not.extend(covered),
                Modal::HasSolePower => {
                    claims.has.extend(covered);
                    for by in self.participants() {
                        let other = Deed { by, ..deed.clone() };
                        if by != deed.by && !self.empowers(instance, &other)? {
                            claims.has_not.extend(self.narrower(&other)?);
                        }
                    }
                }
                _ => claims.has.extend(covered),
            }
        }
        Ok(claims)
    }

    // Whether the same norm gives somebody else the power.
    fn empowers(&self, instance: &Instance, deed: &Deed) -> Answer<bool> {
        for other in self.instances(instance.norm) {
            if self.deeds(&other)?.contains(deed) && self.applies(&other)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether a norm is about powers.
pub(super) fn is_power(modal: Modal) -> bool {
    matches!(modal, Modal::HasPower | Modal::HasNoPower | Modal::HasSolePower)
}
