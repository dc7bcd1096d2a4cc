//! `--timings`: how long each part of the work took.

use std::time::{Duration, Instant};

/// Parts of the work with their length, in order.
pub(super) struct Timings {
    since: Instant,
    parts: Vec<(&'static str, Duration)>,
}

impl Timings {
    /// The first part begins now.
    pub(super) fn start() -> Self {
        Timings { since: Instant::now(), parts: Vec::new() }
    }

    /// A part ends, and the next one begins.
    pub(super) fn ended(&mut self, part: &'static str) {
        let now = Instant::now();
        self.parts.push((part, now - self.since));
        self.since = now;
    }

    /// One line, in milliseconds.
    pub(super) fn line(&self) -> String {
        let total: Duration = self.parts.iter().map(|(_, length)| *length).sum();
        let told = |(part, length): &(&str, Duration)| format!("{part} {}", milliseconds(*length));
        let parts: Vec<_> = self.parts.iter().map(told).collect();
        format!("time: {}, in all {}", parts.join(", "), milliseconds(total))
    }
}

fn milliseconds(length: Duration) -> String {
    format!("{:.1} ms", length.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_in_their_order_with_their_sum() {
        let parts =
            vec![("read", Duration::from_micros(1500)), ("check", Duration::from_millis(20))];
        let timings = Timings { since: Instant::now(), parts };
        assert_eq!(timings.line(), "time: read 1.5 ms, check 20.0 ms, in all 21.5 ms");
    }
}
