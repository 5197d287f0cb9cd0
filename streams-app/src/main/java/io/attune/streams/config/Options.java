package io.attune.streams.config;

import static io.attune.streams.config.OptionTable.bytes;
import static io.attune.streams.config.OptionTable.duration;
import static io.attune.streams.config.OptionTable.flag;
import static io.attune.streams.config.OptionTable.number;
import static io.attune.streams.config.OptionTable.oneOf;
import static io.attune.streams.config.OptionTable.parsed;
import static io.attune.streams.config.OptionTable.text;
import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.attune.advisor.cost.Objective;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/** Every setting of Attune. {@code docs/configuration.md} is generated from it. */
public final class Options {
  /** Names, types, defaults, bounds and documentation, as Kafka describes its own settings. */
  static final ConfigDef DEFINITION = OptionTable.DEFINITION;

  /** Names of the release before that still work, each with the name of today. */
  static final Map<String, String> RENAMED = Map.of();

  public static final Option<String> BOOTSTRAP_SERVERS =
      text("bootstrap.servers", "localhost:9092", HIGH).doc("Kafka brokers, `host:port,…`.");
  public static final Option<String> SCHEMA_REGISTRY_URL =
      text("schema.registry.url", "http://localhost:8081", HIGH)
          .doc("Schema registry; several URLs with commas between.");
  public static final Option<String> AVRO_SERIALIZER =
      text("avro.serializer", "", LOW)
          .doc(
              "Class of the Avro serializer; empty for Attune's own, which writes the same bytes"
                  + " as Confluent's `io.confluent.kafka.serializers.KafkaAvroSerializer`.");
  public static final Option<String> AVRO_DESERIALIZER =
      text("avro.deserializer", "", LOW)
          .doc("Class of the Avro deserializer; empty for Attune's own.");
  public static final Option<Duration> REGISTRY_PATIENCE =
      duration("registry.patience", "2m", LOW)
          .doc(
              "How long a stream thread waits in place for a registry that does not answer before"
                  + " it is replaced. Has to stay under Kafka's `max.poll.interval.ms` (5"
                  + " minutes).");

  public static final Option<String> TOPIC_PREFIX =
      text("topics.prefix", "attune.", MEDIUM).doc("Put before the name of every topic.");
  public static final Option<Boolean> TOPICS_CREATE =
      flag("topics.create", true, MEDIUM)
          .doc("Whether missing topics are created when Attune starts.");
  public static final Option<Integer> TOPIC_PARTITIONS =
      number("topics.partitions", 6, 1, 10_000, HIGH)
          .doc(
              "Partitions of topics that are created, and of the repartition topic. The unit of"
                  + " parallelism: no more stream threads than this work at once.");
  public static final Option<Integer> TOPIC_REPLICATION =
      number("topics.replication.factor", -1, -1, 32_767, HIGH)
          .doc(
              "Replicas of topics that are created, changelogs included; -1 takes the broker's"
                  + " default.");
  public static final Option<Duration> INPUT_RETENTION =
      duration("topics.input.retention", "7d", MEDIUM)
          .doc("Age at which events leave the input topics.");
  public static final Option<Duration> STATISTICS_RETENTION =
      duration("topics.statistics.retention", "30d", MEDIUM)
          .doc("Age at which stage statistics leave their topic.");
  public static final Option<Duration> OUTCOMES_RETENTION =
      duration("topics.outcomes.retention", "365d", MEDIUM)
          .doc("Age at which outcomes leave their topic.");
  public static final Option<Duration> DEAD_LETTERS_RETENTION =
      duration("topics.dead.letters.retention", "14d", MEDIUM)
          .doc("Age at which dead letters leave their topic.");
  public static final Option<Long> DEAD_LETTER_BYTES =
      bytes("topics.dead.letters.max.record.bytes", "512KiB", LOW)
          .doc(
              "Largest dead letter. A larger record leaves a stub: where it was, its size, the"
                  + " reason, and its first bytes. Lowered by itself where the topic takes less.");
  public static final Option<Long> RESULT_BYTES =
      bytes("topics.results.max.record.bytes", "1000KiB", LOW)
          .doc(
              "Largest result that is published; a larger one is left out and counted. At most the"
                  + " `max.message.bytes` of the output topics.");
  public static final Option<Long> MAX_RECORD_BYTES =
      bytes("topics.max.record.bytes", "16MiB", LOW)
          .doc(
              "Largest record of changelogs and of the repartition topic, set on those topics and"
                  + " on the producer. The facts about one very large application are one record.");

  public static final Option<Boolean> TOPICS_CLOUDEVENTS =
      flag("topics.cloudevents", true, LOW)
          .doc(
              "Whether recommendations, outcomes and forecasts carry the headers of CloudEvents"
                  + " (binary mode); see `docs/topics.md`.");

  public static final Option<String> APPLICATION_ID =
      text("application.id", "attune", HIGH)
          .doc(
              "Names the consumer group, the changelogs and the state directory. Instances with"
                  + " the same id share the work.");
  public static final Option<Integer> THREADS =
      number("threads", 2, 1, 1_000, HIGH).doc("Stream threads of this instance.");
  public static final Option<Integer> STANDBY_REPLICAS =
      number("standby.replicas", 1, 0, 16, MEDIUM)
          .doc(
              "Warm copies of each state on other instances. With a single instance there is"
                  + " nowhere to put them and nothing happens.");
  public static final Option<String> GROUP_PROTOCOL =
      oneOf("group.protocol", List.of("classic", "streams"), LOW)
          .doc(
              "`classic` works with every broker; `streams` (KIP-1071) lets brokers from 4.2"
                  + " assign the tasks.");
  public static final Option<String> PROCESSING_GUARANTEE =
      oneOf("processing.guarantee", List.of("at_least_once", "exactly_once_v2"), HIGH)
          .doc(
              "Statistics count every task attempt once under either, because repeated events are"
                  + " recognised. Exactly-once additionally hides repeated output records from"
                  + " readers with `isolation.level=read_committed`, and costs throughput and"
                  + " latency.");
  public static final Option<Integer> THREAD_REPLACEMENTS =
      number("threads.replacements", 10, 0, 1_000, LOW)
          .doc(
              "Failed stream threads that are replaced within `threads.replacements.window`; with"
                  + " one more, Attune stops with a sentence and exit code 4. Threads that failed"
                  + " because the broker or the registry did not answer do not count. Where only a"
                  + " person can help, as where a right or a topic is missing, three are enough.");
  public static final Option<Duration> THREAD_REPLACEMENTS_WINDOW =
      duration("threads.replacements.window", "30m", LOW)
          .doc("Time in which failed stream threads are counted.");
  public static final Option<Duration> HEALTH_INTERVAL =
      duration("health.interval", "5s", LOW)
          .doc("How often broker, registry and the progress of each partition are looked at.");
  public static final Option<Duration> HEALTH_STALLED =
      duration("health.stalled.after", "3m", MEDIUM)
          .doc(
              "Time after which a partition on which records wait and that does not move makes"
                  + " `/health/ready` fail; after twice as long, with Kafka and the registry"
                  + " answering, `/health/live` too. Longer than two of the longest commit"
                  + " intervals.");
  public static final Option<Duration> SHUTDOWN_TIMEOUT =
      duration("shutdown.timeout", "25s", MEDIUM)
          .doc(
              "How long stopping may take, from whatever state; after it the process ends as it is,"
                  + " and the next start reads a few seconds of events again. Keep it under the"
                  + " time after which the supervisor kills.");
  public static final Option<Duration> COMMIT_INTERVAL =
      duration("commit.interval", "5s", MEDIUM)
          .doc(
              "At least once: how often state is written back and offsets are committed. Results do"
                  + " not wait for it; after a crash so much is read again. Up to twelve times as"
                  + " long where writing takes more than a twentieth of the time.");
  public static final Option<Duration> COMMIT_INTERVAL_EXACTLY_ONCE =
      duration("commit.interval.exactly.once", "500ms", MEDIUM)
          .doc(
              "Exactly once: the same, and results become visible with it. Up to twice as long"
                  + " where writing takes more than a twentieth of the time.");

  public static final Option<Duration> ADVICE_INTERVAL =
      duration("advice.interval", "200ms", MEDIUM)
          .doc("How often an application to which something material happened is looked at again.");
  public static final Option<Integer> ADVICE_BACKLOG_PERCENT =
      number("advice.backlog.percent", 10, 1, 100, LOW)
          .doc(
              "Share of the stream threads' time that advice may take while more events wait than"
                  + " are read at once. The rest of the advice comes when the events are worked"
                  + " off. Without a backlog it may take three fifths.");
  public static final Option<Integer> ADVICE_STAGE_TASKS =
      number("advice.stage.tasks", 32, 1, 1_000_000_000, LOW)
          .doc("Tasks after which a stage is judged while it still runs; again at each doubling.");
  public static final Option<Duration> ADVICE_STAGE_ELAPSED =
      duration("advice.stage.elapsed", "10s", LOW)
          .doc(
              "Time that a stage has to have run, by its tasks' clocks, before it is judged while"
                  + " it still runs.");
  public static final Option<Long> SNAPSHOT_BYTES =
      bytes("advice.snapshot.bytes", "512KiB", LOW)
          .doc("Size above which the snapshot of a run is handed over in several records.");
  public static final Option<String> RULES_FILE =
      text("rules.file", "", MEDIUM)
          .doc("YAML file whose entries replace those of the built-in rule table.");
  public static final Option<String> PRICES_FILE =
      text("prices.file", "", MEDIUM)
          .doc("YAML file whose prices replace the neutral ones; see `docs/prices.md`.");
  public static final Option<Objective> OBJECTIVE =
      parsed("objective", "balanced", Objective.CHOICES, Objective::parse, MEDIUM)
          .doc(
              "What counts for applications that do not say so themselves"
                  + " (`spark.attune.objective`): `cost`, `balanced`, `performance`, or"
                  + " `deadline=45min`.");

  public static final Option<String> STATE_DIR =
      text("state.dir", "~/.attune/state", HIGH)
          .doc(
              "Directory of the RocksDB stores; `~` is the home directory. Keep it on a disk that"
                  + " survives a restart: without it, state is restored from the changelogs.");
  public static final Option<Integer> APPLICATION_STAGES =
      number("state.application.stages", 10_000, 16, 1_000_000, LOW)
          .doc(
              "Stage attempts of one application whose statistics are kept. Of more, those of the"
                  + " lowest stage ids are forgotten, a quarter at once, and the application is"
                  + " marked.");
  public static final Option<Long> APPLICATION_BYTES =
      bytes("state.application.bytes", "32MiB", LOW)
          .doc(
              "What the facts about one application may take, besides its tasks, before they are"
                  + " deflated. Of more, the oldest are forgotten and the application is marked.");
  public static final Option<Long> STAGE_BYTES =
      bytes("state.stage.bytes", "1MiB", LOW)
          .doc(
              "What the task attempts of one stage may take. The tasks of a stage are numbered from"
                  + " 0, so that a million of them take next to nothing; what takes more has"
                  + " numbers that lie scattered, and is not counted any further.");
  public static final Option<Duration> ENDED_RETENTION =
      duration("state.ended.retention", "2h", MEDIUM)
          .doc(
              "How long after its last event the state of an ended application is kept for late"
                  + " events.");
  public static final Option<Duration> SILENT_END =
      duration("application.silent.end", "1h", MEDIUM)
          .doc(
              "How long nothing must have come of an application before it is taken for ended:"
                  + " its cluster was terminated or its driver killed, and nobody will say so. It"
                  + " is then judged and sized as it stands; if it speaks again, it goes on. No"
                  + " shorter than the time between two reports of the agent.");
  public static final Option<Duration> SILENT_RETENTION =
      duration("state.silent.retention", "2d", MEDIUM)
          .doc(
              "How long after its last event the state of an application that never ended is"
                  + " kept.");
  public static final Option<Duration> EXPIRY_INTERVAL =
      duration("state.expiry.interval", "10s", LOW).doc("How often expired state is looked for.");
  public static final Option<Integer> EXPIRY_BATCH =
      number("state.expiry.batch", 100, 1, 100_000, LOW)
          .doc("Applications removed at most each time, in each partition.");
  public static final Option<Integer> LIVE_APPLICATIONS =
      number("state.live.applications", 2_000, 16, 10_000_000, MEDIUM)
          .doc("Applications whose facts are kept decoded in memory, over all partitions.");
  public static final Option<Integer> LIVE_STAGES =
      number("state.live.stages", 0, 0, 10_000_000, MEDIUM)
          .doc(
              "Stage attempts whose statistics are kept decoded in memory, over all partitions, in"
                  + " each of the two stores that hold them; 0 takes as many as fit a quarter of"
                  + " the heap at 8 KiB each. With fewer than there are running stages, throughput"
                  + " falls to that of decoding and encoding for every event.");
  public static final Option<Long> ROCKSDB_CACHE =
      bytes("rocksdb.cache", "64MiB", MEDIUM)
          .doc(
              "Block cache shared by all stores of this process; index and filter blocks are"
                  + " charged to it.");
  public static final Option<Long> ROCKSDB_WRITE_BUFFERS =
      bytes("rocksdb.write.buffers", "32MiB", MEDIUM)
          .doc("Memory of the write buffers of all stores of this process, charged to the cache.");

  public static final Option<Boolean> HTTP_ENABLED =
      flag("http.enabled", true, MEDIUM)
          .doc("Whether the dashboard, the API and /metrics are served.");
  public static final Option<String> HTTP_HOST =
      text("http.host", "127.0.0.1", HIGH)
          .doc(
              "Address to listen on. Beyond loopback Attune starts only with TLS or a trusted"
                  + " proxy, and with people's credentials; see `docs/http.md`.");
  public static final Option<Integer> HTTP_PORT =
      number("http.port", 8480, 0, 65_535, HIGH).doc("Port to listen on; 0 takes a free one.");
  public static final Option<String> HTTP_HOSTS =
      text("http.hosts", "", MEDIUM)
          .doc(
              "Names under which Attune may be asked, with commas between, such as"
                  + " `attune.example.org`. `localhost`, addresses and `http.host` always count;"
                  + " any other `Host` is refused.");
  public static final Option<String> HTTP_CREDENTIALS_FILE =
      text("http.credentials.file", "", HIGH)
          .doc(
              "File with who may read and who may operate: a line for each token or password, made"
                  + " by `attune credential`. Read again when it changes.");
  public static final Option<String> HTTP_TLS_CERTIFICATE =
      text("http.tls.certificate", "", HIGH)
          .doc("PEM file with the certificate and its chain. Read again when it changes.");
  public static final Option<String> HTTP_TLS_KEY =
      text("http.tls.key", "", HIGH).doc("PEM file with the certificate's key (PKCS #8).");
  public static final Option<String> HTTP_TLS_KEYSTORE =
      text("http.tls.keystore", "", MEDIUM)
          .doc("PKCS #12 or JKS file with certificate and key, instead of the two PEM files.");
  public static final Option<String> HTTP_TLS_PASSWORD =
      text("http.tls.password", "", MEDIUM).doc("Password of the key or of the keystore.");
  public static final Option<String> HTTP_TRUSTED_PROXIES =
      text("http.trusted.proxies", "", MEDIUM)
          .doc(
              "Addresses of the reverse proxies before Attune, such as `10.0.0.7,10.1.0.0/16`."
                  + " Their `X-Forwarded-For`, `-Proto` and `-Host` are believed, and without TLS"
                  + " of its own Attune answers nobody else.");
  public static final Option<String> HTTP_PROXY_USER_HEADER =
      text("http.proxy.user.header", "", MEDIUM)
          .doc(
              "Header in which a trusted proxy names the person that it has logged in, such as"
                  + " `X-Forwarded-User`; the proxy has to remove it from what clients send. Empty:"
                  + " nobody is believed to be logged in there.");
  public static final Option<String> HTTP_PROXY_GROUPS_HEADER =
      text("http.proxy.groups.header", "X-Forwarded-Groups", LOW)
          .doc("Header in which that proxy lists the person's groups, with commas between.");
  public static final Option<String> HTTP_PROXY_OPERATORS =
      text("http.proxy.operators", "", MEDIUM)
          .doc(
              "Who of those people may operate: names, and groups with `@` before them, such as"
                  + " `ada,@spark-operators`. All others may read.");
  public static final Option<Duration> HTTP_SESSION_LIFETIME =
      duration("http.session.lifetime", "12h", LOW)
          .doc("How long a login to the dashboard lasts. It ends as well when Attune restarts.");
  public static final Option<Boolean> HTTP_UNPROTECTED =
      flag("http.unprotected", false, LOW)
          .doc(
              "Lets Attune listen beyond loopback without TLS or without credentials. Only where"
                  + " something else keeps others out, such as a container whose port is published"
                  + " on the host's loopback.");
  public static final Option<Integer> HTTP_RATE =
      number("http.rate", 200, 1, 1_000_000, LOW)
          .doc(
              "Requests that one client may send each second, on average; further ones are answered"
                  + " with 429.");
  public static final Option<Integer> HTTP_VIEWERS =
      number("http.viewers", 256, 1, 10_000, LOW)
          .doc(
              "Pages and programs that may follow live changes at once; the next is answered with"
                  + " 503. None of them takes a thread.");
  public static final Option<Duration> HTTP_REQUEST_TIMEOUT =
      duration("http.request.timeout", "15s", LOW)
          .doc(
              "How long a client may take to send a request, and how long a connection may wait for"
                  + " the next one, before it is closed. At least `1s`.");
  public static final Option<Boolean> HTTP_METRICS_KAFKA =
      flag("http.metrics.kafka", false, MEDIUM)
          .doc(
              "Whether /metrics also has the figures of Kafka's clients, of Kafka Streams and of"
                  + " RocksDB: some hundred kB for each scrape, more with every partition.");
  public static final Option<String> NOTICES_FILE =
      text("notices.file", "", MEDIUM)
          .doc(
              "JSON file with the webhooks that are told of findings, of regressions, and once a"
                  + " week of what stands; see `docs/notices.md`. Empty: nobody is told.");

  private Options() {}
}
