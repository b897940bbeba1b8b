# Shared by the scripts beside it; to be sourced by bash, not run.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# command:Debian package
BUILD_TOOLS=(javac:openjdk-17-jdk-headless mvn:maven)
TEST_TOOLS=(
  rsync:rsync
  mkfs.xfs:xfsprogs
  mkfs.btrfs:btrfs-progs
  mke2fs:e2fsprogs
  getfattr:attr
  getfacl:acl
  strace:strace
  bindfs:bindfs
  mount:mount
  losetup:mount
  unshare:util-linux
  ps:procps
  sshd:openssh-server
)

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 2
}

# Prints each missing tool of those given as command:package.
missing_tools() {
  local tool
  for tool in "$@"; do
    # The folders of root's tools are often not on the PATH of others.
    PATH=$PATH:/usr/sbin:/sbin command -v "${tool%%:*}" >/dev/null || printf '%s\n' "$tool"
  done
}

# Installs Debian packages; the caller has made sure that we may.
install_packages() {
  say "installing: $*"
  local log
  log=$(mktemp)
  if ! {
    apt-get update -q &&
      DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
  } >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "could not install: $*"
  fi
  rm -f "$log"
}

# Installs missing tools from Debian packages when root; otherwise names them and exits 2.
require_tools() {
  local missing commands packages
  mapfile -t missing < <(missing_tools "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  commands="${missing[*]%%:*}"
  mapfile -t packages < <(printf '%s\n' "${missing[@]#*:}" | sort -u)
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    fail "missing: $commands (Debian packages: ${packages[*]})"
  fi
  install_packages "${packages[@]}"
  mapfile -t missing < <(missing_tools "$@")
  [ "${#missing[@]}" -eq 0 ] || fail "still missing after the installation: ${missing[*]%%:*}"
}

# Prints the path of Debian's rsync 3.2.7, fetched once; nothing where it is not to be had.
older_rsync() {
  local cache=$ROOT/target/rsync-3.2.7
  if [ ! -x "$cache/usr/bin/rsync" ]; then
    mkdir -p "$cache"
    (
      cd "$cache" &&
        apt-get download -q 'rsync=3.2.7-1+deb12u6' &&
        dpkg-deb -x rsync_*.deb .
    ) >/dev/null 2>&1 </dev/null || true
  fi
  [ ! -x "$cache/usr/bin/rsync" ] || printf '%s\n' "$cache/usr/bin/rsync"
}

require_build_tools() { require_tools "${BUILD_TOOLS[@]}"; }
require_test_tools() { require_tools "${BUILD_TOOLS[@]}" "${TEST_TOOLS[@]}"; }

# Warnings and errors only; -q would hide the very warnings for which the compiler gives up.
MAVEN_QUIET=(-B -ntp -Dstyle.color=never -Dorg.slf4j.simpleLogger.defaultLogLevel=warn)

# Debian's Maven sends escape codes even into a pipe.
strip_colours() { sed 's/\x1b\[[0-9;]*m//g'; }

# Runs Maven at the root of the project.
run_maven() { (cd "$ROOT" && mvn "${MAVEN_QUIET[@]}" "$@") 2>&1 </dev/null | strip_colours; }
