package io.attune.streams.config;

import io.attune.advisor.cost.Objective;
import java.time.Duration;
import java.util.List;

/** The table of every setting. {@code docs/configuration.md} is generated from it. */
public final class Options {
  private Options() {}

  public static final Option<String> BOOTSTRAP_SERVERS =
      Option.text("bootstrap.servers", "localhost:9092", "Kafka brokers, `host:port,…`.");

  public static final Option<String> SCHEMA_REGISTRY_URL =
      Option.text(
          "schema.registry.url",
          "http://localhost:8081",
          "Schema registry; several URLs with commas between.");

  public static final Option<String> AVRO_SERIALIZER =
      Option.text(
          "avro.serializer",
          "",
          "Class of the Avro serializer; empty for Attune's own, which writes the same bytes as"
              + " Confluent's `io.confluent.kafka.serializers.KafkaAvroSerializer`.");

  public static final Option<String> AVRO_DESERIALIZER =
      Option.text(
          "avro.deserializer", "", "Class of the Avro deserializer; empty for Attune's own.");

  public static final Option<Duration> REGISTRY_PATIENCE =
      Option.duration(
          "registry.patience",
          "2m",
          "How long a stream thread waits in place for a registry that does not answer before it is"
              + " replaced. Has to stay under Kafka's `max.poll.interval.ms` (5 minutes).");

  public static final Option<String> APPLICATION_ID =
      Option.text(
          "application.id",
          "attune",
          "Names the consumer group, the changelogs and the state directory. Instances with the"
              + " same id share the work.");

  public static final Option<String> TOPIC_PREFIX =
      Option.text("topics.prefix", "attune.", "Put before the name of every topic.");

  public static final Option<Boolean> TOPICS_CREATE =
      Option.flag("topics.create", true, "Whether missing topics are created when Attune starts.");

  public static final Option<Integer> TOPIC_PARTITIONS =
      Option.number(
          "topics.partitions",
          6,
          1,
          10_000,
          "count",
          "Partitions of topics that are created, and of the repartition topic. The unit of"
              + " parallelism: no more stream threads than this work at once.");

  public static final Option<Integer> TOPIC_REPLICATION =
      Option.number(
          "topics.replication.factor",
          -1,
          -1,
          32_767,
          "count",
          "Replicas of topics that are created, changelogs included; -1 takes the broker's"
              + " default.");

  public static final Option<Duration> INPUT_RETENTION =
      Option.duration(
          "topics.input.retention", "7d", "Age at which events leave the input topics.");

  public static final Option<Duration> STATISTICS_RETENTION =
      Option.duration(
          "topics.statistics.retention", "30d", "Age at which stage statistics leave their topic.");

  public static final Option<Duration> OUTCOMES_RETENTION =
      Option.duration(
          "topics.outcomes.retention", "365d", "Age at which outcomes leave their topic.");

  public static final Option<Duration> DEAD_LETTERS_RETENTION =
      Option.duration(
          "topics.dead.letters.retention", "14d", "Age at which dead letters leave their topic.");

  public static final Option<Long> MAX_RECORD_BYTES =
      Option.bytes(
          "topics.max.record.bytes",
          "16MiB",
          "Largest record of changelogs and of the repartition topic, set on those topics and on"
              + " the producer. The facts about one very large application are one record.");

  public static final Option<String> STATE_DIR =
      Option.text(
          "state.dir",
          "~/.attune/state",
          "Directory of the RocksDB stores; `~` is the home directory. Keep it on a disk that"
              + " survives a restart: without it, state is restored from the changelogs.");

  public static final Option<String> PROCESSING_GUARANTEE =
      Option.oneOf(
          "processing.guarantee",
          List.of("at_least_once", "exactly_once_v2"),
          "Statistics count every task attempt once under either, because repeated events are"
              + " recognised. Exactly-once additionally hides repeated output records from readers"
              + " with `isolation.level=read_committed`, and costs throughput and latency.");

  public static final Option<Duration> COMMIT_INTERVAL =
      Option.duration(
          "commit.interval",
          "5s",
          "At least once: how often state is written back and offsets are committed. Results do not"
              + " wait for it; after a crash so much is read again. Up to twelve times as long where"
              + " writing takes more than a twentieth of the time.");

  public static final Option<Duration> COMMIT_INTERVAL_EXACTLY_ONCE =
      Option.duration(
          "commit.interval.exactly.once",
          "500ms",
          "Exactly once: the same, and results become visible with it. Up to twice as long where"
              + " writing takes more than a twentieth of the time.");

  public static final Option<Integer> THREADS =
      Option.number("threads", 2, 1, 1_000, "count", "Stream threads of this instance.");

  public static final Option<Integer> STANDBY_REPLICAS =
      Option.number(
          "standby.replicas",
          1,
          0,
          16,
          "count",
          "Warm copies of each state on other instances. With a single instance there is nowhere to"
              + " put them and nothing happens.");

  public static final Option<String> GROUP_PROTOCOL =
      Option.oneOf(
          "group.protocol",
          List.of("classic", "streams"),
          "`classic` works with every broker; `streams` (KIP-1071) lets brokers from 4.2 assign the"
              + " tasks.");

  public static final Option<Duration> ADVICE_INTERVAL =
      Option.duration(
          "advice.interval",
          "200ms",
          "How often an application to which something material happened is looked at again.");

  public static final Option<Integer> ADVICE_BACKLOG_PERCENT =
      Option.number(
          "advice.backlog.percent",
          10,
          1,
          100,
          "percent",
          "Share of the stream threads' time that advice may take while more events wait than are"
              + " read at once. The rest of the advice comes when the events are worked off."
              + " Without a backlog it may take three fifths.");

  public static final Option<Integer> ADVICE_STAGE_TASKS =
      Option.number(
          "advice.stage.tasks",
          32,
          1,
          1_000_000_000,
          "count",
          "Tasks after which a stage is judged while it still runs; again at each doubling.");

  public static final Option<Duration> ADVICE_STAGE_ELAPSED =
      Option.duration(
          "advice.stage.elapsed",
          "10s",
          "Time that a stage has to have run, by its tasks' clocks, before it is judged while it"
              + " still runs.");

  public static final Option<Long> SNAPSHOT_BYTES =
      Option.bytes(
          "advice.snapshot.bytes",
          "512KiB",
          "Size above which the snapshot of a run is handed over in several records.");

  public static final Option<String> RULES_FILE =
      Option.text(
          "rules.file", "", "YAML file whose entries replace those of the built-in rule table.");

  public static final Option<String> PRICES_FILE =
      Option.text(
          "prices.file",
          "",
          "YAML file whose prices replace the neutral ones; see `docs/prices.md`.");

  public static final Option<String> OBJECTIVE =
      Option.checked(
          "objective",
          "balanced",
          "objective",
          "What counts for applications that do not say so themselves (`spark.attune.objective`):"
              + " `cost`, `balanced`, `performance`, or `deadline=45min`.",
          text -> Objective.parse(text).toString());

  public static final Option<Duration> ENDED_RETENTION =
      Option.duration(
          "state.ended.retention",
          "2h",
          "How long after its last event the state of an ended application is kept for late"
              + " events.");

  public static final Option<Duration> SILENT_RETENTION =
      Option.duration(
          "state.silent.retention",
          "2d",
          "How long after its last event the state of an application that never ended is kept.");

  public static final Option<Duration> EXPIRY_INTERVAL =
      Option.duration("state.expiry.interval", "10s", "How often expired state is looked for.");

  public static final Option<Integer> EXPIRY_BATCH =
      Option.number(
          "state.expiry.batch",
          100,
          1,
          100_000,
          "count",
          "Applications removed at most each time, in each partition.");

  public static final Option<Integer> LIVE_APPLICATIONS =
      Option.number(
          "state.live.applications",
          2_000,
          16,
          10_000_000,
          "count",
          "Applications whose facts are kept decoded in memory, over all partitions.");

  public static final Option<Integer> LIVE_STAGES =
      Option.number(
          "state.live.stages",
          0,
          0,
          10_000_000,
          "count",
          "Stage attempts whose statistics are kept decoded in memory, over all partitions, in each"
              + " of the two stores that hold them; 0 takes as many as fit a quarter of the heap at"
              + " 8 KiB each. With fewer than there are running stages, throughput falls to that of"
              + " decoding and encoding for every event.");

  public static final Option<Long> ROCKSDB_CACHE =
      Option.bytes(
          "rocksdb.cache",
          "64MiB",
          "Block cache shared by all stores of this process; index and filter blocks are charged to"
              + " it.");

  public static final Option<Long> ROCKSDB_WRITE_BUFFERS =
      Option.bytes(
          "rocksdb.write.buffers",
          "32MiB",
          "Memory of the write buffers of all stores of this process, charged to the cache.");

  public static final Option<Boolean> HTTP_ENABLED =
      Option.flag("http.enabled", true, "Whether the dashboard, the API and /metrics are served.");

  public static final Option<String> HTTP_HOST =
      Option.text(
          "http.host",
          "127.0.0.1",
          "Address to listen on. There is no login: open it to others behind a proxy that has"
              + " one.");

  public static final Option<Integer> HTTP_PORT =
      Option.number("http.port", 8480, 0, 65_535, "port", "Port to listen on; 0 takes a free one.");

  /** Every option, in the order of the documentation. */
  public static List<Option<?>> all() {
    return List.of(
        BOOTSTRAP_SERVERS,
        SCHEMA_REGISTRY_URL,
        AVRO_SERIALIZER,
        AVRO_DESERIALIZER,
        REGISTRY_PATIENCE,
        APPLICATION_ID,
        TOPIC_PREFIX,
        TOPICS_CREATE,
        TOPIC_PARTITIONS,
        TOPIC_REPLICATION,
        INPUT_RETENTION,
        STATISTICS_RETENTION,
        OUTCOMES_RETENTION,
        DEAD_LETTERS_RETENTION,
        MAX_RECORD_BYTES,
        STATE_DIR,
        PROCESSING_GUARANTEE,
        COMMIT_INTERVAL,
        COMMIT_INTERVAL_EXACTLY_ONCE,
        THREADS,
        STANDBY_REPLICAS,
        GROUP_PROTOCOL,
        ADVICE_INTERVAL,
        ADVICE_BACKLOG_PERCENT,
        ADVICE_STAGE_TASKS,
        ADVICE_STAGE_ELAPSED,
        SNAPSHOT_BYTES,
        RULES_FILE,
        PRICES_FILE,
        OBJECTIVE,
        ENDED_RETENTION,
        SILENT_RETENTION,
        EXPIRY_INTERVAL,
        EXPIRY_BATCH,
        LIVE_APPLICATIONS,
        LIVE_STAGES,
        ROCKSDB_CACHE,
        ROCKSDB_WRITE_BUFFERS,
        HTTP_ENABLED,
        HTTP_HOST,
        HTTP_PORT);
  }
}
