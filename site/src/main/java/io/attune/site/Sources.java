package io.attune.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which files of the repository are pages, and where each of them is in the site. */
final class Sources {
  /** Pages of the repository, of its documentation, and of its modules. */
  private static final Pattern PAGE =
      Pattern.compile("[^/]+\\.md|docs/(rules/)?[^/]+\\.md|[^./][^/]*/(README|RATIONALE)\\.md");

  private final Path repository;

  Sources(Path repository) {
    this.repository = repository;
  }

  /** All pages, by their source. */
  Map<String, SitePage> pages() throws IOException {
    Map<String, SitePage> pages = new TreeMap<>();
    try (Stream<Path> files = Files.walk(repository, 3)) {
      files
          .map(file -> repository.relativize(file).toString().replace('\\', '/'))
          .filter(source -> PAGE.matcher(source).matches())
          .forEach(source -> pages.put(source, page(source)));
    }
    List<String> hrefs = pages.values().stream().map(SitePage::href).toList();
    hrefs.stream()
        .filter(href -> hrefs.stream().filter(href::equals).count() > 1)
        .findFirst()
        .ifPresent(
            twice -> {
              throw new IllegalStateException("two pages would be " + twice);
            });
    return pages;
  }

  private SitePage page(String source) {
    try {
      return Markdown.page(source, href(source), Files.readString(repository.resolve(source)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a page is in the site. */
  static String href(String source) {
    String name = source.substring(0, source.length() - ".md".length());
    return switch (name) {
          case "README" -> "index";
          case "docs/README" -> "contents";
          case "docs/rules/README" -> "rules/index";
          default ->
              name.replaceFirst("^([^/]+)$", "project-$1")
                  .replaceFirst("^docs/", "")
                  .replaceFirst("^([^/]+)/README$", "module-$1")
                  .replaceFirst("^([^/]+)/RATIONALE$", "why-$1")
                  .toLowerCase(Locale.ROOT);
        }
        + ".html";
  }
}
