package io.attune.advisor.table;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.attune.advisor.cost.PriceTable;
import java.nio.charset.StandardCharsets;

class TablesFuzzTest {

  /** Any text is a table of rules and of prices, or is refused in a sentence. */
  @FuzzTest(maxDuration = "2m")
  void reads(byte[] data) {
    String yaml = new String(data, StandardCharsets.UTF_8);
    try {
      RuleTable.standard().with(yaml);
    } catch (TableException e) {
      // As it should be.
    }
    try {
      PriceTable.neutral().with(yaml);
    } catch (TableException e) {
      // As it should be.
    }
  }
}
