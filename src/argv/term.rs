//! The terms in which option tables are shown.
//!
//! `--blkio-weight-device` -> its value is `DEVICE:WEIGHT`, all of them count, and it is about limits.

use std::fmt;

use super::row::{Class, Kind, Repeats};

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Kind::Bool => "switch",
            Kind::Text | Kind::QuotedText => "text",
            Kind::OptionalText => "text or nothing",
            Kind::Int | Kind::Int32 | Kind::Uint | Kind::Uint32 | Kind::Uint16 => "integer",
            Kind::Float => "number",
            Kind::Duration => "duration",
            Kind::Size => "size",
            Kind::SwapSize => "size or -1",
            Kind::Cpus => "CPUs",
            Kind::Csv => "list",
            Kind::UintCsv => "list of integers",
            Kind::PairCsv => "list of KEY=VALUE",
            Kind::Pair | Kind::Sysctl | Kind::Filter => "KEY=VALUE",
            Kind::Env => "NAME[=VALUE]",
            Kind::EnvFile => "file",
            Kind::Label => "KEY[=VALUE]",
            Kind::Volume => "volume",
            Kind::Mount => "mount",
            Kind::Tmpfs => "tmpfs",
            Kind::Publish | Kind::Expose => "port",
            Kind::Device => "device",
            Kind::DeviceCgroupRule => "cgroup rule",
            Kind::ThrottleBps => "DEVICE:SIZE",
            Kind::ThrottleIops => "DEVICE:NUMBER",
            Kind::WeightDevice => "DEVICE:WEIGHT",
            Kind::Gpus => "GPUs",
            Kind::Network => "network",
            Kind::AddHost => "HOST:ADDRESS",
            Kind::IpAddress => "address",
            Kind::DnsSearch => "domain",
            Kind::Link => "CONTAINER[:ALIAS]",
            Kind::Attach => "stream",
            Kind::Ulimit => "NAME=SOFT[:HARD]",
            Kind::ImageName => "image",
        })
    }
}

impl fmt::Display for Repeats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Repeats::Last => "last",
            Repeats::First => "first",
            Repeats::Append => "all",
            Repeats::Keyed => "by key",
        })
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Class::Harmless => "harmless",
            Class::Mounts => "mounts",
            Class::ClientFile => "client file",
            Class::Device => "device",
            Class::Gpu => "GPU",
            Class::Namespace => "namespace",
            Class::Capability => "capability",
            Class::Privilege => "privilege",
            Class::Security => "security",
            Class::Identity => "identity",
            Class::Network => "network",
            Class::Port => "port",
            Class::Hosts => "hosts",
            Class::Limit => "limit",
            Class::Accounting => "accounting",
            Class::Lifetime => "lifetime",
            Class::Image => "image",
            Class::Entrypoint => "entrypoint",
            Class::Workdir => "working directory",
            Class::Environment => "environment",
            Class::Label => "label",
            Class::Sysctl => "kernel parameter",
            Class::Name => "name",
            Class::Objects => "objects",
            Class::Engine => "engine",
            Class::Program => "program",
            Class::Output => "output",
        })
    }
}
