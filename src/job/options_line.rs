//! The options of a job's container on one line, for LSF, which runs the container itself.
//!
//! `docker run --name=929 --label=org.longshore.job=929 --user=1000:1000 --cap-drop=ALL centos:7` ->
//! `--label=org.longshore.job=929 --cap-drop=ALL`: names and users are LSF's own business.

use crate::argv::{Level, quote};
use crate::plan::Plan;
use crate::profile::Profile;

use super::not_started::StarterError;
use super::starter::{read, words_of};

/// The options that LSF writes itself and does not let others write.
const RESERVED: [&[u8]; 3] = [b"cgroup-parent", b"name", b"user"];

/// The options of the line that a plan has, without those that LSF reserves.
///
/// # Errors
/// For what one line without quotes cannot say.
pub fn options_line(plan: &Plan, profile: &Profile) -> Result<String, StarterError> {
    let words = words_of(plan, profile);
    let tables = profile.tables();
    let draft = read(&words, &tables)?;
    let mut options = Vec::new();
    for (_, item) in draft.items() {
        let name = item.row.name.as_bytes();
        let shown = || String::from_utf8_lossy(name).into_owned();
        if item.level != Level::Verb {
            let why = format!("--{} stands before the command, and LSF writes that part", shown());
            return Err(StarterError::Line { why });
        }
        if RESERVED.contains(&item.row.destination.as_bytes()) {
            continue;
        }
        let mut word = [b"--", name].concat();
        if let Some(value) = &item.value {
            word.push(b'=');
            word.extend(value.iter());
        }
        // How LSF cuts the line is not said anywhere: what could be cut in two ways is refused.
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(byte);
        if !word.iter().all(is_plain) {
            let why = format!("LSF would cut {} at a blank or another special character", quote::short_bytes(&word));
            return Err(StarterError::Line { why });
        }
        options.push(String::from_utf8_lossy(&word).into_owned());
    }
    Ok(options.join(" "))
}
