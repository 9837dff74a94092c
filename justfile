# `just` lists the recipes. They are thin: scripts and cargo do the work, and `scripts/test` needs no just.

[private]
default:
    @just --list --unsorted

# All that must hold before a change gets in, set-up included
check:
    scripts/test

# What CI runs: the same, fresh seeds, and a bare machine
ci:
    .ci/run

# README's two commands in a minimal Debian 12: `just bare --keep`
bare *ARGS:
    scripts/bare {{ARGS}}

# Prepare this machine: engine, clients, test image, shellcheck
setup:
    scripts/setup

# The tests
test *ARGS:
    cargo test --locked --workspace {{ARGS}}

# The golden cases
golden *ARGS:
    cargo run --locked --quiet -- verify {{ARGS}} tests/golden

# Write what the profiles do into the golden cases; read the difference afterwards
bless *ARGS:
    cargo run --locked --quiet -- verify --bless {{ARGS}} tests/golden

# A job of a real HTCondor pool on a real engine
demo:
    scripts/demo

# Our reading of docker's and podman's command lines against the real clients': `just oracle 50000 7`
oracle LINES="3000" SEED="":
    scripts/oracle {{LINES}} {{SEED}}

# Inputs that break a law, for so many seconds: `just fuzz read_docker 60`
fuzz TARGET="" SECONDS="":
    scripts/fuzz {{TARGET}} {{SECONDS}}

# What a start of the release build costs, and what reading a line does: `just bench --rounds 1000`
bench *ARGS:
    scripts/bench {{ARGS}}

# Format the code
fmt:
    cargo fmt --all

# The lints of code and scripts
lint:
    scripts/lint

# The documentation of the code
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps

# Dependencies: licences, bans, sources; `scripts/deny install` builds cargo-deny
deny:
    scripts/deny check bans licenses sources

# Known faults in dependencies; needs a network
advisories:
    scripts/deny check advisories
