package io.attune.distribution;

import static io.attune.distribution.Chart.ADDRESSES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code attune-chart-VERSION.tgz}. */
class PackedChartIT {
  @Test
  void helmRendersItAsTheDirectory() throws IOException {
    assertThat(new Chart(Release.chart()).render(ADDRESSES))
        .isEqualTo(Chart.ofTheCheckout().render(ADDRESSES));
  }
}
