package org.tidemark.netbackup.runs;

import java.nio.file.Path;
import org.tidemark.journal.list.ManifestFiles;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.netbackup.lists.ListPair;
import org.tidemark.netbackup.lists.Sentinel;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;
import org.tidemark.netbackup.userbackup.UserNames;

/** Where the files of one installation lie. */
record Workplace(Path state, Installation installation) {
  Path folder() {
    return Installations.in(state).folder(installation.consumer());
  }

  Path lists() {
    return folder().resolve("lists");
  }

  /** The copy of a generation's include list that is kept. */
  Path list(long generation) {
    return lists().resolve(generation + ".include");
  }

  /** Names that go into a user backup. */
  UserNames userNames() {
    return UserNames.in(folder());
  }

  /** What the include list could not carry and why, for people. */
  Path notes(long generation) {
    return lists().resolve(generation + ".notes");
  }

  ListPair pair() {
    String policy = installation.policy();
    String schedule = installation.schedule();
    return new ListPair(
        installation.openv().includeList(policy, schedule),
        installation.openv().excludeList(policy, schedule));
  }

  PathBytes manifest(long window) {
    return Sentinel.of(ManifestFiles.of(state, installation.consumer(), window));
  }

  static PathBytes bytes(Path file) {
    return Sentinel.of(file);
  }

  /** How the log names it. */
  String name() {
    return installation.policy() + "/" + installation.schedule();
  }
}
