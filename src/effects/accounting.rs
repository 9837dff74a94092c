//! Where consumption is accounted and output is kept, and who dies first when memory runs out.
//!
//! `docker run --cgroup-parent /job --log-driver syslog img` -> the cgroup parent `/job`, the log driver `syslog`.
//! In podman `--log-opt driver=DRIVER` wins over `--log-driver`.

use super::Effects;
use super::asked::{Asked, KeyValue, OptionText, Setting, replace_keyed};
use super::files::FileAccess;
use super::given::Given;
use crate::values::{LogOpt, ValueError};

/// Accounting and logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounting {
    /// The cgroup that the container's is made in.
    pub cgroup_parent: Asked<Setting<Vec<u8>>>,
    pub log_driver: Asked<Setting<Vec<u8>>>,
    /// Its options; of a key the last.
    pub log_options: Vec<Asked<KeyValue>>,
    /// How readily it is killed when memory runs out, -1000 to 1000; 0 is the engine's default.
    pub oom_score_adj: Asked<Setting<i64>>,
    /// Whether it is spared when memory runs out.
    pub oom_kill_disable: Asked<bool>,
    /// Other ways to account, or not to (podman's `--cgroups`, `--cgroup-conf`, `--cgroup-manager`, `--rdt-class`,
    /// `--no-session` ...).
    pub others: Vec<Asked<OptionText>>,
}

/// Takes the options of class `Accounting`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let accounting = &mut effects.accounting;
    match given.name {
        b"cgroup-parent" => accounting.cgroup_parent = given.setting(),
        b"log-driver" => {
            // In podman the option of that name wins, wherever it stands.
            let names_driver = |option: &Asked<KeyValue>| option.value.key.eq_ignore_ascii_case(b"driver");
            if !(given.dialect.is_podman() && accounting.log_options.iter().any(names_driver)) {
                accounting.log_driver = given.setting();
            }
        }
        b"log-opt" => {
            for element in given.elements()? {
                let option = LogOpt::parse(&element, given.dialect)?;
                if given.dialect.is_podman() && option.names_a_file() {
                    effects.files.touch(&option.value, FileAccess::Write, given.at);
                }
                if given.dialect.is_podman() && option.key.eq_ignore_ascii_case(b"driver") {
                    let is_said = !option.value.is_empty();
                    let driver = option.value.clone();
                    accounting.log_driver = given.asked(if is_said { Setting::To(driver) } else { Setting::Default });
                }
                let option = given.asked(KeyValue { key: option.key, value: Some(option.value) });
                replace_keyed(&mut accounting.log_options, option, |a, b| a.key == b.key);
            }
        }
        b"oom-score-adj" => accounting.oom_score_adj = given.int_setting()?,
        b"oom-kill-disable" => accounting.oom_kill_disable = given.asked(given.switch()?),
        b"cgroups" | b"cgroup-conf" | b"cgroup-manager" | b"rdt-class" | b"no-session" | b"events-backend"
        | b"syslog" => {
            if !given.is_off() {
                accounting.others.push(given.option_text());
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}
