package org.tidemark.netbackup.checks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tidemark.journal.doctor.Finding;
import org.tidemark.journal.model.TidemarkException;
import org.tidemark.netbackup.images.Image;
import org.tidemark.netbackup.images.Policies;
import org.tidemark.netbackup.images.PolicyFacts;
import org.tidemark.netbackup.site.BpConf;
import org.tidemark.netbackup.site.Installation;
import org.tidemark.netbackup.site.Installations;

/** Compares what the primary says of policies and settings with what an installation needs. */
public final class PolicyCheck {
  private static final String NAME = "netbackup";

  private final Installation installation;
  private final Installations others;
  private final List<Finding> findings = new ArrayList<>();

  private PolicyCheck(Installation installation, Installations others) {
    this.installation = installation;
    this.others = others;
  }

  /** Red is what loses files; yellow is what could not be looked at. */
  public static List<Finding> look(Installation installation, Path state, Policies policies)
      throws TidemarkException {
    PolicyCheck check = new PolicyCheck(installation, Installations.in(state));
    check.listed(policies.policy(installation.policy()));
    Optional<PolicyFacts> base = policies.policy(installation.basePolicy());
    check.base(base);
    if (base.isPresent()) {
      StateInBase saved = new StateInBase(installation, state);
      check.findings.addAll(saved.look(base.get().selections()).stream().toList());
    }
    if (installation.userRoute().isPresent()) {
      check.user(policies.policy(installation.userRoute().get().policy()));
    }
    BpConf conf = BpConf.of(installation.openv());
    check.accessTimes(conf);
    check.timeouts(conf.primary(), policies.settings(conf.primary()));
    return List.copyOf(check.findings);
  }

  private void red(String policy, String text, String hint) {
    findings.add(Finding.red(NAME, "policy " + policy, text, hint));
  }

  private void notAsked(String policy) {
    findings.add(
        Finding.yellow(
            NAME,
            "policy " + policy,
            "cannot be looked at from this client",
            "on the primary: bppllist '" + policy + "' -U"));
  }

  private void listed(Optional<PolicyFacts> found) throws TidemarkException {
    String policy = installation.policy();
    if (found.isEmpty()) {
      notAsked(policy);
      return;
    }
    PolicyFacts facts = found.get();
    standard(policy, facts);
    if (facts.says("Collect TIR info", "Collect TIR Info")) {
      red(
          policy,
          "collects true image restore information: whatever is not on a list would count as"
              + " deleted",
          "switch off \"Collect true image restore information\"");
    }
    if (facts.says("Use Accelerator")) {
      red(
          policy,
          "uses Accelerator, whose track log follows the selections",
          "switch off \"Use Accelerator\"");
    }
    if (facts.says("Mult. Data Streams", "Mult. Data Stream") && !installation.severalStreams()) {
      red(
          policy,
          "allows multiple data streams: each would save the same list",
          "switch them off, or install with --several-streams");
    }
    if (!selected(facts).equals(List.of("/"))) {
      red(
          policy,
          "selects " + facts.selections() + ": a list adds nothing that is not selected",
          "make / its only selection");
    }
    mounts(policy, facts);
    schedules(policy, facts);
  }

  /** Each stream may select / anew. */
  private List<String> selected(PolicyFacts facts) {
    return facts.selections().stream()
        .filter(each -> !(installation.severalStreams() && each.equals("NEW_STREAM")))
        .distinct()
        .toList();
  }

  /** A directory that is listed whole goes on where another filesystem begins. */
  private void mounts(String policy, PolicyFacts facts) {
    if (facts.denies("Cross Mount Points", "Cross Mnt Points")) {
      red(
          policy,
          "does not cross mount points: what is mounted, or a subvolume, in a directory that is"
              + " saved whole would be left out",
          "switch on \"Cross mount points\"");
    }
  }

  private void standard(String policy, PolicyFacts facts) {
    if (!facts.type().isEmpty() && !facts.type().startsWith("Standard")) {
      red(policy, "is of type " + facts.type() + ", not Standard", "make a policy of that type");
    }
  }

  private void schedules(String policy, PolicyFacts facts) throws TidemarkException {
    full(policy, facts, installation.schedule(), "files with old times would be left out silently");
    for (Map.Entry<String, PolicyFacts.Schedule> each : facts.schedules().entrySet()) {
      boolean ours =
          each.getKey().equals(installation.schedule())
              || others.find(policy, each.getKey()).isPresent();
      Image.Type type = each.getValue().type();
      if (!ours && type != Image.Type.UBAK && type != Image.Type.UARC) {
        red(
            policy,
            "has the schedule " + each.getKey() + " too, which would build on images of changes",
            "move it to another policy");
      }
    }
  }

  private void full(String policy, PolicyFacts facts, String name, String otherwise) {
    Optional<PolicyFacts.Schedule> schedule = facts.schedule(name);
    if (schedule.isEmpty()) {
      red(policy, "has no schedule " + name, "add it, of type Full Backup");
    } else if (schedule.get().type() != Image.Type.FULL) {
      red(
          policy,
          "its schedule " + name + " is of type " + schedule.get().type() + ": " + otherwise,
          "make it a Full Backup");
    } else if (schedule.get().synthetic()) {
      red(
          policy,
          "its schedule " + name + " is synthetic: it is made on the server, without this client",
          "switch off \"Synthetic backup\"");
    }
  }

  private void base(Optional<PolicyFacts> found) {
    String policy = installation.basePolicy();
    if (found.isEmpty()) {
      notAsked(policy);
      return;
    }
    standard(policy, found.get());
    if (found.get().says("Mult. Data Streams", "Mult. Data Stream")) {
      red(
          policy,
          "allows multiple data streams: unless hooks are told STREAM_NUMBER and STREAM_COUNT, the"
              + " image of one stream would pass for the full",
          "switch them off, or look on this client whether hooks are told, and say --unchecked");
    }
    full(policy, found.get(), installation.baseSchedule(), "it is no base for lists of changes");
  }

  private void user(Optional<PolicyFacts> found) {
    String policy = installation.userRoute().orElseThrow().policy();
    String name = installation.userRoute().orElseThrow().schedule();
    if (found.isEmpty()) {
      notAsked(policy);
      return;
    }
    mounts(policy, found.get());
    Optional<PolicyFacts.Schedule> schedule = found.get().schedule(name);
    if (schedule.isEmpty() || schedule.get().type() != Image.Type.UBAK) {
      red(policy, "has no schedule " + name + " of type User Backup", "add it");
    }
  }

  /** Setting a time back is a change of attributes, like any other. */
  private void accessTimes(BpConf conf) {
    if (!conf.value("DO_NOT_RESET_FILE_ACCESS_TIME").equals("YES")) {
      findings.add(
          Finding.yellow(
              NAME,
              installation.openv().netbackup().resolve("bp.conf").toString(),
              "bpbkar sets back the time of access of what it reads, so that each file it saved is"
                  + " on the next list again",
              "add the line DO_NOT_RESET_FILE_ACCESS_TIME = YES; where that may not be, let the"
                  + " journal leave it out where it can prove who did it (fanotify only, and"
                  + " only while all consumers say so): in tidemark.conf, [consumer "
                  + installation.consumer()
                  + "] with time-resets-by = "
                  + installation.openv().netbackup().resolve("bin/bpbkar")));
    }
  }

  private void timeouts(String server, Map<String, String> settings) {
    if (settings.isEmpty()) {
      return;
    }
    long start = seconds(settings, "BPSTART_TIMEOUT");
    long read = seconds(settings, "CLIENT_READ_TIMEOUT");
    long needed = installation.longestHook().toSeconds();
    longEnough(server, "BPSTART_TIMEOUT", start, needed, ", or give install a shorter --deadline");
    long end = seconds(settings, "BPEND_TIMEOUT");
    longEnough(server, "BPEND_TIMEOUT", end, Installation.longestEndHook().toSeconds(), "");
    if (read < start) {
      findings.add(
          Finding.red(
              NAME,
              server,
              "CLIENT_READ_TIMEOUT is " + read + ", less than BPSTART_TIMEOUT",
              "set CLIENT_READ_TIMEOUT to " + start + " or more"));
    }
  }

  private void longEnough(String server, String key, long is, long needed, String otherwise) {
    if (is < needed) {
      findings.add(
          Finding.red(
              NAME,
              server,
              key + " is " + is + ", and the hook may take " + needed + " seconds",
              "set " + key + " to " + needed + " or more" + otherwise));
    }
  }

  /** 300 where nothing is set. */
  private static long seconds(Map<String, String> settings, String key) {
    String value = settings.getOrDefault(key, "300");
    return value.matches("[0-9]{1,9}") ? Long.parseLong(value) : 300;
  }
}
