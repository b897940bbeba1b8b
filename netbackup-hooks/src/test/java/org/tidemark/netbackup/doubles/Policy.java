package org.tidemark.netbackup.doubles;

import java.util.ArrayList;
import java.util.List;

/**
 * A policy of type Standard. Immutable.
 *
 * @param streams the backup selections; more than one list with several data streams
 * @param tir true image restore information is collected, with move detection
 * @param accelerator only shown by {@code bppllist}
 * @param listDriven the test means it to be driven by an include list: what turns that into a walk
 *     is reported
 * @param type as in {@code bppllist}: 0 is Standard
 */
public record Policy(
    String name,
    int type,
    List<Schedule> schedules,
    List<List<String>> streams,
    boolean tir,
    boolean accelerator,
    boolean crossesMounts,
    boolean listDriven) {

  /** A schedule; {@code synthetic} ones are assembled on the server. */
  public record Schedule(String name, ScheduleType type, boolean synthetic) {}

  public Policy {
    schedules = List.copyOf(schedules);
    streams = List.copyOf(streams);
  }

  /** One schedule, selection {@code /}, nothing special. */
  public static Policy of(String name, String schedule, ScheduleType type) {
    return new Policy(
        name,
        0,
        List.of(new Schedule(schedule, type, false)),
        List.of(List.of("/")),
        false,
        false,
        true,
        false);
  }

  public Policy withSchedule(String schedule, ScheduleType type) {
    return withSchedule(new Schedule(schedule, type, false));
  }

  public Policy withSchedule(Schedule schedule) {
    List<Schedule> more = new ArrayList<>(schedules);
    more.add(schedule);
    return new Policy(name, type, more, streams, tir, accelerator, crossesMounts, listDriven);
  }

  public Policy selecting(String... paths) {
    return withStreams(List.of(List.of(paths)));
  }

  /** Several data streams, each with its selections. */
  public Policy withStreams(List<List<String>> selections) {
    return new Policy(
        name, type, schedules, selections, tir, accelerator, crossesMounts, listDriven);
  }

  public Policy withTir() {
    return new Policy(name, type, schedules, streams, true, accelerator, crossesMounts, listDriven);
  }

  public Policy withAccelerator() {
    return new Policy(name, type, schedules, streams, tir, true, crossesMounts, listDriven);
  }

  public Policy ofType(int other) {
    return new Policy(name, other, schedules, streams, tir, accelerator, crossesMounts, listDriven);
  }

  public Policy withoutCrossingMounts() {
    return new Policy(name, type, schedules, streams, tir, accelerator, false, listDriven);
  }

  public Policy drivenByList() {
    return new Policy(name, type, schedules, streams, tir, accelerator, crossesMounts, true);
  }

  Schedule schedule(String wanted) {
    return schedules.stream()
        .filter(schedule -> schedule.name().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new AssertionError("policy " + name + " has no schedule " + wanted));
  }
}
