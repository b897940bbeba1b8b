package org.tidemark.journal.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

/** A real store, of which single calls can be made to fail as on a full disk. */
public final class StoreWithFaults {
  private final JournalStore real;
  private volatile Set<String> failing = Set.of();

  public StoreWithFaults(JournalStore real) {
    this.real = real;
  }

  /** From now on these methods fail, and all others do what they always did. */
  public void fail(String... methods) {
    failing = Set.of(methods);
  }

  public JournalStore store() {
    return (JournalStore)
        Proxy.newProxyInstance(
            JournalStore.class.getClassLoader(), new Class<?>[] {JournalStore.class}, this::call);
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (failing.contains(method.getName())) {
      throw new StoreException("the disk is full", "", null);
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
