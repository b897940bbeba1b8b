package org.tidemark.journal.walk;

/**
 * Where a walk starts; open as long as it lasts.
 *
 * @param device of the filesystem there
 */
record TopDirectory(int descriptor, long device) {
  boolean isOn(long otherDevice) {
    return device == otherDevice;
  }
}
