//! docker's other commands.
//!
//! `docker cp c:/a /b` -> the host file `/b` is written.

use super::{asks, lacks, read, run};

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
            "command: other option: option=follow-link",
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
    asks(&["docker", "rm", "-l", "a/b"], &["objects: modifier: option=link"]);
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
