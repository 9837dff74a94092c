//! Every option by which a container reaches beyond itself is an effect with its exact value: a test for each row of the
//! list of privilege-relevant options, docker's and podman's, and for the surprises in their spelling.

#![expect(clippy::expect_used, reason = "test code stops by a panic that says why")]

use std::ffi::OsString;

use longshore::argv::{Line, Tables};
use longshore::effects::{Effects, Limit, effects};
use longshore::runtimes::docker::Docker;
use longshore::runtimes::podman::Podman;
use longshore::values::Dialect;

fn read(line: &[&str]) -> Effects {
    let words: Vec<OsString> = line.iter().map(OsString::from).collect();
    let (tables, dialect): (&dyn Tables, _) =
        if line[0] == "podman" { (&Podman, Dialect::Podman5) } else { (&Docker, Dialect::Docker) };
    let line = Line::read(&words, tables).expect("the client accepts the line");
    effects(&line, dialect)
}

/// The effects that are not defaults, `theme: name: value` each, without their words.
fn said(line: &[&str]) -> Vec<String> {
    let text = read(line).text(false);
    let mut theme = "";
    let mut all = Vec::new();
    for line in text.lines() {
        let Some(effect) = line.strip_prefix("  ") else {
            theme = line;
            continue;
        };
        let (name, value) = effect.split_at(20);
        let value = value.trim_start();
        let value = value.rsplit_once("  (word").map_or(value, |(value, _)| value);
        all.push(format!("{theme}: {}: {value}", name.trim_end()));
    }
    all
}

/// The line has all these effects.
#[track_caller]
fn asks(line: &[&str], wanted: &[&str]) {
    let said = said(line);
    for wanted in wanted {
        assert!(said.iter().any(|found| found == wanted), "{line:?} lacks `{wanted}`:\n{}", said.join("\n"));
    }
}

/// docker's `run` with these options, and `img`.
#[track_caller]
fn run(options: &[&str], wanted: &[&str]) {
    asks(&[&["docker", "run"], options, &["img"]].concat(), wanted);
}

/// podman's.
#[track_caller]
fn podman(options: &[&str], wanted: &[&str]) {
    asks(&[&["podman", "run"], options, &["img"]].concat(), wanted);
}

/// What the line does not ask for.
#[track_caller]
fn lacks(line: &[&str], start: &str) {
    let said = said(line);
    assert!(!said.iter().any(|found| found.starts_with(start)), "{line:?} has `{start}`:\n{}", said.join("\n"));
}

// docker run and create

#[test]
fn a_path_that_begins_with_a_dot_is_clean_as_dockers_client_sends_it() {
    run(&["-v", ".///x:/b"], &["mounts: mount: host=./x target=/b access=rw"]);
    run(&["-v", "./a/../y/:/b"], &["mounts: mount: host=./y target=/b access=rw"]);
    run(&["-v", "./:/b"], &["mounts: mount: host=. target=/b access=rw"]);
    run(&["-v", "./../x:/b"], &["mounts: mount: host=../x target=/b access=rw"]);
    run(&["-v", ".//.x:/b"], &["mounts: mount: host=.x target=/b access=rw"]);
    run(&["--mount=type=bind,src=.//x/.,dst=/b"], &["mounts: mount: host=./x target=/b access=rw"]);
    run(&["-v", "/a//./x:/b"], &["mounts: mount: host=/a//./x target=/b access=rw"]);
}

#[test]
fn volumes_and_binds() {
    run(&["-v", "/a:/b:ro"], &["mounts: mount: host=/a target=/b access=ro"]);
    run(
        &["--volume=/a:/b:rshared,z"],
        &["mounts: mount: host=/a target=/b access=rw propagation=rshared relabel=shared"],
    );
    run(&["-v", "data:/b"], &["mounts: mount: volume=data target=/b access=rw"]);
    run(&["-v", "/b"], &["mounts: mount: volume=(anonymous) target=/b access=rw"]);
    run(&["-v", "/var/run/docker.sock:/s"], &["mounts: mount: host=/var/run/docker.sock target=/s access=rw"]);
    run(
        &["--mount", "type=bind,src=/a,dst=/b,bind-propagation=shared"],
        &["mounts: mount: host=/a target=/b access=rw propagation=shared"],
    );
    run(
        &["--mount", "type=bind,src=/a,dst=/b,ro,bind-recursive=readonly,bind-propagation=rprivate"],
        &["mounts: mount: host=/a target=/b access=ro-recursive propagation=rprivate"],
    );
    run(
        &["--mount", "type=bind,src=/a,dst=/b,bind-recursive=disabled"],
        &["mounts: mount: host=/a target=/b access=rw submounts=no"],
    );
}

#[test]
fn volumes_whose_options_mount_host_paths() {
    let options = "volume-opt=type=none,volume-opt=o=bind,volume-opt=device=/etc";
    let mount = format!("type=volume,src=v,dst=/x,{options}");
    run(
        &["--mount", &mount],
        &[
            "mounts: mount: host=/etc target=/x access=rw",
            &format!("mounts: mount: volume=v target=/x access=rw options={options}"),
        ],
    );
    asks(
        &["docker", "volume", "create", "-o", "type=none", "-o", "o=bind,ro", "-o", "device=/etc", "v"],
        &["mounts: mount: host=/etc target= access=ro", "objects: object: kind=volume how=create name=v"],
    );
    asks(
        &["docker", "volume", "create", "-o", "type=nfs", "-o", "o=addr=h,rw", "-o", "device=:/x"],
        &[
            "mounts: mount: file-system=\"nfs :/x addr=h,rw\" target= access=rw",
            "objects: object: kind=volume how=create which=new",
        ],
    );
    asks(
        &["docker", "volume", "create", "-o", "type=ext4", "-o", "device=/dev/sda1"],
        &["mounts: mount: file-system=\"ext4 /dev/sda1 \" target= access=rw"],
    );
    run(
        &["--volume-driver", "nfs", "-v", "data:/x"],
        &["mounts: volume driver: nfs", "programs: program: kind=volume-driver name=nfs"],
    );
    run(&["--mount", "src=v,dst=/x,volume-driver=evil"], &["programs: program: kind=volume-driver name=evil"]);
}

#[test]
fn other_types_of_mounts() {
    run(&["--mount", "type=image,src=i,dst=/x"], &["mounts: mount: image=i target=/x access=rw"]);
    run(&["--mount", "type=cluster,src=c,dst=/x"], &["mounts: mount: unknown=\"cluster c\" target=/x access=rw"]);
    run(&["--mount", "type= bind,src=/etc,dst=/x"], &["mounts: mount: unknown=\" bind /etc\" target=/x access=rw"]);
    run(&["--mount", "TYPE=BIND,SRC=/etc,DST=/x"], &["mounts: mount: host=/etc target=/x access=rw"]);
    run(
        &["--mount", "type=bind,src=/a,dst=/x\ntype=bind,src=/b,dst=/y"],
        &["mounts: mount: host=/a target=/x access=rw"],
    );
    run(
        &["--volumes-from", "c:ro"],
        &["mounts: mount: volumes-of=c target= access=ro", "objects: object: kind=container how=read name=c"],
    );
    run(
        &["--tmpfs", "/t:exec,suid,size=1g,mode=1777"],
        &["mounts: mount: tmpfs=\"1073741824 bytes\" target=/t access=rw options=exec,suid,mode=1777"],
    );
    run(&["--tmpfs", "/t"], &["mounts: mount: tmpfs=unlimited target=/t access=rw"]);
    run(&["--tmpfs", "/t:size=50%"], &["mounts: mount: tmpfs=unlimited target=/t access=rw"]);
    run(
        &["--mount", "type=tmpfs,dst=/t,tmpfs-size=1m"],
        &["mounts: mount: tmpfs=\"1048576 bytes\" target=/t access=rw"],
    );
}

#[test]
fn devices_and_gpus() {
    run(&["--device", "/dev/sda:/dev/x:r"], &["devices: device: source=/dev/sda target=/dev/x access=r"]);
    run(
        &["--device", "nvidia.com/gpu=all"],
        &["devices: device: cdi=nvidia.com/gpu=all", "devices: gpus: set=all through=device"],
    );
    run(&["--device-cgroup-rule", "a *:* rwm"], &["devices: cgroup rule: a *:* rwm"]);
    run(&["--gpus", "all"], &["devices: gpus: set=all through=option"]);
    run(&["--gpus=-1"], &["devices: gpus: set=all through=option"]);
    run(&["--gpus", "2"], &["devices: gpus: set=2 through=option"]);
    run(&["--gpus", "device=0,1"], &["devices: gpus: set=\"named 0 and count 1\" through=option"]);
    run(&["--gpus", "\"device=0,1\""], &["devices: gpus: set=\"named 0,1\" through=option"]);
    run(&["-e", "NVIDIA_VISIBLE_DEVICES=all"], &["devices: gpus: set=all through=variable"]);
    run(&["-e", "NVIDIA_VISIBLE_DEVICES"], &["devices: gpus: set=unknown through=variable"]);
    run(&["--runtime", "nvidia"], &["devices: gpus: set=unknown through=runtime"]);
    lacks(&["docker", "run", "-e", "NVIDIA_VISIBLE_DEVICES=void", "img"], "devices: gpus");
}

#[test]
fn privilege_capabilities_and_security_options() {
    run(&["--privileged"], &["security: privileged: yes"]);
    lacks(&["docker", "run", "--privileged", "--privileged=0", "img"], "security: privileged");
    run(
        &["--cap-add", "sys_admin", "--cap-add=ALL", "--cap-drop", "CAP_KILL"],
        &[
            "security: capability added: CAP_SYS_ADMIN",
            "security: capability added: ALL",
            "security: capability dropped: CAP_KILL",
        ],
    );
    for option in ["apparmor=unconfined", "label=disable", "seccomp=unconfined", "systempaths=unconfined"] {
        run(&["--security-opt", option], &[&format!("security: security option: {option}")]);
    }
    run(&["--security-opt", "no-new-privileges"], &["security: no new privileges: yes"]);
    run(&["--security-opt", "writable-cgroups=true"], &["security: security option: writable-cgroups=true"]);
    let both = ["docker", "run", "--security-opt=no-new-privileges", "--security-opt=no-new-privileges:false", "img"];
    lacks(&both, "security: no new privileges");
    run(
        &["--security-opt", "seccomp=/f.json"],
        &["security: security option: seccomp=/f.json", "client files: file: path=/f.json access=read"],
    );
    run(
        &["--use-api-socket"],
        &[
            "security: engine socket: yes",
            "mounts: mount: engine=\"(socket and credentials)\" target=/var/run/docker.sock access=rw",
        ],
    );
    run(&["--sysctl", "net.ipv4.ip_forward=1"], &["security: sysctl: net.ipv4.ip_forward=1"]);
}

#[test]
fn namespaces_of_the_host_and_of_others() {
    for (option, name) in
        [("--pid", "pid"), ("--ipc", "ipc"), ("--uts", "uts"), ("--userns", "user"), ("--cgroupns", "cgroup")]
    {
        run(&[option, "host"], &[&format!("namespaces: {name}: host")]);
        let erased = ["docker", "run", option, "host", &format!("{option}="), "img"];
        lacks(&erased, &format!("namespaces: {name}"));
    }
    run(
        &["--pid", "container:c"],
        &["namespaces: pid: container:c", "objects: object: kind=container how=enter name=c"],
    );
    run(&["--isolation", "hyperv"], &["namespaces: isolation: hyperv"]);
}

#[test]
fn networks() {
    for spelling in ["host", "name=host", "name=HOST", "\"name=host\""] {
        run(&["--network", spelling], &["network: network: host"]);
        run(&["--net", spelling], &["network: network: host"]);
    }
    run(
        &["--network", "container:c"],
        &["network: network: container:c", "objects: object: kind=container how=enter name=c"],
    );
    let two = read(&["docker", "run", "--network", "a", "--network", "b", "img"]);
    assert_eq!(two.network.networks.len(), 2);
    assert_eq!(*two.network.mode(), longshore::values::NetworkMode::Networks(vec![b"a".to_vec()]));
    run(&["--network", "name=lan,ip=10.0.0.7"], &["network: network: mode=lan options=ip=10.0.0.7"]);
    run(&["--link", "c:db"], &["network: link: c:db", "objects: object: kind=container how=read name=c"]);
    run(
        &["--ip", "10.0.0.1", "--ip6", "::1", "--link-local-ip", "169.254.1.1", "--mac-address", "02:00:00:00:00:01"],
        &[
            "network: address: option=ip value=10.0.0.1",
            "network: address: option=ip6 value=::1",
            "network: address: option=link-local-ip value=169.254.1.1",
            "network: address: option=mac-address value=02:00:00:00:00:01",
        ],
    );
    run(&["--add-host", "h:10.0.0.1"], &["network: host: h:10.0.0.1"]);
}

#[test]
fn ports() {
    run(
        &["-p", "127.0.0.1:8080:80/udp"],
        &["network: published: address=127.0.0.1 host=8080 container=80 protocol=udp"],
    );
    run(&["-p", "80"], &["network: published: address=all host=random container=80 protocol=tcp"]);
    run(&["-P", "--expose", "90"], &["network: publish all: yes", "network: exposed: 90/tcp"]);
}

#[test]
fn users_and_groups() {
    run(
        &["-u", "0:100", "--group-add", "docker", "--group-add", "999"],
        &["identity: user: 0", "identity: group: 100", "identity: group added: docker", "identity: group added: 999"],
    );
    run(&["-u="], &["identity: user: ="]);
    for none in [&["docker", "run", "img"][..], &["docker", "run", "-u", "1", "--user=", "img"]] {
        lacks(none, "identity");
        assert!(read(none).text(true).contains("  user                 image"));
    }
}

#[test]
fn runtimes_and_accounting() {
    run(&["--runtime", "kata"], &["programs: program: kind=runtime name=kata"]);
    run(&["--cgroup-parent", "/x"], &["accounting: cgroup parent: /x"]);
    run(
        &["--oom-score-adj", "-1000", "--oom-kill-disable"],
        &["accounting: oom score: -1000", "accounting: oom kill disabled: yes"],
    );
    run(&["--storage-opt", "size=1T"], &["mounts: storage option: key=size value=1T"]);
    run(
        &["--log-driver", "syslog", "--log-opt", "tag=a", "--log-opt", "tag=b"],
        &["accounting: log driver: syslog", "accounting: log option: key=tag value=b"],
    );
}

#[test]
fn limits() {
    run(
        &["-m", "1g", "--memory-reservation", "512m", "--memory-swap", "-1", "--memory-swappiness", "10"],
        &[
            "limits: memory: 1073741824 bytes",
            "limits: memory reservation: 536870912 bytes",
            "limits: memory and swap: unlimited",
            "limits: swappiness: 10",
        ],
    );
    run(
        &["--cpus", "1.5", "--cpuset-cpus", "0-3", "--cpuset-mems", "0", "-c", "512"],
        &["limits: cpus: 1.5", "limits: cpuset cpus: 0-3", "limits: cpuset mems: 0", "limits: cpu shares: 512"],
    );
    run(
        &["--cpu-quota", "5000", "--cpu-period", "10000", "--cpu-rt-runtime", "7", "--cpu-rt-period", "8"],
        &[
            "limits: cpu quota: 5000 us",
            "limits: cpu period: 10000",
            "limits: real-time runtime: 7 us",
            "limits: real-time period: 8",
        ],
    );
    run(
        &["--pids-limit", "10", "--shm-size", "1m", "--ulimit", "nofile=1:2", "--ulimit", "nofile=3"],
        &["limits: processes: 10", "limits: shm size: 1048576 bytes", "limits: ulimit: nofile=3:3"],
    );
    run(
        &["--blkio-weight", "100", "--blkio-weight-device", "/dev/sda:20", "--device-read-bps", "/dev/sda:1m"],
        &[
            "limits: blkio weight: 100",
            "limits: blkio device weight: /dev/sda:20",
            "limits: rate: kind=\"read bytes/s\" bound=/dev/sda:1048576",
        ],
    );
    asks(
        &["docker", "update", "-m", "1g", "--restart", "always", "c"],
        &[
            "limits: memory: 1073741824 bytes",
            "lifetime: restart: always",
            "objects: object: kind=container how=change name=c",
        ],
    );
}

#[test]
fn zero_negative_and_absent_limits_are_unlimited() {
    for line in [
        &["docker", "run", "img"][..],
        &["docker", "run", "-m", "0", "--pids-limit", "-1", "--cpus", "0", "--cpu-quota=-1", "img"],
        &["docker", "run", "-m", "1g", "-m", "0", "--pids-limit", "5", "--pids-limit=0", "img"],
        &["docker", "run", "-m", "9223372036854775808", "img"],
    ] {
        let limits = read(line).limits;
        assert_eq!(limits.memory.value, Limit::Unlimited, "{line:?}");
        assert_eq!(limits.pids.value, Limit::Unlimited, "{line:?}");
        assert_eq!(limits.cpus(), Limit::Unlimited, "{line:?}");
        assert_eq!(limits.memory_and_swap(), Limit::Unlimited, "{line:?}");
    }
    let limits = read(&["docker", "run", "-m", "1k", "--cpu-quota", "50000", "img"]).limits;
    assert_eq!((limits.memory_and_swap(), limits.cpus()), (Limit::To(2048), Limit::To(500_000_000)));
}

#[test]
fn files_of_the_client() {
    run(
        &["--env-file", "e", "--label-file", "l", "--cidfile", "c"],
        &[
            "client files: file: path=e access=read",
            "client files: file: path=l access=read",
            "client files: file: path=c access=create",
            "environment: file: e",
            "labels: file: l",
        ],
    );
    lacks(&["docker", "run", "--cidfile", "a", "--cidfile=", "img"], "client files");
}

#[test]
fn environment() {
    run(
        &["-e", "A=1", "-e", "B", "-e", "A=2,C=3"],
        &["environment: variable: name=A value=2,C=3", "environment: variable: name=B from=caller"],
    );
    assert_eq!(read(&["docker", "run", "-eA=1", "-eA=2", "img"]).environment.variables.len(), 1);
    // exec keeps order and doubles.
    assert_eq!(read(&["docker", "exec", "-eA=1", "-eA=2", "c", "x"]).environment.variables.len(), 2);
}

#[test]
fn labels_and_annotations() {
    run(
        &["-l", "a=1", "-l", "a", "--annotation", "run.oci.keep_original_groups=1"],
        &["labels: label: key=a value=", "labels: annotation: key=run.oci.keep_original_groups value=1"],
    );
}

#[test]
fn lifetime() {
    run(
        &["-d", "--rm", "--init", "--health-cmd", "x", "--health-interval", "1s"],
        &[
            "lifetime: detach: yes",
            "lifetime: remove: yes",
            "lifetime: init: yes",
            "lifetime: health check: command=x",
            "lifetime: health option: option=health-interval value=1s",
        ],
    );
    run(&["--restart", "on-failure:3"], &["lifetime: restart: on-failure:3"]);
    run(
        &["--stop-signal", "KILL", "--stop-timeout", "-1", "--detach-keys", "a", "--sig-proxy=false"],
        &[
            "lifetime: signal: SIGKILL",
            "lifetime: stop timeout: none",
            "lifetime: detach keys: a",
            "lifetime: signal proxy: no",
        ],
    );
    run(&["--read-only"], &["mounts: read-only root: yes"]);
    lacks(&["docker", "run", "--read-only", "--read-only=false", "img"], "mounts");
}

#[test]
fn names() {
    run(
        &["--name", "/x", "--hostname", "h", "--domainname", "d", "--network-alias", "a"],
        &[
            "objects: name: /x",
            "objects: object: kind=container how=create name=/x",
            "network: host name: h",
            "network: domain name: d",
            "network: alias: a",
        ],
    );
    run(
        &["--dns", "10.0.0.1", "--dns-opt", "o", "--dns-search", "s.org"],
        &["network: name server: 10.0.0.1", "network: resolver option: o", "network: search domain: s.org"],
    );
}

#[test]
fn what_runs() {
    asks(
        &["docker", "run", "--entrypoint", "sh", "-w", "/w", "reg.org/i@sha256:x", "-c", "ls"],
        &[
            "process: entrypoint: sh",
            "process: command: -c ls",
            "process: working directory: /w",
            "images: runs: unreadable=reg.org/i@sha256:x",
        ],
    );
    run(
        &["--entrypoint=", "--pull", "always", "--platform", "linux/arm64", "--disable-content-trust"],
        &[
            "process: entrypoint: none",
            "images: runs: docker.io/library/img:latest",
            "images: pull: always",
            "images: platform: linux/arm64",
            "images: content trust: disabled",
        ],
    );
    podman(
        &["--entrypoint", "[\"sh\", null, \"-c\"]"],
        &["process: entrypoint: sh '' -c", "images: runs: docker.io/library/img:latest"],
    );
    podman(&["--entrypoint", "null"], &["images: runs: docker.io/library/img:latest"]);
    asks(&["docker", "run", "--tty", "false"], &["images: runs: docker.io/library/false:latest"]);
    asks(&["docker", "run", "--user", "--privileged", "img"], &["identity: user: --privileged"]);
    asks(&["docker", "create", "--", "--privileged"], &["images: runs: unreadable=--privileged"]);
}

#[test]
fn the_engine_is_another() {
    asks(&["docker", "-H", "tcp://h:1", "-H", "", "ps"], &["engine: address: tcp://h:1", "engine: address: (empty)"]);
    asks(&["docker", "-c", "other", "ps"], &["engine: context: other"]);
    asks(
        &["docker", "--config", "/d", "ps"],
        &[
            "engine: configuration: /d",
            "client files: file: path=/d access=read",
            "programs: program: kind=configuration name=/d",
        ],
    );
    asks(
        &["docker", "--tlsverify=false", "--tlscacert", "\"/ca\"", "ps"],
        &["engine: tls: on", "client files: file: path=/ca access=read"],
    );
    asks(&["docker", "--tls=false", "ps"], &["engine: tls: off"]);
}

// docker's other commands

#[test]
fn exec_enters() {
    asks(
        &["docker", "exec", "--privileged", "-u", "0", "-w", "/", "--env-file", "f", "-d", "c", "sh"],
        &[
            "security: privileged: yes",
            "identity: user: 0",
            "process: working directory: /",
            "process: command: sh",
            "client files: file: path=f access=read",
            "lifetime: detach: yes",
            "objects: object: kind=container how=enter name=c",
        ],
    );
}

#[test]
fn copies_read_and_write_host_files() {
    asks(
        &["docker", "cp", "-L", "/etc/shadow", "c:/x"],
        &[
            "client files: file: path=/etc/shadow access=read",
            "objects: object: kind=container how=change name=c",
            "command: other option: option=follow-link value=",
        ],
    );
    asks(
        &["docker", "cp", "c:/x", "-"],
        &["client files: file: stream=standard access=write", "objects: object: kind=container how=read name=c"],
    );
    asks(&["docker", "cp", "./a:b", "c:/x"], &["client files: file: path=./a:b access=read"]);
}

#[test]
fn builds_and_plugins_may_do_anything() {
    asks(
        &["docker", "build", "-f", "x", "."],
        &[
            "command: everything: unread=\"build -f x .\"",
            "client files: file: unread=any access=read",
            "programs: program: kind=plugin name=buildx",
        ],
    );
    asks(
        &["docker", "foo", "--bar"],
        &["command: everything: unread=\"foo --bar\"", "programs: program: kind=plugin name=foo"],
    );
    asks(&["docker", "--config", "/d", "help", "foo"], &["programs: program: kind=plugin name=foo"]);
    for command in ["plugin", "swarm", "service", "stack", "secret", "config", "context", "buildx", "compose"] {
        assert!(read(&["docker", command, "x"]).everything.is_some(), "{command}");
    }
    asks(&["docker", "system", "dial-stdio"], &["command: everything: the engine's own interface"]);
}

#[test]
fn images_are_written_and_files_too() {
    asks(
        &["docker", "commit", "-c", "USER 0", "c", "r:t"],
        &[
            "images: change: USER 0",
            "images: written: docker.io/library/r:t",
            "objects: object: kind=container how=read name=c",
        ],
    );
    asks(
        &["docker", "tag", "a", "b"],
        &["images: written: docker.io/library/b:latest", "objects: object: kind=image how=read name=a"],
    );
    asks(&["docker", "export", "-o", "f", "c"], &["client files: file: path=f access=write"]);
    asks(&["docker", "save", "-o", "f", "i"], &["client files: file: path=f access=write"]);
    asks(
        &["docker", "load", "-i", "f"],
        &["client files: file: path=f access=read", "images: written: whatever is named inside"],
    );
    asks(
        &["docker", "import", "f", "r"],
        &["client files: file: path=f access=read", "images: written: docker.io/library/r:latest"],
    );
    asks(&["docker", "import", "http://h/f"], &["objects: object: kind=registry how=read name=http://h/f"]);
    asks(&["docker", "pull", "-a", "i"], &["images: written: all-tags=docker.io/library/i:latest"]);
    asks(&["docker", "push", "i"], &["objects: object: kind=registry how=change name=i"]);
    asks(
        &["docker", "login", "-u", "me", "-p", "secret", "reg"],
        &[
            "engine: credentials: username",
            "engine: credentials: password",
            "objects: object: kind=registry how=change name=reg",
        ],
    );
    lacks(&["docker", "login", "-p", "secret", "reg"], "engine: credentials: secret");
}

#[test]
fn objects_of_others() {
    for (verb, how) in [
        ("kill", "control"),
        ("stop", "control"),
        ("rm", "remove"),
        ("attach", "enter"),
        ("logs", "read"),
        ("top", "read"),
        ("diff", "read"),
        ("pause", "control"),
        ("wait", "read"),
        ("start", "control"),
    ] {
        asks(&["docker", verb, "c"], &[&format!("objects: object: kind=container how={how} name=c")]);
    }
    asks(&["docker", "rename", "a", "b"], &["objects: object: kind=container how=change name=a", "objects: name: b"]);
    asks(&["docker", "rmi", "-f", "i"], &["objects: object: kind=image how=remove name=i", "lifetime: force: yes"]);
    asks(&["docker", "inspect", "x"], &["objects: object: kind=any how=read name=x"]);
    asks(&["docker", "rm", "-l", "a/b"], &["objects: modifier: option=link value="]);
    asks(
        &["docker", "container", "prune", "--filter", "label=a"],
        &["objects: object: kind=container how=remove which=\"filter label=a\""],
    );
    asks(&["docker", "volume", "prune"], &["objects: object: kind=volume how=remove which=bulk"]);
    asks(
        &["docker", "system", "prune", "--volumes", "-a"],
        &["objects: object: kind=volume how=remove which=all", "objects: object: kind=network how=remove which=all"],
    );
    asks(&["docker", "stop", "-t", "0", "c"], &["lifetime: stop timeout: 0 s"]);
    asks(
        &["docker", "start", "--checkpoint", "p", "--checkpoint-dir", "/d", "c"],
        &[
            "lifetime: checkpoint: option=checkpoint value=p",
            "lifetime: checkpoint: option=checkpoint-dir value=/d",
            "client files: file: path=/d access=read",
        ],
    );
    asks(&["docker", "top", "c", "-o", "pid"], &["programs: program: kind=process-list name=\"-o pid\""]);
    asks(
        &["docker", "network", "create", "-d", "macvlan", "-o", "parent=eth0", "n"],
        &[
            "programs: program: kind=network-driver name=macvlan",
            "network: network option: option=opt value=parent=eth0",
            "objects: object: kind=network how=create name=n",
        ],
    );
    asks(
        &["docker", "network", "connect", "--ip", "10.0.0.9", "n", "c"],
        &[
            "network: address: option=ip value=10.0.0.9",
            "objects: object: kind=network how=change name=n",
            "objects: object: kind=container how=change name=c",
        ],
    );
}

#[test]
fn help_before_run_stops_nothing() {
    asks(&["docker", "--help", "create", "i"], &["command: verb: create", "images: runs: docker.io/library/i:latest"]);
    asks(&["docker", "container", "--help", "run", "-d", "i"], &["command: verb: run", "lifetime: detach: yes"]);
}

#[test]
fn unknown_options_and_bad_values_are_effects() {
    run(&["--new-thing=x"], &["command: unknown option: option=new-thing value=x"]);
    asks(
        &["docker", "run", "--cap-add", "A,B", "img"],
        &[
            "command: unreadable option: option=cap-add value=A,B why=\"capability `A,B` is not made of letters, digits and underscores\"",
        ],
    );
}

// podman

#[test]
fn persistent_globals_behind_run() {
    podman(
        &["--root", "/r", "--storage-opt", "overlay.mount_program=/evil", "--conmon", "/c", "--runtime", "/rt"],
        &[
            "engine: engine option: option=root value=/r",
            "programs: program: kind=storage name=/evil",
            "programs: program: kind=conmon name=/c",
            "programs: program: kind=runtime name=/rt",
        ],
    );
    podman(
        &["--hooks-dir", "/h", "--cdi-spec-dir", "/d", "--cpu-profile", "/f", "--runtime-flag", "debug"],
        &[
            "programs: program: kind=hooks name=/h",
            "programs: program: kind=configuration name=/d",
            "client files: file: path=/f access=write",
            "programs: program: kind=runtime-flag name=debug",
        ],
    );
    podman(
        &["--network-cmd-path", "/p", "--runroot", "/r", "--tmpdir", "/t", "--volumepath", "/v"],
        &[
            "programs: program: kind=network-driver name=/p",
            "engine: engine option: option=runroot value=/r",
            "engine: engine option: option=tmpdir value=/t",
            "engine: engine option: option=volumepath value=/v",
        ],
    );
}

#[test]
fn podman_mounts() {
    podman(&["--mount", "type=bind,dst=/etc"], &["mounts: mount: host=/etc target=/etc access=rw"]);
    podman(&["--mount", "type=bind,src=/a,dst=/b,ro=1"], &["mounts: mount: host=/a target=/b access=rw"]);
    podman(&["--mount", "type=bind,src=/a,dst=/b,ro=true"], &["mounts: mount: host=/a target=/b access=ro"]);
    podman(&["--mount", "type=glob,src=/a*,dst=/b"], &["mounts: mount: host-pattern=/a* target=/b access=rw"]);
    podman(&["--mount", "type=ramfs,dst=/b"], &["mounts: mount: ramfs=unlimited target=/b access=rw"]);
    podman(
        &["-v", "/a:/b:O,upperdir=/u,workdir=/w"],
        &[
            "mounts: mount: host=/a target=/b access=rw options=O,upperdir=/u,workdir=/w",
            "mounts: mount: host=/u target=/b access=rw",
            "mounts: mount: host=/w target=/b access=rw",
        ],
    );
    podman(&["-v", "/a:/b:U,Z"], &["mounts: mount: host=/a target=/b access=rw relabel=private chown=yes"]);
    podman(&["-v", "~/x:/b"], &["mounts: mount: volume=~/x target=/b access=rw"]);
    asks(
        &["podman", "run", "--rootfs", "/r:O", "sh"],
        &[
            "images: runs: root-fs=/r options=O",
            "mounts: mount: host=/r target=/ access=rw options=O",
            "process: command: sh",
        ],
    );
    asks(
        &["podman", "run", "dir:/etc/x"],
        &["images: runs: transport=dir rest=/etc/x", "client files: file: path=/etc/x access=read"],
    );
}

#[test]
fn podman_identity_and_namespaces() {
    podman(
        &["--userns", "keep-id", "--uidmap", "0:1:2", "--group-add", "keep-groups", "--hostuser", "me"],
        &[
            "namespaces: user: keep-id",
            "identity: mapping: option=uidmap value=0:1:2",
            "identity: group added: keep-groups",
            "identity: mapping: option=hostuser value=me",
        ],
    );
    podman(
        &["--pid", "ns:/proc/1/ns/pid", "--network", "ns:/n", "--pod", "p"],
        &["namespaces: pid: ns:/proc/1/ns/pid", "network: network: ns:/n", "objects: pod: p"],
    );
    podman(
        &["--passwd-entry", "a:b", "--subuidname", "s"],
        &["identity: mapping: option=passwd-entry value=a:b", "identity: mapping: option=subuidname value=s"],
    );
}

#[test]
fn podman_environment_and_secrets() {
    podman(&["-e", "*"], &["environment: variable: prefix= from=caller"]);
    podman(&["-e", "AB*"], &["environment: variable: prefix=AB from=caller"]);
    podman(
        &["--env-host", "--http-proxy=false", "--unsetenv", "A", "--secret", "s"],
        &[
            "environment: all of the caller: yes",
            "environment: proxies: none",
            "environment: other: option=unsetenv value=A",
            "mounts: mount: secret=s target= access=ro",
        ],
    );
}

#[test]
fn podman_files_and_trust() {
    podman(
        &["--authfile", "/a", "--decryption-key", "/k", "--signature-policy", "/s", "--tls-verify=false"],
        &[
            "client files: file: path=/a access=read",
            "client files: file: path=/k access=read",
            "client files: file: path=/s access=read",
            "images: image option: option=tls-verify value=false",
        ],
    );
    podman(
        &["--pidfile", "/p", "--conmon-pidfile", "/c", "--log-opt", "path=/l", "--hosts-file", "/h"],
        &[
            "client files: file: path=/p access=create",
            "client files: file: path=/c access=create",
            "client files: file: path=/l access=write",
            "client files: file: path=/h access=read",
        ],
    );
    podman(
        &["--init-path", "/i", "--pod-id-file", "/f"],
        &["programs: program: kind=init name=/i", "client files: file: path=/f access=read"],
    );
}

#[test]
fn podman_takes_the_log_driver_of_the_options_first() {
    podman(
        &["--log-opt", "Driver=none", "--log-driver", "k8s-file"],
        &["accounting: log driver: none", "accounting: log option: key=Driver value=none"],
    );
    podman(&["--log-driver", "none", "--log-opt", "driver=journald"], &["accounting: log driver: journald"]);
    run(&["--log-opt", "driver=none", "--log-driver", "syslog"], &["accounting: log driver: syslog"]);
}

#[test]
fn podman_accounting_security_and_lifetime() {
    podman(
        &["--cgroups", "disabled", "--cgroup-conf", "a=b", "--rdt-class", "r"],
        &[
            "accounting: other: option=cgroups value=disabled",
            "accounting: other: option=cgroup-conf value=a=b",
            "accounting: other: option=rdt-class value=r",
        ],
    );
    podman(
        &["--security-opt", "unmask=ALL", "--security-opt", "proc-opts=hidepid=0"],
        &["security: security option: unmask=ALL", "security: security option: proc-opts=hidepid=0"],
    );
    podman(
        &["--cap-add", "kill,chown"],
        &["security: capability added: CAP_KILL", "security: capability added: CAP_CHOWN"],
    );
    podman(
        &["--preserve-fds", "2", "--sdnotify", "container", "--systemd", "always", "--timeout", "5"],
        &[
            "mounts: other: option=preserve-fds value=2",
            "lifetime: other: option=sdnotify value=container",
            "lifetime: other: option=systemd value=always",
            "lifetime: other: option=timeout value=5",
        ],
    );
    podman(&["--replace", "--name", "x"], &["objects: object: kind=container how=remove which=new"]);
    podman(&["--shm-size", "0"], &["limits: shm size: unlimited"]);
    podman(&["--gpus", "all"], &["devices: gpus: set=all through=option", "devices: device: cdi=nvidia.com/gpu=all"]);
    podman(&["--network", "name=host"], &["network: network: name=host"]);
    podman(&["--annotation", "run.oci.handler=x"], &["labels: annotation: key=run.oci.handler value=x"]);
}

#[test]
fn podman_bulk() {
    asks(&["podman", "rm", "-l"], &["objects: object: kind=container how=remove which=latest"]);
    asks(&["podman", "rm", "-a", "-f"], &["objects: object: kind=container how=remove which=all"]);
    asks(
        &["podman", "stop", "--filter", "name=x"],
        &["objects: object: kind=container how=control which=\"filter name=x\""],
    );
    asks(
        &["podman", "exec", "-l", "sh"],
        &["objects: object: kind=container how=enter which=latest", "process: command: sh"],
    );
}

#[test]
fn every_effect_knows_its_words() {
    let effects = read(&["docker", "run", "-u", "1", "--memory=1g", "-dit", "img", "sh"]);
    let at = effects.identity.user.at.expect("it was asked for");
    assert_eq!((at.word, at.value, at.option.expect("an option").as_str()), (2, 3, "user"));
    let at = effects.limits.memory.at.expect("it was asked for");
    assert_eq!((at.word, at.value), (4, 4));
    assert_eq!(effects.lifetime.detach.at.map(|at| at.word), Some(5));
    assert_eq!(effects.images.runs.at.map(|at| (at.word, at.option)), Some((6, None)));
    assert_eq!(effects.network.publish_all.at, None);
    assert!(effects.text(true).contains("memory               1073741824 bytes  (word 4 --memory)"));
}

#[test]
fn equal_lines_in_other_spellings_have_equal_effects() {
    assert_eq!(
        read(&["docker", "run", "-itu", "1000", "-v", "/a:/b:ro", "img"]),
        read(&[
            "docker",
            "container",
            "run",
            "--mount=type=bind,source=/a,target=/b,readonly",
            "--user=1000",
            "--",
            "img"
        ]),
    );
    assert_ne!(read(&["docker", "run", "img"]), read(&["docker", "run", "-u", "0", "img"]));
}
