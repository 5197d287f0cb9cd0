package io.attune.advisor.application;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nightly-orders | nightly-orders",
        "nightly-orders-2026-01-05 | nightly-orders",
        "nightly_orders_20260105 | nightly_orders",
        "nightly_orders_20260105T020000Z | nightly_orders",
        "nightly_orders_20260105_020000 | nightly_orders",
        "Orders 2026-01-05 02:00:00.123 | Orders",
        "orders/2026/01/05/load | orders/load",
        "2026-01-05 orders | orders",
        "orders 05.01.2026 | orders",
        "orders-3f2504e0-4f89-11d3-9a0c-0305e82c3301 | orders",
        "orders_3F2504E0-4F89-11D3-9A0C-0305E82C3301_load | orders_load",
        "orders-1767580000 | orders",
        "orders-1767580000123 | orders",
        "orders run 17 | orders",
        "orders (run 17) | orders",
        "orders-run-17 | orders",
        "orders #42 | orders",
        "orders_42 | orders",
        "orders [2026-01-05] | orders",
        "orders-application_1767580000123_0042 | orders",
        "orders-9e107d9d372bb6826bd81d3542a419d6 | orders",
        "tpch-q18 | tpch-q18",
        "tpch q5 | tpch q5",
        "load s3 to v2 | load s3 to v2",
        "team42 | team42",
        "2026-01-05 | 2026-01-05",
        "17 | 17",
        "orders-2026-01-05-attempt-2 | orders",
        "orders-2026-01-05-7 | orders",
        "com.acme.Orders$Main | com.acme.Orders$Main",
      })
  void stripsWhatChangesFromRunToRun(String applicationName, String workload) {
    assertThat(WorkloadName.ofApplicationName(applicationName)).isEqualTo(workload);
  }
}
