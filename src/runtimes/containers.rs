//! What an engine says about its containers.
//!
//! The answer of `docker container inspect ID` -> its name, state, labels, the time at which it finished, and the paths
//! of the host that it mounts. docker and podman use the same members here.

use serde_json::Value;

use crate::values::Moment;

use super::docker::answers::{Inspected, Status};

/// A container as batch jobs' controls see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// The whole id.
    pub id: String,
    /// The name, without a slash.
    pub name: String,
    /// What it is doing.
    pub state: State,
    /// When it finished last, in seconds since 1970, if it ever did.
    pub finished: Option<i64>,
    /// Keys and values.
    pub labels: Vec<(String, String)>,
    /// The paths of the host that it mounts.
    pub sources: Vec<String>,
}

/// What a container is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It was never started.
    Created,
    /// It has finished, and can be removed.
    Finished,
    /// Its processes are stopped.
    Paused,
    /// The engine is removing it.
    Removing,
    /// Something else; it may be running, or be started again.
    Running,
}

impl Container {
    /// The value of a label.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&str> {
        self.labels.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// A word that means this container and no other: the name, unless it could be the beginning of an id.
    #[must_use]
    pub fn word(&self) -> &str {
        if could_be_an_id(&self.name) { &self.id } else { &self.name }
    }
}

/// Whether engines could take a name for the beginning of another container's id.
#[must_use]
pub fn could_be_an_id(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The containers of an answer to `container inspect`.
///
/// # Errors
/// When it is no such answer.
pub fn containers(answer: &[u8]) -> Result<Vec<Container>, String> {
    let wrong = || "the engine's answer about containers cannot be read".to_owned();
    let value: Value = serde_json::from_slice(answer).map_err(|_| wrong())?;
    value.as_array().ok_or_else(wrong)?.iter().map(|one| container(one).ok_or_else(wrong)).collect()
}

fn container(value: &Value) -> Option<Container> {
    let found = Inspected::of(value)?;
    let state = match found.status {
        Status::Created => State::Created,
        Status::Exited | Status::Dead => State::Finished,
        Status::Paused => State::Paused,
        Status::Removing => State::Removing,
        Status::Restarting | Status::Running | Status::Stopping | Status::Unknown => State::Running,
    };
    let mounts = value.pointer("/Mounts").and_then(Value::as_array).into_iter().flatten();
    Some(Container {
        id: found.id,
        name: found.name,
        state,
        finished: found.finished.as_deref().and_then(Moment::parse).map(Moment::seconds),
        labels: found.labels,
        sources: mounts.filter_map(|mount| Some(mount.get("Source")?.as_str()?.to_owned())).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::{Container, State, containers, could_be_an_id};

    #[test]
    fn an_answer_says_what_a_container_is_and_does() {
        let answer = br#"[{"Id": "ab12", "Name": "/929", "Created": "1970-01-01T00:01:00Z", "Path": "sh",
            "State": {"Status": "exited", "StartedAt": "1970-01-01T00:01:01Z", "FinishedAt": "1970-01-01T00:02:00.5Z",
                "ExitCode": 137, "OOMKilled": true, "Error": ""},
            "HostConfig": {"Memory": 6291456}, "Config": {"Labels": {"org.longshore.job": "929"}},
            "Mounts": [{"Type": "bind", "Source": "/a"}]},
            {"Id": "cd", "Name": "p", "State": {"Status": "paused", "FinishedAt": "0001-01-01T00:00:00Z", "ExitCode": 0},
            "Config": {"Labels": null}, "HostConfig": {"Memory": 0}}]"#;
        let read = containers(answer).unwrap();
        let first = Container {
            id: "ab12".to_owned(),
            name: "929".to_owned(),
            state: State::Finished,
            finished: Some(120),
            labels: vec![("org.longshore.job".to_owned(), "929".to_owned())],
            sources: vec!["/a".to_owned()],
        };
        assert_eq!(read[0], first);
        assert_eq!((read[1].state, read[1].finished, read[1].labels.len()), (State::Paused, None, 0));
        assert_eq!((read[0].word(), read[1].word()), ("ab12", "p"));
        assert!(containers(b"[{}]").is_err() && containers(b"{}").is_err() && containers(b"").is_err());
    }

    #[test]
    fn a_name_that_could_begin_an_id_is_no_word_for_a_container() {
        assert!(could_be_an_id("929") && could_be_an_id("cafe"));
        assert!(!could_be_an_id("929_3") && !could_be_an_id("job_5"));
    }
}
