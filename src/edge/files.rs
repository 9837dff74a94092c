//! Profiles and job files from the file system.
//!
//! `cernvm` -> `/etc/longshore/profiles/cernvm.yaml` if there is one, else the shipped profile; `./site.yaml` -> that file.

use std::path::{Path, PathBuf};

use crate::profile::{Source, SourceError, Text, shipped};

use super::process::io_text;
use super::trusted::Opened;

/// Finds profiles in a site directory and among the shipped ones.
#[derive(Clone, Debug)]
pub struct FileSource {
    /// The site directory, `/etc/longshore` outside tests.
    pub site: PathBuf,
}

impl Source for FileSource {
    fn text(&self, reference: &str, from: Option<&str>) -> Result<Text, SourceError> {
        let refuse =
            |why: String, remedy: &str| SourceError { wanted: reference.to_owned(), why, remedy: remedy.to_owned() };
        if reference.contains('/') {
            let beside = from.filter(|from| !from.starts_with("shipped:")).and_then(|from| Path::new(from).parent());
            let path =
                beside.map_or(PathBuf::from(reference), |folder| folder.join(reference.trim_start_matches("./")));
            return read_text(&path).map_err(|why| refuse(why, "check the path and its permissions"));
        }
        if reference.is_empty() || reference.starts_with('.') {
            return Err(refuse("not a profile's name".to_owned(), "write a name, or a path with a `/`"));
        }
        let path = self.site.join("profiles").join(format!("{reference}.yaml"));
        match rustix::fs::stat(&path) {
            Ok(_) => read_text(&path).map_err(|why| refuse(why, "mend the file, or remove it to use the shipped one")),
            Err(rustix::io::Errno::NOENT | rustix::io::Errno::NOTDIR) => shipped(reference).ok_or_else(|| {
                let why = format!("neither {} nor a shipped profile exists", path.display());
                refuse(why, "see `longshore profile list`")
            }),
            Err(error) => {
                let why = format!("{}: {}", path.display(), io_text(&error.into()));
                Err(refuse(why, "check the permissions of the directories above it"))
            }
        }
    }
}

fn read_text(path: &Path) -> Result<Text, String> {
    let text = read_document(path)?;
    Ok(Text { path: path.display().to_string(), text })
}

/// The text of a profile or job file: a regular file of at most 1 MiB in UTF-8, opened once.
///
/// # Errors
/// Why it cannot be had.
pub fn read_document(path: &Path) -> Result<String, String> {
    Opened::open(path)?.text()
}

/// The names of the site's profiles, unsorted; none when the site directory is not there or not readable.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the edge lists the site directory")]
pub fn profile_names(site: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(site.join("profiles")) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned)).collect()
}
