package io.attune.advisor.render;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The formats in which advice can be had, by the names that users give. */
public enum Format {
  /** For a terminal. */
  TABLE(d -> new TableRendering(d.columns(), d.colour(), d.unicode())),
  /** For programs. */
  JSON(d -> new JsonRendering()),
  /** Lines of spark-defaults.conf. */
  SPARK_DEFAULTS(d -> new SparkDefaultsRendering()),
  /** Arguments of spark-submit. */
  SPARK_SUBMIT(d -> new SparkSubmitRendering()),
  /** A merge patch of a Databricks cluster. */
  DATABRICKS(d -> new DatabricksRendering()),
  /** The override of a target in a Databricks Asset Bundle. */
  DATABRICKS_BUNDLE(d -> new DatabricksBundleRendering()),
  /** A part of Terraform's block for the cluster of a Databricks job. */
  DATABRICKS_TERRAFORM(d -> new TerraformRendering()),
  /** A patch for Kubeflow's operator for Kubernetes. */
  KUBERNETES(d -> new KubernetesRendering()),
  /** A patch for Apache's operator for Kubernetes. */
  KUBERNETES_APACHE(d -> new ApacheOperatorRendering()),
  /** Classifications of Amazon EMR. */
  EMR(d -> new EmrRendering()),
  /** Parameters of DataForge. */
  DATAFORGE(d -> new DataForgeRendering()),
  /** Test results in the XML of JUnit, for CI. */
  JUNIT(d -> new JUnitRendering()),
  /** Findings in SARIF 2.1.0, for CI. */
  SARIF(d -> new SarifRendering());

  /**
   * What a table is shown on; other formats do not care.
   *
   * @param columns width to break lines at
   * @param colour whether ANSI colours are shown
   * @param unicode whether more than ASCII is shown
   */
  public record Display(int columns, boolean colour, boolean unicode) {}

  private final Function<Display, Rendering> factory;

  Format(Function<Display, Rendering> factory) {
    this.factory = factory;
  }

  /** The rendering; a recommendation that it fails on is left out and stands in its notes. */
  public Rendering rendering(Display display) {
    Rendering rendering = factory.apply(display);
    return new TolerantRendering(
        rendering instanceof ConfigurationRendering && !(rendering instanceof DataForgeRendering)
            ? new ApplicationRendering(rendering)
            : rendering);
  }

  /** As users write it, such as {@code spark-defaults}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The format of a name; empty when there is none. */
  public static Optional<Format> of(String name) {
    return Arrays.stream(values()).filter(f -> f.toString().equalsIgnoreCase(name)).findFirst();
  }

  /** All names, with commas between. */
  public static String names() {
    return Arrays.stream(values()).map(Format::toString).collect(Collectors.joining(", "));
  }
}
