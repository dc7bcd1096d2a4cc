//! Rules about files: whether they can be read, and what they `use`. The driver applies them.

pub mod ambiguous_pack;
pub mod circular_use;
pub mod invalid_configuration;
pub mod not_utf8;
pub mod unknown_pack;
pub mod unreadable_file;

use crate::diagnostics::Rule;

/// The rules of this group, in the order of codes. Those about reading files stand in [`crate::syntax::rules`].
pub const RULES: &[&Rule] = &[&circular_use::RULE, &unknown_pack::RULE, &ambiguous_pack::RULE];
