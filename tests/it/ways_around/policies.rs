//! The policies that the attacks are made on.

use longshore::profile::{Profile, Source, SourceError, Text, load, shipped};

/// Which policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// The shipped `hpc-safe`.
    Safe,
    /// The shipped `htcondor`.
    Condor,
    /// A site that lets its users do much more than run containers.
    Wide,
    /// A site with podman.
    Pods,
    /// A site that lets its users build with the engine's own builder.
    Legacy,
    /// The same site with buildx.
    Buildx,
}

/// Many commands, on few things.
const WIDE: &str = r#"
version: 1
engine: /usr/bin/docker
identity: keep
rules:
  - name: nobody goes without
    when: { verb: [create, run] }
    set: { cpu-quota: "200000" }
require: [no-new-privileges]
allow:
  commands:
    [attach, commit, container prune, cp, create, diff, events, exec, export, history, image inspect, image prune,
     images, import, info, inspect, kill, load, login, logs, network connect, network create, network disconnect,
     network rm, port, ps, pull, push, rename, restart, rm, rmi, run, save, search, start, stats, stop, system df,
     system prune, tag, top, update, version, volume create, volume ls, volume prune, volume rm, wait]
  binds:
    - { source: "/scratch/alice/**", access: rw, race: accepted }
    - { source: "/project/**", access: rw }
  tmpfs: { max: 1g }
  volumes: ["alice-*"]
  images:
    names: ["registry.example.org/tool:*", "registry.example.org/exact:1*", "registry.example.org/last:latest"]
    trust: local
    ids: true
  users: submitter
  groups: submitter
  gpus: 0-2
  networks: [default, none, "alice-*"]
  names: ["alice-*"]
  containers: ["alice-*"]
  labels: ["org.example.*"]
  entrypoint: ["*"]
  bulk:
    container prune: ["label=org.example.site=1"]
    ps: ["name=alice-"]
    images: any
    image prune: ["label=org.example.site=1"]
    system prune: ["label=org.example.site=1"]
    volume prune: any
  client_files: ["${home}/**", "/scratch/alice/**"]
  environment: { allow: [NVIDIA_VISIBLE_DEVICES] }
  limits:
    memory: { max: 64g }
    cpus: { max: "8" }
    pids: { max: 4096 }
"#;

/// A site with podman.
const PODS: &str = r#"
version: 1
runtime: podman
reads: "5"
engine: /usr/bin/podman
identity: keep
allow:
  commands: [create, run, start, exec, rm, inspect, pull, ps, images]
  binds:
    - { source: "/scratch/alice/**", access: rw, race: accepted }
  images: { names: ["registry.example.org/tool:*", "docker.io/library/*"], trust: local }
  users: submitter
  groups: submitter
  networks: [default, none]
  names: ["alice-*"]
  containers: ["alice-*"]
  client_files: ["${home}/**"]
  entrypoint: ["*"]
  labels: ["org.example.*"]
  limits: { memory: { max: 64g } }
"#;

/// A site whose users build and push images of their own, `BUILDER` being one of docker's.
const BUILDS: &str = r#"
version: 1
engine: /usr/bin/docker
builder: BUILDER
identity: keep
allow:
  commands: [build, push, login]
  build: { addresses: ["https://git.example.org/**"] }
  images:
    names: ["registry.example.org/tool:*"]
    trust: local
    writes: ["registry.example.org/alice/**"]
    pushes: ["registry.example.org/alice/**"]
  registries: [registry.example.org]
  networks: [default, none]
  labels: ["org.example.*"]
  client_files: ["${home}/**", "/scratch/alice/**"]
  limits: { memory: { max: 64g } }
"#;

/// Texts by name: the shipped ones, and those above.
struct Texts;

impl Source for Texts {
    fn text(&self, reference: &str, _: Option<&str>) -> Result<Text, SourceError> {
        let text = match reference {
            "wide" => WIDE.to_owned(),
            "pods" => PODS.to_owned(),
            "builds" => BUILDS.replace("BUILDER", "legacy"),
            "builds-buildx" => BUILDS.replace("BUILDER", "buildx"),
            name => return Ok(shipped(name).expect("a shipped profile")),
        };
        Ok(Text { path: format!("{reference}.yaml"), text })
    }
}

impl Policy {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Policy::Safe => "hpc-safe",
            Policy::Condor => "htcondor",
            Policy::Wide => "wide",
            Policy::Pods => "pods",
            Policy::Legacy => "builds",
            Policy::Buildx => "builds-buildx",
        }
    }

    /// Its client's name.
    pub(crate) fn client(self) -> &'static str {
        if self == Policy::Pods { "podman" } else { "docker" }
    }

    pub(crate) fn text(self) -> String {
        Texts.text(self.name(), None).expect("a text").text
    }

    pub(crate) fn load(self) -> Profile {
        match load(self.name(), &Texts) {
            Ok(profile) => profile,
            Err(error) => panic!("{}: {error}", self.name()),
        }
    }
}
