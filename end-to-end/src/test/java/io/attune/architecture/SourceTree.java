package io.attune.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Hand-written Java files of the checkout. */
final class SourceTree {
  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  private final Path top;

  SourceTree(Path top) {
    this.top = top;
  }

  /** Modules of the build, in the order of the uppermost pom. */
  List<String> modules() {
    return MODULE
        .matcher(text(top.resolve("pom.xml")))
        .results()
        .map(module -> module.group(1))
        .toList();
  }

  /** Files of a module's tree, {@code main} or {@code test}. */
  List<Source> files(String module, String tree) {
    Path root = top.resolve(module).resolve("src").resolve(tree).resolve("java");
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .sorted()
          .map(file -> new Source(root, file, text(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Packages that a module has code in. */
  Set<String> packages(String module) {
    return files(module, "main").stream()
        .map(Source::declaredPackage)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One file, and the root of the tree in which it is. */
  record Source(Path root, Path file, String text) {
    String declaredPackage() {
      Matcher declaration = PACKAGE.matcher(text);
      return declaration.find() ? declaration.group(1) : "";
    }

    String folder() {
      return root.relativize(file.getParent()).toString().replace(java.io.File.separatorChar, '.');
    }
  }
}
