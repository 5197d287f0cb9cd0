package io.attune.advisor.assess;

import io.attune.advisor.application.ClusterManager;
import io.attune.advisor.application.SparkProperties;
import io.attune.advisor.application.SparkSettings;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.setting.PlatformProperties;
import io.attune.advisor.setting.SettingChange;
import io.attune.schemas.Category;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps advice to what the running application can heed: a property that its version of Spark
 * knows, by the name it has there, and that its cluster manager reads. What Databricks derives from
 * the node type is let through: {@code compute-platform} translates it.
 */
final class Applicability {
  private final SparkProperties properties = SparkProperties.standard();
  private final SparkSettings settings;

  Applicability(SparkSettings settings) {
    this.settings = settings;
  }

  /** Why advice cannot be heeded; empty when it can, and for advice without a setting. */
  Optional<String> objection(Advice advice) {
    return advice
        .setting()
        .map(SettingChange::property)
        .filter(property -> !PlatformProperties.isPlatform(property))
        .flatMap(this::objection);
  }

  private Optional<String> objection(String property) {
    ClusterManager manager = settings.clusterManager();
    if (properties.since(property).isEmpty()) {
      return Optional.of("it is not known which versions of Spark have " + property);
    } else if (settings.nameHere(property).isEmpty()) {
      return Optional.of(
          "Spark "
              + settings.sparkVersion().orElse("of this version")
              + " does not have "
              + property
              + ", which came with "
              + properties.since(property).get());
    } else if (manager != ClusterManager.DATABRICKS && !properties.isHeeded(property, manager)) {
      return Optional.of(manager.label() + " does not read " + property);
    }
    return Optional.empty();
  }

  /**
   * The same advice; in words where it cannot be heeded and something has gone wrong already, as
   * silence would hide the fault.
   */
  Advice orInWords(Advice advice) {
    if (advice.category() != Category.RELIABILITY) {
      return advice;
    }
    return objection(advice)
        .map(
            objection ->
                advice.inWords(
                    advice.summary()
                        + " "
                        + objection.substring(0, 1).toUpperCase(Locale.ROOT)
                        + objection.substring(1)
                        + ", so it has to be arranged in another way."))
        .orElse(advice);
  }

  /** The same advice with the name that the property has in the running version. */
  Advice named(Advice advice) {
    return advice
        .setting()
        .flatMap(
            setting ->
                settings
                    .nameHere(setting.property())
                    .filter(name -> !name.equals(setting.property())))
        .map(advice::withProperty)
        .orElse(advice);
  }
}
