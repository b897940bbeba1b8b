#!/bin/sh
# Tidemark's hook for NetBackup, written by 'tidemark netbackup install'; 'uninstall' puts back what
# was here. NetBackup calls it when the client has sent a backup of the policy and schedule below.
# It always ends with 0: anything else makes NetBackup throw the backup away.

# NetBackup takes offence at anything that is written to the descriptors which it hands over.
exec </dev/null >/dev/null 2>&1

bin=@BIN@
self=@SELF@
policy=@POLICY@
schedule=@SCHEDULE@
state=@STATE@
tidemark=@TIDEMARK@
java=@JAVA@
# Seconds until the hook ends without an answer; BPEND_TIMEOUT of the server must be longer.
deadline=@DEADLINE@
log=$state/netbackup/hooks.log

# For 'tidemark netbackup backup', which must not run inside a hook.
TIDEMARK_NETBACKUP_HOOK=end
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
tell() (
  clean
  if [ -x "$java/bin/java" ]; then
    JAVA_HOME=$java
    export JAVA_HOME
  fi
  if (: >>"$log"); then
    exec >>"$log" 2>&1
  fi
  exec timeout -k 10 "$deadline" "$tidemark" netbackup end --state "$state" -- "$@"
)

if [ $# -ne 5 ]; then
  say "called with $# arguments instead of client, policy, schedule, type and status"
  exit 0
fi

# What NetBackup would have called if this file were not here. It goes first: it may have to thaw
# what the hook at the start froze.
for site in "$bin/$self.before-tidemark" "$bin/bpend_notify.$2" "$bin/bpend_notify"; do
  if [ -f "$site" ] && [ -x "$site" ] && [ "$site" != "$bin/$self" ]; then
    "$site" "$@"
    status=$?
    if [ "$status" -ne 0 ]; then
      say "$site ended with $status, which is not passed on (policy $2, schedule $3)"
    fi
    break
  fi
done

# Policy A.b with schedule c, and policy A with b.c, share the name of this file.
if [ "$2" != "$policy" ] || [ "$3" != "$schedule" ]; then
  exit 0
fi

tell "$@"
status=$?
case $status in
  0) exit 0 ;;
  124 | 137) reason="no answer within $deadline seconds" ;;
  126 | 127) reason="cannot run $tidemark" ;;
  *) reason="'tidemark netbackup end' ended with $status" ;;
esac
say "policy $policy, schedule $schedule: $reason; see $log and 'tidemark netbackup status'"
exit 0
