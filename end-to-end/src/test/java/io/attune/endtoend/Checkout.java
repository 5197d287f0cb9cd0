package io.attune.endtoend;

import io.attune.samples.UntilFileExists;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.spi.ToolProvider;

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

  /** The jar with the sample applications; made of their classes if they are not packaged. */
  static Path sampleApplications() {
    try {
      Path found =
          Path.of(
              UntilFileExists.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isDirectory(found) ? packed(found) : found;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Executors take no directory. */
  private static Path packed(Path classes) {
    Path jar = Path.of("target", "sample-applications.jar").toAbsolutePath();
    int code =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--create",
                "--file",
                jar.toString(),
                "-C",
                classes.toString(),
                ".");
    if (code != 0) {
      throw new IllegalStateException("cannot pack " + classes);
    }
    return jar;
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
