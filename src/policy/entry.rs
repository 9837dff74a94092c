//! What an administrator would write to allow a denied effect.
//!
//! A denied bind of `/etc` -> `allow: { binds: [{ source: "/etc", access: ro }] }`; in a profile whose `allow` is its parent's,
//! `allow: { add: { binds: [...] } }`. Whoever denies an effect says what would allow it, so that both change together.

/// A key of `allow` with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The key, with those that it stands in: `images: names`.
    key: String,
    /// The value as YAML.
    value: String,
    /// Whether it may be added to what a parent lists. Bounds and switches are not for two files to say.
    is_added: bool,
}

impl Entry {
    /// One more value of a list; `None` where no text says it.
    pub(super) fn listed(key: &str, value: &[u8]) -> Option<Entry> {
        let value = format!("[{}]", quoted(str::from_utf8(value).ok()?));
        // Addresses of ports that were any would be fewer.
        Some(Entry { key: key.to_owned(), value, is_added: !key.starts_with("ports") })
    }

    /// One more bind, as narrow as it can be.
    pub(super) fn bind(source: &[u8]) -> Option<Entry> {
        let value = format!("[{{ source: {}, access: ro }}]", quoted(str::from_utf8(source).ok()?));
        Some(Entry { key: "binds".to_owned(), value, is_added: true })
    }

    /// A command for all objects of a kind.
    pub(super) fn bulk(command: &str) -> Entry {
        Entry { key: format!("bulk: {command}"), value: "any".to_owned(), is_added: true }
    }

    /// A bound or a switch.
    pub(super) fn set(key: impl Into<String>, value: impl Into<String>) -> Entry {
        Entry { key: key.into(), value: value.into(), is_added: false }
    }

    /// The largest value of a limit; without one, any.
    pub(super) fn limit(key: &str, max: Option<&str>) -> Entry {
        Entry::set(format!("limits: {key}"), max.map_or("{}".to_owned(), |max| format!("{{ max: {max} }}")))
    }

    /// The entry in YAML, whole or added to what a parent lists; `None` where it cannot be added.
    pub(super) fn text(&self, adds: bool) -> Option<String> {
        if adds && !self.is_added {
            return None;
        }
        let keys = if adds { "allow: add: " } else { "allow: " }.to_owned() + &self.key;
        let nested = keys.replace(": ", ": { ");
        let ends = " }".repeat(keys.matches(": ").count());
        Some(format!("{nested}: {}{ends}", self.value))
    }
}

/// A text in double quotes, as YAML reads it.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test reads the sources beside it")]
mod tests {
    use super::Entry;

    #[test]
    fn every_effect_that_can_be_listed_stands_beside_its_key_in_the_page() {
        let page = include_str!("../../docs/policy.md");
        let sources = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/policy")).expect("the modules");
        let mut known = 0;
        for source in sources {
            let text = std::fs::read_to_string(source.expect("a module").path()).expect("a text");
            for call in text.split("judge.listed(\"").skip(1) {
                let (effect, rest) = call.split_once("\", ").expect("a string");
                let key = rest.strip_prefix('"').and_then(|rest| rest.split(['"', ':']).next()).expect("a string");
                let is_about = |row: &&str| row.starts_with("| ") && row.contains(&format!("`{effect}`"));
                let row = page.lines().filter(is_about).find(|row| row.contains(&format!("`{key}: ")));
                assert!(row.is_some(), "no row of docs/policy.md has `{effect}` beside `{key}`");
                known += 1;
            }
        }
        assert!(known > 20, "{known}");
    }

    #[test]
    fn an_entry_stands_below_all_its_keys() {
        let entry = Entry::listed("images: names", b"a:\"b").unwrap();
        assert_eq!(entry.text(false).as_deref(), Some("allow: { images: { names: [\"a:\\\"b\"] } }"));
        assert_eq!(entry.text(true).as_deref(), Some("allow: { add: { images: { names: [\"a:\\\"b\"] } } }"));
        let bind = Entry::bind(b"/etc").unwrap();
        assert_eq!(bind.text(false).as_deref(), Some("allow: { binds: [{ source: \"/etc\", access: ro }] }"));
        assert_eq!(Entry::limit("cpus", None).text(false).as_deref(), Some("allow: { limits: { cpus: {} } }"));
    }

    #[test]
    fn bounds_and_switches_are_not_added_to_a_parent_s() {
        assert_eq!(Entry::set("gpus", "1").text(true), None);
        assert_eq!(Entry::listed("ports: addresses", b"127.0.0.1").unwrap().text(true), None);
    }

    #[test]
    fn what_is_no_text_is_no_entry() {
        assert_eq!(Entry::listed("names", b"\xff"), None);
    }
}
