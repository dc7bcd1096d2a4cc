//! What is asked beside conflicts: principles, scenarios, `ask`, `diff`, force and gaps.

pub(super) mod ask;
pub(super) mod changes;
pub(super) mod consistency;
pub(super) mod counted;
pub(super) mod failing;
pub(super) mod failure;
pub(super) mod force;
pub(super) mod gaps;
pub(super) mod nearest;
pub(super) mod pair;
pub(super) mod played;
pub(super) mod principle;
mod saying;
pub(super) mod scenario;
mod scenario_breach;
mod speakers;
mod stated;
mod told_acts;
pub(super) mod violated;
