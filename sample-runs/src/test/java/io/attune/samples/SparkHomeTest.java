package io.attune.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkHomeTest {
  private static final Path HOMES = Path.of("..", "spark-homes");

  // Not a JUnit temporary directory, which warns of every link to the outside when it is deleted.
  private static final Path HOMES_HERE = Path.of("target", "spark-homes");

  @TempDir Path directory;

  @Test
  void linksTheJarsAndKnowsItsVersions() throws Exception {
    Path classpath = HOMES.resolve("spark-3.5-scala-2.13/target/classpath");
    SparkHome home = SparkHome.link(classpath, HOMES_HERE.resolve("3.5"));

    int jars = Files.readString(classpath).strip().split(File.pathSeparator).length;
    assertThat(home.directory().resolve("jars").toFile().list()).hasSize(jars);
    assertThat(home.scalaVersion()).isEqualTo("2.13");
    assertThat(home.sparkVersion()).startsWith("3.5.");
    assertThat(home.moduleOptions()).anyMatch(option -> option.startsWith("--add-opens"));
  }

  @Test
  void canBeLinkedAgainWithoutWhatWasThereBefore() throws Exception {
    Path classpath = HOMES.resolve("spark-4-scala-2.13/target/classpath");
    Path jars = Files.createDirectories(HOMES_HERE.resolve("4/jars"));
    Files.writeString(jars.resolve("spark-core_2.13-0.0.1.jar"), "old");
    SparkHome first = SparkHome.link(classpath, HOMES_HERE.resolve("4"));
    SparkHome second = SparkHome.link(classpath, HOMES_HERE.resolve("4"));

    assertThat(second.sparkVersion()).startsWith("4.").isEqualTo(first.sparkVersion());
    assertThat(jars.resolve("spark-core_2.13-0.0.1.jar")).doesNotExist();
  }

  @Test
  void refusesAClasspathWithoutSpark() throws Exception {
    Path classpath = Files.writeString(directory.resolve("classpath"), "some.jar");

    assertThatThrownBy(() -> SparkHome.link(classpath, directory.resolve("home")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lists no spark-core");
  }
}
