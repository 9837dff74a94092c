//! The recording socket in front of the real clients: they end cleanly, and what they mean is written down.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;

use serde_json::{Value, json};
use testkit::{Client, RecordingSocket, Test, clients};

const API_VERSIONS: [&str; 2] = ["1.41", "1.50"];

/// The id that the socket gives to every container, as the client prints it.
const ID: &str = "1f0e57b1c0ffee5a1f0e57b1c0ffee5a1f0e57b1c0ffee5a1f0e57b1c0ffee5a";

/// Runs the test body for every client and every API version.
fn with_each(body: impl Fn(&Client, &RecordingSocket)) {
    for client in clients() {
        for api_version in API_VERSIONS {
            body(client, &RecordingSocket::start(api_version));
        }
    }
}

fn test(client: &Client, socket: &RecordingSocket, words: &[&str]) -> Test {
    client.test(socket).args(words)
}

/// The requests after the greeting, as `METHOD PATH`.
fn asked(socket: &RecordingSocket) -> Vec<String> {
    let requests = socket.take();
    let asked = requests.iter().map(|request| format!("{} {}", request.method, request.path));
    asked.filter(|request| !request.ends_with(" /_ping")).collect()
}

#[test]
fn create_gives_exactly_one_request_with_the_meaning_of_the_line() {
    with_each(|client, socket| {
        let words = ["create", "--name", "a b?", "-u", "5", "-e", "A=1", "img", "sh"];
        // The name is refused by daemons only.
        test(client, socket, &words).stdout(format!("{ID}\n")).run();
        let requests = socket.requests();
        let bodies: Vec<_> = requests.iter().filter(|request| request.is("POST", "/containers/create")).collect();
        let [create] = bodies[..] else { panic!("not one create: {requests:#?}") };
        assert_eq!(create.parameter("name"), Some("a b?"));
        assert_eq!(create.body["User"], "5");
        assert_eq!(create.body["Env"], json!(["A=1"]));
        assert_eq!(create.body["Image"], "img");
        assert_eq!(create.body["Cmd"], json!(["sh"]));
        assert_eq!(create.header("content-type"), Some("application/json"));
        assert_eq!(asked(socket), ["POST /containers/create"]);
        assert!(socket.requests().is_empty(), "taken requests are forgotten");
    });
}

#[test]
fn a_run_attaches_starts_waits_and_ends_with_zero() {
    with_each(|client, socket| {
        test(client, socket, &["run", "--rm", "img", "sh"]).run();
        let asked = asked(socket);
        for step in ["create", &format!("{ID}/attach"), &format!("{ID}/start"), &format!("{ID}/wait")] {
            let request = format!("POST /containers/{step}");
            assert!(asked.contains(&request), "no {request} of {client:?}: {asked:?}");
        }
    });
}

#[test]
fn a_run_with_standard_input_ends_without_a_broken_pipe() {
    with_each(|client, socket| {
        test(client, socket, &["run", "-i", "img", "cat"]).stdin(vec![b'x'; 1 << 20]).run();
        assert!(asked(socket).contains(&format!("POST /containers/{ID}/attach")));
    });
}

#[test]
fn a_detached_run_prints_the_id() {
    with_each(|client, socket| {
        test(client, socket, &["run", "-d", "img"]).stdout(format!("{ID}\n")).run();
        assert_eq!(asked(socket).last(), Some(&format!("POST /containers/{ID}/start")));
    });
}

#[test]
fn an_attached_start_ends_with_zero() {
    with_each(|client, socket| {
        test(client, socket, &["start", "-a", "c1"]).run();
        let expected = [
            "GET /containers/c1/json",
            &format!("POST /containers/{ID}/attach"),
            &format!("POST /containers/{ID}/wait"),
            &format!("POST /containers/{ID}/start"),
        ];
        assert_eq!(asked(socket), expected, "{client:?}");
    });
}

#[test]
fn an_exec_ends_with_zero() {
    with_each(|client, socket| {
        test(client, socket, &["exec", "-i", "c1", "sh", "-c", "x"]).stdin("text").run();
        let requests = socket.requests();
        let exec = requests.iter().find(|request| request.is("POST", "/containers/c1/exec")).map(|exec| &exec.body);
        assert_eq!(exec.map(|body| &body["Cmd"]), Some(&json!(["sh", "-c", "x"])));
        test(client, socket, &["exec", "-d", "c1", "true"]).run();
    });
}

#[test]
fn anything_else_is_not_found_and_recorded() {
    with_each(|client, socket| {
        let (outcome, _dir) = test(client, socket, &["kill", "--signal", "9", "c1"]).outcome();
        let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
        assert!(said.contains("the recording socket has no answer to POST /containers/c1/kill"), "{said}");
        assert_eq!(asked(socket), ["POST /containers/c1/kill"]);
    });
}

#[test]
fn version_and_info_are_answered() {
    with_each(|client, socket| {
        let format = "{{.Server.APIVersion}} {{.Server.Os}}";
        let (outcome, _dir) = test(client, socket, &["version", "--format", format]).outcome();
        assert!(outcome.stderr.is_empty(), "{}", String::from_utf8_lossy(&outcome.stderr));
        test(client, socket, &["info", "--format", "{{.ServerVersion}}"]).stdout("0.0.0-recording\n").run();
    });
}

#[test]
fn bodies_in_chunks_and_several_requests_on_one_connection_are_read() {
    let socket = RecordingSocket::start("1.50");
    let requests = "POST /v1.50/containers/create?name=x HTTP/1.1\r\nHost: docker\r\nTransfer-Encoding: chunked\r\n\r\n\
        5\r\n{\"Use\r\n8;ext=1\r\nr\": \"5\"}\r\n0\r\nTrailer: 1\r\n\r\n\
        HEAD /_ping HTTP/1.1\r\nHost: docker\r\n\r\n\
        POST /containers/c1/kill HTTP/1.1\r\nHost: docker\r\nContent-Length: 3\r\n\r\nabc";
    let mut stream = UnixStream::connect(socket.path()).expect("the socket listens");
    // In pieces, so that nothing relies on one read for one request.
    for piece in requests.as_bytes().chunks(7) {
        stream.write_all(piece).expect("the socket reads");
    }
    stream.shutdown(Shutdown::Write).expect("a connection can be half closed");
    let mut answers = String::new();
    stream.read_to_string(&mut answers).expect("the socket answers");

    let recorded = socket.take();
    assert_eq!(
        recorded.iter().map(|request| &request.body).collect::<Vec<_>>(),
        [&json!({ "User": "5" }), &Value::Null, &json!("abc"),]
    );
    let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).filter_map(|answer| answer.get(..3)).collect();
    assert_eq!(statuses, ["201", "200", "404"]);
    let ping = answers.split("HTTP/1.1 ").nth(2).unwrap_or_default();
    assert!(ping.contains("Api-Version: 1.50\r\n") && ping.ends_with("\r\n\r\n"), "a body after HEAD: {ping:?}");
}
