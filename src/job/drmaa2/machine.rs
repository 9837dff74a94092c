//! The machine that the engine runs on.
//!
//! `{"Name": "node7", "NCPU": 64, "MemTotal": 270130855936, "Architecture": "x86_64", ...}` of `docker info` -> one machine with
//! 64 CPUs, X64, Linux. podman's `info` says the same under `host`.

use serde_json::{Map, Value, json};

/// Architectures: the engines' words, the name in DRMAA2, the number of the Go interface.
const ARCHITECTURES: [(&[&str], &str, u8); 9] = [
    (&["arm", "armv6l", "armv7l"], "ARM", 2),
    (&["aarch64", "arm64"], "ARM64", 3),
    (&["386", "i386", "i686"], "X86", 7),
    (&["amd64", "x86_64"], "X64", 8),
    (&["ia64"], "IA64", 9),
    (&["mips", "mipsle"], "MIPS", 10),
    (&["mips64", "mips64le"], "MIPS64", 11),
    (&["ppc", "ppcle"], "PowerPC", 12),
    (&["ppc64", "ppc64le"], "PowerPC64", 13),
];

/// A machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachineInfo {
    pub name: String,
    /// Its CPUs as the kernel counts them.
    pub cpus: u64,
    /// Its memory in bytes.
    pub memory: u64,
    /// Its memory with swap, in bytes; docker does not say.
    pub virtual_memory: Option<u64>,
    /// The architecture, in the engine's word.
    pub architecture: String,
    /// The operating system, in the engine's word.
    pub os: String,
    /// The release of its kernel.
    pub kernel: String,
}

impl MachineInfo {
    /// Reads what `docker info --format {{json .}}` or `podman info --format json` prints; `None` when the engine did not answer.
    #[must_use]
    pub fn read(json: &[u8]) -> Option<MachineInfo> {
        let read: Value = serde_json::from_slice(json).ok()?;
        let host = read.get("host");
        let from = host.unwrap_or(&read);
        let text = |podman: &str, docker: &str| {
            let key = if host.is_some() { podman } else { docker };
            from.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let number = |podman: &str, docker: &str| {
            let key = if host.is_some() { podman } else { docker };
            from.get(key).and_then(Value::as_u64)
        };
        let memory = number("memTotal", "MemTotal")?;
        Some(MachineInfo {
            name: Some(text("hostname", "Name")).filter(|name| !name.is_empty())?,
            cpus: number("cpus", "NCPU")?,
            memory,
            virtual_memory: number("swapTotal", "SwapTotal").map(|swap| memory.saturating_add(swap)),
            architecture: text("arch", "Architecture"),
            os: text("os", "OSType"),
            kernel: text("kernel", "KernelVersion"),
        })
    }

    /// The name of the architecture in DRMAA2, with the Go interface's number.
    #[must_use]
    pub fn cpu(&self) -> (&'static str, u8) {
        let word = self.architecture.as_str();
        let known = ARCHITECTURES.iter().find(|(words, ..)| words.contains(&word));
        known.map_or(("OtherCPU", 0), |(_, name, number)| (*name, *number))
    }

    /// As the Go interface reads it. Engines count CPUs and not sockets: it is one socket with a core a CPU. Memory is in bytes.
    #[must_use]
    pub fn json(&self) -> Value {
        let (cpu, number) = self.cpu();
        let mut parts = self.kernel.split('.');
        let (major, minor) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let mut members = Map::new();
        let mut put = |key: &str, value: Value| members.insert(key.to_owned(), value);
        put("name", json!(self.name));
        put("available", json!(true));
        put("sockets", json!(1));
        put("coresPerSocket", json!(self.cpus));
        put("threadsPerCore", json!(1));
        put("physicalMemory", json!(self.memory));
        if let Some(virtual_memory) = self.virtual_memory {
            put("virtualMemory", json!(virtual_memory));
        }
        put("architecture", json!(number));
        put("architectureName", json!(cpu));
        put("os", json!(if self.os == "linux" { 3 } else { 0 }));
        put("osVersion", json!({ "major": major, "minor": minor }));
        Value::Object(members)
    }
}
