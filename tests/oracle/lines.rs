//! The lines of a seed: right, nearly right and nasty ones; most of them create or run something.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use longshore::argv::Verb;
use longshore::runtimes::docker::Docker;
use testkit::{Generator, Manner, Rng};

use crate::world;

/// Endless lines, most of them without options that this release lacks.
pub(crate) fn lines(seed: u64, release: u16) -> impl Iterator<Item = Vec<OsString>> {
    let mut rng = Rng::new(seed);
    let mut generator = |manner: Manner, creates: bool, knows: bool| {
        let generator = Generator::new(rng.number(), &Docker).manner(manner);
        let generator = if knows { generator.release(release) } else { generator };
        if creates { generator.verbs(&[Verb::Create, Verb::Run, Verb::Exec]) } else { generator }
    };
    let mut generators = [
        generator(Manner::Valid, true, true),
        generator(Manner::NearlyValid, true, true),
        generator(Manner::Nasty, true, true),
        generator(Manner::OddValues, true, true),
        generator(Manner::OddValues, true, true),
        generator(Manner::Valid, false, true),
        generator(Manner::NearlyValid, false, false),
        generator(Manner::Nasty, false, true),
        generator(Manner::OddValues, false, true),
    ];
    std::iter::from_fn(move || {
        if rng.one_in(6) {
            return Some(together(&mut rng));
        }
        // The first five are taken two of three times.
        let index = if rng.one_in(3) { 5 + rng.below(4) } else { rng.below(5) };
        let words = generators[index].line();
        Some(words.into_iter().map(|word| with_file(word, &mut rng)).collect())
    })
}

/// Options that the client looks at together.
const TOGETHER: &[(&str, &[&str])] = &[
    ("attach", &["stdin", "STDOUT"]),
    ("detach", &["true", "false"]),
    ("health-cmd", &["", "true"]),
    ("health-interval", &["0", "1s", "-1s"]),
    ("health-retries", &["0", "0x1", "-1"]),
    ("health-start-period", &["0s", "1h"]),
    ("health-timeout", &["0s", "-1ns", "1m"]),
    ("ip", &["", "10.0.0.1"]),
    ("ip6", &["", "::1"]),
    ("link", &["c1:alias"]),
    ("link-local-ip", &["", "169.254.0.1"]),
    ("log-driver", &["", "none", "None", "json-file"]),
    ("log-opt", &["", "a", "a=b"]),
    ("mac-address", &["", "92:d0:c6:0a:29:33"]),
    ("memory-swappiness", &["-2", "-1", "100", "101"]),
    ("net", &["net1", "host", "default", "name=net1,ip=10.0.0.2,alias=a"]),
    ("network", &["net1", "net2", "NET1", "host", "bridge", "none", "default", "container:c1", "container:", "", " "]),
    (
        "network",
        &[
            "name=net1,alias=a",
            "name=host",
            "name=NET1",
            "name=net2,ip=10.0.0.2,ip6=::2",
            "name=net2,ip=",
            "name=net1,link-local-ip=169.254.0.2",
            "name=net1,link-local-ip=",
            "name=net1,driver-opt=a=b",
            "alias=a,name=bridge",
            "ip=10.0.0.2",
            "name=none,ip=10.0.0.2",
        ],
    ),
    ("network-alias", &["", "a"]),
    ("no-healthcheck", &["true", "false"]),
    ("pid", &["", "host", "container:c1", "container:"]),
    ("pull", &["", "always", "Always", "missing"]),
    ("restart", &["", "no", "no:3", "always", "on-failure:3", "on-failure:", ":", ":1", "x:1:2", "always:-1", "a:x"]),
    ("rm", &["true", "false"]),
    ("security-opt", &["", "=", "a=", "=a", "a:b", "no-new-privileges", "systempaths=unconfined", "seccomp=builtin"]),
    ("security-opt", &["seccomp=seccomp.json", "seccomp=pairs", "seccomp:unconfined", "seccomp", "label=disable"]),
    ("storage-opt", &["", "=", "size=1g", "size"]),
];

/// A call with many such options.
fn together(rng: &mut Rng) -> Vec<OsString> {
    let mut words: Vec<OsString> = vec!["docker".into(), rng.pick(&["create", "run"]).into()];
    for _ in 0..=rng.below(6) {
        let (name, values) = rng.pick(TOGETHER);
        words.push(format!("--{name}={}", rng.pick(values)).into());
    }
    words.extend(["img".into(), "sh".into()]);
    words
}

/// A file of the test's folder in place of the empty one, now and then.
fn with_file(word: OsString, rng: &mut Rng) -> OsString {
    let Some(before) = word.as_bytes().strip_suffix(b"/dev/null") else { return word };
    let is_option = before.is_empty() || before == b"--env-file=" || before == b"--label-file=";
    if !is_option || rng.one_in(3) {
        return word;
    }
    let names: Vec<&str> = world::FILES.iter().map(|(name, _)| *name).collect();
    OsString::from_vec([before, rng.pick(&names).as_bytes()].concat())
}
