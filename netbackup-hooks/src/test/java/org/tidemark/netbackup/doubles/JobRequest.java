package org.tidemark.netbackup.doubles;

import java.util.List;

/**
 * What one data stream is to save. Immutable.
 *
 * @param selections the policy's, or what the user named
 * @param stream its number from 1; 0 if there is only one
 * @param streams how many there are
 * @param user who asked for it; 0 is root, as for all that is scheduled
 */
record JobRequest(
    Policy policy,
    Policy.Schedule schedule,
    List<String> selections,
    int stream,
    int streams,
    long user,
    String keyword) {

  static JobRequest scheduled(Policy policy, Policy.Schedule schedule, int stream) {
    int count = policy.streams().size();
    int number = count == 1 ? 0 : stream + 1;
    return new JobRequest(policy, schedule, policy.streams().get(stream), number, count, 0, "");
  }

  ScheduleType type() {
    return schedule.type();
  }
}
