package io.attune.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A build of Attune whose {@code serve} runs in a process of its own.
 *
 * @param name for figures
 * @param checkout where it was built; null for the build that the tests run with
 */
record Build(String name, Path checkout) {
  static Build own() {
    return new Build("this build", null);
  }

  static Build in(Path checkout) {
    return new Build(checkout.getFileName().toString(), checkout);
  }

  boolean isOwn() {
    return checkout == null;
  }

  /** Starts the pipeline. */
  Command serve(Path directory, Map<String, String> settings) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    settings.forEach((name, value) -> arguments.add("--set=" + name + "=" + value));
    return isOwn()
        ? Command.onClassPath(directory, arguments)
        : Command.attune(checkout, directory, Map.of(), arguments);
  }
}
