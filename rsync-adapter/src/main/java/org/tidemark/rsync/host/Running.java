package org.tidemark.rsync.host;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.exec.ProcessDestroyer;
import org.apache.commons.exec.ShutdownHookProcessDestroyer;

/** The programs that run now: ended when this JVM is told to end, or all at once. Thread-safe. */
final class Running implements ProcessDestroyer {
  private final ProcessDestroyer atExit = new ShutdownHookProcessDestroyer();
  private final Set<Process> processes = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  @Override
  public boolean add(Process process) {
    processes.add(process);
    if (ended) {
      end(process);
    }
    return atExit.add(process);
  }

  @Override
  public boolean remove(Process process) {
    processes.remove(process);
    return atExit.remove(process);
  }

  @Override
  public int size() {
    return atExit.size();
  }

  /** Ends them with all that they started; one that is added later is ended at once. */
  void endAll() {
    ended = true;
    processes.forEach(Running::end);
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
