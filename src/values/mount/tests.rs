use super::*;

fn docker(value: &str) -> Mount {
    let mount = Mount::parse(value.as_bytes(), Dialect::Docker).expect(value);
    assert_eq!(Mount::parse(&mount.to_bytes(), Dialect::Docker).as_ref(), Ok(&mount), "rendering of {value}");
    mount
}

fn podman(value: &str) -> Mount {
    let mount = Mount::parse(value.as_bytes(), Dialect::Podman5).expect(value);
    assert_eq!(Mount::parse(&mount.to_bytes(), Dialect::Podman5).as_ref(), Ok(&mount), "rendering of {value}");
    mount
}

fn said(mount: &Mount) -> (MountType, Option<&str>, &str, Access) {
    let text = |bytes| str::from_utf8(bytes).unwrap();
    (mount.kind(), mount.source().map(text), text(mount.target()), mount.access())
}

use Access::{ReadOnly, ReadWrite};
use MountType::{Bind, Glob, Image, Other, Tmpfs, Volume};

#[test]
fn docker_reads_type_source_target_and_access() {
    for (value, expected) in [
        ("type=bind,src=/a,dst=/b", (Bind, Some("/a"), "/b", ReadWrite)),
        ("type=bind,source=/a,destination=/b,readonly", (Bind, Some("/a"), "/b", ReadOnly)),
        ("target=/b", (Volume, None, "/b", ReadWrite)),
        ("TYPE=BIND,Source=/A,dst=/b,RO=1", (Bind, Some("/A"), "/b", ReadOnly)),
        ("type=bİnd,src=/a,dst=/b", (Bind, Some("/a"), "/b", ReadWrite)),
        ("type=bind,src=/a,src=/c,dst=/b,target=/d", (Bind, Some("/c"), "/d", ReadWrite)),
        ("type=bind,src=/a,src=,dst=/b", (Bind, None, "/b", ReadWrite)),
        ("type=tmpfs,dst=/b,tmpfs-size=1g,tmpfs-mode=1777,ro=t,ro=0", (Tmpfs, None, "/b", ReadWrite)),
        ("type= bind,src=/a,dst=/b", (Other(b" bind".to_vec()), Some("/a"), "/b", ReadWrite)),
        ("type=Cluster,src=x,dst=b", (Other(b"cluster".to_vec()), Some("x"), "b", ReadWrite)),
        ("type=volume,type=bind,src=/a,dst=/b", (Bind, Some("/a"), "/b", ReadWrite)),
        ("type=bind,\"src=/a,b\",dst=/b\nother record", (Bind, Some("/a,b"), "/b", ReadWrite)),
        ("type=image,src=x,dst=/b,image-subpath=/y", (Image, Some("x"), "/b", ReadWrite)),
        ("type=bind,src=/a,dst=/b=c", (Bind, Some("/a"), "/b=c", ReadWrite)),
        (
            "type=bind,src=/a,dst=/b,ro,bind-recursive=readonly,bind-propagation=RPrivate",
            (Bind, Some("/a"), "/b", ReadOnly),
        ),
        ("type=volume,dst=/b,bind-recursive=enabled", (Volume, None, "/b", ReadWrite)),
    ] {
        assert_eq!(said(&docker(value)), expected, "{value}");
    }
}

#[test]
fn docker_refuses_what_its_client_refuses() {
    for value in [
        "",
        "type=bind,src=/a",
        "type=,dst=/b",
        "type=bind,dst=",
        "type=bind,src=/a,dst=/b,rw",
        "type=bind,src=/a,dst=/b,z",
        "type=bind, src=/a,dst=/b",
        "type=bind,src=\"/a\",dst=/b",
        "type=bind,src=/a,dst=/b,ro=yes",
        "type=bind,src=/a,dst=/b,",
        "dst=/b,bind-propagation=shared",
        "type=bind,dst=/b,volume-opt=a=b",
        "type=tmpfs,dst=/b,tmpfs-size=x",
        "type=tmpfs,dst=/b,tmpfs-mode=8",
        "type=tmpfs,dst=/b,tmpfs-mode=77777777777",
        "dst=/b,image-subpath=x",
        "type=bind,src=/a,dst=/b,bind-recursive=writable",
        "type=bind,src=/a,dst=/b,ro,bind-recursive=readonly",
        "type=bind,src=/a,dst=/b,bind-recursive=Enabled",
        "type=bind,src=/a,dst=/b,bind-nonrecursive=2",
        "src",
        "dest=/b",
    ] {
        assert!(Mount::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
    }
}

#[test]
fn the_options_of_a_volume_driver_are_seen() {
    let mount = docker(
        "type=volume,dst=/b,volume-driver=local,volume-opt=type=none,Volume-Opt=o=bind,\"volume-opt=device=/etc,x\",volume-opt=z",
    );
    let options: Vec<_> = mount.volume_options().collect();
    assert_eq!(options, [(&b"type"[..], &b"none"[..]), (b"o", b"bind"), (b"device", b"/etc,x"), (b"z", b"")]);
    assert_eq!(mount.values("volume-driver").collect::<Vec<_>>(), [b"local"]);
    assert!(mount.has("volume-driver") && !mount.has("volume-nocopy"));
}

#[test]
fn propagation_is_folded_by_docker_and_an_option_of_its_own_in_podman() {
    assert_eq!(docker("type=bind,src=/a,dst=/b,bind-propagation=RSHARED").propagation(), Some(Propagation::RShared));
    assert_eq!(docker("type=bind,src=/a,dst=/b,bind-propagation=x").propagation(), None);
    assert_eq!(podman("type=bind,src=/a,dst=/b,bind-propagation=slave").propagation(), Some(Propagation::Slave));
    assert_eq!(podman("type=bind,src=/a,dst=/b,rshared").propagation(), Some(Propagation::RShared));
}

#[test]
fn podman_reads_ro_equals_one_as_read_write() {
    for (option, access) in [
        ("ro", ReadOnly),
        ("readonly", ReadOnly),
        ("ro=true", ReadOnly),
        ("readonly=TRUE", ReadOnly),
        ("rw=false", ReadOnly),
        ("ro=1", ReadWrite),
        ("ro=T", ReadWrite),
        ("ro=yes", ReadWrite),
        ("ro=false", ReadWrite),
        ("rw", ReadWrite),
        ("rw=no", ReadWrite),
    ] {
        assert_eq!(podman(&format!("type=bind,src=/a,dst=/b,{option}")).access(), access, "{option}");
    }
}

#[test]
fn podman_binds_the_target_when_there_is_no_source() {
    assert_eq!(said(&podman("type=bind,dst=/etc")), (Bind, Some("/etc"), "/etc", ReadWrite));
    assert_eq!(said(&podman("type=volume,dst=/etc")), (Volume, None, "/etc", ReadWrite));
    assert_eq!(said(&podman("dst=/etc,src=/a")), (Volume, Some("/a"), "/etc", ReadWrite));
    assert_eq!(said(&podman("type=glob,src=/a/*")), (Glob, Some("/a/*"), "", ReadWrite));
    assert_eq!(said(&podman("type=image,src=x,dst=/b")), (Image, Some("x"), "/b", ReadOnly));
    assert_eq!(said(&podman("type=image,src=x,dst=/b,rw=true")), (Image, Some("x"), "/b", ReadWrite));
    assert_eq!(podman("type=artifact,src=x,dst=/b").access(), ReadOnly);
}

#[test]
fn podman_refuses_what_it_does_not_know() {
    for value in [
        "",
        "TYPE=bind,src=/a,dst=/b",
        "type=Bind,src=/a,dst=/b",
        "type=bind,src=/a,dst=b",
        "type=bind,src=/a,dst=/b\nx",
        "type=bind,src=/a,src=/c,dst=/b",
        "type=bind,src=/a,source=/c,dst=/b",
        "type=bind,src=/a,dst=/b,ro,rw",
        "type=bind,src=,dst=/b",
        "type=tmpfs,src=/a,dst=/b",
        "type=bind,src=/a,dst=/b,volume-opt=x",
        "type=bind,src=/a,dst=/b,bind-propagation=x",
        "type=bind,src=/a",
        "type=bind,src=/a,dst=/b,relabel=x",
        "type=bind,src=/a,dst=/b,z,relabel=private",
        "type=volume,dst=/b,volume-label=x",
        "type=image,dst=/b",
        "type=artifact,src=x,dst=/b,rw",
        "type=devpts,dst=/b,ro",
        "type=a=b,dst=/b",
        "type=bind,src=/a,dst=/b,U=x",
        "type=bind,dst=/a,target=/b",
    ] {
        assert!(Mount::parse(value.as_bytes(), Dialect::Podman5).is_err(), "{value}");
    }
}

#[test]
fn a_bind_can_be_made_whatever_its_path_holds() {
    let mount = Mount::bind(b"/a,b:\"c\n\xff", b"/d", Access::ReadOnly, Dialect::Docker).unwrap();
    assert_eq!(Mount::parse(&mount.to_bytes(), Dialect::Docker), Ok(mount.clone()));
    assert_eq!(mount.source(), Some(&b"/a,b:\"c\n\xff"[..]));
    assert_eq!(mount.access(), ReadOnly);
    let field = MountField { key: b"a=b".to_vec(), value: None };
    assert!(Mount::of(vec![field], Dialect::Docker).is_err());
}
