package io.attune.cli;

import io.attune.advisor.render.Format;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Output formats as options of the command line. */
final class OutputFormat {
  private OutputFormat() {}

  /** The properties of this terminal that a table depends on. */
  static Format.Display display(Terminal terminal) {
    return new Format.Display(terminal.columns(), terminal.colour(), terminal.unicode());
  }

  /** Candidates in the order of the enum, for the usage help. */
  static final class Candidates implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Format.values()).map(Format::toString).iterator();
    }
  }

  /** Parses the name of a format. */
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
