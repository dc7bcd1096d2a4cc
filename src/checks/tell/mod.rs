//! Findings in words: the case in the author's own, and what decides it.

mod acts;
mod brief;
mod case;
mod closure;
mod conflict;
mod membership;
mod names;
mod nobody;
mod open;
mod parts;
mod phrase;
mod replayable;
mod roles;
mod several;
mod ties;
mod violations;

pub(super) use acts::{about, act_at_issue, act_name, action_name};
pub(super) use brief::shorter_side;
pub(super) use case::{case, join, sentences, unit_word, weekday};
pub(super) use closure::closure;
pub(super) use conflict::{conflict, days, fails_in, on_days, settled, shown_by, verb};
pub(super) use names::{name_among, norm_names, two_names};
pub(super) use open::{open_matters, open_term};
pub(super) use phrase::Phrase;
pub(super) use replayable::scenario;
pub(super) use several::would_yield;
