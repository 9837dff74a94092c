use super::*;

fn named(name: &str) -> NetworkMode {
    NetworkMode::Networks(vec![name.into()])
}

fn read(value: &str, dialect: Dialect) -> (NetworkMode, String) {
    let network = Network::parse(value.as_bytes(), dialect).expect(value);
    let written = network.to_bytes(dialect);
    assert_eq!(Network::parse(&written, dialect).as_ref(), Ok(&network), "{value}");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let option = |option: &NetworkOption| match &option.value {
        Some(value) => format!("{}={}", text(&option.key), text(value)),
        None => text(&option.key),
    };
    (network.mode, network.options.iter().map(option).collect::<Vec<_>>().join(" "))
}

#[test]
fn docker_takes_most_values_literally() {
    for (value, mode) in [
        ("host", NetworkMode::Host),
        ("none", NetworkMode::None),
        ("bridge", NetworkMode::Bridge),
        ("default", NetworkMode::Default),
        ("container:ABC", NetworkMode::Container(b"ABC".to_vec())),
        ("container:", NetworkMode::Container(Vec::new())),
        ("HOST", named("HOST")),
        ("a,b", named("a,b")),
        ("x=", named("x=")),
        ("=x", named("=x")),
        (" host", named(" host")),
        ("é=ü", named("é=ü")),
    ] {
        assert_eq!(read(value, Dialect::Docker), (mode, String::new()), "{value}");
    }
}

#[test]
fn docker_folds_the_case_of_the_long_form_values_included() {
    for (value, mode, options) in [
        ("name=Foo", named("foo"), ""),
        ("name=HOST", NetworkMode::Host, ""),
        ("\"name=host\"", NetworkMode::Host, ""),
        ("name=container:ABC", NetworkMode::Container(b"abc".to_vec()), ""),
        ("NAME=a,Alias=B,alias=c,ip=1.2.3.4", named("a"), "alias=b alias=c ip=1.2.3.4"),
        ("name=a,name=b", named("b"), ""),
        (" name = a b ,gw-priority=1", named("a b"), "gw-priority=1"),
        ("name=a,driver-opt=K=V=w", named("a"), "driver-opt=k=v=w"),
        (
            "name=a,mac-address=x,mac-address=92:d0:c6:0a:29:33",
            named("a"),
            "mac-address=x mac-address=92:d0:c6:0a:29:33",
        ),
        ("name=a=b", named("a=b"), ""),
        ("name=a,ip6=x,link-local-ip=y", named("a"), "ip6=x link-local-ip=y"),
        ("name=host,ip=", NetworkMode::Host, "ip="),
        ("name=hosT\nx=y", NetworkMode::Host, ""),
    ] {
        assert_eq!(read(value, Dialect::Docker), (mode, options.to_owned()), "{value}");
    }
}

#[test]
fn docker_refuses_what_has_no_name_or_unknown_keys() {
    for value in [
        "",
        " ",
        "\t",
        "alias=a",
        "name=,alias=a",
        "name=a,x=y",
        "name=a,b",
        "container:a=b",
        "a=b",
        "name=a,gw-priority=x",
        "name=a,driver-opt=x",
        "name=a,driver-opt==x",
        "name=a,mac-address=x",
        "name=host,alias=a",
        "name=container:x,alias=a",
        "name=\"a\",ip=b",
        "name=a,=b",
    ] {
        assert!(Network::parse(value.as_bytes(), Dialect::Docker).is_err(), "{value}");
    }
}

#[test]
fn podman_has_modes_names_and_options_behind_a_colon() {
    for (value, mode, options) in [
        ("", NetworkMode::Default, ""),
        ("private", NetworkMode::Default, ""),
        ("host", NetworkMode::Host, ""),
        ("pod", NetworkMode::Pod, ""),
        ("none", NetworkMode::None, ""),
        ("ns:/proc/1/ns/net", NetworkMode::Path(b"/proc/1/ns/net".to_vec()), ""),
        ("container:x", NetworkMode::Container(b"x".to_vec()), ""),
        ("slirp4netns:allow_host_loopback=true,x", NetworkMode::Slirp, "allow_host_loopback=true x"),
        ("pasta", NetworkMode::Pasta, ""),
        ("bridge:ip=10.0.0.2", NetworkMode::Bridge, "ip=10.0.0.2"),
        ("grid:alias=db,mac=92:d0:c6:0a:29:33", named("grid"), "alias=db mac=92:d0:c6:0a:29:33"),
        ("grid:", named("grid"), ""),
        ("host:", named("host"), ""),
        ("a,b", NetworkMode::Networks(vec![b"a".to_vec(), b"b".to_vec()]), ""),
        ("name=host", named("name=host"), ""),
        ("HOST", named("HOST"), ""),
    ] {
        assert_eq!(read(value, Dialect::Podman5), (mode, options.to_owned()), "{value}");
    }
    for value in
        [":x", "a,", "a,b:ip=10.0.0.2", "grid:ip=x", "grid:mac=x", "grid:alias=", "ns:", "container:", "bridge:alias"]
    {
        assert!(Network::parse(value.as_bytes(), Dialect::Podman5).is_err(), "{value}");
    }
}
