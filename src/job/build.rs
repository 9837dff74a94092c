//! `docker_build` of an LSF site: an image is built, and sent to the registries of all its names.
//!
//! `longshore build --image site/app:1 -- --tag site/app:latest app/` -> `docker build --tag=site/app:1 --tag
//! site/app:latest app/`, then `docker push site/app:1` and `docker push site/app:latest`. With `LSB_DOCKER_LOGIN_ONLY=1` in the
//! environment: `docker login` and nothing else.
//!
//! The words behind `--` are those of `docker build`, the context at their end. Source: the page on building images of the
//! RIS compute service (2024). All lines are decided before the first is run.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use crate::argv::{Line, Origin, quote};
use crate::effects::Context;
use crate::facts::{Host, PathKind, Reader};
use crate::plan::{Plan, Refusal, Request};
use crate::profile::Profile;
use crate::values::{Image, ValueError, path};

use super::not_started::StarterError;
use super::starter::{check_image, read, words_of};

/// Only log in.
const LOGIN_ONLY: &str = "LSB_DOCKER_LOGIN_ONLY";
/// To which registry; without it docker's own.
const LOGIN_SERVER: &str = "LSB_DOCKER_LOGIN_SERVER";

/// Options that send or keep the result elsewhere than where the pushes take it from.
const OWN_WAYS: [&str; 3] = ["help", "output", "push"];

/// Why nothing is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildError {
    /// The context is not the last word.
    ContextNotLast {
        context: OsString,
    },
    /// The profile's lines cannot be followed up.
    Line {
        error: StarterError,
    },
    /// A login needs a password, and nobody can be asked.
    LoginWithoutTerminal,
    /// The registry to log in to would be read as something else.
    LoginServer {
        /// What the variable says.
        text: OsString,
    },
    /// The profile does not say which builder reads the line.
    NoBuilder,
    /// There is no context.
    NoContext,
    /// Nothing is where the context should be, or no directory.
    NoDirectory {
        context: OsString,
        /// Whether something is there.
        is_file: bool,
    },
    /// No name is given to the image.
    NoName,
    /// An option that takes the result elsewhere.
    OwnWay {
        /// The option, without dashes.
        option: String,
    },
    /// The standard input as a context.
    Stream,
    /// A name that no image can have.
    Tag {
        /// The name.
        text: OsString,
        why: ValueError,
    },
    /// Several contexts.
    TwoContexts {
        /// The first two.
        contexts: [OsString; 2],
    },
    /// A switch in the environment that says neither yes nor no.
    Variable {
        /// What the variable says.
        text: OsString,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &OsString| quote::short(text);
        match self {
            BuildError::ContextNotLast { context } => {
                let context = shown(context);
                write!(f, "the build context {context} is not the last word; write all options before it")
            }
            BuildError::Line { error } => write!(f, "{error}"),
            BuildError::LoginWithoutTerminal => write!(
                f,
                "`login` asks for a password, and there is no terminal; submit the login with `bsub -Is`, or log in \
                 where you have one: the credentials stay in ~/.docker/config.json"
            ),
            BuildError::LoginServer { text } => {
                let text = shown(text);
                write!(f, "{LOGIN_SERVER} is {text}, no registry; set it to a name such as registry.site:5000")
            }
            BuildError::NoBuilder => write!(
                f,
                "the profile does not say which builder reads the line; write `builder: legacy` or `builder: buildx`"
            ),
            BuildError::NoContext => write!(
                f,
                "there is no build context; end the line with a directory such as `.`, or the address of a git \
                 repository or of an archive"
            ),
            BuildError::NoDirectory { context, is_file: true } => {
                let context = shown(context);
                write!(f, "the build context {context} is a file; write its directory, and --file={context} before it")
            }
            BuildError::NoDirectory { context, is_file: false } => {
                let context = shown(context);
                write!(
                    f,
                    "the build context {context} is neither a directory nor the address of a git repository or of an \
                     archive; end the line with one"
                )
            }
            BuildError::NoName => {
                write!(f, "the image gets no name, so it cannot be pushed; write --tag=NAME before the context")
            }
            BuildError::OwnWay { option } => {
                write!(f, "--{option} does not go with what is done here: build, then push every name; remove it")
            }
            BuildError::Stream => write!(
                f,
                "the build context is standard input, which is the job's; end the line with a directory or an address"
            ),
            BuildError::Tag { text, why } => {
                let text = shown(text);
                write!(f, "{text} is no name for an image: {why}; write [REGISTRY/]NAME[:TAG]")
            }
            BuildError::TwoContexts { contexts: [first, second] } => {
                let (first, second) = (shown(first), shown(second));
                write!(f, "there are two build contexts, {first} and {second}; write one, at the end")
            }
            BuildError::Variable { text } => {
                let text = shown(text);
                write!(f, "{LOGIN_ONLY} is {text}, neither 1 nor 0; set it to 1 to log in and build nothing")
            }
        }
    }
}

impl std::error::Error for BuildError {}

/// What a user asks `longshore build` for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedBuild {
    /// The image's first name, beside those of `--tag`.
    pub image: Option<OsString>,
    /// The words behind `--`.
    pub words: Vec<OsString>,
    /// Whether standard input and output are a terminal.
    pub is_terminal: bool,
}

/// What is done first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// The image is built.
    Build(Request),
    /// The user logs in, and nothing else.
    Login(Request),
}

/// One name, and the line that sends the image to its registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// The name as it was written.
    pub image: OsString,
    /// The line.
    pub request: Request,
}

impl AskedBuild {
    /// The first line: the build's, or the login's.
    ///
    /// # Errors
    /// [`BuildError`]
    pub fn work(&self, profile: &Profile, host: &dyn Host) -> Result<Work, BuildError> {
        if is_login(host)? {
            return self.login(profile, host).map(Work::Login);
        }
        if profile.builder.is_none() {
            return Err(BuildError::NoBuilder);
        }
        let mut words = vec![OsString::from(profile.runtime.as_str()), "build".into()];
        if let Some(image) = self.image.as_ref().filter(|image| !image.is_empty()) {
            let mut word = OsString::from("--tag=");
            word.push(image);
            words.push(word);
        }
        let own = words.len();
        words.extend(self.words.iter().cloned());
        let origin = |index| if index < own { Origin::Starter } else { Origin::Given { index } };
        let request = Request { origins: (0..words.len()).map(origin).collect(), words, ..Request::default() };
        let tables = profile.tables_of_given(profile.runtime);
        // What cannot be read is refused where every line is.
        if let Ok(line) = Line::read(&request.words, &tables) {
            check_options(&line)?;
            check_context(&line, host)?;
        }
        Ok(Work::Build(request))
    }

    fn login(&self, profile: &Profile, host: &dyn Host) -> Result<Request, BuildError> {
        if !self.is_terminal {
            return Err(BuildError::LoginWithoutTerminal);
        }
        let server = host.env(OsStr::new(LOGIN_SERVER)).filter(|server| !server.is_empty());
        if let Some(text) = server.clone().filter(|server| {
            let bytes = server.as_bytes();
            bytes.starts_with(b"-") || !bytes.iter().all(u8::is_ascii_graphic)
        }) {
            return Err(BuildError::LoginServer { text });
        }
        let words = [Some(profile.runtime.as_str().into()), Some("login".into()), server];
        Ok(own_line(words.into_iter().flatten().collect()))
    }
}

/// Whether the job only logs in.
fn is_login(host: &dyn Host) -> Result<bool, BuildError> {
    let Some(text) = host.env(OsStr::new(LOGIN_ONLY)) else { return Ok(false) };
    match text.to_ascii_lowercase().as_bytes() {
        b"1" | b"y" | b"yes" | b"true" => Ok(true),
        b"" | b"0" | b"n" | b"no" | b"false" => Ok(false),
        _ => Err(BuildError::Variable { text }),
    }
}

/// A line of longshore's own.
fn own_line(words: Vec<OsString>) -> Request {
    Request { origins: vec![Origin::Starter; words.len()], words, ..Request::default() }
}

/// The names of the image, and that nothing takes it elsewhere.
fn check_options(line: &Line<'_>) -> Result<(), BuildError> {
    let values = |name: &'static str| {
        let found = line.occurrences().iter().filter(move |found| line.option_name(found) == name.as_bytes());
        found.map(|found| line.value(found).unwrap_or_default())
    };
    if let Some(option) = OWN_WAYS.into_iter().find(|name| values(name).next().is_some()) {
        return Err(BuildError::OwnWay { option: option.to_owned() });
    }
    if values("tag").next().is_none() {
        return Err(BuildError::NoName);
    }
    for tag in values("tag") {
        check_tag(tag).map_err(|why| BuildError::Tag { text: OsString::from_vec(tag.to_vec()), why })?;
    }
    Ok(())
}

/// A name that an image can be given and pushed under.
fn check_tag(text: &[u8]) -> Result<Image, ValueError> {
    let image = Image::parse(text)?;
    if image.id().is_some() || image.digest().is_some() {
        return Err(ValueError::invalid("image", text, "a name that an image can be given: it says what it holds"));
    }
    Ok(image)
}

/// The context: one, at the end, and something that can be built from.
fn check_context(line: &Line<'_>, host: &dyn Host) -> Result<(), BuildError> {
    let word = |index: usize| OsString::from_vec(line.word(index).to_vec());
    let context = match *line.operands() {
        [] => return Err(BuildError::NoContext),
        [context] if context + 1 == line.words().len() => context,
        [context] => return Err(BuildError::ContextNotLast { context: word(context) }),
        [first, second, ..] => return Err(BuildError::TwoContexts { contexts: [word(first), word(second)] }),
    };
    match Context::read(line.word(context)) {
        Context::Stream => Err(BuildError::Stream),
        Context::None | Context::Address(_) => Ok(()),
        Context::Directory(text) => check_directory(&text, word(context), host),
    }
}

/// A directory, as far as the machine says.
fn check_directory(text: &[u8], context: OsString, host: &dyn Host) -> Result<(), BuildError> {
    let (Ok(cwd), Ok(uid)) = (host.cwd(), host.uid()) else { return Ok(()) };
    let full = if text.starts_with(b"/") { text.to_vec() } else { [cwd.as_bytes(), b"/", text].concat() };
    if text.is_empty() {
        return Err(BuildError::NoContext);
    }
    let gids = host.groups().map(|groups| groups.iter().map(|group| group.gid).collect()).unwrap_or_default();
    match host.path(&path::clean(&full), &Reader { uid, gids }) {
        Ok(Some(facts)) if matches!(facts.kind, PathKind::Directory | PathKind::Unseen) => Ok(()),
        Ok(Some(_)) => Err(BuildError::NoDirectory { context, is_file: true }),
        Ok(None) => Err(BuildError::NoDirectory { context, is_file: false }),
        // The client says itself what it cannot read.
        Err(_) => Ok(()),
    }
}

/// The names that the decided build gives, each once, with the line that sends the image there.
///
/// # Errors
/// When the profile took away what they need, or gives a name that is none.
pub fn pushes(build: &Plan, profile: &Profile) -> Result<Vec<Push>, BuildError> {
    let words = words_of(build, profile);
    let tables = profile.tables();
    let draft = read(&words, &tables).map_err(|error| BuildError::Line { error })?;
    let mut seen: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for (_, item) in draft.options(b"tag") {
        let text = OsString::from_vec(item.value.as_deref().unwrap_or_default().to_vec());
        let image = check_tag(text.as_bytes()).map_err(|why| BuildError::Tag { text: text.clone(), why })?;
        if !seen.contains(&image.normalised()) {
            seen.push(image.normalised());
            let words = vec![profile.runtime.as_str().into(), "push".into(), text.clone()];
            all.push(Push { image: text, request: own_line(words) });
        }
    }
    if all.is_empty() { Err(BuildError::NoName) } else { Ok(all) }
}

/// Whether the profile left the name of a push alone: another was not built.
///
/// # Errors
/// When it did not.
pub fn check_push(plan: &Plan, push: &Push, profile: &Profile) -> Result<(), BuildError> {
    check_image(plan, &push.image, profile).map_err(|error| BuildError::Line { error })
}

/// Why a build is not begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotBuilt {
    /// Something is wrong with what is asked for.
    Build(BuildError),
    /// The profile refuses a line.
    Refused(Refusal),
}

/// All lines of a build as one plan, for a look at them; each is decided on its own.
///
/// # Errors
/// [`NotBuilt`]
pub fn build_steps(
    asked: &AskedBuild,
    profile: &Profile,
    host: &dyn Host,
    decide: &dyn Fn(&Request) -> Result<Plan, Refusal>,
) -> Result<Plan, NotBuilt> {
    let build = match asked.work(profile, host).map_err(NotBuilt::Build)? {
        Work::Login(request) => return decide(&request).map_err(NotBuilt::Refused),
        Work::Build(request) => decide(&request).map_err(NotBuilt::Refused)?,
    };
    let mut all = build.clone();
    for push in pushes(&build, profile).map_err(NotBuilt::Build)? {
        let plan = decide(&push.request).map_err(NotBuilt::Refused)?;
        check_push(&plan, &push, profile).map_err(NotBuilt::Build)?;
        all.steps.extend(plan.steps);
        all.files.extend(plan.files);
    }
    let mut files = Vec::new();
    for file in all.files {
        if !files.contains(&file) {
            files.push(file);
        }
    }
    Ok(Plan { files, ..all })
}
