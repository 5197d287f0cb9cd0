package io.attune.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How {@code docs/install.md} brings the agent onto each platform, as options of spark-submit. */
final class Recipes {
  private static final Pattern BLOCK =
      Pattern.compile("^```\\w*\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  private final String page;
  private final Map<String, String> replacements;

  /**
   * @param replacements what stands in the page for versions, addresses and places, and what to
   *     take instead
   */
  Recipes(Map<String, String> replacements) throws IOException {
    this.page = Files.readString(Checkout.top().resolve("docs/install.md"));
    this.replacements = new LinkedHashMap<>(replacements);
  }

  /** A command line of spark-submit: its options up to the application. */
  Map<String, List<String>> sparkSubmit(String heading) {
    return options(block(heading, 0).replace("\\\n", " "));
  }

  /** Lines of a name and a value. */
  Map<String, List<String>> lines(String heading, int block) {
    List<String> conf = new ArrayList<>();
    for (String line : block(heading, block).strip().split("\n")) {
      conf.add(line.strip().replaceFirst("\\s+", "="));
    }
    return Map.of("--conf", conf);
  }

  /** EMR's classification {@code spark-defaults}. */
  Map<String, List<String>> classification(String heading) throws IOException {
    List<String> conf = new ArrayList<>();
    JsonNode classification = new ObjectMapper().readTree(block(heading, 0)).get(0);
    classification
        .path("Properties")
        .properties()
        .forEach(property -> conf.add(property.getKey() + "=" + property.getValue().asText()));
    return Map.of("--conf", conf);
  }

  /** EMR Serverless' parameters. */
  Map<String, List<String>> parameters(String heading) throws IOException {
    return options(
        new ObjectMapper()
            .readTree(block(heading, 0))
            .at("/sparkSubmit/sparkSubmitParameters")
            .asText());
  }

  /** The jars and properties of {@code gcloud}. */
  Map<String, List<String>> gcloud(String heading) {
    String command = block(heading, 0).replace("\\\n", " ");
    return Map.of(
        "--jars", List.of(value(command, "--jars").split(",")[0]),
        "--conf", List.of(value(command, "--properties").split(",")));
  }

  private static String value(String command, String option) {
    Matcher found = Pattern.compile(option + "=(\\S+)").matcher(command);
    if (!found.find()) {
      throw new AssertionError(option + " is missing in " + command);
    }
    return found.group(1);
  }

  private static Map<String, List<String>> options(String line) {
    Map<String, List<String>> options = new LinkedHashMap<>();
    Matcher option = Pattern.compile("(--[a-z]+) ([^\\s-]\\S*)").matcher(line);
    while (option.find()) {
      options.computeIfAbsent(option.group(1), name -> new ArrayList<>()).add(option.group(2));
    }
    return options;
  }

  private String block(String heading, int index) {
    int start = page.indexOf("\n### " + heading + "\n");
    int end = page.indexOf("\n##", start + 1);
    if (start < 0 || end < 0) {
      throw new AssertionError("docs/install.md has no section " + heading);
    }
    List<String> blocks =
        BLOCK.matcher(page.substring(start, end)).results().map(block -> block.group(1)).toList();
    String text = blocks.get(index);
    for (Map.Entry<String, String> replacement : replacements.entrySet()) {
      text = text.replace(replacement.getKey(), replacement.getValue());
    }
    return text;
  }
}
