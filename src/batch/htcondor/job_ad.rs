//! HTCondor's job ad, in the form in which it lies beside the job: old `ClassAd` syntax, an attribute a line.
//!
//! `Owner = "alice"\nRequestMemory = 128\nRank = 0.0\n` -> `owner` is `alice`, `REQUESTMEMORY` is `128`; `Rank` has no
//! value here: only texts, whole numbers and booleans do.
//!
//! Source: HTCondor's unparser of the old syntax (`sink.cpp`): of a text only the quotation mark is escaped.

use crate::argv::quote;

/// The attributes of a job that are plain values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobAd {
    attributes: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl JobAd {
    /// Reads the content of a job ad's file.
    ///
    /// Of lines that are no attribute nothing is taken: a text may hold a line end, and goes on there.
    ///
    /// # Errors
    /// When an attribute stands twice: HTCondor writes none twice, so one of the two lines is forged.
    pub fn parse(content: &[u8]) -> Result<JobAd, String> {
        let mut ad = JobAd::default();
        for line in content.split(|&byte| byte == b'\n') {
            let Some((name, value)) = attribute(line) else { continue };
            if ad.attributes.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                return Err(format!("attribute {} stands there twice", quote::short_bytes(name)));
            }
            ad.attributes.push((name.to_vec(), value));
        }
        Ok(ad)
    }

    /// The value of the attribute `name`, in whatever case its letters are.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        let found = self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.as_bytes()));
        found.and_then(|(_, value)| value.as_deref())
    }
}

/// `Name = expression`.
fn attribute(line: &[u8]) -> Option<(&[u8], Option<Vec<u8>>)> {
    let equals = line.iter().position(|&byte| byte == b'=')?;
    let name = line.get(..equals)?.trim_ascii();
    let expression = line.get(equals + 1..)?.trim_ascii();
    let is_name = name.first().is_some_and(|&byte| byte.is_ascii_alphabetic() || byte == b'_')
        && name.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.');
    is_name.then(|| (name, value(expression)))
}

fn value(expression: &[u8]) -> Option<Vec<u8>> {
    if let [b'"', text @ .., b'"'] = expression {
        return text_of(text);
    }
    let digits = expression.strip_prefix(b"-").unwrap_or(expression);
    if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) {
        return Some(expression.to_vec());
    }
    let lower = expression.to_ascii_lowercase();
    matches!(lower.as_slice(), b"true" | b"false").then_some(lower)
}

/// The text between its quotation marks; `None` when one of them stands free inside, so that it was an expression.
fn text_of(quoted: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(quoted.len());
    let mut rest = quoted;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'"', _) => return None,
            (b'\\', [b'"', after @ ..]) => {
                text.push(b'"');
                rest = after;
            }
            _ => text.push(byte),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::JobAd;

    fn value(content: &str, name: &str) -> Option<String> {
        let ad = JobAd::parse(content.as_bytes()).unwrap();
        ad.get(name).map(|value| String::from_utf8(value.to_vec()).unwrap())
    }

    #[test]
    fn texts_numbers_and_booleans_are_values() {
        let ad = "Owner = \"alice\"\nRequestMemory=128\nNice = -5\n WantX  =  TRUE \nAcctGroup = \"a.b c\"\r\n";
        for (name, expected) in [
            ("Owner", "alice"),
            ("owner", "alice"),
            ("REQUESTMEMORY", "128"),
            ("Nice", "-5"),
            ("WantX", "true"),
            ("AcctGroup", "a.b c"),
        ] {
            assert_eq!(value(ad, name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn everything_else_has_no_value() {
        let ad = "Rank = 0.0\nReq = (TARGET.Arch == \"X86_64\")\nArgs = { \"a\",\"b\" }\nU = undefined\nE =\n\
                  Two = \"a\" + \"b\"\nQ = \"\nList = [ a = 1 ]\nMinus = -\n";
        for name in ["Rank", "Req", "Args", "U", "E", "Two", "Q", "List", "Minus", "None"] {
            assert_eq!(value(ad, name), None, "{name}");
        }
    }

    #[test]
    fn only_the_quotation_mark_is_escaped() {
        assert_eq!(value("A = \"say \\\"x\\\"\"", "A").as_deref(), Some("say \"x\""));
        assert_eq!(value("A = \"C:\\dir\\new\"", "A").as_deref(), Some("C:\\dir\\new"));
        // HTCondor writes a backslash at the end as it is.
        assert_eq!(value("A = \"C:\\\"", "A").as_deref(), Some("C:\\"));
        assert_eq!(value("A = \"\"", "A").as_deref(), Some(""));
    }

    #[test]
    fn an_attribute_that_stands_twice_is_forged() {
        // A text with a line end, as a job can submit it.
        let ad = b"Cmd = \"/bin/true\"\nNote = \"x\nCmd = true\n\"\n";
        assert_eq!(JobAd::parse(ad), Err("attribute Cmd stands there twice".to_owned()));
        assert_eq!(JobAd::parse(b"a = 1\nA = 2\n").unwrap_err(), "attribute A stands there twice");
    }

    #[test]
    fn bytes_that_are_no_text_do_no_harm() {
        let ad = JobAd::parse(b"A = \"caf\xe9\"\n\x00\xff = 1\n=\n== \nA.B = 2\n").unwrap();
        assert_eq!(ad.get("A"), Some(&b"caf\xe9"[..]));
        assert_eq!(ad.get("a.b"), Some(&b"2"[..]));
    }
}
