//! What a value of an option looks like, for messages.
//!
//! `--restart=sometimes` -> write it as in `on-failure:3`, `always`, `unless-stopped` or `no`.

use super::Dialect;
use crate::argv::{Kind, Row};

/// What to do about a value that cannot be read: the forms that the client takes.
#[must_use]
pub fn remedy(row: &Row, dialect: Dialect) -> String {
    match form(row, dialect) {
        Some(form) => format!("write it as in {form}"),
        None => format!("see --{} in the reference of its client", row.destination),
    }
}

/// Values that the option takes, in code quotes.
fn form(row: &Row, dialect: Dialect) -> Option<&'static str> {
    let podman = dialect.is_podman();
    Some(match row.kind {
        Kind::AddHost => "`db.example.org:192.0.2.7`",
        Kind::Attach => "`stdin`, `stdout` or `stderr`",
        Kind::Bool => "`true` or `false`",
        Kind::Cpus | Kind::Float => "`1.5`",
        Kind::Device => "`/dev/fuse:/dev/fuse:rw`",
        Kind::DeviceCgroupRule => "`c 10:229 rwm`",
        Kind::DnsSearch => "`example.org`",
        Kind::Duration => "`1m30s`",
        Kind::Env | Kind::Label | Kind::Pair | Kind::PairCsv => "`NAME=VALUE`",
        Kind::EnvFile => "`/home/alice/job.env`",
        Kind::Expose => "`8080/tcp`",
        Kind::Filter => "`label=org.example.job`",
        Kind::Gpus => "`all`, `2` or `\"device=0,2\"` with those quotes",
        Kind::ImageName => "`registry.example.org/name:tag`",
        Kind::Int | Kind::Int32 | Kind::Uint | Kind::Uint16 | Kind::Uint32 => "`100`",
        Kind::IpAddress => "`192.0.2.7`",
        Kind::Link => "`CONTAINER:ALIAS`",
        Kind::Mount => "`type=bind,source=/data,target=/data,readonly`",
        Kind::Network if podman => "`NAME`, `NAME:alias=ALIAS`, `host` or `none`",
        Kind::Network => "`NAME`, `name=NAME,alias=ALIAS`, `host` or `none`",
        Kind::Publish => "`8080:80/tcp`",
        Kind::Size => "`512m`",
        Kind::SwapSize => "`1g` or `-1`",
        Kind::Sysctl => "`net.core.somaxconn=1024`",
        Kind::ThrottleBps => "`/dev/sda:10mb`",
        Kind::ThrottleIops => "`/dev/sda:1000`",
        Kind::Tmpfs => "`/scratch:size=1g`",
        Kind::UintCsv => "`3,4`",
        Kind::Ulimit => "`nofile=1024:2048`",
        Kind::Volume => "`/data:/data:ro`",
        Kind::WeightDevice => "`/dev/sda:200`",
        Kind::Csv | Kind::OptionalText | Kind::QuotedText | Kind::Text => {
            return of_text(row.destination.as_str(), podman);
        }
    })
}

/// Values of options that are texts to the tables.
fn of_text(option: &str, podman: bool) -> Option<&'static str> {
    Some(match option {
        "annotation" | "cgroup-conf" | "log-opt" | "storage-opt" => "`KEY=VALUE`",
        "blkio-weight" | "group-add" => "`100`",
        "cap-add" | "cap-drop" => "`NET_ADMIN`",
        "cgroupns" => "`private` or `host`",
        "gidmap" | "uidmap" => "`0:100000:65536`",
        "health-interval" | "health-start-period" | "health-timeout" => "`1m30s`",
        "ip" | "ip6" => "`192.0.2.7`",
        "ipc" => "`private`, `shareable`, `host` or `container:NAME`",
        "mac-address" => "`02:00:00:00:00:01`",
        "pid" => "`host` or `container:NAME`",
        "platform" => "`linux/amd64`",
        "pull" if podman => "`always`, `missing`, `newer` or `never`",
        "pull" => "`always`, `missing` or `never`",
        "restart" => "`on-failure:3`, `always`, `unless-stopped` or `no`",
        "security-opt" => "`no-new-privileges`, `label=disable` or `seccomp=unconfined`",
        "stop-signal" => "`SIGTERM`",
        "user" => "`1000:1000`",
        "userns" if podman => "`keep-id`, `host` or `auto`",
        "userns" | "uts" => "`host`",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::argv::Tables;
    use crate::runtimes::docker::Docker;
    use crate::runtimes::podman::Podman;
    use crate::values::check_row;

    #[test]
    fn every_value_that_a_message_shows_is_one_that_the_client_takes() {
        for (tables, dialect) in [(&Docker as &dyn Tables, Dialect::Docker), (&Podman, Dialect::Podman5)] {
            let groups = tables.commands().iter().flat_map(|command| command.groups);
            for row in groups.flat_map(|group| tables.rows(group)) {
                let Some(form) = form(row, dialect) else { continue };
                for value in form.split('`').skip(1).step_by(2) {
                    assert_eq!(check_row(row, value.as_bytes(), dialect), Ok(()), "--{} {value}", row.name);
                }
            }
        }
    }
}
