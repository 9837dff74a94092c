//! The environment of the engine's client, as far as a profile decides it.
//!
//! `client_env: {keep: [DOCKER_CONFIG], set: {DOCKER_HOST: "unix:///run/site.sock"}}` -> the credentials of a caller's
//! `DOCKER_CONFIG` are taken over, and the client goes to the site's socket.

use std::collections::BTreeMap;

use crate::argv::Place;
use crate::yaml::{Fault, Fields, Node};

/// What a profile says of the client's environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientEnv {
    /// Variables that the caller may set.
    pub keep: Vec<String>,
    /// Variables of the site.
    pub set: BTreeMap<String, String>,
}

/// Names that lead the client, the loader, Go's runtime, or a library or program that the client brings along (gpgme writes
/// a file that `GPGME_DEBUG` names, OpenSSL loads what `OPENSSL_CONF` names, netavark leaves the firewall alone for
/// `NETAVARK_FW`); `*` stands for any end.
///
/// The list is longer than it need be: what is on it is only treated with more care.
const LEADING: &[&str] = &[
    "ALL_PROXY",
    "ASSUAN_*",
    "BASHOPTS",
    "BASH_*",
    "BUILDAH_*",
    "BUILDKIT_*",
    "BUILDX_*",
    "CDPATH",
    "CLICOLOR*",
    "CNI_*",
    "COMPOSE_*",
    "CONTAINERS_*",
    "CONTAINER_*",
    "DBUS_*",
    "DM_*",
    "DOCKER_*",
    "ENV",
    "FTP_PROXY",
    "GCONV_PATH",
    "GETCONF_DIR",
    "GLIBC_TUNABLES",
    "GNUPGHOME",
    "GO*",
    "GPGME_*",
    "GPG_*",
    "HOME",
    "HOSTALIASES",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "IFS",
    "KRB5*",
    "KUBECONFIG",
    "LD_*",
    "LIBDM_*",
    "LISTEN_*",
    "LOCALDOMAIN",
    "LOCPATH",
    "MALLOC_*",
    "NETAVARK_*",
    "NIS_PATH",
    "NLSPATH",
    "NORAW",
    "NOTIFY_SOCKET",
    "NO_COLOR",
    "NO_PROXY",
    "NSS_*",
    "OPENSSL_*",
    "OTEL_*",
    "P11_KIT_*",
    "PATH",
    "PKCS11_*",
    "PODMAN_*",
    "PS4",
    "REGISTRIES_*",
    "REGISTRY_*",
    "RESOLV_HOST_CONF",
    "RES_OPTIONS",
    "SHELLOPTS",
    "SQLITE_*",
    "SSH_*",
    "SSL_*",
    "STORAGE_*",
    "SUDO_*",
    "SYSTEMD_*",
    "TERM",
    "TMPDIR",
    "TZDIR",
    "XDG_*",
    "ZONEINFO",
    "_CONTAINERS_*",
    "_PODMAN_*",
];

/// Whether the client, the loader or Go's runtime itself obeys a variable of this name.
#[must_use]
pub fn leads_the_client(name: &[u8]) -> bool {
    // Proxies are read in both cases; nothing else is, and the cautious side is the same.
    let upper = name.to_ascii_uppercase();
    LEADING.iter().any(|known| match known.strip_suffix('*') {
        Some(start) => upper.starts_with(start.as_bytes()),
        None => upper == known.as_bytes(),
    })
}

/// Names that no profile may hand to the client: the loader would obey them, not the client.
const LOADER: &[&str] = &["LD_", "GCONV_PATH", "LOCPATH", "GLIBC_TUNABLES"];

/// `client_env: {keep: [NAME], set: {NAME: VALUE}}`.
pub(super) fn read(node: &Node) -> Result<(Place, ClientEnv), Fault> {
    let mut fields = Fields::of(node)?;
    let keep = match fields.take("keep") {
        None => Vec::new(),
        Some(node) => node.one_or_many().iter().map(kept).collect::<Result<_, _>>()?,
    };
    let set = match fields.take("set") {
        None => BTreeMap::new(),
        Some(node) => node.mapping()?.iter().map(|(name, value)| set(name, value)).collect::<Result<_, _>>()?,
    };
    fields.finish()?;
    Ok((node.at, ClientEnv { keep, set }))
}

fn kept(node: &Node) -> Result<String, Fault> {
    let name = name(node)?;
    if name != "DOCKER_CONFIG" && leads_the_client(name.as_bytes()) {
        let what = format!("`{name}` leads the client, so a caller who sets it goes around the policy");
        return Err(Fault::meaning(node.at, what, "write the site's value: `set: {NAME: VALUE}`"));
    }
    Ok(name)
}

fn set(name_node: &Node, value: &Node) -> Result<(String, String), Fault> {
    let name = name(name_node)?;
    let value_text = value.scalar()?;
    if matches!(name.as_str(), "DOCKER_CONFIG" | "HOME" | "XDG_CONFIG_HOME" | "REGISTRY_AUTH_FILE") {
        let what = format!("`{name}` leads to a private directory of each submitter's");
        return Err(Fault::meaning(name_node.at, what, "remove the name"));
    }
    if matches!(name.as_str(), "CONTAINER_HOST" | "CONTAINER_CONNECTION") {
        let what = format!("`{name}` makes podman go to another machine and read lines in another way");
        return Err(Fault::meaning(name_node.at, what, "remove the name"));
    }
    if value_text.contains('\0') {
        return Err(Fault::meaning(value.at, "a variable cannot hold a NUL byte", "write another value"));
    }
    if value_text.contains("${") {
        return Err(Fault::meaning(value.at, "templates are not filled in here", "write plain text"));
    }
    Ok((name, value_text.to_owned()))
}

fn name(node: &Node) -> Result<String, Fault> {
    let name = node.text()?;
    if name.is_empty() || name.contains(['=', '\0']) {
        let what = format!("`{name}` is no name of a variable");
        return Err(Fault::meaning(node.at, what, "write a name without `=`"));
    }
    if LOADER.iter().any(|start| name.starts_with(start)) {
        let what = format!("the loader obeys `{name}` before the client does anything");
        return Err(Fault::meaning(node.at, what, "remove the name"));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{ClientEnv, LEADING, leads_the_client, read};
    use crate::yaml::parse;

    fn of(text: &str) -> Result<ClientEnv, String> {
        let node = parse(text, 0).expect("YAML");
        read(&node).map(|(_, read)| read).map_err(|fault| fault.to_string())
    }

    #[test]
    fn names_are_kept_and_set() {
        let read = of("keep: [DOCKER_CONFIG, LANG]\nset: { DOCKER_HOST: unix:///run/x.sock, PATH: /opt/bin }\n");
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let set = [pair("DOCKER_HOST", "unix:///run/x.sock"), pair("PATH", "/opt/bin")].into();
        assert_eq!(read, Ok(ClientEnv { keep: vec!["DOCKER_CONFIG".to_owned(), "LANG".to_owned()], set }));
        assert_eq!(of("{}"), Ok(ClientEnv::default()));
    }

    #[test]
    fn callers_cannot_be_let_to_lead_the_client() {
        let refused = |text: &str| of(text).expect_err(text);
        assert_eq!(
            refused("keep: [DOCKER_HOST]"),
            "1:8: `DOCKER_HOST` leads the client, so a caller who sets it goes around the policy; write the site's value: \
             `set: {NAME: VALUE}`"
        );
        for name in ["http_proxy", "CONTAINER_HOST", "PATH", "XDG_RUNTIME_DIR", "GODEBUG", "SSL_CERT_FILE"] {
            assert!(refused(&format!("keep: [{name}]")).contains("leads the client"), "{name}");
        }
        for text in ["keep: [LD_PRELOAD]", "set: {LD_LIBRARY_PATH: /x}", "set: {GLIBC_TUNABLES: x}"] {
            assert!(refused(text).contains("before the client does anything"), "{text}");
        }
        assert!(refused("set: {HOME: /root}").contains("a private directory"));
        assert!(refused("set: {CONTAINER_HOST: x}").contains("makes podman go to another machine"));
        assert!(refused("set: {A: \"${env:B}\"}").contains("templates are not filled in"));
        assert!(refused("keep: [\"A=B\"]").contains("no name of a variable"));
    }

    #[test]
    fn the_names_that_lead_are_sorted_and_told_from_others() {
        assert!(LEADING.is_sorted());
        for name in [
            "HTTP_PROXY",
            "http_proxy",
            "no_proxy",
            "DOCKER_BUILDKIT",
            "LD_PRELOAD",
            "HOME",
            "BASH_FUNC_x%%",
            "GODEBUG",
            "GPGME_DEBUG",
            "OPENSSL_CONF",
            "_CONTAINERS_USERNS_CONFIGURED",
        ] {
            assert!(leads_the_client(name.as_bytes()), "{name}");
        }
        for name in ["HOMEPAGE", "PATHS", "LANG", "OMP_NUM_THREADS", "X509_USER_PROXY", "USER"] {
            assert!(!leads_the_client(name.as_bytes()), "{name}");
        }
    }
}
