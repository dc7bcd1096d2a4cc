//! Stopping questions whose answers nobody waits for any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A switch that stops the questions of a run from another thread. Copies share it.
///
/// ```
/// use comity::checks::{Settings, Stop};
/// use comity::driver::{Bundled, Input, Workspace};
///
/// let mut workspace = Workspace::new(&Bundled);
/// let text = "kind Person, Motion\naction vote(Motion)\nnorm a { Person must vote(Motion) }\n\
///             norm b { Person must not vote(Motion) }\n";
/// workspace.add_set(vec![Input::text("draft.norm", text)]);
///
/// let settings = Settings { stop: Stop::new(), ..Settings::default() };
/// settings.stop.now(); // from any thread, before or while the check runs
/// let outcome = workspace.check(&settings);
/// assert!(outcome.stopped && outcome.unknowns.len() == 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stop(Option<Arc<AtomicBool>>);

impl Stop {
    /// A switch; the default is none, and never on.
    pub fn new() -> Stop {
        Stop(Some(Arc::default()))
    }

    /// Stops what asks questions with this switch or a copy of it.
    pub fn now(&self) {
        if let Some(on) = &self.0 {
            on.store(true, Ordering::Relaxed);
        }
    }

    /// Whether it was used.
    pub fn is_on(&self) -> bool {
        self.0.as_ref().is_some_and(|on| on.load(Ordering::Relaxed))
    }
}

impl PartialEq for Stop {
    fn eq(&self, other: &Stop) -> bool {
        match (&self.0, &other.0) {
            (Some(own), Some(other)) => Arc::ptr_eq(own, other),
            (own, other) => own.is_none() && other.is_none(),
        }
    }
}

impl Eq for Stop {}
