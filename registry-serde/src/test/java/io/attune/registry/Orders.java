package io.attune.registry;

import io.attune.registry.testrecords.Line;
import io.attune.registry.testrecords.Order;
import io.attune.registry.testrecords.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Orders for tests. */
final class Orders {
  private Orders() {}

  static Order order(long id) {
    return Order.newBuilder()
        .setId(id)
        .setCustomer("Ada")
        .setPlacedAt(Instant.ofEpochMilli(1_700_000_000_000L))
        .setStatus(Status.OPEN)
        .setLines(List.of(new Line("nut", 3)))
        .setLabels(Map.of("k", "v"))
        .build();
  }

  static Arbitrary<Order> any() {
    Arbitrary<Line> lines =
        Combinators.combine(Arbitraries.strings().ofMaxLength(20), Arbitraries.integers())
            .as(Line::new);
    return Combinators.combine(
            Arbitraries.longs(),
            Arbitraries.strings().ofMaxLength(200),
            Arbitraries.longs().between(-62_000_000_000_000L, 250_000_000_000_000L),
            Arbitraries.of(Status.class),
            lines.list().ofMaxSize(20),
            Arbitraries.maps(
                    Arbitraries.strings().ofMaxLength(10), Arbitraries.strings().ofMaxLength(10))
                .ofMaxSize(5),
            Arbitraries.strings().ofMaxLength(50).injectNull(0.3))
        .as(
            (id, customer, placedAt, status, items, labels, note) ->
                new Order(
                    id, customer, Instant.ofEpochMilli(placedAt), status, items, labels, note));
  }
}
