package io.attune.advisor.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.attune.advisor.testing.AdviceSheets;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RunContext;
import io.attune.schemas.text.VisibleText;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Names and values made to break out of where they stand, in every format. */
class HostileNamesTest {

  private static final Format.Display PLAIN = new Format.Display(80, false, true);

  /** With a key twice they end in an exception. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.of(
            "\u001B[2J",
            "\u009B31m",
            "\u202E",
            "\u200B",
            "\n",
            "\r\n",
            "\t",
            "\"",
            "'",
            "`",
            "\\",
            "$(reboot)",
            "; rm -rf /",
            "#",
            "# ",
            ": ",
            "- ",
            "{",
            "}",
            "[",
            "]",
            "&a",
            "*a",
            "!!x",
            "%",
            "|",
            ">",
            "---\n",
            "spark.executor.cores 99",
            "spark.executor.cores=99",
            " ",
            "\u2028",
            "\u0000",
            "\uD800",
            "注文",
            "a",
            "1",
            "\u0085",
            "\uFEFF",
            "<script>",
            "${x}")
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(pieces -> String.join("", pieces));
  }

  private static AdviceSheet sheet(String name, String value) {
    Recommendation known = AdviceSheets.recommendation("spark.sql.shuffle.partitions=48");
    Recommendation odd = AdviceSheets.recommendation("spark.x=" + value);
    odd.setCurrent(value);
    odd.setRollback(value);
    odd.setSummary(name);
    odd.setDoubt(name);
    Recommendation oddName = AdviceSheets.recommendation("spark.y=1");
    oddName.setProperty("spark." + name);
    RunContext context = new RunContext();
    context.setDataForgeProcessType(name);
    context.setDataForgeClusterConfiguration(value);
    return new AdviceSheet(
        name,
        value,
        List.of(known, odd, oddName),
        List.of(name),
        Optional.empty(),
        Optional.of(context));
  }

  @Property(tries = 300)
  void everythingIsVisibleInEveryFormat(
      @ForAll("hostile") String name, @ForAll("hostile") String value) {
    for (Format format : Format.values()) {
      Rendering rendering = format.rendering(PLAIN);
      AdviceSheet sheet = sheet(name, value);
      String all = rendering.render(sheet) + String.join("\n", rendering.notes(sheet));

      assertThat(all.codePoints())
          .as("%s: %s", format, all)
          .allMatch(c -> c == '\n' || VisibleText.isVisible(c));
    }
  }

  @Property(tries = 300)
  void documentsStayDocuments(@ForAll("hostile") String name, @ForAll("hostile") String value)
      throws IOException {
    AdviceSheet sheet = sheet(name, value);

    for (Format format : List.of(Format.JSON, Format.DATABRICKS, Format.EMR)) {
      assertThat(JSON.readTree(format.rendering(PLAIN).render(sheet)).isContainerNode()).isTrue();
    }
    for (Format format : List.of(Format.KUBERNETES, Format.KUBERNETES_APACHE, Format.DATAFORGE)) {
      assertThat(YAML.readTree(format.rendering(PLAIN).render(sheet)).isObject()).isTrue();
    }
  }

  @Property(tries = 300)
  void propertiesHoldNoOther(@ForAll("hostile") String name, @ForAll("hostile") String value)
      throws IOException {
    Properties read = new Properties();
    read.load(new StringReader(Format.SPARK_DEFAULTS.rendering(PLAIN).render(sheet(name, value))));

    assertThat(read).hasSizeLessThanOrEqualTo(3).doesNotContainKey("spark.executor.cores");
    assertThat(read).containsEntry("spark.sql.shuffle.partitions", "48");
  }

  @Property(tries = 300)
  void aShellTouchesNothing(@ForAll("hostile") String name, @ForAll("hostile") String value) {
    String line = Format.SPARK_SUBMIT.rendering(PLAIN).render(sheet(name, value));

    assertThat(line).matches("(--conf [A-Za-z0-9._:/@%+,=-]+ ?)+\n");
  }
}
