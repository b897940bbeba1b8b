package org.tidemark.netbackup.doubles;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code bppllist}, {@code bpplinclude}, {@code bpgetconfig} and {@code bpclntcmd}. Used under the
 * lock of its owner.
 */
final class PolicyReports {
  private final Map<String, Policy> policies;
  private final Client client;
  private final Timeouts timeouts;

  PolicyReports(Map<String, Policy> policies, Client client, Timeouts timeouts) {
    this.policies = policies;
    this.client = client;
    this.timeouts = timeouts;
  }

  /** Names of all policies, or one policy in the machine-readable or the readable form. */
  Reply bppllist(List<String> arguments) throws Words.InvalidParameterException {
    Words words = Words.parse(arguments, Set.of("-l", "-L", "-U", "-allpolicies"), Set.of("-M"));
    if (words.others().isEmpty() && !words.has("-allpolicies")) {
      return Reply.of(List.copyOf(policies.keySet()));
    }
    List<Policy> wanted =
        words.has("-allpolicies")
            ? List.copyOf(policies.values())
            : words.others().stream().filter(policies::containsKey).map(policies::get).toList();
    if (wanted.isEmpty()) {
      return new Reply(
          230,
          "EXIT STATUS 230: the specified policy does not exist in the configuration database\n");
    }
    boolean readable = words.has("-U") || words.has("-L");
    return Reply.of(
        wanted.stream().flatMap(p -> (readable ? readable(p) : records(p)).stream()).toList());
  }

  private List<String> records(Policy policy) {
    List<String> lines = new ArrayList<>();
    lines.add("CLASS " + policy.name() + " *NULL* 0 830000 0 *NULL*");
    lines.add("NAMES");
    lines.add("INFO " + information(policy));
    lines.add("KEY *NULL*");
    lines.add("BCMD *NULL*");
    lines.add("RCMD *NULL*");
    lines.add("RES *NULL* *NULL* *NULL* *NULL* *NULL* *NULL* *NULL* *NULL* *NULL* *NULL*");
    lines.add("POOL NetBackup *NULL* *NULL* *NULL*");
    lines.add("FOE 0 0 0 0 0 0 0 0 0 0");
    lines.add("SHAREGROUP *ANY*");
    lines.add("DATACLASSIFICATION *NULL*");
    lines.add("CLIENT " + client.name() + " Linux RedHat2.6.32 0 0 0 0 *NULL*");
    include(policy).forEach(path -> lines.add("INCLUDE " + path));
    policy.schedules().forEach(schedule -> lines.addAll(records(schedule)));
    return lines;
  }

  private static List<String> records(Policy.Schedule schedule) {
    return List.of(
        "SCHED "
            + schedule.name()
            + " "
            + schedule.type().code()
            + " 1 86400 1 0 0 0 *NULL* 0 0 0 0 "
            + (schedule.synthetic() ? 1 : 0)
            + " 0 -1 0 0",
        "SCHEDWIN 0 86400 0 86400 0 86400 0 86400 0 86400 0 86400 0 86400",
        "SCHEDRES *NULL* *NULL* *NULL* *NULL* *NULL* *NULL* *NULL* *NULL* *NULL* *NULL*");
  }

  /**
   * Fields by their place, from 0: 0 type, 8 crosses mount points, 10 active, 11 TIR (0 none, 1
   * yes, 2 with move detection), 15 several data streams, 21 checkpoints, 39 Accelerator.
   */
  private static String information(Policy policy) {
    String[] fields = new String[44];
    Arrays.fill(fields, "0");
    fields[0] = Integer.toString(policy.type());
    fields[4] = "*NULL*";
    fields[7] = "99";
    fields[8] = policy.crossesMounts() ? "1" : "0";
    fields[11] = policy.tir() ? "2" : "0";
    fields[15] = policy.streams().size() > 1 ? "1" : "0";
    fields[19] = "*NULL*";
    fields[21] = "1";
    fields[22] = "15";
    fields[39] = policy.accelerator() ? "1" : "0";
    return String.join(" ", fields);
  }

  private static List<String> include(Policy policy) {
    boolean several = policy.streams().size() > 1;
    return policy.streams().stream()
        .flatMap(s -> several ? Stream.concat(Stream.of("NEW_STREAM"), s.stream()) : s.stream())
        .toList();
  }

  private List<String> readable(Policy policy) {
    List<String> lines = new ArrayList<>();
    lines.add("-".repeat(60));
    lines.add("");
    lines.add("Policy Name:       " + policy.name());
    lines.add("");
    lines.add("  Policy Type:         " + (policy.type() == 0 ? "Standard" : "MS-Windows"));
    lines.add("  Active:              yes");
    lines.add("  Follow NFS Mounts:   no");
    lines.add("  Cross Mount Points:  " + yes(policy.crossesMounts()));
    lines.add("  Collect TIR info:    " + (policy.tir() ? "yes, with move detection" : "no"));
    lines.add("  Block Incremental:   no");
    lines.add("  Mult. Data Streams:  " + yes(policy.streams().size() > 1));
    lines.add("  Checkpoint:          yes");
    lines.add("  Use Accelerator:     " + yes(policy.accelerator()));
    lines.add("  HW/OS/Client:  Linux         RedHat        " + client.name());
    lines.add("");
    String label = "  Include:  ";
    for (String path : include(policy)) {
      lines.add(label + path);
      label = " ".repeat(label.length());
    }
    policy.schedules().forEach(schedule -> lines.addAll(readable(schedule)));
    return lines;
  }

  private static List<String> readable(Policy.Schedule schedule) {
    return List.of(
        "",
        "  Schedule:          " + schedule.name(),
        "    Type:            " + schedule.type().text(),
        "    Frequency:       every 1 day",
        "    Synthetic:       " + (schedule.synthetic() ? "1" : "0"),
        "    Daily Windows:",
        "          Sunday     00:00:00  -->  Sunday     24:00:00");
  }

  private static String yes(boolean value) {
    return value ? "yes" : "no";
  }

  /** {@code POLICY -add PATH...} appends to the selections of the first stream. */
  Reply bpplinclude(List<String> arguments) throws Words.InvalidParameterException {
    Words words = Words.parse(arguments, Set.of("-add", "-l", "-L", "-U"), Set.of());
    Policy policy = words.others().isEmpty() ? null : policies.get(words.others().get(0));
    if (policy == null) {
      return new Reply(
          230,
          "EXIT STATUS 230: the specified policy does not exist in the configuration database\n");
    }
    if (words.has("-add")) {
      List<String> paths = new ArrayList<>(policy.streams().get(0));
      paths.addAll(words.others().subList(1, words.others().size()));
      policies.put(policy.name(), policy.withStreams(List.of(paths)));
      return Reply.of(List.of());
    }
    return Reply.of(include(policy).stream().map(path -> "INCLUDE " + path).toList());
  }

  /** The client's settings, or some of the server's that limit hooks. */
  Reply bpgetconfig(List<String> arguments) throws Words.InvalidParameterException {
    Words words = Words.parse(arguments, Set.of("-X", "-A", "-U"), Set.of("-M", "-g"));
    Map<String, Long> server =
        Map.of(
            "BPSTART_TIMEOUT", timeouts.start().toSeconds(),
            "BPEND_TIMEOUT", timeouts.end().toSeconds(),
            "CLIENT_READ_TIMEOUT", timeouts.clientRead().toSeconds());
    boolean ofClient = words.get("-M").map(client.name()::equals).orElse(false);
    List<String> lines =
        ofClient
            ? client.lines()
            : server.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .sorted()
                .toList();
    return Reply.of(
        lines.stream()
            .filter(
                line ->
                    words.others().isEmpty() || words.others().stream().anyMatch(line::startsWith))
            .collect(Collectors.toList()));
  }

  Reply bpclntcmd(List<String> arguments) {
    return arguments.equals(List.of("-pn"))
        ? Reply.of(
            List.of(
                "expecting response from server primary",
                client.name() + " " + client.name() + " 127.0.0.1 36500"))
        : Reply.of(List.of("host " + client.name() + ": " + client.name() + " at 127.0.0.1"));
  }
}
