//! Rules about `allow` and `expect`: what an author says of the checker's own answers. The driver applies them.

pub mod allow_without_reason;
pub mod failed_expectation;
pub mod stale_baseline;
pub mod unknown_rule;
pub mod unused_allow;

use crate::diagnostics::Rule;

/// The rules of this group, in the order of codes.
pub const RULES: &[&Rule] = &[
    &failed_expectation::RULE,
    &unused_allow::RULE,
    &allow_without_reason::RULE,
    &unknown_rule::RULE,
    &stale_baseline::RULE,
];
