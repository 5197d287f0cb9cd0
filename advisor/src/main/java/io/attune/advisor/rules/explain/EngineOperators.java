package io.attune.advisor.rules.explain;

import io.attune.advisor.application.SqlNode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Operators of the engines that run in place of Spark's own, by the name that Spark's own has:
 * their plans say the same in other words.
 */
final class EngineOperators {
  private static final Pattern EXCHANGE =
      Pattern.compile(
          "PhotonShuffleExchangeSink|Gpu(?:Columnar|Shuffle)Exchange|Comet(?:Columnar)?Exchange"
              + "|ColumnarExchange|NativeShuffleExchange");

  /** The reading side of a shuffle where it is an operator of its own, and what wraps a stage. */
  private static final Pattern PASSING =
      Pattern.compile(
          "PhotonShuffleExchangeSource|Photon(?:ShuffleMap|Result|Write)Stage|PhotonClustering"
              + "|Gpu(?:Shuffle)?Coalesce.*|GpuColumnarToRow|CometColumnarToRow|CometNativeColumnarToRow"
              + "|VeloxColumnarToRow|InputIteratorTransformer|(?:Photon|Gpu|Comet)Project"
              + "|ProjectExecTransformer");

  private static final List<Pattern> PREFIXED =
      List.of(
          Pattern.compile("(?:Photon|Gpu(?:Running|Batched|CachedDouble)?|Comet|Native)([A-Z].*)"),
          Pattern.compile("(.+?)(?:Exec)?Transformer"));

  private EngineOperators() {}

  /** The name of an operator as Spark's own would have it. */
  static String nameOf(SqlNode node) {
    String name = node.name().strip();
    if (EXCHANGE.matcher(name).matches()) {
      return "Exchange";
    }
    for (Pattern pattern : PREFIXED) {
      Matcher matcher = pattern.matcher(name);
      if (matcher.matches()) {
        return matcher.group(1);
      }
    }
    return name;
  }

  /** Whether it writes a shuffle. */
  static boolean isShuffle(SqlNode node) {
    return nameOf(node).equals("Exchange");
  }

  /** Whether it only passes rows on, and no operator of Spark's own stands for it. */
  static boolean passesOn(SqlNode node) {
    return PASSING.matcher(node.name().strip()).matches();
  }
}
