//! The real engines that tests run containers on.
//!
//! `engine("supervise::...")` -> the docker client of this machine; in a module whose path says `rootful` or `rootless`,
//! podman as root or as the test user, with storage of the tests and the same small image.
//!
//! A podman is a script that sets its configuration and becomes the real one. It lies where only root writes, so that a
//! policy accepts it as an engine.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use rustix::fs::{FlockOperation, flock};

use crate::client::{clients, skipped};

/// The image that all engines have.
pub const IMAGE: &str = "longshore-test:1";

/// The user of rootless containers, made by `scripts/setup`.
const USER: &str = "longshore-test";

/// What podman keeps for tests.
const PLACE: &str = "/var/cache/longshore-test";

/// An engine with the image of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// docker.
    Docker,
    /// podman as root.
    Rootful,
    /// podman as an ordinary user.
    Rootless,
}

impl Engine {
    /// The engine of the tests in this module.
    #[must_use]
    pub fn of(module: &str) -> Engine {
        if module.contains("rootless") {
            Engine::Rootless
        } else if module.contains("rootful") {
            Engine::Rootful
        } else {
            Engine::Docker
        }
    }

    /// Whether it is podman.
    #[must_use]
    pub fn is_podman(self) -> bool {
        self != Engine::Docker
    }

    /// Whether containers have control groups, by which they are paused and limited. A user's have none where the machine
    /// has the old ones.
    #[must_use]
    pub fn has_cgroups(self) -> bool {
        let has = self != Engine::Rootless || Path::new("/sys/fs/cgroup/cgroup.controllers").exists();
        if !has {
            skipped("containers of a user have no control groups under cgroups 1");
        }
        has
    }

    /// The name of the image where a policy judges it: podman's has to say its registry.
    #[must_use]
    pub fn judged_image(self) -> String {
        if self.is_podman() { format!("localhost/{IMAGE}") } else { IMAGE.to_owned() }
    }

    /// The lines of a profile that name it; `engine_is_script` counts under a policy.
    #[must_use]
    pub fn profile(self, client: &Path) -> String {
        let client = client.display();
        if !self.is_podman() {
            return format!("runtime: docker\nengine: {client}\n");
        }
        // podman 4 and 5 read some lines differently; which of both it is counts under a policy.
        let said = Command::new("podman").arg("--version").output().map(|output| output.stdout).unwrap_or_default();
        let is_four = String::from_utf8_lossy(&said).starts_with("podman version 4");
        let reads = if is_four { "4.3" } else { "5" };
        format!("runtime: podman\nreads: \"{reads}\"\nengine_is_script: true\nengine: {client}\n")
    }

    /// A docker client in front of it: the engine's own, or longshore in podman's place.
    #[must_use]
    pub fn as_docker(self, longshore: &str) -> Command {
        let client = self.client().expect("an engine");
        if !self.is_podman() {
            return Command::new(client);
        }
        let mut command = Command::new(longshore);
        command.arg0("docker").env("LONGSHORE_PROFILE", client.with_file_name("docker.yaml"));
        command
    }

    /// Its client, if it answers and has the image; else the test is told to be skipped.
    #[must_use]
    pub fn client(self) -> Option<&'static Path> {
        static FOUND: [OnceLock<Result<PathBuf, String>>; 3] = [const { OnceLock::new() }; 3];
        let found = FOUND.get(self as usize)?.get_or_init(|| match self {
            Engine::Docker => docker(),
            Engine::Rootful | Engine::Rootless => podman(self),
        });
        match found {
            Ok(path) => Some(path),
            Err(why) => {
                skipped(&format!("no {self:?} engine with {IMAGE}: {why}"));
                None
            }
        }
    }
}

fn good(output: std::io::Result<Output>) -> Result<Output, String> {
    match output {
        Ok(output) if output.status.success() => Ok(output),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn docker() -> Result<PathBuf, String> {
    let client = clients().first().ok_or("no docker client")?;
    good(Command::new(&client.path).args(["image", "inspect", "-f", "{{.Id}}", IMAGE]).output())?;
    Ok(client.path.clone())
}

fn podman(engine: Engine) -> Result<PathBuf, String> {
    if !rustix::process::geteuid().is_root() {
        return Err("only root makes the folders of the tests' podman".to_owned());
    }
    let real = ["/usr/bin/podman", "/usr/local/bin/podman"].map(PathBuf::from);
    let real = real.iter().find(|path| path.is_file()).ok_or("podman is not installed")?;
    let runtime =
        ["/usr/bin/runc", "/usr/sbin/runc", "/usr/bin/crun"].into_iter().find(|path| Path::new(path).exists());
    let runtime = runtime.ok_or("neither runc nor crun is installed")?;
    let place = Path::new(PLACE).join(format!("{engine:?}").to_lowercase());
    fs::create_dir_all(&place).map_err(|error| error.to_string())?;
    let lock = fs::File::open(&place).map_err(|error| error.to_string())?;
    flock(&lock, FlockOperation::LockExclusive).map_err(|error| error.to_string())?;
    let client = place.join("podman");
    write(engine, &place, &client, real, runtime).map_err(|error| error.to_string())?;
    let has_image = || good(Command::new(&client).args(["image", "inspect", IMAGE]).output());
    if has_image().is_err_and(|why| why.contains("podman system migrate")) {
        // The process that holds the user's namespaces is gone, as after a restart: podman says itself what to do then.
        good(Command::new(&client).args(["system", "migrate"]).output())?;
    }
    if has_image().is_err() {
        let archive = image_archive(&place)?;
        good(Command::new(&client).args([OsStr::new("import"), archive.as_os_str(), OsStr::new(IMAGE)]).output())?;
    }
    good(Command::new(&client).args(["run", "--rm", "--init", IMAGE, "true"]).output())?;
    Ok(client)
}

/// Writes the configuration, and the script that uses it.
fn write(engine: Engine, place: &Path, client: &Path, real: &Path, runtime: &str) -> std::io::Result<()> {
    // What the user may write is not where the script lies.
    let data = place.join("data");
    fs::create_dir_all(&data)?;
    let at = data.display();
    let init = ["/usr/bin/catatonit", "/usr/libexec/podman/catatonit", "/usr/bin/docker-init", "/usr/bin/tini-static"];
    let init = init.into_iter().find(|path| Path::new(path).exists()).unwrap_or("/usr/bin/catatonit");
    // Where the host gives no devices for it, a user has no network.
    let network = if engine == Engine::Rootless { "netns = \"none\"\n" } else { "" };
    let runtime_name = runtime.rsplit('/').next().unwrap_or(runtime);
    let containers = format!(
        "[engine]\nruntime = \"{runtime_name}\"\nevents_logger = \"file\"\ncgroup_manager = \"cgroupfs\"\n\
         tmp_dir = \"{at}/tmp\"\nvolume_path = \"{at}/volumes\"\ninit_path = \"{init}\"\n\
         [engine.runtimes]\n{runtime_name} = [\"{runtime}\"]\n\
         [containers]\n{network}default_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n\
         [network]\nnetwork_config_dir = \"{at}/net\"\n"
    );
    let storage = format!("[storage]\ndriver = \"vfs\"\nrunroot = \"{at}/runroot\"\ngraphroot = \"{at}/root\"\n");
    fs::write(place.join("containers.conf"), containers)?;
    fs::write(place.join("storage.conf"), storage)?;
    fs::write(place.join("docker.yaml"), format!("version: 1\nallow: any\n{}", engine.profile(client)))?;
    fs::write(place.join("registries.conf"), "unqualified-search-registries = [\"docker.io\"]\n")?;
    let conf = place.display();
    let become_user = match engine {
        Engine::Rootless => {
            Command::new("chown").arg(USER).arg(&data).status()?;
            // podman enters the folder that it is called in, and the user may not enter root's home.
            format!(
                "HOME={at} XDG_RUNTIME_DIR={at} exec /usr/bin/setpriv --reuid {USER} --regid {USER} --init-groups \
                 /bin/sh -c 'cd \"$PWD\" 2>/dev/null || cd /; exec \"$0\" \"$@\"' "
            )
        }
        _ => "exec ".to_owned(),
    };
    let script = format!(
        "#!/bin/sh\nexport PATH=/usr/sbin:/usr/bin:/sbin:/bin\nexport CONTAINERS_CONF={conf}/containers.conf\n\
         export CONTAINERS_STORAGE_CONF={conf}/storage.conf\nexport CONTAINERS_REGISTRIES_CONF={conf}/registries.conf\n\
         {become_user}{} \"$@\"\n",
        real.display()
    );
    let beside = place.join("podman.new");
    fs::write(&beside, script)?;
    fs::set_permissions(&beside, fs::Permissions::from_mode(0o755))?;
    // Another test may be starting it.
    fs::rename(beside, client)
}

/// Makes an archive of the image in a folder: a static busybox, as `scripts/setup` makes it for docker.
///
/// # Errors
/// When there is no static busybox, or no `tar`.
pub fn image_archive(place: &Path) -> Result<PathBuf, String> {
    let folder = place.join("image");
    let script = "set -e; rm -rf \"$1\"; mkdir -p \"$1/bin\" \"$1/tmp\" \"$1/etc\"; chmod 1777 \"$1/tmp\"\n\
                  cp \"$(command -v busybox)\" \"$1/bin/busybox\"\n\
                  for name in sh ls cat id env sleep true false echo kill head wc printf test; do\n\
                  ln -s busybox \"$1/bin/$name\"; done\n\
                  printf 'root:x:0:0:root:/:/bin/sh\\nalice:x:1000:1000:alice:/tmp:/bin/sh\\n' >\"$1/etc/passwd\"\n\
                  tar -C \"$1\" -cf \"$1.tar\" .\n";
    good(Command::new("/bin/sh").args(["-c", script, "sh"]).arg(&folder).output())?;
    Ok(place.join("image.tar"))
}
