//! Which profile counts.
//!
//! Called as `docker-cernvm` on a machine without `/etc/longshore` -> the profile `cernvm`; on a site machine -> the same,
//! if the site's `profile.yaml` lists it under `selectable`.
//!
//! Precedence: argument, called name, `LONGSHORE_PROFILE`, the site's `profile.yaml`. Where the site directory exists the
//! site decides: its `profile.yaml` must load, and callers choose only among its `selectable` names. Where a file does not
//! load, the copy that `profile install` kept judges lines that create nothing, so that running jobs can be ended; where
//! there is no copy, the shipped profile `control` does.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;

use crate::facts::Host;
use crate::profile::{LoadError, Profile, Shipped, load};

use super::files::FileSource;
use super::process::Program;
use super::site::Site;

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
    /// By nobody: no file of the site's loads.
    LastResort,
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Chosen::Argument => "the argument --profile",
            Chosen::Called => "the called name",
            Chosen::Variable => "the variable LONGSHORE_PROFILE",
            Chosen::Site => "the site's profile.yaml",
            Chosen::LastResort => "nobody, as no file of the site's loads",
        })
    }
}

/// Why there is no profile to work under.
#[derive(Debug)]
pub enum SelectError {
    /// What a site's files say does not load, and no copy of them is kept.
    Broken(Box<LoadError>),
    /// The profile that a variable of the caller's chooses cannot be had, because what a site's files say does not load and
    /// no copy of them is kept. What counts without the variable does not count instead.
    BrokenChoice {
        /// What does not load.
        error: Box<LoadError>,
        /// The value of `LONGSHORE_PROFILE`.
        wanted: String,
    },
    /// The profile does not load; nobody but its reader is concerned.
    Load(Box<LoadError>),
    /// A file of a site's cannot be read or trusted, and no copy counts in its place.
    OutOfReach(Box<LoadError>),
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
    /// A file that counts can have been written by others than root.
    Untrusted {
        /// Which file, and why.
        why: String,
    },
}

impl fmt::Display for SelectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SelectError::Broken(error) | SelectError::OutOfReach(error) => SiteFault(error).fmt(f),
            SelectError::Load(error) => error.fmt(f),
            SelectError::BrokenChoice { error, wanted } => {
                let wanted = crate::argv::quote::short_bytes(wanted.as_bytes());
                let error = SiteFault(error);
                write!(
                    f,
                    "{error}; so LONGSHORE_PROFILE cannot choose `{wanted}` now; set it to another name, or unset it"
                )
            }
            SelectError::NotText { value } => {
                let value = crate::argv::quote::short(value);
                write!(f, "LONGSHORE_PROFILE is {value}, not a profile's name; set it to a name, or unset it")
            }
            SelectError::Nothing => {
                write!(
                    f,
                    "no profile is chosen; add --profile NAME (`longshore profile list` shows them, `passthrough` changes \
                     nothing), set LONGSHORE_PROFILE, or call docker-NAME"
                )
            }
            SelectError::NotSelectable { wanted, by, selectable } => {
                let possible = if selectable.is_empty() { "none".to_owned() } else { selectable.join(", ") };
                let wanted = crate::argv::quote::short_bytes(wanted.as_bytes());
                write!(
                    f,
                    "profile `{wanted}`, chosen by {by}, is not selectable on this machine; selectable: {possible}"
                )
            }
            SelectError::Untrusted { why } => {
                write!(f, "{why}; what decides must be root's, and so must the directories above it")
            }
            SelectError::Site { why } => write!(f, "{why}; the site's profile must be readable to everybody"),
        }
    }
}

impl std::error::Error for SelectError {}

impl SelectError {
    /// What does not load, if that is why.
    #[must_use]
    pub fn fault(&self) -> Option<&LoadError> {
        match self {
            SelectError::Broken(error)
            | SelectError::BrokenChoice { error, .. }
            | SelectError::Load(error)
            | SelectError::OutOfReach(error) => Some(error),
            SelectError::NotText { .. }
            | SelectError::Nothing
            | SelectError::NotSelectable { .. }
            | SelectError::Site { .. }
            | SelectError::Untrusted { .. } => None,
        }
    }
}

/// Why a site's profile does not load, for whoever runs containers: it is not his mistake.
#[derive(Clone, Copy, Debug)]
pub struct SiteFault<'e>(pub &'e LoadError);

impl fmt::Display for SiteFault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the site's profile does not load, tell its administrator: {}", self.0)
    }
}

impl From<LoadError> for SelectError {
    fn from(error: LoadError) -> Self {
        SelectError::Load(Box::new(error))
    }
}

/// The profile to work under.
#[derive(Debug)]
pub struct Selected {
    /// The profile.
    pub profile: Profile,
    /// What chose it.
    pub chosen: Chosen,
    /// Why a file that counts does not load. The profile is then made with a copy, or is the last resort, and only for
    /// lines that create nothing.
    pub broken: Option<Box<LoadError>>,
    /// Whether the site switched off profiles that only rewrite, and this is one.
    pub is_disabled: bool,
}

/// The profile that counts, and what chose it.
///
/// # Errors
/// [`SelectError`]; nothing may then be run.
pub fn select(choice: &Choice, site: &Site, host: &dyn Host) -> Result<Selected, SelectError> {
    let wanted = wanted(choice, host)?;
    if choice.is_dry {
        return select_dry(wanted, site);
    }
    if !site.exists()? {
        let (name, chosen) = wanted.ok_or(SelectError::Nothing)?;
        let source = FileSource::lenient(site);
        let profile = load(&name, &source)?;
        if profile.policy.is_some() {
            source.check().map_err(|why| SelectError::Untrusted { why })?;
        }
        return Ok(Selected { profile, chosen, broken: None, is_disabled: false });
    }
    let mut source = FileSource::strict(site);
    let (profile, broken) = load_or_step_back(&site.profile().display().to_string(), &mut source)?;
    let Some((name, chosen)) = wanted else {
        return finish(profile, Chosen::Site, broken, site);
    };
    if !profile.selectable.contains(&name) {
        // Whoever made a link of that name: it leads to no other rules than the site's, as last installed.
        if broken.is_some() && chosen == Chosen::Called {
            return finish(profile, Chosen::Site, broken, site);
        }
        return Err(match broken {
            // Which names can be chosen is not known now.
            Some(error) => broken_choice(error, name, chosen),
            None => SelectError::NotSelectable { wanted: name, by: chosen, selectable: profile.selectable },
        });
    }
    let (profile, broken_too) = match load_or_step_back(&name, &mut source) {
        Err(SelectError::Broken(error)) => return Err(broken_choice(error, name, chosen)),
        loaded => loaded?,
    };
    finish(profile, chosen, broken.or(broken_too), site)
}

fn finish(
    profile: Profile,
    chosen: Chosen,
    broken: Option<Box<LoadError>>,
    site: &Site,
) -> Result<Selected, SelectError> {
    let may_be_off = profile.policy.is_none() && broken.is_none();
    let is_disabled = may_be_off && site.is_disabled().map_err(|why| SelectError::Untrusted { why })?;
    Ok(Selected { profile, chosen, broken, is_disabled })
}

/// Why a profile that was chosen cannot be had. By a name that the site gave to a link, jobs can still be ended under the last
/// resort; a variable must not lead its caller to other rules than the site's.
fn broken_choice(error: Box<LoadError>, wanted: String, by: Chosen) -> SelectError {
    if by == Chosen::Variable { SelectError::BrokenChoice { error, wanted } } else { SelectError::Broken(error) }
}

/// Loads a profile; where a file of the site's does not load, with a copy in its place, and says why.
fn load_or_step_back(name: &str, source: &mut FileSource) -> Result<(Profile, Option<Box<LoadError>>), SelectError> {
    let mut broken = None;
    loop {
        match load(name, source) {
            Ok(profile) => return Ok((profile, broken)),
            Err(error) => {
                let has_copy = source.step_back(&error);
                let first = broken.get_or_insert_with(|| Box::new(error));
                if !has_copy {
                    let first = first.clone();
                    return Err(if source.is_broken() {
                        SelectError::Broken(first)
                    } else {
                        SelectError::OutOfReach(first)
                    });
                }
            }
        }
    }
}

/// The shipped profile that judges lines about containers that exist, where a site's files do not load.
const LAST_RESORT: &str = "control";

/// Where its engine may lie. A variable of the caller's does not say.
const ENGINES: [&str; 2] = ["/usr/bin/docker", "/usr/local/bin/docker"];

/// What judges a client's line where there is no profile to work under because the site's own does not load.
///
/// # Errors
/// The same, where there is no profile for another reason.
pub fn last_resort(error: SelectError) -> Result<Selected, SelectError> {
    let SelectError::Broken(broken) = error else { return Err(error) };
    let mut profile = load(LAST_RESORT, &Shipped)?;
    let is_real = |path: &&&str| {
        let path = Path::new(path);
        rustix::fs::stat(path).is_ok() && !Program::at(path).is_longshore()
    };
    if let (Some(engine), Some(path)) = (&mut profile.engine, ENGINES.iter().find(is_real)) {
        engine.words = vec![(*path).to_owned()];
    }
    Ok(Selected { profile, chosen: Chosen::LastResort, broken: Some(broken), is_disabled: false })
}

/// Any profile, whoever wrote it: it will only be looked at.
fn select_dry(wanted: Option<(String, Chosen)>, site: &Site) -> Result<Selected, SelectError> {
    let source = FileSource::lenient(site);
    let (name, chosen) = match wanted {
        Some(wanted) => wanted,
        None if site.exists()? => (site.profile().display().to_string(), Chosen::Site),
        None => return Err(SelectError::Nothing),
    };
    let profile = load(&name, &source)?;
    Ok(Selected { profile, chosen, broken: None, is_disabled: false })
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
