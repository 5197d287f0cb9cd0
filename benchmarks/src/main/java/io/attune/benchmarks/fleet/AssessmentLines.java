package io.attune.benchmarks.fleet;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.advisor.application.Run;
import io.attune.advisor.assess.Assessment;
import io.attune.advisor.render.AvroJson;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes what was made of every run of the fleet, one JSON object in a line: the recommendations
 * and outcomes field for field, and why the other rules are silent. Two versions of the rules give
 * the same advice when their files are the same.
 */
final class AssessmentLines implements FleetBench.Listener, Closeable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferedWriter out;

  AssessmentLines(Path file) throws IOException {
    this.out = Files.newBufferedWriter(requireNonNull(file, "file is null"));
  }

  @Override
  public void accept(Run run, Assessment assessment, int number) {
    ObjectNode line = JSON.createObjectNode();
    line.put("workload", assessment.workload());
    line.put("applicationId", assessment.applicationId());
    line.put("run", number);
    ArrayNode recommendations = line.putArray("recommendations");
    assessment.recommendations().forEach(r -> recommendations.add(AvroJson.of(r)));
    ArrayNode outcomes = line.putArray("outcomes");
    assessment.outcomes().forEach(outcome -> outcomes.add(AvroJson.of(outcome)));
    line.set("silent", JSON.valueToTree(assessment.silent()));
    try {
      out.write(JSON.writeValueAsString(line));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
