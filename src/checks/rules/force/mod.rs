//! The rules about what has no force: C5xx.

pub(in crate::checks) mod always_defeated;
pub(in crate::checks) mod idle_condition;
pub(in crate::checks) mod idle_exception;
pub(in crate::checks) mod never_applies;
pub(in crate::checks) mod redundant_norm;
pub(in crate::checks) mod twin_norms;
