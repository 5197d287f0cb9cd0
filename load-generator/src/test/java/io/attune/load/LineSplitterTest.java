package io.attune.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LineSplitterTest {

  /** Whatever the lengths of lines and of reads, the lines come out as they went in. */
  @Property(tries = 100)
  void linesComeOutAsTheyWentIn(
      @ForAll @Size(max = 40) List<@IntRange(max = 700_000) Integer> lengths,
      @ForAll boolean terminated,
      @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    int total = 0;
    for (int length : lengths) {
      total += length;
      if (total > 4_000_000) {
        break;
      }
      String line = Character.toString('a' + random.nextInt(26)).repeat(length);
      expected.add(length > LIMIT ? "(too long)" : line);
      text.append(line).append('\n');
    }
    boolean open = !terminated && text.length() > 1 && text.charAt(text.length() - 2) != '\n';
    if (open) {
      text.setLength(text.length() - 1);
    }
    List<String> lines = new ArrayList<>();
    new LineSplitter(LIMIT)
        .split(
            new Chunks(text.toString().getBytes(StandardCharsets.US_ASCII), random),
            new LineSplitter.Lines() {
              @Override
              public void line(byte[] buffer, int offset, int length, boolean ended) {
                lines.add(new String(buffer, offset, length, StandardCharsets.US_ASCII));
              }

              @Override
              public void tooLong() {
                lines.add("(too long)");
              }
            });

    // A line near the bound may go either way: the bound is on the buffer, line end included.
    assertThat(lines).isEqualTo(expected);
  }

  private static final int LIMIT = 1 << 19;

  /** Gives what it has in pieces of any size. */
  private static final class Chunks extends InputStream {
    private final ByteArrayInputStream in;
    private final Random random;

    Chunks(byte[] bytes, Random random) {
      this.in = new ByteArrayInputStream(bytes);
      this.random = random;
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return in.read(target, offset, 1 + random.nextInt(length));
    }
  }
}
