//! How long something lives, and what ends it.
//!
//! `docker run -d --restart always img` -> detached; restarted always, also when the engine starts.

use super::Effects;
use super::asked::{Asked, OptionText, Setting};
use super::files::FileAccess;
use super::given::Given;
use super::objects::{How, ObjectKind, Which};
use super::programs::ProgramKind;
use crate::argv::Verb;
use crate::values::{Duration, Restart, StopSignal, ValueError};

/// Lifetime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Whether the call returns while the container, or the command in it, runs on.
    pub detach: Asked<bool>,
    /// Whether the container is removed when it ends.
    pub remove: Asked<bool>,
    /// When it is started again.
    pub restart: Asked<Restart>,
    /// The signal that ends it: of `--stop-signal`, and of `kill`, `stop` and `restart`.
    pub signal: Asked<Setting<StopSignal>>,
    /// Seconds between that signal and the kill: of `--stop-timeout`, and of `stop` and `restart`; negative is for ever.
    pub stop_timeout: Asked<Setting<i64>>,
    /// What is run again and again to see whether it is well.
    pub health: Asked<Health>,
    /// Times and counts of that, and what follows from a failure.
    pub health_options: Vec<Asked<OptionText>>,
    /// Whether the engine puts an init process of its own before the command.
    pub init: Asked<bool>,
    /// Whether the client passes its signals on; it does by default.
    pub signal_proxy: Asked<Setting<bool>>,
    /// Keys that detach the terminal.
    pub detach_keys: Asked<Setting<Vec<u8>>>,
    /// Whether it is done without asking, or to what runs.
    pub force: Asked<bool>,
    /// Whether a container is paused while it is committed; it is by default.
    pub pause: Asked<Setting<bool>>,
    /// A checkpoint to start from, and the host directory it is in.
    pub checkpoint: Vec<Asked<OptionText>>,
    /// What else lets live or ends (podman's `--timeout` of `run`, `--sdnotify`, `--systemd` ...).
    pub others: Vec<Asked<OptionText>>,
}

impl Default for Lifetime {
    fn default() -> Self {
        Lifetime {
            detach: Asked::default(),
            remove: Asked::default(),
            restart: Asked { value: Restart::No, at: None },
            signal: Asked::default(),
            stop_timeout: Asked::default(),
            health: Asked::default(),
            health_options: Vec::new(),
            init: Asked::default(),
            signal_proxy: Asked::default(),
            detach_keys: Asked::default(),
            force: Asked::default(),
            pause: Asked::default(),
            checkpoint: Vec::new(),
            others: Vec::new(),
        }
    }
}

/// What is run to see whether a container is well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Health {
    /// What the image says.
    #[default]
    Image,
    Nothing,
    /// This command, as written.
    Command(Vec<u8>),
}

/// Takes the options of class `Lifetime`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let lifetime = &mut effects.lifetime;
    match given.name {
        b"detach" => lifetime.detach = given.asked(given.switch()?),
        b"rm" => lifetime.remove = given.asked(given.switch()?),
        b"restart" => lifetime.restart = given.asked(Restart::parse(given.text(), given.dialect)?),
        b"stop-signal" | b"signal" => {
            lifetime.signal = given.setting_by(|text| StopSignal::parse(text, given.dialect))?;
        }
        b"stop-timeout" | b"time" | b"timeout" if given.name == b"stop-timeout" || stops(given.verb) => {
            // Zero is a time: kill at once.
            lifetime.stop_timeout = given.asked(Setting::To(given.int()?));
        }
        b"no-healthcheck" => {
            if given.switch()? {
                lifetime.health = given.asked(Health::Nothing);
            }
        }
        b"health-cmd" => {
            // docker refuses it beside --no-healthcheck, podman lets the latter win.
            if lifetime.health.value != Health::Nothing && !given.text().is_empty() {
                lifetime.health = given.asked(Health::Command(given.text().to_vec()));
            }
        }
        b"health-interval" | b"health-start-interval" | b"health-start-period" | b"health-timeout" => {
            if !given.dialect.is_podman() {
                Duration::parse(given.text())?;
            }
            lifetime.health_options.push(given.option_text());
        }
        b"health-log-destination" => {
            effects.files.touch(given.text(), FileAccess::Write, given.at);
        }
        name if name.starts_with(b"health-") => lifetime.health_options.push(given.option_text()),
        b"init" => lifetime.init = given.asked(given.switch()?),
        b"init-path" => effects.programs.push(ProgramKind::Init, given.text(), given.at),
        b"sig-proxy" => lifetime.signal_proxy = given.setting_switch()?,
        b"detach-keys" => lifetime.detach_keys = given.setting(),
        b"force" => lifetime.force = given.asked(given.switch()?),
        b"pause" => lifetime.pause = given.setting_switch()?,
        b"no-pause" => lifetime.pause = given.asked(Setting::To(!given.switch()?)),
        b"checkpoint" => lifetime.checkpoint.push(given.option_text()),
        b"checkpoint-dir" => {
            lifetime.checkpoint.push(given.option_text());
            effects.files.touch(given.text(), FileAccess::Read, given.at);
        }
        b"replace" => {
            if given.switch()? {
                lifetime.others.push(given.option_text());
                effects.objects.touch(ObjectKind::Container, Which::New, How::Remove, given.at);
            }
        }
        b"timeout" | b"sdnotify" | b"systemd" | b"wait" | b"rmi" => {
            if !given.is_off() {
                lifetime.others.push(given.option_text());
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Whether the verb's `--timeout` is the time before the kill; podman's `run` has another option of that name.
fn stops(verb: Verb) -> bool {
    !matches!(verb, Verb::Run | Verb::Create)
}
