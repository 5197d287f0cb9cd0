package io.attune.advisor.render;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code SparkApplication} of Kubeflow's operator says about its pods beside cores and
 * memory, and what would contradict new ones: {@code coreRequest} and {@code coreLimit}, which
 * Kubernetes reserves and allows in the place of {@code cores}, and {@code memoryLimit}.
 */
final class KubernetesLimits {
  private static final Pattern CPU = Pattern.compile("(\\d+(?:\\.\\d+)?)(m?)");

  private KubernetesLimits() {}

  /**
   * After a field was written: changes the request and limit of cores that the run had, in
   * proportion, and says where a limit of memory has to be looked at, which Spark does not know.
   */
  static void follow(AdviceSheet sheet, Draft draft, String property, List<String> path) {
    List<String> pod = path.subList(0, path.size() - 1);
    String role = property.startsWith("spark.driver.") ? "driver" : "executor";
    if (property.equals("spark." + role + ".cores")) {
      for (String kind : List.of("request", "limit")) {
        cores(sheet, draft, role, kind, pod);
      }
    } else if (property.startsWith("spark." + role + ".memory")) {
      draft.remark(
          path,
          String.join(".", pod)
              + ".memoryLimit, where it is set, has to be at least memory and memoryOverhead"
              + " together.");
    }
  }

  private static void cores(
      AdviceSheet sheet, Draft draft, String role, String kind, List<String> pod) {
    List<String> cores = List.of(pod.get(0), pod.get(1), "cores");
    String field = kind.equals("request") ? "coreRequest" : "coreLimit";
    Optional<String> now =
        sheet.settings().flatMap(s -> s.value("spark.kubernetes." + role + "." + kind + ".cores"));
    if (now.isEmpty()) {
      draft.remark(
          cores,
          String.join(".", pod)
              + "."
              + field
              + ", where it is set, counts in the place of cores: change both.");
      return;
    }
    Optional<String> then =
        sheet
            .settings()
            .flatMap(s -> s.value("spark." + role + ".cores"))
            .flatMap(
                old ->
                    scaled(now.get(), old, sheet.valueOf("spark." + role + ".cores").orElse(old)));
    if (then.isPresent()) {
      draft.put(
          List.of(pod.get(0), pod.get(1), field),
          then.get(),
          List.of("It was " + now.get() + ": in proportion to the cores."));
    } else {
      draft.remark(
          cores, String.join(".", pod) + "." + field + " is " + now.get() + ": change it too.");
    }
  }

  /** An amount of CPU in proportion to other cores, in thousandths; empty when one is no number. */
  private static Optional<String> scaled(String amount, String from, String to) {
    Matcher cpu = CPU.matcher(amount.strip());
    if (!cpu.matches() || Draft.whole(from, 1).isEmpty() || Draft.whole(to, 1).isEmpty()) {
      return Optional.empty();
    }
    BigDecimal milli =
        new BigDecimal(cpu.group(1))
            .multiply(BigDecimal.valueOf(cpu.group(2).isEmpty() ? 1000 : 1));
    BigDecimal scaled =
        milli
            .multiply(BigDecimal.valueOf(Draft.whole(to, 1).getAsLong()))
            .divide(BigDecimal.valueOf(Draft.whole(from, 1).getAsLong()), 0, RoundingMode.HALF_UP);
    return Optional.of(scaled.toPlainString() + "m");
  }
}
