//! Options of the commands on images.
//!
//! `docker pull -q img` -> `quiet`. Source: docker option reference (29.8, older releases by `since`).

use crate::argv::{Class, Kind, Repeats, Row, row, switch};

/// Of `history`.
pub(in crate::runtimes::docker) static HISTORY: [Row; 5] = [
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("human", b'H', Class::Output),
    switch("no-trunc", 0, Class::Output),
    row("platform", 0, Kind::Text, Repeats::Last, Class::Image).since(2800),
    switch("quiet", b'q', Class::Output),
];

/// Of `images`.
pub(in crate::runtimes::docker) static IMAGES: [Row; 7] = [
    switch("all", b'a', Class::Output),
    switch("digests", 0, Class::Output),
    row("filter", b'f', Kind::Filter, Repeats::Append, Class::Objects),
    row("format", 0, Kind::Text, Repeats::Last, Class::Output),
    switch("no-trunc", 0, Class::Output),
    switch("quiet", b'q', Class::Output),
    switch("tree", 0, Class::Output).since(2800),
];

/// Of `import`.
pub(in crate::runtimes::docker) static IMPORT: [Row; 3] = [
    row("change", b'c', Kind::Text, Repeats::Append, Class::Image),
    row("message", b'm', Kind::Text, Repeats::Last, Class::Label),
    row("platform", 0, Kind::Text, Repeats::Last, Class::Image),
];

/// Of `load`.
pub(in crate::runtimes::docker) static LOAD: [Row; 3] = [
    row("input", b'i', Kind::Text, Repeats::Last, Class::ClientFile),
    // A list since 29; before, the last text, and an error where it has a comma.
    row("platform", 0, Kind::Csv, Repeats::Append, Class::Image).since(2800),
    switch("quiet", b'q', Class::Output),
];

/// Of `pull`.
pub(in crate::runtimes::docker) static PULL: [Row; 4] = [
    switch("all-tags", b'a', Class::Objects),
    switch("disable-content-trust", 0, Class::Image),
    row("platform", 0, Kind::Text, Repeats::Last, Class::Image),
    switch("quiet", b'q', Class::Output),
];

/// Of `push`.
pub(in crate::runtimes::docker) static PUSH: [Row; 4] = [
    switch("all-tags", b'a', Class::Objects),
    switch("disable-content-trust", 0, Class::Image),
    row("platform", 0, Kind::Text, Repeats::Last, Class::Image).since(2800),
    switch("quiet", b'q', Class::Output),
];

/// Of `rmi`.
pub(in crate::runtimes::docker) static RMI: [Row; 3] = [
    switch("force", b'f', Class::Lifetime),
    switch("no-prune", 0, Class::Objects),
    row("platform", 0, Kind::Csv, Repeats::Append, Class::Image).since(2802),
];

/// Of `save`.
pub(in crate::runtimes::docker) static SAVE: [Row; 2] = [
    row("output", b'o', Kind::Text, Repeats::Last, Class::ClientFile),
    // As of `load`.
    row("platform", 0, Kind::Csv, Repeats::Append, Class::Image).since(2800),
];

/// Of `image inspect`.
pub(in crate::runtimes::docker) static IMAGE_INSPECT: [Row; 2] = [
    row("format", b'f', Kind::Text, Repeats::Last, Class::Output),
    row("platform", 0, Kind::Text, Repeats::Last, Class::Image).since(2802),
];

/// Of `image prune`.
pub(in crate::runtimes::docker) static IMAGE_PRUNE: [Row; 3] = [
    switch("all", b'a', Class::Objects),
    row("filter", 0, Kind::Filter, Repeats::Append, Class::Objects),
    switch("force", b'f', Class::Lifetime),
];
