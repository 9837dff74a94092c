//! The keys of a profile for starters of batch systems, and for what their containers leave behind.
//!
//! `image: {from_env: [LSB_DOCKER_IMAGE], default: "centos:7"}` -> the image that the job's variable names, else `centos:7`;
//! `command: shell` -> the one word behind `--` is a text for `/bin/sh`; `keep: 2h` -> finished containers stay two hours.

use crate::argv::Place;
use crate::values::Duration;

/// What a profile says about the jobs that its starters start; `None` where it is silent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Starter {
    /// Where the image comes from.
    pub image: Option<ImageFrom>,
    /// What the words of the job are, and where the profile says so.
    pub command: Option<(Place, CommandForm)>,
    /// When the image is pulled, and where the profile says so.
    pub pull: Option<(Place, Pull)>,
    /// How many seconds a container has between the request to end and the end.
    pub stop: Option<(Place, u64)>,
    /// How many seconds a finished container stays.
    pub keep: Option<(Place, u64)>,
    /// The program that is asked whether a job still runs.
    pub ask: Option<(Place, String)>,
}

/// Where a starter's image comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFrom {
    /// Where the profile says so.
    pub at: Place,
    /// Variables of the job; the first that says something counts.
    pub from_env: Vec<String>,
    /// The image of jobs that name none.
    pub default: Option<String>,
}

/// What the words of a job are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandForm {
    /// The words of the command, one by one.
    Argv,
    /// None: the image's own command runs.
    Image,
    /// The text of a script, which is handed over as a file.
    Script,
    /// One word, a text for the shell in the container.
    Shell,
}

impl CommandForm {
    /// All of them, by the words of profiles.
    pub(crate) const NAMES: [(&'static str, CommandForm); 4] = [
        ("argv", CommandForm::Argv),
        ("image", CommandForm::Image),
        ("script", CommandForm::Script),
        ("shell", CommandForm::Shell),
    ];
}

/// When a starter's image is pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pull {
    /// Before every start.
    Always,
    /// If the engine has none of that name.
    Missing,
    /// Never.
    Never,
}

impl Pull {
    /// All of them, by the words of profiles.
    pub(crate) const NAMES: [(&'static str, Pull); 3] =
        [("always", Pull::Always), ("missing", Pull::Missing), ("never", Pull::Never)];
}

impl Starter {
    /// Where the profile says that finished containers are removed at once, if it does.
    #[must_use]
    pub fn removes_at_once(&self) -> Option<Place> {
        self.keep.filter(|(_, seconds)| *seconds == 0).map(|(at, _)| at)
    }
}

/// The seconds of `90`, `90s`, `1h30m` or `7d`; `None` for what is no time, and for parts of seconds.
#[must_use]
pub fn seconds_of(text: &str) -> Option<u64> {
    const SECOND: i64 = 1_000_000_000;
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    // Containers are kept for days; the clients' grammar ends with hours.
    if let Some(days) = text.strip_suffix('d') {
        let is_number = !days.is_empty() && days.bytes().all(|byte| byte.is_ascii_digit());
        return days.parse::<u64>().ok().filter(|_| is_number)?.checked_mul(86_400);
    }
    let nanos = Duration::parse(text.as_bytes()).ok()?.nanos();
    if nanos % SECOND != 0 { None } else { u64::try_from(nanos / SECOND).ok() }
}

/// The shortest text that [`seconds_of`] reads as so many seconds.
#[must_use]
pub fn time_of(seconds: u64) -> String {
    let units = [(86_400, "d"), (3600, "h"), (60, "m")];
    let exact = units.iter().find(|(unit, _)| seconds > 0 && seconds.is_multiple_of(*unit));
    exact.map_or_else(|| format!("{seconds}s"), |(unit, letter)| format!("{}{letter}", seconds / unit))
}

#[cfg(test)]
mod tests {
    use super::{seconds_of, time_of};

    #[test]
    fn times_are_whole_seconds() {
        for (text, seconds) in [("0", 0), ("90", 90), ("90s", 90), ("1h30m", 5400), ("7d", 604_800), ("1.5m", 90)] {
            assert_eq!(seconds_of(text), Some(seconds), "{text}");
            assert_eq!(seconds_of(&time_of(seconds)), Some(seconds), "{}", time_of(seconds));
        }
        for text in ["", "d", "-1s", "1.5s", "soon", "+1d", "99999999999999999999"] {
            assert_eq!(seconds_of(text), None, "{text}");
        }
    }
}
