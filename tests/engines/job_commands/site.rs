//! A folder with a profile, templates and files of jobs, and `longshore job` in it.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::Schema;

use crate::job_commands::engine::Engine;

const SCHEMA: &str = include_str!("../../../docs/schema/job-info.schema.json");

/// What a command did: exit code, standard output, standard error.
pub(crate) type Did = (i32, String, String);

/// A folder, and the session of its jobs.
pub(crate) struct Site {
    pub(crate) engine: &'static Engine,
    pub(crate) session: String,
    dir: TempDir,
}

impl Site {
    pub(crate) fn new(engine: &'static Engine) -> Site {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let session = format!("test-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        let site = Site { engine, session, dir: tempfile::tempdir().expect("a folder") };
        site.profile("allow: any");
        site
    }

    /// Makes these keys the profile's.
    pub(crate) fn profile(&self, keys: &str) {
        let Engine { name, client, .. } = self.engine;
        self.write("p.yaml", &format!("version: 1\nruntime: {name}\nengine: {}\n{keys}\n", client.display()));
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.dir.path().join(name), text).expect("a file");
    }

    /// The file of a job; empty if there is none.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.dir.path().join(name)).unwrap_or_default()
    }

    /// Writes a template that runs this script, with these members besides.
    pub(crate) fn template(&self, name: &str, script: &str, members: &Value) {
        let mut template = json!({
            "jobCategory": self.engine.image,
            "remoteCommand": "sh",
            "args": ["-c", script],
            "extension": { "extensionList": { "net": "none" } },
        });
        for (key, value) in members.as_object().expect("members") {
            match (key.as_str(), &mut template["extension"]["extensionList"]) {
                ("extensions", Value::Object(list)) => list.extend(value.as_object().expect("extensions").clone()),
                _ => template[key] = value.clone(),
            }
        }
        self.write(name, &template.to_string());
    }

    pub(crate) fn longshore(&self, verb: &str, args: &[&str]) -> Command {
        let mut command = self.engine.command(Path::new(env!("CARGO_BIN_EXE_longshore")));
        command.arg0("longshore").args(["job", verb, "--profile", "./p.yaml"]).args(args).current_dir(self.dir.path());
        command
    }

    /// Runs a verb.
    pub(crate) fn job(&self, verb: &str, args: &[&str]) -> Did {
        did(self.longshore(verb, args).output().expect("longshore runs"))
    }

    /// What a verb prints that has to end well and say nothing else.
    #[track_caller]
    pub(crate) fn good(&self, verb: &str, args: &[&str]) -> String {
        let (code, out, error) = self.job(verb, args);
        assert_eq!((code, error.as_str()), (0, ""), "{verb} {args:?}: {out}");
        out
    }

    /// Submits a template; the job's id.
    #[track_caller]
    pub(crate) fn submit(&self, template: &str) -> String {
        self.good("submit", &["--session", &self.session, template]).trim_end().to_owned()
    }

    /// Submits a job of this script; its id.
    #[track_caller]
    pub(crate) fn run(&self, script: &str, members: &Value) -> String {
        self.template("t.json", script, members);
        self.submit("t.json")
    }

    #[track_caller]
    pub(crate) fn state(&self, id: &str) -> String {
        self.good("state", &[id]).trim_end().to_owned()
    }

    #[track_caller]
    pub(crate) fn info(&self, id: &str) -> Value {
        let info: Value = serde_json::from_str(&self.good("info", &["--json", id])).expect("JSON");
        let one = if info.is_array() { &info[0] } else { &info };
        assert_eq!(Schema::new(SCHEMA).faults(one), Vec::<String>::new(), "{info:#}");
        info
    }

    /// The whole ids of the session's jobs.
    #[track_caller]
    pub(crate) fn list(&self) -> Vec<String> {
        self.good("list", &["--quiet", "--session", &self.session]).lines().map(str::to_owned).collect()
    }

    /// Waits until the job has ended, and gives its state.
    #[track_caller]
    pub(crate) fn ended(&self, id: &str) -> String {
        self.good("wait", &["--timeout", "100", id]);
        self.state(id)
    }
}

/// Nothing of the session stays.
impl Drop for Site {
    fn drop(&mut self) {
        let filter = format!("label=drmaa2_jobsession={}", self.session);
        let ids = self.engine.real(&["ps", "--all", "--quiet", "--filter", &filter]);
        let ids: Vec<&str> = ids.lines().collect();
        if !ids.is_empty() {
            self.engine.real(&[&["rm", "--force"], ids.as_slice()].concat());
        }
    }
}

fn did(output: Output) -> Did {
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

/// Waits until `is_so`.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// A shell that calls a command and stays, with a group of processes of its own.
pub(crate) struct Caller {
    child: Child,
    printed: BufReader<ChildStdout>,
}

impl Caller {
    pub(crate) fn start(command: &Command) -> Caller {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", "\"$@\"; exec sleep 1000", "sh"]).arg(command.get_program()).args(command.get_args());
        let env = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
        shell.env_clear().envs(env).current_dir(command.get_current_dir().expect("a folder"));
        shell.stdin(Stdio::null()).stdout(Stdio::piped()).process_group(0);
        let mut child = shell.spawn().expect("a shell");
        let printed = BufReader::new(child.stdout.take().expect("a pipe"));
        Caller { child, printed }
    }

    /// The next line that is printed.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.printed.read_line(&mut line).expect("a line");
        line.trim().to_owned()
    }

    /// Kills it with all of its group; what it had printed.
    pub(crate) fn kill(mut self) -> String {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("a process");
        kill_process_group(pid, Signal::KILL).expect("a group");
        self.child.wait().expect("it ends");
        let mut rest = String::new();
        // What it started holds no end of its pipe.
        self.printed.read_to_string(&mut rest).expect("text");
        rest.trim().to_owned()
    }
}
