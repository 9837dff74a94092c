//! Mounts, devices, privileges, namespaces and networks of `docker run`.
//!
//! `docker run -v /a:/b img` -> a bind of `/a`.

use super::{asks, lacks, read, run};

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
