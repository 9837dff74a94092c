//! The extensions of a template: what the tracker does with each, what longshore does, and why that differs.

use crate::drmaa2::template::Outcome::{Line, Refused};
use crate::drmaa2::template::{Row, case, row, supervised};

const SAME: &str = "";

#[rustfmt::skip]
pub(crate) const EXTENSIONS: &[Row] = &[
    row("user", "`User`", SAME, &[
        case(r#""user": "1000:1000""#, Line("docker run --user=1000:1000 --pull=never img")),
        case(r#""user": "daemon""#, Line("docker run --user=daemon --pull=never img")),
        case(r#""user": """#, Line("docker run --pull=never img")),
    ]),
    row("exposedPorts", "`-p`; one bad port, and all are ignored", "A bad port is refused.", &[
        case(r#""exposedPorts": "8080/tcp,1301/udp""#, Line("docker run --publish=8080/tcp --publish=1301/udp --pull=never img")),
        case(r#""exposedPorts": "192.168.2.111:80:6444/tcp,8080:80""#, Line("docker run --publish=192.168.2.111:80:6444/tcp --publish=8080:80/tcp --pull=never img")),
        case(r#""exposedPorts": "::1:8080:80,[::1]::81/SCTP""#, Line("docker run '--publish=[::1]:8080:80/tcp' '--publish=[::1]::81/sctp' --pull=never img")),
        case(r#""exposedPorts": "8000-8001:80-81""#, Line("docker run --publish=8000-8001:80-81/tcp --pull=never img")),
        case(r#""exposedPorts": "8000-8010:80""#, Line("docker run --publish=8000-8010:80/tcp --pull=never img")),
        case(r#""exposedPorts": "0""#, Line("docker run --publish=0/tcp --pull=never img")),
        case(r#""exposedPorts": "80:80/tcp,80:80/tcp""#, Line("docker run --publish=80:80/tcp --publish=80:80/tcp --pull=never img")),
        case(r#""exposedPorts": "127.0.0.1::80""#, Line("docker run --publish=127.0.0.1::80/tcp --pull=never img")),
        case(r#""exposedPorts": """#, Line("docker run --pull=never img")),
        case(r#""exposedPorts": "808-0/tcp,1301/tcp""#, Refused(r#"1:72: exposedPorts: container port `808-0` is not a range from lower to higher; write it as in `"exposedPorts": "127.0.0.1:8080:80/tcp,53:53/udp"`"#)),
        case(r#""exposedPorts": "80,13+01""#, Refused(r#"1:72: exposedPorts: container port `13+01` is not a port number; write it as in `"exposedPorts": "127.0.0.1:8080:80/tcp,53:53/udp"`"#)),
        case(r#""exposedPorts": "80,,81""#, Refused(r#"1:72: exposedPorts: container port is missing; write it as in `"exposedPorts": "127.0.0.1:8080:80/tcp,53:53/udp"`"#)),
        case(r#""exposedPorts": "80, 81""#, Refused(r#"1:72: exposedPorts: container port ` 81` is not a port number; write it as in `"exposedPorts": "127.0.0.1:8080:80/tcp,53:53/udp"`"#)),
        case(r#""exposedPorts": "65536""#, Refused(r#"1:72: exposedPorts: container port `65536` is outside 0 to 65535; write it as in `"exposedPorts": "127.0.0.1:8080:80/tcp,53:53/udp"`"#)),
        case(r#""exposedPorts": "80/icmp""#, Refused(r#"1:72: exposedPorts: protocol `icmp` is not tcp, udp or sctp; write it as in `"exposedPorts": "127.0.0.1:8080:80/tcp,53:53/udp"`"#)),
        case(r#""exposedPorts": "1-2:80-82""#, Refused(r#"1:72: exposedPorts: host and container ranges of different length cannot be combined with each other; write it as in `"exposedPorts": "127.0.0.1:8080:80/tcp,53:53/udp"`"#)),
        case(r#""exposedPorts": "host:80:80""#, Refused(r#"1:72: exposedPorts: host address `host` is not an IP address; write it as in `"exposedPorts": "127.0.0.1:8080:80/tcp,53:53/udp"`"#)),
        case(r#""exposedPorts": "published=8080,target=80""#, Refused(r#"1:72: exposedPorts: `published=8080` is no port; write it as in `"exposedPorts": "127.0.0.1:8080:80/tcp,53:53/udp"`"#)),
    ]),
    row("net", "`--net`", SAME, &[
        case(r#""net": "host""#, Line("docker run --network=host --pull=never img")),
        case(r#""net": "none""#, Line("docker run --network=none --pull=never img")),
        case(r#""net": """#, Line("docker run --pull=never img")),
    ]),
    row("privileged", "`--privileged` for every value but `FALSE`, in any case: also for an empty one, `0` and `no`", "`true` or `false`, in any case; anything else is refused.", &[
        case(r#""privileged": "true""#, Line("docker run --privileged --pull=never img")),
        case(r#""privileged": "TRUE""#, Line("docker run --privileged --pull=never img")),
        case(r#""privileged": "false""#, Line("docker run --pull=never img")),
        case(r#""privileged": """#, Refused(r#"1:70: `` says neither yes nor no; write `"privileged": "true"` or `"privileged": "false"`"#)),
        case(r#""privileged": "0""#, Refused(r#"1:70: `0` says neither yes nor no; write `"privileged": "true"` or `"privileged": "false"`"#)),
        case(r#""privileged": "no""#, Refused(r#"1:70: `no` says neither yes nor no; write `"privileged": "true"` or `"privileged": "false"`"#)),
    ]),
    row("restart", "`--restart`; the count of `on-failure:3` is taken for a part of the name", "The count counts. Not beside `rm`.", &[
        case(r#""restart": "unless-stopped""#, Line("docker run --restart=unless-stopped --pull=never img")),
        case(r#""restart": "on-failure:3""#, Line("docker run --restart=on-failure:3 --pull=never img")),
        case(r#""restart": "no", "rm": "true""#, Line("docker run --rm --restart=no --pull=never img")),
        case(r#""restart": "sometimes""#, Refused(r#"1:67: --restart: restart policy `sometimes` is not known; write it as in `"restart": "on-failure:3"`"#)),
        case(r#""restart": "always", "rm": "true""#, Refused("1:67: the extensions `restart` and `rm` exclude each other; remove one of them")),
    ]),
    row("ipc", "`--ipc`", SAME, &[
        case(r#""ipc": "host""#, Line("docker run --ipc=host --pull=never img")),
        case(r#""ipc": "hots""#, Refused(r#"1:63: --ipc: namespace mode `hots` is not known; write it as in `"ipc": "host"`"#)),
    ]),
    row("uts", "`--uts`", SAME, &[
        case(r#""uts": "host""#, Line("docker run --uts=host --pull=never img")),
        case(r#""uts": "guest""#, Refused(r#"1:63: --uts: namespace mode `guest` is not known; write it as in `"uts": "host"`"#)),
    ]),
    row("pid", "`--pid`", SAME, &[
        case(r#""pid": "host""#, Line("docker run --pid=host --pull=never img")),
        case(r#""pid": "container:a""#, Line("docker run --pid=container:a --pull=never img")),
        case(r#""pid": "1""#, Refused(r#"1:63: --pid: namespace mode `1` is not known; write it as in `"pid": "host"`"#)),
    ]),
    row("rm", "`--rm` for `TRUE`, in any case; anything else is no", "`true` or `false`, in any case; anything else is refused.", &[
        case(r#""rm": "TRUE""#, Line("docker run --rm --pull=never img")),
        case(r#""rm": "false""#, Line("docker run --pull=never img")),
        case(r#""rm": "yes""#, Refused(r#"1:62: `yes` says neither yes nor no; write `"rm": "true"` or `"rm": "false"`"#)),
        supervised(r#""rm": "true""#, Line("docker create --pull=never img (removed)")),
    ]),
    row("gpus", "GPUs of the driver `nvidia`: `all`, or any number, also 0 and negative ones; eight capabilities, of which one is enough", "`all` or a number from 1; the client asks for GPUs as such, whatever the driver.", &[
        case(r#""gpus": "all""#, Line("docker run --gpus=all --pull=never img")),
        case(r#""gpus": "2""#, Line("docker run --gpus=2 --pull=never img")),
        case(r#""gpus": "0""#, Refused("1:64: `0` is no number of GPUs; write `all` or a number from 1, or leave it out for none")),
        case(r#""gpus": "-1""#, Refused("1:64: `-1` is no number of GPUs; write `all` or a number from 1, or leave it out for none")),
        case(r#""gpus": "2x""#, Refused("1:64: `2x` is no number of GPUs; write `all` or a number from 1, or leave it out for none")),
        case(r#""gpus": "02""#, Refused("1:64: `02` is no number of GPUs; write `all` or a number from 1, or leave it out for none")),
        case(r#""gpus": """#, Refused("1:64: `` is no number of GPUs; write `all` or a number from 1, or leave it out for none")),
    ]),
    row("shm-size", "`--shm-size`", SAME, &[
        case(r#""shm-size": "64m""#, Line("docker run --shm-size=64m --pull=never img")),
        case(r#""shm-size": "1.5 GiB""#, Line("docker run '--shm-size=1.5 GiB' --pull=never img")),
        case(r#""shm-size": "67108864""#, Line("docker run --shm-size=67108864 --pull=never img")),
        case(r#""shm-size": "64x""#, Refused(r#"1:68: --shm-size: size `64x` is not a size such as 512, 100m or 1.5g; write it as in `"shm-size": "64m"`"#)),
        case(r#""shm-size": "-1""#, Refused(r#"1:68: --shm-size: size `-1` is outside what a size can be: it is negative; write it as in `"shm-size": "64m"`"#)),
        case(r#""shm-size": """#, Refused(r#"1:68: --shm-size: size `` is not a size such as 512, 100m or 1.5g; write it as in `"shm-size": "64m"`"#)),
    ]),
    row("ulimit", "`--ulimit` each", "A name twice is refused.", &[
        case(r#""ulimit": "memlock=-1,stack=67108864""#, Line("docker run --ulimit=memlock=-1 --ulimit=stack=67108864 --pull=never img")),
        case(r#""ulimit": "nofile=1024:4096""#, Line("docker run --ulimit=nofile=1024:4096 --pull=never img")),
        case(r#""ulimit": """#, Line("docker run --pull=never img")),
        case(r#""ulimit": "nofile""#, Refused("1:66: `nofile` is no limit; write NAME=SOFT or NAME=SOFT:HARD, with commas between")),
        case(r#""ulimit": "nofiles=1""#, Refused(r#"1:66: --ulimit: ulimit name `nofiles` is not known; write it as in `"ulimit": "memlock=-1,stack=67108864"`"#)),
        case(r#""ulimit": "nofile=2:1""#, Refused(r#"1:66: --ulimit: a soft limit cannot be combined with a lower hard limit; write it as in `"ulimit": "memlock=-1,stack=67108864"`"#)),
        case(r#""ulimit": "nofile=1:2:3""#, Refused(r#"1:66: --ulimit: there are more than 2 limits; write it as in `"ulimit": "memlock=-1,stack=67108864"`"#)),
        case(r#""ulimit": "nofile=1,nofile=2""#, Refused("1:66: the limit `nofile` stands twice; remove one of the two")),
    ]),
    row("entrypoint", "not in the table; `Entrypoint`, split at each blank", "Two blanks beside each other are refused: they would make an empty word.", &[
        case(r#""entrypoint": "/bin/sh -c""#, Line("docker run --entrypoint=/bin/sh --pull=never img -c")),
        case(r#""entrypoint": "/bin/sh  -c""#, Refused("1:70: `/bin/sh  -c` has an empty word; write one blank between words, and none at the ends")),
        case(r#""entrypoint": """#, Line("docker run --pull=never img")),
    ]),
];
