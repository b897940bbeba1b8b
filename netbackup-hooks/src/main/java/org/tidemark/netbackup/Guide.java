package org.tidemark.netbackup;

import org.tidemark.netbackup.site.BpConf;
import org.tidemark.netbackup.site.Installation;

/** What an administrator sets on the primary for an installation, with the reasons. */
final class Guide {
  private static final String TEXT =
      """

        On the primary%s, once:

          Policy %s: type Standard, this client only, its only selection /
            no: Collect true image restore information   (what is not listed would count as deleted)
            no: Use Accelerator, Block level incrementals
            yes: Cross mount points                      (a tree saved whole ends at mounts otherwise)
            no: Allow multiple data streams              %s
            no other schedules, but user backups         (they would build on lists of changes)
          Schedule %s: Full Backup, not synthetic         (an incremental one leaves out old times)
            as often as changes are to be saved; kept as long as the full that they belong to
          Policy %s, schedule %s: Full Backup, not synthetic; selects what Tidemark watches
            never the state folder                       (exclude_list on this client, if it would)
          Server: BPSTART_TIMEOUT = %d or more, CLIENT_READ_TIMEOUT at least as much,
                  BPEND_TIMEOUT = %d or more  (and more by what your own hooks take)
        %s
        On this client, in bp.conf: DO_NOT_RESET_FILE_ACCESS_TIME = YES
                  (else each file that was saved, in a full all of them, is on the next list again)

        Then:

          1. run %s/%s: its image becomes the base; until then jobs of %s end with 73
          2. tidemark netbackup status
          3. run %s/%s, and look that it saved what changed only

        docs/netbackup.md has the rest: restores, and what is to be looked at on the first client.
        """;

  private Guide() {}

  static String text(Installation each) {
    String policy = each.policy();
    long seconds = each.longestHook().toSeconds();
    return TEXT.formatted(
        primary(each),
        policy,
        each.severalStreams() ? "(you said --several-streams)" : "(each would save all)",
        each.schedule(),
        each.basePolicy(),
        each.baseSchedule(),
        seconds,
        Installation.longestEndHook().toSeconds(),
        userPolicy(each),
        each.basePolicy(),
        each.baseSchedule(),
        policy,
        policy,
        each.schedule());
  }

  private static String primary(Installation each) {
    String name = BpConf.of(each.openv()).primary();
    return name.isEmpty() ? "" : " (" + name + ")";
  }

  private static String userPolicy(Installation each) {
    return each.userRoute()
        .map(
            route ->
                """
                  Policy %s: type Standard, this client; schedule %s: User Backup, always open
                    yes: Cross mount points
                """
                    .formatted(route.policy(), route.schedule()))
        .orElse("");
  }
}
