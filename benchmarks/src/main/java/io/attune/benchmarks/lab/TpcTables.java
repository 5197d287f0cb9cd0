package io.attune.benchmarks.lab;

import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Writes TPC tables as text with {@code |} as separator, and each table's columns as Spark DDL to
 * {@code <table>.schema}. The generators run here and not inside Spark, whose Guava may be too old
 * for them.
 */
final class TpcTables {
  private static final List<Table> STAR =
      List.of(
          Table.STORE_SALES, Table.DATE_DIM, Table.ITEM, Table.STORE, Table.CUSTOMER_DEMOGRAPHICS);

  private TpcTables() {}

  /** Writes all tables of TPC-H, each to a number of files. */
  static void writeTpch(Path folder, double scale, int parts) throws IOException {
    for (TpchTable<?> table : TpchTable.getTables()) {
      writeTpch(folder, table, scale, parts);
    }
  }

  /** Writes TPC-H's line items as text files. */
  static void writeLines(Path folder, double scale, int parts) throws IOException {
    Files.createDirectories(folder);
    for (int part = 1; part <= parts; part++) {
      try (BufferedWriter out = writer(folder.resolve("part-" + part + ".txt"))) {
        for (TpchEntity row : TpchTable.LINE_ITEM.createGenerator(scale, part, parts)) {
          out.write(row.toLine());
          out.write('\n');
        }
      }
    }
  }

  private static <E extends TpchEntity> void writeTpch(
      Path folder, TpchTable<E> table, double scale, int parts) throws IOException {
    Path files = Files.createDirectories(folder.resolve(table.getTableName()));
    boolean small = table == TpchTable.NATION || table == TpchTable.REGION;
    int count = small ? 1 : parts;
    for (int part = 1; part <= count; part++) {
      try (BufferedWriter out = writer(files.resolve("part-" + part + ".csv"))) {
        for (E row : table.createGenerator(scale, part, count)) {
          out.write(row.toLine());
          out.write('\n');
        }
      }
    }
    String ddl =
        table.getColumns().stream()
            .map(column -> column.getColumnName() + " " + type(column))
            .collect(Collectors.joining(", "));
    Files.writeString(folder.resolve(table.getTableName() + ".schema"), ddl);
  }

  private static String type(TpchColumn<?> column) {
    return switch (column.getType().getBase()) {
      case INTEGER -> "INT";
      case IDENTIFIER -> "BIGINT";
      case DATE -> "DATE";
      case DOUBLE -> "DOUBLE";
      case VARCHAR -> "STRING";
    };
  }

  /** Writes the store sales star schema of TPC-DS. */
  static void writeTpcds(Path folder, double scale) throws IOException {
    for (Table table : STAR) {
      Path files = Files.createDirectories(folder.resolve(table.getName()));
      Session session = Session.getDefaultSession().withScale(scale).withTable(table);
      try (BufferedWriter out = writer(files.resolve("part-1.csv"))) {
        for (List<List<String>> rows : Results.constructResults(table, session)) {
          out.write(
              rows.get(0).stream()
                  .map(field -> field == null ? "" : field)
                  .collect(Collectors.joining("|")));
          out.write('\n');
        }
      }
      String ddl =
          Arrays.stream(table.getColumns())
              .map(c -> c.getName() + " " + typeDs(c.getType().getBase().name()))
              .collect(Collectors.joining(", "));
      Files.writeString(folder.resolve(table.getName() + ".schema"), ddl);
    }
  }

  private static String typeDs(String base) {
    return switch (base.toUpperCase(Locale.ROOT)) {
      case "INTEGER" -> "INT";
      case "IDENTIFIER" -> "BIGINT";
      case "DATE" -> "DATE";
      case "DECIMAL" -> "DOUBLE";
      default -> "STRING";
    };
  }

  private static BufferedWriter writer(Path file) throws IOException {
    return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }
}
