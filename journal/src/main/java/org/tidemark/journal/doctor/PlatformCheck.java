package org.tidemark.journal.doctor;

import java.util.List;

/** The Java that runs us; whoever starts the daemon may have another. */
final class PlatformCheck implements Check {
  private static final int FEWEST = 17;

  @Override
  public String name() {
    return "java";
  }

  @Override
  public List<Finding> look(Surroundings here) {
    return List.of(of(Runtime.version().feature(), System.getProperty("java.vm.name")));
  }

  static Finding of(int feature, String machine) {
    String text = "Java " + feature + ", " + machine;
    return feature >= FEWEST
        ? Finding.green("java", "", text)
        : Finding.red("java", "", text + ": too old", "apt install openjdk-17-jre-headless");
  }
}
