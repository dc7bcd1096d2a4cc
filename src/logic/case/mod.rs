//! From what the solver found to a case that can be reported: small, with real dates, replayed in the reference.

pub(super) mod another;
pub(super) mod nobody;
pub(super) mod placing;
pub(super) mod replay;
pub(super) mod telling;
pub(super) mod witness;
