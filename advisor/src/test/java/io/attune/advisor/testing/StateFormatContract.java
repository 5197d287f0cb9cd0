package io.attune.advisor.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every kind of stored state keeps: it is read at every version, its layout does not change
 * unannounced, and what is written can be read by the last release.
 *
 * <p>Stored bytes of every version are in {@code src/test/resources/state/<kind>/<version>}, each
 * with the text of what they say. {@code example.bin} is what is written of the example today;
 * files of other names were written by earlier builds or from real runs, and are never written
 * anew. Run with {@code -Dattune.update=true} to add the example of a version that has none, and
 * the texts of files that have none.
 *
 * @param <T> what is stored
 */
public abstract class StateFormatContract<T> {
  private static final Path FOLDER = Path.of("src/test/resources/state");
  private static final String EXAMPLE = "example.bin";
  private static final int CUTS = 200;

  /** The format. */
  protected abstract StateFormat<T> format();

  /** A value in which everything is in use, the same in every build. */
  protected abstract T example();

  /** What a value says, a line for each fact; a new one for each call of {@link #example()}. */
  protected abstract String text(T value);

  /** The binary form of a version. */
  protected byte[] toBytes(T value, int version) {
    return format().toBytes(value, version);
  }

  /** Reads the binary form. */
  protected T fromBytes(byte[] bytes) {
    return format().fromBytes(bytes);
  }

  /** The binary form as every JDK makes it. */
  protected byte[] comparable(byte[] bytes) {
    return format().inflated(bytes);
  }

  @Test
  void what_every_version_stored_is_read() throws IOException {
    for (int version = format().versions().oldest(); version <= newest(); version++) {
      List<Path> stored = stored(version);
      assertThat(stored).as("stored bytes of version %d in %s", version, folder()).isNotEmpty();
      for (Path file : stored) {
        if (Boolean.getBoolean("attune.update") && !Files.exists(textOf(file))) {
          Files.writeString(textOf(file), text(fromBytes(Files.readAllBytes(file))));
        }
        assertThat(text(fromBytes(Files.readAllBytes(file))))
            .as("what %s says", file)
            .isEqualTo(Files.readString(textOf(file)));
      }
    }
  }

  @Test
  void what_was_read_is_stored_again() throws IOException {
    for (int version = format().versions().oldest(); version <= newest(); version++) {
      for (Path file : stored(version)) {
        byte[] again = toBytes(fromBytes(Files.readAllBytes(file)), written());
        assertThat(text(fromBytes(again)))
            .as("what %s says when it is stored again", file)
            .isEqualTo(Files.readString(textOf(file)));
      }
    }
  }

  /** Equal content gives equal bytes: nothing is lost that no text shows. */
  @Test
  void the_example_is_stored_again_to_the_byte() throws IOException {
    byte[] bytes = toBytes(example(), written());

    assertThat(comparable(toBytes(fromBytes(bytes), written()))).isEqualTo(comparable(bytes));
  }

  @Test
  void a_version_keeps_its_layout() throws IOException {
    for (int version = written(); version <= newest(); version++) {
      Path file = folder().resolve(Integer.toString(version)).resolve(EXAMPLE);
      byte[] now = toBytes(example(), version);
      if (Boolean.getBoolean("attune.update") && !Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.write(file, now);
        Files.writeString(textOf(file), text(fromBytes(now)));
      }
      assertThat(file)
          .as("the example of version %d; run this test with -Dattune.update=true", version)
          .exists();
      assertThat(comparable(now))
          .as(
              "version %d of the %s is written in another layout than %s. Stored state cannot be"
                  + " read any more: give the layout a new version, as advisor/RATIONALE.md says"
                  + " under 'What does a format change take?'",
              version, format().kind(), file)
          .isEqualTo(comparable(Files.readAllBytes(file)));
    }
  }

  @Test
  void the_last_release_reads_what_is_written() throws IOException {
    Properties released = new Properties();
    try (InputStream in = Files.newInputStream(FOLDER.resolve("released.properties"))) {
      released.load(in);
    }
    String newest = released.getProperty(folder().getFileName().toString());
    assertThat(newest)
        .as("newest version of the %s that the last release reads", format().kind())
        .isNotNull();
    assertThat(written())
        .as(
            "version of the %s that is written; the last release reads no newer one than %s, so"
                + " that nobody could go back to it",
            format().kind(), newest)
        .isLessThanOrEqualTo(Integer.parseInt(newest));
  }

  @Test
  void a_version_of_the_future_is_refused_in_one_sentence() {
    int future = newest() + 1;
    byte[] bytes = toBytes(example(), written());
    bytes[0] += (byte) (future - written());

    StateFormatException refused =
        catchThrowableOfType(StateFormatException.class, () -> fromBytes(bytes));

    assertThat(refused)
        .hasMessageStartingWith(
            "The %s has format version %d and this build reads %s: run the newer Attune that wrote"
                + " it, or delete",
            format().kind(), future, readable())
        .hasMessageEndingWith(".");
    assertThat(refused.getMessage().chars().filter(c -> c == '.').count()).isEqualTo(1);
    assertThat(refused.kind()).isEqualTo(format().kind());
    assertThat(refused.version()).hasValue(future);
    assertThat(refused.isFromNewerBuild()).isTrue();
  }

  @Test
  void bytes_that_are_cut_off_are_refused() {
    byte[] bytes = toBytes(example(), written());
    IntStream.range(0, CUTS)
        .map(i -> (int) ((long) bytes.length * i / CUTS))
        .distinct()
        .forEach(
            length ->
                assertThatThrownBy(() -> fromBytes(Arrays.copyOf(bytes, length)))
                    .as("%d of %d bytes", length, bytes.length)
                    .isInstanceOf(StateFormatException.class)
                    .hasMessageStartingWith("The " + format().kind() + " "));
  }

  @Test
  void bytes_that_are_left_over_are_refused() {
    byte[] bytes = toBytes(example(), written());

    assertThatThrownBy(() -> fromBytes(Arrays.copyOf(bytes, bytes.length + 1)))
        .isInstanceOf(StateFormatException.class);
  }

  private String readable() {
    int oldest = format().versions().oldest();
    return oldest == newest() ? Integer.toString(oldest) : oldest + " to " + newest();
  }

  private int written() {
    return format().versions().written();
  }

  private int newest() {
    return format().versions().newest();
  }

  private Path folder() {
    return FOLDER.resolve(format().kind().replace(' ', '-'));
  }

  private List<Path> stored(int version) throws IOException {
    Path folder = folder().resolve(Integer.toString(version));
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".bin")).sorted().toList();
    }
  }

  private static Path textOf(Path file) {
    return file.resolveSibling(file.getFileName().toString().replace(".bin", ".txt"));
  }
}
