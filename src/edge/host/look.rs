//! Looking at paths and files as somebody else, in a child with a time limit.
//!
//! Asked for `/data` as alice -> a child of root's process takes her ids, follows the path and answers what is there; when
//! the path lies on a server that is gone, the answer is that it hangs.
//!
//! Why a child: a process that waits for a dead file server cannot be ended, and a thread of such a kind would keep
//! longshore from ending, too. The child is longshore itself, called by a hidden verb: it touches nothing but what it is
//! asked for. It changes its *effective* ids only, so that the user whose ids they are can neither stop nor kill it. One child
//! answers for as long as the same reader asks. A path on this machine's own file systems that the caller asks about needs no
//! child, see `local.rs`.

use std::cell::{OnceCell, RefCell};
use std::ffi::OsString;
use std::fmt;
use std::io::{Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, ExitCode, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, OFlags, fstatfs};
use rustix::io::Errno;
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};

use crate::edge::child::Call;
use crate::edge::message::Message;
use crate::edge::process::io_text;
use crate::edge::read::bounded;
use crate::edge::rights::may_replace;
use crate::edge::walk::{Arrived, Lookup, WalkError, walk};
use crate::facts::{PathFacts, PathKind, Reader};

use super::local::Remote;

/// The hidden verb.
const VERB: &str = "__look";

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(5);

/// The largest file of a caller's, in bytes.
const LARGEST: u64 = 1 << 20;

/// So many answers are kept: to look through more of them costs more than it saves.
const MOST_SEEN: usize = 64;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LookError {
    /// The child could not be started, or ended.
    Child {
        /// Why.
        why: String,
    },
    /// The answer did not come in time.
    Hangs {
        /// The time that it had.
        limit: Duration,
    },
    /// The path cannot be followed, the file not be had.
    Refused {
        /// Why.
        why: String,
    },
}

impl fmt::Display for LookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LookError::Child { why } => write!(f, "the process that looks at paths: {why}"),
            LookError::Hangs { limit } => {
                write!(f, "it hangs: no answer from its file system in {} s", limit.as_secs())
            }
            LookError::Refused { why } => f.write_str(why),
        }
    }
}

/// Asks the child; starts it when somebody asks.
#[derive(Debug)]
pub(super) struct Looker {
    program: PathBuf,
    limit: Duration,
    child: RefCell<Option<Looking>>,
    /// The mounts as they are when first asked for: on a node of many containers the list is long.
    remote: OnceCell<Option<Remote>>,
    /// What was answered: home, working directory and a mount are often one path, and all are to be judged by one look.
    seen: RefCell<Vec<Seen>>,
}

/// As whom a path is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LookAs {
    /// For whom the path is looked at.
    pub(super) reader: Reader,
    /// The process whose looks these are: root's can take the reader's ids, any other keeps its own.
    pub(super) process: Reader,
}

impl LookAs {
    /// As the reader, with the reader's own ids.
    pub(super) fn of(reader: &Reader) -> LookAs {
        LookAs { reader: reader.clone(), process: reader.clone() }
    }

    /// Whether all is seen that the reader would see.
    fn sees_as_reader(&self) -> bool {
        rustix::process::geteuid().as_raw() == self.reader.uid
    }
}

/// A path, who asked for it, and the answer.
type Seen = (Vec<u8>, LookAs, Result<Option<PathFacts>, LookError>);

#[derive(Debug)]
struct Looking {
    look_as: LookAs,
    child: Child,
    questions: Option<ChildStdin>,
    answers: ChildStdout,
}

impl Looker {
    /// `program` is longshore itself.
    pub(super) fn new(program: PathBuf) -> Looker {
        let (child, seen) = (RefCell::new(None), RefCell::new(Vec::new()));
        Looker { program, limit: LIMIT, child, remote: OnceCell::new(), seen }
    }

    /// What is at `path`, without a child: when one would look with the very same rights, and no other machine has to answer.
    fn here(&self, path: &[u8], look_as: &LookAs) -> Option<Result<Option<PathFacts>, String>> {
        if rustix::process::geteuid().is_root() && look_as.process.uid != 0 {
            return None;
        }
        let is_reader = look_as.sees_as_reader();
        let mut replaceable: Vec<Vec<u8>> = Vec::new();
        let found = self
            .remote
            .get_or_init(Remote::of_machine)
            .as_ref()?
            .walk(path, &mut |lookup| see(lookup, &look_as.reader, is_reader, &mut replaceable))?;
        Some(facts(path, found, is_reader, replaceable))
    }

    /// What `path` leads to, as it was when first asked for.
    pub(super) fn path(&self, path: &[u8], look_as: &LookAs) -> Result<Option<PathFacts>, LookError> {
        let known = |(asked, by, _): &&Seen| asked == path && by == look_as;
        if let Some((_, _, answer)) = self.seen.borrow().iter().find(known) {
            return answer.clone();
        }
        let answer = self.look(path, look_as);
        let mut seen = self.seen.borrow_mut();
        if seen.len() < MOST_SEEN {
            seen.push((path.to_vec(), look_as.clone(), answer.clone()));
        }
        answer
    }

    fn look(&self, path: &[u8], look_as: &LookAs) -> Result<Option<PathFacts>, LookError> {
        if let Some(found) = self.here(path, look_as) {
            return found.map_err(|why| LookError::Refused { why });
        }
        let answer = self.ask(b"path", path, look_as)?;
        let mut fields = answer.0.into_iter();
        match (fields.next().as_deref(), fields.next(), fields.next()) {
            (Some(b"nothing"), None, None) => Ok(None),
            (Some(b"path"), Some(kind), Some(real)) => {
                let kinds = [PathKind::Directory, PathKind::File, PathKind::Special, PathKind::Unseen];
                let kind = kinds.into_iter().find(|known| known.as_str().as_bytes() == kind).ok_or_else(garbled)?;
                Ok(Some(PathFacts { real, kind, replaceable: fields.collect() }))
            }
            (Some(b"refused"), Some(why), None) => Err(refused(&why)),
            _ => Err(garbled()),
        }
    }

    /// The content of a file that a caller names.
    pub(super) fn file(&self, path: &[u8], look_as: &LookAs) -> Result<Vec<u8>, LookError> {
        let mut fields = self.ask(b"file", path, look_as)?.0.into_iter();
        match (fields.next().as_deref(), fields.next()) {
            (Some(b"file"), Some(content)) => Ok(content),
            (Some(b"refused"), Some(why)) => Err(refused(&why)),
            _ => Err(garbled()),
        }
    }

    fn ask(&self, what: &[u8], path: &[u8], look_as: &LookAs) -> Result<Message, LookError> {
        let mut slot = self.child.borrow_mut();
        if slot.as_ref().is_none_or(|looking| looking.look_as != *look_as) {
            // The old one, if any, is reaped before the new one starts.
            drop(slot.take());
            *slot = Some(Looking::start(&self.program, look_as)?);
        }
        let Some(looking) = slot.as_mut() else { return Err(garbled()) };
        let answer = looking.ask(&question(what, path, look_as), self.limit);
        if answer.is_err()
            && let Some(mut looking) = slot.take()
        {
            // It may not be able to end; nobody waits for it.
            let _ = looking.child.kill();
            std::mem::forget(looking);
        }
        answer
    }
}

fn question(what: &[u8], path: &[u8], look_as: &LookAs) -> Message {
    Message(vec![what.to_vec(), path.to_vec(), ids_of(&look_as.reader), ids_of(&look_as.process)])
}

/// Uid and gids, four bytes each.
fn ids_of(reader: &Reader) -> Vec<u8> {
    std::iter::once(&reader.uid).chain(&reader.gids).flat_map(|id| id.to_le_bytes()).collect()
}

fn reader_of(ids: &[u8]) -> Option<Reader> {
    let (ids, rest) = ids.as_chunks();
    let (uid, gids) = ids.split_first().filter(|_| rest.is_empty())?;
    Some(Reader { uid: u32::from_le_bytes(*uid), gids: gids.iter().map(|gid| u32::from_le_bytes(*gid)).collect() })
}

fn garbled() -> LookError {
    LookError::Child { why: "it gave no answer".to_owned() }
}

fn refused(why: &[u8]) -> LookError {
    LookError::Refused { why: String::from_utf8_lossy(why).into_owned() }
}

impl Looking {
    fn start(program: &Path, look_as: &LookAs) -> Result<Looking, LookError> {
        let call = Call::program(program, [VERB]).called("longshore").environment([]);
        let call = call.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let fail = |why: &str| LookError::Child { why: format!("{}: {why}", program.display()) };
        let mut child = call.start().map_err(|error| fail(&error.why()))?;
        let (questions, answers) = (child.stdin.take(), child.stdout.take().ok_or_else(|| fail("no pipe"))?);
        Ok(Looking { look_as: look_as.clone(), child, questions, answers })
    }

    #[expect(clippy::disallowed_methods, reason = "the edge watches the clock while it waits")]
    fn ask(&mut self, question: &Message, limit: Duration) -> Result<Message, LookError> {
        let end = Instant::now() + limit;
        let fail = |error: &std::io::Error| LookError::Child { why: io_text(error) };
        if let Some(questions) = &mut self.questions {
            questions.write_all(&question.framed()).map_err(|error| fail(&error))?;
        }
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 1 << 16];
        loop {
            if let Some(message) = Message::read(&bytes) {
                return Ok(message);
            }
            let left = end.saturating_duration_since(Instant::now());
            let left = Timespec { tv_sec: left.as_secs().cast_signed(), tv_nsec: left.subsec_nanos().into() };
            let mut waited = [PollFd::from_borrowed_fd(self.answers.as_fd(), PollFlags::IN)];
            match poll(&mut waited, Some(&left)) {
                Err(rustix::io::Errno::INTR) => continue,
                Err(error) => return Err(fail(&error.into())),
                Ok(0) => return Err(LookError::Hangs { limit }),
                Ok(_) => {}
            }
            match self.answers.read(&mut chunk) {
                Ok(0) => return Err(garbled()),
                Ok(length) => bytes.extend(chunk.get(..length).unwrap_or_default()),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(fail(&error)),
            }
        }
    }
}

impl Drop for Looking {
    /// The engine's client takes longshore's place and would not know this child: it is reaped before.
    fn drop(&mut self) {
        self.questions = None;
        let _ = self.child.wait();
    }
}

/// Whether these words call the child.
#[must_use]
pub fn is_look(words: &[OsString]) -> bool {
    matches!(words, [_, verb] if verb == VERB)
}

/// The child's side: answers what is asked on standard input, until it ends.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "questions and answers go through the standard streams")]
pub fn look_main() -> ExitCode {
    let (mut questions, mut answers) = (std::io::stdin().lock(), std::io::stdout().lock());
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    let mut is_reader = None;
    loop {
        while let Some(question) = Message::read(&bytes) {
            bytes.drain(..question.framed().len());
            let answer = answer(&question, &mut is_reader)
                .unwrap_or_else(|why| Message(vec![b"refused".to_vec(), why.into_bytes()]));
            if answers.write_all(&answer.framed()).and_then(|()| answers.flush()).is_err() {
                return ExitCode::FAILURE;
            }
        }
        match questions.read(&mut chunk) {
            Ok(0) => return ExitCode::SUCCESS,
            Ok(length) => bytes.extend(chunk.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return ExitCode::FAILURE,
        }
    }
}

fn answer(question: &Message, is_reader: &mut Option<bool>) -> Result<Message, String> {
    let [what, path, reader, process] = question.0.as_slice() else { return Err("no question".to_owned()) };
    let look_as = reader_of(reader).zip(reader_of(process)).map(|(reader, process)| LookAs { reader, process });
    let look_as = look_as.ok_or("no reader")?;
    let is_reader = match *is_reader {
        Some(known) => known,
        None => *is_reader.insert(open(&look_as)?),
    };
    if what == b"file" {
        return file(path, is_reader).map(|content| Message(vec![b"file".to_vec(), content]));
    }
    let mut replaceable: Vec<Vec<u8>> = Vec::new();
    let found = walk(path, &mut |lookup| see(lookup, &look_as.reader, is_reader, &mut replaceable));
    let Some(facts) = facts(path, found, is_reader, replaceable)? else {
        return Ok(Message(vec![b"nothing".to_vec()]));
    };
    let mut fields = vec![b"path".to_vec(), facts.kind.as_str().as_bytes().to_vec(), facts.real];
    fields.extend(facts.replaceable);
    Ok(Message(fields))
}

/// Notes a directory in which the reader could put something else in the place of what is looked up.
fn see(lookup: &Lookup<'_>, reader: &Reader, is_reader: bool, replaceable: &mut Vec<Vec<u8>>) {
    if may_replace(lookup.handle, lookup.stat, lookup.entry, reader, is_reader) {
        replaceable.push(lookup.directory.to_vec());
    }
}

/// What a walk along `path` has found.
fn facts(
    path: &[u8],
    found: Result<Option<Arrived>, WalkError>,
    is_reader: bool,
    mut replaceable: Vec<Vec<u8>>,
) -> Result<Option<PathFacts>, String> {
    let (kind, real) = match found {
        Ok(Some(arrived)) => (kind_of(&arrived), arrived.real),
        Ok(None) => return Ok(None),
        // The reader may go on where this process may not: condor before the directory of a job.
        Err(WalkError::Kernel { directory, errno: Errno::ACCESS }) if !is_reader => {
            replaceable.push(directory);
            (PathKind::Unseen, path.to_vec())
        }
        Err(error) => return Err(error.to_string()),
    };
    replaceable.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
    replaceable.dedup();
    Ok(Some(PathFacts { real, kind, replaceable }))
}

fn kind_of(arrived: &Arrived) -> PathKind {
    match FileType::from_raw_mode(arrived.stat.st_mode) {
        FileType::Directory => PathKind::Directory,
        FileType::RegularFile => PathKind::File,
        _ => PathKind::Special,
    }
}

/// Takes the ids of the process where this one can; says whether it now looks as the reader.
fn open(look_as: &LookAs) -> Result<bool, String> {
    use rustix::process::{Gid, Uid, geteuid};
    let LookAs { process, .. } = look_as;
    if geteuid().is_root() && process.uid != 0 {
        let groups: Vec<Gid> = process.gids.iter().map(|&gid| Gid::from_raw(gid)).collect();
        // Nobody's group, where the reader has none.
        let first = groups.first().copied().unwrap_or(Gid::from_raw(65534));
        let change = || -> rustix::io::Result<()> {
            set_thread_groups(&groups)?;
            set_thread_res_gid(None, first, None)?;
            set_thread_res_uid(None, Uid::from_raw(process.uid), None)
        };
        change().map_err(|error| format!("taking the ids of uid {}: {}", process.uid, io_text(&error.into())))?;
    }
    Ok(look_as.sees_as_reader())
}

/// The content of a regular file, opened as the reader.
#[expect(clippy::disallowed_methods, reason = "the edge opens the files that callers name")]
fn file(path: &[u8], is_reader: bool) -> Result<Vec<u8>, String> {
    use std::os::unix::ffi::OsStringExt as _;
    if !is_reader {
        let uid = rustix::process::geteuid().as_raw();
        return Err(format!("only root can open a file as another user, and uid {uid} calls"));
    }
    if !path.starts_with(b"/") {
        return Err("the path is not absolute".to_owned());
    }
    let path = PathBuf::from(OsString::from_vec(path.to_vec()));
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    let flags = i32::try_from(flags.bits()).map_err(|error| error.to_string())?;
    let text = |error: std::io::Error| match rustix::io::Errno::from_io_error(&error) {
        Some(rustix::io::Errno::LOOP) => "it is a link; name the file itself".to_owned(),
        _ => io_text(&error),
    };
    let file = std::fs::OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(text)?;
    let stat = file.metadata().map_err(text)?;
    let is_process = fstatfs(&file).is_ok_and(|system| system.f_type == rustix::fs::PROC_SUPER_MAGIC);
    if !stat.is_file() || is_process {
        return Err("it is not a regular file".to_owned());
    }
    bounded(file, 0, LARGEST).map_err(text)?.ok_or_else(|| "it is larger than 1 MiB".to_owned())
}
