package io.attune.streams.config;

import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Writes {@code docs/configuration.md} from the table of options. */
final class ConfigurationReference {
  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated from io.attune.streams.config.Options by ConfigurationReferenceTest; do not edit. -->

      `attune serve` reads a properties file, then the environment, then its command line; the
      later wins. A name that is not listed here ends with an error that says so.

      Durations are written `200ms`, `30s`, `5m`, `6h` or `7d`; sizes `1048576`, `512KiB` or
      `64MiB`. Settings of high importance are those to look at before a first start; those of
      low importance hardly ever have to be changed.
      """;

  private static final String AFTER_THE_TABLES =
      """

      ## In the environment

      `ATTUNE_` and the name in capitals, dots as underscores: `bootstrap.servers` is
      `ATTUNE_BOOTSTRAP_SERVERS`.

      ## Passed on to Kafka and to the serde

      `kafka.*` goes to Kafka Streams and its clients without the prefix:
      `kafka.security.protocol=SASL_SSL`, `kafka.rack.aware.assignment.tags=zone`,
      `kafka.client.tag.zone=a`, `kafka.producer.linger.ms=20`,
      `kafka.main.consumer.max.poll.records=2000`. What Attune itself has to fix stays fixed:
      the application id, the handlers of bad records and the processing guarantee are set by
      the settings above.

      `schema.registry.*` goes to the serde under its own name and without the prefix, so that
      both `schema.registry.basic.auth.user.info` and `schema.registry.auto.register.schemas`
      do what Confluent's documentation says of them.

      ## When a setting is renamed

      The old name works for one more release, in all three places, and is warned of in the log
      with the name of today. Where both are given, the new name wins.
      """;

  private ConfigurationReference() {}

  /** The page, in Markdown. */
  static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (String group : Options.DEFINITION.groups()) {
      page.append("\n## ").append(group).append("\n\n");
      page.append("| setting | default | values | importance | what it is for |\n");
      page.append("| --- | --- | --- | --- | --- |\n");
      Options.DEFINITION.configKeys().values().stream()
          .filter(key -> key.group.equals(group))
          .map(ConfigurationReference::row)
          .forEach(page::append);
    }
    return page.append(AFTER_THE_TABLES).toString();
  }

  private static String row(ConfigKey key) {
    String text = key.defaultValue.toString();
    return String.format(
        "| `%s` | %s | %s | %s | %s |\n",
        key.name,
        text.isEmpty() ? "" : "`" + text + "`",
        // The forms of durations and sizes stand above the tables.
        Allowed.of(key).replaceFirst(" such as .*", ""),
        key.importance.name().toLowerCase(Locale.ROOT),
        key.documentation);
  }
}
