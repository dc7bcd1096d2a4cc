//! One binary for all integration tests, a module for each boundary. `tests/README.md` says how to add to it.

mod adopt;
mod baseline;
mod checks;
mod cli;
mod comfort;
mod config;
mod fix;
mod fixtures;
mod litmus;
mod memory;
mod meta;
mod mutations;
mod pages;
mod property;
mod questions;
mod recheck;
mod reference;
mod repairs;
mod report;
mod rules;
mod scale;
mod schema;
mod syntax;
