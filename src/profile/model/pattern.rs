//! Patterns of values: globs, and regular expressions behind `re:`.
//!
//! `/cvmfs/cernvm*` matches `/cvmfs/cernvm-prod`, not `/cvmfs/cernvm-prod/sub`; `/a/**` is `/a` itself and everything
//! below; `re:^job(\d+)$` matches `job7` and gives `${1}` = `7`. Patterns see bytes; a regular expression is held to the
//! whole value and knows ASCII classes only.

use super::expression::Expression;

/// What kind of value a pattern is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A path: `*` and `?` stay within a component, `**` crosses them.
    Path,
    /// Any other value: `*` matches anything.
    Text,
}

/// A pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    matcher: Matcher,
}

#[derive(Clone, Debug)]
enum Matcher {
    Glob(Subject),
    Regex(Expression),
}

/// The groups of a regular expression that matched: number and name, with what they matched.
pub type Captures = Vec<(String, Vec<u8>)>;

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Pattern {
    /// The pattern written as `text`.
    ///
    /// # Errors
    /// What is wrong with it: a broken regular expression, an open bracket, a trailing backslash, a path pattern with `..`.
    pub fn new(text: &str, subject: Subject) -> Result<Pattern, String> {
        let matcher = if let Some(expression) = text.strip_prefix("re:") {
            Matcher::Regex(Expression::new(expression)?)
        } else {
            check_glob(text.as_bytes())?;
            Matcher::Glob(subject)
        };
        Ok(Pattern { text: text.to_owned(), matcher })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is a regular expression.
    #[must_use]
    pub fn is_regex(&self) -> bool {
        matches!(self.matcher, Matcher::Regex(_))
    }

    /// Whether the whole `value` matches.
    #[must_use]
    pub fn matches(&self, value: &[u8]) -> bool {
        match &self.matcher {
            Matcher::Glob(Subject::Path) => path_glob(self.text.as_bytes(), value),
            Matcher::Glob(Subject::Text) => text_glob(self.text.as_bytes(), value),
            Matcher::Regex(expression) => expression.matches(value),
        }
    }

    /// The groups, when the whole `value` matches; a glob has none.
    #[must_use]
    pub fn captures(&self, value: &[u8]) -> Option<Captures> {
        match &self.matcher {
            Matcher::Glob(_) => self.matches(value).then(Vec::new),
            Matcher::Regex(expression) => expression.captures(value),
        }
    }

    /// The names and numbers of its groups.
    #[must_use]
    pub fn group_names(&self) -> Vec<String> {
        match &self.matcher {
            Matcher::Glob(_) => Vec::new(),
            Matcher::Regex(expression) => expression.group_names(),
        }
    }
}

fn check_glob(pattern: &[u8]) -> Result<(), String> {
    let mut index = 0;
    while index < pattern.len() {
        match pattern[index] {
            b'\\' if index + 1 == pattern.len() => return Err("a backslash at the end escapes nothing".to_owned()),
            b'\\' => index += 2,
            b'[' => index += class(&pattern[index..]).ok_or("`[` without `]`; write \\[ for the character")?.1,
            _ => index += 1,
        }
    }
    Ok(())
}

/// A bracket expression at the start of `pattern`: what it holds and how many bytes it takes.
fn class(pattern: &[u8]) -> Option<(&[u8], usize)> {
    // A `]` directly behind `[` or `[!` is a member.
    let negated = usize::from(matches!(pattern.get(1), Some(b'!' | b'^')));
    let first = 1 + negated;
    let end = pattern.iter().skip(first + 1).position(|&byte| byte == b']')? + first + 1;
    Some((pattern.get(1..end)?, end + 1))
}

fn class_matches(members: &[u8], byte: u8) -> bool {
    let (negated, members) = match members.split_first() {
        Some((b'!' | b'^', rest)) => (true, rest),
        _ => (false, members),
    };
    let mut index = 0;
    let mut found = false;
    while index < members.len() {
        if let [low, b'-', high, ..] = members[index..] {
            found |= (low..=high).contains(&byte);
            index += 3;
        } else {
            found |= members[index] == byte;
            index += 1;
        }
    }
    found != negated
}

/// One element of a glob against the start of `value`: the bytes of pattern and value it takes.
fn step(pattern: &[u8], value: &[u8]) -> Option<usize> {
    let byte = *value.first()?;
    match *pattern.first()? {
        b'?' => Some(1),
        b'[' => class(pattern).filter(|(members, _)| class_matches(members, byte)).map(|(_, length)| length),
        b'\\' => (pattern.get(1) == Some(&byte)).then_some(2),
        literal => (literal == byte).then_some(1),
    }
}

/// `*` matches any bytes; linear in `pattern * value` by going back to the last `*` only.
fn text_glob(pattern: &[u8], value: &[u8]) -> bool {
    let (mut p, mut v) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while v < value.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p + 1, v));
            p += 1;
        } else if let Some(length) = step(&pattern[p..], &value[v..]) {
            p += length;
            v += 1;
        } else if let Some((after, from)) = star {
            p = after;
            v = from + 1;
            star = Some((after, v));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}

/// Component by component; `**` matches any number of them, none included. The same last-star walk, over components.
fn path_glob(pattern: &[u8], path: &[u8]) -> bool {
    let patterns: Vec<&[u8]> = pattern.split(|&byte| byte == b'/').collect();
    let components: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
    let (mut p, mut c) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while c < components.len() {
        if patterns.get(p).is_some_and(|pattern| *pattern == b"**") {
            star = Some((p + 1, c));
            p += 1;
        } else if patterns.get(p).is_some_and(|pattern| text_glob(pattern, components[c])) {
            p += 1;
            c += 1;
        } else if let Some((after, from)) = star {
            p = after;
            c = from + 1;
            star = Some((after, c));
        } else {
            return false;
        }
    }
    patterns[p..].iter().all(|pattern| *pattern == b"**")
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Subject};

    fn path(pattern: &str, value: &str) -> bool {
        Pattern::new(pattern, Subject::Path).unwrap().matches(value.as_bytes())
    }

    fn text(pattern: &str, value: &[u8]) -> bool {
        Pattern::new(pattern, Subject::Text).unwrap().matches(value)
    }

    #[test]
    fn a_star_in_a_path_stays_within_its_component() {
        assert!(path("/cvmfs/cernvm*", "/cvmfs/cernvm-prod.cern.ch"));
        assert!(!path("/cvmfs/cernvm*", "/cvmfs/cernvm-prod/sub"));
        assert!(!path("/cvmfs/cernvm*", "/cvmfs"));
    }

    #[test]
    fn two_stars_are_the_directory_itself_and_everything_below() {
        assert!(path("/a/**", "/a"));
        assert!(path("/a/**", "/a/b"));
        assert!(path("/a/**", "/a/b/c"));
        assert!(!path("/a/**", "/ab"));
        assert!(path("/**/x", "/x"));
        assert!(path("/**/x", "/a/b/x"));
        assert!(!path("/**/x", "/a/b/xy"));
    }

    #[test]
    fn a_star_in_a_text_crosses_slashes() {
        assert!(text("docker.io/*", b"docker.io/library/x:1"));
        assert!(text("*", b""));
        assert!(text("*a*b*", b"xxaxxbxx"));
        assert!(!text("*a*b", b"xxbxxaxx"));
    }

    #[test]
    fn classes_escapes_and_question_marks_match_single_bytes() {
        assert!(text("[a-c]?", b"b1"));
        assert!(text("[!a-c]?", b"x1"));
        assert!(!text("[!a-c]?", b"b1"));
        assert!(text("[]]", b"]"));
        assert!(text("a\\*", b"a*"));
        assert!(!text("a\\*", b"ab"));
        assert!(text("?", b"\xff"));
    }

    #[test]
    fn regular_expressions_are_held_to_the_whole_value() {
        assert!(text("re:job(\\d+)", b"job7"));
        assert!(!text("re:job(\\d+)", b"job7x"));
        assert!(!text("re:a|b", b"ax"));
        let pattern = Pattern::new("re:(?P<name>.+):(.+)", Subject::Text).unwrap();
        let expected = [("0", "a:b"), ("1", "a"), ("name", "a"), ("2", "b")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec())).to_vec();
        assert_eq!(pattern.captures(b"a:b"), Some(expected));
    }

    #[test]
    fn broken_patterns_say_what_is_wrong() {
        let fault = |text| Pattern::new(text, Subject::Text).unwrap_err();
        assert_eq!(fault("a\\"), "a backslash at the end escapes nothing");
        assert_eq!(fault("[a"), "`[` without `]`; write \\[ for the character");
        assert!(fault("re:(").starts_with("not a regular expression: "));
    }
}
