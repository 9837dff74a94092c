//! What an image is built from, and where it goes.
//!
//! `docker build -f ../Dockerfile --secret id=k,src=/run/k --output type=local,dest=/out .` -> the directory `.`, the files
//! `../Dockerfile` and `/run/k` are read, `/out` is written. What the instructions of a Dockerfile do is on no line: they run
//! in containers, as root there, and fetch what they name.
//!
//! Values of buildx's options are one record of CSV each, keys in lower case; checked against buildx 0.13.1.

use super::Effects;
use super::asked::{Asked, At, OptionText, Setting, cut};
use super::environment::{ValueFrom, Variable};
use super::files::FileAccess;
use super::given::Given;
use super::image::ImageAsked;
use crate::argv::{Line, Verb, boolean};
use crate::values::{ValueError, csv};

/// What a build asks for besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Builds {
    /// What is built from.
    pub context: Asked<Context>,
    /// The Dockerfile as written, relative to the client's directory; in a context that is not a directory, to that.
    pub dockerfile: Asked<Setting<Vec<u8>>>,
    /// What client or builder fetch besides images of registries: addresses of contexts and Dockerfiles.
    pub fetched: Vec<Asked<Vec<u8>>>,
    /// Privileges that the builder gives to instructions (`network.host`, `security.insecure`).
    pub entitlements: Vec<Asked<Vec<u8>>>,
    /// Names under which images, or a build's cache, are sent to registries.
    pub pushed: Vec<Asked<ImageAsked>>,
    /// Whether everything that gets a name is sent to its registry.
    pub push_all: Asked<bool>,
}

/// What an image is built from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Context {
    /// Nothing is built.
    #[default]
    None,
    /// An address that is fetched: a git repository or an archive.
    Address(Vec<u8>),
    /// A directory of the client's.
    Directory(Vec<u8>),
    /// An archive or a Dockerfile on standard input.
    Stream,
}

impl Context {
    /// Reads the operand of `build`. A directory of that very name would come before an address.
    #[must_use]
    pub fn read(text: &[u8]) -> Context {
        match text {
            b"-" => Context::Stream,
            _ if is_address(text) => Context::Address(text.to_vec()),
            _ => Context::Directory(text.to_vec()),
        }
    }
}

/// Whether a text is an address for the builders: of a repository or an archive.
#[must_use]
pub fn is_address(text: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 6] = [b"http://", b"https://", b"git://", b"ssh://", b"git@", b"github.com/"];
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
}

/// Takes the options that only `build` has.
pub(super) fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    if given.verb != Verb::Build {
        return Ok(false);
    }
    let text = given.text();
    match given.name {
        b"file" => effects.builds.dockerfile = given.setting(),
        b"allow" => {
            for element in given.elements()? {
                effects.builds.entitlements.push(given.asked(element));
            }
        }
        b"build-context" => context(effects, text, given),
        b"cache-from" | b"cache-to" if given.row.class == crate::argv::Class::ClientFile => cache(effects, given)?,
        b"metadata-file" => effects.files.touch(text, FileAccess::Write, given.at),
        b"output" => output(effects, given)?,
        b"push" => effects.builds.push_all = given.asked(given.switch()?),
        b"secret" => secret(effects, given)?,
        b"ssh" => ssh(effects, given),
        b"tag" => effects.images.written.push(given.asked(ImageAsked::read(text, given.dialect))),
        b"attest" | b"cache-from" | b"load" | b"provenance" | b"sbom" => {
            if !given.is_off() {
                effects.images.options.push(given.option_text());
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// The operand, and the Dockerfile that goes with it.
pub(super) fn operand(effects: &mut Effects, line: &Line<'_>) {
    let Some(&word) = line.operands().first() else { return };
    let at = At { word, value: word, option: None };
    let context = Context::read(line.word(word));
    match &context {
        Context::None => {}
        Context::Directory(path) => effects.files.touch(path, FileAccess::Read, at),
        Context::Stream => effects.files.touch_or_stream(b"-", FileAccess::Read, at),
        Context::Address(address) => effects.builds.fetched.push(Asked::by(address.clone(), at)),
    }
    if let (Setting::To(path), Some(at)) = (&effects.builds.dockerfile.value, effects.builds.dockerfile.at) {
        // Elsewhere a relative path leads to a file of the context.
        let is_own = matches!(context, Context::Directory(_)) || path.starts_with(b"/");
        if is_address(path) {
            effects.builds.fetched.push(Asked::by(path.clone(), at));
        } else if is_own || path == b"-" {
            effects.files.touch_or_stream(path, FileAccess::Read, at);
        }
    }
    effects.builds.context = Asked::by(context, at);
}

/// Keys and values.
type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The fields of a value, keys in lower case and without blanks around; `None` for one that has no `=` everywhere.
fn fields(text: &[u8]) -> Result<Option<Pairs>, ValueError> {
    let record = csv::list(text)?;
    let pair = |field: &Vec<u8>| {
        let (key, value) = cut(field, b'=');
        value.map(|value| (key.trim_ascii().to_ascii_lowercase(), value.to_vec()))
    };
    Ok(record.iter().map(pair).collect())
}

fn value<'f>(fields: &'f [(Vec<u8>, Vec<u8>)], keys: &[&[u8]]) -> Option<&'f [u8]> {
    let last = fields.iter().rev().find(|(key, _)| keys.contains(&key.as_slice()));
    last.map(|(_, value)| value.as_slice())
}

/// `NAME=PATH`, or an address, an image, another stage, an image in a directory.
fn context(effects: &mut Effects, text: &[u8], given: &Given<'_>) {
    let (_, Some(source)) = cut(text, b'=') else {
        effects.other.push(given.option_text());
        return;
    };
    if source.starts_with(b"target:") {
        return;
    }
    if is_address(source) || source.starts_with(b"docker-image://") {
        effects.builds.fetched.push(given.asked(source.to_vec()));
        return;
    }
    match source.strip_prefix(b"oci-layout://") {
        // Behind the path stands a tag or a digest.
        Some(layout) => {
            let path = layout.split(|byte| matches!(byte, b':' | b'@')).next().unwrap_or_default();
            effects.files.touch(path, FileAccess::Read, given.at);
        }
        None => effects.files.touch(source, FileAccess::Read, given.at),
    }
}

/// `REGISTRY/NAME`, or fields: `type=local,src=PATH`, `type=registry,ref=NAME` ...
fn cache(effects: &mut Effects, given: &Given<'_>) -> Result<(), ValueError> {
    let text = given.text();
    let is_written = given.name == b"cache-to";
    let is_registry = |fields: &[(Vec<u8>, Vec<u8>)]| {
        let is_known = |key: &[u8]| matches!(key, b"type" | b"ref" | b"mode");
        value(fields, &[b"type"]) == Some(b"registry") && fields.iter().all(|(key, _)| is_known(key))
    };
    let mut is_more = !is_written;
    let names: Vec<Vec<u8>> = match fields(text)? {
        None => csv::list(text)?,
        Some(fields) => {
            let access = if is_written { FileAccess::Write } else { FileAccess::Read };
            for (_, path) in fields.iter().filter(|(key, _)| matches!(key.as_slice(), b"src" | b"dest")) {
                effects.files.touch(path, access, given.at);
            }
            if value(&fields, &[b"type"]) == Some(b"local") {
                return Ok(());
            }
            is_more = is_more || !is_registry(&fields);
            value(&fields, &[b"ref"]).map(<[u8]>::to_vec).into_iter().collect()
        }
    };
    if is_written {
        let asked = |name: &Vec<u8>| given.asked(ImageAsked::read(name, given.dialect));
        effects.builds.pushed.extend(names.iter().map(asked));
    }
    if is_more {
        effects.images.options.push(given.option_text());
    }
    Ok(())
}

/// `PATH`, `-`, or fields: `type=local,dest=PATH`, `type=image,name=A,push=true` ...
fn output(effects: &mut Effects, given: &Given<'_>) -> Result<(), ValueError> {
    let text = given.text();
    let fields = match fields(text)? {
        Some(fields) if !fields.is_empty() => fields,
        _ => {
            effects.files.touch_or_stream(text, FileAccess::Write, given.at);
            return Ok(());
        }
    };
    // A path with `=` in it and no `type` before it is a path.
    if csv::list(text)?.len() == 1 && !text.starts_with(b"type=") {
        effects.files.touch(text, FileAccess::Write, given.at);
        return Ok(());
    }
    let kind = value(&fields, &[b"type"]).unwrap_or_default();
    if let Some(path) = value(&fields, &[b"dest"]) {
        effects.files.touch_or_stream(path, FileAccess::Write, given.at);
    }
    let push = value(&fields, &[b"push"]);
    let is_pushed = kind == b"registry" || push.is_some_and(|push| boolean(push) != Some(false));
    if is_pushed {
        effects.builds.push_all = given.asked(true);
    }
    if let Some(names) = value(&fields, &[b"name"]) {
        for name in names.split(|&byte| byte == b',') {
            effects.images.written.push(given.asked(ImageAsked::read(name, given.dialect)));
        }
    }
    let is_known = |key: &[u8]| matches!(key, b"type" | b"dest" | b"push" | b"name");
    if !matches!(kind, b"local" | b"tar" | b"oci" | b"docker" | b"image" | b"registry")
        || !fields.iter().all(|(key, _)| is_known(key))
    {
        effects.images.options.push(given.option_text());
    }
    Ok(())
}

/// `id=NAME[,src=PATH]`, or `env=VARIABLE`; with neither, the variable of the id's name, and where there is none the file.
fn secret(effects: &mut Effects, given: &Given<'_>) -> Result<(), ValueError> {
    let Some(fields) = fields(given.text())? else {
        effects.other.push(given.option_text());
        return Ok(());
    };
    let (path, variable) = (value(&fields, &[b"src", b"source"]), value(&fields, &[b"env"]));
    let id = value(&fields, &[b"id"]);
    let is_variable = value(&fields, &[b"type"]) == Some(b"env");
    let (path, variable) = match (path, variable) {
        (Some(path), None) if is_variable => (None, Some(path)),
        (None, None) => (id, id),
        other => other,
    };
    if let Some(path) = path {
        effects.files.touch(path, FileAccess::Read, given.at);
    }
    if let Some(name) = variable {
        let variable = Variable { name: name.to_vec(), from: ValueFrom::Caller };
        effects.environment.variables.push(given.asked(variable));
        effects.environment.others.push(given.option_text());
    }
    Ok(())
}

/// `default` is the agent of the environment; `ID=PATH,PATH` are keys, or an agent's socket.
fn ssh(effects: &mut Effects, given: &Given<'_>) {
    let (_, paths) = cut(given.text(), b'=');
    let paths: Vec<&[u8]> = paths.map(|paths| paths.split(|&byte| byte == b',').collect()).unwrap_or_default();
    if paths.iter().all(|path| path.is_empty()) {
        let agent = OptionText { name: b"ssh".to_vec(), value: given.text().to_vec() };
        effects.environment.others.push(given.asked(agent));
    }
    for path in paths {
        effects.files.touch(path, FileAccess::Read, given.at);
    }
}
