//! A request that the recording socket got.
//!
//! `POST /v1.50/containers/create?name=x` -> method `POST`, path `/containers/create`, query `name` = `x`, and the body as
//! JSON.

use serde_json::Value;

use crate::http::{self, Request};

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// `GET`, `HEAD`, `POST`, ...
    pub method: String,
    /// The path as sent, without the API version in front of it.
    pub path: String,
    /// What follows the `?`, decoded, in its order. Bytes that are not UTF-8 are replaced, as the client does in bodies.
    pub query: Vec<(String, String)>,
    /// The body: null if there was none, a string if it was not JSON.
    pub body: Value,
    /// The headers as sent, in their order.
    pub headers: Vec<(String, String)>,
}

impl Recorded {
    pub(crate) fn new(request: Request) -> Self {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        };
        let body = match &request.body[..] {
            [] => Value::Null,
            bytes => serde_json::from_slice(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into()),
        };
        Recorded {
            path: without_version(path).to_owned(),
            query: pairs.map(pair).collect(),
            method: request.method,
            body,
            headers: request.headers,
        }
    }

    /// The value of a part of the query, the first if it stands there twice.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of a header, whatever the case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        http::value(&self.headers, name)
    }

    /// Whether it is this request.
    #[must_use]
    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path == path
    }
}

/// `/v1.50/info` -> `/info`.
fn without_version(path: &str) -> &str {
    let is_version = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match path.strip_prefix("/v").and_then(|rest| rest.split_once('/')) {
        Some((version, rest)) if is_version(version) => &path[path.len() - rest.len() - 1..],
        _ => path,
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, after) = match (first, tail) {
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, after),
                _ => (b'%', tail),
            },
            (b'+', _) => (b' ', tail),
            _ => (*first, tail),
        };
        bytes.push(byte);
        rest = after;
    }
    // As the client writes such bytes into JSON, so that both are compared alike.
    longshore::values::replaced(&bytes).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_version_is_stripped_from_a_path() {
        let paths = [
            ("/v1.50/containers/create", "/containers/create"),
            ("/v1.41/info", "/info"),
            ("/_ping", "/_ping"),
            ("/volumes/x", "/volumes/x"),
            ("/v/x", "/v/x"),
        ];
        for (path, stripped) in paths {
            assert_eq!(without_version(path), stripped);
        }
    }

    #[test]
    fn a_query_is_decoded() {
        let request = Request {
            method: "POST".to_owned(),
            target: "/v1.50/containers/create?name=a%2Fb+c&platform=&x&y=%zz%C3%BC%ff".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        let recorded = Recorded::new(request);
        assert_eq!(recorded.parameter("name"), Some("a/b c"));
        assert_eq!(recorded.parameter("platform"), Some(""));
        assert_eq!(recorded.parameter("x"), Some(""));
        assert_eq!(recorded.parameter("y"), Some("%zz\u{fc}\u{fffd}"));
        assert_eq!(recorded.parameter("z"), None);
    }
}
