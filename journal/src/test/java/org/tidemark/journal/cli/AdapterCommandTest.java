package org.tidemark.journal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tidemark.journal.testing.Invocation;

class AdapterCommandTest {
  @Test
  void itsOutputIsBytes() {
    assertThat(Invocation.of("echo-adapter", "/\u00e9\u00ff\n"))
        .isEqualTo(new Invocation(0, "/\u00e9\u00ff\n", ""));
  }

  @Test
  void itsErrorsAreMappedLikeOurs() {
    assertThat(Invocation.of("echo-adapter", "/fail", "--state", "/s"))
        .isEqualTo(new Invocation(6, "", "tidemark: in /s\n"));
    assertThat(Invocation.of("echo-adapter").exit()).isEqualTo(2);
    assertThat(Invocation.of("echo-adapter", "relative").err())
        .contains("not an absolute path: relative");
  }

  @Test
  void aBrokenOneIsLeftOutAndSaidSo() throws Exception {
    // The loader of this thread is where adapters are looked for.
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(new BrokenProviders(before));
    try {
      Invocation call = Invocation.of("--help");

      assertThat(call.exit()).isZero();
      assertThat(call.out()).contains("changes");
      assertThat(call.err()).contains("a command of an adapter is left out");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  /** Says that there is a provider whose class does not exist. */
  private static final class BrokenProviders extends ClassLoader {
    BrokenProviders(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.equals("META-INF/services/" + SubcommandProvider.class.getName())
          ? Collections.enumeration(List.of(getResource("broken-providers.txt")))
          : super.getResources(name);
    }
  }
}
