//! podman's closed list of volume options.
//!
//! `ro,Z` -> accepted; `ro,rw` -> refused, because one excludes the other.
//!
//! Source: podman-run(1), `--volume`; the list is that of podman 5.8, which contains that of 4.x.

use super::ValueError;

/// Options of which a volume takes only one each, by what they are about.
const GROUPS: [&[&str]; 10] = [
    &["noexec", "exec"],
    &["nodev", "dev"],
    &["nosuid", "suid"],
    &["rw", "ro"],
    &["z", "Z", "O"],
    &["U"],
    &["private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable"],
    &["bind", "rbind"],
    &["copy", "nocopy"],
    &["no-dereference"],
];

/// Accepted and ignored, as often as they come.
const IGNORED: [&str; 2] = ["cached", "delegated"];

/// Whether podman takes these options together on a volume or bind.
///
/// Anything that contains `upperdir` or `workdir`, or begins with `idmap`, passes: so podman reads it.
///
/// # Errors
/// If an option is not known, or two exclude each other.
pub(super) fn check<'a>(options: impl Iterator<Item = &'a [u8]>) -> Result<(), ValueError> {
    let mut seen = [false; GROUPS.len()];
    let (mut upper, mut work) = (false, false);
    for option in options {
        if contains(option, b"upperdir") {
            once(&mut upper, option)?;
        } else if contains(option, b"workdir") {
            once(&mut work, option)?;
        } else if !option.starts_with(b"idmap") && !is_ignored(option) {
            let of = |group: &&[&str]| group.iter().any(|known| known.as_bytes() == option);
            let group = GROUPS.iter().position(of).and_then(|group| seen.get_mut(group));
            once(group.ok_or_else(|| ValueError::unknown("volume option", option))?, option)?;
        }
    }
    Ok(())
}

/// Whether podman takes what stands beside the option `O` of a bind: nothing, something with a `U`, or both directories.
///
/// # Errors
/// If `O` is there with anything else.
pub(super) fn check_overlay(options: &[Vec<u8>]) -> Result<(), ValueError> {
    if !options.iter().any(|option| option == b"O") {
        return Ok(());
    }
    let has = |word: &[u8]| options.iter().any(|option| contains(option, word));
    let (upper, work) = (has(b"upperdir"), has(b"workdir"));
    if upper != work {
        return Err(ValueError::Without { part: "an overlay's upperdir or workdir", needs: "the other one" });
    }
    match options.iter().filter(|option| !is_ignored(option)).count() {
        0 | 1 => Ok(()),
        2 if has(b"U") => Ok(()),
        3 if upper => Ok(()),
        _ => Err(ValueError::Conflict { part: "volume option `O`", with: "other options" }),
    }
}

fn contains(option: &[u8], word: &[u8]) -> bool {
    option.windows(word.len()).any(|window| window == word)
}

fn is_ignored(option: &[u8]) -> bool {
    IGNORED.iter().any(|ignored| ignored.as_bytes() == option)
}

fn once(seen: &mut bool, option: &[u8]) -> Result<(), ValueError> {
    if std::mem::replace(seen, true) {
        return Err(ValueError::duplicate("volume option of its kind", option));
    }
    Ok(())
}
