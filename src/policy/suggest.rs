//! What an administrator would write to allow a denied effect.
//!
//! A denied bind of `/etc` -> `allow: { binds: [{ source: "/etc", access: ro }] }`; in a profile whose `allow` is its parent's,
//! `allow: { add: { binds: [...] } }`. Nothing is suggested for what no list can allow, nor for what would open the whole
//! machine.

use crate::values::{Dialect, Publish};

use super::Denied;

/// Effects that a list of `allow` can hold: the effect's name, and the key before its value.
const LISTS: [(&str, &str); 33] = [
    ("address", "ports: { addresses"),
    ("annotation", "annotations"),
    ("builder privilege", "build: { entitlements"),
    ("capability", "capabilities"),
    ("cgroup parent", "cgroup_parents"),
    ("client file", "client_files"),
    ("command", "commands"),
    ("container", "containers"),
    ("device", "devices"),
    ("domain name", "hostnames"),
    ("entrypoint", "entrypoint"),
    ("fetched address", "build: { addresses"),
    ("host entry", "hosts"),
    ("host name", "hostnames"),
    ("image", "images: { names"),
    ("image name", "images: { writes"),
    ("kernel parameter", "sysctls"),
    ("label", "labels"),
    ("log driver", "log_drivers"),
    ("log option", "log_opts"),
    ("name", "names"),
    ("name server", "dns"),
    ("network", "networks"),
    ("network alias", "network_aliases"),
    ("pushed image", "images: { pushes"),
    ("registry", "registries"),
    ("restart", "lifetime: { restart"),
    ("runtime", "runtimes"),
    ("security option", "security_opts"),
    ("stop signal", "lifetime: { stop_signal"),
    ("storage option", "storage_opts"),
    ("volume", "volumes"),
    ("volumes of", "volumes_from"),
];

impl Denied {
    /// What would allow the effect, in YAML, written whole or added to what a parent lists; `None` where nothing would.
    #[must_use]
    pub fn entry(&self, is_added: bool) -> Option<String> {
        let listed = self.listed(is_added)?;
        Some(if is_added { format!("allow: {{ add: {{ {listed} }} }}") } else { format!("allow: {{ {listed} }}") })
    }

    /// The key of `allow` with its entry.
    fn listed(&self, is_added: bool) -> Option<String> {
        let value = quoted(&self.value);
        if self.effect == "bind" && self.why.contains("not listed") {
            return Some(format!("binds: [{{ source: {value}, access: ro }}]"));
        }
        if matches!(self.effect, "user" | "group")
            && !self.value.is_empty()
            && self.value.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Some(format!("{}s: [{value}]", self.effect));
        }
        if let Some(kind) = self.effect.strip_suffix(" namespace") {
            return Some(format!("namespaces: {{ {kind}: [{value}] }}"));
        }
        if self.effect == "port" && !is_added && self.why.contains("has no `ports`") {
            let publish = Publish::parse(self.value.as_bytes(), Dialect::Docker).ok()?;
            let host = publish.host.map(|host| format!("ports: {{ host: {host} }}"));
            return Some(host.unwrap_or_else(|| "ports: { random: true }".to_owned()));
        }
        // Without `images` nothing says what makes a name worth trusting, and that is not for a message to say.
        if !self.why.contains("not listed") || self.why.contains("has no `images`") {
            return None;
        }
        let (_, key) = LISTS.iter().find(|(effect, _)| *effect == self.effect)?;
        // Addresses of ports that were any would be fewer.
        if is_added && key.starts_with("ports") {
            return None;
        }
        let close = if key.contains('{') { "] }" } else { "]" };
        Some(format!("{key}: [{value}{close}"))
    }
}

/// A text in double quotes, as YAML reads it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test reads the sources beside it")]
mod tests {
    use super::LISTS;
    use crate::argv::Place;
    use crate::policy::Denied;

    fn entry(effect: &'static str, value: &str, why: &str) -> Option<String> {
        let (value, why) = (value.to_owned(), why.to_owned());
        let (nearest, place, remedy) = (None, Place::default(), String::new());
        Denied { effect, value, at: None, why, nearest, place, remedy }.entry(false)
    }

    #[test]
    fn a_denied_effect_has_the_entry_that_would_allow_it() {
        let listed = "is not listed in `x`";
        assert_eq!(
            entry("bind", "/etc", listed).as_deref(),
            Some("allow: { binds: [{ source: \"/etc\", access: ro }] }")
        );
        assert_eq!(entry("capability", "CAP_X", listed).as_deref(), Some("allow: { capabilities: [\"CAP_X\"] }"));
        assert_eq!(entry("image", "a:b", listed).as_deref(), Some("allow: { images: { names: [\"a:b\"] } }"));
        assert_eq!(
            entry("pid namespace", "host", listed).as_deref(),
            Some("allow: { namespaces: { pid: [\"host\"] } }")
        );
        assert_eq!(entry("user", "0", "is root's").as_deref(), Some("allow: { users: [\"0\"] }"));
        let port = "is not listed: the policy has no `ports`";
        for (value, entry_of_it) in [
            ("80:80/tcp", "allow: { ports: { host: 80 } }"),
            ("127.0.0.1:8000-8001:80-81/udp", "allow: { ports: { host: 8000-8001 } }"),
            ("80/tcp", "allow: { ports: { random: true } }"),
        ] {
            assert_eq!(entry("port", value, port).as_deref(), Some(entry_of_it));
        }
        assert_eq!(entry("privileged", "--privileged", "gives the container the whole machine"), None);
        assert_eq!(entry("bind", "/data", "may only be mounted read-only"), None);
    }

    /// Effects that [`Denied::listed`] knows by other ways than the table.
    const OTHERS: [(&str, &str); 5] =
        [("bind", "binds"), ("group", "groups"), ("port", "ports"), ("pid namespace", "namespaces"), ("user", "users")];

    #[test]
    fn every_effect_that_can_be_listed_stands_beside_its_key_in_the_page() {
        let page = include_str!("../../docs/policy.md");
        for (effect, key) in LISTS.into_iter().chain(OTHERS) {
            let key = key.split(':').next().unwrap_or_default();
            let is_about = |row: &&str| row.starts_with("| ") && row.contains(&format!("`{effect}`"));
            let row = page.lines().filter(is_about).find(|row| row.contains(&format!("`{key}: ")));
            assert!(row.is_some(), "no row of docs/policy.md has `{effect}` beside `{key}`");
        }
    }

    #[test]
    fn every_effect_that_is_held_against_a_list_has_an_entry_that_would_allow_it() {
        let sources = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/policy")).expect("the modules");
        for source in sources {
            let text = std::fs::read_to_string(source.expect("a module").path()).expect("a text");
            // The test modules call nothing like it.
            for effect in text.split("judge.listed(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(LISTS.iter().any(|(known, _)| *known == effect), "{effect}");
            }
        }
    }
}
