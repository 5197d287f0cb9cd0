package io.attune.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;

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
      StateFiles.delete(pipeline.stateDirectory(0));
      pipeline.start(0);
    }
  },
  /** The same, and its disk is damaged. */
  STATE_CORRUPTED {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.instance(0).kill();
      StateFiles.corrupt(pipeline.stateDirectory(0));
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
  /**
   * The broker takes connections and does not answer, for as long as Kafka Streams lets a
   * transaction be open: the thread whose transaction was ended by the broker is replaced.
   */
  BROKER_FROZEN {
    @Override
    boolean threadsMayFail() {
      return true;
    }

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
  /** The second instance comes in the middle of the load, and the first one goes. */
  REBALANCE_IN_THE_MIDDLE {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.start(1);
      TimeUnit.SECONDS.sleep(2);
      pipeline.instance(0).close();
    }
  },
  /** The disk is gone, and the instance is killed again while it restores its state. */
  KILLED_WHILE_RESTORING {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.instance(0).kill();
      StateFiles.delete(pipeline.stateDirectory(0));
      for (int millis : new int[] {2500, 4000}) {
        Command begun = pipeline.begin(0);
        TimeUnit.MILLISECONDS.sleep(millis);
        begun.kill();
      }
      pipeline.start(0);
    }
  },
  /** Nothing can be written to the disk of the instance when it starts again. */
  STATE_READ_ONLY {
    @Override
    void beforeStart(FaultPipeline pipeline) throws Exception {
      pipeline.mountState(0);
    }

    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.instance(0).kill();
      pipeline.stateDisk(0).readOnly();
      Command refused = pipeline.begin(0);
      int code = refused.exitCode(FaultPipeline.LIMIT);
      assertThat(code).as(refused.output()).isNotZero();
      assertThat(refused.output())
          .contains(pipeline.stateDirectory(0).toString())
          .doesNotContain("\tat ");
      pipeline.stateDisk(0).writable();
      pipeline.start(0);
    }
  },
  /** The disk of the instance is full while it runs and when it starts again. */
  STATE_DISK_FULL {
    @Override
    void beforeStart(FaultPipeline pipeline) throws Exception {
      pipeline.mountState(0);
    }

    @Override
    boolean threadsMayFail() {
      return true;
    }

    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      pipeline.stateDisk(0).fill();
      TimeUnit.SECONDS.sleep(6);
      pipeline.instance(0).kill();
      Command begun = pipeline.begin(0);
      TimeUnit.SECONDS.sleep(12);
      boolean ended = !begun.isRunning();
      begun.close();
      if (ended) {
        assertThat(begun.output())
            .contains(pipeline.stateDirectory(0).toString())
            .doesNotContain("\tat ");
      }
      pipeline.stateDisk(0).free();
      pipeline.start(0);
    }
  },
  /** The disk of the broker is full for a while; Kafka takes it again only in a new process. */
  BROKER_DISK_FULL {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      MemoryDisk disk = pipeline.stage().disk();
      disk.fill();
      TimeUnit.SECONDS.sleep(8);
      pipeline.stage().broker().kill();
      disk.free();
      pipeline.stage().startBroker();
    }
  },
  /** The broker runs for a tenth of the time. */
  BROKER_SLOW {
    @Override
    void strike(FaultPipeline pipeline) throws Exception {
      for (int i = 0; i < 20; i++) {
        pipeline.stage().broker().signal("STOP");
        TimeUnit.MILLISECONDS.sleep(450);
        pipeline.stage().broker().signal("CONT");
        TimeUnit.MILLISECONDS.sleep(50);
      }
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
      PoisonRecords.send(pipeline.config());
    }

    @Override
    int deadLetters() {
      return 3 * PoisonRecords.KINDS;
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

  /** Comes before the instances start. */
  void beforeStart(FaultPipeline pipeline) throws Exception {}

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
}
