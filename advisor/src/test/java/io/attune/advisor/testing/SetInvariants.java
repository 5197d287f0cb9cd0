package io.attune.advisor.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.attune.advisor.application.DatabricksCluster;
import io.attune.advisor.application.Run;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.application.SparkUnits;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.assess.RecommendationKey;
import io.attune.advisor.cost.Container;
import io.attune.advisor.cost.NodeType;
import io.attune.advisor.cost.PriceTable;
import io.attune.advisor.history.WorkloadHistory;
import io.attune.advisor.render.AdviceSheet;
import io.attune.advisor.render.AnalysisReport;
import io.attune.advisor.render.Format;
import io.attune.advisor.render.Rendering;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.RunFacts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Evidence;
import io.attune.schemas.Recommendation;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What holds for the whole set of recommendations, whatever the run was. */
public final class SetInvariants {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern PLACEHOLDER =
      Pattern.compile("NaN|Infinity|null|FILL|TODO|[<>\\[\\]{}]", Pattern.CASE_INSENSITIVE);
  private static final Pattern VALUE = Pattern.compile("-?[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final long GREATEST_HEAP = 1L << 40;
  private static final String DYNAMIC = "spark.dynamicAllocation.";

  private SetInvariants() {}

  /** Fails where the set is not sound, not consistent, or not rendered. */
  public static void assertHold(Run run, Assessment assessment) {
    assertThat(assessment.recommendations())
        .extracting(RecommendationKey::of)
        .doesNotHaveDuplicates();
    assessment.recommendations().forEach(SetInvariants::assertSound);
    assertFits(run.application().settings(), assessment);
    assertFitsItsMachine(run, assessment);
    assertRenders(new AnalysisReport(run, assessment));
  }

  private static void assertSound(Recommendation r) {
    assertThat(r.getSummary()).isNotBlank().doesNotContain("NaN", "Infinity");
    assertThat(r.getDoubt()).isNotBlank().doesNotContain("NaN", "Infinity");
    // The remedies of errors speak of SQL's null.
    if (!r.getRuleId().equals("failed-execution")) {
      assertThat(r.getSummary()).doesNotContain("null");
      assertThat(r.getDoubt()).doesNotContain("null");
    }
    assertThat(r.getEvidence()).isNotEmpty();
    for (Evidence evidence : r.getEvidence()) {
      assertThat(evidence.getValue()).as("%s of %s", evidence, r).isFinite();
      // What is saved may be less than nothing: a node with more memory costs more.
      assertThat(evidence.getValue() >= 0 || evidence.getStatistic().equals("saved"))
          .as("%s of %s", evidence, r)
          .isTrue();
    }
    assertThat(r.getConfidence().getValue()).isBetween(0.0, 1.0);
    if (r.getProperty() == null) {
      assertThat(r.getRecommended()).isNull();
      return;
    }
    assertThat(r.getRecommended()).as(r.toString()).matches(VALUE);
    assertThat(PLACEHOLDER.matcher(r.getRecommended()).find()).as(r.toString()).isFalse();
    if (r.getUnit().equals("bytes")) {
      long bytes = bytes(r.getRecommended(), r);
      assertThat(bytes).as(r.toString()).isGreaterThanOrEqualTo(-1).isLessThan(GREATEST_HEAP);
      between(r, bytes);
    } else if (r.getUnit().equals("count")) {
      long count = Long.parseLong(r.getRecommended());
      assertThat(count).as(r.toString()).isBetween(0L, (long) Integer.MAX_VALUE);
      between(r, count);
    } else if (r.getUnit().equals("ratio")) {
      between(r, Double.parseDouble(r.getRecommended()));
    }
    assertThat(r.getRecommended()).as("a change of %s", r).isNotEqualTo(r.getCurrent());
  }

  private static void between(Recommendation r, double value) {
    if (r.getLowerBound() != null) {
      assertThat(number(r, r.getLowerBound())).as(r.toString()).isLessThanOrEqualTo(value);
    }
    if (r.getUpperBound() != null) {
      assertThat(number(r, r.getUpperBound())).as(r.toString()).isGreaterThanOrEqualTo(value);
    }
  }

  private static double number(Recommendation r, String text) {
    return r.getUnit().equals("bytes") ? bytes(text, r) : Double.parseDouble(text);
  }

  private static long bytes(String text, Recommendation r) {
    OptionalLong bytes = SparkUnits.bytes(text, 1);
    assertThat(bytes).as("%s as bytes in %s", text, r).isPresent();
    return bytes.getAsLong();
  }

  /**
   * min ≤ initial ≤ max; as many executors as the bounds allow; overhead as large as Spark wants.
   */
  private static void assertFits(SparkSettings settings, Assessment assessment) {
    Map<String, String> advised = new TreeMap<>();
    assessment.recommendations().stream()
        .filter(r -> r.getProperty() != null)
        .forEach(r -> advised.put(r.getProperty(), r.getRecommended()));
    boolean touched = advised.keySet().stream().anyMatch(p -> p.startsWith(DYNAMIC));
    if (touched && !"false".equals(value(advised, settings, DYNAMIC + "enabled").orElse("false"))) {
      long min = number(advised, settings, DYNAMIC + "minExecutors").orElse(0);
      long max = number(advised, settings, DYNAMIC + "maxExecutors").orElse(Integer.MAX_VALUE);
      assertThat(min).as("%s", advised).isLessThanOrEqualTo(max);
      OptionalLong initial = number(advised, settings, DYNAMIC + "initialExecutors");
      if (initial.isPresent() && advised.containsKey(DYNAMIC + "initialExecutors")) {
        assertThat(initial.getAsLong()).as("%s", advised).isBetween(min, max);
      }
      if (advised.containsKey("spark.executor.instances")) {
        assertThat(Long.parseLong(advised.get("spark.executor.instances"))).isBetween(min, max);
      }
    }
    OptionalLong least = number(advised, settings, "databricks.autoscale.min_workers");
    OptionalLong most = number(advised, settings, "databricks.autoscale.max_workers");
    if (least.isPresent() && most.isPresent()) {
      assertThat(least.getAsLong()).isLessThanOrEqualTo(most.getAsLong());
    }
    long cores = number(advised, settings, "spark.executor.cores").orElse(1);
    assertThat((double) cores).as("%s", advised).isGreaterThanOrEqualTo(1);
    if (advised.containsKey("spark.executor.cores")) {
      assertThat((double) cores).as("%s", advised).isGreaterThanOrEqualTo(settings.taskCpus());
    }
  }

  /** An executor that fits its machine still does when everything is followed. */
  private static void assertFitsItsMachine(Run run, Assessment assessment) {
    SparkSettings settings = run.application().settings();
    RunFacts.Cluster cluster =
        new RuleContext(run, WorkloadHistory.empty(), RuleTable.standard()).facts().cluster();
    Optional<NodeType> machine =
        settings.value("spark.attune.node.type").flatMap(PriceTable.neutral()::nodeType);
    if (machine.isEmpty()
        || cluster.isLocal()
        || DatabricksCluster.of(run.application()).isPresent()) {
      return;
    }
    int cores = cluster.coresPerExecutor();
    Container now = Container.executor(settings, cores, Optional.empty());
    double most = machine.get().memoryGib() * (1L << 30);
    if (now.memoryBytes() > most || cores > machine.get().cores()) {
      return;
    }
    Container then = now;
    for (Recommendation r : assessment.recommendations()) {
      String property = r.getProperty() == null ? "" : r.getProperty();
      then =
          switch (property) {
            case "spark.executor.cores" -> then.withCores(Integer.parseInt(r.getRecommended()));
            case "spark.executor.memory" -> then.withHeap(bytes(r.getRecommended(), r));
            case "spark.executor.memoryOverhead" -> then.withOverhead(bytes(r.getRecommended(), r));
            case "spark.memory.offHeap.size" -> then.withOffHeap(bytes(r.getRecommended(), r));
            default -> then;
          };
    }
    assertThat((double) then.memoryBytes()).as("%s", assessment).isLessThanOrEqualTo(most);
    assertThat(then.cores()).as("%s", assessment).isLessThanOrEqualTo(machine.get().cores());
  }

  private static Optional<String> value(
      Map<String, String> advised, SparkSettings settings, String property) {
    return Optional.ofNullable(advised.get(property)).or(() -> settings.value(property));
  }

  private static OptionalLong number(
      Map<String, String> advised, SparkSettings settings, String property) {
    return value(advised, settings, property)
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElseGet(OptionalLong::empty);
  }

  private static void assertRenders(AnalysisReport report) {
    AdviceSheet sheet = AdviceSheet.of(report);
    for (Format format : Format.values()) {
      Rendering rendering = format.rendering(new Format.Display(80, false, true));
      String text = rendering.render(report);
      try {
        switch (format) {
          case JSON, DATABRICKS, EMR -> assertThat(JSON.readTree(text).isContainerNode()).isTrue();
          case KUBERNETES, KUBERNETES_APACHE -> assertTexts(YAML.readTree(text));
          case DATAFORGE -> YAML.readTree(text);
          case SPARK_DEFAULTS -> {
            Properties properties = new Properties();
            properties.load(new StringReader(text));
            assertThat(properties.stringPropertyNames()).allMatch(p -> p.startsWith("spark."));
          }
          case SPARK_SUBMIT -> assertThat(text).matches("((--conf spark[.\\w]+=[\\w.-]+ ?)+\n)?");
          case TABLE -> assertThat(text).isNotBlank();
        }
      } catch (IOException e) {
        throw new AssertionError(format + " does not parse:\n" + text, e);
      }
      assertThat(rendering.notes(sheet)).allMatch(note -> note.lines().count() == 1);
    }
  }

  private static void assertTexts(JsonNode patch) {
    patch.at("/spec/sparkConf").forEach(v -> assertThat(v.isTextual()).as(v.toString()).isTrue());
  }
}
