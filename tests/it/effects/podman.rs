//! What podman asks for otherwise.
//!
//! `podman run --mount type=bind,dst=/etc img` -> a bind of `/etc`.

use super::{asks, podman, run};

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
