//! How long something lives.
//!
//! `--detach`, `--restart=always` and `--stop-timeout=3600` are denied unless `lifetime` lists them: the batch system
//! would no longer end the job.

use super::{Entry, Judge};
use crate::argv::{Verb, quote};
use crate::effects::{At, Health, Lifetime, Setting};
use crate::values::Restart;

pub(super) fn judge(judge: &mut Judge<'_, '_>, lifetime: &Lifetime) {
    let Lifetime {
        detach,
        remove: _,
        restart,
        signal,
        stop_timeout,
        health,
        health_options,
        init: _,
        signal_proxy,
        detach_keys,
        force: _,
        pause: _,
        checkpoint,
        others,
    } = lifetime;
    let entry = &judge.allow().lifetime;
    let verb = judge.effects().verb.value;
    // `create` returns at once by its nature; `--detach` of `run` and `exec` is a choice.
    if detach.value && !entry.detach {
        switch(judge, "detach", ("detach", "--detach"), detach.at, RETURNS);
    }
    if restart.value != Restart::No {
        judge.listed("restart", "lifetime: restart", &entry.restart, restart.value.to_string().as_bytes(), restart.at);
    }
    if judge.is_create()
        && let Setting::To(signal_value) = &signal.value
    {
        let text = signal_value.to_string();
        judge.listed("stop signal", "lifetime: stop_signal", &entry.stop_signal, text.as_bytes(), signal.at);
    }
    // Whoever may stop a container may do it slowly, unless the site says how slowly.
    let most = if judge.is_create() { Some(entry.stop_timeout.unwrap_or(0)) } else { entry.stop_timeout };
    if let (Setting::To(seconds), Some(most)) = (stop_timeout.value, most) {
        // Negative is for ever.
        if u64::try_from(seconds).map_or(true, |seconds| seconds > most) {
            let why = format!("is longer than `lifetime: stop_timeout` allows: {most}");
            let remedy = if seconds < 0 { "write a number of seconds" } else { "write fewer seconds" };
            if !judge.granted(stop_timeout.at) {
                // For ever is over every bound.
                let entry = (seconds >= 0).then(|| Entry::set("lifetime: stop_timeout", seconds.to_string()));
                judge.deny("stop timeout", &seconds.to_string(), stop_timeout.at, why, remedy).allowed_by(entry);
            }
        }
    }
    if let Health::Command(command) = &health.value
        && !entry.health
    {
        let why = "is run by the engine again and again, outside the job";
        switch(judge, "health", ("health check", &quote::long_bytes(command)), health.at, why);
    }
    if !entry.health {
        for option in health_options {
            let shown = super::show_option(&option.value);
            switch(judge, "health", ("health check", &shown), option.at, "is run outside the job");
        }
    }
    if let Setting::To(false) = signal_proxy.value
        && !entry.no_signal_proxy
        && matches!(verb, Some(Verb::Run | Verb::Start | Verb::Attach))
    {
        let why = "keeps the batch system's signals from the job";
        switch(judge, "no_signal_proxy", ("signals", "--sig-proxy=false"), signal_proxy.at, why);
    }
    if let Setting::To(keys) = &detach_keys.value
        && !entry.detach
    {
        switch(judge, "detach", ("detach keys", &quote::long_bytes(keys)), detach_keys.at, RETURNS);
    }
    for option in checkpoint {
        let shown = super::show_option(&option.value);
        judge.refuse("checkpoint", &shown, option.at, "starts from a state on the host's disk", "remove it");
    }
    judge.options(others);
}

const RETURNS: &str = "lets the call return while the container runs on";

/// Denies an effect that a key of `lifetime` would allow, unless it is granted.
fn switch(judge: &mut Judge<'_, '_>, key: &str, (effect, value): (&'static str, &str), at: Option<At>, why: &str) {
    if judge.granted(at) {
        return;
    }
    let remedy = format!("remove it, or ask the site for `lifetime: {{{key}: true}}`");
    judge.deny(effect, value, at, why, &remedy).allowed_by(Entry::set(format!("lifetime: {key}"), "true"));
}
