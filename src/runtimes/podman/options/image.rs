//! Options of the commands on images.
//!
//! `podman pull -q img` -> `quiet`. Source: podman option reference (5.8.2; what 4.3 lacks has a `since`).

use crate::argv::{Class, Kind, Reading, Repeats, Row, row, switch};

/// Of `image prune`.
pub(in crate::runtimes::podman) static IMAGE_PRUNE: [Row; 5] = [
    switch("all", b'a', Class::Objects),
    switch("build-cache", 0, Class::Objects).since(503),
    switch("external", 0, Class::Objects),
    row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects),
    switch("force", b'f', Class::Lifetime),
];

/// Of `history`.
pub(in crate::runtimes::podman) static HISTORY: [Row; 6] = [
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("human", b'H', Class::Output),
    switch("no-trunc", 0, Class::Output),
    switch("notruncate", 0, Class::Output).same_as("no-trunc").hidden(),
    row("ns", 0, Kind::Text, Repeats::Last, Class::Engine).same_as("namespace").reading(Reading::LocalOnly).hidden(),
    switch("quiet", b'q', Class::Output),
];

/// Of `image diff`.
pub(in crate::runtimes::podman) static IMAGE_DIFF: [Row; 1] =
    [row("format", 0, Kind::Text, Repeats::Last, Class::Output)];

/// Of `import`.
pub(in crate::runtimes::podman) static IMPORT: [Row; 7] = [
    row("arch", 0, Kind::Text, Repeats::Last, Class::Image),
    row("change", b'c', Kind::Text, Repeats::Append, Class::Image),
    row("message", b'm', Kind::Text, Repeats::Last, Class::Label),
    row("os", 0, Kind::Text, Repeats::Last, Class::Image),
    switch("quiet", b'q', Class::Output),
    row("signature-policy", 0, Kind::Text, Repeats::Last, Class::ClientFile).reading(Reading::LocalOnly).hidden(),
    row("variant", 0, Kind::Text, Repeats::Last, Class::Image),
];

/// Of `image inspect`.
pub(in crate::runtimes::podman) static IMAGE_INSPECT: [Row; 1] =
    [row("format", b'f', Kind::Text, Repeats::Last, Class::Output)];

/// Of `images`.
pub(in crate::runtimes::podman) static IMAGES: [Row; 9] = [
    switch("all", b'a', Class::Output),
    switch("digests", 0, Class::Output),
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects).reading(Reading::SplitBefore5),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("history", 0, Class::Output),
    switch("no-trunc", 0, Class::Output),
    switch("noheading", b'n', Class::Output),
    switch("quiet", b'q', Class::Output),
    row("sort", 0, Kind::Text, Repeats::Last, Class::Output),
];

/// Of `load`.
pub(in crate::runtimes::podman) static LOAD: [Row; 3] = [
    row("input", b'i', Kind::Text, Repeats::Last, Class::ClientFile),
    switch("quiet", b'q', Class::Output),
    row("signature-policy", 0, Kind::Text, Repeats::Last, Class::ClientFile).reading(Reading::LocalOnly).hidden(),
];

/// Of `pull`.
pub(in crate::runtimes::podman) static PULL: [Row; 16] = [
    switch("all-tags", b'a', Class::Objects),
    row("arch", 0, Kind::Text, Repeats::Last, Class::Image),
    row("authfile", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("cert-dir", 0, Kind::Text, Repeats::Last, Class::ClientFile).reading(Reading::LocalOnly),
    row("creds", 0, Kind::Text, Repeats::Last, Class::Image),
    row("decryption-key", 0, Kind::Text, Repeats::Append, Class::ClientFile).since(404),
    switch("disable-content-trust", 0, Class::Image),
    row("os", 0, Kind::Text, Repeats::Last, Class::Image),
    row("platform", 0, Kind::Text, Repeats::Last, Class::Image),
    row("policy", 0, Kind::Text, Repeats::Last, Class::Image).since(506),
    switch("quiet", b'q', Class::Output),
    row("retry", 0, Kind::Uint, Repeats::Last, Class::Image).since(500),
    row("retry-delay", 0, Kind::Text, Repeats::Last, Class::Image).since(500),
    row("signature-policy", 0, Kind::Text, Repeats::Last, Class::ClientFile).reading(Reading::LocalOnly).hidden(),
    switch("tls-verify", 0, Class::Image),
    row("variant", 0, Kind::Text, Repeats::Last, Class::Image),
];

/// Of `push`.
pub(in crate::runtimes::podman) static PUSH: [Row; 23] = [
    row("authfile", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("cert-dir", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    switch("compress", 0, Class::Image),
    row("compression-format", 0, Kind::Text, Repeats::Last, Class::Image),
    row("compression-level", 0, Kind::Int, Repeats::Last, Class::Image).since(406),
    row("creds", 0, Kind::Text, Repeats::Last, Class::Image),
    row("digestfile", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    switch("disable-content-trust", 0, Class::Image),
    row("encrypt-layer", 0, Kind::Csv, Repeats::Append, Class::Image).since(404),
    row("encryption-key", 0, Kind::Text, Repeats::Append, Class::ClientFile).since(404),
    switch("force-compression", 0, Class::Image).since(407),
    row("format", b'f', Kind::Text, Repeats::Last, Class::Image),
    switch("quiet", b'q', Class::Output),
    switch("remove-signatures", 0, Class::Image),
    row("retry", 0, Kind::Uint, Repeats::Last, Class::Image).since(500),
    row("retry-delay", 0, Kind::Text, Repeats::Last, Class::Image).since(500),
    row("sign-by", 0, Kind::Text, Repeats::Last, Class::Image),
    row("sign-by-sigstore", 0, Kind::Text, Repeats::Last, Class::ClientFile).since(404),
    row("sign-by-sigstore-private-key", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("sign-by-sq-fingerprint", 0, Kind::Text, Repeats::Last, Class::Image).since(507),
    row("sign-passphrase-file", 0, Kind::Text, Repeats::Last, Class::ClientFile),
    row("signature-policy", 0, Kind::Text, Repeats::Last, Class::ClientFile).reading(Reading::LocalOnly).hidden(),
    switch("tls-verify", 0, Class::Image),
];

/// Of `rmi`.
pub(in crate::runtimes::podman) static RMI: [Row; 4] = [
    switch("all", b'a', Class::Objects),
    switch("force", b'f', Class::Lifetime),
    switch("ignore", b'i', Class::Output),
    switch("no-prune", 0, Class::Objects),
];

/// Of `save`.
pub(in crate::runtimes::podman) static SAVE: [Row; 7] = [
    switch("compress", 0, Class::Image),
    row("format", 0, Kind::Text, Repeats::Last, Class::Image),
    switch("multi-image-archive", b'm', Class::Image),
    row("output", b'o', Kind::Text, Repeats::Last, Class::ClientFile),
    switch("quiet", b'q', Class::Output),
    row("signature-policy", 0, Kind::Text, Repeats::Last, Class::ClientFile).reading(Reading::LocalOnly).hidden(),
    switch("uncompressed", 0, Class::Image),
];
