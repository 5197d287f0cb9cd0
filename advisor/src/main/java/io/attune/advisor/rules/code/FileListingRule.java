package io.attune.advisor.rules.code;

import io.attune.advisor.application.Environment.TableFormat;
import io.attune.advisor.rules.Advice;
import io.attune.advisor.rules.Relevance;
import io.attune.advisor.rules.Rule;
import io.attune.advisor.rules.RuleContext;
import io.attune.advisor.rules.Verdict;
import io.attune.advisor.rules.explain.FileListing;
import io.attune.advisor.setting.Amounts;
import io.attune.advisor.table.RuleTable;
import io.attune.schemas.Category;
import io.attune.schemas.Severity;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Queries that wait for the list of the files that they are going to read. */
public final class FileListingRule implements Rule {
  static final String ID = "file-listing";
  private static final String THRESHOLD = "spark.sql.sources.parallelPartitionDiscovery.threshold";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Verdict evaluate(RuleContext context) {
    FileListing listing = FileListing.of(context.run().application());
    if (listing.millis() < context.table().number("file-listing.min-listing-ms")
        || !new Relevance(context).ofWallTime(listing.millis())) {
      return Verdict.silent(
          "finding the files to read took "
              + Amounts.duration(listing.millis())
              + ", too little to matter");
    }
    return new Verdict.Advises(List.of(advice(context, listing)));
  }

  private static Advice advice(RuleContext context, FileListing listing) {
    RuleTable table = context.table();
    long millis = listing.millis();
    Advice.Builder advice =
        Advice.withoutSetting(Category.CODE)
            .severity(
                millis >= table.number("file-listing.high-listing-ms")
                    ? Severity.HIGH
                    : Severity.MODERATE)
            .sqlExecution(
                listing.scans().stream()
                    .map(scan -> OptionalLong.of(scan.execution().executionId()))
                    .findFirst()
                    .orElseGet(OptionalLong::empty))
            .tasks(context.facts().tasksSucceeded())
            .weightMs(millis)
            .evidence("listingMs", "sum", millis, table.number("file-listing.min-listing-ms"), "ms")
            .timeSavingAtMost(millis);
    listing.jobs().stream()
        .findFirst()
        .ifPresent(job -> advice.context("directoriesListed", "max", job.directories(), "count"));
    return advice
        .summary(
            Amounts.duration(millis)
                + " went into finding the files to read"
                + where(listing)
                + ": "
                + remedy(context, listing)
                + ".")
        .doubt(
            "A store that answers slowly for another reason looks the same; then fewer directories"
                + " help less.")
        .build();
  }

  private static String where(FileListing listing) {
    Optional<String> jobs =
        listing.jobs().stream()
            .findFirst()
            .map(
                longest ->
                    Amounts.counted(listing.jobs().size(), "job")
                        + " listed up to "
                        + Amounts.count(longest.directories())
                        + " directories");
    Optional<String> scans =
        listing.scans().stream()
            .findFirst()
            .map(
                scan ->
                    "the "
                        + scan.node().name().strip()
                        + " of SQL execution "
                        + scan.execution().executionId()
                        + " waited "
                        + Amounts.duration(scan.millis()));
    return jobs.or(() -> scans).map(text -> " (" + text + ")").orElse("");
  }

  private static String remedy(RuleContext context, FileListing listing) {
    if (!listing.jobs().isEmpty()) {
      return (listing.jobs().size() > 1
              ? "read the table once and keep the data frame instead of naming its path again, "
              : "")
          + "filter by the columns that name the directories, partition by fewer values, or use a"
          + " table format that keeps the list of its files";
    }
    FileListing.Scan slowest = listing.scans().get(0);
    if (!context.run().application().environment().tableFormats().isEmpty()) {
      return context.run().application().environment().tableFormats().contains(TableFormat.ICEBERG)
          ? "filter by the columns of its partitions, and rewrite the table's manifests"
              + " (rewrite_manifests) and small files (rewrite_data_files)"
          : "filter by the columns of its partitions, and compact the table's small files";
    }
    long directories = slowest.node().partitionsRead().orElse(0);
    long threshold = context.settings().number(THRESHOLD).orElse(32);
    return directories > 1 && directories <= threshold
        ? "the driver lists "
            + Amounts.count(directories)
            + " directories one after the other, because they are no more than "
            + THRESHOLD
            + "="
            + threshold
            + "; with a lower value tasks list them side by side"
        : "filter by the columns that name the directories, partition by fewer values, or use a"
            + " table format that keeps the list of its files";
  }
}
