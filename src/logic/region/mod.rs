//! What can be told of two norms at a glance: that no situation has both of them apply to the same act.
//!
//! For each norm and each act on which it can meet others, a *region* says what must be so of the bearer and of the
//! act's participants wherever the norm applies. It leaves out whatever is not plain (what changes with time,
//! participants that stand nowhere in the act, `some`), so it holds more than the norm's own cases and never fewer:
//! two regions that lie apart are a proof, two that meet are a reason to ask.

mod claims;
mod compile;
mod grove;
mod paths;
mod touching;

pub(super) use compile::range;
pub(super) use paths::Paths;
pub(super) use touching::Touching;
