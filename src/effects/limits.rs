//! Upper bounds on what a container uses.
//!
//! `docker run -m 2g --cpus 1.5 img` -> memory 2147483648 bytes, 1.5 CPUs, processes `Unlimited`.
//!
//! Zero, negative and absent bounds are [`Limit::Unlimited`]; with `update`, absent means that a bound stays as it is.

use super::Effects;
use super::asked::{Asked, Limit, OptionText, Setting, replace_keyed};
use super::given::Given;
use crate::values::{Cpus, Dialect, Size, Throttle, Ulimit, ValueError, WeightDevice};

/// Limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Memory in bytes.
    pub memory: Asked<Limit<u64>>,
    /// Memory in bytes that it is pressed back to when the machine runs short.
    pub memory_reservation: Asked<Limit<u64>>,
    /// Memory and swap together.
    pub memory_swap: Asked<Swap>,
    /// How readily it is swapped, 0 to 100; -1 is the engine's default.
    pub memory_swappiness: Asked<Setting<i64>>,
    /// Kernel memory in bytes; parsed and ignored by engines of today.
    pub kernel_memory: Asked<Limit<u64>>,
    /// CPUs, by `--cpus`; see [`Limits::cpus`].
    pub cpus: Asked<Limit<Cpus>>,
    /// Microseconds of CPU time in a period.
    pub cpu_quota: Asked<Limit<u64>>,
    /// The period in microseconds.
    pub cpu_period: Asked<Setting<i64>>,
    /// Microseconds of real-time CPU time in a period.
    pub cpu_rt_runtime: Asked<Limit<u64>>,
    /// The real-time period in microseconds.
    pub cpu_rt_period: Asked<Setting<i64>>,
    /// The weight among others that want CPU time, 1024 without.
    pub cpu_shares: Asked<Setting<i64>>,
    /// Which CPUs, as written.
    pub cpuset_cpus: Asked<Setting<Vec<u8>>>,
    /// Which memory nodes, as written.
    pub cpuset_mems: Asked<Setting<Vec<u8>>>,
    /// Processes and threads.
    pub pids: Asked<Limit<u64>>,
    /// `/dev/shm`.
    pub shm_size: Asked<Shm>,
    /// Limits of each process; of a name the last.
    pub ulimits: Vec<Asked<Ulimit>>,
    /// The weight among others that do I/O, 10 to 1000.
    pub blkio_weight: Asked<Setting<i64>>,
    /// The same for one device.
    pub blkio_weight_devices: Vec<Asked<WeightDevice>>,
    /// Rates of I/O by device.
    pub rates: Vec<Asked<Rate>>,
    /// Limits that only Windows knows, as written, and podman's `shm-size-systemd`.
    pub others: Vec<Asked<OptionText>>,
}

/// A bound on memory and swap together, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Swap {
    /// Not written, or zero: twice the memory limit, unlimited without one.
    #[default]
    TwiceTheMemory,
    /// Negative: none.
    Unlimited,
    /// At most this.
    To(u64),
}

/// The size of `/dev/shm` in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shm {
    /// The engine's (64 MiB).
    #[default]
    Default,
    /// None (podman's zero).
    Unlimited,
    /// At most this.
    To(u64),
}

/// A bound on I/O with one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// What is bounded.
    pub kind: RateKind,
    /// The device, and bytes or operations a second; 0 is no bound.
    pub throttle: Throttle,
}

/// What of I/O is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateKind {
    /// Bytes read a second.
    ReadBytes,
    /// Reads a second.
    ReadOperations,
    /// Bytes written a second.
    WriteBytes,
    /// Writes a second.
    WriteOperations,
}

impl Limits {
    /// The bound on CPUs, by `--cpus` or by quota and period, in billionths of a CPU.
    ///
    /// A period that is not written is 100 ms, the kernel's.
    #[must_use]
    pub fn cpus(&self) -> Limit<i64> {
        if let Limit::To(cpus) = self.cpus.value {
            return Limit::To(cpus.nanos());
        }
        let period = match self.cpu_period.value {
            Setting::To(period) if period > 0 => period,
            Setting::To(_) | Setting::Default => 100_000,
        };
        let quota = self.cpu_quota.value.bound().and_then(|quota| i64::try_from(quota).ok());
        match quota {
            Some(quota) => Limit::To(quota.saturating_mul(1_000_000_000).saturating_div(period)),
            None => Limit::Unlimited,
        }
    }

    /// The bound on memory and swap together in bytes.
    #[must_use]
    pub fn memory_and_swap(&self) -> Limit<u64> {
        match (self.memory_swap.value, self.memory.value) {
            (Swap::To(bytes), _) => Limit::To(bytes),
            (Swap::TwiceTheMemory, Limit::To(bytes)) => Limit::To(bytes.saturating_mul(2)),
            (Swap::Unlimited, _) | (Swap::TwiceTheMemory, Limit::Unlimited) => Limit::Unlimited,
        }
    }
}

/// Takes the options of class `Limit`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let limits = &mut effects.limits;
    match given.name {
        b"memory" => limits.memory = given.size_limit()?,
        b"memory-reservation" => limits.memory_reservation = given.size_limit()?,
        b"memory-swap" => limits.memory_swap = given.asked(swap(given)?),
        b"memory-swappiness" => {
            let percent = given.int()?;
            limits.memory_swappiness = given.asked(if percent < 0 { Setting::Default } else { Setting::To(percent) });
        }
        b"kernel-memory" => limits.kernel_memory = given.size_limit()?,
        b"cpus" => {
            let cpus = Cpus::parse(given.text(), given.dialect)?;
            limits.cpus = given.asked(if cpus.nanos() > 0 { Limit::To(cpus) } else { Limit::Unlimited });
        }
        b"cpu-quota" => limits.cpu_quota = given.int_limit()?,
        b"cpu-period" => limits.cpu_period = given.int_setting()?,
        b"cpu-rt-runtime" => limits.cpu_rt_runtime = given.int_limit()?,
        b"cpu-rt-period" => limits.cpu_rt_period = given.int_setting()?,
        b"cpu-shares" => limits.cpu_shares = given.int_setting()?,
        b"cpuset-cpus" => limits.cpuset_cpus = given.setting(),
        b"cpuset-mems" => limits.cpuset_mems = given.setting(),
        b"pids-limit" => limits.pids = given.int_limit()?,
        b"shm-size" => limits.shm_size = given.asked(shm(given)?),
        b"ulimit" => {
            for element in given.elements()? {
                let ulimit = given.asked(Ulimit::parse(&element, given.dialect)?);
                replace_keyed(&mut limits.ulimits, ulimit, same_ulimit);
            }
        }
        b"blkio-weight" => {
            // podman reads a text and takes an empty one for none.
            if !(given.text().is_empty() && given.dialect.is_podman()) {
                limits.blkio_weight = given.int_setting()?;
            }
        }
        b"blkio-weight-device" => given.add(&mut limits.blkio_weight_devices, WeightDevice::parse)?,
        b"device-read-bps" => rate(effects, given, RateKind::ReadBytes)?,
        b"device-read-iops" => rate(effects, given, RateKind::ReadOperations)?,
        b"device-write-bps" => rate(effects, given, RateKind::WriteBytes)?,
        b"device-write-iops" => rate(effects, given, RateKind::WriteOperations)?,
        b"cpu-count" | b"cpu-percent" | b"io-maxbandwidth" | b"io-maxiops" | b"shm-size-systemd" => {
            limits.others.push(given.option_text());
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn swap(given: &Given<'_>) -> Result<Swap, ValueError> {
    let text = given.text();
    if text.is_empty() && given.dialect.is_podman() {
        return Ok(Swap::TwiceTheMemory);
    }
    let bytes = Size::parse_swap(text)?.bytes();
    Ok(match u64::try_from(bytes) {
        Ok(0) => Swap::TwiceTheMemory,
        Ok(bytes) => Swap::To(bytes),
        Err(_) => Swap::Unlimited,
    })
}

fn shm(given: &Given<'_>) -> Result<Shm, ValueError> {
    match given.size_limit()?.value {
        Limit::To(bytes) => Ok(Shm::To(bytes)),
        Limit::Unlimited if given.text().is_empty() || given.dialect == Dialect::Docker => Ok(Shm::Default),
        Limit::Unlimited => Ok(Shm::Unlimited),
    }
}

fn same_ulimit(a: &Ulimit, b: &Ulimit) -> bool {
    match (a, b) {
        (Ulimit::Host, Ulimit::Host) => true,
        (Ulimit::Limit { name: a, .. }, Ulimit::Limit { name: b, .. }) => a == b,
        (Ulimit::Host, Ulimit::Limit { .. }) | (Ulimit::Limit { .. }, Ulimit::Host) => false,
    }
}

fn rate(effects: &mut Effects, given: &Given<'_>, kind: RateKind) -> Result<(), ValueError> {
    given.add(&mut effects.limits.rates, |element| {
        let throttle = match kind {
            RateKind::ReadBytes | RateKind::WriteBytes => Throttle::parse_bps(element)?,
            RateKind::ReadOperations | RateKind::WriteOperations => Throttle::parse_iops(element)?,
        };
        Ok(Rate { kind, throttle })
    })
}
