package org.tidemark.journal.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.kernel.Errno;
import org.tidemark.journal.kernel.Kernel;

class CourtesyTest {
  private final List<Integer> set = new ArrayList<>();

  @Test
  void givesWayWhileTheRingHasRoom() {
    Courtesy courtesy = begun(true);
    courtesy.consider(false, 0, 1000);
    courtesy.consider(false, 100, 1000);
    assertThat(set).containsExactly(10);
  }

  @Test
  void hurriesWhenTheRingFillsUntilMostOfItIsDone() {
    Courtesy courtesy = begun(true);
    courtesy.consider(false, 0, 1000);
    courtesy.consider(false, 250, 1000);
    courtesy.consider(false, 130, 1000);
    courtesy.consider(false, 100, 1000);
    assertThat(set).containsExactly(10, 0, 10);
  }

  @Test
  void hurriesWhenSomebodyWaits() {
    Courtesy courtesy = begun(true);
    courtesy.consider(false, 0, 1000);
    courtesy.consider(true, 0, 1000);
    assertThat(set).containsExactly(10, 0);
  }

  @Test
  void neverGivesWayWhereItCouldNotComeBack() {
    Courtesy courtesy = begun(false);
    courtesy.consider(false, 0, 1000);
    assertThat(set).isEmpty();
  }

  private Courtesy begun(boolean mayComeBack) {
    InvocationHandler nice =
        (proxy, method, arguments) -> {
          if (arguments == null) {
            return 0; // threadNice
          }
          set.add((Integer) arguments[0]);
          return mayComeBack || (Integer) arguments[0] > 0 ? 0 : -Errno.EACCES;
        };
    Courtesy courtesy =
        new Courtesy(
            (Kernel)
                Proxy.newProxyInstance(
                    Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, nice));
    courtesy.begin();
    set.clear();
    return courtesy;
  }
}
