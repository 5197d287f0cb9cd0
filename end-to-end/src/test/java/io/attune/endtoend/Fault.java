package io.attune.endtoend;

import io.attune.schemas.Topics;
import io.attune.streams.config.AttuneConfig;
import io.attune.streams.config.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What goes wrong in the middle of the load. */
enum Fault {
  /** Nothing: what the others are compared with. */
  NONE {
    @Override
    void strike(FaultPipeline pipeline) {}
  },
  /** A power cut of the machine that Attune runs on; its disk is left. */
  INSTANCE_KILLED {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.instance(0).kill();
      pipeline.start(0);
    }
  },
  /** The same, and its disk is gone. */
  INSTANCE_AND_STATE_LOST {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.instance(0).kill();
      delete(pipeline.stateDirectory(0));
      pipeline.start(0);
    }
  },
  /** The same, and its disk is damaged. */
  STATE_CORRUPTED {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.instance(0).kill();
      corrupt(pipeline.stateDirectory(0));
      pipeline.start(0);
    }
  },
  /** One of two instances is gone for good: the other takes over in a rebalance. */
  ONE_OF_TWO_KILLED {
    @Override
    int instances() {
      return 2;
    }

    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.instance(1).kill();
    }
  },
  /** One of two is frozen until the group has gone on without it, and comes back. */
  ONE_OF_TWO_FROZEN {
    @Override
    int instances() {
      return 2;
    }

    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.instance(1).signal("STOP");
      TimeUnit.SECONDS.sleep(9);
      pipeline.instance(1).signal("CONT");
    }
  },
  /** A power cut of the broker's machine; its disk is left. */
  BROKER_KILLED {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.stage().broker().kill();
      TimeUnit.SECONDS.sleep(3);
      pipeline.stage().startBroker();
    }
  },
  /** The broker takes connections and does not answer. */
  BROKER_FROZEN {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.stage().broker().signal("STOP");
      TimeUnit.SECONDS.sleep(10);
      pipeline.stage().broker().signal("CONT");
    }
  },
  /** A power cut of the registry's machine; its disk is left. */
  REGISTRY_KILLED {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.stage().registry().kill();
      TimeUnit.SECONDS.sleep(3);
      pipeline.stage().startRegistry();
    }
  },
  /** The registry is away before a schema was asked for, and for longer than a thread waits. */
  REGISTRY_AWAY_FROM_THE_BEGINNING {
    @Override
    Map<String, String> settings() {
      return Map.of("registry.patience", "2s", "schema.registry.max.retries", "0");
    }

    @Override
    boolean strikesAfterTheFirstRuns() {
      return true;
    }

    /** Frozen, so that it asks for the first schema when the registry is away. */
    @Override
    void prepare(FaultPipeline pipeline) throws Exception {
      pipeline.instance(0).signal("STOP");
    }

    @Override
    boolean threadsMayFail() {
      return true;
    }

    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.stage().registry().kill();
      pipeline.instance(0).signal("CONT");
      pipeline.await("the patience", () -> pipeline.figure("attune_thread_failures_total") > 0);
      pipeline.stage().startRegistry();
    }
  },
  /** Records of every kind that cannot be used, on every input topic. */
  POISON {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      sendPoison(pipeline.config());
    }

    @Override
    int deadLetters() {
      return 3 * poison("topic").size();
    }
  };

  /** Instances that run. */
  int instances() {
    return 1;
  }

  /** Settings that differ from those of the other faults. */
  Map<String, String> settings() {
    return Map.of();
  }

  /** Whether it comes as soon as the first runs were sent, and not in the middle of the second. */
  boolean strikesAfterTheFirstRuns() {
    return false;
  }

  /** Comes before the first event. */
  void prepare(FaultPipeline pipeline) throws Exception {}

  /** Whether stream threads fail and are replaced. */
  boolean threadsMayFail() {
    return false;
  }

  /** Records that end as dead letters. */
  int deadLetters() {
    return 0;
  }

  /** Does it, and returns when it is over. */
  abstract void strike(FaultPipeline pipeline) throws Exception;

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }

  private static void corrupt(Path directory) throws IOException {
    int damaged = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".sst") || name.startsWith("MANIFEST")) {
          byte[] bytes = Files.readAllBytes(file);
          for (int i = 0; i < Math.min(64, bytes.length); i++) {
            bytes[i] ^= 0x5A;
          }
          Files.write(file, bytes);
          damaged++;
        }
      }
    }
    if (damaged == 0) {
      throw new IOException("there was nothing to damage in " + directory);
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> poison(String topic) {
    byte[] key = "app-poison".getBytes(StandardCharsets.UTF_8);
    byte[] unknownId = ByteBuffer.allocate(12).put((byte) 0).putInt(987_654).array();
    List<ProducerRecord<byte[], byte[]>> poison = new ArrayList<>();
    poison.add(new ProducerRecord<>(topic, key, new byte[] {9, 9, 9, 9, 9, 9}));
    poison.add(new ProducerRecord<>(topic, key, new byte[0]));
    poison.add(new ProducerRecord<>(topic, key, null));
    poison.add(new ProducerRecord<>(topic, key, unknownId));
    poison.add(new ProducerRecord<>(topic, key, new byte[1_000_000]));
    poison.add(new ProducerRecord<>(topic, null, new byte[] {0, 0, 0, 0, 1}));
    poison.add(new ProducerRecord<>(topic, new byte[] {(byte) 0xC3, 0x28}, unknownId));
    poison.add(new ProducerRecord<>(topic, new byte[900_000], new byte[] {1}));
    ProducerRecord<byte[], byte[]> headers = new ProducerRecord<>(topic, key, new byte[] {1});
    headers.headers().add("h", new byte[900_000]);
    poison.add(headers);
    return poison;
  }

  private static void sendPoison(AttuneConfig config) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", config.get(Options.BOOTSTRAP_SERVERS)),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (Topics.Topic input : config.topics().inputs()) {
        for (ProducerRecord<byte[], byte[]> record : poison(input.name())) {
          producer.send(record).get(30, TimeUnit.SECONDS);
        }
      }
    }
  }
}
