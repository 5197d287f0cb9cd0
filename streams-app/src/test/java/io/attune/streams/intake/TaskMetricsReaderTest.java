package io.attune.streams.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.registry.AttuneAvroDeserializer;
import io.attune.registry.AttuneAvroSerializer;
import io.attune.registry.AvroBytes;
import io.attune.registry.BadRecordException;
import io.attune.registry.InMemorySchemaRegistry;
import io.attune.schemas.PushBasedShuffleRead;
import io.attune.schemas.TaskFailure;
import io.attune.schemas.TaskMetricValues;
import io.attune.schemas.TaskMetrics;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** The fast path reads what Avro's reader reads, and leaves to it what it does not know. */
class TaskMetricsReaderTest {
  private static final String TOPIC = "attune.task-metrics";
  private static final int HEADER = 5;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AttuneAvroSerializer<Object> serializer = new AttuneAvroSerializer<>(registry);
  private final AttuneAvroDeserializer<TaskMetrics> avro =
      new AttuneAvroDeserializer<>(registry, TaskMetrics.class);
  private final AtomicInteger direct = new AtomicInteger();
  private final AttuneAvroDeserializer<TaskMetrics> fast =
      new AttuneAvroDeserializer<>(
          registry, TaskMetrics.class, () -> this::counted, Map.of(), false);
  private final TaskMetricsReader reader = new TaskMetricsReader();

  private TaskMetrics counted(AvroBytes in) {
    TaskMetrics task = reader.read(in);
    if (task != null && in.isAtEnd()) {
      direct.incrementAndGet();
    }
    return task;
  }

  @Test
  void readsWhatAvroReads() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 2_000; i++) {
      TaskMetrics task = (TaskMetrics) random(TaskMetrics.getClassSchema(), random);
      task.setFailure(null);
      if (task.getMetrics() != null) {
        task.getMetrics().setPushBasedShuffleRead(null);
      }
      byte[] message = serializer.serialize(TOPIC, task);
      assertThat(fast.deserialize(TOPIC, message)).isEqualTo(avro.deserialize(TOPIC, message));
      assertThat(direct)
          .as("fails when the schema has changed and the reader has not")
          .hasValue(i + 1);
    }
  }

  @Test
  void reusedRecordHoldsNothingOfTheOneBefore() {
    TaskMetricsReader reusing = TaskMetricsReader.reusing();
    AttuneAvroDeserializer<TaskMetrics> reused =
        new AttuneAvroDeserializer<>(registry, TaskMetrics.class, () -> reusing, Map.of(), false);
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 1_000; i++) {
      TaskMetrics task = (TaskMetrics) random(TaskMetrics.getClassSchema(), random);
      if (i % 4 > 0) {
        task.setFailure(null);
        task.setMetrics(i % 4 == 1 ? null : task.getMetrics());
      }
      byte[] message = serializer.serialize(TOPIC, task);
      assertThat(reused.deserialize(TOPIC, message)).isEqualTo(avro.deserialize(TOPIC, message));
    }
  }

  @Test
  void leavesFailuresAndPushBasedShuffleToAvro() {
    SplittableRandom random = new SplittableRandom(6);
    for (int i = 0; i < 500; i++) {
      TaskMetrics task = (TaskMetrics) random(TaskMetrics.getClassSchema(), random);
      if (i % 2 == 0) {
        task.setFailure((TaskFailure) random(TaskFailure.getClassSchema(), random));
      } else {
        TaskMetricValues metrics =
            (TaskMetricValues) random(TaskMetricValues.getClassSchema(), random);
        metrics.setPushBasedShuffleRead(
            (PushBasedShuffleRead) random(PushBasedShuffleRead.getClassSchema(), random));
        task.setMetrics(metrics);
      }
      byte[] message = serializer.serialize(TOPIC, task);
      assertThat(fast.deserialize(TOPIC, message)).isEqualTo(task);
    }
    assertThat(direct).hasValue(0);
  }

  @Test
  void badBytesAreToldInAvrosWords() {
    SplittableRandom random = new SplittableRandom(7);
    TaskMetrics task = (TaskMetrics) random(TaskMetrics.getClassSchema(), random);
    byte[] message = serializer.serialize(TOPIC, task);
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = Arrays.copyOf(message, HEADER + 1 + random.nextInt(message.length - HEADER));
      int at = HEADER + random.nextInt(damaged.length - HEADER);
      damaged[at] = (byte) random.nextInt();
      assertThat(outcome(fast, damaged)).isEqualTo(outcome(avro, damaged));
    }
  }

  @Test
  void anotherWritersSchemaIsResolved() {
    Schema old =
        SchemaBuilder.record("TaskMetrics")
            .namespace("io.attune.schemas")
            .fields()
            .requiredString("applicationId")
            .requiredInt("stageId")
            .requiredInt("stageAttempt")
            .requiredLong("taskId")
            .requiredInt("taskIndex")
            .requiredInt("taskAttempt")
            .requiredString("executorId")
            .requiredString("host")
            .requiredBoolean("speculative")
            .requiredLong("launchTime")
            .requiredLong("finishTime")
            .endRecord();
    byte[] message =
        serializer.serialize(
            TOPIC,
            new GenericRecordBuilder(old)
                .set("applicationId", "app-1")
                .set("stageId", 3)
                .set("stageAttempt", 0)
                .set("taskId", 7L)
                .set("taskIndex", 2)
                .set("taskAttempt", 1)
                .set("executorId", "4")
                .set("host", "h")
                .set("speculative", false)
                .set("launchTime", 1_000L)
                .set("finishTime", 3_000L)
                .build());
    TaskMetrics task = fast.deserialize(TOPIC, message);
    assertThat(task.getTaskAttempt()).isEqualTo(1);
    assertThat(task.getFinishTime()).isEqualTo(Instant.ofEpochMilli(3_000));
    assertThat(direct).hasValue(0);
  }

  private static String outcome(AttuneAvroDeserializer<TaskMetrics> deserializer, byte[] message) {
    try {
      return deserializer.deserialize(TOPIC, message).toString();
    } catch (BadRecordException e) {
      return e.getMessage();
    }
  }

  private static Object random(Schema schema, SplittableRandom random) {
    switch (schema.getType()) {
      case RECORD:
        SpecificRecord record = create(schema);
        for (Schema.Field field : schema.getFields()) {
          record.put(field.pos(), random(field.schema(), random));
        }
        return record;
      case UNION:
        return random(schema.getTypes().get(random.nextInt(schema.getTypes().size())), random);
      case ENUM:
        String symbol = schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size()));
        return constant(schema, symbol);
      case STRING:
        return text(random);
      case BOOLEAN:
        return random.nextBoolean();
      case INT:
        return random.nextInt() >> random.nextInt(32);
      case LONG:
        long value = random.nextLong() >> random.nextInt(64);
        return schema.getLogicalType() == null ? (Object) value : Instant.ofEpochMilli(value);
      case NULL:
        return null;
      default:
        throw new IllegalStateException("no such type is in these schemas: " + schema);
    }
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(200); i > 0; i--) {
      text.appendCodePoint(random.nextInt(4) == 0 ? 0x1F600 + random.nextInt(60) : 'a' + i % 26);
    }
    return text.toString();
  }

  private static SpecificRecord create(Schema schema) {
    switch (schema.getName()) {
      case "TaskMetrics":
        return new TaskMetrics();
      case "TaskMetricValues":
        return new TaskMetricValues();
      case "TaskFailure":
        return new TaskFailure();
      default:
        return new PushBasedShuffleRead();
    }
  }

  private static Object constant(Schema schema, String symbol) {
    switch (schema.getName()) {
      case "TaskKind":
        return io.attune.schemas.TaskKind.valueOf(symbol);
      case "TaskLocality":
        return io.attune.schemas.TaskLocality.valueOf(symbol);
      case "TaskEndReason":
        return io.attune.schemas.TaskEndReason.valueOf(symbol);
      default:
        return new GenericData.EnumSymbol(schema, symbol);
    }
  }
}
