//! `--dns-search`: domains in which the container looks for names.
//!
//! ` example.org. ` -> `example.org`; `.` -> no domain at all.
//!
//! Labels of letters, digits and inner dashes, at least one letter somewhere, fewer than 255 bytes; a dot at the end is
//! dropped. By an oversight in docker's pattern, which podman shares, single colons pass at some places. Source: docker
//! run reference, checked against docker 28.2.2.

use super::{Dialect, ValueError};

/// Reads a value of `--dns-search` and gives the domain as it counts (podman: one of the comma-separated list, see
/// [`super::csv::list`]; spaces before it are refused there).
///
/// # Errors
/// If it is no domain.
pub fn parse_search(value: &[u8], dialect: Dialect) -> Result<Vec<u8>, ValueError> {
    let trimmed = if dialect.is_podman() { value } else { trim_spaces(value) };
    if trimmed == b"." {
        return Ok(trimmed.to_vec());
    }
    // Behind the domain any white space of ASCII goes, and then one dot.
    let end = trimmed
        .iter()
        .rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c' | b'\r'))
        .map_or(0, |last| last + 1);
    let domain = trimmed.get(..end).unwrap_or(trimmed);
    let domain = domain.strip_suffix(b".").unwrap_or(domain);
    if domain.len() < 255 && domain.iter().any(u8::is_ascii_alphabetic) && labels(domain) {
        Ok(domain.to_vec())
    } else {
        Err(ValueError::invalid("search domain", value, "a domain"))
    }
}

fn trim_spaces(value: &[u8]) -> &[u8] {
    let inner = |byte: &u8| *byte != b' ';
    match (value.iter().position(inner), value.iter().rposition(inner)) {
        (Some(first), Some(last)) => value.get(first..=last).unwrap_or(value),
        _ => b"",
    }
}

/// Labels separated by dots; up to two colons before the first label, up to one on either side of a dot.
fn labels(domain: &[u8]) -> bool {
    let mut rest = domain;
    for _ in 0..2 {
        rest = rest.strip_prefix(b":").unwrap_or(rest);
    }
    loop {
        let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'-')).unwrap_or(rest.len());
        let Some((label, after)) = rest.split_at_checked(end) else { return false };
        let ends = [label.first(), label.last()];
        if !ends.iter().all(|end| end.is_some_and(u8::is_ascii_alphanumeric)) {
            return false;
        }
        if after.is_empty() {
            return true;
        }
        let Some(next) = after.strip_prefix(b":").unwrap_or(after).strip_prefix(b".") else { return false };
        rest = next.strip_prefix(b":").unwrap_or(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_labels_between_dots() {
        let long = format!("{}a", "a.".repeat(126));
        for (value, domain) in [
            ("example.org", "example.org"),
            ("example.org.", "example.org"),
            (" example.org. ", "example.org"),
            (".", "."),
            (" . ", "."),
            ("a", "a"),
            ("1.2.a", "1.2.a"),
            ("A-b.c", "A-b.c"),
            ("a\n", "a"),
            ("::a", "::a"),
            ("a:.:b", "a:.:b"),
            (&long, &long),
        ] {
            let read = parse_search(value.as_bytes(), Dialect::Docker).expect(value);
            assert_eq!(read, domain.as_bytes(), "{value}");
            assert_eq!(parse_search(&read, Dialect::Docker), Ok(read.clone()), "{value}");
        }
    }

    #[test]
    fn what_is_no_domain_is_refused() {
        let long = "a.".repeat(127) + "a";
        for value in [
            "", " ", "1.2.3.4", "-a", "a-", "a..b", "a b", "a_b", "é", "..", ".\n", "\ta", "a:b", ":::a", "a.::b",
            ".a", &long,
        ] {
            assert!(parse_search(value.as_bytes(), Dialect::Docker).is_err(), "{value:?}");
        }
        assert!(parse_search(b" a", Dialect::Podman5).is_err());
    }
}
