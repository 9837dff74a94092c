//! The connection to the engine breaks, or the engine stops answering.
//!
//! A socket that closes while the container runs -> the run goes on, and its end is reported.

use super::{IMAGE, daemon, ended, is_running, left, real, report, run, tag, until};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use testkit::Status;

/// A socket in front of the engine's that can be closed for ever, or held for a time.
pub(super) struct Door {
    pub(super) is_open: Arc<AtomicBool>,
    /// Clients wait.
    pub(super) is_held: Arc<AtomicBool>,
    /// A client came.
    pub(super) is_knocked: Arc<AtomicBool>,
    /// How long a request to make a container is on its way, in milliseconds, and whether one is.
    pub(super) delay: Arc<AtomicU64>,
    pub(super) is_making: Arc<AtomicBool>,
    pub(super) through: Arc<Mutex<Vec<UnixStream>>>,
}

impl Door {
    pub(super) fn new(path: &Path) -> Door {
        let listener = UnixListener::bind(path).expect("a socket");
        let door = Door {
            is_open: Arc::new(AtomicBool::new(true)),
            is_held: Arc::default(),
            is_knocked: Arc::default(),
            delay: Arc::default(),
            is_making: Arc::default(),
            through: Arc::default(),
        };
        let (is_open, through) = (Arc::clone(&door.is_open), Arc::clone(&door.through));
        let (is_held, is_knocked) = (Arc::clone(&door.is_held), Arc::clone(&door.is_knocked));
        let (delay, is_making) = (Arc::clone(&door.delay), Arc::clone(&door.is_making));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                is_knocked.store(true, Ordering::SeqCst);
                while is_held.load(Ordering::SeqCst) {
                    thread::sleep(Duration::from_millis(10));
                }
                if !is_open.load(Ordering::SeqCst) {
                    continue;
                }
                let engine = UnixStream::connect("/var/run/docker.sock").expect("the engine");
                let ends = [&client, &engine].map(|end| end.try_clone().expect("a socket"));
                through
                    .lock()
                    .expect("a lock")
                    .extend([&client, &engine].map(|end| end.try_clone().expect("a socket")));
                let [mut from_client, mut from_engine] = ends;
                let (mut to_client, mut to_engine) = (client, engine);
                let (delay, is_making) = (Arc::clone(&delay), Arc::clone(&is_making));
                let wait = move |bytes: &[u8]| {
                    if bytes.starts_with(b"POST ") && String::from_utf8_lossy(bytes).contains("/containers/create") {
                        is_making.store(true, Ordering::SeqCst);
                        thread::sleep(Duration::from_millis(delay.load(Ordering::SeqCst)));
                    }
                };
                thread::spawn(move || copy(&mut from_client, &mut to_engine, wait));
                thread::spawn(move || copy(&mut from_engine, &mut to_client, |_| ()));
            }
        });
        door
    }

    pub(super) fn close(&self) {
        self.is_open.store(false, Ordering::SeqCst);
        for stream in self.through.lock().expect("a lock").iter() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn copy(from: &mut UnixStream, to: &mut UnixStream, wait: impl Fn(&[u8])) {
    let mut bytes = [0; 8192];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        wait(&bytes[..count]);
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

#[test]
fn an_engine_that_stops_answering_while_the_container_runs() {
    let Some(client) = daemon() else { return };
    let tag = tag("lost");
    let test = run(client, &tag, &format!("image: {IMAGE}\ncommand: sleep\nargs: [1000]"));
    let socket = test.dir().join("engine.sock");
    let door = Door::new(&socket);
    let running = test.env("DOCKER_HOST", format!("unix://{}", socket.display())).spawn();
    until("the container does not start", || is_running(&tag));
    door.close();
    std::fs::remove_file(&socket).expect("the socket's name");
    let (outcome, dir) = running.finish_unjudged();
    real(&["rm", "--force", &left(&tag)]);
    assert_eq!(outcome.status, Status::Code(125));
    let expected = ended(
        &["--label=test=TAG", "longshore-test:1", "sleep", "1000"],
        &json!({
            "state": "lost",
            "created": null,
            "started": null,
            "finished": null,
            "cause": "engine_lost",
            "exit_code": 125,
            "reason": "the engine stopped answering while the container ran: Cannot connect to the Docker daemon at \
                       unix://DIR/engine.sock",
            "remedy": "when the engine answers again, look for it with `DOCKER ps --all --filter label=longshore.run=RUN`",
        }),
    );
    let report = report(dir.path(), &tag);
    assert_eq!(report, expected, "{report:#}");
}

#[test]
fn a_connection_that_breaks_is_no_end_of_the_container() {
    let Some(client) = daemon() else { return };
    let tag = tag("broken");
    let test = run(client, &tag, &format!("image: {IMAGE}\ncommand: sh\nargs: [-c, \"sleep 4; exit 5\"]"));
    let socket = test.dir().join("engine.sock");
    let door = Door::new(&socket);
    let running = test.env("DOCKER_HOST", format!("unix://{}", socket.display())).spawn();
    until("the container does not start", || is_running(&tag));
    door.close();
    door.is_open.store(true, Ordering::SeqCst);
    let (outcome, dir) = running.finish_unjudged();
    let report = report(dir.path(), &tag);
    assert_eq!((outcome.status, &report["cause"]), (Status::Code(5), &json!("exit")), "{report:#}");
    assert_eq!(left(&tag), "");
}
