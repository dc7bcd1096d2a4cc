//! Says on a terminal that work goes on, if it takes more than a second.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Work below this is not worth a line.
const PATIENCE: Duration = Duration::from_secs(1);
/// Back to the start of the line, which is then cleared.
const CLEAR: &str = "\r\u{1b}[2K";

/// A line on standard error that is gone when this is dropped. None at first.
#[derive(Default)]
pub(super) struct Progress {
    work: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Does work, with such a line as long as it takes.
    pub(super) fn during<T>(doing: &'static str, work: impl FnOnce() -> T) -> T {
        let _line = Progress::new(doing);
        work()
    }

    /// Begins to wait. Nothing is ever written where standard error is no terminal.
    pub(super) fn new(doing: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Progress::default();
        }
        let (done, wait) = mpsc::channel::<()>();
        let start = Instant::now();
        let thread = thread::spawn(move || {
            let mut written = false;
            while wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let seconds = start.elapsed().as_secs();
                let _ = write!(io::stderr(), "{CLEAR}{doing} … {seconds} s");
                written = true;
            }
            if written {
                let _ = write!(io::stderr(), "{CLEAR}");
            }
        });
        Progress { work: Some((done, thread)) }
    }

    /// Takes the line away.
    pub(super) fn end(&mut self) {
        if let Some((done, thread)) = self.work.take() {
            drop(done);
            // A thread that failed has nothing left to clear.
            let _ = thread.join();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}
