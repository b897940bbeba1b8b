package org.tidemark.journal.control.protocol;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.tidemark.journal.model.Level;
import org.tidemark.journal.model.PathBytes;

/**
 * A JSON object from the other side, which may be hostile: every access checks the type. Not
 * thread-safe.
 */
public final class Message {
  /** Plain digits only: turning 1e999999999 into a whole number would take hours. */
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?\\d{1,18}");

  private final JsonObject fields;

  public Message(JsonObject fields) {
    this.fields = fields;
  }

  /**
   * Reads one line.
   *
   * @throws BadMessageException if it is not UTF-8, not exactly one JSON object, or nested too deep
   */
  public static Message parse(byte[] line) throws BadMessageException {
    try (JsonReader reader = new JsonReader(new StringReader(utf8(line)))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      if (!element.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
        throw new BadMessageException("not one JSON object in one line");
      }
      return new Message(element.getAsJsonObject());
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw new BadMessageException("not a JSON object: " + firstLine(e), e);
    }
  }

  private static String utf8(byte[] line) throws BadMessageException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new BadMessageException("not UTF-8", e);
    }
  }

  private static String firstLine(Exception cause) {
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  /** The line for a message, with its line feed. */
  public static byte[] line(JsonObject message) {
    return (message + "\n").getBytes(StandardCharsets.UTF_8);
  }

  public JsonObject fields() {
    return fields;
  }

  public boolean has(String name) {
    return fields.has(name) && !fields.get(name).isJsonNull();
  }

  public String text(String name) throws BadMessageException {
    JsonPrimitive value = primitive(name);
    if (!value.isString()) {
      throw wrongType(name, "a string");
    }
    return value.getAsString();
  }

  /** The field, or an empty text if there is none. */
  public String textOrEmpty(String name) throws BadMessageException {
    return has(name) ? text(name) : "";
  }

  public long number(String name) throws BadMessageException {
    JsonPrimitive value = primitive(name);
    if (!value.isNumber() || !WHOLE_NUMBER.matcher(value.getAsString()).matches()) {
      throw wrongType(name, "a whole number");
    }
    return Long.parseLong(value.getAsString());
  }

  /** The field, or false if there is none. */
  public boolean flag(String name) throws BadMessageException {
    if (!has(name)) {
      return false;
    }
    JsonPrimitive value = primitive(name);
    if (!value.isBoolean()) {
      throw wrongType(name, "true or false");
    }
    return value.getAsBoolean();
  }

  public Level level(String name) throws BadMessageException {
    String text = text(name);
    try {
      return Level.valueOf(text);
    } catch (IllegalArgumentException e) {
      throw new BadMessageException("no such level: " + text, e);
    }
  }

  public PathBytes path(String name) throws BadMessageException {
    return pathOf(text(name));
  }

  /** The field, or null if there is none. */
  public PathBytes pathOrNull(String name) throws BadMessageException {
    return has(name) ? path(name) : null;
  }

  /** The field, or an empty list if there is none. */
  public List<PathBytes> paths(String name) throws BadMessageException {
    List<PathBytes> paths = new ArrayList<>();
    for (String text : texts(name)) {
      paths.add(pathOf(text));
    }
    return paths;
  }

  /** The field, or an empty list if there is none. */
  public List<String> texts(String name) throws BadMessageException {
    List<String> texts = new ArrayList<>();
    for (JsonElement element : array(name)) {
      if (!(element instanceof JsonPrimitive value && value.isString())) {
        throw wrongType(name, "an array of strings");
      }
      texts.add(element.getAsString());
    }
    return texts;
  }

  public Message object(String name) throws BadMessageException {
    if (!(fields.get(name) instanceof JsonObject object)) {
      throw wrongType(name, "an object");
    }
    return new Message(object);
  }

  /** The field, or an empty list if there is none. */
  public List<Message> objects(String name) throws BadMessageException {
    List<Message> objects = new ArrayList<>();
    for (JsonElement element : array(name)) {
      if (!(element instanceof JsonObject object)) {
        throw wrongType(name, "an array of objects");
      }
      objects.add(new Message(object));
    }
    return objects;
  }

  private JsonArray array(String name) throws BadMessageException {
    if (!has(name)) {
      return new JsonArray();
    }
    if (!(fields.get(name) instanceof JsonArray array)) {
      throw wrongType(name, "an array");
    }
    return array;
  }

  private JsonPrimitive primitive(String name) throws BadMessageException {
    if (!has(name)) {
      throw new BadMessageException("the field '" + name + "' is missing");
    }
    if (!(fields.get(name) instanceof JsonPrimitive primitive)) {
      throw wrongType(name, "a single value");
    }
    return primitive;
  }

  private static PathBytes pathOf(String text) throws BadMessageException {
    try {
      return PathBytes.ofText(text);
    } catch (IllegalArgumentException e) {
      throw new BadMessageException(e.getMessage(), e);
    }
  }

  private static BadMessageException wrongType(String name, String wanted) {
    return new BadMessageException("the field '" + name + "' must be " + wanted);
  }
}
