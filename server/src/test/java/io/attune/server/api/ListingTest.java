package io.attune.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.server.http.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.UniqueElements;

class ListingTest {
  record Row(int id, Double number, String text) {}

  private static final Listing<Row> LISTING =
      new Listing<Row>(row -> Integer.toString(row.id()), "number")
          .sortedBy("number", row -> SortKey.ofNumber(row.number()))
          .sortedBy("text", row -> SortKey.of(row.text()));

  @Provide
  Arbitrary<Row> row() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 200),
            Arbitraries.of(-2.0, -0.0, 0.0, 1.0, 3e18, Double.NaN, Double.POSITIVE_INFINITY)
                .injectNull(0.2),
            Arbitraries.strings().ofMaxLength(2).injectNull(0.2))
        .as(Row::new);
  }

  @Property
  void pagesAreTheSortedListCut(
      @ForAll @UniqueElements(by = ById.class) List<@net.jqwik.api.From("row") Row> rows,
      @ForAll @IntRange(min = 1, max = 7) int limit,
      @ForAll("sort") String sort) {
    List<Row> paged = new ArrayList<>();
    Optional<Cursor> next = Optional.empty();
    do {
      Map<String, List<String>> given = new HashMap<>();
      given.put("sort", List.of(sort));
      given.put("limit", List.of(Integer.toString(limit)));
      next.ifPresent(cursor -> given.put("cursor", List.of(cursor.text())));
      Listing.Page<Row> page = LISTING.page(rows, new Query(LISTING.parameters(), given));
      assertThat(page.total()).isEqualTo(rows.size());
      assertThat(page.rows().size()).isLessThanOrEqualTo(limit);
      paged.addAll(page.rows());
      next = page.next();
    } while (next.isPresent());

    assertThat(paged).containsExactlyElementsOf(sorted(rows, sort));
  }

  @Provide
  Arbitrary<String> sort() {
    return Arbitraries.of("number", "-number", "text", "-text");
  }

  private static List<Row> sorted(List<Row> rows, String sort) {
    boolean descending = sort.startsWith("-");
    Comparator<Row> order;
    if (sort.endsWith("number")) {
      Comparator<Double> values = Comparator.naturalOrder();
      order =
          Comparator.comparing(
              row -> row.number() != null && Double.isFinite(row.number()) ? row.number() : null,
              Comparator.nullsLast(descending ? values.reversed() : values));
    } else {
      Comparator<String> values = Comparator.naturalOrder();
      order =
          Comparator.comparing(
              Row::text, Comparator.nullsLast(descending ? values.reversed() : values));
    }
    return rows.stream().sorted(order.thenComparing(row -> Integer.toString(row.id()))).toList();
  }

  static final class ById implements java.util.function.Function<Object, Object> {
    @Override
    public Object apply(Object row) {
      return ((Row) row).id();
    }
  }

  @Property
  void nothingButACursorIsTakenForOne(@ForAll String text) {
    Cursor.of(text).ifPresent(cursor -> assertThat(Cursor.of(cursor.text())).hasValue(cursor));
  }
}
