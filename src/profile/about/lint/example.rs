//! A value that a pattern matches.
//!
//! `re:/projects/([a-z]+)/.*` -> `/projects/a/x`; `/cvmfs/cernvm*` -> `/cvmfs/cernvmx`.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::profile::model::expression::Expression;
use crate::profile::model::pattern::Pattern;

/// A value that `pattern` matches, if one is easily found.
#[must_use]
pub fn example(pattern: &Pattern) -> Option<Vec<u8>> {
    let value = match pattern.text().strip_prefix("re:") {
        Some(expression) => {
            let hir = Expression::hir(expression).ok()?;
            let mut value = Vec::new();
            of_expression(&hir, &mut value);
            value
        }
        None => of_glob(pattern.text().as_bytes()),
    };
    pattern.matches(&value).then_some(value)
}

fn of_glob(glob: &[u8]) -> Vec<u8> {
    let mut value = Vec::new();
    let mut rest = glob;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'*' => {
                rest = after.strip_prefix(b"*").unwrap_or(after);
                value.push(b'x');
            }
            b'?' => value.push(b'x'),
            b'[' => {
                value.extend(after.first());
                let end = after.iter().skip(1).position(|&byte| byte == b']').map_or(after.len(), |end| end + 2);
                rest = after.get(end..).unwrap_or_default();
            }
            b'\\' => {
                value.extend(after.first());
                rest = after.get(1..).unwrap_or_default();
            }
            byte => value.push(byte),
        }
    }
    value
}

fn of_expression(hir: &Hir, value: &mut Vec<u8>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => value.extend(literal.0.iter()),
        HirKind::Class(class) => value.extend(member(class)),
        HirKind::Repetition(repetition) => {
            // One where none is possible: what is empty shows little.
            let times = repetition.min.max(1).min(repetition.max.unwrap_or(u32::MAX));
            (0..times.min(64)).for_each(|_| of_expression(&repetition.sub, value));
        }
        HirKind::Capture(capture) => of_expression(&capture.sub, value),
        HirKind::Concat(parts) => parts.iter().for_each(|part| of_expression(part, value)),
        HirKind::Alternation(parts) => parts.iter().take(1).for_each(|part| of_expression(part, value)),
    }
}

/// A byte of a class, a letter or digit if there is one.
fn member(class: &Class) -> Option<u8> {
    let has = |byte: &u8| match class {
        Class::Bytes(class) => class.ranges().iter().any(|range| (range.start()..=range.end()).contains(byte)),
        // `a|b` becomes one even where bytes are asked for.
        Class::Unicode(class) => {
            let c = char::from(*byte);
            byte.is_ascii() && class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&c))
        }
    };
    let nice = [b'x', b'1'].into_iter().chain(b'a'..=b'z').chain(b'0'..=b'9').chain(b'!'..=b'~');
    nice.into_iter().find(has)
}

#[cfg(test)]
mod tests {
    use super::example;
    use crate::profile::model::pattern::{Pattern, Subject};

    #[test]
    fn a_pattern_has_an_example() {
        for (pattern, value) in [
            ("re:/projects/(?P<p>[a-w]{2,})/.*", "/projects/aa/x"),
            ("re:^docker\\.io/(.+)$", "docker.io/x"),
            ("re:(?:a|b)?[0-9]+", "a1"),
            ("/cvmfs/cernvm*", "/cvmfs/cernvmx"),
            ("[a-c]?\\*[!x]", "ax*!"),
            ("**", "x"),
        ] {
            let found = example(&Pattern::new(pattern, Subject::Text).unwrap());
            assert_eq!(found, Some(value.as_bytes().to_vec()), "{pattern}");
        }
        assert_eq!(example(&Pattern::new("re:a\\b", Subject::Text).unwrap()), Some(b"a".to_vec()));
        assert_eq!(example(&Pattern::new("re:a\\Bb\\bc", Subject::Text).unwrap()), None);
    }
}
