package io.attune.streams.config;

/** Writes {@code docs/configuration.md} from the table of options. */
public final class ConfigurationReference {
  private ConfigurationReference() {}

  /** The page, in Markdown. */
  public static String markdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Configuration

            <!-- Generated from io.attune.streams.config.Options by ConfigurationReferenceTest; do not edit. -->

            `attune serve` reads a properties file, then the environment, then its command line; the
            later wins. A name that is not listed here ends with an error that says so.

            | setting | default | unit | what it is for |
            | --- | --- | --- | --- |
            """);
    for (Option<?> option : Options.all()) {
      page.append("| `")
          .append(option.name())
          .append("` | ")
          .append(option.defaultText().isEmpty() ? "" : "`" + option.defaultText() + "`")
          .append(" | ")
          .append(option.unit())
          .append(" | ")
          .append(option.description())
          .append(" |\n");
    }
    return page.append(
            """

            Durations are written `200ms`, `30s`, `5m`, `6h` or `7d`; sizes `1048576`, `512KiB` or
            `64MiB`.

            ## In the environment

            `ATTUNE_` and the name in capitals, dots as underscores: `bootstrap.servers` is
            `ATTUNE_BOOTSTRAP_SERVERS`.

            ## For Kafka and the schema registry

            `kafka.*` goes to Kafka Streams and its clients without the prefix:
            `kafka.security.protocol=SASL_SSL`, `kafka.rack.aware.assignment.tags=zone`,
            `kafka.client.tag.zone=a`, `kafka.producer.linger.ms=20`,
            `kafka.main.consumer.max.poll.records=2000`. What Attune itself has to fix stays fixed:
            the application id, the handlers of bad records and the processing guarantee are set by
            the settings above.

            `schema.registry.*` goes to the serde under its own name and without the prefix, so that
            both `schema.registry.basic.auth.user.info` and `schema.registry.auto.register.schemas`
            do what Confluent's documentation says of them.
            """)
        .toString();
  }
}
