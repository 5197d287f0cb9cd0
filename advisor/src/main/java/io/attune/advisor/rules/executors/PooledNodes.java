package io.attune.advisor.rules.executors;

import io.attune.advisor.rules.Advice;
import io.attune.advisor.setting.PlatformProperties;
import java.util.List;

/** Advice about the nodes of a Databricks cluster that takes them from an instance pool. */
final class PooledNodes {
  private PooledNodes() {}

  /**
   * Puts what the pool holds, and the cluster cannot say, into words. One sentence is left of it,
   * the most important one, because advice without a setting is one to a rule.
   */
  static void inWords(List<Advice> advice, String pool) {
    List<Advice> held =
        advice.stream()
            .filter(
                each ->
                    each.setting()
                        .filter(setting -> PlatformProperties.isOfPool(setting.property()))
                        .isPresent())
            .toList();
    advice.removeAll(held);
    held.stream()
        .findFirst()
        .ifPresent(
            first ->
                advice.add(
                    0,
                    first.inWords(
                        first.summary()
                            + " The instance pool "
                            + pool
                            + " holds that: choose another pool, because the cluster may not name"
                            + " it beside instance_pool_id.")));
  }
}
