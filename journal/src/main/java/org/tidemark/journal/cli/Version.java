package org.tidemark.journal.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that Maven wrote into the jar. */
final class Version implements IVersionProvider {
  private static final String RESOURCE =
      "/META-INF/maven/org.tidemark/tidemark-journal/pom.properties";

  @Override
  public String[] getVersion() throws IOException {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return new String[] {"tidemark " + properties.getProperty("version", "(not from a jar)")};
    }
  }
}
