#!/bin/sh
# Tidemark's hook for NetBackup, written by 'tidemark netbackup install'; 'uninstall' puts back what
# was here. NetBackup calls it before each backup of the policy and schedule below.

# NetBackup takes offence at anything that is written to the descriptors which it hands over.
exec </dev/null >/dev/null 2>&1

bin=@BIN@
self=@SELF@
policy=@POLICY@
schedule=@SCHEDULE@
state=@STATE@
tidemark=@TIDEMARK@
java=@JAVA@
# Seconds until the hook ends without an answer; BPSTART_TIMEOUT of the server must be longer.
deadline=@DEADLINE@
# What NetBackup is told where there is no good answer: 1 fails the job with status 73, 0 lets it go
# on, as for a true full, which then only does not count.
otherwise=@OTHERWISE@
log=$state/netbackup/hooks.log

# For 'tidemark netbackup backup', which must not run inside a hook.
TIDEMARK_NETBACKUP_HOOK=start
export TIDEMARK_NETBACKUP_HOOK

# A job's environment may hold no PATH, another locale, and libraries that are not meant for Java.
clean() {
  PATH=/usr/sbin:/usr/bin:/sbin:/bin
  export PATH
  unset LD_LIBRARY_PATH LD_PRELOAD JAVA_HOME JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS
  umask 022
  cd / || exit 1
}

# Both in subshells, so that a hook of the site finds everything as NetBackup left it.
say() (
  clean
  (printf '%s %s[%s]: %s\n' "$(date -u '+%Y-%m-%dT%H:%M:%SZ')" "$self" "$$" "$1" >>"$log")
  timeout -k 1 5 logger -t tidemark-netbackup -p daemon.err -- "$1"
)
ask() (
  clean
  if [ -x "$java/bin/java" ]; then
    JAVA_HOME=$java
    export JAVA_HOME
  fi
  if (: >>"$log"); then
    exec >>"$log" 2>&1
  fi
  exec timeout -k 10 "$deadline" "$tidemark" netbackup start --state "$state" -- "$@"
)

if [ $# -ne 4 ]; then
  say "called with $# arguments instead of client, policy, schedule and type"
  exit "$otherwise"
fi

# What NetBackup would have called if this file were not here. It goes first: what it writes belongs
# to the backup.
for site in "$bin/$self.before-tidemark" "$bin/bpstart_notify.$2" "$bin/bpstart_notify"; do
  if [ -f "$site" ] && [ -x "$site" ] && [ "$site" != "$bin/$self" ]; then
    "$site" "$@"
    status=$?
    if [ "$status" -ne 0 ]; then
      say "$site ended with $status: the backup of policy $2, schedule $3 is refused"
      exit 1
    fi
    break
  fi
done

# Policy A.b with schedule c, and policy A with b.c, share the name of this file.
if [ "$2" != "$policy" ] || [ "$3" != "$schedule" ]; then
  exit 0
fi

ask "$@"
status=$?
case $status in
  0) exit 0 ;;
  124 | 137) reason="no answer within $deadline seconds" ;;
  126 | 127) reason="cannot run $tidemark" ;;
  *) reason="'tidemark netbackup start' ended with $status" ;;
esac
say "policy $policy, schedule $schedule: $reason; see $log and 'tidemark netbackup status'"
exit "$otherwise"
