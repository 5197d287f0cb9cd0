package io.attune.benchmarks.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldCasesTest {
  @Test
  void eachCaseHasASourceAProgramAndARemedyOfItsOwn() {
    List<FieldCase> cases = FieldCases.all();

    assertThat(cases).hasSizeGreaterThan(20).extracting(FieldCase::name).doesNotHaveDuplicates();
    assertThat(cases).extracting(FieldCase::application).doesNotHaveDuplicates();
    for (FieldCase each : cases) {
      assertThat(each.source()).as(each.name()).startsWith("http");
      assertThat(each.symptom()).as(each.name()).isNotBlank();
      assertThat(each.remedy()).as(each.name()).isNotBlank();
      assertThatCode(() -> each.application().getMethod("main", String[].class))
          .as(each.name())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void theRemedysSettingsAreInTheMendedRunOnly() {
    for (FieldCase each : FieldCases.all()) {
      each.mendedConf()
          .forEach(
              (property, value) -> {
                assertThat(each.conf(true)).containsEntry(property, value);
                assertThat(each.conf(false).get(property)).isNotEqualTo(value);
              });
    }
  }

  @Test
  void whatStartsTheDriverIsNotShared() {
    FieldCase alone =
        FieldCase.named("a", FieldCasesTest.class)
            .conf("spark.driver.memory", "512m")
            .remedy("none", ExpectedAnswer.right("x"));
    FieldCase shared =
        FieldCase.named("b", FieldCasesTest.class).remedy("none", ExpectedAnswer.right("x"));

    assertThat(alone.alone()).isTrue();
    assertThat(alone.driverConf()).containsEntry("spark.driver.memory", "512m");
    assertThat(shared.alone()).isFalse();
    assertThat(shared.driver()).isNotEqualTo(alone.driver());
  }

  @Test
  void anAnswerIsRightOnlyWithoutAWrongOneBesideIt() {
    ExpectedAnswer answer = ExpectedAnswer.right("salt", "executor-count");
    GivenAdvice right = new GivenAdvice("HIGH", "skew : salt the key");
    GivenAdvice tolerated =
        new GivenAdvice("HIGH", "executor-count spark.executor.instances=2: fewer");
    GivenAdvice wrong = new GivenAdvice("MODERATE", "broadcast x=1: a higher limit");
    GivenAdvice quiet = new GivenAdvice("LOW", "broadcast x=1: a higher limit");

    assertThat(answer.judge(List.of())).isEqualTo(Grade.SILENT);
    assertThat(answer.judge(List.of(tolerated, quiet))).isEqualTo(Grade.SILENT);
    assertThat(answer.judge(List.of(right, tolerated, quiet))).isEqualTo(Grade.RIGHT);
    assertThat(answer.judge(List.of(right, wrong))).isEqualTo(Grade.WRONG);
  }

  @Test
  void whatAnalyzePrintsIsReadForEachRun() throws Exception {
    String run =
        "{\"recommendations\":[{\"ruleId\":\"skew\",\"property\":null,\"severity\":\"HIGH\","
            + "\"summary\":\"Salt.\"},{\"ruleId\":\"spill\",\"property\":\"p\","
            + "\"recommended\":\"2\",\"severity\":\"LOW\",\"summary\":\"More.\"}]}";
    List<GivenAdvice> said =
        GivenAdvice.all(new ObjectMapper().readTree("[" + run + "," + run + "]"));

    assertThat(said).hasSize(4);
    assertThat(said.get(0)).isEqualTo(new GivenAdvice("HIGH", "skew : Salt."));
    assertThat(said.get(0).loud()).isTrue();
    assertThat(said.get(1)).isEqualTo(new GivenAdvice("LOW", "spill p=2: More."));
    assertThat(said.get(1).loud()).isFalse();
  }
}
