package org.tidemark.bacula;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.tidemark.journal.doctor.Finding;

/**
 * What the Director's resources say of FileSets that ask Tidemark, and of the jobs that use them:
 * by themselves, by their JobDefs or by their Schedule, whichever file that stands in. Immutable.
 */
final class DirectorCheck {
  private static final String NAME = "bacula";
  private static final String FILESET = "fileset";
  private static final String JOB_DEFS = "jobdefs";
  private static final Pattern ASKS = Pattern.compile("\\bfileset\\s+kind=");
  private static final Pattern TELLS = Pattern.compile("\\bwindow\\s+jobid=");
  private static final Pattern ON = Pattern.compile("yes|true|on|1", Pattern.CASE_INSENSITIVE);
  private static final Pattern ACCURATE =
      Pattern.compile("accurate\\s*=\\s*(yes|true|on|1)\\b", Pattern.CASE_INSENSITIVE);

  private final List<Resource> resources;

  DirectorCheck(List<Resource> resources) {
    this.resources = List.copyOf(resources);
  }

  List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    Set<String> ours = new HashSet<>();
    for (Resource fileset : ofType(FILESET)) {
      if (fileset.all("file").stream().anyMatch(file -> ASKS.matcher(file).find())) {
        ours.add(fileset.name());
        blocks(fileset, findings);
        findings.addAll(skipped(fileset));
      }
    }
    for (Resource job : jobs()) {
      if (ours.contains(value(job, FILESET))) {
        job(job, findings);
      }
    }
    return findings;
  }

  private List<Resource> ofType(String type) {
    return resources.stream().filter(resource -> resource.type().equals(type)).toList();
  }

  /** Each job, and each JobDefs that no job has yet. */
  private List<Resource> jobs() {
    List<Resource> jobs = new ArrayList<>(ofType("job"));
    Set<String> used = new HashSet<>();
    resources.forEach(resource -> used.add(resource.first(JOB_DEFS)));
    ofType(JOB_DEFS).stream().filter(defs -> !used.contains(defs.name())).forEach(jobs::add);
    return jobs;
  }

  /** A job's own value, or else that of its JobDefs; empty if neither has one. */
  private String value(Resource job, String directive) {
    Resource at = job;
    for (int i = 0; i < resources.size(); i++) {
      if (!at.first(directive).isEmpty() || at.first(JOB_DEFS).isEmpty()) {
        return at.first(directive);
      }
      at = named(JOB_DEFS, at.first(JOB_DEFS));
    }
    return "";
  }

  /** Without values if there is none of that name. */
  private Resource named(String type, String name) {
    return ofType(type).stream()
        .filter(resource -> resource.name().equals(name))
        .findFirst()
        .orElse(new Resource(Path.of(""), type, Map.of()));
  }

  private static void blocks(Resource fileset, List<Finding> findings) {
    for (Kind kind : Kind.values()) {
      String asked = "kind=" + kind.name().toLowerCase(Locale.ROOT);
      if (fileset.all("file").stream().noneMatch(file -> file.contains(asked))) {
        findings.add(
            Finding.red(
                NAME,
                where(fileset),
                "the FileSet does not ask for " + asked + ": what belongs there is not saved",
                "tidemark bacula config --part fileset"));
      }
    }
  }

  /** What makes Bacula skip listed names, or go on without the Full that a change needs. */
  private static List<Finding> skipped(Resource fileset) {
    List<Finding> findings = new ArrayList<>();
    if (fileset.all("mtimeonly").stream().anyMatch(DirectorCheck::isOn)) {
      findings.add(
          Finding.red(
              NAME,
              where(fileset),
              "mtimeonly is on: Bacula skips what was moved, or changed with an old time, for good",
              "take it out of all Options of the FileSet"));
    }
    if (fileset.all("file").stream().anyMatch(DirectorCheck::leavesOldTimes)) {
      findings.add(
          Finding.yellow(
              NAME,
              where(fileset),
              "without refresh=yes all below a moved directory is left to the next Full",
              "tidemark bacula config --part fileset"));
    }
    if (fileset.all("ignorefilesetchanges").stream().anyMatch(DirectorCheck::isOn)) {
      findings.add(
          Finding.yellow(
              NAME,
              where(fileset),
              "Ignore FileSet Changes is on: another rootset makes no Full",
              "take it out when the next Full is to be made"));
    }
    return findings;
  }

  private static boolean isOn(String value) {
    return ON.matcher(value).matches();
  }

  private static boolean leavesOldTimes(String file) {
    return ASKS.matcher(file).find()
        && file.contains("kind=objects")
        && !file.contains("refresh=yes");
  }

  private static String where(Resource resource) {
    return resource.file() + ", " + resource.type() + " " + resource.name();
  }

  private void job(Resource job, List<Finding> findings) {
    Resource schedule = named("schedule", value(job, "schedule"));
    boolean accurate = ACCURATE.matcher("accurate=" + value(job, "accurate")).find();
    if (accurate || schedule.all("run").stream().anyMatch(run -> ACCURATE.matcher(run).find())) {
      findings.add(
          Finding.red(
              NAME,
              where(job),
              "Accurate is on: with a list of changes it drops all files that are not listed",
              "set Accurate = no in every Job, JobDefs and Schedule with that FileSet"));
    }
    if (!tells(job)) {
      findings.add(
          Finding.yellow(
              NAME,
              where(job),
              "no RunScript says what a job warns of: it ends with Backup OK whatever is missing",
              "tidemark bacula config --part job"));
    }
    String resumes = value(job, "rescheduleincompletejobs").toLowerCase(Locale.ROOT);
    if (!resumes.equals("no") && !resumes.equals("false")) {
      findings.add(
          Finding.yellow(
              NAME,
              where(job),
              "incomplete jobs are resumed, which is the same as Accurate",
              "tidemark bacula config --part job"));
    }
  }

  /** Scripts of JobDefs count for their jobs, too. */
  private boolean tells(Resource job) {
    Resource at = job;
    for (int i = 0; i <= resources.size(); i++) {
      if (at.all("command").stream().anyMatch(command -> TELLS.matcher(command).find())) {
        return true;
      }
      at = named(JOB_DEFS, at.first(JOB_DEFS));
    }
    return false;
  }
}
