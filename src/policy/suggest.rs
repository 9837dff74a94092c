//! What an administrator would write to allow a denied effect.
//!
//! A denied bind of `/etc` -> `allow: { binds: [{ source: "/etc", access: ro }] }`; in a profile whose `allow` is its parent's,
//! `allow: { add: { binds: [...] } }`. Nothing is suggested for what no list can allow, nor for what would open the whole
//! machine.

use super::Denied;

/// Effects that a list of `allow` can hold: the effect's name, and the key before its value.
const LISTS: [(&str, &str); 31] = [
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
mod tests {
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
        assert_eq!(entry("privileged", "--privileged", "gives the container the whole machine"), None);
        assert_eq!(entry("bind", "/data", "may only be mounted read-only"), None);
    }
}
