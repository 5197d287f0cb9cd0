package io.attune.endtoend;

import io.attune.samples.UntilFileExists;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The built checkout that the tests use. */
final class Checkout {
  private static final Path TOP = find();

  private Checkout() {}

  static Path top() {
    return TOP;
  }

  static Path launcher() {
    return TOP.resolve("attune");
  }

  static Path sparkClasspath(String home) {
    return TOP.resolve("spark-homes").resolve(home).resolve("target/classpath");
  }

  /** The jar with the sample applications, or their class directory if they are not packaged. */
  static Path sampleApplications() {
    try {
      return Path.of(
          UntilFileExists.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path find() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isRegularFile(folder.resolve("docker-compose.yml"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("the tests do not run inside a checkout");
    }
    return folder;
  }
}
