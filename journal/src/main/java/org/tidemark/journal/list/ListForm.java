package org.tidemark.journal.list;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.tidemark.journal.model.Entry;

/** The public forms of a list. */
public enum ListForm {
  /** Lines for people; bytes below 0x21, above 0x7e and {@code %} as {@code %XX}. */
  TEXT,
  /** Letter, blank, path, NUL; the last record is {@code E}, blank, number of entries, NUL. */
  NUL,
  /** One JSON object a line: header, entries, {@code {"end":N}}. */
  JSON;

  /**
   * @throws IllegalArgumentException for an unknown name
   */
  public static ListForm ofText(String text) {
    for (ListForm form : values()) {
      if (form.text().equals(text)) {
        return form;
      }
    }
    throw new IllegalArgumentException("no such form of list (text, nul, json): " + text);
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Starts a list of this form: the header, where the form has one, is written at once. */
  public ListFormWriter writer(OutputStream out, ListHeader header) throws IOException {
    return switch (this) {
      case TEXT -> new TextListWriter(out, header);
      case NUL -> new NulListWriter(out);
      case JSON -> new JsonListWriter(out, header);
    };
  }

  /**
   * Writes a whole kept list, one entry at a time.
   *
   * @throws IOException if the kept list is cut short: then the end record is not written either
   */
  public void copy(StoredListReader from, OutputStream out) throws IOException {
    ListFormWriter writer = writer(out, from.header());
    for (Entry entry = from.next(); entry != null; entry = from.next()) {
      writer.add(entry);
    }
    writer.finish();
  }
}
