package io.attune.cli;

import io.attune.advisor.render.Format;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How formats stand on the command line. */
final class OutputFormat {
  private OutputFormat() {}

  /** What a table printed here is shown on. */
  static Format.Display display(Terminal terminal) {
    return new Format.Display(terminal.columns(), terminal.colour(), terminal.unicode());
  }

  /** Names in the order of the enum, for the usage help. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Format.values()).map(Format::toString).iterator();
    }
  }

  /** Reads a name of the command line. */
  static final class Converter implements ITypeConverter<Format> {
    @Override
    public Format convert(String text) {
      return Format.of(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is not a format; choose one of " + Format.names()));
    }
  }
}
