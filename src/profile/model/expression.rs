//! Regular expressions, read with the profile and compiled when a value is first held against them.
//!
//! `job(?P<n>\d+)` and the value `job7` -> `0` = `job7`, `1` = `n` = `7`; `xjob7` does not match, the whole value counts.
//!
//! Every start of an engine reads the whole profile, and few of its expressions meet a value. Compiling costs much more
//! than reading, so only an expression that might be too large is compiled at once, to know.

use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// The largest compiled expression, in bytes.
const LARGEST: usize = 1 << 20;
/// The weight up to which an expression certainly is smaller than that: at most 64 bytes a unit.
const LIGHT: usize = 4096;

/// A regular expression that was read without fault.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    /// The expression, held to the whole value.
    whole: String,
    /// The names of its groups, in order; the first, of the whole, has none.
    names: Vec<Option<String>>,
    compiled: OnceLock<Option<Box<Regex>>>,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn new(expression: &str) -> Result<Expression, String> {
        let whole = format!("^(?:{expression})$");
        let hir = Expression::hir(&whole)?;
        let mut names = vec![None; hir.properties().explicit_captures_len() + 1];
        take_names(&hir, &mut names);
        let compiled = OnceLock::new();
        if weight(&hir) > LIGHT {
            let regex = compile(&whole).map_err(|error| fault(&error.to_string()))?;
            compiled.get_or_init(|| Some(Box::new(regex)));
        }
        Ok(Expression { whole, names, compiled })
    }

    /// How an expression is read: bytes, and classes of ASCII.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn hir(expression: &str) -> Result<Hir, String> {
        let read = ParserBuilder::new().unicode(false).utf8(false).build().parse(expression);
        read.map_err(|error| fault(&error.to_string()))
    }

    /// The compiled expression. It always compiles: what is heavy did when it was read.
    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| compile(&self.whole).ok().map(Box::new)).as_deref()
    }

    /// Whether the whole `value` matches.
    pub(super) fn matches(&self, value: &[u8]) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(value))
    }

    /// The groups that took part, by number and, if they have one, by name, when the whole `value` matches.
    pub(super) fn captures(&self, value: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
        let found = self.regex()?.captures(value)?;
        let mut captures = Vec::new();
        for (index, name) in self.names.iter().enumerate() {
            let Some(group) = found.get(index) else { continue };
            let names = std::iter::once(index.to_string()).chain(name.clone());
            captures.extend(names.map(|name| (name, group.as_bytes().to_vec())));
        }
        Some(captures)
    }

    /// The numbers and names of its groups.
    pub(super) fn group_names(&self) -> Vec<String> {
        let names = self.names.iter().enumerate();
        names.flat_map(|(index, name)| std::iter::once(index.to_string()).chain(name.clone())).collect()
    }
}

fn compile(whole: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(whole).unicode(false).size_limit(LARGEST).build()
}

fn fault(error: &str) -> String {
    let last = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
    // The library names the feature with which it would have been built.
    if last.contains("feature is enabled") {
        return "patterns know classes of ASCII only, and `(?u)` asks for Unicode's: write [A-Za-z0-9_] or such"
            .to_owned();
    }
    format!("not a regular expression: {last}")
}

fn take_names(hir: &Hir, names: &mut [Option<String>]) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Literal(_) | HirKind::Class(_) => {}
        HirKind::Repetition(repetition) => take_names(&repetition.sub, names),
        HirKind::Capture(capture) => {
            let slot = usize::try_from(capture.index).ok().and_then(|index| names.get_mut(index));
            if let (Some(slot), Some(name)) = (slot, &capture.name) {
                *slot = Some(name.as_ref().to_owned());
            }
            take_names(&capture.sub, names);
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            for part in parts {
                take_names(part, names);
            }
        }
    }
}

/// An upper bound of the states of the compiled expression, with the ranges that they look through.
fn weight(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() + 1,
        // Up to four bytes a character, each end of a range on its own way.
        HirKind::Class(Class::Unicode(class)) => class.ranges().len().saturating_mul(16) + 1,
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or_else(|| repetition.min.saturating_add(1)).max(1);
            let times = usize::try_from(times).unwrap_or(usize::MAX);
            weight(&repetition.sub).saturating_add(2).saturating_mul(times)
        }
        HirKind::Capture(capture) => weight(&capture.sub).saturating_add(2),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().fold(2, |sum, part| sum.saturating_add(weight(part)).saturating_add(1))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Expression, LIGHT, compile, fault, weight};

    #[test]
    fn an_expression_is_compiled_when_a_value_comes() {
        let expression = Expression::new("job(?P<n>[0-9]+)|x(?P<m>y)?").unwrap();
        assert!(expression.compiled.get().is_none());
        let pair = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
        let found = expression.captures(b"job7");
        assert_eq!(found, Some(vec![pair("0", "job7"), pair("1", "7"), pair("n", "7")]));
        assert!(expression.compiled.get().is_some());
        assert_eq!(expression.captures(b"x"), Some(vec![pair("0", "x")]));
        assert_eq!(expression.captures(b"ajob7"), None);
        assert_eq!(expression.group_names(), ["0", "1", "n", "2", "m"]);
    }

    #[test]
    fn what_is_too_large_is_refused_when_it_is_read() {
        let why = Expression::new("(?:[a-z]{1000}){1000}").unwrap_err();
        assert_eq!(why, "not a regular expression: Compiled regex exceeds size limit of 1048576 bytes.");
        let heavy = Expression::new("[a-z]{3000}").unwrap();
        assert!(heavy.compiled.get().is_some() && heavy.matches(&[b'a'; 3000]));
    }

    /// Where tests bring the tables in, the library does not say it by itself.
    #[test]
    fn what_needs_unicode_s_tables_is_refused_in_our_own_words() {
        let theirs = "error: Unicode-aware Perl class not found (make sure the unicode-perl feature is enabled)";
        let expected = "patterns know classes of ASCII only, and `(?u)` asks for Unicode's: write [A-Za-z0-9_] or such";
        assert_eq!(fault(theirs), expected);
    }

    /// Expressions of classes, groups and repetitions, often near the limit.
    fn expressions() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("a".to_owned()),
            Just("bc?d".to_owned()),
            Just(".".to_owned()),
            Just("[^a-cx-z0-9_]".to_owned()),
            Just("\\d".to_owned()),
            Just("(?u:[\u{e9}-\u{20ac}])".to_owned()),
            Just("(?i:straße)".to_owned()),
            Just("\\b".to_owned()),
        ];
        leaf.prop_recursive(5, 24, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
                proptest::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("(?:{})", parts.join("|"))),
                (inner.clone(), 0..40u32).prop_map(|(part, most)| format!("({part}){{0,{most}}}")),
                (inner.clone(), 1..40u32).prop_map(|(part, times)| format!("(?:{part}){{{times}}}")),
                (inner, 1..40u32).prop_map(|(part, least)| format!("(?:{part}){{{least},}}")),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_light_always_compiles(expression in expressions()) {
            if let Ok(hir) = Expression::hir(&expression) && weight(&hir) <= LIGHT {
                prop_assert!(compile(&expression).is_ok(), "{expression}");
            }
        }
    }
}
