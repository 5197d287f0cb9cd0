package io.attune.advisor.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The body of a Databricks {@code jobs/update} call, from a job as {@code jobs/get} gives it and a
 * patch that {@link Format#DATABRICKS} has written.
 *
 * <p>The call replaces top-level fields and merges arrays by their key, but not what is inside of
 * an element: a cluster has to be sent whole, under its {@code job_cluster_key}, and the cluster of
 * a task with its whole task. What is sent is therefore the cluster that the job has, with the
 * patch merged into it (RFC 7396), and nothing else.
 *
 * @param body what to send
 * @param notes what the reader should know about it, a sentence each
 */
public record DatabricksJobUpdate(ObjectNode body, List<String> notes) {
  private static final String POOL = "instance_pool_id";
  private static final String NEW_CLUSTER = DatabricksRendering.NEW_CLUSTER;

  /** What Databricks refuses beside a pool. */
  private static final Set<String> OF_POOL =
      Set.of("node_type_id", "driver_node_type_id", "enable_elastic_disk");

  /** Attributes of a cloud: those that Attune advises are the pool's. */
  private static final List<String> CLOUDS =
      List.of("aws_attributes", "azure_attributes", "gcp_attributes");

  /** An array of the job's settings whose elements may have a cluster, and their key. */
  private record Place(String array, String key) {}

  private static final List<Place> PLACES =
      List.of(new Place("job_clusters", "job_cluster_key"), new Place("tasks", "task_key"));

  /** A cluster of a job. */
  private record OwnCluster(Place place, ObjectNode element) {
    String name() {
      return element.path(place.key()).asText();
    }
  }

  /**
   * Merges the advice for one cluster into a job.
   *
   * @param job what {@code jobs/get} gave
   * @param rendering a document of {@link Format#DATABRICKS}
   * @param key the cluster, when it is not to be found by the run that the advice comes from
   * @throws IllegalArgumentException one sentence, when it is not clear which cluster is meant
   */
  public static DatabricksJobUpdate of(JsonNode job, JsonNode rendering, Optional<String> key) {
    JsonNode patch = rendering.path(NEW_CLUSTER);
    if (!job.path("settings").isObject() || !patch.isObject()) {
      throw new IllegalArgumentException(
          patch.isObject()
              ? "This is no job as databricks jobs get writes it: the object \"settings\" is"
                  + " missing."
              : "There is no advice about the cluster of this job.");
    }
    OwnCluster found = find(job.path("settings"), rendering.path("attune"), key);
    ObjectNode element = found.element().deepCopy();
    ObjectNode cluster = (ObjectNode) element.get(NEW_CLUSTER);
    List<String> notes = new ArrayList<>();
    merge(cluster, withoutPools(patch, cluster, notes));
    if (cluster.hasNonNull("policy_id")) {
      notes.add(
          "The cluster has the policy "
              + cluster.get("policy_id").asText()
              + ", which can refuse a value.");
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("job_id", job.path("job_id"));
    body.putObject("new_settings").putArray(found.place().array()).add(element);
    return new DatabricksJobUpdate(body, List.copyOf(notes));
  }

  private static OwnCluster find(JsonNode settings, JsonNode attune, Optional<String> key) {
    List<OwnCluster> all = new ArrayList<>();
    for (Place place : PLACES) {
      for (JsonNode element : settings.path(place.array())) {
        if (element.path(NEW_CLUSTER).isObject()) {
          all.add(new OwnCluster(place, (ObjectNode) element));
        }
      }
    }
    Optional<String> wanted = key.or(() -> wanted(settings, attune));
    List<OwnCluster> meant =
        all.stream().filter(f -> wanted.isEmpty() || f.name().equals(wanted.get())).toList();
    if (meant.size() == 1 || meant.size() > 1 && wanted.isPresent()) {
      return meant.get(0);
    }
    Set<String> names = new TreeSet<>();
    all.forEach(f -> names.add(f.name()));
    throw new IllegalArgumentException(
        names.isEmpty()
            ? "This job has no cluster of its own: its tasks run on serverless or all-purpose"
                + " compute."
            : wanted
                    .map(name -> "This job has no cluster " + name)
                    .orElse("This job has several clusters")
                + "; name one of "
                + String.join(", ", names)
                + ".");
  }

  /** The key of the cluster, else what the task that ran refers to. */
  private static Optional<String> wanted(JsonNode settings, JsonNode attune) {
    if (attune.hasNonNull("jobClusterKey")) {
      return Optional.of(attune.get("jobClusterKey").asText());
    }
    if (!attune.hasNonNull("taskKey")) {
      return Optional.empty();
    }
    String task = attune.get("taskKey").asText();
    for (JsonNode each : settings.path("tasks")) {
      if (each.path("task_key").asText().equals(task)) {
        return Optional.of(each.path("job_cluster_key").asText(task));
      }
    }
    return Optional.empty();
  }

  /** The patch without what the pool of the cluster holds. */
  private static ObjectNode withoutPools(JsonNode patch, ObjectNode cluster, List<String> notes) {
    ObjectNode rest = patch.deepCopy();
    if (!cluster.hasNonNull(POOL)) {
      return rest;
    }
    List<String> dropped = new ArrayList<>();
    OF_POOL.stream().filter(rest::has).sorted().forEach(dropped::add);
    CLOUDS.stream().filter(rest::has).forEach(dropped::add);
    rest.remove(dropped);
    if (!dropped.isEmpty()) {
      notes.add(
          "Left out "
              + String.join(", ", dropped)
              + ": the instance pool "
              + cluster.get(POOL).asText()
              + " holds them; choose another pool.");
    }
    return rest;
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> entry : patch.properties()) {
      String name = entry.getKey();
      if (entry.getValue().isNull()) {
        target.remove(name);
      } else if (entry.getValue() instanceof ObjectNode inner) {
        merge(
            target.path(name).isObject() ? (ObjectNode) target.get(name) : target.putObject(name),
            inner);
      } else {
        target.set(name, entry.getValue());
      }
    }
  }
}
