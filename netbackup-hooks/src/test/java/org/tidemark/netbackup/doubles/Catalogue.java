package org.tidemark.netbackup.doubles;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The primary's catalogue of images. Thread-safe. */
public final class Catalogue {
  private final List<Image> images = new ArrayList<>();
  private final List<Image> late = new ArrayList<>();
  private long lastTime;

  /** A time for a new image of the client: each has a second of its own. */
  synchronized long newTime() {
    lastTime = Math.max(lastTime + 1, System.currentTimeMillis() / 1000);
    return lastTime;
  }

  synchronized void add(Image image) {
    images.add(image);
  }

  /** It is in the catalogue after {@link #settle}. */
  synchronized void addLater(Image image) {
    late.add(image);
  }

  synchronized void settle() {
    images.addAll(late);
    late.clear();
  }

  /** Expires an image. */
  public synchronized void remove(Image image) {
    images.remove(image);
  }

  /** All of them, oldest first. */
  public synchronized List<Image> images() {
    return images.stream().sorted(Comparator.comparingLong(Image::time)).toList();
  }

  /** Those that fit, oldest first. */
  public List<Image> images(Predicate<Image> wanted) {
    return images().stream().filter(wanted).toList();
  }

  Optional<Image> newest(Predicate<Image> wanted) {
    return images(wanted).stream().reduce((older, newer) -> newer);
  }
}
