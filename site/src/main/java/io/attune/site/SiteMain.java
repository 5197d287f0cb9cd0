package io.attune.site;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the site: {@code SiteMain REPOSITORY OUTPUT VERSION}. */
public final class SiteMain {
  private SiteMain() {}

  /**
   * Writes it; fails when a link leads nowhere.
   *
   * @param arguments the repository, where to write, the version of what is described
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      throw new IllegalArgumentException("use: SiteMain REPOSITORY OUTPUT VERSION");
    }
    DocumentationSite.of(Path.of(arguments[0]), arguments[2]).write(Path.of(arguments[1]));
  }
}
