package io.attune.advisor.rules;

import io.attune.advisor.cost.Container;
import io.attune.advisor.cost.NodeType;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.setting.SettingChange;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The machine that executors share, where {@link #PROPERTY} names one of the price table: an
 * executor that takes more than the whole machine never starts.
 */
public final class SharedMachine {
  /** Names the machine by its name in the price table. */
  public static final String PROPERTY = "spark.attune.node.type";

  private static final double GIB = 1L << 30;
  private static final String HEAP = "spark.executor.memory";
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String OFF_HEAP = "spark.memory.offHeap.size";

  private final RuleContext context;
  private final NodeType node;
  private final Container now;

  private SharedMachine(RuleContext context, NodeType node, Container now) {
    this.context = context;
    this.node = node;
    this.now = now;
  }

  /** Empty where none is named, and where the executors of this run are larger than it is. */
  public static Optional<SharedMachine> of(RuleContext context) {
    if (context.facts().cluster().isLocal() || DatabricksSizing.isDatabricks(context)) {
      return Optional.empty();
    }
    return node(context)
        .map(
            node ->
                new SharedMachine(
                    context,
                    node,
                    Container.executor(
                        context.settings(),
                        context.facts().cluster().coresPerExecutor(),
                        Optional.empty())))
        .filter(machine -> machine.holds(machine.now));
  }

  /** The machine as the price table knows it. */
  public static Optional<NodeType> node(RuleContext context) {
    return context.settings().value(PROPERTY).flatMap(context.costs().prices()::nodeType);
  }

  /**
   * Memory that the machine has left beside an executor with all that has been decided, but for one
   * property, which stays as it is; bytes. Below 0 where what was decided takes more than it has.
   */
  long roomFor(String property) {
    Container then = now;
    Optional<Long> heap = decided(HEAP, property);
    then = heap.isPresent() ? then.withHeap(heap.get()) : then;
    Optional<Long> overhead = decided(OVERHEAD, property);
    then = overhead.isPresent() ? then.withOverhead(overhead.get()) : then;
    Optional<Long> offHeap = decided(OFF_HEAP, property);
    then = offHeap.isPresent() ? then.withOffHeap(offHeap.get()) : then;
    return (long) (node.memoryGib() * GIB) - then.memoryBytes();
  }

  private Optional<Long> decided(String property, String butFor) {
    return property.equals(butFor)
        ? Optional.empty()
        : context
            .decided(property)
            .flatMap(Advice::setting)
            .map(setting -> Math.round(setting.magnitude()));
  }

  /**
   * The same advice, where it asks for more memory than the machine has left, in words: the setting
   * alone would leave the application without executors.
   */
  public Advice fitted(Advice advice) {
    Optional<SettingChange> setting = advice.setting();
    if (setting.isEmpty() || !takesMore(setting.get()) || roomFor("") >= 0) {
      return advice;
    }
    long wanted = (long) (node.memoryGib() * GIB) - roomFor("");
    return advice.inWords(
        advice.summary()
            + " With it an executor takes "
            + Amounts.bytes(wanted)
            + ", and "
            + node.name()
            + " has "
            + Amounts.bytes(node.memoryGib() * GIB)
            + ": first a larger machine, then "
            + setting.get().property()
            + "="
            + setting.get().recommended()
            + ".");
  }

  private boolean takesMore(SettingChange setting) {
    return switch (setting.property()) {
      case HEAP -> setting.magnitude() > now.heapBytes();
      case OVERHEAD -> setting.magnitude() > now.overheadBytes();
      case OFF_HEAP -> setting.magnitude() > now.offHeapBytes();
      default -> false;
    };
  }

  private boolean holds(Container container) {
    return container.cores() <= node.cores() && container.memoryBytes() <= node.memoryGib() * GIB;
  }

  /** Memory that a property may take at most, where a machine bounds it; bytes. */
  public static OptionalLong most(RuleContext context, String property, long now) {
    return of(context)
        .map(machine -> OptionalLong.of(now + machine.roomFor(property)))
        .orElseGet(OptionalLong::empty);
  }
}
