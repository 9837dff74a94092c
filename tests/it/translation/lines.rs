//! docker's lines and podman's words for them.

use std::fmt::Write as _;

use super::{profile, shown};

/// Translates by the reading of podman 4 and of podman 5, which have to agree unless said otherwise.
fn both(line: &str) -> String {
    let [old, new] = ["4.3", "5"].map(|release| shown(&profile(&format!("reads: \"{release}\"\n")), line));
    if old == new { new } else { format!("podman 4: {old}\npodman 5: {new}") }
}

const PLAIN: &[(&str, &str)] = &[
    // What both read alike stays, byte for byte.
    (
        "docker create -itu1000 -eA=1,B=2 -v /a:/b:ro img sh -c 'x y'",
        "create -itu1000 -eA=1,B=2 -v /a:/b:ro img sh -c 'x y'",
    ),
    (
        "docker run --rm=true -m 64m --cpu-shares 100 --log-driver none img",
        "run --rm=true -m 64m --cpu-shares 100 --log-driver none img",
    ),
    // podman's notices are kept from what the job prints.
    ("docker start -a c", "--log-level=error start -a c"),
    // What docker's fields would be, longshore fills in.
    ("docker inspect --format '{{.Id}} {{.State.Pid}}' c", "inspect c"),
    ("docker inspect --format '{{len .Id}}' c", "inspect --format '{{len .Id}}' c"),
    ("docker rm -f -v c", "rm -f -v c"),
    ("docker kill --signal 9 c", "kill --signal 9 c"),
    ("docker container prune -f --filter=label=a=b", "container prune -f --filter=label=a=b"),
    ("docker -v", "-v"),
    ("docker", ""),
    // Commands and options by other names.
    ("docker remove c", "rm c"),
    ("docker container remove -f c", "container rm -f c"),
    ("docker image remove i", "image rm i"),
    ("docker stop --timeout 5 c", "stop --timeout 5 c"),
    ("docker restart --timeout 5 c", "restart --time=5 c"),
    ("docker stop -t 010 c", "stop --time=8 c"),
    ("docker logs -n 5 c", "logs --tail=5 c"),
    ("docker logs --tail all c", "logs --tail=-1 c"),
    ("docker run --net-alias a --net n img", "run --network-alias=a --net n img"),
    ("docker import --platform linux/arm64/v8 - i", "import --os=linux --arch=arm64 --variant=v8 - i"),
    // What docker ignores before a command, podman would do.
    ("docker -v create img", "create img"),
    ("docker --help create img", "create img"),
    ("docker -D run img", "-D run img"),
    // Lists of podman.
    (
        "docker run --dns-search a --add-host b=10.0.0.1 --add-host c:::1 img",
        "run --dns-search a --add-host=b:10.0.0.1 --add-host c:::1 img",
    ),
    (
        "docker network create --subnet 10.0.0.0/24,10.0.1.0/24 n",
        "network create --subnet=10.0.0.0/24 --subnet=10.0.1.0/24 n",
    ),
    ("docker network create -o com.docker.network.driver.mtu=1400 n", "network create --opt=mtu=1400 n"),
    ("docker network connect --alias a,b n c", "network connect --alias=a --alias=b n c"),
    // Numbers and sizes.
    ("docker run --cpus 1/2 --cpu-period 0x10 img", "run --cpus=0.5 --cpu-period=16 img"),
    ("docker run --cpus 1.5 img", "run --cpus 1.5 img"),
    ("docker run -m 1.5e3k --shm-size 0 --memory-swap=-1 img", "run --memory=1536000 --memory-swap=-1 img"),
    ("docker run --pids-limit 0 img", "run --pids-limit=-1 img"),
    ("docker run --health-cmd true --health-timeout 0s --health-retries 0 img", "run --health-cmd true img"),
    // Texts that podman would take for more.
    ("docker run --entrypoint '[\"a\", \"b\"]' img", "run '--entrypoint=[\"[\\\"a\\\", \\\"b\\\"]\"]' img"),
    ("docker run --entrypoint null img", "run '--entrypoint=[\"null\"]' img"),
    ("docker run --entrypoint= img", "run --entrypoint= img"),
    ("docker run --health-cmd 'CMD x' img", "run '--health-cmd=[\"CMD-SHELL\",\"CMD x\"]' img"),
    ("docker run --name /c img", "run --name=c img"),
    // Variables.
    ("docker run -e GIVEN img", "run -e GIVEN img"),
    ("docker run -e ABSENT img", "run --unsetenv=ABSENT img"),
    ("docker run -e '*' -e 'GIV*' img", "run '--unsetenv=*' '--unsetenv=GIV*' img"),
    ("docker run -e A=1 -e A img", "run --unsetenv=A img"),
    ("docker run -e A -e A=1 img", "run -e A=1 img"),
    // GPUs.
    ("docker run --gpus all img", "run --device=nvidia.com/gpu=all img"),
    ("docker run --gpus 2 img", "run --device=nvidia.com/gpu=0 --device=nvidia.com/gpu=1 img"),
    ("docker run --gpus '\"device=0,GPU-1a\"' img", "run --device=nvidia.com/gpu=0 --device=nvidia.com/gpu=GPU-1a img"),
    // Networks.
    ("docker run --network name=Grid,alias=DB,ip=10.0.0.2 img", "run --network=grid:alias=db,ip=10.0.0.2 img"),
    ("docker run --network name=host img", "run --network=host img"),
    ("docker run --network host img", "run --network host img"),
    ("docker run --network container:c img", "run --network container:c img"),
    // Ports.
    ("docker run -p target=80,published=8080,protocol=udp img", "run --publish=8080:80/udp img"),
    ("docker run -p 127.0.0.1:8080:80 -P img", "run -p 127.0.0.1:8080:80 -P img"),
    // Mounts.
    ("docker run -v ./in:/in:ro,consistent img", "run --volume=/site/dir/in:/in:ro img"),
    ("docker run -v ../x:/x -v data:/d:nocopy -v /anon img", "run --volume=/site/x:/x -v data:/d:nocopy -v /anon img"),
    ("docker run -v /a:/a -v /a:/a img", "run -v /a:/a img"),
    ("docker run --mount type=bind,src=/a,dst=/b,ro=1 img", "run --mount=type=bind,source=/a,target=/b,ro img"),
    (
        "docker run --mount TYPE=Bind,src=./a,dst=/b,readonly=false img",
        "run --mount=type=bind,source=/site/dir/a,target=/b img",
    ),
    ("docker run --mount src=v,dst=/b,volume-driver=local img", "run --mount=type=volume,source=v,target=/b img"),
    (
        "docker run --mount '\"src=/a,b\",dst=/b,type=bind,bind-recursive=disabled' img",
        "run '--mount=type=bind,\"source=/a,b\",target=/b,bind-nonrecursive' img",
    ),
    (
        "docker run --mount type=bind,source=/a,target=/b,readonly img",
        "run --mount type=bind,source=/a,target=/b,readonly img",
    ),
    (
        "docker run --mount type=tmpfs,dst=/t,tmpfs-size=1m,tmpfs-mode=1770 img",
        "run --mount=type=tmpfs,target=/t,tmpfs-size=1048576,tmpfs-mode=1770,noexec,notmpcopyup img",
    ),
    (
        "docker run --tmpfs /t --tmpfs /u:exec,size=1m img",
        "run --tmpfs=/t:noexec,notmpcopyup --tmpfs=/u:exec,size=1m,notmpcopyup img",
    ),
    ("docker run --read-only img", "run --read-only --read-only-tmpfs=false img"),
    ("docker run --read-only=false img", "run --read-only=false img"),
    // Security, runtimes, namespaces.
    (
        "docker run --security-opt no-new-privileges:true --security-opt seccomp=builtin img",
        "run --security-opt no-new-privileges:true img",
    ),
    ("docker run --runtime runc --ipc host --userns host img", "run --runtime runc --ipc host --userns host img"),
    ("docker run --kernel-memory 1m img", "run img"),
    // Defaults that differ.
    ("docker commit c i", "commit --pause=true c i"),
    ("docker commit -p=false c i", "commit -p=false c i"),
    ("docker cp c:/a b", "cp --archive=false c:/a b"),
    ("docker cp -aq c:/a b", "cp -a c:/a b"),
    ("docker save -o f a b", "save -o f --multi-image-archive a b"),
    ("docker volume prune -af", "volume prune -f"),
    // The container's own words are nobody's.
    ("docker run img -l --link --gpus all", "run img -l --link --gpus all"),
];

#[test]
fn what_docker_reads_is_what_podman_is_told() {
    let mut found = String::new();
    for (line, expected) in PLAIN {
        let told = both(line);
        if told != *expected {
            let _ = writeln!(found, "{line}\n  expected {expected}\n  told     {told}");
        }
    }
    assert!(found.is_empty(), "\n{found}");
}

/// What podman lacks, and what it would take for something else.
const REFUSED: &[&str] = &[
    "docker run --link db img",
    "docker rm -l c",
    "docker rm -fl c",
    "docker run --storage-opt size=1g img",
    "docker run --runtime io.containerd.runc.v2 img",
    "docker run --runtime /bin/evil img",
    "docker run --domainname d img",
    "docker run --use-api-socket img",
    "docker run --volume-driver nfs -v a:/a img",
    "docker run -v x:/b img",
    "docker run -v '~/x:/b' img",
    "docker run -v /a:/b:U img",
    "docker run -v /a:/b:O,upperdir=/host,workdir=/host img",
    "docker run --mount type=bind,dst=/etc img",
    "docker run --mount type=bind,src=/a,dst=/b,bind-recursive=writable img",
    "docker run --mount type=volume,dst=/b,volume-driver=nfs img",
    "docker run --mount type=glob,src=/a,dst=/b img",
    "docker run --mount type=volume,src=/a,dst=/b img",
    "docker run --network pasta img",
    "docker run --network ns:/proc/1/ns/net img",
    "docker run --network a,b img",
    "docker run --network name=n,gw-priority=1 img",
    "docker run --pid ns:/proc/1/ns/pid img",
    "docker run --userns keep-id img",
    "docker run --group-add keep-groups img",
    "docker run --log-driver syslog img",
    "docker run --log-opt path=/etc/x img",
    "docker run --security-opt unmask=ALL img",
    "docker run --security-opt label=nested img",
    "docker run --gpus device=0,1 img",
    "docker run --gpus all,capabilities=video img",
    "docker run --stop-timeout -1 img",
    "docker run --health-interval 1s img",
    "docker run --unknown=x img",
    "docker run oci:x",
    "docker run docker-archive:/x",
    "docker exec -e ABSENT c sh",
    "docker stop --signal 9 c",
    "docker push --all-tags i",
    "docker cp -L c:/a b",
    "docker rmi -f i",
    "docker volume rm -f v",
    "docker network rm -f n",
    "docker volume prune -f",
    "docker system prune --volumes",
    "docker builder prune",
    "docker system dial-stdio",
    "docker -H tcp://a run img",
    "docker --context c run img",
    "docker --config /x run img",
    "docker --help rm c",
    "docker build .",
    "docker compose up",
    "docker swarm init",
    "docker nonsense",
    "docker inspect --type node x",
    "docker tag a -f",
    "docker update -m 1g a b",
];

#[test]
fn what_podman_cannot_be_told_is_refused_and_says_what_to_do() {
    let profile = profile("reads: \"5\"\n");
    let said: Vec<String> = REFUSED.iter().map(|line| format!("{line}\n    {}\n", shown(&profile, line))).collect();
    for said in &said {
        assert!(said.contains("refused: "), "{said}");
    }
    insta::assert_snapshot!(said.concat());
}

#[test]
fn a_profile_may_have_options_left_out_but_never_values() {
    let profile = profile("reads: \"5\"\nuntranslatable: drop\n");
    for (line, expected) in [
        ("docker run --link db --domainname d -t img", "run -t img"),
        ("docker rm -flv c", "rm -fv c"),
        ("docker rmi -f i", "rmi i"),
        ("docker --tlsverify run img", "run img"),
        ("docker run --log-driver syslog img", "run img"),
    ] {
        assert_eq!(shown(&profile, line), expected, "{line}");
    }
    for line in
        ["docker run -v /a:/b:U img", "docker run --network pasta img", "docker run -v x:/b img", "docker build ."]
    {
        assert!(shown(&profile, line).starts_with("refused: "), "{line}");
    }
}

#[test]
fn rules_speak_docker_and_may_use_what_only_podman_has() {
    let rules = "rules:\n  - { name: r, drop: [link], set: { userns: keep-id, cgroups: disabled, gpus: all }, \
                 add: { group-add: [keep-groups], bind: [{ source: /s, target: /t, access: ro }] } }\n";
    assert_eq!(
        shown(&profile(rules), "docker run --link db img sh"),
        "run --userns=keep-id --cgroups=disabled --device=nvidia.com/gpu=all --group-add=keep-groups \
         --mount=type=bind,source=/s,target=/t,readonly img sh"
    );
    // A line in podman's own words is not translated.
    assert_eq!(shown(&profile(""), "podman run --userns keep-id img"), "run --userns keep-id img");
}

#[test]
fn lists_are_quoted_for_the_release_that_splits_them() {
    for (line, old, new) in [
        ("docker run --annotation a=b,c img", "run '--annotation=\"a=b,c\"' img", "run --annotation a=b,c img"),
        ("docker logs c -f", "logs -f c", "logs c -f"),
    ] {
        assert_eq!(shown(&profile("reads: \"4.3\"\n"), line).replace("--follow", "-f"), old, "{line}");
        assert_eq!(shown(&profile("reads: \"5\"\n"), line), new, "{line}");
    }
}
