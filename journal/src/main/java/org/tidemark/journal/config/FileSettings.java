package org.tidemark.journal.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;
import org.tidemark.journal.store.RetentionCaps;

/** The meaning of a configuration file, section by section. Not thread-safe. */
final class FileSettings {
  private static final Set<String> FILESYSTEM_KEYS = Set.of("path", "nested", "exclude", "source");
  private static final Set<String> CONSUMER_KEYS = Set.of("path", "present-as", "time-resets-by");

  /** Sections of adapters with the keys that each knows. */
  private static final Map<String, Set<String>> ADAPTER_KEYS =
      Map.of("rsync", Set.of(), "bacula", Set.of(), "netbackup", Set.of());

  private final List<FilesystemConfig> filesystems = new ArrayList<>();
  private final List<ConsumerConfig> consumers = new ArrayList<>();
  private final Map<PathBytes, Section> byPath = new HashMap<>();
  private JournalSection journal;

  private FileSettings(JournalSection defaults) {
    journal = defaults;
  }

  static FileSettings read(List<Section> sections, Path usualState, Problems problems) {
    FileSettings settings = new FileSettings(JournalSection.defaults(usualState, problems));
    // First, since the other sections take defaults from it wherever it stands.
    for (Section section : sections) {
      if (section.header().equals("journal")) {
        settings.journal = JournalSection.read(section, usualState);
      }
    }
    sections.forEach(settings::readOther);
    return settings;
  }

  private void readOther(Section section) {
    switch (section.kind()) {
      case "journal" -> rejectName(section);
      case "filesystem" -> readFilesystem(section);
      case "consumer" -> readConsumer(section);
      default -> readAdapter(section);
    }
  }

  private static void rejectName(Section section) {
    if (!section.header().equals(section.kind())) {
      section.problem("[" + section.kind() + "] takes no name");
    }
  }

  private static void readAdapter(Section section) {
    Set<String> known = ADAPTER_KEYS.get(section.kind());
    if (known == null) {
      section.problem(
          "unknown section ["
              + section.header()
              + "]; known are [journal], [filesystem NAME], [consumer NAME], [rsync], [bacula],"
              + " [netbackup]");
    } else {
      rejectName(section);
      section.allowOnly(known);
    }
  }

  private void readFilesystem(Section section) {
    section.allowOnly(FILESYSTEM_KEYS);
    if (section.name().isEmpty()) {
      section.problem("a filesystem needs a name: [filesystem NAME]");
    }
    PathBytes path = section.one("path", Values::path, null);
    boolean nested = section.one("nested", Values::yesOrNo, false);
    List<String> exclusions = section.all("exclude", Values::exclusion);
    SourceChoice source = section.one("source", Values::source, journal.source());
    if (path == null) {
      section.problem("[" + section.header() + "] has no usable path");
    } else if (isNew(path, section)) {
      filesystems.add(new FilesystemConfig(section.name(), path, nested, exclusions, source));
    }
  }

  private boolean isNew(PathBytes path, Section section) {
    Section first = byPath.putIfAbsent(path, section);
    if (first != null) {
      section.problem("its path " + path + " is already that of [" + first.header() + "]");
    }
    return first == null;
  }

  private void readConsumer(Section section) {
    section.allowOnly(CONSUMER_KEYS);
    List<PathBytes> paths = section.all("path", Values::path);
    List<PathBytes> timeResetsBy = section.all("time-resets-by", Values::path);
    PathBytes[] rewriting = section.one("present-as", Values::rewriting, new PathBytes[2]);
    try {
      ConsumerName name = new ConsumerName(section.name());
      consumers.add(new ConsumerConfig(name, paths, timeResetsBy, rewriting[0], rewriting[1]));
    } catch (IllegalArgumentException e) {
      section.problem(e.getMessage());
    }
  }

  JournalConfig withOverrides(Overrides overrides, Path state) {
    return new JournalConfig(
        state != null ? state : journal.state(),
        journal.run() != null ? journal.run() : UsualRunFolder.in(overrides.environment()),
        watched(overrides),
        consumers,
        overrides.source() != null ? overrides.source() : journal.source(),
        journal.flushMillis(),
        journal.pendingBytes(),
        journal.ringBytes(),
        new RetentionCaps(
            journal.maxAgeMillis(),
            journal.maxBytes(),
            journal.minFreeBytes(),
            journal.keepMillis()),
        journal.windowExpiryMillis(),
        journal.inotifyThreads(),
        journal.linkCensus(),
        journal.linkWalk(),
        journal.reconcile(),
        journal.reconcileThreads());
  }

  private List<FilesystemConfig> watched(Overrides overrides) {
    List<FilesystemConfig> watched = new ArrayList<>();
    if (overrides.watch().isEmpty()) {
      watched.addAll(filesystems);
    }
    for (PathBytes path : overrides.watch()) {
      watched.add(configured(path));
    }
    if (overrides.source() != null) {
      watched.replaceAll(tree -> withSource(tree, overrides.source()));
    }
    return watched;
  }

  /** A path of the command line keeps what the file says about that path. */
  private FilesystemConfig configured(PathBytes path) {
    for (FilesystemConfig filesystem : filesystems) {
      if (filesystem.path().equals(path)) {
        return filesystem;
      }
    }
    return new FilesystemConfig("", path, false, List.of(), journal.source());
  }

  private static FilesystemConfig withSource(FilesystemConfig tree, SourceChoice source) {
    return new FilesystemConfig(tree.name(), tree.path(), tree.nested(), tree.exclusions(), source);
  }
}
