//! One binary for all integration tests, a module for each boundary. `tests/README.md` says how to add to it.

mod adopt;
mod baseline;
mod checks;
mod cli;
mod comfort;
mod config;
mod fix;
mod fixtures;
mod fmt;
mod format;
mod fuzz;
mod hostile;
mod litmus;
mod memory;
mod meta;
mod mutations;
mod pages;
mod property;
mod recheck;
mod reference;
mod report;
mod rules;
mod schema;
mod syntax;
