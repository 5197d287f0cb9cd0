package io.attune.benchmarks.field;

import io.attune.benchmarks.field.apps.CollectedTable;
import io.attune.benchmarks.field.apps.HintedBroadcast;
import io.attune.benchmarks.field.apps.LargeModels;
import io.attune.benchmarks.field.apps.LocalCollection;
import java.util.List;

/** Cases that fail. */
final class FailureCases {
  private FailureCases() {}

  static List<FieldCase> all() {
    return List.of(
        FieldCase.named("hinted-broadcast", HintedBroadcast.class)
            .source(
                "https://hivebook.wiki/wiki/spark-broadcast-join-driver-oom-and-autobroadcastjointhreshold")
            .computing()
            .conf("spark.driver.memory", "600m")
            .symptom("a broadcast hint on a large side: the driver runs out of memory")
            .remedy(
                "no hint, or a larger driver",
                ExpectedAnswer.right("\\bhint|spark\\.driver\\.memory")),
        FieldCase.named("large-models", LargeModels.class)
            .source("https://sparkbyexamples.com/spark/spark-kryoserializer-buffer-max/")
            .computing()
            .conf("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .mendedBy("spark.kryoserializer.buffer.max", "256m")
            .symptom("Kryo serialization failed: Buffer overflow")
            .remedy(
                "spark.kryoserializer.buffer.max",
                ExpectedAnswer.right("spark\\.kryoserializer\\.buffer\\.max")),
        FieldCase.named("local-collection", LocalCollection.class)
            .source("https://github.com/spark-jobserver/spark-jobserver/issues/938")
            .computing()
            .conf("spark.driver.memory", "2g")
            .mendedBy("spark.rpc.message.maxSize", "512")
            .symptom("Serialized task … exceeds max allowed: spark.rpc.message.maxSize")
            .remedy(
                "spark.rpc.message.maxSize, or data in files or a broadcast",
                ExpectedAnswer.right("spark\\.rpc\\.message\\.maxSize")),
        FieldCase.named("collected-table", CollectedTable.class)
            .source("https://openillumi.com/en/en-fix-pyspark-oom-java-heap-space")
            .computing()
            .conf("spark.driver.memory", "512m")
            .conf("spark.driver.maxResultSize", "0")
            .symptom("collect() of a table: java.lang.OutOfMemoryError in the driver")
            .remedy(
                "write instead of collecting, or a larger driver",
                ExpectedAnswer.right("spark\\.driver\\.memory|collect|maxResultSize")));
  }
}
