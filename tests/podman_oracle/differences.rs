//! Differences that stay, of podman 4.3.1, with the reason; `docs/engine-notes.md` tells them in words.
//!
//! `create --cgroup-conf a=b img` -> taken by us, refused by podman on a host with cgroups of version 1.

use std::ffi::OsString;

use longshore::runtimes::podman::Fault;
use longshore::values::ValueError;

/// What podman refuses, or not, by the version of the host's cgroups.
const V1: &str = "cgroups of version 1";

/// Why podman may refuse a line that we take.
pub(crate) fn refuses_more(said: &str) -> Option<&'static str> {
    const REASONS: &[(&str, &str)] = &[
        ("unable to process variables for --env-merge", "--env-merge is a template, whose form is not read"),
        ("you should always set a memory limit", V1),
        ("minimum memoryswap limit should be", V1),
        ("minimum memory limit", V1),
        ("valid memory swappiness range", V1),
        ("CPU cfs ", V1),
        ("for cpuset ", V1),
        ("requested CPUs are not available", V1),
        ("requested memory nodes are not available", V1),
        ("without cgroup v2", V1),
        ("range of blkio weight", V1),
        ("-t, --time\" flag: strconv.ParseUint", "--time has no sign"),
        ("--timeout\" flag: strconv.ParseUint", "--time has no sign"),
        ("\" for \"--time\" flag: strconv.ParseUint", "--time has no sign"),
        ("invalid IP address in add-host: \"host-gateway\"", "`host-gateway` is refused here"),
        ("unknown capability", "capabilities"),
        ("unknown shorthand flag: 'n'", "`network ls` and `volume ls` have no letter for --noheading yet"),
    ];
    REASONS.iter().find(|(text, _)| said.contains(text)).map(|&(_, reason)| reason)
}

/// Why podman may take a line that we refuse.
pub(crate) fn accepts_more(fault: &Fault, words: &[OsString]) -> Option<&'static str> {
    const REASONS: &[(&str, &str)] = &[
        (" no option -h", "help by its letter"),
        ("--device-cgroup-rule: device cgroup rule", "a rule for no access at all"),
        ("--env: variable name is empty", "a variable without a name is no variable here"),
        ("--publish: protocol", "several protocols for one port, or unknown ones where there are no ports"),
        ("--mount: source is empty", "a volume whose name is empty"),
        ("--network: network name is empty", "a network whose name is empty"),
        (
            "--network: what the network is shared with is empty",
            "`ns:` behind another network is a network called `ns`",
        ),
        ("` is given more than once", "the last of a source or target counts here"),
    ];
    // Options behind the first operand are operands to podman before 5.
    if words.iter().any(|word| word == "logs") {
        return Some("`logs` takes no option behind the name");
    }
    // `1gi` and `1ib`, which later releases refuse.
    if let Fault::Value { error: ValueError::Invalid { part: "size", text, .. }, .. } = fault
        && text.strip_suffix(['b', 'B']).unwrap_or(text).ends_with(['i', 'I'])
    {
        return Some("a size with half a unit");
    }
    let text = fault.to_string();
    REASONS.iter().find(|(part, _)| text.contains(part)).map(|&(_, reason)| reason)
}
