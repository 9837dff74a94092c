//! References to images: the first operand of `run` and `create`, names in `pull`, `tag`, `commit`.
//!
//! `ubuntu` -> `docker.io/library/ubuntu:latest`; `registry.site:5000/a/b:1` -> itself; 64 hexadecimal digits -> an id.
//!
//! The first component is a registry if it has a dot, a colon or an upper-case letter, or is `localhost`; else the name
//! is one of docker.io. A name without a slash is in docker.io's `library`. Source: the grammar of references of the
//! OCI distribution project, checked against docker 28.2.2; docker 20.10 knows no IPv6 addresses and no upper-case letters
//! without a dot in a registry.

use std::fmt;

use super::ValueError;
use super::cut::cut;
use super::image_grammar::{Name, is_digest, is_hex, named};

/// One reference, as written and as understood.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Image {
    written: String,
    parts: Parts,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Parts {
    /// `sha256:` and 64 hexadecimal digits, or another digest alone.
    Id(String),
    /// Anything else.
    Name(Name),
}

impl Image {
    /// Reads a reference.
    ///
    /// # Errors
    /// If it is no reference: empty, an upper-case letter in a name of docker.io, a bad tag, an unknown digest, ...
    pub fn parse(value: &[u8]) -> Result<Image, ValueError> {
        let expected = "a reference of the form [REGISTRY/]NAME[:TAG][@DIGEST]";
        let bad = || ValueError::invalid("image", value, expected);
        if value.is_empty() {
            return Err(ValueError::Empty { part: "image" });
        }
        let written = str::from_utf8(value).map_err(|_| bad())?;
        let id = if is_hex(value, 64) {
            Some(format!("sha256:{written}"))
        } else {
            is_digest(value).then(|| written.to_owned())
        };
        let parts = match id {
            Some(id) => Parts::Id(id),
            None => Parts::Name(named(written)?),
        };
        Ok(Image { written: written.to_owned(), parts })
    }

    /// The id or digest, `sha256:...`, if the reference is nothing else.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match &self.parts {
            Parts::Id(id) => Some(id),
            Parts::Name(_) => None,
        }
    }

    /// The registry, `docker.io` if none is written; empty for an id.
    #[must_use]
    pub fn registry(&self) -> &str {
        match &self.parts {
            Parts::Id(_) => "",
            Parts::Name(name) => &name.registry,
        }
    }

    /// The name within the registry, with `library/` where that is implied; empty for an id.
    #[must_use]
    pub fn path(&self) -> &str {
        match &self.parts {
            Parts::Id(_) => "",
            Parts::Name(name) => &name.path,
        }
    }

    /// The tag as written; `None` also where `latest` is implied.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        match &self.parts {
            Parts::Id(_) => None,
            Parts::Name(name) => name.tag.as_deref(),
        }
    }

    /// The digest behind `@`.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        match &self.parts {
            Parts::Id(_) => None,
            Parts::Name(name) => name.digest.as_deref(),
        }
    }

    /// The reference in full: `docker.io/library/x:latest` for `x`; `sha256:...` for an id. With a digest no tag is
    /// implied.
    #[must_use]
    pub fn normalised(&self) -> String {
        match &self.parts {
            Parts::Id(id) => id.clone(),
            Parts::Name(Name { registry, path, tag, digest }) => {
                // A first component that only looks like a registry leaves none.
                let mut full = if registry.is_empty() { path.clone() } else { format!("{registry}/{path}") };
                match (tag.as_deref(), digest) {
                    (Some(tag), _) => full.extend([":", tag]),
                    (None, None) => full.push_str(":latest"),
                    (None, Some(_)) => {}
                }
                if let Some(digest) = digest {
                    full.extend(["@", digest]);
                }
                full
            }
        }
    }

    /// Whether the registry is written, not implied.
    #[must_use]
    pub fn names_its_registry(&self) -> bool {
        let first = self.written.split_once('/').map(|(first, _)| first);
        first.is_some_and(|first| first == self.registry() || first == "index.docker.io")
    }

    /// Registry and name, without tag and digest; empty for an id.
    #[must_use]
    pub fn name(&self) -> String {
        let (registry, path) = (self.registry(), self.path());
        if registry.is_empty() { path.to_owned() } else { format!("{registry}/{path}") }
    }

    /// Whether an engine might take it for the beginning of an image's id: it is one, or it is written as nothing but
    /// lower-case hexadecimal digits, or as `sha256:` and such.
    #[must_use]
    pub fn may_be_an_id(&self) -> bool {
        let digits = self.written.strip_prefix("sha256:").unwrap_or(&self.written);
        self.id().is_some() || is_hex(digits.as_bytes(), digits.len())
    }
}

/// The reference as written.
impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.written)
    }
}

/// The transports before a colon that podman reads images through; all but `docker` and `containers-storage` name files
/// or directories of the host, or another engine.
const TRANSPORTS: [&str; 10] = [
    "containers-storage",
    "dir",
    "docker",
    "docker-archive",
    "docker-daemon",
    "oci",
    "oci-archive",
    "ostree",
    "sif",
    "tarball",
];

/// The transport and what follows its colon, if podman would read the image through one (`oci-archive:/tmp/x.tar`).
#[must_use]
pub fn transport(value: &[u8]) -> Option<(&'static str, &[u8])> {
    let (name, rest) = cut(value, b':');
    let known = TRANSPORTS.iter().find(|known| known.as_bytes() == name)?;
    Some((known, rest?))
}

#[cfg(test)]
mod tests;
