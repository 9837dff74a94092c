//! What an engine's option is, in words, from its rows.
//!
//! The rows of `memory` -> `docker and podman: build, create, run and others; -m; a number of bytes, or with a unit: 512m`.

use crate::argv::{Kind, Repeats, Row};

/// The most commands that are named.
const MOST: usize = 4;

/// An option of one name: its rows in all tables, and where they were found.
#[derive(Default)]
pub(super) struct Known {
    pub(super) rows: Vec<&'static Row>,
    /// The clients' names, and the paths of the commands, none twice.
    pub(super) clients: Vec<&'static str>,
    pub(super) commands: Vec<&'static str>,
}

impl Known {
    /// Adds a row of a client's command.
    pub(super) fn add(&mut self, row: &'static Row, client: &'static str, command: &'static str) {
        let adds = [(&mut self.clients, client), (&mut self.commands, command)];
        for (known, name) in adds {
            if !known.contains(&name) && !name.is_empty() {
                known.push(name);
            }
        }
        if !self.rows.contains(&row) {
            self.rows.push(row);
        }
    }

    /// A line for people.
    pub(super) fn in_words(&self) -> String {
        let Some(row) = self.rows.first() else { return String::new() };
        // `container create` says nothing that `create` does not.
        let is_short = |path: &&&str| {
            !self.commands.iter().any(|one| path.strip_suffix(*one).is_some_and(|rest| rest == "container "))
        };
        let commands: Vec<&str> = self.commands.iter().filter(is_short).copied().collect();
        let more = if commands.len() > MOST { " and others" } else { "" };
        let mut of = self.clients.join(" and ");
        if !commands.is_empty() {
            of = format!("{of}: {}{more}", commands.iter().take(MOST).copied().collect::<Vec<_>>().join(", "));
        }
        let mut parts = vec![of];
        if row.short != 0 {
            parts.push(format!("-{}", char::from(row.short)));
        }
        if row.destination != row.name {
            parts.push(format!("another name of --{}", row.destination));
        }
        parts.push(form(row.kind).to_owned());
        if row.repeats != Repeats::Last {
            parts.push("may stand several times".to_owned());
        }
        format!("{}.", parts.join("; "))
    }
}

/// The form of a value.
fn form(kind: Kind) -> &'static str {
    match kind {
        Kind::Bool => "true or false",
        Kind::Text | Kind::QuotedText => "a text",
        Kind::OptionalText => "a text, or nothing",
        Kind::Int | Kind::Int32 => "a whole number",
        Kind::Uint | Kind::Uint32 | Kind::Uint16 => "a whole number, not negative",
        Kind::Float => "a number",
        Kind::Duration => "a duration: 1h30m",
        Kind::Size => "bytes, or a number with a unit: 512m",
        Kind::SwapSize => "bytes, or a number with a unit: 512m; -1 for no limit",
        Kind::Cpus => "a number of CPUs: 1.5",
        Kind::Csv => "texts with commas",
        Kind::UintCsv => "whole numbers with commas",
        Kind::PairCsv | Kind::Pair | Kind::Sysctl | Kind::Filter => "KEY=VALUE",
        Kind::ImageName => "[REGISTRY/]NAME[:TAG]",
        Kind::Env => "NAME=VALUE, or NAME",
        Kind::EnvFile => "a file of variables",
        Kind::Label => "KEY=VALUE, or KEY",
        Kind::Volume => "SOURCE:TARGET[:OPTIONS], or a path",
        Kind::Mount => "type=bind,source=SOURCE,target=TARGET,...",
        Kind::Tmpfs => "TARGET[:OPTIONS]",
        Kind::Publish => "[[IP:]HOST_PORT:]PORT[/PROTO]",
        Kind::Expose => "a port, or a range of them",
        Kind::Device => "SOURCE[:TARGET[:rwm]], or a name of CDI",
        Kind::DeviceCgroupRule => "a rule: c 1:3 rwm",
        Kind::ThrottleBps => "DEVICE:RATE, the rate in bytes or with a unit",
        Kind::ThrottleIops => "DEVICE:RATE",
        Kind::WeightDevice => "DEVICE:WEIGHT",
        Kind::Gpus => "all, a number, or device=0,...",
        Kind::Network => "a network, a mode, or name=NETWORK,alias=NAME,...",
        Kind::AddHost => "HOST:IP",
        Kind::IpAddress => "an IP address",
        Kind::DnsSearch => "a domain",
        Kind::Link => "CONTAINER[:ALIAS]",
        Kind::Attach => "stdin, stdout or stderr",
        Kind::Ulimit => "NAME=SOFT[:HARD]",
    }
}
