# shellcheck shell=bash
# Shared by the scripts beside it: sourced, not run. Runs in the root of the repository.
#
# A function has a name of two words or more: a name of one word may be a program's, which it would hide.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

# The image of the tests and of the demo: a static busybox and nothing else.
test_image=longshore-test:1

# The user of the tests of identity.
# shellcheck disable=SC2034 # for the scripts that source this
test_user=longshore-test

is_root() { [ "$(id -u)" = 0 ]; }

# A program on the PATH: `command -v` would find functions of these scripts too.
is_installed() { type -P "$1" >/dev/null; }

is_debian() { is_root && is_installed apt-get && is_installed dpkg; }

# What cargo builds for here: with musl, where this Rust has it as rustup's has; a distribution's may have only its own glibc.
build_target() {
  local host musl
  host=$(rustc -vV | sed -n 's/^host: //p')
  musl=${host%%-*}-unknown-linux-musl
  if [ -d "$(rustc --print target-libdir --target "$musl" 2>/dev/null)" ]; then echo "$musl"; else echo "$host"; fi
}

if is_installed rustc; then export CARGO_BUILD_TARGET=${CARGO_BUILD_TARGET:-$(build_target)}; fi

# Where cargo puts a program that it builds as $1, release or debug.
built_program() { echo "${CARGO_TARGET_DIR:-$PWD/target}/$CARGO_BUILD_TARGET/$1/longshore"; }

# The real docker clients on the PATH, one path a line, each version once; longshore in docker's place is none.
docker_clients() {
  local client version seen=' '
  while read -r client; do
    version=$("$client" --version 2>/dev/null | sed -n 's/^Docker version \([^,]*\),.*/\1/p') || true
    if [ -n "$version" ] && [[ $seen != *" $version "* ]]; then
      seen+="$version "
      echo "$client"
    fi
  done < <(type -ap docker 2>/dev/null || true; ls "$PWD"/target/tools/docker-cli/usr/bin/docker 2>/dev/null || true)
}

client_version() { "$1" --version | sed -n 's/^Docker version \([^,]*\),.*/\1/p'; }

# The installed static busybox, or nothing.
static_busybox() {
  local path libraries
  path=$(type -P busybox) || return 0
  libraries=$(LC_ALL=C ldd "$path" 2>&1) || true
  case $libraries in *'not a dynamic executable'* | *'statically linked'*) echo "$path" ;; esac
}

# The Debian packages that the build, the engine and the test image need and this machine lacks.
missing_packages() {
  is_installed cc || echo gcc libc6-dev
  # For cargo, which asks its registry.
  [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
  if [ -z "$(docker_clients)" ] || ! is_installed dockerd; then echo docker.io iptables apparmor cgroupfs-mount; fi
  [ -n "$(static_busybox)" ] || echo busybox-static
}

# This machine's sources of Debian's own packages: address, code name and component, one a line.
debian_sources() {
  # shellcheck disable=SC2016 # apt-get fills these in
  apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' | sort -u
}

# The address from which this machine has Debian's release $1, or nothing.
debian_mirror() {
  # apt knows whose packages a source has as soon as it has asked it.
  [ -n "$(debian_sources)" ] || apt-get -q update >&2
  debian_sources | awk -v release="$1" '$2 == release { print $1; exit }'
}

# Runs a step of a check and says how long it took. One that fails is put into `failed_steps`, and the check goes on.
run_step() {
  local name=$1 begin=$SECONDS
  shift
  echo "== $name: $*"
  if "$@"; then
    echo "== $name: good, $((SECONDS - begin)) s"
  else
    echo "== $name: FAILED, $((SECONDS - begin)) s"
    failed_steps+=("$name")
  fi
}

# Installs Debian packages, quietly; the log stays.
install_packages() {
  local log=target/apt.log
  mkdir -p target
  if ! { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "$@"; } \
    >"$log" 2>&1 </dev/null; then
    echo "apt-get could not install $*; see $log" >&2
    return 1
  fi
}

# The version of the engine that answers the client $1, or nothing.
engine_answers() { "$1" version --format '{{.Server.Version}}' 2>/dev/null || true; }

# Starts dockerd and waits until it answers the client $1; at most 60 s.
start_engine() {
  local client=$1 log=target/dockerd.log pid
  # Without an init system nobody has mounted the control groups.
  if [ ! -e /sys/fs/cgroup/cgroup.controllers ] && [ ! -d /sys/fs/cgroup/memory ] && is_installed cgroupfs-mount; then
    cgroupfs-mount 2>target/cgroupfs-mount.log || true
  fi
  setsid dockerd >"$log" 2>&1 </dev/null &
  pid=$!
  for _ in $(seq 120); do
    if [ -n "$(engine_answers "$client")" ]; then return 0; fi
    if ! kill -0 "$pid" 2>/dev/null; then break; fi
    sleep 0.5
  done
  kill "$pid" 2>/dev/null || true
  return 1
}

# Makes the test image with the client $1, unless the engine has it.
make_image() {
  local client=$1 busybox=$2 folder name
  if "$client" image inspect "$test_image" >/dev/null 2>&1; then return 0; fi
  folder=$(mktemp -d)
  mkdir -p "$folder/bin" "$folder/tmp" "$folder/etc"
  # mktemp's own mode would keep users from the root of the image.
  chmod 755 "$folder"
  chmod 1777 "$folder/tmp"
  cp "$busybox" "$folder/bin/busybox"
  for name in sh ls cat id env sleep true false echo kill head wc printf test; do
    ln -s busybox "$folder/bin/$name"
  done
  printf 'root:x:0:0:root:/:/bin/sh\nalice:x:1000:1000:alice:/tmp:/bin/sh\n' >"$folder/etc/passwd"
  tar -C "$folder" -c . | "$client" import - "$test_image" >/dev/null || { rm -r "$folder"; return 1; }
  rm -r "$folder"
}

# Sets `client`, and either `engine`, the version that answers and can run the test image, or `why` there is none.
# shellcheck disable=SC2034 # for the scripts that source this
prepare_engine() {
  local busybox
  engine='' why=''
  mkdir -p target
  client=$(docker_clients | tail -n 1)
  busybox=$(static_busybox)
  if [ -z "$client" ]; then why="no docker client"; return; fi
  if [ -z "$(engine_answers "$client")" ]; then
    if ! is_root; then why="no docker engine answers, and only root can start one"; return; fi
    if ! is_installed dockerd; then why="no docker engine answers, and dockerd is not installed"; return; fi
    echo "starting dockerd"
    if ! start_engine "$client"; then why="dockerd does not start; see target/dockerd.log"; return; fi
  fi
  if [ -z "$busybox" ] && ! "$client" image inspect "$test_image" >/dev/null 2>&1; then
    why="no static busybox to make the image $test_image of"
  elif ! make_image "$client" "$busybox" 2>target/engine.log; then
    why="the image $test_image cannot be imported; see target/engine.log"
  elif ! "$client" run --rm "$test_image" true >target/engine.log 2>&1; then
    why="the engine cannot run a container; see target/engine.log"
  else
    engine=$(engine_answers "$client")
  fi
}
