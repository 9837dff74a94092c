//! The file of a report: there whole, or not at all.
//!
//! `report.json` -> `.report.json.4711` beside it, written and made durable, then renamed.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use rustix::fs::FileType;
use rustix::io::Errno;
use serde_json::Value;

use super::process::io_text;

/// A place for a report.
#[derive(Debug)]
pub struct ReportFile {
    path: PathBuf,
    beside: PathBuf,
}

impl ReportFile {
    /// Takes the place: an older report is gone, and a new one can be written.
    ///
    /// # Errors
    /// When something else stands there, or nothing can be written there.
    #[expect(clippy::disallowed_methods, reason = "the edge removes an old report")]
    pub fn claim(path: &Path) -> Result<ReportFile, String> {
        let shown = |why: String| format!("the report {}: {why}", path.display());
        let name = path.file_name().ok_or_else(|| shown("the path names no file; write FILE".to_owned()))?;
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}", std::process::id()));
        let file = ReportFile { path: path.to_owned(), beside: path.with_file_name(hidden) };
        file.fill(b"").map_err(|error| shown(format!("{}; check the directory", io_text(&error))))?;
        file.discard();
        match rustix::fs::lstat(path) {
            Err(Errno::NOENT) => Ok(file),
            Err(error) => Err(shown(io_text(&error.into()))),
            // Only what is a report is replaced: a slip of the pen must not cost a file.
            Ok(stat) if FileType::from_raw_mode(stat.st_mode).is_file() && is_report(path) => {
                std::fs::remove_file(path).map_err(|error| shown(io_text(&error)))?;
                Ok(file)
            }
            Ok(_) => Err(shown("something stands there that is no report; name another file, or remove it".to_owned())),
        }
    }

    /// Writes the report.
    ///
    /// # Errors
    /// When it cannot be written; then nothing is there.
    pub fn write(&self, bytes: &[u8]) -> Result<(), String> {
        let moved = || rustix::fs::rename(&self.beside, &self.path).map_err(std::io::Error::from);
        self.fill(bytes).and_then(|()| moved()).map_err(|error| {
            self.discard();
            format!("the report {}: {}", self.path.display(), io_text(&error))
        })
    }

    #[expect(clippy::disallowed_methods, reason = "the edge writes the report")]
    fn fill(&self, bytes: &[u8]) -> std::io::Result<()> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&self.beside)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    #[expect(clippy::disallowed_methods, reason = "the edge tidies up after itself")]
    fn discard(&self) {
        let _ = std::fs::remove_file(&self.beside);
    }
}

#[expect(clippy::disallowed_methods, reason = "the edge looks at an old report")]
fn is_report(path: &Path) -> bool {
    let Ok(bytes) = std::fs::read(path) else { return false };
    let report: Option<Value> = serde_json::from_slice(&bytes).ok();
    report.is_some_and(|report| report.get("schema") == Some(&Value::from(1)) && report.get("cause").is_some())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::ReportFile;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test looks at the files it made")]
    fn an_older_report_gives_way_and_nothing_else_does() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("report.json");
        let report = b"{\"schema\": 1, \"cause\": \"exit\"}";
        ReportFile::claim(&path).expect("a place").write(report).expect("written");
        assert_eq!(fs::read(&path).expect("a report"), report);
        let place = ReportFile::claim(&path).expect("a place");
        assert!(!path.exists(), "a run that is killed leaves no report of another");
        place.write(report).expect("written");
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 1);
        let job = dir.path().join("job.yaml");
        fs::write(&job, "image: a").expect("written");
        let why = ReportFile::claim(&job).expect_err("refused");
        assert!(why.contains("something stands there that is no report"), "{why}");
        assert_eq!(fs::read(&job).expect("a file"), b"image: a");
        let why = ReportFile::claim(&dir.path().join("no/report.json")).expect_err("refused");
        assert!(why.ends_with("no such file or directory; check the directory"), "{why}");
        assert!(ReportFile::claim("/dev/null".as_ref()).is_err());
    }
}
