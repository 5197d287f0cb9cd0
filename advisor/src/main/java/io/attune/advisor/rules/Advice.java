package io.attune.advisor.rules;

import static java.util.Objects.requireNonNull;

import io.attune.advisor.setting.SettingChange;
import io.attune.advisor.sizing.Effect;
import io.attune.advisor.sizing.Gain;
import io.attune.schemas.AppliesAt;
import io.attune.schemas.Category;
import io.attune.schemas.Change;
import io.attune.schemas.Condition;
import io.attune.schemas.Evidence;
import io.attune.schemas.ImpactBasis;
import io.attune.schemas.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One piece of advice, before it becomes a recommendation: a property to change, or something to do
 * that is no setting.
 */
public final class Advice {
  private final Category category;
  private final @Nullable SettingChange setting;
  private final AppliesAt appliesAt;
  private final Severity severity;
  private final OptionalInt stageId;
  private final Set<Integer> stages;
  private final OptionalLong sqlExecutionId;
  private final long tasks;
  private final OptionalLong weightMs;
  private final List<Condition> conditions;
  private final List<Evidence> evidence;
  private final Change time;
  private final Change cost;
  private final List<Effect> effects;
  private final String summary;
  private final String doubt;
  private final Optional<String> group;

  private Advice(
      Advice original,
      @Nullable SettingChange setting,
      Severity severity,
      Optional<String> group,
      List<Effect> effects,
      Wording wording) {
    this.category = original.category;
    this.setting = setting;
    this.appliesAt = original.appliesAt;
    this.severity = requireNonNull(severity, "severity is null");
    this.stageId = original.stageId;
    this.stages = original.stages;
    this.sqlExecutionId = original.sqlExecutionId;
    this.tasks = original.tasks;
    this.weightMs = original.weightMs;
    this.conditions = original.conditions;
    this.evidence = original.evidence;
    this.time = requireNonNull(wording.time(), "time is null");
    this.cost = requireNonNull(wording.cost(), "cost is null");
    this.effects = List.copyOf(effects);
    this.summary = requireNonNull(wording.summary(), "summary is null");
    this.doubt = original.doubt;
    this.group = setting == null ? Optional.empty() : group;
  }

  /** What it says, and what it promises. */
  private record Wording(Change time, Change cost, String summary) {}

  private Advice worded(
      @Nullable SettingChange other, Change newTime, Change newCost, String words) {
    return new Advice(this, other, severity, group, effects, new Wording(newTime, newCost, words));
  }

  private Advice with(Severity other, Optional<String> head, List<Effect> done) {
    return new Advice(this, setting, other, head, done, new Wording(time, cost, summary));
  }

  private Advice(Builder builder) {
    this.category = builder.category;
    this.setting = builder.setting;
    this.appliesAt = builder.appliesAt;
    this.severity = requireNonNull(builder.severity, "severity is null");
    this.stageId = builder.stageId;
    this.stages = Set.copyOf(builder.stages);
    this.sqlExecutionId = builder.sqlExecutionId;
    this.tasks = builder.tasks;
    this.weightMs = builder.weightMs;
    this.conditions = List.copyOf(builder.conditions);
    this.evidence = List.copyOf(builder.evidence);
    this.time = builder.time;
    this.cost = builder.cost;
    this.effects = List.copyOf(builder.effects);
    this.summary = requireNonNull(builder.summary, "summary is null");
    this.doubt = requireNonNull(builder.doubt, "doubt is null");
    this.group = Optional.empty();
    if (evidence.isEmpty()) {
      throw new IllegalArgumentException("advice without evidence: " + summary);
    }
  }

  /** Starts advice that changes a property. */
  public static Builder change(Category category, SettingChange setting) {
    return new Builder(category, requireNonNull(setting, "setting is null"));
  }

  /** Starts advice that no setting can follow. */
  public static Builder withoutSetting(Category category) {
    return new Builder(category, null);
  }

  /** Kind of change. */
  public Category category() {
    return category;
  }

  /** Property to change; empty for advice without a setting. */
  public Optional<SettingChange> setting() {
    return Optional.ofNullable(setting);
  }

  /** When it can take effect. */
  public AppliesAt appliesAt() {
    return appliesAt;
  }

  /** How much it matters. */
  public Severity severity() {
    return severity;
  }

  /** Stage it is about, when it is about one. */
  public OptionalInt stageId() {
    return stageId;
  }

  /** All stages it is about, so that a later rule can leave them alone. */
  public Set<Integer> stages() {
    return stages;
  }

  /** SQL execution it is about, when it is about one. */
  public OptionalLong sqlExecutionId() {
    return sqlExecutionId;
  }

  /** Tasks it rests on. */
  public long tasks() {
    return tasks;
  }

  /** Milliseconds of wall or task time that it touches, to put the weightier first. */
  public OptionalLong weightMs() {
    return weightMs;
  }

  /** What lowers the confidence, beyond what holds for the whole run. */
  public List<Condition> conditions() {
    return conditions;
  }

  /** The numbers behind it. */
  public List<Evidence> evidence() {
    return evidence;
  }

  /** Expected change of the application's wall time. */
  public Change time() {
    return time;
  }

  /** Expected change of the cost of a run. */
  public Change cost() {
    return cost;
  }

  /** What it does to the run, as far as it can be replayed; empty when the rule says nothing. */
  public List<Effect> effects() {
    return effects;
  }

  /** The same advice with another expected change. */
  public Advice withImpact(Change newTime, Change newCost) {
    return worded(setting, newTime, newCost, summary);
  }

  /** The same advice without its setting, as a sentence about what has to be done by hand. */
  public Advice inWords(String sentence) {
    return worded(null, time, cost, sentence);
  }

  /** The same advice as a part of a change of several settings. */
  Advice partOf(String head) {
    return with(severity, Optional.of(head), effects);
  }

  /** The same advice where its effect on the run cannot be told. */
  public Advice withoutEffects() {
    return with(severity, group, List.of());
  }

  /** The same advice, no more severe than this. */
  public Advice atMost(Severity most) {
    return severity.compareTo(most) <= 0 ? this : with(most, group, effects);
  }

  /** The same advice where the property has another name; unchanged without a setting. */
  public Advice withProperty(String name) {
    return setting == null
        ? this
        : worded(setting.withProperty(name), time, cost, summary.replace(setting.property(), name));
  }

  /** Property of the head of the change that it is a part of; empty when it stands alone. */
  public Optional<String> group() {
    return group;
  }

  /** Whether it is the head of a change of several settings. */
  public boolean isHead() {
    return group.isPresent() && setting().map(SettingChange::property).equals(group);
  }

  /** The number first, the reason second. */
  public String summary() {
    return summary;
  }

  /** What could make this wrong. */
  public String doubt() {
    return doubt;
  }

  /** Collects the parts of an {@link Advice}. */
  public static final class Builder {
    private final Category category;
    private final @Nullable SettingChange setting;
    private AppliesAt appliesAt = AppliesAt.NEXT_RUN;
    private @Nullable Severity severity;
    private OptionalInt stageId = OptionalInt.empty();
    private final Set<Integer> stages = new TreeSet<>();
    private OptionalLong sqlExecutionId = OptionalLong.empty();
    private long tasks;
    private OptionalLong weightMs = OptionalLong.empty();
    private final List<Condition> conditions = new ArrayList<>();
    private final List<Evidence> evidence = new ArrayList<>();
    private Change time = unknown("ms");
    private Change cost = unknown("unit");
    private final List<Effect> effects = new ArrayList<>();
    private @Nullable String summary;
    private @Nullable String doubt;

    private Builder(Category category, @Nullable SettingChange setting) {
      this.category = requireNonNull(category, "category is null");
      this.setting = setting;
    }

    /** Says when it can take effect; without it, at the next run. */
    public Builder appliesAt(AppliesAt value) {
      this.appliesAt = requireNonNull(value, "value is null");
      return this;
    }

    /** Says how much it matters. */
    public Builder severity(Severity value) {
      this.severity = value;
      return this;
    }

    /** Names the stage it is about. */
    public Builder stage(int id) {
      this.stageId = OptionalInt.of(id);
      this.stages.add(id);
      return this;
    }

    /** Names a further stage it is about. */
    public Builder alsoStage(int id) {
      this.stages.add(id);
      return this;
    }

    /** Names the SQL execution it is about. */
    public Builder sqlExecution(OptionalLong id) {
      this.sqlExecutionId = id;
      return this;
    }

    /** Says on how many tasks it rests. */
    public Builder tasks(long count) {
      this.tasks = count;
      return this;
    }

    /** Says how many milliseconds it touches. */
    public Builder weightMs(long millis) {
      this.weightMs = OptionalLong.of(millis);
      return this;
    }

    /** Adds something that lowers the confidence. */
    public Builder condition(String name, String explanation) {
      conditions.add(new Condition(name, explanation));
      return this;
    }

    /** Adds a number with the threshold it was held against. */
    public Builder evidence(
        String metric, String statistic, double value, double threshold, String unit) {
      evidence.add(new Evidence(metric, statistic, value, threshold, unit, stage()));
      return this;
    }

    /** Adds a number that is context only. */
    public Builder context(String metric, String statistic, double value, String unit) {
      evidence.add(new Evidence(metric, statistic, value, null, unit, stage()));
      return this;
    }

    /** Adds evidence as it stands. */
    public Builder evidence(Evidence value) {
      evidence.add(requireNonNull(value, "value is null"));
      return this;
    }

    /**
     * Says that wall time cannot shrink by more than this, whatever else happens.
     *
     * @param most the largest possible saving, milliseconds, not negative
     */
    public Builder timeSavingAtMost(long most) {
      this.time = new Change(null, (double) -Math.max(0, most), 0.0, "ms", ImpactBasis.BOUND);
      return this;
    }

    /** Says what it does to the run; its gain is then replayed. */
    public Builder effect(Effect value) {
      effects.add(requireNonNull(value, "value is null"));
      return this;
    }

    /** Says what it is expected to change. */
    public Builder impact(Change newTime, Change newCost) {
      this.time = requireNonNull(newTime, "newTime is null");
      this.cost = requireNonNull(newCost, "newCost is null");
      return this;
    }

    /** Says what it brings, where the rule has replayed it. */
    public Builder gain(Gain gain) {
      this.time = gain.time();
      this.cost = gain.cost();
      return this;
    }

    /** Says how wall time is expected to change. */
    public Builder expectedTime(Change change) {
      this.time = requireNonNull(change, "change is null");
      return this;
    }

    /** One sentence: the number first, the reason second. */
    public Builder summary(String sentence) {
      this.summary = sentence;
      return this;
    }

    /** One sentence: what could make this wrong. */
    public Builder doubt(String sentence) {
      this.doubt = sentence;
      return this;
    }

    /**
     * Builds the advice.
     *
     * @throws IllegalArgumentException when there is no evidence
     */
    public Advice build() {
      return new Advice(this);
    }

    private @Nullable Integer stage() {
      return stageId.isPresent() ? stageId.getAsInt() : null;
    }

    private static Change unknown(String unit) {
      return new Change(null, null, null, unit, ImpactBasis.NONE);
    }
  }
}
