package io.attune.sources.s3;

import io.attune.sources.http.ProcessEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A profile of AWS's shared files: {@code ~/.aws/config} and {@code ~/.aws/credentials}, of which
 * the latter wins.
 *
 * @param name name of the profile
 * @param settings its settings
 * @param services the settings of the section of services that it names, as "service.setting"
 */
record AwsProfile(String name, Map<String, String> settings, Map<String, String> services) {

  AwsProfile {
    settings = Map.copyOf(settings);
    services = Map.copyOf(services);
  }

  /**
   * The profile that the environment names, or the default one; without settings if there is none.
   */
  static AwsProfile of(ProcessEnvironment environment) throws IOException {
    String name = environment.firstOf("AWS_PROFILE", "AWS_DEFAULT_PROFILE").orElse("default");
    Map<String, Map<String, String>> config =
        sections(file(environment, "AWS_CONFIG_FILE", "config"));
    Map<String, String> settings =
        new HashMap<>(config.getOrDefault("profile " + name, config.getOrDefault(name, Map.of())));
    settings.putAll(
        sections(file(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials"))
            .getOrDefault(name, Map.of()));
    String services = settings.get("services");
    return new AwsProfile(
        name,
        settings,
        services == null ? Map.of() : config.getOrDefault("services " + services, Map.of()));
  }

  Optional<String> setting(String key) {
    return Optional.ofNullable(settings.get(key)).filter(value -> !value.isBlank());
  }

  /** Where S3 is, when it is somewhere else. */
  Optional<String> endpoint() {
    return Optional.ofNullable(services.get("s3.endpoint_url")).or(() -> setting("endpoint_url"));
  }

  private static Path file(ProcessEnvironment environment, String variable, String name) {
    return environment
        .variable(variable)
        .map(path -> path.startsWith("~/") ? environment.home() + path.substring(1) : path)
        .map(Path::of)
        .orElse(environment.home().resolve(".aws").resolve(name));
  }

  /** The sections of a file; an indented line belongs to the setting above it. */
  private static Map<String, Map<String, String>> sections(Path file) throws IOException {
    Map<String, Map<String, String>> sections = new HashMap<>();
    if (!Files.isReadable(file)) {
      return sections;
    }
    Map<String, String> section = new HashMap<>();
    String above = "";
    for (String line : Files.readAllLines(file)) {
      String text = line.strip();
      int equals = text.indexOf('=');
      if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
        continue;
      }
      if (text.startsWith("[") && text.endsWith("]")) {
        String name = text.substring(1, text.length() - 1).strip().replaceAll("\\s+", " ");
        section = sections.computeIfAbsent(name, any -> new HashMap<>());
      } else if (equals > 0) {
        String key = text.substring(0, equals).strip();
        boolean nested = Character.isWhitespace(line.charAt(0));
        section.put(nested ? above + "." + key : key, text.substring(equals + 1).strip());
        above = nested ? above : key;
      }
    }
    return sections;
  }
}
