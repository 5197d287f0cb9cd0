package io.attune.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.events.EventParser;
import io.attune.events.MalformedEventException;
import io.attune.events.ParsedEvent;
import io.attune.events.Redaction;
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

class BlockReaderTest {

  private static final int LIMIT = 1 << 19;

  /** Line ends at every position of a word, adjacent ones, and bytes that nearly match. */
  @Property(tries = 300)
  void bytesOfEveryKind(@ForAll @Size(max = 200) byte[] bytes, @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < bytes.length; i++) {
      if (random.nextInt(4) == 0) {
        bytes[i] = (byte) (random.nextInt(3) + 9);
      }
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<String> expected = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      expected.add(line.matches("[ \r\t\0]*") ? "blank" : "malformed");
    }
    if (text.isEmpty() || text.endsWith("\n")) {
      expected.remove(expected.size() - 1);
    }

    assertThat(lines(bytes, random)).isEqualTo(expected);
  }

  /** Lines are read correctly whatever the lengths of lines and of reads. */
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
      boolean event = length > 20 && random.nextBoolean();
      expected.add(
          length > LIMIT ? "too long" : event ? "event" : length == 0 ? "blank" : "malformed");
      text.append(event ? "{\"Event\":\"" + "e".repeat(length - 12) + "\"}" : "x".repeat(length));
      text.append('\n');
    }
    boolean open = !terminated && text.length() > 1 && text.charAt(text.length() - 2) != '\n';
    if (open) {
      text.setLength(text.length() - 1);
    }

    assertThat(lines(text.toString().getBytes(StandardCharsets.ISO_8859_1), random))
        .isEqualTo(expected);
  }

  private static List<String> lines(byte[] bytes, Random random) throws IOException {
    List<String> lines = new ArrayList<>();
    BlockReader reader = new BlockReader(LIMIT);
    EventParser parser = new EventParser();
    reader.begin(new Chunks(bytes, random));
    for (Block block = reader.next(); block != null; block = reader.next()) {
      block.parse(parser, Redaction.defaults());
      block.giveTo(new Kinds(lines), parser);
      reader.giveBack(block);
    }
    return lines;
  }

  private record Kinds(List<String> kinds) implements Block.Lines {
    @Override
    public void event(ParsedEvent event) {
      kinds.add("event");
    }

    @Override
    public void malformed(MalformedEventException reason, boolean open) {
      kinds.add("malformed");
    }

    @Override
    public void blank() {
      kinds.add("blank");
    }

    @Override
    public void tooLong() {
      kinds.add("too long");
    }

    @Override
    public Redaction redaction() {
      return Redaction.defaults();
    }
  }

  /** A stream that returns reads of random size. */
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
