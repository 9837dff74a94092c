//! Laws of all grammars of values, tried on arbitrary and on nearly well-formed bytes. What has to hold is
//! `testkit::fuzz::values`.

use longshore::values::{Capability, Dialect, Image, Platform, User, check};
use proptest::prelude::*;
use testkit::fuzz::KINDS;

const DIALECTS: [Dialect; 3] = [Dialect::Docker, Dialect::Podman4, Dialect::Podman5];

/// Pieces of which well-formed values are made.
const PIECES: &[&str] = &[
    "a",
    "b",
    "x",
    "0",
    "1",
    "8",
    "10",
    "1000",
    "65535",
    "-",
    "+",
    "_",
    ".",
    ":",
    "::",
    "/",
    "//",
    "..",
    "=",
    ",",
    ";",
    " ",
    "\t",
    "\n",
    "\r",
    "\"",
    "\"\"",
    "[",
    "]",
    "(",
    ")",
    "*",
    "@",
    "~",
    "\\\\",
    "%",
    "é",
    "İ",
    "ſ",
    "\u{212a}",
    "\u{feff}",
    "0x",
    "0b",
    "e",
    "p",
    "k",
    "g",
    "ib",
    "inf",
    "nan",
    "ns",
    "µs",
    "h",
    "m",
    "s",
    "all",
    "type=",
    "bind",
    "volume",
    "tmpfs",
    "image",
    "src=",
    "dst=/x",
    "target=80",
    "published=",
    "ro",
    "rw",
    "readonly",
    "rshared",
    "bind-propagation=",
    "volume-opt=",
    "tmpfs-size=",
    "O",
    "U",
    "upperdir=/u",
    "workdir=/w",
    "name=",
    "alias=",
    "ip=",
    "driver-opt=",
    "host",
    "none",
    "container:",
    "ns:",
    "pod",
    "private",
    "device=",
    "count=",
    "capabilities=",
    "options=",
    "driver=",
    "127.0.0.1",
    "::1",
    "[::1]",
    "tcp",
    "udp",
    "host-gateway",
    "/dev/",
    "rwm",
    "c 1:3 r",
    "nofile=",
    "net.x=",
    "seccomp=",
    "unconfined",
    "no-new-privileges",
    "SIG",
    "TERM",
    "RTMIN+",
    "on-failure:",
    "linux",
    "arm64",
    "v8",
    "sha256:",
    "docker.io",
    "latest",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "92:d0:c6:0a:29:33",
    "keep-id",
];

fn value() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..8);
    prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..40),
        1 => (pieces.clone(), prop::collection::vec(any::<u8>(), 0..3), pieces.clone())
            .prop_map(|(before, odd, after)| [before.concat().into_bytes(), odd, after.concat().into_bytes()].concat()),
        4 => pieces.prop_map(|pieces| pieces.concat().into_bytes()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_are_accepted_or_refused_and_what_is_written_is_read_back(value in value()) {
        testkit::fuzz::values(&value);
    }
}

#[test]
fn huge_values_take_no_time_to_speak_of() {
    let start = |piece: &str| piece.as_bytes().repeat(1 << 14);
    for piece in [
        ",",
        ":",
        "a",
        "a:",
        "1,",
        "\"",
        "\"\"",
        "a=b,",
        "\n",
        "é",
        "0",
        "1.",
        "1h",
        "_",
        "..",
        "a/",
        "[",
        " ",
        "\u{a0}",
        "type=bind,",
    ] {
        let value = start(piece);
        for dialect in DIALECTS {
            for kind in KINDS {
                let _ = check(kind, &value, dialect);
            }
        }
        let _ = (Image::parse(&value), Platform::parse(&value), Capability::parse(&value), User::parse(&value));
    }
}
