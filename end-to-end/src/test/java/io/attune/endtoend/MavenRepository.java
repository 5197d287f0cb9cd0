package io.attune.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Maven repository in a directory that holds one artifact of this build, as it is published.
 *
 * @param directory its root
 * @param artifact the artifact's id
 * @param version the artifact's version
 */
record MavenRepository(Path directory, String artifact, String version) {
  private static final String GROUP = "io.attune";
  private static final Pattern VERSION =
      Pattern.compile("<artifactId>attune</artifactId>\\s*<version>([^<]+)</version>");

  /** Publishes what the build of a module has made. */
  static MavenRepository with(Path directory, String module) throws IOException {
    Path built = Checkout.top().resolve(module).resolve("target");
    MavenRepository repository = new MavenRepository(directory, module, versionOfTheBuild());
    Path jar = built.resolve(module + "-" + repository.version() + ".jar");
    if (!Files.isRegularFile(jar)) {
      throw new AssertionError(jar + " is missing; package the module " + module + " first");
    }
    Files.createDirectories(repository.pom().getParent());
    Files.copy(built.resolve("flattened-pom.xml"), repository.pom());
    Files.copy(jar, repository.jar());
    return repository;
  }

  Path pom() {
    return directory
        .resolve(GROUP.replace('.', '/'))
        .resolve(artifact)
        .resolve(version)
        .resolve(artifact + "-" + version + ".pom");
  }

  Path jar() {
    return pom().resolveSibling(artifact + "-" + version + ".jar");
  }

  String url() {
    return directory.toUri().toString();
  }

  private static String versionOfTheBuild() throws IOException {
    Matcher version = VERSION.matcher(Files.readString(Checkout.top().resolve("pom.xml")));
    if (!version.find()) {
      throw new AssertionError("the uppermost pom.xml has no version");
    }
    return version.group(1);
  }
}
