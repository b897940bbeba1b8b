package org.tidemark.journal.daemon;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tidemark.journal.ingest.DescriptorKeeper;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.NotifySocket;
import org.tidemark.journal.kernel.PassedDescriptor;

/**
 * The service manager that started this process, systemd or one that speaks its protocol
 * (sd_notify(3)); says nothing and keeps nothing if there is none. Thread-safe.
 */
final class ServiceManager implements DescriptorKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

  private final Optional<NotifySocket> socket;
  private final AtomicReference<List<PassedDescriptor>> passed;
  private final Set<String> kept = ConcurrentHashMap.newKeySet();
  private final long watchdogMicros;

  private ServiceManager(
      Optional<NotifySocket> socket, List<PassedDescriptor> passed, long watchdogMicros) {
    this.socket = socket;
    this.passed = new AtomicReference<>(List.copyOf(passed));
    passed.forEach(each -> kept.add(each.name()));
    this.watchdogMicros = watchdogMicros;
  }

  static ServiceManager none() {
    return new ServiceManager(Optional.empty(), List.of(), 0);
  }

  /** The one that this process's environment tells of; to be called once. */
  static ServiceManager ofThisProcess() {
    return of(System.getenv(), ProcessHandle.current().pid());
  }

  /** The one that the environment of the process with that id tells of. */
  static ServiceManager of(Map<String, String> environment, long pid) {
    if (!environment.containsKey("NOTIFY_SOCKET") && !environment.containsKey("LISTEN_FDS")) {
      return none();
    }
    return new ServiceManager(
        NotifySocket.at(environment.getOrDefault("NOTIFY_SOCKET", "")),
        PassedDescriptor.take(environment, pid),
        watchdogMicros(environment, pid));
  }

  /** sd_watchdog_enabled(3): 0 if nobody watches this process. */
  private static long watchdogMicros(Map<String, String> environment, long pid) {
    String own = Long.toString(pid);
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    boolean ours = environment.getOrDefault("WATCHDOG_PID", own).equals(own);
    return ours && micros.matches("[0-9]{1,15}") ? Long.parseLong(micros) : 0;
  }

  /** What it had kept; the second time nothing. */
  List<PassedDescriptor> takePassed() {
    return passed.getAndSet(List.of());
  }

  /** Nothing that it keeps is of any use. */
  void forgetAll() {
    List.copyOf(kept).forEach(this::forget);
  }

  /** Within what time it wants to hear {@link #alive} again and again; 0 for never. */
  long watchdogMicros() {
    return socket.isPresent() ? watchdogMicros : 0;
  }

  /** Everything is recorded from now on. */
  void ready(String status) {
    tell("READY=1\nSTATUS=" + status);
  }

  void stopping() {
    tell("STOPPING=1\nSTATUS=storing what was read");
  }

  void alive() {
    tell("WATCHDOG=1");
  }

  @Override
  public void keep(String name, int descriptor) {
    kept.add(name);
    // Not to be polled: a mark may be without events for long, and an end of file means nothing.
    send("FDSTORE=1\nFDNAME=" + name + "\nFDPOLL=0", descriptor);
  }

  @Override
  public void forget(String name) {
    kept.remove(name);
    // Without a name nothing can be named.
    if (!name.isEmpty()) {
      tell("FDSTOREREMOVE=1\nFDNAME=" + name);
    }
  }

  private void tell(String text) {
    send(text, NotifySocket.NO_DESCRIPTOR);
  }

  private void send(String text, int descriptor) {
    int result = socket.map(one -> one.send(text, descriptor)).orElse(0);
    if (result < 0) {
      LOG.warn("the service manager cannot be told {}: {}", text, Errno.describe(-result));
    }
  }
}
