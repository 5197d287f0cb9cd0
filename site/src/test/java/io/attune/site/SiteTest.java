package io.attune.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {
  private static final Path REPOSITORY = Path.of("..");
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  @TempDir private Path output;
  @TempDir private Path repository;

  /** Looked up in what was written, and not by what wrote it. */
  @Test
  void everyLinkOfTheDocumentationLeadsSomewhere() throws IOException {
    DocumentationSite.of(REPOSITORY, "1.2.3").write(output);
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        links++;
        if (!leadsSomewhere(page, link.group(1))) {
          broken.add(output.relativize(page) + ": " + link.group(1));
        }
      }
    }

    assertThat(links).isGreaterThan(5_000);
    assertThat(broken).isEmpty();
    assertThat(output.resolve("rules/skew.html"))
        .content()
        .contains("<title>skew · Attune</title>", "1.2.3", "aria-current=\"page\">skew</a>")
        .contains("<h2 id=\"formula\">Formula</h2>", "href=\"../index.html\"");
    assertThat(output.resolve("index.html")).content().contains("href=\"rules/index.html\"");
    assertThat(output.resolve("openapi.json")).isRegularFile();
  }

  private List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(output)) {
      return files.filter(file -> file.toString().endsWith(".html")).toList();
    }
  }

  private static boolean leadsSomewhere(Path page, String to) throws IOException {
    if (to.matches("(https?|mailto):.*")) {
      return true;
    }
    String[] parts = to.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    return Files.isRegularFile(target)
        && (parts.length == 1 || Files.readString(target).contains(" id=\"" + parts[1] + "\""));
  }

  @Test
  void theSearchKnowsEverySection() throws IOException {
    DocumentationSite.of(REPOSITORY, "1.2.3").write(output);
    String script = Files.readString(output.resolve("search.js"));
    JsonNode sections =
        new ObjectMapper()
            .readTree(script.replaceFirst("^attuneSearch\\(", "").replaceFirst("\\);\\s*$", ""));

    assertThat(sections).hasSizeGreaterThan(500).allMatch(section -> section.size() == 4);
    assertThat(sections)
        .filteredOn(section -> section.get(0).asText().equals("rules/skew.html#formula"))
        .singleElement()
        .matches(section -> section.get(1).asText().equals("skew"))
        .matches(section -> section.get(2).asText().equals("Formula"))
        .matches(section -> section.get(3).asText().contains("OptimizeSkewedJoin"));
    assertThat(script).doesNotContain("](");
  }

  private void write(String file, String text) throws IOException {
    Path path = repository.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void aLinkThatLeadsNowhereIsAnError() throws IOException {
    write(
        "README.md", "# Top\n\n[a](docs/a.md#part) [b](docs/b.md) [code](src) [n](docs/new.md)\n");
    write("src/Code.java", "");
    write("docs/README.md", "# Contents\n\n## One\n\n- [A](a.md)\n");
    write("docs/a.md", "# A\n\n## Other part\n\n[self](#other-part) [gone](../gone.txt)\n");
    write("docs/new.md", "# New\n");

    assertThatThrownBy(() -> DocumentationSite.of(repository, "1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "README.md links to docs/a.md#part, but docs/a.md has no such heading")
        .hasMessageContaining("README.md links to docs/b.md, which is not there")
        .hasMessageContaining("docs/a.md links to ../gone.txt, which is not there")
        .hasMessageContaining("docs/new.md has no line in docs/README.md")
        .hasMessageNotContaining("src")
        .hasMessageNotContaining("other-part");
  }

  @Test
  void showsTextAsTextAndTablesAsTables() throws IOException {
    write("README.md", "# A <b> & B\n\n<script>alert(1)</script>\n\n| x |\n| --- |\n| `1` |\n");
    write("docs/README.md", "# Contents\n\n## One\n\n- [Top](../README.md)\n");
    DocumentationSite.of(repository, "1").write(output);

    assertThat(output.resolve("index.html"))
        .content()
        .contains("&lt;script&gt;", "<div class=\"wide\"><table>", "<td><code>1</code></td>")
        .contains("<h1 id=\"a-b--b\">")
        .doesNotContain("<script>alert");
  }
}
