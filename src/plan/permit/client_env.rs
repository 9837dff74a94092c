//! The environment of the engine's client under a policy: built, not inherited.
//!
//! `docker create -e DATASET -e HOME img` from an environment with `DATASET=mc23`, `HOME=/home/alice`, `LD_PRELOAD=x` and
//! `DOCKER_HOST=tcp://evil` -> `DATASET=mc23`, a fixed `PATH`, and `HOME` and `DOCKER_CONFIG` of a private directory that
//! holds nothing but credentials. The client itself reads `HOME`, so the line has to say `--env=HOME=/home/alice`.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

use serde_json::{Map, Value};

use crate::argv::{Verb, Word, quote};
use crate::effects::{Effects, ValueFrom};
use crate::facts::{AccountKey, Host, Missing, Reader};
use crate::policy::FileCopy;
use crate::profile::{Brings, SubmitterFrom, leads_the_client};
use crate::runtimes::RuntimeName;
use crate::statement::Statement;

use super::SitePolicy;
use crate::plan::PlannedFile;
use crate::plan::clients::Clients;
use crate::plan::files::{NoDirectory, for_the_client};
use crate::plan::job_user::Person;

/// Where programs of the client's own are looked for.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Why an environment cannot be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientEnvError {
    /// The file of credentials is none.
    Credentials {
        path: Vec<u8>,
        why: String,
    },
    /// A name stands twice in the caller's environment, so that programs would differ about its value.
    Duplicate {
        name: OsString,
    },
    /// A file of variables takes one from the caller that the client has to have for itself.
    InFile {
        name: Vec<u8>,
    },
    /// A value would have to be written on the line, where everybody can see it.
    Masked {
        name: Vec<u8>,
    },
    /// The environment is that of a caller who speaks for another, such as a daemon's.
    Foreign {
        /// The name that the line takes from it.
        name: Vec<u8>,
    },
    /// Credentials would be written with other rights than the submitter's, or he has no home to keep them in.
    NotAtHome,
    /// Something about the machine is not known.
    Missing {
        /// What.
        missing: Missing,
    },
    /// There is no directory for the client's files.
    NoDirectory {
        /// Why, and what to do.
        error: NoDirectory,
    },
    /// An entry of the caller's environment has no name.
    Nameless {
        /// What it holds.
        entry: OsString,
    },
    /// The caller does not set a variable that the client has to have for itself.
    Unset {
        name: Vec<u8>,
    },
}

impl ClientEnvError {
    /// What is wrong with the environment, and what to do.
    #[must_use]
    pub fn statement(&self) -> Statement {
        let shown = quote::short_bytes;
        match self {
            ClientEnvError::Credentials { path, why } => {
                Statement::new(format!("the credentials in {}: {why}", shown(path)), "fix or remove the file")
            }
            ClientEnvError::Duplicate { name } => {
                let name = quote::short(name);
                let why = format!("the environment has {name} twice, and programs differ about which counts");
                Statement::new(why, "set it once")
            }
            ClientEnvError::InFile { name } => {
                let name = shown(name);
                let why = format!("a file of variables takes {name} from the caller, and the client itself reads it");
                Statement::new(why, format!("write --env={name}=VALUE"))
            }
            ClientEnvError::Masked { name } => {
                let why = format!(
                    "the client itself reads {}, so its value would have to be written on the line, where everybody sees \
                     what `redact` hides",
                    shown(name)
                );
                Statement::new(why, "do without it")
            }
            ClientEnvError::Foreign { name } => {
                let name = shown(name);
                let why = format!("--env {name} takes its value from an environment that is not the submitter's");
                Statement::new(why, format!("write --env={name}=VALUE"))
            }
            ClientEnvError::NotAtHome => Statement::new(
                "credentials are kept in the submitter's home, and this is not the submitter or has none",
                "log in as the submitter",
            ),
            ClientEnvError::NoDirectory { error } => error.statement(),
            ClientEnvError::Missing { missing } => Statement::new(missing.to_string(), "see `longshore doctor`"),
            ClientEnvError::Nameless { entry } => {
                let why = format!("the environment has an entry without a name: {}", quote::short(entry));
                Statement::new(why, "remove it")
            }
            ClientEnvError::Unset { name } => {
                let name = shown(name);
                let why = format!("--env {name} takes the caller's value, and the caller has none");
                Statement::new(why, format!("write --env={name}=VALUE"))
            }
        }
    }
}

impl fmt::Display for ClientEnvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.statement().fmt(f)
    }
}

impl std::error::Error for ClientEnvError {}

impl From<NoDirectory> for ClientEnvError {
    fn from(error: NoDirectory) -> Self {
        ClientEnvError::NoDirectory { error }
    }
}

impl From<Missing> for ClientEnvError {
    fn from(missing: Missing) -> Self {
        ClientEnvError::Missing { missing }
    }
}

/// The client's environment, and what goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BuiltEnv {
    /// The entries, sorted by name, each name once.
    pub(super) entries: Vec<(OsString, OsString)>,
    /// The files that they lead to.
    pub(super) files: Vec<PlannedFile>,
    /// Variables of the container that the line has to give with their values: the client would read them itself.
    pub(super) on_line: Vec<(Vec<u8>, OsString)>,
}

/// A file of credentials: its path and its content.
type Credentials = (Vec<u8>, Vec<u8>);

/// What an environment is built for.
pub(super) struct Client<'c> {
    pub(super) site: SitePolicy<'c>,
    pub(super) clients: &'c Clients,
    pub(super) verb: Verb,
    pub(super) effects: &'c Effects,
    /// The copies of files that the line names.
    pub(super) copies: &'c [FileCopy],
    pub(super) person: &'c Person,
    /// The machine, as the caller's.
    pub(super) host: &'c dyn Host,
}

impl Client<'_> {
    /// Builds the environment.
    pub(super) fn build(&self) -> Result<BuiltEnv, ClientEnvError> {
        let callers = environment(self.host)?;
        let config = self.config(&callers)?;
        let content = format!("{config}\n").into_bytes();
        let mut file = for_the_client("client", content, self.site.persons, self.site.handling, self.host)?;
        let directory = file.path.clone();
        file.path.push("/config.json");
        let mut built: BTreeMap<OsString, OsString> = BTreeMap::new();
        let mut put = |name: &str, value: &OsStr| built.insert(name.into(), value.to_owned());
        put("PATH", OsStr::new(PATH));
        let own = self.own_home()?;
        put("HOME", own.as_ref().unwrap_or(&directory));
        put(
            "DOCKER_CONFIG",
            &own.map_or(directory.clone(), |mut home| {
                home.push("/.docker");
                home
            }),
        );
        if self.clients.runtime() == RuntimeName::Podman {
            put("XDG_CONFIG_HOME", &directory);
            put("REGISTRY_AUTH_FILE", &file.path);
            self.podman(&mut put)?;
        }
        let client_env = &self.site.handling.client_env;
        for name in client_env.keep.iter().filter(|name| *name != "DOCKER_CONFIG") {
            if let Some(value) = callers.get(OsStr::new(name)) {
                put(name, value);
            }
        }
        for (name, value) in &client_env.set {
            put(name, OsStr::new(value));
        }
        let mut on_line = Vec::new();
        let is_foreign = self.is_foreign()?;
        for (name, may_be_written) in self.imports() {
            if is_foreign {
                return Err(ClientEnvError::Foreign { name });
            }
            let key = OsStr::from_bytes(&name);
            let is_taken = built.contains_key(key);
            match self.value(key, &callers) {
                // Unset stays unset: the image's own variable goes away, as the client does it.
                None if !is_taken => {}
                Some(value) if !is_taken && !leads_the_client(&name) => {
                    built.insert(key.to_owned(), value.clone());
                }
                Some(_) if self.site.handling.is_redacted(&name) => return Err(ClientEnvError::Masked { name }),
                Some(value) if may_be_written => on_line.push((name, value.clone())),
                // What leads the client stays away from it; a file of variables cannot be rewritten here.
                _ if !may_be_written => return Err(ClientEnvError::InFile { name }),
                _ => return Err(ClientEnvError::Unset { name }),
            }
        }
        Ok(BuiltEnv { entries: built.into_iter().collect(), files: vec![file], on_line })
    }

    /// The submitter's home, for commands that write his credentials there: the private directory has a copy of them.
    fn own_home(&self) -> Result<Option<OsString>, ClientEnvError> {
        if !matches!(self.verb, Verb::Login | Verb::Logout) {
            return Ok(None);
        }
        let uid = self.host.uid()?;
        let home = self.person.account.as_ref().map(|account| &account.home).filter(|home| !home.is_empty());
        match home {
            Some(home) if uid == self.person.submitter.uid => Ok(Some(home.clone())),
            _ => Err(ClientEnvError::NotAtHome),
        }
    }

    /// The submitter's value of a variable: his home is the one that the user database gives him, as sudo may leave root's.
    fn value<'v>(&'v self, name: &OsStr, callers: &'v BTreeMap<OsString, OsString>) -> Option<&'v OsString> {
        match &self.person.account {
            Some(account) if name == "HOME" && !account.home.is_empty() => Some(&account.home),
            _ => callers.get(name),
        }
    }

    /// Whether the caller is a daemon that names the submitter on the line: its environment holds its own secrets.
    fn is_foreign(&self) -> Result<bool, ClientEnvError> {
        let persons = self.site.persons;
        Ok(persons.submitter.from == SubmitterFrom::Option && self.host.uid()? != self.person.submitter.uid)
    }

    /// The names that the line takes from the caller, each once, and whether its value can be written on the line.
    fn imports(&self) -> Vec<(Vec<u8>, bool)> {
        let variables = self.effects.environment.variables.iter().map(|asked| &asked.value);
        let named = variables.filter(|variable| variable.from == ValueFrom::Caller);
        let mut taken: Vec<(Vec<u8>, bool)> = Vec::new();
        let mut add = |name: &[u8], may_be_written| {
            if !name.is_empty() && taken.iter().all(|(known, _)| known != name) {
                taken.push((name.to_vec(), may_be_written));
            }
        };
        named.for_each(|variable| add(&variable.name, true));
        for copy in self.copies.iter().filter(|copy| copy.brings == Brings::Variables) {
            let bare = copy.lines(self.clients.dialect()).into_iter().filter(|(_, value)| !value.contains(&b'='));
            bare.for_each(|(_, name)| add(&name, false));
        }
        taken
    }

    /// Where podman keeps what is its own: for root in places of the system, for others at home.
    fn podman(&self, put: &mut dyn FnMut(&str, &OsStr) -> Option<OsString>) -> Result<(), ClientEnvError> {
        let uid = self.host.uid()?;
        if uid == 0 {
            return Ok(());
        }
        let mut data = self.host.account(AccountKey::Uid(uid))?.home;
        data.push("/.local/share");
        put("XDG_DATA_HOME", &data);
        put("XDG_RUNTIME_DIR", OsStr::new(&format!("/run/user/{uid}")));
        Ok(())
    }

    /// The client's configuration: credentials, where the command may go to a registry, and nothing else.
    fn config(&self, callers: &BTreeMap<OsString, OsString>) -> Result<Value, ClientEnvError> {
        let mut config = Map::new();
        if matches!(self.verb, Verb::Build | Verb::Create | Verb::Run | Verb::Pull | Verb::Push | Verb::Search) {
            let mut auths = Map::new();
            for (path, content) in self.credentials(callers)? {
                for (registry, entry) in auths_of(&path, &content)? {
                    auths.entry(registry).or_insert(entry);
                }
            }
            if !auths.is_empty() {
                config.insert("auths".to_owned(), Value::Object(auths));
            }
        }
        Ok(Value::Object(config))
    }

    /// The files of credentials that count, the first one first.
    fn credentials(&self, callers: &BTreeMap<OsString, OsString>) -> Result<Vec<Credentials>, ClientEnvError> {
        let keeps = self.site.handling.client_env.keep.iter().any(|name| name == "DOCKER_CONFIG");
        if keeps && let Some(directory) = callers.get(OsStr::new("DOCKER_CONFIG")).filter(|value| !value.is_empty()) {
            let mut path = directory.clone().into_vec();
            path.extend(b"/config.json");
            let content = self.host.private_file(directory.as_bytes(), "config.json")?;
            return Ok(content.map(|content| (path, content)).into_iter().collect());
        }
        let submitter = &self.person.submitter;
        let process = self.host.uid()?;
        let Some(account) = &self.person.account else { return Ok(Vec::new()) };
        // Only root can look at another user's files.
        if account.home.is_empty() || (process != 0 && process != submitter.uid) {
            return Ok(Vec::new());
        }
        let reader = Reader { uid: submitter.uid, gids: submitter.gids.clone() };
        let home = |below: &str| [account.home.as_bytes(), below.as_bytes()].concat();
        let mut paths = vec![home("/.docker/config.json")];
        if self.clients.runtime() == RuntimeName::Podman {
            paths.insert(0, home("/.config/containers/auth.json"));
            paths.insert(0, format!("/run/user/{}/containers/auth.json", submitter.uid).into_bytes());
        }
        let mut found = Vec::new();
        for path in paths {
            // Without a home on this machine there are no credentials; the registry then says what it wants.
            let Ok(Some(facts)) = self.host.path(&path, &reader) else { continue };
            found.push((path, self.host.caller_file(&facts.real, &reader)?));
        }
        Ok(found)
    }
}

/// Writes values on a canonical line in the place of bare names.
pub(super) fn write_values(words: &mut [Word], on_line: &[(Vec<u8>, OsString)]) {
    // Behind the dashes nothing is an option.
    for word in words.iter_mut().take_while(|word| word.text != "--") {
        let name =
            [&b"--env="[..], b"--build-arg="].into_iter().find_map(|option| word.text.as_bytes().strip_prefix(option));
        let Some(name) = name else { continue };
        if let Some((_, value)) = on_line.iter().find(|(known, _)| known == name) {
            word.text.push("=");
            word.text.push(value);
        }
    }
}

/// The caller's environment, when it says one thing.
fn environment(host: &dyn Host) -> Result<BTreeMap<OsString, OsString>, ClientEnvError> {
    let mut callers = BTreeMap::new();
    for (name, value) in host.environment()? {
        if name.is_empty() {
            return Err(ClientEnvError::Nameless { entry: value });
        }
        if callers.insert(name.clone(), value).is_some() {
            return Err(ClientEnvError::Duplicate { name });
        }
    }
    Ok(callers)
}

/// The entries under `auths` of a client's configuration, each with those of its texts that are credentials.
fn auths_of(path: &[u8], content: &[u8]) -> Result<Vec<(String, Value)>, ClientEnvError> {
    const KEYS: [&str; 6] = ["auth", "email", "identitytoken", "password", "registrytoken", "username"];
    // What stands in the file is never quoted: the message may reach others.
    let wrong = |why: &str| ClientEnvError::Credentials { path: path.to_vec(), why: why.to_owned() };
    let config: Value = serde_json::from_slice(content).map_err(|_| wrong("it is not JSON"))?;
    let Some(auths) = config.get("auths").filter(|auths| !auths.is_null()) else { return Ok(Vec::new()) };
    let auths = auths.as_object().ok_or_else(|| wrong("`auths` is not an object"))?;
    let mut found = Vec::new();
    for (registry, entry) in auths {
        let entry = entry.as_object().ok_or_else(|| wrong("an entry of `auths` is not an object"))?;
        let kept = entry.iter().filter(|(key, value)| KEYS.contains(&key.as_str()) && value.is_string());
        let kept: Map<String, Value> = kept.map(|(key, value)| (key.clone(), value.clone())).collect();
        found.push((registry.clone(), Value::Object(kept)));
    }
    Ok(found)
}
