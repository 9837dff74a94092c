//! `build`: the engine's own builder in front of the recording socket, and buildx, which is asked what it makes of a line.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use longshore::argv::{Line, ReadError, Tables, Verb};
use longshore::effects::{Limit, Pull, Setting, Shm, Swap, ValueFrom, effects};
use longshore::runtimes::docker::Building;
use longshore::values::{Dialect, NetworkMode};
use serde_json::{Value, json};
use testkit::docker_client::{Fault, asks_for_help, read_by};
use testkit::{Client, Generator, Manner, RecordingSocket, Rng, skipped};

use crate::client::{Request, release};
use crate::judge::shown;
use crate::said::{Said, text};
use crate::world;

/// Endless lines of a build.
pub(crate) fn lines(seed: u64, tables: &'static dyn Tables, since: u16) -> impl Iterator<Item = Vec<OsString>> {
    let mut rng = Rng::new(seed);
    let mut generators = [Manner::Valid, Manner::Valid, Manner::OddValues, Manner::NearlyValid, Manner::Nasty]
        .map(|manner| Generator::new(rng.number(), tables).manner(manner).verbs(&[Verb::Build]).release(since));
    std::iter::from_fn(move || {
        let index = rng.below(generators.len());
        Some(generators[index].line())
    })
}

/// What differs between the effects of a line and what the engine's builder is asked for.
pub(crate) fn difference(line: &Line<'_>, requests: &[Request], release: u16) -> Option<String> {
    let request = requests.iter().find(|request| request.method == "POST" && request.path == "/build")?;
    let query: BTreeMap<&str, Vec<&str>> = request.query.iter().fold(BTreeMap::new(), |mut query, (name, value)| {
        query.entry(name.as_str()).or_default().push(value.as_str());
        query
    });
    let one = |name: &str| query.get(name).map_or("", |values| values[0]).to_owned();
    let as_json = |name: &str| serde_json::from_str::<Value>(&one(name)).unwrap_or(Value::Null);
    let settled = |value: Value| if value == json!({}) || value == json!([]) { Value::Null } else { value };
    expected(line, release).into_iter().find_map(|(name, meant)| {
        let found = match meant {
            Meant::Text(_) if name == "networkmode" && one(name) == "default" => json!(""),
            Meant::Text(_) => json!(one(name)),
            Meant::Texts(_) => json!(query.get(name).cloned().unwrap_or_default()),
            Meant::Number(_) => json!(one(name).parse::<i64>().unwrap_or_default()),
            Meant::Json(_) => settled(as_json(name)),
        };
        let meant = match meant {
            Meant::Text(text) => json!(text),
            Meant::Texts(texts) => json!(texts),
            Meant::Number(number) => json!(number),
            Meant::Json(value) => settled(value),
        };
        (found != meant).then(|| format!("`{name}` of the build is {found}, and the effects say {meant}"))
    })
}

/// What a part of the query has to be.
enum Meant {
    Text(String),
    Texts(Vec<String>),
    Number(i64),
    Json(Value),
}

fn expected(line: &Line<'_>, release: u16) -> Vec<(&'static str, Meant)> {
    let effects = effects(line, Dialect::Docker);
    let said = Said(line);
    let limits = &effects.limits;
    let bound = |limit: Limit<u64>| Meant::Number(limit.bound().map_or(0, |bound| bound.try_into().expect("a size")));
    let setting = |setting: &Setting<Vec<u8>>| match setting {
        Setting::Default => Meant::Text(String::new()),
        Setting::To(value) => Meant::Text(text(value)),
    };
    let tags = effects.images.written.iter().map(|asked| match &asked.value {
        longshore::effects::ImageAsked::Reference(image) => image.to_string(),
        other => panic!("docker has no image {other:?}"),
    });
    let mode = match effects.network.mode() {
        // The client sends neither of the two ways of saying so.
        NetworkMode::Default => String::new(),
        NetworkMode::Networks(names) => text(&names[0]),
        NetworkMode::Container(name) => format!("container:{}", text(name)),
        NetworkMode::Host => "host".to_owned(),
        NetworkMode::None => "none".to_owned(),
        NetworkMode::Bridge => "bridge".to_owned(),
        other => panic!("docker has no network {other:?}"),
    };
    let variables = effects.environment.variables.iter().map(|asked| {
        let value = match &asked.value.from {
            ValueFrom::Line(value) => json!(text(value)),
            _ => world::ENV
                .iter()
                .find(|(name, _)| name.as_bytes() == asked.value.name)
                .map_or(Value::Null, |(_, value)| json!(value)),
        };
        (text(&asked.value.name), value)
    });
    let labels = effects.labels.labels.iter();
    let labels =
        labels.map(|asked| (text(&asked.value.key), json!(text(asked.value.value.as_deref().unwrap_or_default()))));
    let mut all = vec![
        ("t", Meant::Texts(tags.collect())),
        ("pull", Meant::Text(if effects.images.pull.value == Pull::Always { "1" } else { "" }.to_owned())),
        ("networkmode", Meant::Text(mode)),
        ("labels", Meant::Json(Value::Object(labels.collect()))),
        ("memory", bound(limits.memory.value)),
        ("cpuquota", bound(limits.cpu_quota.value)),
        ("cpusetcpus", setting(&limits.cpuset_cpus.value)),
        ("cpusetmems", setting(&limits.cpuset_mems.value)),
        ("cgroupparent", setting(&effects.accounting.cgroup_parent.value)),
        ("target", Meant::Text(text(&said.last("target").unwrap_or_default()))),
        (
            "shmsize",
            Meant::Number(match limits.shm_size.value {
                Shm::To(bytes) => bytes.try_into().expect("a size"),
                Shm::Default | Shm::Unlimited => 0,
            }),
        ),
        (
            "memswap",
            Meant::Number(match limits.memory_swap.value {
                Swap::To(bytes) => bytes.try_into().expect("a size"),
                Swap::Unlimited => -1,
                Swap::TwiceTheMemory => 0,
            }),
        ),
    ];
    // Of a name without a value old clients send the empty one.
    if release >= 2300 {
        all.push(("buildargs", Meant::Json(Value::Object(variables.collect()))));
    }
    all
}

/// The plugin, as a second client of each: where Debian and others install it, and where `scripts/setup` unpacks it.
pub(crate) fn buildx() -> Option<PathBuf> {
    const FOLDERS: [&str; 4] = [
        "target/tools/docker-cli/usr/libexec/docker/cli-plugins",
        "/usr/libexec/docker/cli-plugins",
        "/usr/lib/docker/cli-plugins",
        "/usr/local/lib/docker/cli-plugins",
    ];
    let named = env::var_os("LONGSHORE_TEST_BUILDX").map(PathBuf::from);
    let folders = FOLDERS.iter().map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let found = named.or_else(|| folders.map(|folder| folder.join("docker-buildx")).find(|path| path.is_file()));
    if found.is_none() {
        skipped("no buildx");
    }
    found
}

/// What the plugin's reader of options and its count of operands say; all else comes after reading.
const REFUSALS: [&str; 8] = [
    "unknown flag",
    "unknown shorthand flag",
    "flag needs an argument",
    "invalid argument \"",
    "bad flag syntax",
    "requires exactly 1 argument",
    "unknown command",
    "is not a docker command",
];

/// Whether buildx behind the client takes a line; what it says when not.
pub(crate) fn asks_buildx(
    client: &Client,
    plugin: &Path,
    socket: &RecordingSocket,
    words: &[OsString],
) -> Result<(), String> {
    let folder = plugin.parent().expect("the plugin is in a folder").display();
    let config = format!("{{\"cliPluginsExtraDirs\": [\"{folder}\"]}}");
    let test = world::test_with(client, socket, "1").file(".docker/config.json", config);
    let (outcome, _dir) = test.args(&words[1..]).outcome();
    let said = String::from_utf8_lossy(&outcome.stderr).into_owned();
    match said.lines().find(|line| REFUSALS.iter().any(|text| line.contains(text))) {
        Some(line) => Err(line.to_owned()),
        None => Ok(()),
    }
}

/// The first line on which buildx and we differ, of so many.
pub(crate) fn buildx_differs(client: &Client, plugin: &Path, seed: u64, count: usize) -> Option<String> {
    let socket = RecordingSocket::start(crate::client::api_version(release(client)));
    lines(seed, &Building::BUILDX, u16::MAX).take(count).find_map(|words| {
        let ours = read_by(&words, &Building::BUILDX);
        if let Err(Fault::Scan { error }) = &ours
            && matches!(**error, ReadError::TestWord { .. } | ReadError::Rewritten { .. })
        {
            return None;
        }
        let is_read = ours.as_ref().is_ok_and(|line| line.verb() == Verb::Build && !asks_for_help(line));
        // What is no build, or asks for help, is compared elsewhere.
        if ours.is_ok() && !is_read {
            return None;
        }
        let theirs = asks_buildx(client, plugin, &socket, &words);
        match (ours, theirs) {
            (Ok(_), Ok(())) | (Err(_), Err(_)) => None,
            (Ok(_), Err(said)) => Some(format!("we take {}\nbuildx says: {said}", shown(&words))),
            (Err(fault), Ok(())) => Some(format!("buildx takes {}\nwe say: {fault}", shown(&words))),
        }
    })
}

/// Every option of buildx's `build`, and whether the plugin knows it as the table has it: bare it needs a value or not.
pub(crate) fn wrongly_read(client: &Client, plugin: &Path) -> Vec<String> {
    let socket = RecordingSocket::start(crate::client::api_version(release(client)));
    let command = Building::BUILDX.commands().iter().find(|command| command.path.as_str() == "build");
    let groups = command.expect("the command is in the table").groups;
    let rows = groups.iter().flat_map(|&group| Building::BUILDX.rows(group));
    let rows = rows.filter(|row| row.name.as_str() != "help");
    rows.filter_map(|row| {
        let words = ["docker".into(), "build".into(), format!("--{}", row.name).into()];
        let said = asks_buildx(client, plugin, &socket, &words).err().unwrap_or_default();
        let is_switch = said.contains("requires exactly 1 argument");
        let needs_a_value = said.contains("flag needs an argument");
        (is_switch != row.is_switch() || needs_a_value == is_switch).then(|| format!("--{}: {said}", row.name))
    })
    .collect()
}
