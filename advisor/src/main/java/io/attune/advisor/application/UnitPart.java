package io.attune.advisor.application;

import static java.util.Objects.requireNonNull;

/**
 * What makes a part of an application that of one unit.
 *
 * @param workload the unit's workload
 * @param othersMs time between its first and its last job in which only jobs of other units ran,
 *     milliseconds
 */
record UnitPart(String workload, long othersMs) {
  UnitPart {
    requireNonNull(workload, "workload is null");
  }
}
