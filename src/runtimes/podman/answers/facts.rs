//! What `version` and `info` say with `--format`, as docker says it.
//!
//! `version --format '{{.Client.APIVersion}}'` -> podman is asked for `version --format json`, and `1.41` is printed: what docker's
//! client 28.5 prints of podman's own service, which speaks docker's interface 1.41 since podman 3.
//!
//! Templates name the fields of Go's structures; JSON calls a few of them otherwise. Measured with docker's clients 20.10.24 and
//! 28.2.2 on `podman system service` 4.3.1.

use serde_json::{Value, json};

use crate::argv::Verb;

use super::forms::DOCKER;
use super::template::{Piece, Template};

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Info,
    Version,
}

/// The version of docker's interface that podman's service speaks.
const API: &str = "1.41";

/// The version of docker's interface that docker's client speaks by itself.
const CLIENT_API: &str = "1.51";

/// Fields whose name in JSON is another.
const IN_JSON: [(&str, &str); 3] =
    [("APIVersion", "ApiVersion"), ("CPUCfsPeriod", "CpuCfsPeriod"), ("CPUCfsQuota", "CpuCfsQuota")];

impl About {
    /// What a command is about.
    #[must_use]
    pub fn of(verb: Verb) -> Option<About> {
        match verb {
            Verb::Info => Some(About::Info),
            Verb::Version => Some(About::Version),
            _ => None,
        }
    }

    /// Docker's fields, from podman's answer to `--format json`. What podman does not say is not there.
    #[must_use]
    pub fn as_docker(self, podman: &Value) -> Value {
        match self {
            About::Info => info(podman),
            About::Version => version(podman),
        }
    }

    /// Reads a template.
    ///
    /// # Errors
    /// Why it cannot be filled in.
    pub fn template(self, text: &str) -> Result<Template, String> {
        let is_table = text == "table" || text.starts_with("table ");
        let template = Template::read(text).filter(|_| !is_table);
        let template = template.ok_or("only fields, `json FIELD` and `index FIELD KEY` are filled in here")?;
        let known = self.as_docker(&Value::Null);
        for piece in template.pieces() {
            let (Piece::Value(path) | Piece::Json(path) | Piece::Index(path, _)) = piece else { continue };
            let shown = format!(".{}", path.join("."));
            let found = path.iter().try_fold(&known, |value, name| value.get(name));
            match found {
                None => return Err(format!("docker has no field `{shown}`, or podman does not say it")),
                Some(Value::Object(_)) if matches!(piece, Piece::Value(_)) => {
                    return Err(format!("`{shown}` is more than one field; write {{{{json {shown}}}}}"));
                }
                Some(_) => {}
            }
        }
        Ok(template)
    }
}

/// The value with the names that fields have in JSON.
pub(super) fn in_json(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let name = |name: &String| {
                let other = IN_JSON.iter().find(|(field, _)| field == name);
                other.map_or_else(|| name.clone(), |(_, json)| (*json).to_owned())
            };
            Value::Object(fields.iter().map(|(key, value)| (name(key), in_json(value))).collect())
        }
        Value::Array(list) => list.iter().map(in_json).collect(),
        other => other.clone(),
    }
}

/// A text of podman's answer, empty where it is not there.
fn text<'p>(podman: &'p Value, pointer: &str) -> &'p str {
    podman.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn version(podman: &Value) -> Value {
    let of = |name: &str| text(podman, &format!("/Client/{name}"));
    let (release, go, commit, built) = (of("Version"), of("GoVersion"), of("GitCommit"), of("BuiltTime"));
    let (os, arch) = of("OsArch").split_once('/').unwrap_or((of("Os"), ""));
    json!({
        "Client": {
            "Version": DOCKER, "APIVersion": API, "DefaultAPIVersion": CLIENT_API, "GitCommit": format!("podman-{release}"),
            "GoVersion": go, "Os": os, "Arch": arch, "BuildTime": built, "Context": "default",
        },
        "Server": {
            "Platform": { "Name": of("OsArch") },
            "Components": [{
                "Name": "Podman Engine", "Version": release,
                "Details": {
                    "ApiVersion": API, "Arch": arch, "BuildTime": built, "Experimental": "false", "GitCommit": commit,
                    "GoVersion": go, "MinAPIVersion": "1.24", "Os": os,
                },
            }],
            "Version": release, "APIVersion": API, "MinAPIVersion": "1.24", "GitCommit": commit, "GoVersion": go, "Os": os,
            "Arch": arch, "BuildTime": built,
        },
    })
}

/// Fields of `info` that podman says, too, and where.
const ALIKE: [(&str, &str); 17] = [
    ("CgroupDriver", "/host/cgroupManager"),
    ("Containers", "/store/containerStore/number"),
    ("ContainersPaused", "/store/containerStore/paused"),
    ("ContainersRunning", "/store/containerStore/running"),
    ("ContainersStopped", "/store/containerStore/stopped"),
    ("DefaultRuntime", "/host/ociRuntime/name"),
    ("DockerRootDir", "/store/graphRoot"),
    ("Driver", "/store/graphDriverName"),
    ("Images", "/store/imageStore/number"),
    ("KernelVersion", "/host/kernel"),
    ("LoggingDriver", "/host/logDriver"),
    ("MemTotal", "/host/memTotal"),
    ("NCPU", "/host/cpus"),
    ("Name", "/host/hostname"),
    ("OSType", "/host/os"),
    ("OperatingSystem", "/host/distribution/distribution"),
    ("ServerVersion", "/version/Version"),
];

/// What `SecurityOptions` lists, and where podman says that it is on.
const SECURITY: [(&str, &str); 4] = [
    ("name=apparmor", "/host/security/apparmorEnabled"),
    ("name=seccomp,profile=default", "/host/security/seccompEnabled"),
    ("name=selinux", "/host/security/selinuxEnabled"),
    ("name=rootless", "/host/security/rootless"),
];

/// Limits that can be set where a controller of cgroups is podman's to use.
const LIMITS: [(&str, &str); 6] = [
    ("CPUCfsPeriod", "cpu"),
    ("CPUCfsQuota", "cpu"),
    ("CPUSet", "cpuset"),
    ("CPUShares", "cpu"),
    ("MemoryLimit", "memory"),
    ("PidsLimit", "pids"),
];

fn info(podman: &Value) -> Value {
    let text = |pointer: &str| text(podman, pointer);
    let value = |pointer: &str| podman.pointer(pointer).cloned().unwrap_or_default();
    let is_on = |pointer: &str| podman.pointer(pointer) == Some(&Value::Bool(true));
    let controllers = podman.pointer("/host/cgroupControllers").and_then(Value::as_array);
    let controls = |name: &str| controllers.is_some_and(|list| list.iter().any(|one| one == name));
    let status = podman.pointer("/store/graphStatus").and_then(Value::as_object);
    let architecture = match text("/host/arch") {
        "amd64" => "x86_64",
        "arm64" => "aarch64",
        other => other,
    };
    let mut fields = json!({
        "Architecture": architecture,
        "CgroupVersion": text("/host/cgroupVersion").trim_start_matches('v'),
        "ClientInfo": {
            "Debug": false, "Version": DOCKER, "DefaultAPIVersion": CLIENT_API, "Context": "default", "Plugins": [], "Warnings": null,
        },
        "Debug": false,
        "DriverStatus": status.into_iter().flatten().map(|(key, value)| json!([key, value])).collect::<Vec<_>>(),
        "LiveRestoreEnabled": false,
        "OSVersion": text("/host/distribution/version"),
        "Plugins": {
            "Volume": value("/plugins/volume"), "Network": value("/plugins/network"),
            "Authorization": value("/plugins/authorization"), "Log": value("/plugins/log"),
        },
        "Runtimes": { text("/host/ociRuntime/name"): { "path": text("/host/ociRuntime/path") } },
        "SecurityOptions": SECURITY.iter().filter(|(_, at)| is_on(at)).map(|(name, _)| *name).collect::<Vec<_>>(),
        "Swarm": {
            "NodeID": "", "NodeAddr": "", "LocalNodeState": "inactive", "ControlAvailable": false, "Error": "",
            "RemoteManagers": null,
        },
        "Warnings": null,
    });
    for (name, pointer) in ALIKE {
        fields[name] = value(pointer);
    }
    for (name, controller) in LIMITS {
        fields[name] = controls(controller).into();
    }
    fields
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::About;

    fn podman() -> Value {
        json!({
            "Client": {
                "APIVersion": "5.4.2", "Version": "5.4.2", "GoVersion": "go1.24", "GitCommit": "c0", "BuiltTime": "T",
                "OsArch": "linux/amd64", "Os": "linux",
            },
            "version": { "Version": "5.4.2" },
            "host": {
                "arch": "amd64", "cgroupVersion": "v2", "cgroupControllers": ["cpu", "memory"], "cpus": 2, "memTotal": 25,
                "security": { "rootless": true, "seccompEnabled": true }, "ociRuntime": { "name": "crun", "path": "/usr/bin/crun" },
            },
            "store": { "graphDriverName": "overlay", "graphStatus": { "Native Overlay Diff": "true" } },
        })
    }

    fn filled(about: About, template: &str) -> String {
        about
            .template(template)
            .unwrap_or_else(|why| panic!("{template}: {why}"))
            .fill_as(&about.as_docker(&podman()), super::in_json)
            .unwrap()
    }

    #[test]
    fn version_is_said_as_docker_s_client_says_it_of_podman_s_service() {
        for (template, expected) in [
            ("{{.Client.APIVersion}} {{.Client.Version}} {{.Server.Version}}", "1.41 28.5.2 5.4.2"),
            ("{{.Server.Os}}/{{.Server.Arch}}", "linux/amd64"),
            ("{{json .Client.APIVersion}}", "\"1.41\""),
            ("{{json .Server.Platform}}", "{\"Name\":\"linux/amd64\"}"),
        ] {
            assert_eq!(filled(About::Version, template), expected);
        }
        for template in ["{{json .}}", "json"] {
            let all: Value = serde_json::from_str(&filled(About::Version, template)).unwrap();
            assert_eq!(all["Client"]["ApiVersion"], "1.41");
            assert_eq!(all["Client"]["DefaultAPIVersion"], "1.51");
            assert_eq!(all["Client"].get("APIVersion"), None, "what cibuildwheel reads has one name");
            assert_eq!(
                (&all["Server"]["ApiVersion"], &all["Server"]["MinAPIVersion"]),
                (&"1.41".into(), &"1.24".into())
            );
        }
    }

    #[test]
    fn info_is_said_in_docker_s_fields() {
        for (template, expected) in [
            ("{{.ServerVersion}} {{.Driver}} {{.CgroupVersion}}", "5.4.2 overlay 2"),
            ("{{.NCPU}} {{.MemTotal}} {{.Architecture}}", "2 25 x86_64"),
            ("{{.CPUCfsPeriod}} {{.PidsLimit}} {{.Swarm.LocalNodeState}}", "true false inactive"),
            ("{{json .SecurityOptions}}", "[\"name=seccomp,profile=default\",\"name=rootless\"]"),
            ("{{json .Runtimes}}", "{\"crun\":{\"path\":\"/usr/bin/crun\"}}"),
            ("{{.DriverStatus}}", "[[Native Overlay Diff true]]"),
        ] {
            assert_eq!(filled(About::Info, template), expected);
        }
        let all: Value = serde_json::from_str(&filled(About::Info, "{{json .}}")).unwrap();
        assert_eq!((&all["CpuCfsQuota"], all.get("CPUCfsQuota")), (&Value::Bool(true), None));
    }

    #[test]
    fn what_cannot_be_filled_in_is_refused_with_the_reason() {
        for (about, template, why) in [
            (
                About::Version,
                "{{.Client.ApiVersion}}",
                "docker has no field `.Client.ApiVersion`, or podman does not say it",
            ),
            (
                About::Version,
                "{{.Server.KernelVersion}}",
                "docker has no field `.Server.KernelVersion`, or podman does not say it",
            ),
            (About::Version, "{{.Client}}", "`.Client` is more than one field; write {{json .Client}}"),
            (About::Info, "{{.host.arch}}", "docker has no field `.host.arch`, or podman does not say it"),
            (
                About::Info,
                "{{range .Plugins}}{{end}}",
                "only fields, `json FIELD` and `index FIELD KEY` are filled in here",
            ),
            (About::Info, "table {{.Name}}", "only fields, `json FIELD` and `index FIELD KEY` are filled in here"),
        ] {
            assert_eq!(about.template(template).map(|_| ()), Err(why.to_owned()), "{template}");
        }
    }
}
