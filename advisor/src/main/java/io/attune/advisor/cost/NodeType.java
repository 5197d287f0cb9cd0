package io.attune.advisor.cost;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A machine that a platform rents out.
 *
 * @param name the cloud's own
 * @param cloud aws, azure, gcp, or what the user calls it; empty for one that fits everywhere
 * @param cores cores
 * @param memoryGib memory, GiB
 * @param pricePerHour price of the machine for an hour; empty: made of its cores and memory
 * @param platformUnitsPerHour units that the platform charges for it in an hour, such as DBUs
 */
public record NodeType(
    String name,
    Optional<String> cloud,
    int cores,
    double memoryGib,
    OptionalDouble pricePerHour,
    double platformUnitsPerHour) {
  /** Checks the fields. */
  public NodeType {
    requireNonNull(name, "name is null");
    requireNonNull(cloud, "cloud is null");
    requireNonNull(pricePerHour, "pricePerHour is null");
  }
}
