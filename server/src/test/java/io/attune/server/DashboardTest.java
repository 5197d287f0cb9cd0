package io.attune.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the dashboard is made of is served, and what it refers to. */
class DashboardTest {
  private static final String FOLDER = "io/attune/server/dashboard";
  private static final Path FILES = Path.of("src", "main", "resources").resolve(FOLDER);
  private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"#:]+)\"");

  /** Routes by the resource that each serves. */
  private static final Map<String, Route> ROUTES =
      Dashboard.routes().stream()
          .collect(Collectors.toMap(Route::summary, route -> route, (a, b) -> a));

  @Test
  void everyFileHasARoute() throws IOException {
    Set<String> files = new TreeSet<>();
    try (Stream<Path> found = Files.walk(FILES)) {
      found
          .filter(Files::isRegularFile)
          .map(file -> FILES.relativize(file).toString().replace('\\', '/'))
          .forEach(name -> files.add('/' + FOLDER + '/' + name));
    }
    Set<String> own = new TreeSet<>(ROUTES.keySet());
    own.removeIf(resource -> !resource.startsWith('/' + FOLDER));
    assertThat(own).as("files with a line in Dashboard.routes()").isEqualTo(files);
  }

  @Test
  void whatThePageRefersToHasARoute() throws IOException {
    String page;
    try (InputStream in = Dashboard.class.getResourceAsStream("/" + FOLDER + "/index.html")) {
      page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Set<String> referred = new TreeSet<>();
    Matcher matcher = REFERENCE.matcher(page);
    while (matcher.find()) {
      referred.add('/' + matcher.group(1));
    }
    assertThat(referred).as("references found").isNotEmpty();
    referred.remove("/./");
    assertThat(Dashboard.routes()).extracting(Route::path).containsAll(referred);
  }
}
