package org.tidemark.journal.config;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.configuration2.INIConfiguration;
import org.apache.commons.configuration2.convert.DisabledListDelimiterHandler;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;

/** The sections of an INI file in their order; values with one character per byte. */
final class IniFile {
  private IniFile() {}

  /** Reads what is not broken; the broken lines go to {@code problems}. */
  static List<Section> read(String content, Problems problems) {
    IniLines lines = new IniLines(content, problems);
    INIConfiguration ini = new INIConfiguration();
    ini.setListDelimiterHandler(DisabledListDelimiterHandler.INSTANCE);
    ini.setSeparatorUsedInInput("=");
    ini.setCommentLeadingCharsUsedInInput("#;");
    try {
      ini.read(new StringReader(lines.sound()));
    } catch (ConfigurationException | IOException e) {
      problems.add(1, "not an INI file: " + e.getMessage());
    }
    List<Section> sections = new ArrayList<>();
    // The nodes and not the values by key: those would be interpolated, and dots would nest.
    for (ImmutableNode node : ini.getNodeModel().getNodeHandler().getRootNode()) {
      if (node.getValue() == null) {
        sections.add(section(node, lines, problems));
      }
    }
    return sections;
  }

  private static Section section(ImmutableNode node, IniLines lines, Problems problems) {
    String header = node.getNodeName();
    Map<String, List<Setting>> settings = new LinkedHashMap<>();
    for (ImmutableNode child : node) {
      List<Setting> values =
          settings.computeIfAbsent(child.getNodeName(), key -> new ArrayList<>());
      int line = lines.ofKey(header, child.getNodeName(), values.size());
      values.add(new Setting(line, String.valueOf(child.getValue())));
    }
    return new Section(header, lines.ofSection(header), settings, problems);
  }
}
