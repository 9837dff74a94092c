//! Records of decisions on their way out.
//!
//! `{"decision": "refused", ...}` -> a datagram `<85>longshore[4711]: {...}` to the system log, and for root a line of a file
//! if the profile names one. Nothing is locked and nothing waits: a log that does not take a record in time does without.

use std::fmt;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{FileType, OFlags, fstat};
use serde_json::Value;

use crate::plan::fitting;
use crate::profile::Audit;

use super::host::trusted_directory;
use super::process::io_text;
use super::rights::others_may_write;
use super::trusted::Owner;

/// The system log's socket.
const SOCKET: &str = "/dev/log";

/// The longest record, in bytes, with all that stands before it.
const LONGEST: usize = 8192;

/// How long the system log may take.
const LIMIT: Duration = Duration::from_millis(200);

/// A record that did not get where the profile wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditError {
    /// Where.
    pub place: PathBuf,
    /// Why.
    pub why: String,
}

impl fmt::Display for AuditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the decision cannot be recorded in {}: {}; see `audit` in the profile",
            self.place.display(),
            self.why
        )
    }
}

impl std::error::Error for AuditError {}

/// Where records go.
#[derive(Clone, Debug)]
pub struct Recorder {
    socket: PathBuf,
    owner: Owner,
}

impl Default for Recorder {
    fn default() -> Recorder {
        Recorder::at(SOCKET, Owner::ROOT)
    }
}

impl Recorder {
    /// With another socket, and another owner of files; for tests.
    #[must_use]
    pub fn at(socket: impl Into<PathBuf>, owner: Owner) -> Recorder {
        Recorder { socket: socket.into(), owner }
    }

    /// Writes a record to all places.
    ///
    /// # Errors
    /// The first place that did not take it. The system log then knows, if it is not the one.
    pub fn write(&self, record: &Value, audit: &Audit) -> Result<(), AuditError> {
        // Of the facility for what is about security and nobody's business but root's.
        const AUTHPRIV: u8 = 10 << 3;
        const WARNING: u8 = 4;
        const NOTICE: u8 = 5;
        const INFO: u8 = 6;
        let level = if record.get("decision").is_some_and(|word| word == "refused") { NOTICE } else { INFO };
        let sent = self.send(AUTHPRIV | level, record);
        let written = match &audit.file {
            Some(path) if self.owner.is_trusted(rustix::process::geteuid().as_raw()) => {
                append(Path::new(path), record, self.owner)
            }
            // Only root writes the file: a record that its subject can change proves nothing.
            _ => Ok(()),
        };
        if let Err(error) = &written {
            let _ = self.send(AUTHPRIV | WARNING, &serde_json::json!({ "schema": 1, "failure": error.to_string() }));
        }
        sent.and(written)
    }

    fn send(&self, priority: u8, record: &Value) -> Result<(), AuditError> {
        let head = format!("<{priority}>longshore[{}]: ", std::process::id());
        let send = |limit: usize| -> std::io::Result<()> {
            let message = format!("{head}{}", fitting(record, limit - head.len()));
            let socket = UnixDatagram::unbound()?;
            socket.set_write_timeout(Some(LIMIT))?;
            socket.send_to(message.as_bytes(), &self.socket).map(|_| ())
        };
        // Some systems take less at once.
        let result = match send(LONGEST) {
            Err(error) if rustix::io::Errno::from_io_error(&error) == Some(rustix::io::Errno::MSGSIZE) => send(1024),
            result => result,
        };
        result.map_err(|error| AuditError { place: self.socket.clone(), why: io_text(&error) })
    }
}

/// Adds a line to a file in one piece.
fn append(path: &Path, record: &Value, owner: Owner) -> Result<(), AuditError> {
    let append = || -> Result<(), String> {
        let folder = path.parent().ok_or("it is no file")?;
        trusted_directory(folder, owner)?;
        let mut file = open(path).map_err(|error| io_text(&error))?;
        let stat = fstat(&file).map_err(|error| io_text(&error.into()))?;
        if !FileType::from_raw_mode(stat.st_mode).is_file() || others_may_write(&stat, owner.uid()) {
            return Err(format!("it is no regular file that only {} can write", owner.shown()));
        }
        let line = fitting(record, LONGEST - 1) + "\n";
        match file.write(line.as_bytes()) {
            Ok(length) if length == line.len() => Ok(()),
            Ok(_) => Err("only a part of the record was written".to_owned()),
            Err(error) => Err(io_text(&error)),
        }
    };
    append().map_err(|why| AuditError { place: path.to_owned(), why })
}

#[expect(clippy::disallowed_methods, reason = "the edge opens the file of records")]
fn open(path: &Path) -> std::io::Result<std::fs::File> {
    // Without O_NONBLOCK a FIFO in its place would hold every job up.
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY).bits()).unwrap_or_default();
    std::fs::OpenOptions::new().append(true).create(true).mode(0o600).custom_flags(flags).open(path)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::os::unix::net::UnixDatagram;
    use std::path::Path;

    use serde_json::{Value, json};

    use super::{Owner, Recorder};
    use crate::profile::Audit;

    fn me() -> Owner {
        Owner::or(rustix::process::geteuid().as_raw())
    }

    fn received(socket: &UnixDatagram) -> (String, Value) {
        let mut bytes = vec![0; 1 << 16];
        let length = socket.recv(&mut bytes).expect("a datagram");
        let text = String::from_utf8(bytes[..length].to_vec()).expect("UTF-8");
        let (head, json) = text.split_once(": ").expect("a head");
        (head.to_owned(), serde_json::from_str(json).expect("JSON"))
    }

    fn audit(file: Option<&Path>) -> Audit {
        Audit { file: file.map(|path| path.display().to_string()), ..Audit::default() }
    }

    #[test]
    fn a_record_is_a_datagram_to_the_system_log() {
        let dir = tempfile::tempdir().expect("a folder");
        let socket = UnixDatagram::bind(dir.path().join("log")).expect("a socket");
        let recorder = Recorder::at(dir.path().join("log"), me());
        let pid = std::process::id();
        for (decision, priority) in [("refused", 85), ("accepted", 86)] {
            // A name cannot begin a record of its own.
            let record = json!({ "decision": decision, "container": "x\n<0>kernel: y" });
            assert_eq!(recorder.write(&record, &audit(None)), Ok(()));
            assert_eq!(received(&socket), (format!("<{priority}>longshore[{pid}]"), record));
        }
        let long = json!({ "argv": vec!["x"; 10_000] });
        assert_eq!(recorder.write(&long, &audit(None)), Ok(()));
        let (_, record) = received(&socket);
        assert!(record["cut"].is_number() && record.to_string().len() < 8192);
    }

    #[test]
    fn without_a_system_log_the_failure_is_known() {
        let recorder = Recorder::at("/nonexistent/log", me());
        let error = recorder.write(&json!({}), &audit(None)).expect_err("nobody listens");
        assert_eq!(
            error.to_string(),
            "the decision cannot be recorded in /nonexistent/log: no such file or directory; see `audit` in the profile"
        );
    }

    #[test]
    fn a_system_log_that_takes_nothing_holds_nobody_up() {
        let dir = tempfile::tempdir().expect("a folder");
        let _socket = UnixDatagram::bind(dir.path().join("log")).expect("a socket");
        let recorder = Recorder::at(dir.path().join("log"), me());
        let record = json!({ "argv": vec!["x"; 1000] });
        // Nobody reads, so the queue fills.
        let failed = (0..10_000).find_map(|_| recorder.write(&record, &audit(None)).err());
        assert!(failed.is_some());
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test looks at the files it made")]
    fn a_file_gets_one_line_a_record_and_the_log_knows_when_it_cannot() {
        let dir = tempfile::tempdir().expect("a folder");
        let socket = UnixDatagram::bind(dir.path().join("log")).expect("a socket");
        let recorder = Recorder::at(dir.path().join("log"), me());
        let path = dir.path().join("audit.jsonl");
        for number in 0..2 {
            assert_eq!(recorder.write(&json!({ "number": number }), &audit(Some(&path))), Ok(()));
            received(&socket);
        }
        assert_eq!(fs::read_to_string(&path).expect("read"), "{\"number\":0}\n{\"number\":1}\n");
        assert_eq!(fs::metadata(&path).expect("made").permissions().mode() & 0o7777, 0o600);
        let refused = |why: &str| {
            let error = recorder.write(&json!({ "a": 1 }), &audit(Some(&path))).expect_err("refused");
            assert!(error.why.contains(why), "{error}");
            assert_eq!(received(&socket).1, json!({ "a": 1 }));
            assert_eq!(received(&socket).1, json!({ "schema": 1, "failure": error.to_string() }));
        };
        fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).expect("changed");
        refused("no regular file that only");
        fs::remove_file(&path).expect("removed");
        symlink("/etc/passwd", &path).expect("linked");
        // The C library has the words.
        refused(&crate::edge::process::io_text(&rustix::io::Errno::LOOP.into()));
        fs::remove_file(&path).expect("removed");
        fs::create_dir(&path).expect("made");
        refused("is a directory");
    }
}
