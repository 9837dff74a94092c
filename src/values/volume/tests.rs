use super::*;
use SourceKind::{Anonymous, Bind, Named};

fn read(value: &str, dialect: Dialect) -> (SourceKind, String, String, String) {
    let volume = Volume::parse(value.as_bytes(), dialect).expect(value);
    assert_eq!(volume.to_bytes(), value.as_bytes(), "rendering of {value}");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (volume.kind, text(volume.source), text(volume.target), text(volume.options.join(&b',')))
}

fn accepted(dialect: Dialect, table: &[(&str, SourceKind, &str, &str, &str)]) {
    for (value, kind, source, target, options) in table {
        let expected = (*kind, (*source).to_owned(), (*target).to_owned(), (*options).to_owned());
        assert_eq!(read(value, dialect), expected, "{value}");
    }
}

#[test]
fn docker_reads_sources_targets_and_options() {
    accepted(
        Dialect::Docker,
        &[
            ("/a:/b", Bind, "/a", "/b", ""),
            ("/a:/b:ro,z", Bind, "/a", "/b", "ro,z"),
            ("/a:/b:/c", Bind, "/a", "/b", "/c"),
            ("./a:/b", Bind, "./a", "/b", ""),
            ("..:/b", Bind, "..", "/b", ""),
            (".x:/b", Bind, ".x", "/b", ""),
            ("~/x:/b", Bind, "~/x", "/b", ""),
            ("~:/b", Bind, "~", "/b", ""),
            ("\\\\.\\pipe\\x:/b", Bind, "\\\\.\\pipe\\x", "/b", ""),
            ("\\x:/b", Named, "\\x", "/b", ""),
            ("vol:/b", Named, "vol", "/b", ""),
            ("sub/dir:/b", Named, "sub/dir", "/b", ""),
            ("1:/b", Named, "1", "/b", ""),
            ("/data", Anonymous, "", "/data", ""),
            ("./sub", Anonymous, "", "./sub", ""),
            ("/a:/b:,", Bind, "/a", "/b", ","),
        ],
    );
}

#[test]
fn a_single_letter_before_a_colon_is_a_drive_not_a_source() {
    accepted(
        Dialect::Docker,
        &[
            ("x:/b", Anonymous, "", "x:/b", ""),
            ("x:y", Anonymous, "", "x:y", ""),
            ("c:/b:/d", Bind, "c:/b", "/d", ""),
            ("c:/b:ro", Bind, "c:/b", "ro", ""),
            ("c:/b:/d:ro", Bind, "c:/b", "/d", "ro"),
            ("/a:d:/e", Bind, "/a", "d:/e", ""),
            ("/a:/b:c:d", Bind, "/a", "/b", "c:d"),
            ("é:/b", Anonymous, "", "é:/b", ""),
        ],
    );
}

#[test]
fn one_or_two_bytes_are_an_anonymous_volume_whatever_they_are() {
    for value in ["a", "/", "::", "a:", ":", "é"] {
        assert_eq!(read(value, Dialect::Docker), (Anonymous, String::new(), value.to_owned(), String::new()));
    }
}

#[test]
fn docker_refuses_empty_sections_and_a_fourth_one() {
    for value in ["", ":/b:", "/a:", ":/b", "/a::ro", ":::", "/a:/b:ro:/c", "/a:/b:ro:"] {
        assert!(Volume::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
    }
}

#[test]
fn podman_splits_at_every_colon() {
    accepted(
        Dialect::Podman5,
        &[
            ("x:/b", Named, "x", "/b", ""),
            ("/a:/b", Bind, "/a", "/b", ""),
            ("../a:/b:ro", Bind, "../a", "/b", "ro"),
            ("~/x:/b", Named, "~/x", "/b", ""),
            ("/a:/b:O,upperdir=/u,workdir=/w", Bind, "/a", "/b", "O,upperdir=/u,workdir=/w"),
            ("/a:/b:idmap=uids=0-1-2", Bind, "/a", "/b", "idmap=uids=0-1-2"),
            (
                "/a:/b:rw,Z,U,rshared,noexec,nodev,nosuid,rbind,copy",
                Bind,
                "/a",
                "/b",
                "rw,Z,U,rshared,noexec,nodev,nosuid,rbind,copy",
            ),
            ("/data", Anonymous, "", "/data", ""),
        ],
    );
}

#[test]
fn podman_refuses_unknown_and_repeated_options() {
    for value in [
        "",
        ":/b",
        "/a:",
        "/a:/b:",
        "/a:/b:RO",
        "/a:/b:ro,rw",
        "/a:/b:z,Z",
        "/a:/b:z,O",
        "/a:/b:U,U",
        "/a:/b:shared,slave",
        "/a:/b:ro:x",
        "/a:/b:upperdir=/a,upperdir=/b",
        "/a:/b:O,upperdir=/u",
        "/a:/b:size=1",
        "a",
        "/a:b",
    ] {
        assert!(Volume::parse(value.as_bytes(), Dialect::Podman5).is_err(), "{value}");
    }
}

#[test]
fn access_and_propagation_come_from_the_options() {
    let volume = |value: &str| Volume::parse(value.as_bytes(), Dialect::Docker).unwrap();
    assert_eq!(volume("/a:/b").access(), Access::ReadWrite);
    assert_eq!(volume("/a:/b:z,ro").access(), Access::ReadOnly);
    assert_eq!(volume("/a:/b:ro,rw").access(), Access::ReadWrite);
    assert_eq!(volume("/a:/b:RO").access(), Access::ReadWrite);
    assert_eq!(volume("/a:/b:ro,rslave").propagation(), Some(Propagation::RSlave));
    assert_eq!(volume("/a:/b:ro").propagation(), None);
}

#[test]
fn a_bind_that_would_be_read_otherwise_cannot_be_made() {
    let bind =
        |source: &str, target: &str| Volume::bind(source.as_bytes(), target.as_bytes(), &[b"ro"], Dialect::Docker);
    assert_eq!(bind("/a", "/b").unwrap().to_bytes(), b"/a:/b:ro");
    assert!(bind("/a:b", "/b").is_err());
    assert!(bind("name", "/b").is_err());
    assert!(bind("/a", "/b:rw").is_err());
    assert!(Volume::bind(b"/a", b"/b", &[b"ro,z"], Dialect::Docker).is_err());
}

#[test]
fn bytes_that_are_not_text_stay_as_they_are() {
    let volume = Volume::parse(b"/\xff:/\xfe", Dialect::Docker).unwrap();
    assert_eq!((volume.source.as_slice(), volume.target.as_slice()), (&b"/\xff"[..], &b"/\xfe"[..]));
    assert_eq!(Volume::parse(b"\xff:/b", Dialect::Docker).unwrap().kind, Named);
}
