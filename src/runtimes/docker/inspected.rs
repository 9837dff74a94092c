//! What `inspect` says of a container.
//!
//! `[{"Id": "0a1b", "State": {"Status": "exited", "ExitCode": 137, "OOMKilled": true, ...}, ...}]` -> ended with 137, out of
//! memory.
//!
//! Checked against docker's engine 20.10.24 and podman 4.3.1, whose `inspect` has the same fields: its names of states are
//! more (`initialized`, `stopping`, `stopped`), its times have the machine's zone, its names no slash.

use serde_json::Value;

/// What the engine calls a container's state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// Made, and not started.
    Created,
    /// It ended, and could not be tidied up.
    Dead,
    /// It ended; podman also says `stopped` until it has tidied up.
    Exited,
    /// Its processes are frozen.
    Paused,
    /// It is about to be gone.
    Removing,
    /// It ended and will be started again.
    Restarting,
    /// Its program runs.
    Running,
    /// Its program was asked to end, and still runs (podman).
    Stopping,
    /// Another word, or none.
    #[default]
    Unknown,
}

impl Status {
    /// The state of an engine's word.
    #[must_use]
    pub fn of(word: &str) -> Status {
        match word {
            "created" | "configured" | "initialized" => Status::Created,
            "dead" => Status::Dead,
            "exited" | "stopped" => Status::Exited,
            "paused" => Status::Paused,
            "removing" => Status::Removing,
            "restarting" => Status::Restarting,
            "running" => Status::Running,
            "stopping" => Status::Stopping,
            _ => Status::Unknown,
        }
    }
}

/// What `inspect` says of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspected {
    pub id: String,
    pub name: String,
    /// When it was made.
    pub created: Option<String>,
    /// When its program was started; `None` if it never was.
    pub started: Option<String>,
    /// When its program ended.
    pub finished: Option<String>,
    /// What the engine calls its state.
    pub status: Status,
    /// Whether it may still do something: it runs, is paused, or will be started again.
    pub is_alive: bool,
    /// How often it was started again.
    pub restarts: u64,
    /// The code that its program ended with; 126 and 127 also of one that could not be started.
    pub exit_code: i64,
    /// Whether a process in it was killed for want of memory.
    pub is_oom: bool,
    /// Its limit of memory in bytes.
    pub memory: Option<u64>,
    /// Why it could not be started, in the engine's words.
    pub error: String,
    /// The program that it runs.
    pub program: String,
    /// The words that it was given behind the image, or the image's own.
    pub command: Vec<String>,
    /// Its host name.
    pub hostname: String,
    /// The image as it was named.
    pub image: String,
    /// Its labels, in the order of their keys.
    pub labels: Vec<(String, String)>,
    /// Its user as it was named; empty for the image's own.
    pub user: String,
    /// Its working directory.
    pub workdir: String,
}

impl Inspected {
    /// Reads what `inspect --format {{json .}}`, or plain `inspect`, prints of one container.
    #[must_use]
    pub fn read(json: &[u8]) -> Option<Inspected> {
        let read: Value = serde_json::from_slice(json).ok()?;
        Inspected::of(read.as_array().map_or(Some(&read), |list| list.first())?)
    }

    /// Reads what plain `inspect` prints of several containers; what is no container is left out.
    #[must_use]
    pub fn read_all(json: &[u8]) -> Vec<Inspected> {
        let read: Value = serde_json::from_slice(json).unwrap_or_default();
        read.as_array().into_iter().flatten().filter_map(Inspected::of).collect()
    }

    pub(in crate::runtimes) fn of(one: &Value) -> Option<Inspected> {
        let state = one.get("State")?;
        let flag = |key: &str| state.get(key).and_then(Value::as_bool).unwrap_or_default();
        let time = |value: &Value, key: &str| Some(text(value, key)).filter(|time| is_time(time));
        let memory = one.get("HostConfig").and_then(|host| host.get("Memory")).and_then(Value::as_u64);
        let exit_code = state.get("ExitCode").and_then(Value::as_i64)?;
        let restarts = one.get("RestartCount").and_then(Value::as_u64).unwrap_or_default();
        let status = match text(state, "Status").as_str() {
            // podman's word while it tidies up, which ends with another start where the policy says so.
            "stopped" if starts_again(one, exit_code, restarts) => Status::Restarting,
            word => Status::of(word),
        };
        let config = one.get("Config").unwrap_or(&Value::Null);
        let words = |key: &str| config.get(key).and_then(Value::as_array).into_iter().flatten();
        let labels = config.get("Labels").and_then(Value::as_object).into_iter().flatten();
        let labels = labels.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
        let mut labels: Vec<_> = labels.collect();
        labels.sort_unstable();
        Some(Inspected {
            id: Some(text(one, "Id")).filter(|id| !id.is_empty())?,
            name: text(one, "Name").trim_start_matches('/').to_owned(),
            created: time(one, "Created"),
            started: time(state, "StartedAt"),
            finished: time(state, "FinishedAt"),
            is_alive: flag("Running")
                || flag("Paused")
                || flag("Restarting")
                || matches!(status, Status::Running | Status::Paused | Status::Restarting | Status::Stopping),
            status,
            restarts: one.get("RestartCount").and_then(Value::as_u64).unwrap_or_default(),
            exit_code,
            is_oom: flag("OOMKilled"),
            memory: memory.filter(|bytes| *bytes > 0),
            error: text(state, "Error"),
            program: text(one, "Path"),
            command: words("Cmd").filter_map(Value::as_str).map(str::to_owned).collect(),
            hostname: text(config, "Hostname"),
            image: text(config, "Image"),
            labels,
            user: text(config, "User"),
            workdir: text(config, "WorkingDir"),
        })
    }

    /// The value of a label.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&str> {
        self.labels.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Whether the engine starts a container again that ended by itself.
fn starts_again(one: &Value, exit_code: i64, restarts: u64) -> bool {
    let Some(policy) = one.get("HostConfig").and_then(|host| host.get("RestartPolicy")) else { return false };
    let most = policy.get("MaximumRetryCount").and_then(Value::as_u64).unwrap_or_default();
    match text(policy, "Name").as_str() {
        "always" | "unless-stopped" => true,
        "on-failure" => exit_code != 0 && (most == 0 || restarts < most),
        _ => false,
    }
}

/// The engine writes the year 1 for a time that never was.
fn is_time(text: &str) -> bool {
    !text.is_empty() && !text.starts_with("0001-")
}

#[cfg(test)]
mod tests {
    use super::{Inspected, Status};

    const ENDED: &str = r#"[{"Id":"0a1b","Created":"2026-11-21T07:58:42.1Z","Path":"sh","Name":"/job","State":{"Status":"exited",
        "Running":false,"Paused":false,"Restarting":false,"OOMKilled":true,"Dead":false,"Pid":0,"ExitCode":137,"Error":"",
        "StartedAt":"2026-11-21T07:58:44.9Z","FinishedAt":"2026-11-21T07:58:44.97Z"},"HostConfig":{"Memory":6291456},
        "Config":{"Hostname":"n1","User":"1000","WorkingDir":"/w","Cmd":["sh","-c","a b"],"Image":"img:1",
        "Labels":{"b":"2","a":"1"}}}]"#;

    #[test]
    fn what_inspect_says_is_read() {
        let expected = Inspected {
            id: "0a1b".to_owned(),
            name: "job".to_owned(),
            created: Some("2026-11-21T07:58:42.1Z".to_owned()),
            started: Some("2026-11-21T07:58:44.9Z".to_owned()),
            finished: Some("2026-11-21T07:58:44.97Z".to_owned()),
            status: Status::Exited,
            is_alive: false,
            restarts: 0,
            exit_code: 137,
            is_oom: true,
            memory: Some(6_291_456),
            error: String::new(),
            program: "sh".to_owned(),
            command: ["sh", "-c", "a b"].map(str::to_owned).to_vec(),
            hostname: "n1".to_owned(),
            image: "img:1".to_owned(),
            labels: vec![("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())],
            user: "1000".to_owned(),
            workdir: "/w".to_owned(),
        };
        assert_eq!(expected.label("b"), Some("2"));
        assert_eq!(Inspected::read_all(ENDED.as_bytes()), std::slice::from_ref(&expected));
        assert_eq!(Inspected::read(ENDED.as_bytes()), Some(expected));
        let never = ENDED.replace("2026-11-21T07:58:44", "0001-01-01T00:00:00");
        let never = Inspected::read(never.as_bytes()).expect("a container");
        assert_eq!((never.started, never.finished), (None, None));
        for (from, to) in [("\"Running\":false", "\"Running\":true"), ("exited", "paused")] {
            assert!(Inspected::read(ENDED.replace(from, to).as_bytes()).expect("a container").is_alive);
        }
        let policy = r#""HostConfig":{"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":2},"#;
        let again = ENDED.replace("exited", "stopped").replace("\"HostConfig\":{", policy);
        assert_eq!(Inspected::read(again.as_bytes()).map(|found| found.status), Some(Status::Restarting));
        let last = again.replace("\"Path\"", "\"RestartCount\":2,\"Path\"");
        assert_eq!(Inspected::read(last.as_bytes()).map(|found| found.status), Some(Status::Exited));
        for text in ["", "[]", "{}", "[{\"Id\":\"a\"}]", "null"] {
            assert_eq!(Inspected::read(text.as_bytes()), None);
        }
    }
}
