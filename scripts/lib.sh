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
  sqlite3:sqlite3
  dash:dash
  shellcheck:shellcheck
  ip:iproute2
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

BACULA_PACKAGES=(
  bacula-director bacula-director-sqlite3 bacula-sd bacula-fd bacula-console bacula-common
  bacula-common-sqlite3
)

# What its programs are linked with.
BACULA_LIBRARIES=(libcap2 liblzo2-2 libnsl2 libreadline8 libsqlite3-0 libtirpc3 libwrap0)

# Into the working directory; a machine that is new does not know of any packages yet.
download_packages() {
  apt-get download -q "$@" || { [ "$(id -u)" -eq 0 ] && apt-get update -q && apt-get download -q "$@"; }
}

# Unpacks Debian's Bacula into target/bacula, where its tests look for it. It is not installed: the
# director's post-install step wants a database. Without it those tests are skipped with a reason.
prepare_bacula() {
  local place=$ROOT/target/bacula work file
  [ ! -x "$place/usr/sbin/bacula-dir" ] || return 0
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || return 0
  work=$(mktemp -d)
  if (cd "$work" && chmod 755 . && download_packages "${BACULA_PACKAGES[@]}") >"$work/log" 2>&1; then
    mkdir -p "$place.new"
    for file in "$work"/*.deb; do dpkg-deb -x "$file" "$place.new"; done
    rm -rf "$place"
    mv "$place.new" "$place"
    bacula_is_linked "$place" || [ "$(id -u)" -ne 0 ] || install_packages "${BACULA_LIBRARIES[@]}"
  else
    say "Bacula's packages cannot be had; its tests are skipped: $(tail -n 1 "$work/log")"
  fi
  rm -rf "$work"
}

bacula_is_linked() {
  ! LD_LIBRARY_PATH=$1/usr/lib/bacula ldd "$1"/usr/sbin/bacula-{dir,sd,fd} "$1/usr/sbin/bconsole" |
    grep -q 'not found'
}

require_build_tools() { require_tools "${BUILD_TOOLS[@]}"; }
require_test_tools() { require_tools "${BUILD_TOOLS[@]}" "${TEST_TOOLS[@]}"; }

# Warnings and errors only; -q would hide the very warnings for which the compiler gives up.
MAVEN_QUIET=(-B -ntp -Dstyle.color=never -Dorg.slf4j.simpleLogger.defaultLogLevel=warn)

# Debian's Maven sends escape codes even into a pipe.
strip_colours() { sed 's/\x1b\[[0-9;]*m//g'; }

# Runs Maven at the root of the project.
run_maven() { (cd "$ROOT" && mvn "${MAVEN_QUIET[@]}" "$@") 2>&1 </dev/null | strip_colours; }
