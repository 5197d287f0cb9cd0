package io.attune.benchmarks.field;

import java.util.List;
import java.util.stream.Stream;

/** All cases. */
final class FieldCases {
  private FieldCases() {}

  static List<FieldCase> all() {
    return Stream.of(PartitionCases.all(), CodeCases.all(), FailureCases.all())
        .flatMap(List::stream)
        .toList();
  }
}
