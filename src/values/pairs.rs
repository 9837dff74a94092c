//! `KEY=VALUE` pairs in one value, as Go's `stringToString` options have them.
//!
//! `a=1,"b=2,3"` -> `a` is `1`, `b` is `2,3`; `a=1,2` -> `a` is `1,2`.
//!
//! With exactly one `=` in it the value is one pair, quotes around it dropped; with more it is one record of CSV. Source:
//! documentation of pflag.

use super::cut::cut;
use super::{ValueError, csv};

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// Reads the pairs of a value, in order.
///
/// # Errors
/// If there is no `=`, a field has none, or the CSV is wrong.
pub fn parse(value: &[u8]) -> Result<Vec<Pair>, ValueError> {
    let fields = if has_several(value) { csv::first_record(value)? } else { vec![trim_quotes(value).to_vec()] };
    fields.iter().map(|field| pair(field)).collect()
}

fn pair(field: &[u8]) -> Result<Pair, ValueError> {
    let (key, value) = cut(field, b'=');
    let value = value.ok_or_else(|| ValueError::invalid("pair", field, "of the form KEY=VALUE"))?;
    Ok((key.to_vec(), value.to_vec()))
}

fn has_several(value: &[u8]) -> bool {
    cut(value, b'=').1.is_some_and(|rest| rest.contains(&b'='))
}

fn trim_quotes(mut value: &[u8]) -> &[u8] {
    while let [b'"', rest @ ..] | [rest @ .., b'"'] = value {
        value = rest;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Vec<(String, String)> {
        let pairs = parse(value.as_bytes()).expect(value);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        pairs.into_iter().map(|(key, value)| (text(key), text(value))).collect()
    }

    #[test]
    fn one_equals_sign_makes_one_pair_and_more_make_csv() {
        let pairs = |list: &[(&str, &str)]| {
            list.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect::<Vec<_>>()
        };
        for (value, expected) in [
            ("a=1", pairs(&[("a", "1")])),
            ("a=1,2", pairs(&[("a", "1,2")])),
            ("\"a=1\"", pairs(&[("a", "1")])),
            ("a=1,b=2", pairs(&[("a", "1"), ("b", "2")])),
            ("\"a=1,2\",b=2", pairs(&[("a", "1,2"), ("b", "2")])),
            ("a=b=c", pairs(&[("a", "b=c")])),
            ("=", pairs(&[("", "")])),
        ] {
            assert_eq!(read(value), expected, "{value}");
        }
        for value in ["", "a", "a=1,b,c=2", "a=1,b=\"2\""] {
            assert!(parse(value.as_bytes()).is_err(), "{value}");
        }
    }
}
