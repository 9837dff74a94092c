//! Who runs what, with which limits, environment and files of the client.
//!
//! `docker run -u 1000 img sh` -> the user 1000, the command `sh`.

use super::{asks, lacks, podman, read, run};
use longshore::effects::Limit;

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
    podman(&["--entrypoint", "[1]"], &["process: entrypoint: '' '[1]'"]);
    podman(&["--entrypoint", "[\"a\", {}]"], &["process: entrypoint: a '' '[\"a\", {}]'"]);
    podman(&["--entrypoint", "{}"], &["process: entrypoint: {}"]);
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
