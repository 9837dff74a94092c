//! One option: what podman is told for it.
//!
//! `--pids-limit 0` -> `--pids-limit=-1`; `--shm-size 0` -> nothing, because that is docker's word for its default.

use crate::argv::{Author, Level, Row, Verb, boolean};
use crate::facts::Missing;
use crate::values::{
    AddHost, Cpus, Device, Dialect, Duration, Expose, Namespace, Platform, Publish, Size, ValueError, csv,
    elements_of_row, ip, number,
};

use crate::runtimes::podman::answers::About;

use super::how::How;
use super::table::Way;
use super::{Speech, mounts, networks, texts};

/// An option as docker has it.
pub(super) struct Given<'g> {
    /// Its value, `None` when bare.
    pub(super) value: Option<&'g [u8]>,
    /// Whose it is.
    pub(super) author: Author,
    /// Where it stands.
    pub(super) level: Level,
    /// What the line does.
    pub(super) verb: Verb,
    /// Whether the line has a command.
    pub(super) has_command: bool,
}

impl Given<'_> {
    /// The value, empty when bare.
    pub(super) fn text(&self) -> &[u8] {
        self.value.unwrap_or_default()
    }

    fn is_on(&self) -> bool {
        self.value.is_none_or(|value| boolean(value) == Some(true))
    }
}

/// An option of podman with its value.
pub(super) type Podmans = (&'static str, Option<Vec<u8>>);

/// What becomes of an option.
pub(super) enum Written {
    /// It stays.
    Kept,
    /// These stand for it; nothing, if none.
    As(Vec<Podmans>),
}

impl Written {
    /// One option with another value.
    pub(super) fn one(name: &'static str, value: Vec<u8>) -> Written {
        Written::As(vec![(name, Some(value))])
    }
}

/// Why an option cannot be told.
pub(super) enum Why {
    /// podman has nothing that does the same.
    Lacks { why: &'static str, remedy: &'static str },
    /// A fact is not known.
    Missing(Missing),
    /// The value cannot be told, or docker would refuse it; without a remedy of its own it is to be written in another form.
    Value { why: String, remedy: Option<&'static str> },
}

impl Why {
    pub(super) fn value(why: impl Into<String>) -> Why {
        Why::Value { why: why.into(), remedy: None }
    }

    pub(super) fn lacks(why: &'static str, remedy: &'static str) -> Why {
        Why::Lacks { why, remedy }
    }
}

impl From<ValueError> for Why {
    fn from(error: ValueError) -> Why {
        Why::value(error.to_string())
    }
}

impl From<Missing> for Why {
    fn from(missing: Missing) -> Why {
        Why::Missing(missing)
    }
}

const OTHERWISE: &str = "podman would read it as something else";

/// A template of docker's fields, which podman does not know: it has to be one that longshore can fill in.
fn facts(template: &[u8], verb: Verb) -> Result<Written, Why> {
    let text = str::from_utf8(template).map_err(|_| Why::value("the template is not UTF-8"))?;
    let checked = About::of(verb).map_or(Ok(()), |about| about.template(text).map(|_| ()));
    let remedy = "see which fields there are by `{{json .}}`".into();
    checked.map(|()| Written::Kept).map_err(|why| Why::Value { why, remedy })
}

/// What podman is told. `row` is its row of the option's new name.
pub(super) fn written(
    way: &'static Way,
    given: &Given<'_>,
    row: Option<&'static Row>,
    speech: &Speech<'_>,
) -> Result<Written, Why> {
    if let How::Lack(lack) = way.how {
        if given.value == Some(b"") {
            // docker's word for nothing.
            return Ok(Written::As(Vec::new()));
        }
        return Err(Why::lacks(lack.why(), lack.remedy()));
    }
    let to = way.to.as_str();
    let dialect = speech.dialect;
    let value = given.text();
    // Values of the site may be podman's own.
    let is_sites = given.author == Author::Site;
    match way.how {
        How::Lack(_) | How::Ignored | How::PruneAll => return Ok(Written::As(Vec::new())),
        How::Not => return Ok(Written::one(to, (!given.is_on()).to_string().into_bytes())),
        How::Version | How::Same if given.level != Level::Verb && given.has_command => {
            return ignored_before(way, given);
        }
        How::IpamDriver if matches!(value, b"" | b"default") => return Ok(Written::As(Vec::new())),
        How::IpamDriver => return Err(Why::lacks("podman has other ways to give addresses", "remove it")),
        How::VolumeDriver if matches!(value, b"" | b"local") => return Ok(Written::As(Vec::new())),
        How::VolumeDriver => return Err(Why::lacks("podman has no such driver of volumes", "write `local`")),
        How::Env => return texts::variable(value, speech),
        How::ExecEnv => return texts::variable_of_exec(value, speech),
        How::Facts => return facts(value, given.verb),
        How::Gpus => return texts::gpus(value),
        How::Mount => return mounts::mount(value, speech),
        How::Volume => return mounts::volume(value, is_sites, speech),
        How::NetworkOpt => return networks::option(value),
        How::PlatformParts => return platform(value),
        _ => {}
    }
    match row {
        Some(row) => in_podmans_words(way, given, row, dialect),
        None => Ok(Written::Kept),
    }
}

/// The value as podman's row of the option reads it.
fn in_podmans_words(way: &'static Way, given: &Given<'_>, row: &'static Row, dialect: Dialect) -> Result<Written, Why> {
    let (to, value, is_sites) = (way.to.as_str(), given.text(), given.author == Author::Site);
    let typed = Typed { value, row, dialect };
    let text = match way.how {
        How::AddHost => typed.same(AddHost::parse, AddHost::to_bytes),
        How::Address => typed.same(|value, _| ip::parse_trimmed(value), |address| address.to_string().into_bytes()),
        How::Cpus => typed.same(Cpus::parse, |number| cpus(*number)),
        How::Device => typed.same(Device::parse, Device::to_bytes),
        How::Expose => typed.same(Expose::parse, Expose::to_bytes),
        How::Publish => typed.same(Publish::parse, |publish| publish.to_string().into_bytes()),
        How::Namespace(_) if is_sites => return Ok(Written::Kept),
        How::Namespace(kind) => {
            typed.same(|value, dialect| Namespace::parse(value, kind, dialect), Namespace::to_bytes)
        }
        How::Each => {
            let each = elements_of_row_docker(value)?;
            if let [one] = each.as_slice() {
                Ok(one.clone())
            } else {
                return Ok(Written::As(each.into_iter().map(|one| (to, Some(one))).collect()));
            }
        }
        How::Entrypoint => Ok(texts::entrypoint(value)?),
        How::GroupAdd if value == b"keep-groups" && !is_sites => {
            Err(Why::value("podman takes it for a word of its own, not for a group"))
        }
        How::HealthCmd => Ok(texts::health_command(value)?),
        How::HealthTime if Duration::parse(value)?.nanos() == 0 => return Ok(Written::As(Vec::new())),
        How::HealthNumber if number::parse_int(value, 64)? == 0 => return Ok(Written::As(Vec::new())),
        How::InspectType => {
            one_of(value, &["", "container", "image", "network", "volume"], "podman has no such objects")
        }
        How::LogDriver => texts::log_driver(value, is_sites),
        How::LogOpt => texts::log_option(value, is_sites).and_then(|()| typed.whole(value)),
        How::Name => Ok(value.strip_prefix(b"/").unwrap_or(value).to_vec()),
        How::Network => networks::network(value, is_sites, dialect),
        How::NetworkDriver => {
            one_of(value, &["", "bridge", "ipvlan", "macvlan"], "podman has no such driver of networks")
        }
        How::Number | How::NumberOrDefault => match integer(value)? {
            0 if way.how == How::NumberOrDefault => return Ok(Written::As(Vec::new())),
            number => Ok(plain(value, number)),
        },
        How::Pids => {
            let number = integer(value)?;
            Ok(if number <= 0 { b"-1".to_vec() } else { plain(value, number) })
        }
        How::Runtime if value.is_empty() => return Ok(Written::As(Vec::new())),
        How::Runtime => texts::runtime(value, is_sites),
        How::SecurityOpt => return texts::security(value, is_sites, dialect),
        How::Size => {
            let size = Size::parse_swap(value)?.bytes();
            if size == 0 {
                return Ok(Written::As(Vec::new()));
            }
            Ok(if is_plain_size(value) { value.to_vec() } else { size.to_string().into_bytes() })
        }
        How::StopTimeout => match integer(value)? {
            number if number < 0 => Err(Why::lacks("podman cannot wait without end", "write a number of seconds")),
            number => Ok(plain(value, number)),
        },
        How::Tail => Ok(texts::tail(value)),
        How::Tmpfs => texts::tmpfs(value, dialect),
        How::GroupAdd | How::HealthNumber | How::HealthTime | How::ReadOnly | How::Same | How::Version => {
            if row.is_switch() {
                return Ok(Written::Kept);
            }
            typed.whole(value)
        }
        // Decided above. Named here, so that a new way does not compile before it is written: podman would be given
        // docker's value unread.
        How::Env
        | How::ExecEnv
        | How::Facts
        | How::Gpus
        | How::Ignored
        | How::IpamDriver
        | How::Lack(_)
        | How::Mount
        | How::NetworkOpt
        | How::Not
        | How::PlatformParts
        | How::PruneAll
        | How::Volume
        | How::VolumeDriver => Err(Why::value(OTHERWISE)),
    }?;
    if given.value == Some(text.as_slice()) { Ok(Written::Kept) } else { Ok(Written::one(to, text)) }
}

/// An option before the command.
fn ignored_before(way: &Way, given: &Given<'_>) -> Result<Written, Why> {
    match way.option.as_str() {
        "version" => Ok(Written::As(Vec::new())),
        "help" if !given.is_on() || matches!(given.verb, Verb::Create | Verb::Run) => Ok(Written::As(Vec::new())),
        "help" => Err(Why::Value {
            why: "podman would carry out the command all the same".to_owned(),
            remedy: Some("write it after the command"),
        }),
        _ => Ok(Written::Kept),
    }
}

/// A value, and podman's option for it.
struct Typed<'t> {
    value: &'t [u8],
    row: &'static Row,
    dialect: Dialect,
}

impl Typed<'_> {
    /// The value as podman's reading of the option gives exactly this text.
    fn whole(&self, text: &[u8]) -> Result<Vec<u8>, Why> {
        let reads = |encoded: &[u8]| {
            elements_of_row(self.row, encoded, self.dialect).is_ok_and(|elements| elements == [text.to_vec()])
        };
        let quoted = csv::write_record(&[text]);
        [text.to_vec(), quoted].into_iter().find(|encoded| reads(encoded)).ok_or_else(|| Why::value(OTHERWISE))
    }

    /// The value if podman reads it alike, else written out.
    fn same<T: PartialEq>(
        &self,
        parse: impl Fn(&[u8], Dialect) -> Result<T, ValueError>,
        write: impl Fn(&T) -> Vec<u8>,
    ) -> Result<Vec<u8>, Why> {
        let meant = parse(self.value, Dialect::Docker)?;
        for text in [self.value.to_vec(), write(&meant)] {
            if parse(&text, self.dialect).as_ref() == Ok(&meant)
                && let Ok(encoded) = self.whole(&text)
            {
                return Ok(encoded);
            }
        }
        Err(Why::value(OTHERWISE))
    }
}

fn elements_of_row_docker(value: &[u8]) -> Result<Vec<Vec<u8>>, Why> {
    Ok(csv::list(value)?)
}

fn one_of(value: &[u8], words: &[&str], why: &'static str) -> Result<Vec<u8>, Why> {
    if words.iter().any(|word| word.as_bytes() == value) {
        Ok(value.to_vec())
    } else {
        Err(Why::lacks(why, "remove it"))
    }
}

fn integer(value: &[u8]) -> Result<i64, Why> {
    Ok(number::parse_int(value, 64)?)
}

/// The text, if it is plain decimal, else the number.
fn plain(value: &[u8], number: i64) -> Vec<u8> {
    let text = number.to_string().into_bytes();
    if value == text { value.to_vec() } else { text }
}

/// Digits and at most one letter, perhaps with `b` or `ib` behind it: read alike everywhere.
fn is_plain_size(value: &[u8]) -> bool {
    let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let unit = value.get(digits..).unwrap_or_default().to_ascii_lowercase();
    value == b"-1"
        || (digits > 0
            && matches!(unit.as_slice(), b"" | b"b" | b"k" | b"m" | b"g" | b"t" | b"p" | b"kb" | b"mb" | b"gb" | b"tb"))
}

fn cpus(cpus: Cpus) -> Vec<u8> {
    let nanos = cpus.nanos();
    let text = format!("{}.{:09}", nanos / 1_000_000_000, nanos % 1_000_000_000);
    text.trim_end_matches('0').trim_end_matches('.').as_bytes().to_vec()
}

fn platform(value: &[u8]) -> Result<Written, Why> {
    let Platform { os, os_version, arch, variant } = Platform::parse(value)?;
    if os_version.is_some() {
        return Err(Why::lacks("podman takes no version of a system", "remove the version"));
    }
    let parts = [("os", os), ("arch", arch), ("variant", variant)];
    Ok(Written::As(parts.into_iter().filter_map(|(name, part)| Some((name, Some(part?.into_bytes())))).collect()))
}
