//! The fields of a job file, one row each.
//!
//! `memory: 2g` -> the row `memory`: a text that must be a size, given to `--memory`.

use crate::argv::Kind as OptionKind;
use crate::values::{
    Capability, Dialect, LogOpt, NamespaceKind, Platform, Restart, SecurityOpt, Size, StopSignal, User, ValueError,
    check,
};
use crate::yaml::{Fault, Node};

use super::fields::{self, Options};

/// Whether a value is one, as docker's client reads it.
pub(super) type Grammar = fn(&[u8]) -> Result<(), ValueError>;

/// A reader of a field that is more than one option.
pub(super) type Reader = fn(&Node, &mut Options) -> Result<(), Fault>;

/// What stands in a field, and how it becomes options.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Read with the job itself: it is no option.
    Job,
    /// A list of texts, an option each.
    List(Grammar),
    /// A mapping, an option `KEY=VALUE` each; of hosts `KEY:VALUE`.
    Map(char, Grammar),
    /// Read by a function of its own.
    Own(Reader),
    /// `true` for the option, `false` for none.
    Switch,
    /// A text, one option.
    Text(Grammar),
}

/// A field.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// The option that it becomes, the first one of several; empty for none.
    pub(super) option: &'static str,
    /// What the template shows.
    pub(super) example: &'static str,
    /// What it is, in a line.
    pub(super) about: &'static str,
}

const fn row(name: &'static str, kind: Kind, option: &'static str, example: &'static str, about: &'static str) -> Row {
    Row { name, kind, option, example, about }
}

/// All fields, in the order in which their options are written.
#[rustfmt::skip]
pub(super) const ROWS: [Row; 54] = [
    row("version", Kind::Job, "", "1", "the version of this language"),
    row("image", Kind::Job, "", "busybox:1", "the image"),
    row("command", Kind::Job, "", "sh", "the program in the container; without it the image's own runs"),
    row("args", Kind::Job, "", "[-c, \"echo $GREETING\"]", "its arguments, each passed as it is, no shell"),
    row("stdin", Kind::Job, "interactive", "input.txt", "the file that is read as standard input"),
    row("stdout", Kind::Job, "", "output.txt", "the file for standard output, made anew"),
    row("stderr", Kind::Job, "", "errors.txt", "the file for standard error, made anew"),
    row("timeout", Kind::Job, "", "2h", "how long it may run, in seconds or as `1h30m`; needs --report"),
    row("init", Kind::Switch, "init", "true", "a small first process that passes on signals and reaps children"),
    row("remove", Kind::Switch, "rm", "true", "remove the container at the end; under --report the default"),
    row("interactive", Kind::Switch, "interactive", "true", "standard input reaches the program"),
    row("tty", Kind::Switch, "tty", "false", "a terminal"),
    row("name", Kind::Text(any), "name", "analysis-7", "the container's name"),
    row("hostname", Kind::Text(any), "hostname", "node1", "its host name"),
    row("user", Kind::Text(user), "user", "\"1000:1000\"", "UID[:GID], or a name of the image"),
    row("workdir", Kind::Text(any), "workdir", "/work", "the working directory in the container"),
    row("network", Kind::Text(network), "network", "none", "a network's name, `none`, `host`"),
    row("entrypoint", Kind::Text(any), "entrypoint", "/bin/env", "a program in the place of the image's own"),
    row("memory", Kind::Text(size), "memory", "2g", "the limit of memory"),
    row("shm", Kind::Text(size), "shm-size", "512m", "the size of /dev/shm"),
    row("cpus", Kind::Own(fields::cpus), "cpus", "1.5", "a hard limit in CPUs, also `{quota: 1.5}`; `{shares: 512}`: a weight"),
    row("gpus", Kind::Own(fields::gpus), "gpus", "[0, 1]", "`all`, a number, or a list of indices or ids"),
    row("ulimits", Kind::Map('=', ulimit), "ulimit", "{ nofile: \"1024:2048\" }", "limits of processes, SOFT[:HARD]"),
    row("labels", Kind::Map('=', any), "label", "{ org.example.task: \"7\" }", "labels of the container"),
    row("env", Kind::Map('=', any), "env", "{ GREETING: hello }", "environment variables"),
    row("mounts", Kind::Own(fields::mounts), "mount", "[{ source: /data, target: /data, access: ro }]", "directories and files of the host, volumes, tmpfs"),
    row("stage_in", Kind::Own(fields::stage_in), "mount", "[{ source: /home/alice/input.dat, target: /work/input.dat }]", "files of the host that the job reads and cannot write"),
    row("tmpfs", Kind::List(tmpfs), "tmpfs", "[\"/scratch:size=64m\"]", "file systems in memory, PATH[:OPTIONS]"),
    row("devices", Kind::List(device), "device", "[/dev/fuse]", "devices, HOST[:CONTAINER[:rwm]]"),
    row("ports", Kind::List(publish), "publish", "[\"127.0.0.1:8080:80\"]", "published ports, [[IP:]HOST:]CONTAINER[/PROTOCOL]"),
    row("dns", Kind::Own(fields::dns), "dns", "[192.0.2.53]", "name servers, also `{servers, search, options}` with a list each"),
    row("hosts", Kind::Map(':', host), "add-host", "{ db.example.org: 192.0.2.7 }", "lines of /etc/hosts, name and address"),
    row("sysctls", Kind::Map('=', sysctl), "sysctl", "{ net.core.somaxconn: \"1024\" }", "kernel parameters of the container"),
    row("capabilities", Kind::Own(fields::capabilities), "cap-add", "{ add: [NET_RAW], drop: [ALL] }", "capabilities"),
    row("security", Kind::List(security), "security-opt", "[no-new-privileges]", "security options"),
    row("privileged", Kind::Switch, "privileged", "false", "all rights on the host"),
    row("read_only", Kind::Switch, "read-only", "true", "a root file system that cannot be written"),
    row("ipc", Kind::Text(ipc), "ipc", "private", "the namespace of shared memory: `private`, `shareable`, `host`, ..."),
    row("pid", Kind::Text(pid), "pid", "host", "the namespace of processes: `host`, `container:NAME`"),
    row("uts", Kind::Text(uts), "uts", "host", "the namespace of the host name: `host`"),
    row("disk", Kind::Own(fields::disk), "storage-opt", "10g", "the limit of the container's own files, where the engine can"),
    row("restart", Kind::Text(restart), "restart", "\"no\"", "`no`, `always`, `unless-stopped`, `on-failure[:N]`"),
    row("stop", Kind::Own(fields::stop), "stop-signal", "{ signal: TERM, timeout: 10 }", "how it is stopped: a signal, and the seconds until it is killed"),
    row("pull", Kind::Text(pull), "pull", "missing", "when the image is fetched: `missing`, `always`, `never`"),
    row("platform", Kind::Text(platform), "platform", "linux/amd64", "the platform of the image"),
    row("log", Kind::Own(fields::log), "log-driver", "{ driver: json-file, options: { max-size: 10m } }", "where the engine keeps the output"),
    row("cgroup_parent", Kind::Text(any), "cgroup-parent", "/batch/job-7", "the cgroup above the container's"),
    row("pids", Kind::Text(number), "pids-limit", "512", "the limit of processes"),
    row("memory_swap", Kind::Text(swap), "memory-swap", "2g", "the limit of memory and swap; -1: no limit of swap"),
    row("cpuset", Kind::Text(any), "cpuset-cpus", "0-3", "the CPUs that it may use"),
    row("groups", Kind::List(user), "group-add", "[\"27\"]", "further groups of the user"),
    row("annotations", Kind::Map('=', any), "annotation", "{ org.example.note: text }", "annotations, which reach the runtime"),
    row("userns", Kind::Text(userns), "userns", "host", "the namespace of users: `host`"),
    row("cgroupns", Kind::Text(cgroupns), "cgroupns", "private", "the namespace of cgroups: `private`, `host`"),
];

/// The names of all fields.
#[cfg(feature = "internals")]
pub fn field_names() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.name)
}

#[expect(clippy::unnecessary_wraps, reason = "a grammar that takes everything")]
fn any(_: &[u8]) -> Result<(), ValueError> {
    Ok(())
}

fn user(value: &[u8]) -> Result<(), ValueError> {
    User::parse(value).map(drop)
}

fn network(value: &[u8]) -> Result<(), ValueError> {
    check(OptionKind::Network, value, Dialect::Docker)
}

pub(super) fn size(value: &[u8]) -> Result<(), ValueError> {
    Size::parse(value).map(drop)
}

fn swap(value: &[u8]) -> Result<(), ValueError> {
    Size::parse_swap(value).map(drop)
}

fn number(value: &[u8]) -> Result<(), ValueError> {
    check(OptionKind::Int, value, Dialect::Docker)
}

pub(super) fn cpu_number(value: &[u8]) -> Result<(), ValueError> {
    check(OptionKind::Cpus, value, Dialect::Docker)
}

fn ulimit(value: &[u8]) -> Result<(), ValueError> {
    check(OptionKind::Ulimit, value, Dialect::Docker)
}

fn tmpfs(value: &[u8]) -> Result<(), ValueError> {
    check(OptionKind::Tmpfs, value, Dialect::Docker)
}

fn device(value: &[u8]) -> Result<(), ValueError> {
    check(OptionKind::Device, value, Dialect::Docker)
}

fn publish(value: &[u8]) -> Result<(), ValueError> {
    check(OptionKind::Publish, value, Dialect::Docker)
}

pub(super) fn address(value: &[u8]) -> Result<(), ValueError> {
    check(OptionKind::IpAddress, value, Dialect::Docker)
}

pub(super) fn search(value: &[u8]) -> Result<(), ValueError> {
    check(OptionKind::DnsSearch, value, Dialect::Docker)
}

pub(super) fn dns_option(value: &[u8]) -> Result<(), ValueError> {
    any(value)
}

fn host(value: &[u8]) -> Result<(), ValueError> {
    check(OptionKind::AddHost, value, Dialect::Docker)
}

fn sysctl(value: &[u8]) -> Result<(), ValueError> {
    check(OptionKind::Sysctl, value, Dialect::Docker)
}

pub(super) fn capability(value: &[u8]) -> Result<(), ValueError> {
    Capability::parse(value).map(drop)
}

/// A word that no engine knows is a slip of the pen.
fn security(value: &[u8]) -> Result<(), ValueError> {
    match SecurityOpt::parse(value, Dialect::Docker)? {
        SecurityOpt::Other(_) => Err(ValueError::unknown("security option", value)),
        _ => Ok(()),
    }
}

fn namespace(value: &[u8], kind: NamespaceKind) -> Result<(), ValueError> {
    crate::values::Namespace::parse(value, kind, Dialect::Docker).map(drop)
}

fn ipc(value: &[u8]) -> Result<(), ValueError> {
    namespace(value, NamespaceKind::Ipc)
}

fn pid(value: &[u8]) -> Result<(), ValueError> {
    namespace(value, NamespaceKind::Pid)
}

fn uts(value: &[u8]) -> Result<(), ValueError> {
    namespace(value, NamespaceKind::Uts)
}

fn userns(value: &[u8]) -> Result<(), ValueError> {
    namespace(value, NamespaceKind::User)
}

fn cgroupns(value: &[u8]) -> Result<(), ValueError> {
    namespace(value, NamespaceKind::Cgroup)
}

fn restart(value: &[u8]) -> Result<(), ValueError> {
    Restart::parse(value, Dialect::Docker).map(drop)
}

pub(super) fn stop_signal(value: &[u8]) -> Result<(), ValueError> {
    StopSignal::parse(value, Dialect::Docker).map(drop)
}

fn pull(value: &[u8]) -> Result<(), ValueError> {
    match value {
        b"missing" | b"always" | b"never" => Ok(()),
        _ => Err(ValueError::unknown("time to fetch an image", value)),
    }
}

fn platform(value: &[u8]) -> Result<(), ValueError> {
    Platform::parse(value).map(drop)
}

pub(super) fn log_option(value: &[u8]) -> Result<(), ValueError> {
    LogOpt::parse(value, Dialect::Docker).map(drop)
}

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn every_field_has_one_row() {
        let mut names: Vec<_> = ROWS.iter().map(|row| row.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ROWS.len());
    }
}
