#!/bin/sh
# Stands for NetBackup's @NAME@: hands its words to the test that plays the servers, prints what
# that answers, and ends as it says.
PATH=/usr/bin:/bin
call=$(mktemp -d '@CALLS@/call.XXXXXX') || exit 25
mkfifo "$call/answer" || exit 25
for word do
  printf '%s\0' "$word"
done >"$call/words"
printf '%s\n%s\n' '@NAME@' "$(id -u)" >"$call/from"
printf '%s\n' "${call##*/}" >'@CALLS@/requests'
{
  IFS= read -r status
  cat
} <"$call/answer"
rm -rf "$call"
exit "$status"
