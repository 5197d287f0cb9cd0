package io.attune.server.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.http.Answer;
import io.attune.server.http.Parameter;
import io.attune.server.http.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A list that the server filters, sorts and cuts: what its rows are found by and sorted by, and the
 * parameters that follow from it.
 *
 * @param <T> a row
 */
final class Listing<T> {
  static final int MOST_ROWS = 1_000;
  private static final int USUAL_ROWS = 100;
  private static final String SORT = "sort";
  private static final String LIMIT = "limit";
  private static final String CURSOR = "cursor";

  private final Function<T, String> id;
  private final String usualSort;
  private final Map<String, Function<T, SortKey>> sorts = new LinkedHashMap<>();
  private final List<Filter<T>> filters = new ArrayList<>();

  /** Rows that have at least one of the values given. */
  private record Filter<T>(Parameter parameter, BiPredicate<T, Set<String>> keeps) {}

  /**
   * A page.
   *
   * @param rows the rows, in order
   * @param total rows that the filters keep, on all pages
   * @param next where the next page begins; empty on the last
   */
  record Page<T>(List<T> rows, int total, Optional<Cursor> next) {}

  /**
   * @param id tells rows apart, and orders those with equal keys
   * @param usualSort sort that counts without {@code sort}; {@code -} before it for descending
   */
  Listing(Function<T, String> id, String usualSort) {
    this.id = requireNonNull(id, "id is null");
    this.usualSort = requireNonNull(usualSort, "usualSort is null");
  }

  Listing<T> sortedBy(String name, Function<T, SortKey> key) {
    sorts.put(name, key);
    return this;
  }

  /** Adds a filter by a parameter that may be given several times; any of the values will do. */
  Listing<T> filteredBy(Parameter parameter, Function<T, String> value) {
    filters.add(
        new Filter<>(
            parameter.manifold(),
            (row, wanted) -> {
              String has = value.apply(row);
              return has != null && wanted.contains(has);
            }));
    return this;
  }

  /**
   * Adds a filter by a parameter that may be given several times; a row may have several values.
   */
  Listing<T> filteredByAny(Parameter parameter, Function<T, ? extends Collection<String>> values) {
    filters.add(
        new Filter<>(
            parameter.manifold(),
            (row, wanted) -> values.apply(row).stream().anyMatch(wanted::contains)));
    return this;
  }

  /** Adds a search for a part of any of these texts, whatever its case. */
  Listing<T> searched(String description, Function<T, Stream<String>> texts) {
    filters.add(
        new Filter<>(
            Parameter.text("search", description),
            (row, wanted) -> {
              String part = wanted.iterator().next().toLowerCase(Locale.ROOT);
              return texts
                  .apply(row)
                  .anyMatch(text -> text != null && text.toLowerCase(Locale.ROOT).contains(part));
            }));
    return this;
  }

  /** The parameters of a route that answers with this list. */
  List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    filters.forEach(filter -> parameters.add(filter.parameter()));
    List<String> orders =
        sorts.keySet().stream().flatMap(name -> Stream.of(name, "-" + name)).toList();
    parameters.add(
        Parameter.choice(
            SORT,
            orders,
            usualSort,
            "What the list is sorted by; - before it sorts the largest first. Rows without a value"
                + " come last either way."));
    parameters.add(
        Parameter.whole(LIMIT, 1, MOST_ROWS, USUAL_ROWS, "Most rows that are answered."));
    parameters.add(
        Parameter.text(
            CURSOR,
            "Where to go on: `next` of the page before, with the same filters and the same sort."));
    return parameters;
  }

  /** The parameters that rows are found by. */
  List<Parameter> filters() {
    return filters.stream().map(Filter::parameter).toList();
  }

  /** Rows that all filters keep but the one of this name; empty for all filters. */
  List<T> kept(Collection<T> rows, Query query, String but) {
    return rows.stream().filter(row -> keeps(row, query, but)).toList();
  }

  /** The page that a query asks for. */
  Page<T> page(Collection<T> rows, Query query) {
    String sort = query.require(SORT);
    boolean descending = sort.startsWith("-");
    Function<T, SortKey> key = sorts.get(descending ? sort.substring(1) : sort);
    Comparator<Cursor> order =
        Comparator.<Cursor, SortKey>comparing(Cursor::key, (a, b) -> a.compare(b, descending))
            .thenComparing(Cursor::id);
    Optional<Cursor> after = query.text(CURSOR).map(text -> cursor(text, sort));
    record CursorRow<R>(Cursor cursor, R row) {}
    List<CursorRow<T>> kept =
        rows.stream()
            .filter(row -> keeps(row, query, ""))
            .map(row -> new CursorRow<>(new Cursor(sort, key.apply(row), id.apply(row)), row))
            .toList();
    List<CursorRow<T>> rest =
        kept.stream()
            .filter(p -> after.isEmpty() || order.compare(p.cursor(), after.get()) > 0)
            .sorted(Comparator.comparing(CursorRow::cursor, order))
            .toList();
    List<CursorRow<T>> shown = rest.subList(0, Math.min(query.whole(LIMIT), rest.size()));
    return new Page<>(
        shown.stream().map(CursorRow::row).toList(),
        kept.size(),
        shown.size() == rest.size()
            ? Optional.empty()
            : Optional.of(shown.get(shown.size() - 1).cursor()));
  }

  /**
   * The answer for a page.
   *
   * @param complete whether all existing rows were searched
   */
  Answer answer(Collection<T> rows, Query query, boolean complete, Function<T, JsonNode> json) {
    Page<T> page = page(rows, query);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    ArrayNode items = body.putArray("items");
    page.rows().forEach(row -> items.add(json.apply(row)));
    body.put("total", page.total());
    body.put("complete", complete);
    body.put("next", page.next().map(Cursor::text).orElse(null));
    return Answer.json(body);
  }

  private boolean keeps(T row, Query query, String but) {
    for (Filter<T> filter : filters) {
      if (filter.parameter().name().equals(but)) {
        continue;
      }
      Set<String> wanted = query.texts(filter.parameter().name());
      if (!wanted.isEmpty() && !filter.keeps().test(row, wanted)) {
        return false;
      }
    }
    return true;
  }

  private static Cursor cursor(String text, String sort) {
    return Cursor.of(text)
        .filter(cursor -> cursor.sort().equals(sort))
        .orElseThrow(
            () ->
                Parameter.text(CURSOR, "")
                    .bad(
                        "The cursor is not one that this list gave with sort="
                            + sort
                            + "; leave it out to begin anew."));
  }
}
