package io.attune.advisor.render;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The override of a target in a Databricks Asset Bundle. A bundle merges it into the job by the
 * cluster's key and then by names, so that a part is enough; but it takes nothing away, not even by
 * a null, so what would stand beside its opposite is left out and said.
 */
public final class DatabricksBundleRendering extends ConfigurationRendering {
  @Override
  public String render(AdviceSheet sheet) {
    DatabricksPlace place = DatabricksPlace.of(sheet);
    Draft draft = DatabricksExclusion.forMerge(sheet, place);
    List<String> path =
        List.of("targets", "TARGET", "resources", "jobs", "JOB", "job_clusters", YamlDocument.ITEM);
    List<String> heading = new ArrayList<>(Explanation.introduction(sheet));
    heading.add(
        "In databricks.yml; TARGET and JOB are your names"
            + place.jobId().map(id -> " (the job has id " + id + ")").orElse("")
            + place.clusterKey().map(key -> ".").orElse(", and so is KEY."));
    heading.add(
        "Where the task has a cluster of its own: tasks and task_key in the place of job_clusters"
            + " and job_cluster_key.");
    List<Draft.Placed> values = new ArrayList<>();
    if (!draft.placed().isEmpty()) {
      values.add(new Draft.Placed(with(path, "job_cluster_key"), place.keyOr("KEY"), List.of()));
      for (Draft.Placed placed : draft.placed()) {
        String[] inside =
            Stream.concat(Stream.of(DatabricksRendering.NEW_CLUSTER), placed.path().stream())
                .toArray(String[]::new);
        values.add(new Draft.Placed(with(path, inside), placed.value(), placed.comments()));
      }
    }
    return YamlDocument.write(heading, values, draft.closing());
  }

  private static List<String> with(List<String> path, String... names) {
    List<String> longer = new ArrayList<>(path);
    longer.addAll(List.of(names));
    return longer;
  }

  @Override
  public String renderSheets(List<AdviceSheet> sheets) {
    return sheets.stream().map(this::render).collect(Collectors.joining("---\n"));
  }
}
