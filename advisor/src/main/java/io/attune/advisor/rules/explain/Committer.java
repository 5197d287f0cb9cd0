package io.attune.advisor.rules.explain;

import io.attune.advisor.application.ClusterManager;
import io.attune.advisor.application.SparkSettings;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What commits the files of a write, and what would do so without renaming them, where the platform
 * and the file system have such a thing. Sources: Hadoop's pages on the S3A committers and the
 * manifest committer, Spark's on cloud integration, Amazon's on the EMRFS S3-optimized committer.
 */
public enum Committer {
  /** Databricks' own: files are written in place, and a log says which count. */
  DATABRICKS,
  /** Amazon's own on EMR: multipart uploads that become visible at the end. */
  EMRFS,
  /** One of Hadoop's S3A committers can be bound. */
  S3A,
  /** The same, and one is bound already. */
  S3A_BOUND,
  /** Hadoop's manifest committer can be bound. */
  MANIFEST,
  /** A file system that renames without copying. */
  CHEAP_RENAMES,
  /** A store about whose committers nothing is known. */
  UNKNOWN;

  private static final String ALGORITHM =
      "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version";
  private static final String PROTOCOL = "spark.sql.sources.commitProtocolClass";
  private static final String CLOUD_PROTOCOL =
      "org.apache.spark.internal.io.cloud.PathOutputCommitProtocol";
  private static final String BINDING =
      PROTOCOL
          + "="
          + CLOUD_PROTOCOL
          + " and spark.sql.parquet.output.committer.class="
          + "org.apache.spark.internal.io.cloud.BindingParquetOutputCommitter, with"
          + " spark-hadoop-cloud on the class path";

  /** Which of them a write has to do with. */
  public static Committer of(FileWrite write, SparkSettings settings) {
    if (settings.clusterManager() == ClusterManager.DATABRICKS) {
      return DATABRICKS;
    }
    String scheme = write.scheme().orElse("");
    boolean emr = settings.sparkVersion().orElse("").toLowerCase(Locale.ROOT).contains("amzn");
    return switch (scheme) {
      case "s3", "s3n" -> emr ? EMRFS : s3a(settings);
      case "s3a" -> s3a(settings);
      case "gs", "abfs", "abfss" -> MANIFEST;
      case "hdfs", "viewfs", "webhdfs", "file", "maprfs", "ofs", "o3fs" -> CHEAP_RENAMES;
      default -> UNKNOWN;
    };
  }

  private static Committer s3a(SparkSettings settings) {
    boolean named =
        Set.of("magic", "directory", "partitioned")
            .contains(settings.value("spark.hadoop.fs.s3a.committer.name").orElse(""));
    boolean bound = settings.value(PROTOCOL).orElse("").equals(CLOUD_PROTOCOL);
    return named && bound ? S3A_BOUND : S3A;
  }

  /** What to do about the renames, as the middle of a sentence; empty where nothing is known. */
  public Optional<String> remedy(FileWrite write, SparkSettings settings) {
    boolean overwritesDynamically =
        "dynamic"
            .equalsIgnoreCase(
                settings.value("spark.sql.sources.partitionOverwriteMode").orElse(""));
    return switch (this) {
      case DATABRICKS -> Optional.of("write a Delta table, whose commit moves no file");
      case EMRFS ->
          Optional.of(
              "see why the EMRFS S3-optimized committer is not used, which renames nothing"
                  + " (spark.sql.parquet.fs.optimized.committer.optimization-enabled; not with"
                  + " custom partition locations, nor for other formats than Parquet before EMR"
                  + " 6.4)");
      case S3A ->
          overwritesDynamically
              ? Optional.of(
                  "write a table format (Iceberg, Delta, Hudi), as the S3A committers cannot"
                      + " overwrite partitions dynamically")
              : Optional.of(
                  "bind an S3A committer, which renames nothing:"
                      + " spark.hadoop.fs.s3a.committer.name=magic, "
                      + BINDING);
      case MANIFEST -> Optional.of(manifest(write.scheme().orElse("gs")));
      case S3A_BOUND, CHEAP_RENAMES -> Optional.empty();
      case UNKNOWN ->
          Optional.of(
              "use a committer that does not rename, where that store has one (on S3 the S3A or"
                  + " EMRFS committers, on ABFS and GCS the manifest committer)");
    };
  }

  private static String manifest(String scheme) {
    String factory =
        scheme.equals("gs")
            ? "org.apache.hadoop.mapreduce.lib.output.committer.manifest.ManifestCommitterFactory"
            : "org.apache.hadoop.fs.azurebfs.commit.AzureManifestCommitterFactory";
    return "bind the manifest committer of Hadoop 3.3.5 or newer, which renames in parallel:"
        + " spark.hadoop.mapreduce.outputcommitter.factory.scheme."
        + scheme
        + "="
        + factory
        + ", "
        + BINDING;
  }

  /** What could be wrong about it, in one sentence or two. */
  public String doubt(SparkSettings settings) {
    return switch (this) {
      case DATABRICKS -> "What the commit waits for may be the storage, or the files of others.";
      case EMRFS, S3A_BOUND ->
          "A committer may be set in Hadoop's own configuration, which an event log does not show.";
      case MANIFEST ->
          "A committer may be set in Hadoop's own configuration, which an event log does not show."
              + " Algorithm version 2 of the file output committer is not safe on this store.";
      case S3A, CHEAP_RENAMES, UNKNOWN ->
          settings.value(ALGORITHM).orElse("1").equals("2")
              ? "Algorithm version 2 is set already, so what is left is the cleaning up and the"
                  + " listing of what was written."
              : ALGORITHM
                  + "=2 also saves these renames, but a job that fails in between leaves part of"
                  + " its files visible.";
    };
  }
}
