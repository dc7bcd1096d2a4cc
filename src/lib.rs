//! Comity tells whether norms agree.
//!
//! The library is a pure pipeline: text in, findings out. It reads no file, clock, environment or terminal;
//! the binary's `cli` does. Layers, bottom first: [`source`], [`diagnostics`], [`syntax`], [`model`].

pub mod diagnostics;
pub mod logic;
pub mod model;
pub mod source;
pub mod syntax;
