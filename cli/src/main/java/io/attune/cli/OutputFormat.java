package io.attune.cli;

import io.attune.advisor.render.JsonRendering;
import io.attune.advisor.render.Rendering;
import io.attune.advisor.render.SparkDefaultsRendering;
import io.attune.advisor.render.SparkSubmitRendering;
import io.attune.advisor.render.TableRendering;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How {@code analyze} prints its advice. */
enum OutputFormat {
  TABLE(t -> new TableRendering(t.columns(), t.colour(), t.unicode())),
  JSON(t -> new JsonRendering()),
  SPARK_DEFAULTS(t -> new SparkDefaultsRendering()),
  SPARK_SUBMIT(t -> new SparkSubmitRendering());

  private final Function<Terminal, Rendering> factory;

  OutputFormat(Function<Terminal, Rendering> factory) {
    this.factory = factory;
  }

  Rendering rendering(Terminal terminal) {
    return factory.apply(terminal);
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Names in the order of this enum, for the usage help. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(values()).map(OutputFormat::toString).iterator();
    }
  }

  /** Reads a name of the command line. */
  static final class Converter implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String text) {
      return Arrays.stream(values())
          .filter(format -> format.toString().equalsIgnoreCase(text))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' is not a format; choose one of "
                          + Arrays.stream(values())
                              .map(OutputFormat::toString)
                              .collect(Collectors.joining(", "))));
    }
  }
}
