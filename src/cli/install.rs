//! `longshore profile install` and `rollback`: a profile takes its place on this machine when its cases hold.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::edge::{
    Back, CaseFiles, FileSource, Installed, Kept, Machine, Owner, Site, Staged, check_engine, find_cases, install,
    make_state, profile_names, roll_back, ways_back,
};
use crate::facts::{AccountKey, Host as _};
use crate::profile::{self, Caller, Profile, Source as _, Text, load};

use super::verify::{self, Checked, Coverage};
use super::{print, snippet};

#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(group = clap::ArgGroup::new("held").required(true).args(["cases", "no_cases"]))]
pub(super) struct Args {
    /// The profile: a name, or a file if it has a `/`
    #[arg(value_name = "PROFILE")]
    profile: String,
    /// Install it as profiles/NAME.yaml instead of profile.yaml
    #[arg(long = "as", value_name = "NAME")]
    name: Option<String>,
    /// Its golden cases, which must hold
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    /// Install it without cases
    #[arg(long)]
    no_cases: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct RollbackArgs {
    /// The profile of this name, instead of profile.yaml
    #[arg(long = "as", value_name = "NAME")]
    name: Option<String>,
}

pub(super) fn main(args: &Args) -> anyhow::Result<ExitCode> {
    let site = Site::of_machine();
    match checked(args, &site) {
        Ok(text) => {
            print::out(text)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => {
            if !why.is_empty() {
                print::error_line(&why);
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

pub(super) fn rollback(args: &RollbackArgs) -> anyhow::Result<ExitCode> {
    let site = Site::of_machine();
    let result = root_only("roll back").and_then(|()| {
        let target = target(&site, args.name.as_deref())?;
        let (back, profile) = first_good(&site, &target)?;
        roll_back(&site, &target, &back, extended(&profile))?;
        let again = args.name.as_ref().map_or_else(String::new, |name| format!(" --as {name}"));
        let said = match &back.kept {
            None => "only root can write it again; it says what was installed".to_owned(),
            Some(kept) if *kept == back.from => format!(
                "the version before is back; another `longshore profile rollback{again}` takes the one that stood there"
            ),
            Some(kept) if back.from.extension().is_some_and(|ending| ending == "previous") => {
                format!("the version before is back; what stood there is kept as {}", kept.display())
            }
            Some(kept) => format!("what was last installed is back; what stood there is kept as {}", kept.display()),
        };
        Ok(format!("{}: {said}\n", target.display()))
    });
    match result {
        Ok(text) => {
            print::out(text)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => {
            print::error_line(&why);
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What stands in the site directory is root's to change.
fn root_only(what: &str) -> Result<(), String> {
    match Machine::default().uid() {
        Ok(0) => Ok(()),
        _ => Err(format!("only root can {what} profiles of this machine; run the same as root, by sudo")),
    }
}

/// How a line begins that says why an installation ends before it does anything.
const UNCHANGED: &str = "nothing is changed: ";

/// The best of the kept versions that loads, and with which the others load; why a better one does not is told.
fn first_good(site: &Site, target: &Path) -> Result<(Back, Profile), String> {
    let mut first: Option<String> = None;
    for way in ways_back(site, target) {
        let found = way.and_then(|back| {
            let text = Text { path: back.from.display().to_string(), text: back.text.clone() };
            let (staged, profile) = candidate(site, target, text)?;
            others_load(site, &staged).map(|()| (back, profile))
        });
        match found {
            Ok(found) => {
                if let Some(why) = &first {
                    print::error_line(&why.strip_prefix(UNCHANGED).unwrap_or(why));
                }
                return Ok(found);
            }
            Err(why) => first = first.or(Some(why)),
        }
    }
    Err(first.unwrap_or_else(|| {
        format!("{}: no other version is kept, so there is nothing to go back to; install one", target.display())
    }))
}

/// Where the profile will stand.
fn target(site: &Site, name: Option<&str>) -> Result<PathBuf, String> {
    let Some(name) = name else { return Ok(site.profile()) };
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    if name.is_empty() || name.starts_with('.') || !name.bytes().all(is_good) {
        return Err(format!("`{name}` is no profile's name; write letters, digits, `-`, `_` and `.`"));
    }
    Ok(site.profile_named(name))
}

/// The profile as it will be loaded when the given text stands at `target`.
fn candidate(site: &Site, target: &Path, given: Text) -> Result<(Staged, Profile), String> {
    let staged = Staged { target: target.to_owned(), given, others: FileSource::strict(site) };
    let profile = load(&target.display().to_string(), &staged).map_err(|error| {
        print::error(&snippet::load(&error));
        format!("{UNCHANGED}{error}")
    })?;
    Ok((staged, profile))
}

/// The files that a profile extends.
fn extended(profile: &Profile) -> &[Text] {
    profile.files.get(1..).unwrap_or_default()
}

/// Checks and installs; what to say about it, or what is wrong.
fn checked(args: &Args, site: &Site) -> Result<String, String> {
    root_only("install")?;
    let target = target(site, args.name.as_deref())?;
    let found = FileSource::lenient(site).text(&args.profile, None).map_err(|error| error.to_string())?;
    let (staged, profile) = candidate(site, &target, found.clone())?;
    others_load(site, &staged)?;
    let cases = match &args.cases {
        None => 0,
        Some(folder) => hold(folder, args, &target, &staged, site)?,
    };
    let callers = callers(&profile)?;
    let loads = || load(&target.display().to_string(), &FileSource::strict(site)).is_ok();
    make_state(&callers)?;
    let installed = install(site, &target, &found.text, extended(&profile), &loads)?;
    if profile.policy.is_some()
        && let Err(error) = check_engine(&profile, Owner::ROOT)
    {
        print::error_line(&format_args!("installed, but nothing will be started: {error}"));
    }
    let kept = match installed {
        Installed { kept: Kept::Nothing, .. } => "nothing stood there before",
        Installed { kept: Kept::Previous, .. } => "`longshore profile rollback` brings back the previous one",
        Installed { kept: Kept::NotLoading, .. } => "what stood there did not load and is not kept",
        Installed { kept: Kept::Open, .. } => "others could write it, and only root can now",
        Installed { kept: Kept::Same, had_good: true } => "it stood there already",
        Installed { kept: Kept::Same, had_good: false } => "it stood there already, and a good copy is kept now",
    };
    let held = match cases {
        0 => "no cases".to_owned(),
        1 => "1 case holds".to_owned(),
        number => format!("{number} cases hold"),
    };
    let unchosen = args.name.as_deref().and_then(|name| unchosen(site, name)).unwrap_or_default();
    Ok(format!("{}: installed, {held}; {kept}\n{unchosen}", target.display()))
}

/// A line about a named profile that no caller can choose; another one may still extend it.
fn unchosen(site: &Site, name: &str) -> Option<String> {
    let own = site.profile();
    let counts = load(&own.display().to_string(), &FileSource::strict(site)).ok();
    let is_listed = counts.is_some_and(|profile| profile.selectable.iter().any(|listed| listed == name));
    (!is_listed).then(|| format!("nobody can choose it yet: that takes `selectable: [{name}]` in {}\n", own.display()))
}

/// A profile that loaded before must load with the new one in place: others may extend it.
fn others_load(site: &Site, staged: &Staged) -> Result<(), String> {
    let named = profile_names(site)?;
    let own = site.profile();
    let paths = named.iter().map(|name| site.profile_named(name)).chain([own]).filter(|path| *path != staged.target);
    for path in paths {
        let name = path.display().to_string();
        if let Err(error) = load(&name, staged)
            && load(&name, &FileSource::strict(site)).is_ok()
        {
            return Err(format!("{UNCHANGED}{name} would no longer load: {error}"));
        }
    }
    Ok(())
}

/// How many cases hold; they all must, and there must be one.
fn hold(folder: &Path, args: &Args, target: &Path, staged: &Staged, site: &Site) -> Result<usize, String> {
    let found = find_cases(folder)?;
    let mut coverage = Coverage::default();
    let mut checked: Vec<Checked> = found.strays.iter().map(verify::stray).collect();
    let load = |_: &str| load(&target.display().to_string(), staged);
    let own = found.cases.iter().filter(|case| args.is_of(case, folder));
    checked.extend(own.map(|case| verify::check(case, &load, &mut coverage)));
    verify::add_profiles(&mut checked, &found.profiles, &|path| {
        profile::load(&Path::new(".").join(path).display().to_string(), &FileSource::lenient(site))
    });
    let wrong: String = checked.iter().map(|checked| verify::of_case(checked, false)).collect();
    if !wrong.is_empty() {
        print::error(&wrong);
        return Err("its cases do not hold, so it is not installed; correct the profile or the cases".to_owned());
    }
    if checked.is_empty() {
        let (shown, name) = (folder.display(), args.case_folder());
        return Err(format!(
            "{shown} has no case for it: they lie in {shown}/{name}, or say `profile: {name}`; write one, or say --no-cases"
        ));
    }
    for untouched in coverage.missing() {
        print::error_line(&format_args!("no case touches rule `{}`", untouched.rule));
    }
    Ok(checked.len())
}

impl Args {
    /// The name of the profile's file, without its ending.
    fn stem(&self) -> Option<&str> {
        Path::new(&self.profile).file_stem().and_then(|stem| stem.to_str())
    }

    /// The name of a folder of its cases.
    fn case_folder(&self) -> &str {
        self.name.as_deref().or_else(|| self.stem()).unwrap_or(&self.profile)
    }

    /// Whether a case is of this profile: it, or its folder, names it. What lies in the given folder itself is; so is what
    /// cannot be read, which must not be passed over.
    fn is_of(&self, case: &CaseFiles, folder: &Path) -> bool {
        let stem = self.stem();
        let is_own = |name: &str| name == self.profile || Some(name) == self.name.as_deref() || Some(name) == stem;
        match verify::read(case) {
            Ok(read) => match &read.profile {
                Some((name, _)) => is_own(name),
                None => {
                    case.stem.parent() == Some(folder.strip_prefix(".").unwrap_or(folder)) || is_own(&case.folder())
                }
            },
            Err(_) => true,
        }
    }
}

/// The uids of those who may speak for others, and so need a directory for files.
pub(super) fn callers(profile: &Profile) -> Result<Vec<u32>, String> {
    let machine = Machine::default();
    let uid = |caller: &Caller| match caller {
        Caller::Uid(uid) => Ok(*uid),
        Caller::Name(name) => machine.account(AccountKey::Name(name)).map(|account| account.uid).map_err(|missing| {
            format!(
                "`callers` lists {name}: {}; install it where the batch system is, or list users of this machine",
                missing.why
            )
        }),
    };
    profile.persons.callers.iter().map(uid).collect()
}
