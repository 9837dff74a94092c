//! As much HTTP/1.1 as a docker client speaks: requests read one after another from a connection, responses written.
//!
//! Bodies come with a length or in chunks. There is no limit on anything but the size of a body: the peer is a client
//! that a test started.

use std::io::{self, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;

/// More than any request of a client's command line.
const BODY_LIMIT: usize = 64 << 20;

/// A request as it came.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// What is sent back.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) reason: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

/// One connection of a client.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: UnixStream,
    /// What was read and not yet used.
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) fn new(stream: UnixStream) -> Self {
        Connection { stream, buffer: Vec::new() }
    }

    /// The next request; none if the client has closed.
    pub(crate) fn request(&mut self) -> io::Result<Option<Request>> {
        let mut request = loop {
            if let Some((request, length)) = head(&self.buffer)? {
                self.buffer.drain(..length);
                break request;
            }
            if !self.fill()? {
                return if self.buffer.is_empty() {
                    Ok(None)
                } else {
                    Err(bad("the connection ends in a request's head"))
                };
            }
        };
        let header = |name: &str| value(&request.headers, name);
        request.body = if header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
            self.chunks()?
        } else if let Some(length) = header("content-length") {
            self.take(length.parse().map_err(|_| bad("the content length is not a number"))?)?
        } else {
            Vec::new()
        };
        Ok(Some(request))
    }

    /// Sends a response with its length.
    pub(crate) fn respond(&mut self, response: &Response) -> io::Result<()> {
        let mut bytes = response_head(response);
        if response.status >= 200 && response.status != 204 {
            bytes.extend(format!("Content-Length: {}\r\n", response.body.len()).bytes());
        }
        bytes.extend(b"\r\n");
        bytes.extend(&response.body);
        self.stream.write_all(&bytes)
    }

    /// Turns the connection into a container's streams, which end at once without a word, and takes what the client
    /// still sends until it closes, so that it can write its standard input without a broken pipe.
    pub(crate) fn hijack(&mut self, response: &Response) -> io::Result<()> {
        let mut bytes = response_head(response);
        bytes.extend(b"\r\n");
        self.stream.write_all(&bytes)?;
        self.stream.shutdown(Shutdown::Write)?;
        io::copy(&mut self.stream, &mut io::sink())?;
        Ok(())
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let (start, size) = loop {
                match httparse::parse_chunk_size(&self.buffer) {
                    Ok(httparse::Status::Complete(found)) => break found,
                    Ok(httparse::Status::Partial) => self.need_more()?,
                    Err(_) => return Err(bad("a chunk has no size")),
                }
            };
            self.buffer.drain(..start);
            if size == 0 {
                // The trailer: lines up to an empty one.
                while self.line()? != b"\r\n" {}
                return Ok(body);
            }
            let size = usize::try_from(size).map_err(|_| bad("a chunk is too large"))?;
            body.extend(self.take(size)?);
            if body.len() > BODY_LIMIT || self.take(2)? != b"\r\n" {
                return Err(bad("a chunk is too large, or does not end where it says"));
            }
        }
    }

    fn line(&mut self) -> io::Result<Vec<u8>> {
        loop {
            if let Some(end) = self.buffer.iter().position(|&byte| byte == b'\n') {
                return self.take(end + 1);
            }
            self.need_more()?;
        }
    }

    fn take(&mut self, length: usize) -> io::Result<Vec<u8>> {
        if length > BODY_LIMIT {
            return Err(bad("the body is too large"));
        }
        while self.buffer.len() < length {
            self.need_more()?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    fn need_more(&mut self) -> io::Result<()> {
        if self.fill()? { Ok(()) } else { Err(bad("the connection ends in a request's body")) }
    }

    /// Reads what there is; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        let mut bytes = [0; 8192];
        let count = self.stream.read(&mut bytes)?;
        self.buffer.extend(&bytes[..count]);
        Ok(count > 0)
    }
}

/// The value of a header, whatever the case of its name.
pub(crate) fn value<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn response_head(response: &Response) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {} {}\r\n", response.status, response.reason);
    for (name, value) in &response.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.into_bytes()
}

/// The request's head at the beginning of `bytes`, and its length; none if it is not complete.
fn head(bytes: &[u8]) -> io::Result<Option<(Request, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let mut parsed = httparse::Request::new(&mut headers);
    let status = parsed.parse(bytes).map_err(|error| bad(&format!("not a request: {error}")))?;
    let httparse::Status::Complete(length) = status else { return Ok(None) };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let request = Request {
        method: parsed.method.unwrap_or_default().to_owned(),
        target: parsed.path.unwrap_or_default().to_owned(),
        headers: parsed.headers.iter().map(|header| (header.name.to_owned(), text(header.value))).collect(),
        body: Vec::new(),
    };
    Ok(Some((request, length)))
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
