package io.attune.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A page that says which test holds something names one that there is. */
class DocumentedTestsTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  /** But {@code XTest}, which stands for any. */
  private static final Pattern NAME = Pattern.compile("`((?!X[A-Z])[A-Z]\\w*(?:Test|IT))\\b");

  @Test
  void everyTestThatAPageNamesIsThere() throws IOException {
    Set<String> tests = tests();
    Map<String, Set<String>> missing = new TreeMap<>();
    for (Path page : pages()) {
      NAME.matcher(Files.readString(page))
          .results()
          .map(name -> name.group(1))
          .filter(name -> !tests.contains(name))
          .forEach(
              name ->
                  missing
                      .computeIfAbsent(TOP.relativize(page).toString(), key -> new TreeSet<>())
                      .add(name));
    }
    assertThat(missing).isEmpty();
  }

  private static Set<String> tests() {
    SourceTree tree = new SourceTree(TOP);
    return tree.modules().stream()
        .flatMap(module -> tree.files(module, "test").stream())
        .map(source -> source.file().getFileName().toString().replace(".java", ""))
        .collect(Collectors.toSet());
  }

  private static Set<Path> pages() throws IOException {
    Set<Path> pages = new TreeSet<>();
    for (Path folder : new Path[] {TOP, TOP.resolve("docs"), TOP.resolve("docs/rules")}) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    assertThat(pages).hasSizeGreaterThan(80);
    return pages;
  }
}
