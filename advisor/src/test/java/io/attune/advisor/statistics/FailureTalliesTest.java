package io.attune.advisor.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.state.StateFormat;
import io.attune.advisor.state.StateFormat.Versions;
import io.attune.advisor.state.StateWriter;
import org.junit.jupiter.api.Test;

class FailureTalliesTest {
  private static final int KNOWN = FailureCause.values().length;

  private static final StateFormat<FailureTallies> FORMAT =
      StateFormat.plain("failures", Versions.only(1), FailureTallies::write, FailureTallies::read);

  /** What a build that knows one cause more writes: so many of each, and one of them told apart. */
  private static final StateFormat<FailureTallies> NEWER =
      StateFormat.plain(
          "failures", Versions.only(1), (tallies, out) -> writeAsNewer(out), FailureTallies::read);

  private static void writeAsNewer(StateWriter out) {
    out.writeUnsigned(KNOWN + 1);
    for (int cause = 0; cause <= KNOWN; cause++) {
      out.writeUnsigned(10L + cause);
    }
    out.writeUnsigned(1).writeByte(KNOWN).writeString("host").writeString("com.acme.New");
    out.writeUnsigned(3).writeString("why");
  }

  @Test
  void a_cause_that_only_a_newer_build_knows_is_another_one() {
    FailureTallies read = FORMAT.fromBytes(NEWER.toBytes(new FailureTallies()));

    assertThat(read.total(FailureCause.HEAP_OOM)).isEqualTo(10);
    assertThat(read.total(FailureCause.OTHER)).isEqualTo(10 + KNOWN - 1 + 10 + KNOWN);
    assertThat(read.list())
        .containsExactly(new FailureTally(FailureCause.OTHER, "host", "com.acme.New", 3, "why"));
  }
}
