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

/// Limits: the effect's name, and its key in `limits`.
const LIMITS: [(&str, &str); 7] = [
    ("CPU weight", "cpu_shares"),
    ("CPUs", "cpus"),
    ("I/O weight", "blkio_weight"),
    ("memory", "memory"),
    ("memory and swap", "memory_swap"),
    ("processes", "pids"),
    ("shared memory", "shm"),
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
        if matches!(self.effect, "user" | "group") && !self.value.is_empty() {
            return Some(format!("{}s: [{value}]", self.effect));
        }
        if let Some(kind) = self.effect.strip_suffix(" namespace") {
            return Some(format!("namespaces: {{ {kind}: [{value}] }}"));
        }
        if self.effect == "variable" && self.why.contains("is refused by") {
            return Some(format!("environment: {{ allow: [{value}] }}"));
        }
        if self.effect == "option" && self.why.contains("not listed") {
            let name = self.value.trim_start_matches("--").split('=').next().unwrap_or_default();
            return Some(format!("options: [{}]", quoted(name)));
        }
        if self.effect == "objects" {
            let command = self.why.strip_prefix("are not listed in `bulk: ")?.strip_suffix('`')?;
            return Some(format!("bulk: {{ {command}: any }}"));
        }
        // Bounds and switches are not for two files to say.
        if let Some(entry) = self.bound_or_switch() {
            return (!is_added).then_some(entry);
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

impl Denied {
    /// The key of `allow` with its entry, of what is no list.
    fn bound_or_switch(&self) -> Option<String> {
        let switch = |name: &str| format!("lifetime: {{ {name}: true }}");
        match self.effect {
            "GPU" => self.gpus().map(|gpus| format!("gpus: {gpus}")),
            "detach" | "detach keys" => Some(switch("detach")),
            "health check" => Some(switch("health")),
            "signals" => Some(switch("no_signal_proxy")),
            // For ever is over every bound.
            "stop timeout" => {
                self.value.parse::<u64>().ok().map(|most| format!("lifetime: {{ stop_timeout: {most} }}"))
            }
            "port" => self.ports().map(|ports| format!("ports: {{ {ports} }}")),
            "tmpfs" if self.why.contains("`tmpfs") => Some(match self.number_of_bytes() {
                Some(size) => format!("tmpfs: {{ max: {size} }}"),
                None => "tmpfs: {}".to_owned(),
            }),
            "ulimit" => self.ulimit().map(|(name, most)| format!("limits: {{ ulimits: {{ {name}: {most} }} }}")),
            effect => {
                let (_, key) = LIMITS.iter().find(|(known, _)| *known == effect)?;
                let is_bound = self.why.starts_with("is more than the limit") || self.why.contains("not listed");
                is_bound.then(|| match self.value.as_str() {
                    "unlimited" => format!("limits: {{ {key}: {{}} }}"),
                    value if *key == "cpus" => format!("limits: {{ cpus: {{ max: {} }} }}", quoted(value)),
                    value => format!("limits: {{ {key}: {{ max: {} }} }}", value.trim_end_matches(" bytes")),
                })
            }
        }
    }

    /// `all` where nobody can count them, and nothing where some were asked for elsewhere, too.
    fn gpus(&self) -> Option<String> {
        let is_bound = self.why.contains("has no `gpus`") || self.why.starts_with("is more than `gpus` allows");
        let is_one = |name: &str| !name.is_empty() && !name.contains(' ');
        let names = || self.value.split(',').all(is_one).then(|| self.value.split(',').count());
        is_bound.then(|| match (self.value.as_str(), self.value.parse::<u64>()) {
            ("all", _) => "all".to_owned(),
            (_, Ok(count)) => count.to_string(),
            _ => names().map_or("all".to_owned(), |count| count.to_string()),
        })
    }

    fn ports(&self) -> Option<String> {
        if self.why.contains("that the engine chooses") {
            return Some("random: true".to_owned());
        }
        if !self.why.contains("has no `ports`") && !self.why.contains("`ports` lists none") {
            return None;
        }
        let publish = Publish::parse(self.value.as_bytes(), Dialect::Docker).ok()?;
        Some(publish.host.map_or("random: true".to_owned(), |host| format!("host: {host}")))
    }

    fn ulimit(&self) -> Option<(&str, String)> {
        let (name, values) = self.value.split_once('=')?;
        let most = values.split(':').map(|value| value.parse::<u64>().ok()).collect::<Option<Vec<u64>>>();
        let most = most.and_then(|values| values.into_iter().max());
        Some((name, most.map_or("unlimited".to_owned(), |most| most.to_string())))
    }

    fn number_of_bytes(&self) -> Option<u64> {
        let (before, _) = self.why.split_once(" bytes")?;
        before.rsplit(' ').next()?.parse().ok()
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
