//! The rules about principles: C3xx.

pub(in crate::checks) mod norm_lacks_part;
pub(in crate::checks) mod principle_breached;
pub(in crate::checks) mod principle_lacks_norm;
