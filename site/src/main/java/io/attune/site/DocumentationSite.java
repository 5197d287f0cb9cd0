package io.attune.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The documentation as plain files, which need no server and no build but this one. */
final class DocumentationSite {
  private static final List<String> ASSETS = List.of("site.css", "site.js");

  private final Path repository;
  private final String version;
  private final Map<String, SitePage> pages;
  private final Set<String> files;
  private final Navigation navigation;

  private DocumentationSite(
      Path repository,
      String version,
      Map<String, SitePage> pages,
      Set<String> files,
      Navigation navigation) {
    this.repository = repository;
    this.version = version;
    this.pages = pages;
    this.files = files;
    this.navigation = navigation;
  }

  /**
   * The site of a repository.
   *
   * @throws IllegalStateException when a link leads nowhere, or to a page nothing does
   */
  static DocumentationSite of(Path repository, String version) throws IOException {
    Map<String, SitePage> pages = new Sources(repository).pages();
    Links links = new Links(repository, pages);
    pages.values().forEach(links::rewrite);
    Navigation navigation = Navigation.of(pages);
    List<String> wrong = new ArrayList<>(links.broken());
    wrong.addAll(navigation.missing(pages));
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(
          "The documentation has broken links:\n  " + String.join("\n  ", wrong));
    }
    return new DocumentationSite(repository, version, pages, links.files(), navigation);
  }

  /** Its pages, by their source. */
  Map<String, SitePage> pages() {
    return pages;
  }

  /** Writes it. */
  void write(Path output) throws IOException {
    Template template = new Template(navigation, version);
    SearchIndex index = new SearchIndex();
    for (SitePage page : pages.values()) {
      write(output.resolve(page.href()), template.html(page));
    }
    navigation.order().forEach(index::add);
    write(output.resolve("search.js"), index.script());
    for (String file : files) {
      Path target = output.resolve(file.substring("docs/".length()));
      Files.createDirectories(target.getParent());
      Files.copy(repository.resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
    }
    for (String asset : ASSETS) {
      try (InputStream in = DocumentationSite.class.getResourceAsStream(asset)) {
        if (in == null) {
          throw new IllegalStateException(asset + " is missing from this build");
        }
        Files.copy(in, output.resolve(asset), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
