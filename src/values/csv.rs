//! One record of CSV, as Go's `encoding/csv` reads it: values of `--mount`, `--gpus`, long `--network`, podman's lists.
//!
//! `type=bind,"source=/a,b",target=/c` -> the fields `type=bind`, `source=/a,b`, `target=/c`.
//!
//! A field that begins with `"` is quoted, `""` in it is a quote, and it may hold commas and line ends; a quote in any
//! other field is an error. Blank lines before a record are skipped, `\r\n` counts as `\n`, and a `\r` at the very end
//! is dropped. Source: documentation of Go's package `encoding/csv`, checked against docker 28.2.2.

use super::ValueError;
use super::cut::{cut, trim};

/// The fields of the first record of `value`; what follows it is not looked at (docker's `--mount`, Go's `Read`).
///
/// # Errors
/// If there is no record, or its quoting is wrong.
pub fn first_record(value: &[u8]) -> Result<Vec<Vec<u8>>, ValueError> {
    Lines { rest: value }.record()?.ok_or(ValueError::Empty { part: "value" })
}

/// The fields of the only record of `value` (podman's `--mount`).
///
/// # Errors
/// If there is no record, more than one, or wrong quoting anywhere.
pub fn only_record(value: &[u8]) -> Result<Vec<Vec<u8>>, ValueError> {
    let mut lines = Lines { rest: value };
    let record = lines.record()?.ok_or(ValueError::Empty { part: "value" })?;
    match lines.record()? {
        None => Ok(record),
        Some(_) => Err(ValueError::TooMany { part: "lines", limit: 1 }),
    }
}

/// The texts of a list that podman splits at commas: none for an empty value, else the fields of the first record.
///
/// # Errors
/// As [`first_record`].
pub fn list(value: &[u8]) -> Result<Vec<Vec<u8>>, ValueError> {
    if value.is_empty() { Ok(Vec::new()) } else { first_record(value) }
}

/// The record as one line without line end, quoted only where [`first_record`] needs it to read the same fields back.
///
/// A record of no field, which cannot be read back, gives nothing.
#[must_use]
pub fn write_record<F: AsRef<[u8]>>(fields: &[F]) -> Vec<u8> {
    let mut line = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let field = field.as_ref();
        if index > 0 {
            line.push(b',');
        }
        if needs_quotes(field) || (field.is_empty() && fields.len() == 1) {
            write_quoted(field, &mut line);
        } else {
            line.extend_from_slice(field);
        }
    }
    line
}

/// docker's client 29 cuts off the blanks at both ends of a value of `--mount`; within quotes they stay.
fn needs_quotes(field: &[u8]) -> bool {
    trim(field) != field || field.iter().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n'))
}

fn write_quoted(field: &[u8], line: &mut Vec<u8>) {
    line.push(b'"');
    let mut before = 0;
    for byte in field {
        match byte {
            b'"' => line.extend_from_slice(b"\"\""),
            // The reader turns `\r\n` into `\n`, so a real `\r\n` needs a second `\r`.
            b'\n' if before == b'\r' => line.extend_from_slice(b"\r\n"),
            _ => line.push(*byte),
        }
        before = *byte;
    }
    line.push(b'"');
}

/// What is still to be read.
struct Lines<'a> {
    rest: &'a [u8],
}

/// A line without its end, and whether it had one.
struct Line<'a> {
    text: &'a [u8],
    ended: bool,
}

impl<'a> Lines<'a> {
    fn line(&mut self) -> Option<Line<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let (text, rest) = cut(self.rest, b'\n');
        self.rest = rest.unwrap_or_default();
        Some(Line { text: text.strip_suffix(b"\r").unwrap_or(text), ended: rest.is_some() })
    }

    fn record(&mut self) -> Result<Option<Vec<Vec<u8>>>, ValueError> {
        let mut line = loop {
            match self.line() {
                None => return Ok(None),
                Some(line) if line.text.is_empty() => {}
                Some(line) => break line,
            }
        };
        let mut fields = Vec::new();
        loop {
            let number = fields.len() + 1;
            let more = if let Some(quoted) = line.text.strip_prefix(b"\"") {
                line.text = quoted;
                fields.push(self.quoted(&mut line, number)?);
                match line.text {
                    [] => false,
                    [b',', after @ ..] => {
                        line.text = after;
                        true
                    }
                    _ => return Err(ValueError::OpenQuote { field: number }),
                }
            } else {
                let (field, after) = cut(line.text, b',');
                if field.contains(&b'"') {
                    return Err(ValueError::BareQuote { field: number });
                }
                fields.push(field.to_vec());
                line.text = after.unwrap_or_default();
                after.is_some()
            };
            if !more {
                return Ok(Some(fields));
            }
        }
    }

    /// The rest of a quoted field; `line` is left behind its closing quote.
    fn quoted(&mut self, line: &mut Line<'a>, number: usize) -> Result<Vec<u8>, ValueError> {
        let mut field = Vec::new();
        loop {
            let (text, after) = cut(line.text, b'"');
            field.extend_from_slice(text);
            match after {
                Some([b'"', after @ ..]) => {
                    field.push(b'"');
                    line.text = after;
                }
                Some(after) => {
                    line.text = after;
                    return Ok(field);
                }
                None => {
                    if line.ended {
                        field.push(b'\n');
                    }
                    *line = self.line().ok_or(ValueError::OpenQuote { field: number })?;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(value: &str) -> Vec<String> {
        let fields = first_record(value.as_bytes()).expect(value);
        fields.into_iter().map(|field| String::from_utf8(field).unwrap()).collect()
    }

    #[test]
    fn fields_are_split_at_commas_outside_quotes() {
        for (value, expected) in [
            ("a", vec!["a"]),
            ("a,,b", vec!["a", "", "b"]),
            (",", vec!["", ""]),
            ("a,", vec!["a", ""]),
            ("\"a,b\",c", vec!["a,b", "c"]),
            ("\"a\"\"b\"", vec!["a\"b"]),
            ("\"\"", vec![""]),
            ("a b, c ", vec!["a b", " c "]),
            ("\"a\nb\",c", vec!["a\nb", "c"]),
            ("\"a\r\nb\",c", vec!["a\nb", "c"]),
            ("a\r", vec!["a"]),
            ("a\rb", vec!["a\rb"]),
        ] {
            assert_eq!(fields(value), expected, "{value:?}");
        }
    }

    #[test]
    fn only_the_first_record_counts_and_blank_lines_before_it_do_not() {
        assert_eq!(fields("\n\r\n\na,b\nc\"\"d"), ["a", "b"]);
        assert_eq!(only_record(b"\na\n\n"), Ok(vec![b"a".to_vec()]));
        assert_eq!(only_record(b"a\nb"), Err(ValueError::TooMany { part: "lines", limit: 1 }));
        assert_eq!(only_record(b"a\nb\"c"), Err(ValueError::BareQuote { field: 1 }));
    }

    #[test]
    fn nothing_at_all_is_no_record() {
        for value in ["", "\n", "\r", "\r\n\r\n"] {
            assert_eq!(first_record(value.as_bytes()), Err(ValueError::Empty { part: "value" }), "{value:?}");
        }
    }

    #[test]
    fn a_quote_inside_a_bare_field_or_after_a_quoted_one_is_an_error() {
        assert_eq!(first_record(b"src=\"/a\""), Err(ValueError::BareQuote { field: 1 }));
        assert_eq!(first_record(b"a,b\""), Err(ValueError::BareQuote { field: 2 }));
        assert_eq!(first_record(b"a,\"b\"c"), Err(ValueError::OpenQuote { field: 2 }));
        assert_eq!(first_record(b"\"a"), Err(ValueError::OpenQuote { field: 1 }));
        assert_eq!(first_record(b"\""), Err(ValueError::OpenQuote { field: 1 }));
        assert_eq!(first_record(b"\"a\n"), Err(ValueError::OpenQuote { field: 1 }));
    }

    #[test]
    fn an_empty_list_is_no_error() {
        assert_eq!(list(b""), Ok(Vec::new()));
        assert_eq!(list(b"\"a,b\",c"), Ok(vec![b"a,b".to_vec(), b"c".to_vec()]));
        assert!(list(b"\n").is_err());
    }

    proptest! {
        #[test]
        fn a_written_record_reads_back(fields in prop::collection::vec(
            prop::collection::vec(prop::sample::select(b"a,\"\r\n \xff".to_vec()), 0..6), 1..6)) {
            prop_assert_eq!(first_record(&write_record(&fields)), Ok(fields.clone()));
            prop_assert_eq!(only_record(&write_record(&fields)), Ok(fields));
        }
    }
}
