//! Whether a condition or pattern holds wherever another one does.
//!
//! `/cvmfs/cernvm*` covers `/cvmfs/cernvm-sl7*`; `option: {gpus: all}` implies `option: {gpus: given}`. A "no" may mean that
//! it cannot be said.

use crate::profile::model::guard::{Guard, Presence};
use crate::profile::model::pattern::{Pattern, Subject};

/// Whether `wide` matches all that `narrow` matches.
pub(super) fn covers(wide: &Pattern, narrow: &Pattern, subject: Subject) -> bool {
    let (w, n) = (wide.text(), narrow.text());
    if w == n || is_universal(wide, subject) {
        return true;
    }
    if let Some(literal) = literal(n) {
        return wide.matches(literal.as_bytes());
    }
    if wide.is_regex() || narrow.is_regex() {
        return false;
    }
    match subject {
        Subject::Text => text_covers(w, n),
        Subject::Path => path_covers(w, n),
    }
}

/// Whether each of `narrow` is covered by one of `wide`.
pub(super) fn all_cover(wide: &[Pattern], narrow: &[Pattern], subject: Subject) -> bool {
    narrow.iter().all(|n| wide.iter().any(|w| covers(w, n, subject)))
}

/// Whether a pattern matches every value of its kind.
pub(super) fn is_universal(pattern: &Pattern, subject: Subject) -> bool {
    matches!(
        (pattern.text(), subject),
        ("re:.*" | "re:^.*$" | "re:(.*)", _) | ("*" | "**", Subject::Text) | ("**" | "/**", Subject::Path)
    )
}

/// The one value that a pattern matches, if nothing in it is special.
pub(super) fn literal(pattern: &str) -> Option<&str> {
    (!pattern.starts_with("re:") && !pattern.bytes().any(|byte| b"*?[\\".contains(&byte))).then_some(pattern)
}

/// The beginning of a glob in which nothing is special.
pub(super) fn literal_start(glob: &str) -> &str {
    let end = glob.bytes().position(|byte| b"*?[\\".contains(&byte)).unwrap_or(glob.len());
    glob.get(..end).unwrap_or_default()
}

fn text_covers(wide: &str, narrow: &str) -> bool {
    let Some(start) = wide.strip_suffix('*') else { return wide == narrow };
    literal(start).is_some_and(|start| literal_start(narrow).starts_with(start))
}

fn path_covers(wide: &str, narrow: &str) -> bool {
    let (wide, narrow): (Vec<&str>, Vec<&str>) = (wide.split('/').collect(), narrow.split('/').collect());
    let mut narrow = narrow.iter();
    for (index, w) in wide.iter().enumerate() {
        if *w == "**" {
            return index + 1 == wide.len();
        }
        match narrow.next() {
            Some(n) if *n != "**" && component_covers(w, n) => {}
            _ => return false,
        }
    }
    narrow.next().is_none()
}

fn component_covers(wide: &str, narrow: &str) -> bool {
    wide == narrow || wide == "*" || text_covers(wide, narrow) || {
        let wide = Pattern::new(wide, Subject::Text);
        literal(narrow).is_some_and(|narrow| wide.is_ok_and(|wide| wide.matches(narrow.as_bytes())))
    }
}

/// Whether `unless` holds on every line on which all of `when` hold.
pub(super) fn implied(unless: &Guard, when: &[Guard]) -> bool {
    when.iter().any(|guard| implies(guard, unless))
}

fn implies(first: &Guard, other: &Guard) -> bool {
    match (first, other) {
        (Guard::ContainerEnv(name, narrow), Guard::ContainerEnv(same, wide))
        | (Guard::Env(name, narrow), Guard::Env(same, wide))
        | (Guard::Fact(name, narrow), Guard::Fact(same, wide))
        | (Guard::JobAd(name, narrow), Guard::JobAd(same, wide))
        | (Guard::Label(name, narrow), Guard::Label(same, wide))
        | (Guard::Option(name, narrow), Guard::Option(same, wide)) => {
            name == same && narrow.iter().all(|test| wide.iter().any(|other| presence(test, other)))
        }
        (Guard::Group(narrow), Guard::Group(wide))
        | (Guard::Host(narrow), Guard::Host(wide))
        | (Guard::Image(narrow), Guard::Image(wide))
        | (Guard::User(narrow), Guard::User(wide)) => all_cover(wide, narrow, Subject::Text),
        (Guard::Verb(narrow), Guard::Verb(wide)) => narrow.iter().all(|verb| wide.contains(verb)),
        _ => false,
    }
}

fn presence(a: &Presence, b: &Presence) -> bool {
    match (a, b) {
        (Presence::Absent, Presence::Absent) | (Presence::Given | Presence::Matches(_), Presence::Given) => true,
        (Presence::Matches(a), Presence::Matches(b)) => covers(b, a, Subject::Text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::covers;
    use crate::profile::model::pattern::{Pattern, Subject};

    fn cover(wide: &str, narrow: &str, subject: Subject) -> bool {
        covers(&Pattern::new(wide, subject).unwrap(), &Pattern::new(narrow, subject).unwrap(), subject)
    }

    #[test]
    fn a_pattern_covers_what_is_part_of_it() {
        for (wide, narrow) in [
            ("/cvmfs/cernvm*", "/cvmfs/cernvm-sl7*"),
            ("/a/**", "/a/b"),
            ("/a/**", "/a"),
            ("/a/**", "/a/*/c/**"),
            ("/a/?", "/a/b"),
            ("/**", "/x/**"),
            ("/a*/b", "/ab*/b"),
            ("re:/a/.*", "/a/b"),
        ] {
            assert!(cover(wide, narrow, Subject::Path), "{wide} {narrow}");
        }
        for (wide, narrow) in [("a*", "ab*"), ("*", "re:.+"), ("a?c", "abc"), ("a*", "a*")] {
            assert!(cover(wide, narrow, Subject::Text), "{wide} {narrow}");
        }
    }

    #[test]
    fn what_is_not_sure_is_not_covered() {
        for (wide, narrow) in [
            ("/cvmfs/cernvm-sl7*", "/cvmfs/cernvm*"),
            ("/a/*", "/a/b/c"),
            ("/a/*", "/a/**"),
            ("/a/b/**", "/a/**"),
            ("/a/**/c", "/a/c"),
            ("re:/a/.*", "/a/b*"),
        ] {
            // `/a/**/c` covers `/a/c`, which is literal.
            let is_literal = !narrow.contains('*');
            assert_eq!(cover(wide, narrow, Subject::Path), is_literal && wide.contains("**"), "{wide} {narrow}");
        }
        for (wide, narrow) in [("ab*", "a*"), ("*a", "ba*"), ("re:a.*", "a*")] {
            assert!(!cover(wide, narrow, Subject::Text), "{wide} {narrow}");
        }
    }
}
