//! The world that every line is run in: files in its folder, variables of its environment.

use std::os::unix::ffi::OsStrExt as _;

use testkit::{Client, RecordingSocket, Test};

/// Variables of the client's environment beside its own.
pub(crate) const ENV: &[(&str, &str)] = &[("B", "of the client"), ("k", "")];

/// Files in the client's working directory.
pub(crate) const FILES: &[(&str, &[u8])] = &[
    ("bad", b"=x\n"),
    ("comments", b"# a comment\n\n  #another\n"),
    ("pairs", b"A=1\nB\nUNSET\n  C=\"quoted\" \nA=2\n# x\nexport=1\n"),
    ("bytes", b"A=\xff\n"),
    ("seccomp.json", b"{\"defaultAction\": \"SCMP_ACT_ALLOW\"}"),
];

/// A test of the client in that world, in which the engine's own builder reads `build`.
pub(crate) fn test(client: &Client, socket: &RecordingSocket) -> Test {
    test_with(client, socket, "0")
}

/// The same with another value of the variable that chooses the builder.
pub(crate) fn test_with(client: &Client, socket: &RecordingSocket, buildkit: &str) -> Test {
    let test = client.test(socket).env("DOCKER_BUILDKIT", buildkit).file("Dockerfile", "FROM img\n");
    let test = ENV.iter().fold(test, |test, (name, value)| test.env(name, value));
    FILES.iter().fold(test, |test, (name, content)| test.file(name, content))
}

/// The content of the file of that name, as the client finds it.
pub(crate) fn content(name: &[u8]) -> &'static [u8] {
    match FILES.iter().find(|(known, _)| known.as_bytes() == name) {
        Some((_, content)) => content,
        None if name == b"/dev/null" => b"",
        None => panic!("the client has read {}", std::ffi::OsStr::from_bytes(name).display()),
    }
}
