package io.attune.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScrubberTest {
  private final ObjectMapper mapper = new ObjectMapper();
  private final Scrubber scrubber = new Scrubber(literals(), "jane");

  @Test
  void replacesTheHostOfAnExecutorTheSameWayEverywhere() throws Exception {
    JsonNode added =
        scrub(
            "{'Event':'SparkListenerExecutorAdded','Executor Info':{'Host':'10.1.2.3','Log"
                + " Urls':{'stderr':'http://10.1.2.3:8081/x'}}}");
    JsonNode other =
        scrub("{'Event':'SparkListenerTaskEnd','Task Info':{'Host':'worker-7.corp.example'}}");

    assertThat(added.at("/Executor Info/Host").asText()).isEqualTo("host-1");
    assertThat(added.at("/Executor Info/Log Urls/stderr").asText())
        .isEqualTo("http://host-1:8081/x");
    assertThat(other.at("/Task Info/Host").asText()).isEqualTo("host-2");
  }

  @Test
  void replacesKnownDirectoriesByTheirMeaningAndOtherPathsByAPlaceholder() throws Exception {
    JsonNode event =
        scrub(
            "{'Event':'X','text':'Location: InMemoryFileIndex"
                + " [file:/tmp/run-1/data/orders], also /home/jane/secret.txt',"
                + "'list':['file:/tmp/run-1/data/a','/opt/lib/x.jar']}");

    assertThat(event.path("text").asText())
        .isEqualTo("Location: InMemoryFileIndex [file:/data/orders], also /path");
    assertThat(event.path("list").get(0).asText()).isEqualTo("file:/data/a");
    assertThat(event.path("list").get(1).asText()).isEqualTo("/path");
  }

  @Test
  void emptiesWhatDescribesTheMachineInTheEnvironment() throws Exception {
    JsonNode event =
        scrub(
            "{'Event':'SparkListenerEnvironmentUpdate','JVM Information':{'Java"
                + " Home':'/usr/lib/jvm/17','Java Version':'17'},'Spark"
                + " Properties':{'spark.executor.memory':'1g'},'Hadoop"
                + " Properties':{'hadoop.tmp.dir':'/tmp/hadoop-jane'},'System"
                + " Properties':{'user.name':'jane','java.version':'17'},'Metrics"
                + " Properties':{},'Classpath Entries':{'/home/jane/a.jar':'System Classpath'}}");

    assertThat(event.path("Classpath Entries").size()).isZero();
    assertThat(event.path("Hadoop Properties").size()).isZero();
    assertThat(event.path("System Properties").toString()).isEqualTo("{\"java.version\":\"17\"}");
    assertThat(event.at("/JVM Information/Java Home").asText()).isEqualTo("java-home");
    assertThat(event.at("/Spark Properties/spark.executor.memory").asText()).isEqualTo("1g");
  }

  @Test
  void replacesTheUserOfTheApplication() throws Exception {
    JsonNode event =
        scrub("{'Event':'SparkListenerApplicationStart','App Name':'orders','User':'jane'}");

    assertThat(event.path("User").asText()).isEqualTo("attune");
    assertThat(event.path("App Name").asText()).isEqualTo("orders");
  }

  @Test
  void keepsNumbersAndTheOrderOfFields() throws Exception {
    String line =
        "{\"Event\":\"SparkListenerTaskEnd\",\"b\":9007199254740993,\"a\":0.1,\"c\":{\"z\":-1,\"y\":true,\"x\":null}}";

    assertThat(scrubber.scrub(line)).isEqualTo(line);
  }

  @Test
  void leavesVersionsAlone() throws Exception {
    String line = "{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"3.5.9\"}";

    assertThat(scrubber.scrub(line)).isEqualTo(line);
  }

  @Test
  void refusesWhatIsNotAnEvent() {
    assertThatThrownBy(() -> scrubber.scrub("[1]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not an event");
  }

  private JsonNode scrub(String singleQuoted) throws Exception {
    return mapper.readTree(scrubber.scrub(singleQuoted.replace('\'', '"')));
  }

  private static Map<String, String> literals() {
    Map<String, String> literals = new LinkedHashMap<>();
    literals.put("/tmp/run-1/data", "/data");
    literals.put("/tmp/run-1", "/scratch");
    return literals;
  }
}
