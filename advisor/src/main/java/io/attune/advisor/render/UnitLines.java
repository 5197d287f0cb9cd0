package io.attune.advisor.render;

import io.attune.advisor.setting.Amounts;
import io.attune.schemas.UnitShare;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What each unit of an application used, for a terminal: the dearest first, then idle time. */
final class UnitLines {
  private static final int NAME = 40;
  private static final int MOST = 20;

  private UnitLines() {}

  /** Lines with a blank one before them; empty text for an application of one unit. */
  static String of(List<UnitShare> shares) {
    if (shares.isEmpty()) {
      return "";
    }
    double total = Math.max(1, shares.stream().mapToLong(UnitShare::getSlotTimeMs).sum());
    StringBuilder out = new StringBuilder("\n  What each unit used\n");
    List<UnitShare> dearestFirst =
        shares.stream()
            .filter(share -> share.getWorkload() != null)
            .sorted(Comparator.comparingLong(UnitShare::getSlotTimeMs).reversed())
            .toList();
    dearestFirst.stream().limit(MOST).forEach(share -> append(out, share, total));
    if (dearestFirst.size() > MOST) {
      out.append("    and ")
          .append(Amounts.counted(dearestFirst.size() - MOST, "unit"))
          .append(" more\n");
    }
    shares.stream()
        .filter(share -> share.getWorkload() == null)
        .forEach(share -> append(out, share, total));
    return out.toString();
  }

  private static void append(StringBuilder out, UnitShare share, double total) {
    String name =
        share.getWorkload() == null
            ? "idle"
            : share.getUnit() == null ? "(the application itself)" : share.getUnit();
    String printable = TerminalText.printable(name);
    String cut = printable.length() > NAME ? printable.substring(0, NAME - 3) + "..." : printable;
    out.append(
        String.format(
            Locale.ROOT,
            "    %-40s %12s of slots %5.1f %%%n",
            cut,
            Amounts.duration(share.getSlotTimeMs()),
            100 * share.getSlotTimeMs() / total));
  }
}
