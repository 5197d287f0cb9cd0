package io.attune.advisor.application;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The subtrees of a physical plan that can be recognised in the plan of another query.
 *
 * <p>Two subtrees are the same when their operators are, without ids, and apart from what column
 * pruning changes from query to query: projections and a scan's columns do not count, nor do
 * filters that only reject nulls, which Spark adds by itself. What is read from a cache, and what
 * is above it, is never the same as anything: it is not computed.
 */
public final class PlanSubtrees {
  private static final Set<String> WRAPPERS =
      Set.of(
          "InputAdapter",
          "AdaptiveSparkPlan",
          "ShuffleQueryStage",
          "BroadcastQueryStage",
          "ResultQueryStage",
          "CustomShuffleReader",
          "ColumnarToRow",
          "RowToColumnar",
          "Project");

  /** Operators that write; what they are given can be shared, they cannot. */
  private static final Pattern SINK =
      Pattern.compile(
          "(?:Execute |Write|Append|Overwrite|Replace|AtomicReplace|CreateTable|AtomicCreate).*");

  private static final Pattern COLUMNAR =
      Pattern.compile("(?i)\\b(?:parquet|orc|delta|iceberg|hudi)\\b");

  /** A call of a function, other than a change of type. */
  private static final Pattern CALL = Pattern.compile("\\b(?!cast\\()[A-Za-z_]\\w*\\(");

  /** The name of an expression, or what is left of it where the text was cut. */
  private static final Pattern ALIAS = Pattern.compile("(?s)^(.*\\))(?: A(?:S\\b.*)?)?\\]?$");

  private static final Pattern PATH = Pattern.compile("\\[([^\\],]+)");
  private static final Pattern NOT_NULL_TERM = Pattern.compile("isnotnull\\([^()]*\\) AND ");
  private static final Pattern NOT_NULL = Pattern.compile("isnotnull\\([^()]*\\)");

  /**
   * A subtree.
   *
   * @param signature equal for subtrees that compute the same
   * @param node its root
   * @param size operators in it
   * @param stages stage attempts that ran any of it
   * @param plain whether it does nothing but read columnar files, which a cache would hardly beat,
   *     or make rows that cost nothing
   * @param expressions what projections in it, or right above it, compute
   * @param aloneInQuery whether the query does nothing else but count its rows
   * @param words how it is named in a sentence
   * @param bytes size of the files behind its rows; empty when unknown
   */
  public record Subtree(
      long signature,
      SqlNode node,
      int size,
      Set<StageKey> stages,
      boolean plain,
      Set<String> expressions,
      boolean aloneInQuery,
      String words,
      OptionalLong bytes) {}

  private final SqlExecution execution;
  private final Map<Integer, List<SqlNode>> children = new HashMap<>();
  private final List<Subtree> found = new ArrayList<>();

  private PlanSubtrees(SqlExecution execution) {
    this.execution = execution;
    for (SqlNode node : execution.nodes()) {
      node.parentIndex()
          .ifPresent(parent -> children.computeIfAbsent(parent, p -> new ArrayList<>(2)).add(node));
    }
  }

  /** Subtrees that are worth comparing, in the order of the plan. */
  public static List<Subtree> of(SqlExecution execution) {
    PlanSubtrees subtrees = new PlanSubtrees(execution);
    if (!execution.nodes().isEmpty()) {
      subtrees.visit(execution.nodes().get(0));
    }
    return subtrees.found;
  }

  /** What a node computes: its signature and what is gathered below it. */
  private static final class Below {
    private long signature;
    private boolean known = true;
    private boolean plain = true;
    private int size;
    private final Set<StageKey> stages = new TreeSet<>();
    private final Set<String> expressions = new TreeSet<>();
    private final List<SqlNode> leaves = new ArrayList<>();
  }

  private Below visit(SqlNode node) {
    Below below = new Below();
    below.stages.addAll(node.stages());
    if (isCacheRead(node) || node.name().startsWith("ReusedExchange") || node.isStreamSource()) {
      below.known = false;
      return below;
    }
    List<SqlNode> parts = children.getOrDefault(node.index(), List.of());
    long hash = 17;
    for (SqlNode part : parts) {
      Below child = visit(part);
      hash = 31 * hash + child.signature;
      below.known &= child.known;
      below.plain &= child.plain;
      below.size += child.size;
      below.stages.addAll(child.stages);
      below.expressions.addAll(child.expressions);
      below.leaves.addAll(child.leaves);
      below.signature = child.signature;
    }
    if (parts.size() == 1 && isTransparent(node)) {
      below.expressions.addAll(expressions(node));
      return below;
    }
    below.size++;
    if (parts.isEmpty()) {
      below.leaves.add(node);
      below.plain = isTrivial(node) || COLUMNAR.matcher(node.name()).find();
      below.signature = hash(leafText(node));
    } else {
      below.plain = false;
      below.signature = 31 * hash + hash(node.name() + '|' + text(node));
    }
    if (below.known && canBePersisted(node)) {
      Subtree subtree = subtree(node, below);
      // Rows that cost nothing to make are worth a look for what is called on them only.
      if (!isTrivial(node) || !subtree.expressions().isEmpty()) {
        found.add(subtree);
      }
    }
    return below;
  }

  private Subtree subtree(SqlNode node, Below below) {
    Set<String> expressions = new TreeSet<>(below.expressions);
    for (Optional<SqlNode> up = execution.parentOf(node);
        up.isPresent() && isTransparent(up.get());
        up = execution.parentOf(up.get())) {
      expressions.addAll(
          isTrivial(node)
              ? expressions(up.get().name(), up.get().description())
              : expressions(up.get()));
    }
    if (isTrivial(node)) {
      // Only the ids of columns tell whether two queries share such a data frame or made it alike.
      expressions.removeIf(
          expression -> !CALL.matcher(expression).find() || !expression.contains("#"));
    }
    return new Subtree(
        below.signature,
        node,
        below.size,
        below.stages,
        below.plain,
        expressions,
        isAlone(node),
        words(node, below.leaves),
        bytes(node, below.leaves));
  }

  private static boolean isCacheRead(SqlNode node) {
    return node.name().startsWith("InMemoryTableScan")
        || node.name().startsWith("TableCacheQueryStage");
  }

  private static boolean canBePersisted(SqlNode node) {
    // The order of rows is lost with what it was made for, such as the directories of a write.
    return !node.isShuffle()
        && !node.isBroadcast()
        && !node.name().equals("Sort")
        && !isSomeRows(node)
        && !SINK.matcher(node.name()).matches();
  }

  /** The first rows, of which there are few: what makes them can be shared, they are no use. */
  private static boolean isSomeRows(SqlNode node) {
    return node.name().contains("Limit") || node.name().startsWith("TakeOrdered");
  }

  /** Rows that cost nothing to make. */
  public static boolean isTrivial(SqlNode node) {
    return node.name().startsWith("LocalTableScan")
        || node.name().equals("Range")
        || node.name().startsWith("Scan OneRowRelation")
        || node.name().startsWith("EmptyRelation");
  }

  public static boolean isTransparent(SqlNode node) {
    return WRAPPERS.contains(node.name())
        || node.name().startsWith("WholeStageCodegen")
        || node.isAdaptiveRead()
        || node.name().equals("Filter") && onlyRejectsNulls(node);
  }

  private static boolean onlyRejectsNulls(SqlNode filter) {
    String condition = PlanText.normalised(filter.description()).replaceFirst("^Filter ", "");
    return NOT_NULL.matcher(condition).replaceAll("").replaceAll("AND|[\\s()]", "").isEmpty();
  }

  /** A scan is known by what it reads, not by the columns that a query takes from it. */
  private static String leafText(SqlNode node) {
    String name = node.name();
    if (name.contains("ExistingRDD") || name.contains("ExternalRDD")) {
      // Only the ids of its columns tell one from another.
      return name + '|' + node.description();
    }
    String location = node.metadata().get("Location");
    if (location != null) {
      String partitions = node.metadata().getOrDefault("PartitionFilters", "");
      return name + '|' + PlanText.normalised(location + '|' + partitions);
    }
    if (name.contains("Scan")) {
      return name + '|' + PlanText.normalised(node.description()).replaceAll("\\[[^\\]]*\\]?", "");
    }
    return name + '|' + text(node);
  }

  private static String text(SqlNode node) {
    return node.cutHash() == 0 ? PlanText.normalised(node.description()) : "cut " + node.cutHash();
  }

  private static long hash(String text) {
    long hash = 1_125_899_906_842_597L;
    for (int i = 0; i < text.length(); i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  /** The expressions of a projection that compute something, split at its outer commas. */
  private static Set<String> expressions(SqlNode node) {
    return expressions(node.name(), PlanText.normalised(node.description()));
  }

  private static Set<String> expressions(String name, String description) {
    Set<String> expressions = new TreeSet<>();
    if (!name.equals("Project")) {
      return expressions;
    }
    String list = description.replaceFirst("^Project \\[", "");
    int depth = 0;
    int from = 0;
    for (int i = 0; i <= list.length(); i++) {
      char c = i == list.length() ? ',' : list.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        String expression = list.substring(from, i).trim();
        if (expression.contains("(")) {
          // Its name does not change what it computes, and may have been cut with a long list.
          expressions.add(ALIAS.matcher(expression).replaceFirst("$1"));
        }
        from = i + 1;
      }
    }
    return expressions;
  }

  /** Whether nothing stands above a node but the count of its rows. */
  private boolean isAlone(SqlNode node) {
    for (Optional<SqlNode> up = execution.parentOf(node);
        up.isPresent();
        up = execution.parentOf(up.get())) {
      SqlNode above = up.get();
      boolean counts =
          above.name().endsWith("Aggregate")
              && above.description().contains("keys=[]")
              && above.description().contains("count(1)");
      boolean single = above.isShuffle() && above.description().contains("SinglePartition");
      if (!isTransparent(above) && !counts && !single) {
        return false;
      }
    }
    return true;
  }

  private static String words(SqlNode node, List<SqlNode> leaves) {
    StringBuilder text = new StringBuilder();
    if (isTrivial(node)) {
      text.append("a projection over ");
    }
    if (leaves.size() > 1 || !leaves.contains(node) && !node.name().equals("Filter")) {
      text.append(node.name().replaceFirst("\\(.*", "").trim()).append(" over ");
    }
    int named = 0;
    for (SqlNode leaf : leaves) {
      if (named++ == 2) {
        text.append(" and ").append(leaves.size() - 2).append(" more");
        break;
      }
      text.append(named == 2 ? ", " : "").append(leafWords(leaf));
    }
    if (node.name().equals("Filter")) {
      String condition = PlanText.normalised(node.description()).replaceFirst("^Filter ", "");
      text.append(" where ").append(shortened(NOT_NULL_TERM.matcher(condition).replaceAll("")));
    }
    return text.toString();
  }

  private static String leafWords(SqlNode leaf) {
    Matcher path = PATH.matcher(leaf.metadata().getOrDefault("Location", ""));
    String what = leaf.name().trim().replaceFirst("^(?:Batch)?Scan\\s+", "the scan of ");
    return path.find() ? what + " " + path.group(1) : what;
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ").trim();
    return line.length() > 90 ? line.substring(0, 87) + "..." : line;
  }

  /** File bytes in proportion to the rows that are left of them. */
  private static OptionalLong bytes(SqlNode node, List<SqlNode> leaves) {
    long bytes = 0;
    long rows = 0;
    for (SqlNode leaf : leaves) {
      if (leaf.fileBytesRead().isEmpty()) {
        return OptionalLong.empty();
      }
      bytes += leaf.fileBytesRead().getAsLong();
      rows += leaf.outputRows().orElse(0);
    }
    OptionalLong left = node.outputRows();
    if (left.isPresent() && rows > 0 && left.getAsLong() < rows) {
      return OptionalLong.of(Math.round((double) bytes * left.getAsLong() / rows));
    }
    return OptionalLong.of(bytes);
  }
}
