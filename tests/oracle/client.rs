//! What a real client makes of a line: the requests it sends, or why it sends none.

use std::ffi::OsString;

use serde_json::Value;
use testkit::{Client, Recorded, RecordingSocket, Status};

use crate::world;

/// The client's answer to a line.
#[derive(Debug)]
pub(crate) struct Answer {
    /// What it asked the engine for, without what it asks to know the engine.
    pub(crate) requests: Vec<Request>,
    pub(crate) code: i32,
    /// The first line of standard error.
    pub(crate) said: String,
    /// All of standard error.
    pub(crate) all: String,
    /// All of standard output.
    pub(crate) printed: String,
}

/// A request as it is compared: the folder of the test is `$DIR` in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Value,
}

impl Answer {
    /// Whether it took the line: it asked the engine for something, or ended well.
    pub(crate) fn accepts(&self) -> bool {
        !self.requests.is_empty() || self.code == 0
    }

    /// Whether it refused the line for the number of its operands.
    pub(crate) fn counts_operands(&self) -> bool {
        let said = &self.all;
        self.code == 1
            && (said.contains("' requires ") || said.contains("\" requires ") || said.contains("accepts no arg"))
    }
}

/// Runs the client on a line; word 0 is left out.
pub(crate) fn ask(client: &Client, socket: &RecordingSocket, words: &[OsString]) -> Answer {
    let test = world::test(client, socket);
    let dir = test.dir().to_string_lossy().into_owned();
    drop(socket.take());
    let (outcome, _dir) = test.args(&words[1..]).outcome();
    let all = String::from_utf8_lossy(&outcome.stderr).into_owned();
    let code = match outcome.status {
        Status::Code(code) => code,
        Status::Signal(signal) => 128 + signal,
    };
    let requests = socket.take().into_iter().filter(|request| !is_probe(request));
    let requests = requests.map(|request| placed(request, &dir, &socket.path().to_string_lossy())).collect();
    let said = all
        .lines()
        .find(|line| !line.starts_with("WARNING") && !line.starts_with("DEPRECATED"))
        .unwrap_or_default()
        .to_owned();
    let printed = String::from_utf8_lossy(&outcome.stdout).into_owned();
    Answer { requests, code, said, all, printed }
}

/// `$DIR` for the folder and `$ENGINE` for the socket, wherever they stand.
fn placed(request: Recorded, dir: &str, engine: &str) -> Request {
    let placed = |text: &str| text.replace(dir, "$DIR").replace(engine, "$ENGINE");
    // The archive of a build's context has times in it.
    let body = if request.path == "/build" { "null".to_owned() } else { placed(&request.body.to_string()) };
    Request {
        path: placed(&request.path),
        query: request.query.iter().map(|(name, value)| (name.clone(), placed(value))).collect(),
        body: serde_json::from_str(&body).expect("it was JSON before"),
        method: request.method,
    }
}

/// What every call asks the engine.
fn is_probe(request: &Recorded) -> bool {
    matches!(request.path.as_str(), "/_ping" | "/info" | "/version")
}

/// The release of a client as the tables count: 28.2.2 is 2802.
pub(crate) fn release(client: &Client) -> u16 {
    let mut parts = client.version.split('.').map(|part| part.parse::<u16>().expect("a version has numbers"));
    parts.next().expect("a major version") * 100 + parts.next().unwrap_or(0)
}

/// The newest API version that the client speaks, so that the engine stands in no option's way.
pub(crate) fn api_version(release: u16) -> &'static str {
    if release < 2300 { "1.41" } else { "1.50" }
}
