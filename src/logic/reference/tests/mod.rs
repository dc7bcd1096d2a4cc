//! Small sets whose verdict is known by thought.

mod brute;
mod build;
mod conditions;
mod conflicts;
mod parties;
mod precedence;
mod principles;
mod times;
