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

  @TempDir Path directory;

  @Test
  void linksTheJarsAndKnowsItsVersions() throws Exception {
    Path classpath = HOMES.resolve("spark-3.5-scala-2.13/target/classpath");
    SparkHome home = SparkHome.link(classpath, directory.resolve("home"));

    int jars = Files.readString(classpath).strip().split(File.pathSeparator).length;
    assertThat(home.directory().resolve("jars").toFile().list()).hasSize(jars);
    assertThat(home.scalaVersion()).isEqualTo("2.13");
    assertThat(home.sparkVersion()).startsWith("3.5.");
    assertThat(home.moduleOptions()).anyMatch(option -> option.startsWith("--add-opens"));
  }

  @Test
  void canBeLinkedAgain() throws Exception {
    Path classpath = HOMES.resolve("spark-4-scala-2.13/target/classpath");
    SparkHome first = SparkHome.link(classpath, directory);
    SparkHome second = SparkHome.link(classpath, directory);

    assertThat(second.sparkVersion()).startsWith("4.").isEqualTo(first.sparkVersion());
  }

  @Test
  void refusesAClasspathWithoutSpark() throws Exception {
    Path classpath = Files.writeString(directory.resolve("classpath"), "some.jar");

    assertThatThrownBy(() -> SparkHome.link(classpath, directory.resolve("home")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lists no spark-core");
  }
}
