package io.attune.advisor.render;

import static java.util.Objects.requireNonNull;

import io.attune.schemas.Recommendation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A merge patch of a {@code SparkApplication} of Kubeflow's operator for Kubernetes, {@code
 * sparkoperator.k8s.io/v1beta2}. What the specification has a field for goes there, because the
 * operator writes its fields after {@code sparkConf} and so overrides that; the rest is a text in
 * {@code spec.sparkConf}.
 */
public final class KubernetesRendering extends ConfigurationRendering {
  private static final String DYNAMIC = "spark.dynamicAllocation.";
  private static final List<String> SPARK_CONF = List.of("spec", "sparkConf");

  private enum Kind {
    TEXT,
    COUNT,
    COUNT_FROM_ZERO,
    FLAG,
    MILLIS
  }

  private record SpecField(Kind kind, List<String> path) {
    static SpecField of(Kind kind, String... path) {
      return new SpecField(kind, List.of(path));
    }
  }

  private static final Map<String, SpecField> FIELDS =
      Map.ofEntries(
          Map.entry(
              "spark.executor.instances",
              SpecField.of(Kind.COUNT, "spec", "executor", "instances")),
          Map.entry("spark.executor.cores", SpecField.of(Kind.COUNT, "spec", "executor", "cores")),
          Map.entry("spark.executor.memory", SpecField.of(Kind.TEXT, "spec", "executor", "memory")),
          Map.entry(
              "spark.executor.memoryOverhead",
              SpecField.of(Kind.TEXT, "spec", "executor", "memoryOverhead")),
          Map.entry("spark.driver.cores", SpecField.of(Kind.COUNT, "spec", "driver", "cores")),
          Map.entry("spark.driver.memory", SpecField.of(Kind.TEXT, "spec", "driver", "memory")),
          Map.entry(
              "spark.driver.memoryOverhead",
              SpecField.of(Kind.TEXT, "spec", "driver", "memoryOverhead")),
          Map.entry(DYNAMIC + "enabled", dynamic(Kind.FLAG, "enabled")),
          Map.entry(
              DYNAMIC + "initialExecutors", dynamic(Kind.COUNT_FROM_ZERO, "initialExecutors")),
          Map.entry(DYNAMIC + "minExecutors", dynamic(Kind.COUNT_FROM_ZERO, "minExecutors")),
          Map.entry(DYNAMIC + "maxExecutors", dynamic(Kind.COUNT_FROM_ZERO, "maxExecutors")),
          Map.entry(
              DYNAMIC + "shuffleTracking.enabled", dynamic(Kind.FLAG, "shuffleTrackingEnabled")),
          Map.entry(
              DYNAMIC + "shuffleTracking.timeout", dynamic(Kind.MILLIS, "shuffleTrackingTimeout")));

  private static SpecField dynamic(Kind kind, String name) {
    return SpecField.of(kind, "spec", "dynamicAllocation", name);
  }

  @Override
  public String render(AdviceSheet sheet) {
    return KubernetesPatch.write(
        "sparkoperator.k8s.io/v1beta2",
        "sparkapplications.sparkoperator.k8s.io",
        sheet,
        draft(sheet));
  }

  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    return KubernetesPatch.stream(sheets, this::render);
  }

  private static Draft draft(AdviceSheet sheet) {
    Draft draft = new Draft();
    for (Recommendation recommendation : sheet.recommendations()) {
      Optional<String> refusal = Draft.refusal(recommendation);
      if (refusal.isPresent()) {
        draft.leaveOut(recommendation, refusal.get());
      } else if (KubernetesPatch.isForeign(Draft.property(recommendation))) {
        draft.leaveOut(recommendation, KubernetesPatch.FOREIGN);
      } else {
        place(sheet, draft, recommendation);
      }
    }
    switchDynamicAllocation(sheet, draft);
    return draft;
  }

  private static void place(AdviceSheet sheet, Draft draft, Recommendation recommendation) {
    String property = Draft.property(recommendation);
    SpecField field = FIELDS.get(property);
    if (field == null) {
      draft.put(
          recommendation,
          Draft.value(recommendation),
          List.of(SPARK_CONF.get(0), SPARK_CONF.get(1), property));
      return;
    }
    Optional<Object> value = value(field.kind(), Draft.value(recommendation));
    if (value.isPresent()) {
      draft.put(recommendation, value.get(), field.path());
      KubernetesLimits.follow(sheet, draft, property, field.path());
    } else {
      draft.leaveOut(
          recommendation,
          String.join(".", field.path())
              + " does not take this value ("
              + range(field.kind())
              + ").");
    }
  }

  private static Optional<Object> value(Kind kind, String text) {
    OptionalLong number =
        switch (kind) {
          case COUNT -> Draft.whole(text, 1);
          case COUNT_FROM_ZERO -> Draft.whole(text, 0);
          case MILLIS -> io.attune.advisor.application.SparkUnits.millis(text, 1);
          default -> OptionalLong.empty();
        };
    return switch (kind) {
      case TEXT -> Optional.of(text);
      case FLAG ->
          text.equals("true") || text.equals("false")
              ? Optional.of(Boolean.valueOf(text))
              : Optional.empty();
      default -> number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    };
  }

  private static String range(Kind kind) {
    return switch (kind) {
      case COUNT -> "a whole number from 1";
      case COUNT_FROM_ZERO -> "a whole number from 0";
      case FLAG -> "true or false";
      case MILLIS -> "a duration";
      case TEXT -> "a text";
    };
  }

  /**
   * The operator reads {@code spec.dynamicAllocation} only where that says enabled, and switching
   * it off there does not undo what {@code sparkConf} says.
   */
  private static void switchDynamicAllocation(AdviceSheet sheet, Draft draft) {
    List<String> enabled = requireNonNull(FIELDS.get(DYNAMIC + "enabled")).path();
    boolean off =
        sheet
            .advised(DYNAMIC + "enabled")
            .filter(r -> "false".equals(r.getRecommended()))
            .isPresent();
    if (off) {
      draft.put(
          List.of("spec", "sparkConf", DYNAMIC + "enabled"),
          "false",
          List.of("Off here as well, where it may have been switched on."));
    } else if (!draft.has(enabled)
        && draft.placed().stream().anyMatch(p -> p.path().get(1).equals("dynamicAllocation"))) {
      draft.put(enabled, true, List.of("The operator heeds these fields only where this is true."));
    }
  }
}
