//! Whether a client accepts a value for an option, by the option's kind.
//!
//! `Kind::Publish`, `99999:80`, docker -> refused: `host port `99999` is outside 0 to 65535`.
//!
//! A value is accepted if the client's option parser takes it and the step behind it, which reads all options together,
//! has nothing against it on its own. What depends on other options, on files or on the engine is not looked at.

use super::cut::{cut, lower};
use super::{
    AddHost, Cpus, Device, DeviceCgroupRule, Dialect, Duration, Env, Expose, Gpus, Image, Label, Link, Mount, Network,
    Publish, Size, Sysctl, Throttle, Tmpfs, Ulimit, ValueError, Volume, WeightDevice, csv, dns, ip, number, pairs,
};
use crate::argv::{Kind, Reading, Row};

/// Whether the client accepts `value` for an option of that kind.
///
/// Kinds without a grammar (texts, names of files) accept everything but a NUL byte, which no argument can hold.
///
/// # Errors
/// The reason why not, about the first part that is wrong.
pub fn check(kind: Kind, value: &[u8], dialect: Dialect) -> Result<(), ValueError> {
    if value.contains(&0) {
        return Err(ValueError::Nul);
    }
    all(kind, value, splits(kind, dialect), dialect)
}

/// Whether the client accepts `value` for the option of that row: as [`check`], also where only the row says that podman
/// before 5 splits it.
///
/// # Errors
/// As [`check`].
pub fn check_row(row: &Row, value: &[u8], dialect: Dialect) -> Result<(), ValueError> {
    if value.contains(&0) {
        return Err(ValueError::Nul);
    }
    all(row.kind, value, splits_row(row, dialect), dialect)
}

/// Whether the client accepts all the values that it makes of one.
fn all(kind: Kind, value: &[u8], splits: bool, dialect: Dialect) -> Result<(), ValueError> {
    if !splits {
        return one(kind, value, dialect);
    }
    csv::list(value)?.iter().try_for_each(|element| one(kind, element, dialect))
}

/// The values that the client makes of one for the option of that row: as [`elements`], also where only the row says that
/// podman before 5 splits it.
///
/// # Errors
/// As [`elements`].
pub fn elements_of_row(row: &Row, value: &[u8], dialect: Dialect) -> Result<Vec<Vec<u8>>, ValueError> {
    if splits_row(row, dialect) { csv::list(value) } else { Ok(vec![value.to_vec()]) }
}

/// Whether the client makes several values of one for the option of that row.
pub(super) fn splits_row(row: &Row, dialect: Dialect) -> bool {
    (row.reading == Reading::SplitBefore5 && dialect == Dialect::Podman4) || splits(row.kind, dialect)
}

fn splits(kind: Kind, dialect: Dialect) -> bool {
    match kind {
        Kind::Csv => true,
        Kind::AddHost
        | Kind::Attach
        | Kind::DeviceCgroupRule
        | Kind::DnsSearch
        | Kind::Expose
        | Kind::Gpus
        | Kind::IpAddress
        | Kind::Publish
        | Kind::Sysctl
        | Kind::Ulimit => dialect.is_podman(),
        Kind::Device | Kind::EnvFile | Kind::Pair | Kind::ThrottleBps | Kind::ThrottleIops | Kind::WeightDevice => {
            dialect == Dialect::Podman4
        }
        Kind::Bool
        | Kind::Cpus
        | Kind::Duration
        | Kind::Env
        | Kind::Filter
        | Kind::Float
        | Kind::ImageName
        | Kind::Int
        | Kind::Int32
        | Kind::Label
        | Kind::Link
        | Kind::Mount
        | Kind::Network
        | Kind::OptionalText
        | Kind::PairCsv
        | Kind::QuotedText
        | Kind::Size
        | Kind::SwapSize
        | Kind::Text
        | Kind::Tmpfs
        | Kind::Uint
        | Kind::Uint16
        | Kind::Uint32
        | Kind::UintCsv
        | Kind::Volume => false,
    }
}

fn one(kind: Kind, value: &[u8], dialect: Dialect) -> Result<(), ValueError> {
    let podman = dialect.is_podman();
    match kind {
        Kind::AddHost => AddHost::parse(value, dialect).map(drop),
        Kind::Attach => attach(value),
        Kind::Bool => number::parse_bool(value).map(drop),
        Kind::Cpus => Cpus::parse(value, dialect).map(drop),
        Kind::Device => Device::parse(value, dialect).map(drop),
        Kind::DeviceCgroupRule => DeviceCgroupRule::parse(value, dialect).map(drop),
        Kind::DnsSearch => dns::parse_search(value, dialect).map(drop),
        Kind::Duration => Duration::parse(value).map(drop),
        Kind::Env => Env::cut(value, dialect).map(drop),
        Kind::Expose => Expose::parse(value, dialect).map(drop),
        Kind::Filter => filter(value, dialect),
        Kind::Float => number::parse_float(value).map(drop),
        Kind::Gpus if !podman => Gpus::parse(value).map(drop),
        Kind::ImageName => image_name(value),
        Kind::Int => number::parse_int(value, 64).map(drop),
        Kind::Int32 => number::parse_int(value, 32).map(drop),
        Kind::IpAddress if podman && value != b"none" => ip::parse(value, "address").map(drop),
        Kind::IpAddress if !podman => ip::parse_trimmed(value).map(drop),
        Kind::Label => Label::parse(value, dialect).map(drop),
        Kind::Link => Link::parse(value).map(drop),
        Kind::Mount => Mount::parse(value, dialect).map(drop),
        Kind::Network => Network::parse(value, dialect).map(drop),
        Kind::Pair if podman && !value.contains(&b'=') => {
            Err(ValueError::invalid("pair", value, "of the form KEY=VALUE"))
        }
        Kind::PairCsv => pairs::parse(value).map(drop),
        Kind::Publish => Publish::parse(value, dialect).map(drop),
        // podman reads its sizes as texts, and an empty one as none.
        Kind::Size if !(podman && value.is_empty()) => Size::parse(value).map(drop),
        Kind::SwapSize if !(podman && value.is_empty()) => Size::parse_swap(value).map(drop),
        Kind::Sysctl => Sysctl::parse(value, dialect).map(drop),
        Kind::ThrottleBps => Throttle::parse_bps(value).map(drop),
        Kind::ThrottleIops => Throttle::parse_iops(value).map(drop),
        Kind::Tmpfs => Tmpfs::parse(value, dialect).map(drop),
        Kind::Uint => number::parse_uint(value, 64).map(drop),
        Kind::Uint16 => number::parse_uint(value, 16).map(drop),
        Kind::Uint32 => number::parse_uint(value, 32).map(drop),
        Kind::UintCsv => number::parse_uints(value).map(drop),
        Kind::Ulimit => Ulimit::parse(value, dialect).map(drop),
        Kind::Volume => Volume::parse(value, dialect).map(drop),
        Kind::WeightDevice => WeightDevice::parse(value).map(drop),
        // Texts, names of files, and what the guards above leave: podman's GPUs, its word for no name servers, no size.
        Kind::Csv
        | Kind::EnvFile
        | Kind::Gpus
        | Kind::IpAddress
        | Kind::OptionalText
        | Kind::Pair
        | Kind::QuotedText
        | Kind::Size
        | Kind::SwapSize
        | Kind::Text => Ok(()),
    }
}

/// A name that an image can be given: no id, which says itself what it is.
fn image_name(value: &[u8]) -> Result<(), ValueError> {
    if Image::parse(value)?.id().is_some() {
        return Err(ValueError::invalid("image", value, "a name that an image can be given"));
    }
    Ok(())
}

/// One of the standard streams, in any case.
fn attach(value: &[u8]) -> Result<(), ValueError> {
    match lower(value).as_ref() {
        b"stdin" | b"stdout" | b"stderr" => Ok(()),
        _ => Err(ValueError::invalid("stream", value, "one of stdin, stdout and stderr")),
    }
}

/// A filter of a list; docker takes an empty one for none.
fn filter(value: &[u8], dialect: Dialect) -> Result<(), ValueError> {
    match cut(value, b'=') {
        (_, Some(_)) => Ok(()),
        (b"", None) if !dialect.is_podman() => Ok(()),
        (_, None) => Err(ValueError::invalid("filter", value, "of the form KEY=VALUE")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::argv::{Class, Repeats, row};

    #[test]
    fn podman_splits_lists_and_docker_does_not() {
        let elements = |value: &[u8], kind, dialect| {
            let row = row("x", 0, kind, Repeats::Append, Class::Harmless);
            elements_of_row(&row, value, dialect).unwrap().len()
        };
        assert_eq!(elements(b"80,81", Kind::Publish, Dialect::Podman5), 2);
        assert_eq!(elements(b"80,81", Kind::Publish, Dialect::Docker), 1);
        assert_eq!(elements(b"/dev/a,/dev/b", Kind::Device, Dialect::Podman4), 2);
        assert_eq!(elements(b"/dev/a,/dev/b", Kind::Device, Dialect::Podman5), 1);
        assert_eq!(elements(b"A=1,B=2", Kind::Env, Dialect::Podman4), 1);
        assert_eq!(
            check(Kind::Publish, b"80,x", Dialect::Podman5).is_err(),
            check(Kind::Publish, b"80,81", Dialect::Docker).is_err()
        );
        assert_eq!(check(Kind::Publish, b"", Dialect::Podman5), Ok(()));
    }

    #[test]
    fn a_row_may_say_that_podman_before_5_splits() {
        let plain = row("log-opt", 0, Kind::Text, Repeats::Keyed, Class::Accounting);
        let split = plain.reading(Reading::SplitBefore5);
        let count = |row, dialect| elements_of_row(row, b"a=1,b=2", dialect).unwrap().len();
        assert_eq!((count(&plain, Dialect::Podman4), count(&split, Dialect::Podman5)), (1, 1));
        assert_eq!((count(&split, Dialect::Podman4), count(&split, Dialect::Docker)), (2, 1));
        assert!(check_row(&split, b"a\"", Dialect::Podman4).is_err());
        assert_eq!(check_row(&plain, b"a\"", Dialect::Podman4), Ok(()));
        assert_eq!(check_row(&plain, b"\0", Dialect::Podman4), Err(ValueError::Nul));
    }

    #[test]
    fn kinds_without_a_grammar_accept_all_but_nul() {
        for kind in [Kind::Text, Kind::OptionalText, Kind::QuotedText, Kind::EnvFile] {
            for value in [&b""[..], b"\xff", b"a\nb", b"\"", b"=,:"] {
                assert_eq!(check(kind, value, Dialect::Docker), Ok(()));
            }
            assert_eq!(check(kind, b"a\0b", Dialect::Docker), Err(ValueError::Nul));
        }
        assert!(check(Kind::Csv, b"a\"", Dialect::Podman5).is_err());
    }

    #[test]
    fn streams_and_filters_are_checked() {
        for (kind, value, docker, podman) in [
            (Kind::Attach, "STDIN", true, true),
            (Kind::Attach, "stdlog", false, false),
            (Kind::Attach, "stdin,stdout", false, true),
            (Kind::Filter, "", true, false),
            (Kind::Filter, "a", false, false),
            (Kind::Filter, "=", true, true),
            (Kind::Pair, "a", true, false),
            (Kind::Size, "", false, true),
            (Kind::SwapSize, "-1", true, true),
            (Kind::Size, "-1", false, false),
            (Kind::IpAddress, "none", false, true),
            (Kind::IpAddress, " ::1", true, false),
            (Kind::Gpus, "device=x", true, true),
            (Kind::Gpus, "x", false, true),
            (Kind::Cpus, "1/2", true, false),
            (Kind::Cpus, "0x1p1", true, true),
        ] {
            assert_eq!(check(kind, value.as_bytes(), Dialect::Docker).is_ok(), docker, "{kind:?} {value}");
            assert_eq!(check(kind, value.as_bytes(), Dialect::Podman5).is_ok(), podman, "{kind:?} {value}");
        }
    }
}
