//! The environment of the engine's client, as far as a profile decides it.
//!
//! `client_env: {keep: [DOCKER_CONFIG], set: {DOCKER_HOST: "unix:///run/site.sock"}}` -> the credentials of a caller's
//! `DOCKER_CONFIG` are taken over, and the client goes to the site's socket.

use std::collections::BTreeMap;

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

#[cfg(test)]
mod tests {
    use super::{LEADING, leads_the_client};

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
