package org.tidemark.journal.cli;

import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Function;
import org.tidemark.journal.client.Since;
import org.tidemark.journal.list.ListForm;
import org.tidemark.journal.model.ConsumerName;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;
import org.tidemark.journal.source.SourceChoice;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Arguments, one character per byte, as the types of the model. */
final class Converters {
  private Converters() {}

  static void register(CommandLine commandLine) {
    SinceReader since = new SinceReader(Clock.system(ZoneId.systemDefault()));
    commandLine.registerConverter(PathBytes.class, saying(PathBytes::ofLatin1));
    commandLine.registerConverter(ConsumerName.class, saying(ConsumerName::new));
    commandLine.registerConverter(ListForm.class, saying(ListForm::ofText));
    commandLine.registerConverter(Since.class, saying(since::read));
    commandLine.registerConverter(Level.class, saying(text -> oneOf(Level.values(), text)));
    commandLine.registerConverter(
        SourceChoice.class, saying(text -> oneOf(SourceChoice.values(), text)));
  }

  private static <T> ITypeConverter<T> saying(Function<String, T> reader) {
    return new Saying<>(reader);
  }

  /** No lambda, behind which the JVM would leave picocli's old classes out of the class archive. */
  private record Saying<T>(Function<String, T> reader) implements ITypeConverter<T> {
    @Override
    public T convert(String text) {
      try {
        return reader.apply(text);
      } catch (IllegalArgumentException e) {
        // Picocli shows the message of this exception only.
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  private static <E extends Enum<E>> E oneOf(E[] values, String text) {
    StringBuilder names = new StringBuilder();
    for (E value : values) {
      String name = value.name().toLowerCase(Locale.ROOT);
      if (name.equals(text.toLowerCase(Locale.ROOT))) {
        return value;
      }
      names.append(names.length() == 0 ? "" : ", ").append(name);
    }
    throw new IllegalArgumentException("'" + text + "' is none of " + names);
  }
}
