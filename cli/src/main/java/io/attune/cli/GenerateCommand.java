package io.attune.cli;

import static java.util.Objects.requireNonNull;

import io.attune.load.FleetSender;
import io.attune.load.fleet.Fault;
import io.attune.load.fleet.Fleet;
import io.attune.load.fleet.FleetOptions;
import io.attune.load.fleet.FleetWorkload;
import io.attune.local.Shutdown;
import io.attune.streams.rights.Rights;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Sends the events of a synthetic fleet to Kafka. */
@Command(
    name = "generate",
    header = "Send a synthetic fleet of Spark applications, some with known faults, into Kafka.",
    description = {
      "Simulates applications and sends what Spark would have told of them. The same seed gives the"
          + " same events. Prints each workload with the fault that was planted in it, or"
          + " \"healthy\".",
      "",
      "Without options it sends to a demo on this machine.",
      ""
    })
final class GenerateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private ClusterOptions cluster;

  @Option(
      names = "--workloads",
      paramLabel = "N",
      defaultValue = "20",
      description = "Workloads in the fleet. Default: ${DEFAULT-VALUE}")
  private int workloads;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Runs of each workload. Default: 1, or no end with --duration")
  private Long runs;

  @Option(
      names = "--applications",
      paramLabel = "N",
      defaultValue = "10",
      description = "Applications that run at once. Default: ${DEFAULT-VALUE}")
  private int applications;

  @Option(
      names = "--rate",
      paramLabel = "EVENTS",
      defaultValue = "max",
      converter = RateConverter.class,
      description = "At most so many events a second, or max. Default: ${DEFAULT-VALUE}")
  private Double rate;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "At most so long, such as 30s, 10m or 2h.")
  private Duration duration;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "On which everything depends. Default: ${DEFAULT-VALUE}")
  private long seed;

  @Option(
      names = "--fault-share",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description = "Share of the workloads with a fault, 0 to 1. Default: ${DEFAULT-VALUE}")
  private double faultShare;

  @Option(
      names = "--faults",
      paramLabel = "FAULT",
      split = ",",
      description = "Only these faults, with commas between; \"list\" shows them all.")
  private List<String> faults;

  @Option(
      names = "--size",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "Factor on the number of tasks of a stage. Default: ${DEFAULT-VALUE}")
  private double size;

  GenerateCommand(Terminal terminal) {
    this.terminal = requireNonNull(terminal, "terminal is null");
  }

  @Override
  public Integer call() {
    if (faults != null && faults.equals(List.of("list"))) {
      for (Fault fault : Fault.values()) {
        terminal.println(String.format(Locale.ROOT, "%-28s  %s", fault.id(), fault.description()));
      }
      return ExitCodes.DONE;
    }
    Fleet fleet = fleet();
    FleetSender.Plan plan = plan();
    Connections.requireBroker(cluster.properties(), Connections.PATIENCE);
    Connections.requireRights(
        cluster.properties(),
        "generate",
        Rights.ofProducers(cluster.topics()),
        Connections.PATIENCE);
    Connections.requireRegistry(cluster.properties());
    FleetSender.Sent sent;
    try (Shutdown shutdown = Shutdown.atExit()) {
      FleetSender sender =
          shutdown.add(
              FleetSender.open(cluster.properties(), cluster.topics(), Connections.PATIENCE));
      try (ProgressBar bar = ProgressBars.ofEvents(terminal, "Sending")) {
        sent = sender.send(fleet, plan, this::print, bar::stepTo);
      }
    }
    terminal.say(
        String.format(
            Locale.ROOT,
            "Kafka at %s acknowledged %,d records in %.1f s (%,.0f a second): %,d applications"
                + " from start to end%s.",
            cluster.bootstrapServers(),
            sent.acknowledged(),
            sent.seconds(),
            sent.acknowledged() / Math.max(0.001, sent.seconds()),
            sent.applicationsEnded(),
            sent.applicationsCut() == 0
                ? ""
                : String.format(Locale.ROOT, ", %,d cut off", sent.applicationsCut())));
    return ExitCodes.DONE;
  }

  private void print(FleetWorkload workload) {
    terminal.println(
        String.format(
            Locale.ROOT,
            "%s  %s",
            workload.name(),
            workload.fault().map(Fault::id).orElse("healthy")));
  }

  private Fleet fleet() {
    try {
      Set<Fault> chosen =
          faults == null
              ? EnumSet.allOf(Fault.class)
              : faults.stream()
                  .map(Fault::of)
                  .collect(Collectors.toCollection(() -> EnumSet.noneOf(Fault.class)));
      return new Fleet(new FleetOptions(workloads, seed, faultShare, chosen, size));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private FleetSender.Plan plan() {
    if (applications < 1) {
      throw new ParameterException(
          spec.commandLine(), "--applications is " + applications + "; give at least 1.");
    }
    long runsOfEach = runs != null ? runs : duration == null ? 1 : Long.MAX_VALUE;
    try {
      return new FleetSender.Plan(runsOfEach, applications, rate, duration);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  /** Parses a rate. */
  static final class RateConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      if (text.strip().equalsIgnoreCase("max")) {
        return Double.POSITIVE_INFINITY;
      }
      try {
        double rate = Double.parseDouble(text.strip().replace("_", ""));
        if (rate > 0) {
          return rate;
        }
      } catch (NumberFormatException e) {
        // Reported below.
      }
      throw new TypeConversionException(
          "'" + text + "' is not a rate; give events a second such as 5000, or max.");
    }
  }

  /** Parses a duration. */
  static final class DurationConverter implements ITypeConverter<Duration> {
    private static final List<String> UNITS = Arrays.asList("s", "m", "h");

    @Override
    public Duration convert(String text) {
      String value = text.strip().toLowerCase(Locale.ROOT);
      for (String unit : UNITS) {
        if (value.matches("[0-9]{1,9}" + unit)) {
          Duration duration = Duration.parse("PT" + value.toUpperCase(Locale.ROOT));
          if (!duration.isZero()) {
            return duration;
          }
        }
      }
      throw new TypeConversionException(
          "'" + text + "' is not a duration; give one such as 30s, 10m or 2h.");
    }
  }
}
