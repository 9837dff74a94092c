//! `longshore profile check --as USER`: what a user could reach on this machine, with longshore and without.

use std::fmt::Write as _;
use std::path::Path;

use crate::argv::quote;
use crate::cli::print;
use crate::edge::{CalledBy, Machine, Reached, Socket, sockets};
use crate::facts::Host as _;
use crate::plan::{Trial, Tried, Verdict, trial};
use crate::profile::{Caller, Profile, SettingValue, SubmitterFrom};

/// Where engines listen.
const SOCKETS: [&str; 3] = ["/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock"];

/// Tries `profile` as `user`; whether the machine is safe from him.
pub(super) fn main(name: &str, profile: &Profile, user: &str) -> anyhow::Result<bool> {
    let machine = Machine::default();
    let called = machine.called_by(user).map_err(|missing| anyhow::anyhow!("--as {user}: {}", missing.why))?;
    let called = match profile.inputs.batch {
        Some(batch) => called.in_a_job(batch),
        None => called,
    };
    let tried = trial(profile, &called);
    let addresses = addresses(profile);
    let paths: Vec<&Path> = addresses.iter().map(Path::new).collect();
    let found = sockets(&paths, &called.reader()).map_err(anyhow::Error::msg)?;
    let mut text = String::new();
    heading(&mut text, name, &called);
    table(&mut text, &tried);
    let _ = writeln!(text);
    for socket in &found {
        describe(&mut text, socket, &called.account().name, &machine);
    }
    if found.is_empty() {
        let _ = writeln!(text, "no engine's socket is on this machine ({})", addresses.join(", "));
    }
    let open: Vec<&Tried> = tried.tried.iter().filter(|tried| tried.verdict.is_open()).collect();
    let unknown = tried.tried.iter().filter(|tried| tried.verdict.is_unknown()).count();
    let reached = found.iter().any(|socket| socket.reached.is_some());
    if !open.is_empty() || unknown > 0 || reached {
        let _ = writeln!(text);
    }
    if !open.is_empty() {
        what_to_do(&mut text, name, profile, &called, &open, tried.tried.len());
    }
    if unknown > 0 {
        let _ = writeln!(
            text,
            "{unknown} of {} are unknown: they are refused for what the harmless line is refused for, too, so nothing is said \
             of what they go for. {}.",
            tried.tried.len(),
            to_know(profile, &called)
        );
    }
    if reached {
        let user = &called.account().name;
        let _ = writeln!(
            text,
            "The user {user} can be root here without longshore: take the socket away (out of its group, mode 0660), and let sudo \
             or the batch system start longshore."
        );
    }
    print::out(text)?;
    Ok(open.is_empty() && unknown == 0 && !reached)
}

/// What to do where the harmless line is refused. A caller who speaks for others runs nothing as himself.
fn to_know(profile: &Profile, called: &CalledBy<'_>) -> String {
    let account = called.account();
    let is_listed = profile.persons.callers.iter().any(|caller| match caller {
        Caller::Name(name) => *name == account.name,
        Caller::Uid(uid) => *uid == account.uid,
    });
    if is_listed && profile.persons.submitter.from != SubmitterFrom::Caller {
        format!(
            "{} is listed in `callers`, and speaks for the owners of jobs: name one of them, `--as OWNER`",
            account.name
        )
    } else {
        format!("Let the profile allow that line to {}, and try again", account.name)
    }
}

/// The sockets of this machine's engines, and of that which the profile names.
fn addresses(profile: &Profile) -> Vec<String> {
    let mut addresses: Vec<String> = SOCKETS.map(str::to_owned).to_vec();
    let named = profile.globals.iter().filter(|setting| matches!(setting.row.destination.as_str(), "host" | "url"));
    for setting in named {
        let SettingValue::Texts(texts) = &setting.value else { continue };
        let texts = texts.iter().filter_map(crate::profile::template::Template::plain);
        addresses.extend(texts.filter_map(|text| text.strip_prefix("unix://").map(str::to_owned)));
    }
    let set = profile.handling.client_env.set.iter();
    let hosts = set.filter(|(name, _)| matches!(name.as_str(), "DOCKER_HOST" | "CONTAINER_HOST"));
    addresses.extend(hosts.filter_map(|(_, value)| value.strip_prefix("unix://").map(str::to_owned)));
    addresses
}

fn heading(text: &mut String, name: &str, called: &CalledBy<'_>) {
    let account = called.account();
    let groups = called.groups().unwrap_or_default();
    let groups = groups.iter().map(|group| group.name.clone().unwrap_or_else(|| group.gid.to_string()));
    let groups: Vec<String> = groups.collect();
    let noun = if groups.len() == 1 { "group" } else { "groups" };
    let _ = writeln!(text, "{name} as {} (uid {}, {noun} {})\n", account.name, account.uid, groups.join(", "));
}

fn table(text: &mut String, trial: &Trial) {
    let width = trial.tried.iter().map(|tried| tried.name.len()).max().unwrap_or_default();
    let line = |words: &[std::ffi::OsString]| quote::shell_line(words.iter().map(std::ffi::OsString::as_os_str));
    let (word, why) = match &trial.refused {
        None => ("allowed", line(&trial.harmless)),
        Some(why) => ("refused", format!("{}: {why}", line(&trial.harmless))),
    };
    let _ = writeln!(text, "{:width$}  {word:9}  {why}", "a harmless line");
    for tried in &trial.tried {
        let (word, why) = match &tried.verdict {
            Verdict::Accepted => ("ACCEPTED", line(&tried.words)),
            Verdict::Beside { why } => ("unknown", format!("refused as the harmless line is: {}", first(why))),
            Verdict::Observed { why } => ("ACCEPTED", format!("only observed: {}", first(why))),
            Verdict::Refused { why } => ("refused", first(why).into_owned()),
            Verdict::TakenOut => ("removed", "the line is run without what it goes for".to_owned()),
        };
        let _ = writeln!(text, "{:width$}  {word:9}  {why}", tried.name);
    }
}

/// What is wrong, without what to do about it.
fn first(why: &str) -> std::borrow::Cow<'_, str> {
    quote::shorten(why.split("; ").next().unwrap_or(why), 110)
}

fn describe(text: &mut String, socket: &Socket, user: &str, machine: &Machine) {
    let path = socket.path.display();
    let group = |gid: u32| {
        let (name, members) = machine.members(gid).unwrap_or_default();
        let name = name.map_or_else(|| format!("gid {gid}"), |name| format!("group {name}"));
        if members.is_empty() { name } else { format!("{name}: {}", members.join(", ")) }
    };
    let _ = match (socket.reached, socket.group) {
        (Some(Reached::Group(gid)), _) => writeln!(text, "{path}: OPEN to user {user} ({})", group(gid)),
        (Some(by), _) => writeln!(text, "{path}: OPEN to user {user}, {by}"),
        (None, Some(gid)) => writeln!(text, "{path}: closed to user {user}, open to {}", group(gid)),
        (None, None) => writeln!(text, "{path}: closed to user {user}"),
    };
}

fn what_to_do(text: &mut String, name: &str, profile: &Profile, called: &CalledBy<'_>, open: &[&Tried], of: usize) {
    let user = &called.account().name;
    let _ = write!(text, "{} of {of} are open: ", open.len());
    let _ = match &profile.policy {
        None => writeln!(text, "`allow: any` checks nothing; write a policy, or begin with that of `hpc-safe`."),
        Some(policy) if policy.is_observed => writeln!(text, "the profile only observes; remove `mode: observe`."),
        Some(_) => writeln!(
            text,
            "`longshore explain --effects --profile {name} --as {user} -- LINE` says what a line asks for; find the entry that \
             lists it in `longshore profile show {name}`, and narrow it."
        ),
    };
}
