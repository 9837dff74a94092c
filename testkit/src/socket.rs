//! A daemon on a unix socket that writes down what a client asks of it.
//!
//! `docker create -u 5 img sh` in front of it -> `POST /containers/create` with `{"User": "5", "Image": "img", "Cmd":
//! ["sh"], ...}`: what the command line means to the client, without an engine.

use std::collections::HashMap;
use std::io;
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use serde_json::Value;
use tempfile::TempDir;

use crate::answers::{Reply, reply};
use crate::http::Connection;
use crate::recorded::Recorded;

/// The daemon; it ends when dropped.
#[derive(Debug)]
pub struct RecordingSocket {
    path: PathBuf,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
    _dir: TempDir,
}

#[derive(Debug)]
struct Shared {
    api_version: String,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    requests: Vec<Recorded>,
    /// The open connections by number, to be closed at the end.
    open: HashMap<u64, UnixStream>,
    connections: u64,
    is_over: bool,
}

impl RecordingSocket {
    /// Listens; the client is told that the daemon speaks at most this version (`1.41`, `1.50`).
    #[must_use]
    pub fn start(api_version: &str) -> Self {
        let dir = tempfile::tempdir().expect("a folder for temporary files can be made");
        let path = dir.path().join("docker.sock");
        let listener = UnixListener::bind(&path).expect("a socket can be made");
        let shared = Arc::new(Shared { api_version: api_version.to_owned(), state: Mutex::default() });
        let for_thread = Arc::clone(&shared);
        let listener = Some(thread::spawn(move || for_thread.listen(&listener)));
        RecordingSocket { path, shared, listener, _dir: dir }
    }

    /// The socket.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The value of `DOCKER_HOST` that leads here.
    #[must_use]
    pub fn docker_host(&self) -> String {
        format!("unix://{}", self.path.display())
    }

    /// All requests so far. A client that has got its answer, or has ended, has its request in here.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.state().requests.clone()
    }

    /// All requests so far, which are then forgotten.
    #[must_use]
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut self.shared.state().requests)
    }

    /// The bodies of all requests to create a container so far; all requests are then forgotten.
    #[must_use]
    pub fn take_creates(&self) -> Vec<Value> {
        let creates = self.take().into_iter().filter(|request| request.is("POST", "/containers/create"));
        creates.map(|request| request.body).collect()
    }
}

impl Drop for RecordingSocket {
    fn drop(&mut self) {
        self.shared.state().is_over = true;
        // Wakes the listener. Neither can fail in a way that matters now.
        let _ = UnixStream::connect(&self.path);
        let _ = self.listener.take().map(JoinHandle::join);
        for stream in self.shared.state().open.values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Shared {
    /// A test that panicked elsewhere leaves the state as good as it was.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn listen(self: Arc<Self>, listener: &UnixListener) {
        for stream in listener.incoming() {
            let stream = stream.expect("a connection can be accepted");
            let mut state = self.state();
            if state.is_over {
                return;
            }
            state.connections += 1;
            let number = state.connections;
            state.open.insert(number, stream.try_clone().expect("a descriptor can be duplicated"));
            drop(state);
            let shared = Arc::clone(&self);
            thread::spawn(move || {
                // A client that goes away in the middle of something is not a failure here: its own outcome tells.
                let _ = shared.serve(&mut Connection::new(stream));
                if let Some(stream) = shared.state().open.remove(&number) {
                    let _ = stream.shutdown(Shutdown::Both);
                }
            });
        }
    }

    fn serve(&self, connection: &mut Connection) -> io::Result<()> {
        while let Some(request) = connection.request()? {
            let request = Recorded::new(request);
            let reply = reply(&request, &self.api_version);
            self.state().requests.push(request);
            match reply {
                Reply::Response(response) => connection.respond(&response)?,
                Reply::Hijack(response) => return connection.hijack(&response),
            }
        }
        Ok(())
    }
}
