//! Comity tells whether norms agree.
//!
//! The library is a pure pipeline: text in, findings out. It reads no file, clock, environment or terminal;
//! the binary's `cli` does. Layers, bottom first: [`source`], [`diagnostics`], [`syntax`], [`model`],
//! [`checks`], [`report`], [`driver`].

pub mod checks;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostics;
pub mod driver;
pub mod model;
pub mod report;
pub mod source;
pub mod syntax;
