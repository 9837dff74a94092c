use super::*;

const SHA: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

#[test]
fn names_are_normalised_as_docker_does() {
    for (value, normalised) in [
        ("ubuntu", "docker.io/library/ubuntu:latest"),
        ("ubuntu:22.04", "docker.io/library/ubuntu:22.04"),
        ("a/b", "docker.io/a/b:latest"),
        ("docker.io/ubuntu", "docker.io/library/ubuntu:latest"),
        ("index.docker.io/a/b", "docker.io/a/b:latest"),
        ("localhost/x", "localhost/x:latest"),
        ("host:5000/x", "host:5000/x:latest"),
        ("host:5000/x:y", "host:5000/x:y"),
        ("host:5000", "docker.io/library/host:5000"),
        ("Host/x", "Host/x:latest"),
        ("[::1]:5000/x", "[::1]:5000/x:latest"),
        ("1.2.3.4/x", "1.2.3.4/x:latest"),
        ("a__b/c--d.e_f", "docker.io/a__b/c--d.e_f:latest"),
        ("a_b.c/d", "a_b.c/d:latest"),
        ("x:Tag_1.0-a", "docker.io/library/x:Tag_1.0-a"),
        ("0123456789ab", "docker.io/library/0123456789ab:latest"),
    ] {
        let image = Image::parse(value.as_bytes()).expect(value);
        assert_eq!(image.normalised(), normalised, "{value}");
        assert_eq!(image.to_string(), value);
        assert_eq!(Image::parse(normalised.as_bytes()).unwrap().normalised(), normalised);
    }
}

#[test]
fn digests_stand_behind_an_at_sign_and_ids_alone() {
    let image = Image::parse(format!("x:1@{SHA}").as_bytes()).unwrap();
    assert_eq!(
        (image.registry(), image.path(), image.tag(), image.digest()),
        ("docker.io", "library/x", Some("1"), Some(SHA))
    );
    assert_eq!(image.normalised(), format!("docker.io/library/x:1@{SHA}"));
    assert_eq!(Image::parse(format!("x@{SHA}").as_bytes()).unwrap().normalised(), format!("docker.io/library/x@{SHA}"));
    for id in [SHA, &SHA[7..]] {
        let image = Image::parse(id.as_bytes()).unwrap();
        assert_eq!((image.id(), image.normalised().as_str()), (Some(SHA), SHA));
        assert_eq!((image.registry(), image.path(), image.tag(), image.digest()), ("", "", None, None));
    }
}

#[test]
fn what_may_be_an_id_is_known() {
    for (value, may) in [
        ("abc", true),
        ("0123456789ab", true),
        ("sha256:abc", true),
        (SHA, true),
        ("abcg", false),
        ("a/b", false),
        ("abc:1", false),
    ] {
        assert_eq!(Image::parse(value.as_bytes()).unwrap().may_be_an_id(), may, "{value}");
    }
}

#[test]
fn what_is_no_reference_is_refused() {
    let long = "a".repeat(256);
    let tag = format!("x:{}", "a".repeat(129));
    let digest = format!("x@{SHA}0");
    for value in [
        "",
        ":",
        "X",
        "a/B",
        "a/b/C",
        "a:",
        "a:-b",
        "a:b:c",
        "a@",
        "a@sha256:00",
        "a@md5:00000000000000000000000000000000",
        "a//b",
        "/a",
        "a/",
        "-a",
        "a-",
        "a..b",
        "a___b",
        "a._b",
        " a",
        "a ",
        "a\n",
        "é",
        "http://a/b",
        "[::1/a",
        "[x]/a",
        "host:/x",
        "host:p/x",
        "-h.x/a",
        "h./a",
        "--tty",
        "~/x",
        &long,
        &tag,
        &digest,
    ] {
        assert!(Image::parse(value.as_bytes()).is_err(), "{value}");
    }
    assert!(Image::parse(b"a\xff").is_err());
}

#[test]
fn podmans_transports_are_seen() {
    assert_eq!(transport(b"oci-archive:/tmp/x.tar"), Some(("oci-archive", &b"/tmp/x.tar"[..])));
    assert_eq!(transport(b"docker://a/b"), Some(("docker", &b"//a/b"[..])));
    assert_eq!(transport(b"docker.io/a:b"), None);
    assert_eq!(transport(b"oci"), None);
}

#[test]
fn a_registry_is_written_or_implied() {
    for (value, is_written) in [
        ("ubuntu", false),
        ("a/b", false),
        ("docker.io", false),
        ("docker.io/ubuntu", true),
        ("index.docker.io/a/b", true),
        ("localhost/x", true),
        ("host:5000/x:y", true),
        ("[::1]:5000/x", true),
        ("a_b.c/d", false),
    ] {
        assert_eq!(Image::parse(value.as_bytes()).expect(value).names_its_registry(), is_written, "{value}");
    }
    assert!(!Image::parse(SHA.as_bytes()).expect("an id").names_its_registry());
}

#[test]
fn a_name_stands_without_tag_and_digest() {
    for (value, name) in [
        ("ubuntu:22.04", "docker.io/library/ubuntu"),
        ("host:5000/x/y", "host:5000/x/y"),
        ("a_b.c/d", "a_b.c/d"),
        (SHA, ""),
    ] {
        assert_eq!(Image::parse(value.as_bytes()).expect(value).name(), name, "{value}");
    }
}
