//! The rules about gaps: C4xx.

pub(in crate::checks) mod bare_duty;
pub(in crate::checks) mod bearers_left_out;
pub(in crate::checks) mod unfilled_exception;
pub(in crate::checks) mod unsettled_case;
