//! Stopping questions whose answers nobody waits for any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

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
/// let settings = Settings::default().but(|it| it.stop = Stop::new());
/// settings.stop.now(); // from any thread, before or while the check runs
/// let outcome = workspace.check(&settings);
/// assert!(outcome.stopped && outcome.unknowns.len() == 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stop {
    on: Option<Arc<AtomicBool>>,
    left: Option<Arc<AtomicU64>>,
}

impl Stop {
    /// A switch; the default is none, and never on.
    pub fn new() -> Stop {
        Stop { on: Some(Arc::default()), left: None }
    }

    /// This switch, which goes on by itself as well when so many literals have been looked at. The same questions
    /// in the same order come equally far on every machine; other threads must not ask with it meanwhile.
    pub(crate) fn after(&self, literals: u64) -> Stop {
        Stop { on: self.on.clone(), left: Some(Arc::new(AtomicU64::new(literals))) }
    }

    /// Notes that so many literals were looked at.
    pub(crate) fn spend(&self, literals: usize) {
        if let Some(left) = &self.left {
            let now = left.load(Ordering::Relaxed);
            left.store(now.saturating_sub(literals as u64), Ordering::Relaxed);
        }
    }

    /// Stops what asks questions with this switch or a copy of it.
    pub fn now(&self) {
        if let Some(on) = &self.on {
            on.store(true, Ordering::Relaxed);
        }
    }

    /// Whether it was used.
    pub fn is_on(&self) -> bool {
        self.on.as_ref().is_some_and(|on| on.load(Ordering::Relaxed))
            || self.left.as_ref().is_some_and(|left| left.load(Ordering::Relaxed) == 0)
    }
}

impl PartialEq for Stop {
    fn eq(&self, other: &Stop) -> bool {
        is_one(&self.on, &other.on) && is_one(&self.left, &other.left)
    }
}

impl Eq for Stop {}

fn is_one<T>(own: &Option<Arc<T>>, other: &Option<Arc<T>>) -> bool {
    match (own, other) {
        (Some(own), Some(other)) => Arc::ptr_eq(own, other),
        (own, other) => own.is_none() && other.is_none(),
    }
}
