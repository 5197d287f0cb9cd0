package io.attune.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Modules and packages as {@code docs/ARCHITECTURE.md} has them: the one place that says which may
 * use which.
 *
 * @param modules the table of modules, in its order
 * @param packages every package, each below those that it may use
 */
record HousePlan(List<ModuleRow> modules, List<String> packages) {
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final Pattern LIST =
      Pattern.compile("^## Packages$.*?^```$(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  /**
   * One row of the table.
   *
   * @param folder the module's folder
   * @param root its uppermost package; empty for a module without code of its own
   * @param uses folders of the modules that it may use
   */
  record ModuleRow(String folder, String root, Set<String> uses) {
    boolean holds(String name) {
      return !root.isEmpty() && (name.equals(root) || name.startsWith(root + "."));
    }
  }

  static HousePlan read(Path page) throws IOException {
    String text = Files.readString(page);
    List<ModuleRow> modules = new ArrayList<>();
    for (String line : section(text, "## Modules").split("\n")) {
      String[] cells = line.split("\\|");
      if (cells.length > 4 && cells[1].contains("`")) {
        modules.add(
            new ModuleRow(
                names(cells[1]).get(0),
                names(cells[2]).stream().findFirst().orElse(""),
                new HashSet<>(names(cells[4]))));
      }
    }
    return new HousePlan(modules, packages(text));
  }

  /** The module in which a package stands. */
  ModuleRow moduleOf(String name) {
    return modules.stream()
        .filter(module -> module.holds(name))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "no row of the table of modules in docs/ARCHITECTURE.md has " + name));
  }

  /** How far down a package stands, from 0; -1 when the list does not have it. */
  int place(String name) {
    return packages.indexOf(name);
  }

  private static List<String> packages(String text) {
    Matcher list = LIST.matcher(text);
    if (!list.find()) {
      throw new AssertionError("docs/ARCHITECTURE.md has no list under \"## Packages\"");
    }
    List<String> packages = new ArrayList<>();
    String root = "";
    for (String word : list.group(1).trim().split("\\s+")) {
      if (word.startsWith(".")) {
        packages.add(word.equals(".") ? root : root + word);
      } else {
        root = word;
      }
    }
    return packages;
  }

  private static String section(String text, String heading) {
    int start = text.indexOf("\n" + heading + "\n");
    int end = text.indexOf("\n## ", start + 1);
    if (start < 0 || end < 0) {
      throw new AssertionError("docs/ARCHITECTURE.md has no section " + heading);
    }
    return text.substring(start, end);
  }

  private static List<String> names(String cell) {
    return NAME.matcher(cell).results().map(name -> name.group(1)).toList();
  }
}
