//! A flat mapping of keys to texts, as a node's facts are written.
//!
//! `rack: r7\ngpus: 4\n` -> `rack` is `r7`, `gpus` is `4`.

use super::fault::Fault;
use super::parse::parse;

/// The keys of a flat mapping with their values, in the order written; a value is taken as it stands there.
///
/// # Errors
/// For broken YAML, a key that stands twice, a list or a mapping for a value, or none.
pub fn flat(text: &str) -> Result<Vec<(String, String)>, Fault> {
    let node = parse(text, 0)?;
    node.mapping()?.iter().map(|(key, value)| Ok((key.text()?.to_owned(), value.scalar()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::flat;

    #[test]
    fn values_are_taken_as_they_stand_there() {
        let facts = flat("# node r7-12\nrack: r7\ngpus: 4\nib: true\nversion: 1.10\nnote: \"a: b\"\n").unwrap();
        let facts: Vec<(&str, &str)> = facts.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(facts, [("rack", "r7"), ("gpus", "4"), ("ib", "true"), ("version", "1.10"), ("note", "a: b")]);
        assert_eq!(flat("{}"), Ok(Vec::new()));
    }

    #[test]
    fn lists_missing_values_and_second_keys_are_faults() {
        let fault = |text| flat(text).unwrap_err().to_string();
        assert_eq!(fault("a: [b]\n"), "1:4: expected a text, found a list; write a text");
        assert_eq!(fault("a:\n"), "1:2: expected a text, found nothing; write a text");
        assert_eq!(fault("a: 1\na: 2\n"), "2:1: key `a` stands here a second time; fix the YAML there");
        assert_eq!(fault("- a\n"), "1:1: expected a mapping, found a list; write a mapping");
    }
}
