//! Which image runs, which names of images are written, and how they are trusted.
//!
//! `docker run --pull always img` -> runs `docker.io/library/img:latest`, pulled before. `docker tag a b` -> the name
//! `docker.io/library/b:latest` is written.

use super::Effects;
use super::asked::{Asked, OptionText};
use super::files::FileAccess;
use super::given::Given;
use crate::argv::Verb;
use crate::values::{Dialect, Image, Platform, ValueError, image};

/// Images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// What a container is made from.
    pub runs: Asked<ImageAsked>,
    /// Names that are written: tag, commit, load, import, pull, build.
    pub written: Vec<Asked<ImageAsked>>,
    /// When an image is fetched.
    pub pull: Asked<Pull>,
    /// Which platform's, in order.
    pub platforms: Vec<Asked<Platform>>,
    /// Whether signatures are looked at (docker's content trust).
    pub trust: Asked<Trust>,
    /// Instructions that change an image that is made (`commit`, `import`).
    pub changes: Vec<Asked<Vec<u8>>>,
    /// What else decides which image it is, how it is fetched and whether it is trusted (podman's `--creds`, `--arch`,
    /// `--tls-verify`, `--retry` ...).
    pub options: Vec<Asked<OptionText>>,
}

/// An image as a line names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ImageAsked {
    /// The line names none.
    #[default]
    None,
    /// Whatever names an archive holds.
    OfArchive,
    /// Names and tags that a registry has under a name (`pull --all-tags`).
    AllTags(Image),
    Reference(Image),
    /// A host directory in the place of an image (podman's `--rootfs`), options behind its colon as written.
    RootFs {
        /// The directory as written.
        path: Vec<u8>,
        /// What follows the colon, `O` or `idmap`.
        options: Option<Vec<u8>>,
    },
    /// Read through a transport (podman): mostly from host paths.
    Transport {
        /// Which, such as `oci-archive`.
        name: &'static str,
        /// What follows its colon.
        rest: Vec<u8>,
    },
    /// No reference; the engine will say so.
    Unreadable(Vec<u8>),
}

/// When an image is fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pull {
    /// What the engine does without the option: when it is missing.
    #[default]
    Default,
    Always,
    /// When it is missing.
    Missing,
    Never,
    /// When the registry's is newer (podman).
    Newer,
    /// Any other word, as written.
    Other(Vec<u8>),
}

/// Whether signatures are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// What the environment says.
    #[default]
    Default,
    /// They are not, whatever the environment says.
    Disabled,
    /// They are.
    Enabled,
}

impl ImageAsked {
    /// Reads a reference as the dialect's client does.
    #[must_use]
    pub fn read(text: &[u8], dialect: Dialect) -> ImageAsked {
        if dialect.is_podman()
            && let Some((name, rest)) = image::transport(text)
        {
            return ImageAsked::Transport { name, rest: rest.to_vec() };
        }
        Image::parse(text).map_or_else(|_| ImageAsked::Unreadable(text.to_vec()), ImageAsked::Reference)
    }

    /// A host directory with the options behind its colon.
    #[must_use]
    pub fn root_fs(text: &[u8]) -> ImageAsked {
        let (path, options) = super::asked::cut(text, b':');
        ImageAsked::RootFs { path: path.to_vec(), options: options.map(<[u8]>::to_vec) }
    }
}

impl Images {
    pub(super) fn take_trust(&mut self, given: &Given<'_>) -> Result<(), ValueError> {
        self.trust = given.asked(if given.switch()? { Trust::Disabled } else { Trust::Enabled });
        Ok(())
    }
}

/// Takes the options of class `Image`.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let images = &mut effects.images;
    match given.name {
        b"pull" if given.row.is_switch() => {
            images.pull = given.asked(if given.switch()? { Pull::Always } else { Pull::Default });
        }
        b"platform" if given.verb == Verb::Build => {
            for part in given.text().split(|&byte| byte == b',').filter(|part| !part.is_empty()) {
                match Platform::parse(part) {
                    Ok(platform) => images.platforms.push(given.asked(platform)),
                    // buildx knows one more word, `local`.
                    Err(_) => images.options.push(given.option_text()),
                }
            }
        }
        b"pull" => {
            images.pull = given.asked(match given.text() {
                b"" => Pull::Default,
                b"always" => Pull::Always,
                b"missing" => Pull::Missing,
                b"never" => Pull::Never,
                b"newer" if given.dialect.is_podman() => Pull::Newer,
                other => Pull::Other(other.to_vec()),
            });
        }
        b"platform" => {
            for element in given.elements()? {
                if !element.is_empty() {
                    images.platforms.push(given.asked(Platform::parse(&element)?));
                }
            }
        }
        b"disable-content-trust" => images.take_trust(given)?,
        b"change" => images.changes.push(given.asked(given.text().to_vec())),
        b"tls-verify" => images.options.push(given.option_text()),
        b"registries-conf" => {
            effects.files.touch(given.text(), FileAccess::Read, given.at);
            images.options.push(given.option_text());
        }
        b"arch"
        | b"compress"
        | b"compression-format"
        | b"compression-level"
        | b"creds"
        | b"encrypt-layer"
        | b"force-compression"
        | b"format"
        | b"multi-image-archive"
        | b"os"
        | b"override-arch"
        | b"override-os"
        | b"override-variant"
        | b"policy"
        | b"pull-option"
        | b"remove-signatures"
        | b"retry"
        | b"retry-delay"
        | b"sign-by"
        | b"sign-by-sq-fingerprint"
        | b"squash"
        | b"uncompressed"
        | b"variant" => {
            if !given.is_off() {
                images.options.push(given.option_text());
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}
