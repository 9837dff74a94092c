//! What a command line asks of the machine, in the dialect of the client that will read it.
//!
//! `docker run -v /data:/mnt:ro --memory 2g img` -> the host's `/data` at `/mnt`, read-only; memory 2 GiB; user: the
//! image's; network: the engine's default; processes: unlimited; ... A policy judges effects, never spellings.
//!
//! [`Effects`] are total: every effect has a value on every line, because absence is an effect too. An option that no
//! theme knows is an effect by itself ([`Effects::other`]), and so are one that the tables lack ([`Effects::unknown`]), a
//! value that does not parse ([`Effects::unreadable`]) and a command that is not read ([`Effects::everything`]); nothing
//! on a line is without effect but what its row calls harmless or output. Sources: the docker and podman references.
//!
//! What the client finds beside its line is no part: environment, `config.json`, `containers.conf`.

mod accounting;
mod asked;
mod builds;
mod bulk;
mod devices;
mod engine;
mod environment;
mod files;
mod given;
mod identity;
mod image;
mod labels;
mod lifetime;
mod limits;
mod mount_fields;
mod mounts;
mod namespaces;
mod network;
mod objects;
mod operands;
mod process;
mod programs;
mod say;
mod security;
mod show;
mod words;

pub use accounting::Accounting;
pub use asked::{Asked, At, KeyValue, Limit, OptionText, Setting};
pub use builds::{Builds, Context, is_address};
pub use devices::{Devices, Gpu, GpuRoad, GpuSet};
pub use engine::{Engine, Tls};
pub use environment::{Environment, InFile, ValueFrom, Variable};
pub use files::{ClientFile, FileAccess, FilePath, Files};
pub use identity::{Identity, Who};
pub use image::{ImageAsked, Images, Pull, Trust};
pub use labels::Labels;
pub use lifetime::{Health, Lifetime};
pub use limits::{Limits, Rate, RateKind, Shm, Swap};
pub use mounts::{MountAccess, Mounted, Mounts, Relabel, Source};
pub use namespaces::Namespaces;
pub use network::Networking;
pub use objects::{Bulk, How, ObjectKind, Objects, Touched, Which};
pub use process::{CommandWords, Entrypoint, Process};
pub use programs::{Program, ProgramKind, Programs};
pub use security::Security;
pub use show::{Entry, Said};

use crate::argv::{Class, Line, Verb};
use crate::values::{self, Dialect, ValueError};
use given::Given;

/// What a command line asks of the machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// What the command does; `None` without a command.
    pub verb: Asked<Option<Verb>>,
    /// Anything may happen: the rest of the line is not read, or no line says what will be asked.
    pub everything: Option<Asked<Everything>>,
    /// Options that the tables lack, in order.
    pub unknown: Vec<Asked<OptionText>>,
    /// Options whose value does not parse, so that the client refuses it or means something that is not known.
    pub unreadable: Vec<Asked<Unreadable>>,
    /// Options of the tables without a type of their own here, in order.
    pub other: Vec<Asked<OptionText>>,
    /// What is mounted.
    pub mounts: Mounts,
    /// Files that the client reads and writes.
    pub files: Files,
    /// Devices and GPUs.
    pub devices: Devices,
    /// Namespaces.
    pub namespaces: Namespaces,
    /// Capabilities, privilege, security options, kernel parameters.
    pub security: Security,
    /// User and groups.
    pub identity: Identity,
    /// Networks, ports, names.
    pub network: Networking,
    /// Limits.
    pub limits: Limits,
    /// Accounting and logs.
    pub accounting: Accounting,
    /// Lifetime.
    pub lifetime: Lifetime,
    /// Images.
    pub images: Images,
    /// What an image is built from.
    pub builds: Builds,
    /// Entrypoint, command, working directory.
    pub process: Process,
    /// Environment.
    pub environment: Environment,
    /// Labels and annotations.
    pub labels: Labels,
    /// Containers, images, volumes, networks.
    pub objects: Objects,
    /// The engine and how it is reached.
    pub engine: Engine,
    /// Programs on the host.
    pub programs: Programs,
}

/// Why anything may happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Everything {
    /// The engine's interface is open to whoever writes to the client (`system dial-stdio`).
    RawInterface,
    /// The tables do not read the command; its words as given.
    Unread(Vec<u8>),
}

/// An option whose value does not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The option and its value.
    pub option: OptionText,
    /// What is wrong with it.
    pub why: ValueError,
    /// What to do about it.
    pub remedy: String,
}

impl Effects {
    /// Adds what stands in `file`, of which the line names a copy.
    pub fn bring(&mut self, copy: &[u8], file: &[u8], lines: &[Vec<u8>]) {
        let Effects { environment, labels, .. } = self;
        for (files, in_files) in
            [(&environment.files, &mut environment.in_files), (&labels.files, &mut labels.in_files)]
        {
            let Some(named) = files.iter().find(|named| named.value == copy) else { continue };
            let brought =
                |text: &Vec<u8>| Asked { value: InFile { file: file.to_vec(), text: text.clone() }, at: named.at };
            in_files.extend(lines.iter().map(brought));
        }
    }

    /// Whether the line makes a container, so that the absence of an option is a choice.
    #[must_use]
    pub fn makes_a_container(&self) -> bool {
        matches!(self.verb.value, Some(Verb::Create | Verb::Run))
    }
}

/// What `line` asks of the machine when the client of `dialect` reads it.
#[must_use]
pub fn effects(line: &Line<'_>, dialect: Dialect) -> Effects {
    let mut effects = Effects::default();
    let here = At { word: line.command_word(), value: line.command_word(), option: None };
    if line.command().is_some() {
        effects.verb = Asked::by(Some(line.verb()), here);
    }
    let standing = given::standing(line, dialect);
    for given in &standing {
        match take(&mut effects, given) {
            Ok(true) => {}
            Ok(false) => effects.other.push(given.option_text()),
            Err(why) => {
                let option = given.option_text().value;
                effects.unreadable.push(given.asked(Unreadable {
                    option,
                    why,
                    remedy: values::remedy(given.row, dialect),
                }));
            }
        }
    }
    for found in line.unknown() {
        let name = line.option_name(found).to_vec();
        let value = line.value(found).unwrap_or_default().to_vec();
        effects.unknown.push(Asked::by(OptionText { name, value }, given::at(found)));
    }
    if line.verb() == Verb::VolumeCreate {
        mounts::created_volume(&mut effects, &standing, dialect);
    }
    environment::gpus(&mut effects);
    if line.is_unread() {
        unread(&mut effects, line, dialect);
    } else {
        operands::take(&mut effects, line, dialect);
    }
    if line.verb() == Verb::SystemDialStdio {
        effects.everything = Some(Asked::by(Everything::RawInterface, here));
    }
    effects
}

/// Reads an option into its theme; whether one knows it.
type Take = fn(&mut Effects, &Given<'_>) -> Result<bool, ValueError>;

/// All themes, for options whose class is not that of the theme that knows them.
const THEMES: [Take; 17] = [
    builds::take,
    mounts::take,
    files::take,
    devices::take,
    namespaces::take,
    security::take,
    identity::take,
    network::take,
    limits::take,
    accounting::take,
    lifetime::take,
    image::take,
    process::take,
    environment::take,
    labels::take,
    objects::take,
    programs::take,
];

/// Hands an option to the theme of its class, and to the others where that does not know it.
fn take(effects: &mut Effects, given: &Given<'_>) -> Result<bool, ValueError> {
    let theme: Take = match given.row.class {
        Class::Harmless | Class::Output => return Ok(true),
        Class::Mounts => mounts::take,
        Class::ClientFile => files::take,
        Class::Device | Class::Gpu => devices::take,
        Class::Namespace => namespaces::take,
        Class::Capability | Class::Privilege | Class::Security | Class::Sysctl => security::take,
        Class::Identity => identity::take,
        Class::Network | Class::Port | Class::Hosts => network::take,
        Class::Limit => limits::take,
        Class::Accounting => accounting::take,
        Class::Lifetime => lifetime::take,
        Class::Image => image::take,
        Class::Entrypoint | Class::Workdir => process::take,
        Class::Environment => environment::take,
        Class::Label => labels::take,
        Class::Name | Class::Objects => objects::take,
        Class::Engine => engine::take,
        Class::Program => programs::take,
    };
    if let Some(value) = given.value {
        values::check_row(given.row, value, given.dialect)?;
    }
    if theme(effects, given)? {
        return Ok(true);
    }
    for other in THEMES {
        if other(effects, given)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A command whose words are not read may do anything; what is known of it is said besides.
fn unread(effects: &mut Effects, line: &Line<'_>, dialect: Dialect) {
    let first = if line.command().is_some() { line.command_word() } else { line.globals_end() };
    let at = At { word: first, value: first, option: None };
    let words: Vec<&[u8]> = line.words().iter().skip(first).map(|word| word.as_encoded_bytes()).collect();
    effects.everything = Some(Asked::by(Everything::Unread(words.join(&b' ')), at));
    if line.verb() == Verb::Build {
        effects.files.unread(FileAccess::Read, at);
        effects.files.unread(FileAccess::Write, at);
        effects.images.written.push(Asked::by(ImageAsked::OfArchive, at));
    }
    if dialect.is_podman() {
        return;
    }
    // docker runs a program for every command that is not its own, and for these.
    let plugin = match line.command().map(|command| command.path.as_str()) {
        None => line.word(first),
        Some("build" | "image build" | "builder build" | "bake" | "buildx") => b"buildx",
        Some("compose") => b"compose",
        Some("help") => line.word(first + 1),
        Some(_) => return,
    };
    effects.programs.push(ProgramKind::Plugin, plugin, at);
}
