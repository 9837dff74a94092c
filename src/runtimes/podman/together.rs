//! What podman's client refuses when it puts the options of a line together.
//!
//! `podman run --rm --restart=always img` -> `--restart` cannot stand beside `--rm`.
//!
//! Options that exclude each other; of `create` and `run`. Measured with podman 4.3.1, whose source was read for it.

use std::collections::BTreeSet;

use crate::argv::{Level, Line, Verb};
use crate::values::{Dialect, Namespace, NamespaceKind, Network, NetworkMode, ValueError};

use super::read::{Fault, elements, is_on, is_option, is_said, last, refused};
use super::{mounts, networks, ports};

/// Refuses a level of messages that there is not, and one beside `--debug`; of any command.
pub(super) fn check_level(line: &Line<'_>) -> Result<(), Fault> {
    const LEVELS: [&str; 8] = ["debug", "error", "fatal", "info", "panic", "trace", "warn", "warning"];
    let last = |name: &str| line.occurrences().iter().rfind(|found| found.row.name.as_str() == name);
    let Some((found, level)) = last("log-level").and_then(|found| Some((found, line.value(found)?))) else {
        return Ok(());
    };
    // The default may stand there.
    if last("debug").is_some_and(|found| found.level == Level::Global && line.is_on(found)) && level != b"warn" {
        return Err(Fault::Conflict { option: "log-level", with: "--debug" });
    }
    if LEVELS.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(level)) {
        return Ok(());
    }
    Err(refused(line, found, ValueError::unknown("level of messages", level), false))
}

/// Checks the options against each other.
pub(super) fn check(line: &Line<'_>, dialect: Dialect) -> Result<(), Fault> {
    if !matches!(line.verb(), Verb::Create | Verb::Run) {
        return Ok(());
    }
    let text = |name: &str| last(line, name).and_then(|found| line.value(found)).unwrap_or_default();
    let is_there = |name: &str| last(line, name).is_some();
    if is_on(line, "rm") && !matches!(text("restart"), b"" | b"no" | b"on-failure") {
        return Err(Fault::Conflict { option: "restart", with: "--rm" });
    }
    if is_on(line, "replace") && !is_said(line, "name") {
        return Err(Fault::Conflict { option: "replace", with: "no --name" });
    }
    if is_on(line, "no-healthcheck") && is_said(line, "health-cmd") {
        return Err(Fault::Conflict { option: "no-healthcheck", with: "--health-cmd" });
    }
    for option in ["cpu-period", "cpu-quota"] {
        if is_there("cpus") && is_there(option) {
            return Err(Fault::Conflict { option, with: "--cpus" });
        }
    }
    if is_said(line, "pod") && is_said(line, "pod-id-file") {
        return Err(Fault::Conflict { option: "pod-id-file", with: "--pod" });
    }
    if is_there("pod") && !text("pod").starts_with(b"new:") && is_there("userns") {
        return Err(Fault::Conflict { option: "userns", with: "--pod" });
    }
    if line.verb() == Verb::Run && is_there("attach") && text("log-driver") == b"passthrough" {
        return Err(Fault::Conflict { option: "attach", with: "--log-driver=passthrough" });
    }
    namespaces(line, dialect)?;
    capabilities(line, dialect)?;
    networks::check(line, dialect)?;
    ports::check(line, dialect)?;
    mounts::check(line, dialect)
}

/// Namespaces, and what is only in some of them.
fn namespaces(line: &Line<'_>, dialect: Dialect) -> Result<(), Fault> {
    let of = |name: &str, kind| {
        let value = last(line, name).and_then(|found| line.value(found)).unwrap_or_default();
        Namespace::parse(value, kind, dialect).unwrap_or(Namespace::Default)
    };
    let (pid, uts) = (of("pid", NamespaceKind::Pid), of("uts", NamespaceKind::Uts));
    let (ipc, user) = (of("ipc", NamespaceKind::Ipc), of("userns", NamespaceKind::User));
    let takes_ids = is_said(line, "subgidname") || is_said(line, "subuidname");
    let mappings = ["gidmap", "uidmap"].map(|option| elements(line, option, dialect)).concat();
    // Empty mappings are passed over, but ask for a namespace.
    if !takes_ids && !mappings.is_empty() && mappings.iter().all(Vec::is_empty) {
        return Err(Fault::Conflict { option: "uidmap", with: "empty mappings of ids alone" });
    }
    let maps_ids = takes_ids || !mappings.is_empty();
    if last(line, "userns").is_some() && maps_ids {
        return Err(Fault::Conflict { option: "userns", with: "a mapping of ids" });
    }
    if user == Namespace::Private && !maps_ids {
        return Err(Fault::Conflict { option: "userns", with: "no mapping of ids" });
    }
    let is_own = |namespace: &Namespace| matches!(namespace, Namespace::Default | Namespace::Private);
    let is_always = last(line, "systemd").and_then(|found| line.value(found));
    if is_on(line, "init") && (!is_own(&pid) || is_always.is_some_and(|word| word.eq_ignore_ascii_case(b"always"))) {
        return Err(Fault::Conflict { option: "init", with: "a --pid that is not private, or --systemd=always" });
    }
    if is_said(line, "hostname") && !is_own(&uts) {
        return Err(Fault::Conflict { option: "hostname", with: "a --uts that is not private" });
    }
    if is_said(line, "shm-size") && matches!(ipc, Namespace::Host | Namespace::None) {
        return Err(Fault::Conflict { option: "shm-size", with: "such an --ipc" });
    }
    let cgroup = of("cgroupns", NamespaceKind::Cgroup);
    let mode = line.occurrences().iter().find(|found| is_option(found, "network")).and_then(|found| line.value(found));
    let mode = mode.and_then(|value| Network::parse(value, dialect).ok()).map(|network| network.mode);
    let of_pod = [("pid", &pid), ("uts", &uts), ("ipc", &ipc), ("userns", &user), ("cgroupns", &cgroup)];
    let of_pod = of_pod.into_iter().find(|(_, one)| **one == Namespace::Pod).map(|(option, _)| option);
    let of_pod = of_pod.or_else(|| (mode == Some(NetworkMode::Pod)).then_some("network"));
    if let Some(option) = of_pod.filter(|_| !is_said(line, "pod") && !is_said(line, "pod-id-file")) {
        return Err(Fault::Conflict { option, with: "no --pod" });
    }
    for setting in elements(line, "sysctl", dialect) {
        let is_shared = (setting.starts_with(b"fs.mqueue.") && ipc == Namespace::Host)
            || (setting.starts_with(b"net.") && mode == Some(NetworkMode::Host));
        if is_shared {
            return Err(Fault::Conflict { option: "sysctl", with: "the host's namespace" });
        }
    }
    Ok(())
}

/// Capabilities that are added and dropped.
fn capabilities(line: &Line<'_>, dialect: Dialect) -> Result<(), Fault> {
    let all = |option: &str| -> BTreeSet<Vec<u8>> {
        let folded = elements(line, option, dialect).into_iter().map(|name| name.to_ascii_uppercase());
        folded.map(|name| name.strip_prefix(b"CAP_").map_or_else(|| name.clone(), <[u8]>::to_vec)).collect()
    };
    let (added, dropped) = (all("cap-add"), all("cap-drop"));
    let (adds_all, drops_all) = (added.contains(&b"ALL"[..]), dropped.contains(&b"ALL"[..]));
    let is_both = if adds_all || drops_all { adds_all && drops_all } else { !added.is_disjoint(&dropped) };
    if is_both && !is_on(line, "privileged") {
        return Err(Fault::Conflict { option: "cap-drop", with: "the same --cap-add" });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::runtimes::podman::read::takes;

    #[test]
    fn podman_4_3_takes_these() {
        for options in [
            "--restart=x",
            "--restart=on-failure:1",
            "--rm --restart=no",
            "--attach=x",
            "--kernel-memory=bad",
            "--health-timeout=bad",
            "--health-cmd=x --health-interval=disable",
            "--health-cmd=x --health-interval=-1s",
            "--log-level=WARN",
            "--ip=::1",
            "--uidmap=0:0:1",
            "--gidmap=, --uidmap=0:0:1",
            "--log-opt=a=b,c=d",
            "--pull=newer",
            "--replace --name=x",
            "--network=n:alias=x,ip=1.1.1.1",
            "--dns-search=.",
            "--volumes-from=x:ro,z",
            "--init --pid=private",
            "--rm --restart=on-failure",
            "--restart=On-Failure:+1",
            "--pull=IfNewer",
            "--uidmap=0:0:1:1:1:5",
            "--ulimit=host,x --ulimit=y",
            "--blkio-weight=",
            "--cap-add=all --cap-drop=kill",
            "--cap-drop=ALL --cap-add=kill",
            "--privileged --cap-add=kill --cap-drop=kill",
            "--userns=auto:size=5",
            "--uts=private --hostname=h",
        ] {
            assert!(takes(options), "{options}");
        }
    }

    #[test]
    fn podman_4_3_refuses_these() {
        for options in [
            "--restart=x:3",
            "--restart=on-failure:-1",
            "--restart=on-failure:",
            "--rm --restart=no:3",
            "--health-cmd=x --health-retries=0",
            "--health-cmd=x --health-timeout=-1s",
            "--health-cmd=x --no-healthcheck",
            "--health-on-failure=x",
            "--log-level=x",
            "--ip=x",
            "--ip=1.1.1.1 --network=none",
            "--network=a --network=host",
            "--network=a,b --ip=1.1.1.1",
            "--network=n:bogus=1",
            "--network=none --dns=1.1.1.1",
            "--network-alias=x --network=host",
            "--uidmap=+0:0:1",
            "--uidmap=0:0",
            "--gidmap=,",
            "--userns=host --uidmap=0:0:1",
            "--log-opt=a",
            "--log-opt=max-size=x",
            "--log-opt=MAX-SIZE=",
            "--log-opt=max-size=-1",
            "--pull=ALWAYS",
            "--replace",
            "--init-ctr=once",
            "--dns-search=. --dns-search=a",
            "--volumes-from=/:/x",
            "--init --pid=host",
            "--cpus=1 --cpu-quota=5000",
            "--sdnotify=healthy",
            "--seccomp-policy=x",
            "--systemd=x",
            "--image-volume=x",
            "--cgroup-conf=a",
            "--rm --restart=on-failure:1",
            "--ulimit=NOFILE=1",
            "--ulimit=x --ulimit=host",
            "--blkio-weight=0x10",
            "--cap-add=kill --cap-drop=CAP_KILL",
            "--cap-add=all --cap-drop=ALL",
            "--userns=auto:",
            "--userns=private",
            "--userns= --uidmap=0:0:1",
            "--userns=pod",
            "--pod=p --userns=host",
            "--pod=p --pod-id-file=f",
            "--uts=host --hostname=h",
            "--ipc=host --shm-size=1m",
            "--sysctl=net.x=1 --network=host",
            "--group-add=keep-groups,x",
            "--init --systemd=always",
            "--health-cmd=[]",
            "--health-cmd=null",
            "--health-on-failure=KILL",
            "--pids-limit=2147483648",
            "--shm-size=1.",
            "--memory=1e3",
            "--volumes-from=:ro",
            "--volumes-from=c:ro,rw",
        ] {
            assert!(!takes(options), "{options}");
        }
    }
}
