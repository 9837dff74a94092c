//! The plain spellings of a value, by which rules and denials know it however it is written.
//!
//! `--memory 1024m` -> `1073741824`; `--cap-add sys_admin` -> `CAP_SYS_ADMIN`, `SYS_ADMIN`; `--network name=host` -> `host`.

use crate::argv::{Kind, Row};

use super::{
    AddHost, Capability, Cpus, Device, Dialect, Duration, Expose, Gpus, Network, Platform, Publish, Restart,
    SecurityOpt, Size, StopSignal, Sysctl, Ulimit, User, ip, number, path,
};

/// The plain spellings of a value of that option: values that mean the same have one in common. None where the text itself
/// is the meaning, and where the value cannot be read.
#[must_use]
pub fn spellings(row: &Row, value: &[u8], dialect: Dialect) -> Vec<Vec<u8>> {
    of_kind(row, value, dialect).unwrap_or_default()
}

/// Whether the value stands for every value that the option could have.
#[must_use]
pub fn is_every(row: &Row, value: &[u8]) -> bool {
    matches!(row.destination.as_str(), "cap-add" | "cap-drop") && Capability::parse(value) == Ok(Capability::All)
}

fn of_kind(row: &Row, value: &[u8], dialect: Dialect) -> Option<Vec<Vec<u8>>> {
    let one = |text: String| Some(vec![text.into_bytes()]);
    match row.kind {
        Kind::AddHost => Some(vec![AddHost::parse(value, dialect).ok()?.to_bytes()]),
        Kind::Cpus => one(Cpus::parse(value, dialect).ok()?.to_string()),
        Kind::Device => Some(of_device(&Device::parse(value, dialect).ok()?)),
        Kind::Duration => one(Duration::parse(value).ok()?.to_string()),
        Kind::Expose => Some(vec![Expose::parse(value, dialect).ok()?.to_bytes()]),
        Kind::Gpus if !dialect.is_podman() => Some(of_gpus(&Gpus::parse(value).ok()?)),
        Kind::Int | Kind::Int32 => one(number::parse_int(value, 64).ok()?.to_string()),
        Kind::IpAddress => one(ip::parse_trimmed(value).ok()?.to_string()),
        Kind::Network => {
            let network = Network::parse(value, dialect).ok()?;
            Some(vec![Network { options: Vec::new(), ..network }.to_bytes(dialect)])
        }
        Kind::Publish => one(Publish::parse(value, dialect).ok()?.to_string()),
        Kind::Size => one(Size::parse(value).ok()?.bytes().to_string()),
        Kind::SwapSize => one(Size::parse_swap(value).ok()?.bytes().to_string()),
        Kind::Sysctl => Some(vec![Sysctl::parse(value, dialect).ok()?.to_bytes()]),
        Kind::Uint | Kind::Uint16 | Kind::Uint32 => one(number::parse_uint(value, 64).ok()?.to_string()),
        Kind::Ulimit => one(Ulimit::parse(value, dialect).ok()?.to_string()),
        Kind::Text => of_text(row.destination.as_str(), value, dialect),
        // What has fields (mounts, volumes) is looked at field by field; of the others only the text counts.
        Kind::Attach
        | Kind::Bool
        | Kind::Csv
        | Kind::DeviceCgroupRule
        | Kind::DnsSearch
        | Kind::Env
        | Kind::EnvFile
        | Kind::Filter
        | Kind::Float
        | Kind::Gpus
        | Kind::ImageName
        | Kind::Label
        | Kind::Link
        | Kind::Mount
        | Kind::OptionalText
        | Kind::Pair
        | Kind::PairCsv
        | Kind::QuotedText
        | Kind::ThrottleBps
        | Kind::ThrottleIops
        | Kind::Tmpfs
        | Kind::UintCsv
        | Kind::Volume
        | Kind::WeightDevice => None,
    }
}

fn of_text(option: &str, value: &[u8], dialect: Dialect) -> Option<Vec<Vec<u8>>> {
    let one = |text: String| Some(vec![text.into_bytes()]);
    match option {
        "cap-add" | "cap-drop" => match Capability::parse(value).ok()? {
            Capability::All => one("ALL".to_owned()),
            Capability::Named(name) => {
                let bare = name.strip_prefix("CAP_").unwrap_or(&name).to_owned();
                Some(vec![name.into_bytes(), bare.into_bytes()])
            }
        },
        "platform" => one(Platform::parse(value).ok()?.to_string()),
        "restart" => one(Restart::parse(value, dialect).ok()?.to_string()),
        "security-opt" => Some(vec![SecurityOpt::parse(value, dialect).ok()?.to_bytes()]),
        "signal" | "stop-signal" => {
            let signal = StopSignal::parse(value, dialect).ok()?;
            Some(vec![signal.to_string().into_bytes(), signal.number().to_string().into_bytes()])
        }
        "user" => {
            let user = User::parse(value).ok()?;
            Some(vec![user.to_bytes(), user.user?.to_bytes()])
        }
        _ => None,
    }
}

/// Its path on the host, and the whole.
fn of_device(device: &Device) -> Vec<Vec<u8>> {
    match device {
        Device::Cdi(_) => vec![device.to_bytes()],
        Device::Path(one) => vec![path::clean(&one.source), device.to_bytes()],
    }
}

/// A count, or the names.
fn of_gpus(gpus: &Gpus) -> Vec<Vec<u8>> {
    match (gpus.effective_count(), &gpus.devices) {
        (Some(count), _) if count < 0 => vec![b"all".to_vec()],
        (Some(count), _) => vec![count.to_string().into_bytes()],
        (None, Some(names)) => vec![[b"device=", names.join(&b',').as_slice()].concat()],
        (None, None) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::argv::Tables as _;
    use crate::runtimes::docker::Docker;

    fn row(name: &str) -> &'static Row {
        let command = Docker.commands().iter().find(|command| command.path.as_str() == "run").unwrap();
        let mut rows = command.groups.iter().flat_map(|&group| Docker.rows(group));
        rows.find(|row| row.name.as_str() == name).unwrap()
    }

    /// Whether two values of an option have a spelling in common.
    fn is_same(option: &str, a: &str, b: &str) -> bool {
        let of = |text: &str| spellings(row(option), text.as_bytes(), Dialect::Docker);
        let (a, b) = (of(a), of(b));
        a.iter().any(|one| b.contains(one))
    }

    #[test]
    fn what_means_the_same_has_a_spelling_in_common() {
        for (option, same) in [
            ("cap-add", &["SYS_ADMIN", "sys_admin", "CAP_SYS_ADMIN"][..]),
            ("cpus", &["1.5", "1.50", "3/2"]),
            ("device", &["/dev/kvm", "/dev/kvm:/dev/kvm", "//dev/kvm", "/dev/kvm:rwm", "/dev/./kvm:/dev/x:r"]),
            ("gpus", &["all", "count=all", "-1", "count=-1"]),
            ("memory", &["1g", "1G", "1024m", "1073741824"]),
            ("memory-swap", &["1g", "1024m"]),
            ("network", &["host", "name=host"]),
            ("network", &["a", "name=a,alias=b"]),
            ("pids-limit", &["10", "+10"]),
            ("publish", &["80:80", "80:80/tcp"]),
            ("security-opt", &["seccomp=unconfined", "seccomp:unconfined"]),
            ("stop-signal", &["SIGKILL", "9", "KILL", "kill"]),
            ("user", &["0", "0:0", "00"]),
        ] {
            for value in same {
                assert!(is_same(option, same[0], value), "{option}: {} and {value}", same[0]);
            }
        }
        for (option, a, b) in
            [("cap-add", "SYS_ADMIN", "SYS_PTRACE"), ("memory", "1g", "1"), ("user", "1", "10"), ("gpus", "1", "all")]
        {
            assert!(!is_same(option, a, b), "{option}: {a} and {b}");
        }
        assert!(is_every(row("cap-add"), b"all") && !is_every(row("cap-add"), b"SYS_ADMIN"));
        assert_eq!(spellings(row("memory"), b"much", Dialect::Docker), Vec::<Vec<u8>>::new());
    }
}
