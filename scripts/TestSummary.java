import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Reads the surefire reports below a folder; lists failures and skips, then prints the total. */
final class TestSummary {
  private static final int EXIT_FAILED = 1;
  private static final int FIRST_LINES = 5;
  private static final int LAST_LINES = 12;
  private static final int LINE_CHARACTERS = 300;
  private static final String EXCEPTION_NAME = "^[\\w.$]+(Exception|Error): (Assumption failed: )?";

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final List<String> failures = new ArrayList<>();
  private final List<String> skips = new ArrayList<>();
  private int passed;

  public static void main(String[] arguments) throws Exception {
    TestSummary summary = new TestSummary();
    for (Path report : reportsBelow(Path.of(arguments[0]))) {
      summary.add(report);
    }
    summary.print();
    // A run in which nothing passed proves nothing, so it does not count as a success.
    System.exit(summary.failures.isEmpty() && summary.passed > 0 ? 0 : EXIT_FAILED);
  }

  private static List<Path> reportsBelow(Path root) throws IOException {
    try (Stream<Path> files = Files.find(root, 4, (path, facts) -> isReport(path))) {
      return files.sorted().toList();
    }
  }

  private static boolean isReport(Path path) {
    String name = path.getFileName().toString();
    return path.getParent().endsWith("target/surefire-reports")
        && name.startsWith("TEST-")
        && name.endsWith(".xml");
  }

  private void add(Path report) throws IOException, ParserConfigurationException {
    DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    parser.setErrorHandler(null);
    try {
      NodeList cases = parser.parse(report.toFile()).getElementsByTagName("testcase");
      if (cases.getLength() == 0) {
        // What surefire writes when the @BeforeAll of a class gives up; it drops the reason.
        skips.add(report.getFileName() + ": the whole class, by its @BeforeAll");
      }
      for (int i = 0; i < cases.getLength(); i++) {
        count((Element) cases.item(i));
      }
    } catch (SAXException e) {
      // A run that was stopped leaves a half-written report behind.
      failures.add(report.getFileName() + ": unreadable report: " + e.getMessage());
    }
  }

  private void count(Element test) {
    String name = test.getAttribute("classname") + "." + test.getAttribute("name");
    // A container that is skipped or fails as a whole has a class but no method.
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    Element skipped = child(test, "skipped");
    Element failed = child(test, "failure") == null ? child(test, "error") : child(test, "failure");
    if (failed != null) {
      failures.add(name + ": " + shortened(failed, failed.getAttribute("type")));
    } else if (skipped != null) {
      skips.add(name + ": " + firstLine(skipped, "no reason given"));
    } else {
      passed++;
    }
  }

  private static Element child(Element parent, String name) {
    return (Element) parent.getElementsByTagName(name).item(0);
  }

  /** Enough to act on where only this is kept: what was claimed comes first, what was seen last. */
  private static String shortened(Element result, String otherwise) {
    List<String> all = reason(result).lines().filter(line -> !line.isBlank()).toList();
    List<String> shown = new ArrayList<>(all);
    if (all.size() > FIRST_LINES + LAST_LINES + 1) {
      shown.subList(FIRST_LINES, all.size() - LAST_LINES).clear();
      shown.add(FIRST_LINES, "...");
    }
    String lines = shown.stream().map(TestSummary::cut).collect(Collectors.joining("\n    "));
    return lines.isEmpty() ? otherwise : lines;
  }

  private static String cut(String line) {
    return line.substring(0, Math.min(line.length(), LINE_CHARACTERS));
  }

  /** The reason in one line. */
  private static String firstLine(Element result, String otherwise) {
    String line = reason(result).lines().findFirst().orElse("");
    return line.isEmpty() ? otherwise : line;
  }

  /** Surefire leaves it out of the attribute when a test gives up itself. */
  private static String reason(Element result) {
    String message = result.getAttribute("message").strip();
    String text = message.isEmpty() ? result.getTextContent().strip() : message;
    return text.replaceFirst(EXCEPTION_NAME, "");
  }

  private void print() {
    failures.forEach(line -> out.println("FAILED " + line));
    skips.forEach(line -> out.println("skipped " + line));
    out.println(passed + " passed, " + failures.size() + " failed, " + skips.size() + " skipped");
  }
}
