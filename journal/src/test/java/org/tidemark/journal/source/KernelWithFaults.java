package org.tidemark.journal.source;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.tidemark.journal.kernel.Kernel;
import org.tidemark.journal.kernel.NativeKernel;

/** The real kernel, of which single calls can be made to fail. */
public final class KernelWithFaults {
  /** Gives 0 to let the call through, else {@code -errno}. */
  public interface Fault {
    int of(String call, Object[] arguments);
  }

  private final Kernel real = new NativeKernel();
  private volatile Fault fault = (call, arguments) -> 0;

  public void setFault(Fault newFault) {
    fault = newFault;
  }

  public Kernel kernel() {
    return (Kernel)
        Proxy.newProxyInstance(
            Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, this::call);
  }

  private Object call(Object proxy, Method method, Object[] arguments) throws Throwable {
    int error = fault.of(method.getName(), arguments);
    if (error != 0) {
      return error;
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
