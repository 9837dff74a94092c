//! Time that passes: for what is looked at again and again, up to a bound.

use std::thread;
use std::time::{Duration, Instant};

/// A clock that was started.
#[derive(Clone, Copy, Debug)]
pub struct Clock(Instant);

impl Clock {
    /// Starts one.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the edge has the clock")]
    pub fn start() -> Clock {
        Clock(Instant::now())
    }

    /// The time since its start.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    /// Waits.
    pub fn sleep(&self, time: Duration) {
        thread::sleep(time);
    }
}
