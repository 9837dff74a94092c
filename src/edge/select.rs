//! Which profile counts.
//!
//! Called as `docker-cernvm` on a machine without `/etc/longshore` -> the profile `cernvm`; on a site machine -> the same,
//! if the site's `profile.yaml` lists it under `selectable`.
//!
//! Precedence: argument, called name, `LONGSHORE_PROFILE`, the site's `profile.yaml`. Where the site directory exists the
//! site decides: its `profile.yaml` must load, and callers choose only among its `selectable` names.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;

use crate::facts::Host;
use crate::profile::{LoadError, Profile, Runtimes, load};

use super::files::FileSource;
use super::process::io_text;

/// The site directory.
pub const SITE: &str = "/etc/longshore";

/// What the caller says about the profile.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// By `--profile`.
    pub argument: Option<String>,
    /// By the called name, `docker-NAME`.
    pub called: Option<String>,
    /// Nothing will be run: the caller may look at any profile.
    pub is_dry: bool,
}

/// How the profile was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// By `--profile`.
    Argument,
    /// By the called name.
    Called,
    /// By `LONGSHORE_PROFILE`.
    Variable,
    /// It is the site's own.
    Site,
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Chosen::Argument => "the argument --profile",
            Chosen::Called => "the called name",
            Chosen::Variable => "the variable LONGSHORE_PROFILE",
            Chosen::Site => "the site's profile.yaml",
        })
    }
}

/// Why there is no profile to work under.
#[derive(Debug)]
pub enum SelectError {
    /// The profile does not load.
    Load(Box<LoadError>),
    /// `LONGSHORE_PROFILE` is not text.
    NotText {
        /// Its value.
        value: OsString,
    },
    /// Nothing chose one.
    Nothing,
    /// The site does not let callers choose it.
    NotSelectable {
        /// The profile.
        wanted: String,
        /// What chose it.
        by: Chosen,
        /// What the site lets them choose.
        selectable: Vec<String>,
    },
    /// The site directory cannot be looked at.
    Site {
        /// Why.
        why: String,
    },
}

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SelectError::Load(error) => error.fmt(f),
            SelectError::NotText { value } => {
                let value = crate::argv::quote::short(value);
                write!(f, "LONGSHORE_PROFILE is {value}, not a profile's name; set it to a name, or unset it")
            }
            SelectError::Nothing => {
                write!(f, "no profile is chosen; write {SITE}/profile.yaml, set LONGSHORE_PROFILE, or call docker-NAME")
            }
            SelectError::NotSelectable { wanted, by, selectable } => {
                let possible = if selectable.is_empty() { "none".to_owned() } else { selectable.join(", ") };
                let wanted = crate::argv::quote::short_bytes(wanted.as_bytes());
                write!(
                    f,
                    "profile `{wanted}`, chosen by {by}, is not selectable on this machine; selectable: {possible}"
                )
            }
            SelectError::Site { why } => write!(f, "{why}; the site's profile must be readable to everybody"),
        }
    }
}

impl std::error::Error for SelectError {}

impl From<LoadError> for SelectError {
    fn from(error: LoadError) -> Self {
        SelectError::Load(Box::new(error))
    }
}

/// The profile that counts, and what chose it.
///
/// # Errors
/// [`SelectError`]; nothing may then be run.
pub fn select(
    choice: &Choice,
    site: &Path,
    runtimes: &dyn Runtimes,
    host: &dyn Host,
) -> Result<(Profile, Chosen), SelectError> {
    let source = FileSource { site: site.to_owned() };
    let wanted = wanted(choice, host)?;
    let is_site = match rustix::fs::stat(site) {
        Ok(_) => true,
        Err(rustix::io::Errno::NOENT) => false,
        Err(error) => {
            let why = format!("{}: {}", site.display(), io_text(&error.into()));
            return Err(SelectError::Site { why });
        }
    };
    let site_profile = || load(&site.join("profile.yaml").display().to_string(), &source, runtimes);
    match wanted {
        None if is_site => Ok((site_profile()?, Chosen::Site)),
        None => Err(SelectError::Nothing),
        Some((name, by)) => {
            if is_site && !choice.is_dry {
                let selectable = site_profile()?.selectable;
                if !selectable.contains(&name) {
                    return Err(SelectError::NotSelectable { wanted: name, by, selectable });
                }
            }
            Ok((load(&name, &source, runtimes)?, by))
        }
    }
}

fn wanted(choice: &Choice, host: &dyn Host) -> Result<Option<(String, Chosen)>, SelectError> {
    if let Some(name) = &choice.argument {
        return Ok(Some((name.clone(), Chosen::Argument)));
    }
    if let Some(name) = &choice.called {
        return Ok(Some((name.clone(), Chosen::Called)));
    }
    match host.env(OsStr::new("LONGSHORE_PROFILE")) {
        None => Ok(None),
        Some(value) if value.is_empty() => Ok(None),
        Some(value) => {
            let name = value.into_string().map_err(|value| SelectError::NotText { value })?;
            Ok(Some((name, Chosen::Variable)))
        }
    }
}
