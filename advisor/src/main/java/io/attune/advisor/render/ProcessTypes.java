package io.attune.advisor.render;

import io.attune.advisor.application.JobUnit;
import io.attune.schemas.Recommendation;
import io.attune.schemas.RunContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parts of advice to an application that runs processes of several types and sources of
 * DataForge: what holds for all of them, and each process type of a source by itself, which can
 * have a cluster configuration of its own.
 */
final class ProcessTypes {
  private static final String KIND = JobUnit.Kind.DATAFORGE.word() + "=";

  private ProcessTypes() {}

  /** The sheet of the application and those of its process types; one at least. */
  static List<AdviceSheet> parts(AdviceSheet sheet) {
    Map<String, List<Recommendation>> types = new LinkedHashMap<>();
    List<Recommendation> others = new ArrayList<>();
    for (Recommendation each : sheet.recommendations()) {
      if (typeIn(each.getWorkload()).isPresent()) {
        types.computeIfAbsent(each.getWorkload(), w -> new ArrayList<>()).add(each);
      } else {
        others.add(each);
      }
    }
    AdviceSheet whole = sheet.with(others).ofApplication();
    List<AdviceSheet> parts = new ArrayList<>();
    if (types.isEmpty() || !whole.recommendations().isEmpty()) {
      parts.add(whole);
    }
    types.forEach((workload, advice) -> parts.add(part(whole, parts.isEmpty(), workload, advice)));
    return parts;
  }

  private static AdviceSheet part(
      AdviceSheet whole, boolean first, String workload, List<Recommendation> advice) {
    RunContext context =
        whole
            .context()
            .map(known -> RunContext.newBuilder(known).build())
            .orElseGet(RunContext::new);
    context.setDataForgeProcessType(typeIn(workload).orElseThrow());
    return new AdviceSheet(
        workload,
        whole.applicationId(),
        advice,
        first ? whole.warnings() : List.of(),
        whole.settings(),
        Optional.of(context));
  }

  /** The source of which a workload is a process type; empty for any other workload. */
  static Optional<String> sourceIn(String workload) {
    return shape(workload).map(shape -> shape.substring(0, shape.lastIndexOf('/')));
  }

  private static Optional<String> typeIn(String workload) {
    return shape(workload).map(shape -> shape.substring(shape.lastIndexOf('/') + 1));
  }

  /** Source and process type; empty where one of them is not known. */
  private static Optional<String> shape(String workload) {
    return Stream.of(JobUnit.nameIn(workload))
        .flatMap(Optional::stream)
        .filter(name -> name.startsWith(KIND))
        .map(name -> name.substring(KIND.length()))
        .filter(shape -> shape.indexOf('/') > 0 && !shape.endsWith("/"))
        .findFirst();
  }
}
