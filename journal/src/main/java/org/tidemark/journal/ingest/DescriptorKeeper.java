package org.tidemark.journal.ingest;

/**
 * Keeps descriptors beyond the end of this process, for the one that comes after it. Thread-safe.
 */
public interface DescriptorKeeper {
  /** Keeps nothing. */
  DescriptorKeeper NONE =
      new DescriptorKeeper() {
        @Override
        public void keep(String name, int descriptor) {}

        @Override
        public void forget(String name) {}
      };

  /** Asks to keep it; whether that was done is seen only by who starts next. */
  void keep(String name, int descriptor);

  /** Whatever was kept under that name is not needed any more. */
  void forget(String name);
}
