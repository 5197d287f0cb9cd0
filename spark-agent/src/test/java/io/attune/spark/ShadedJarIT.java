package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The shaded jar does not conflict with the classes of an application. */
class ShadedJarIT {
  @Test
  void holdsNoClassUnderAnotherProjectsName() throws IOException {
    assertThat(entries())
        .filteredOn(name -> name.endsWith(".class"))
        .hasSizeGreaterThan(1_000)
        .allMatch(name -> name.startsWith("io/attune/"));
  }

  @Test
  void holdsNoNativeCodeAndNoSecondVersionOfAClass() throws IOException {
    assertThat(entries())
        .noneMatch(name -> name.matches(".*\\.(so|dll|dylib|jnilib)"))
        .noneMatch(name -> name.matches("META-INF/versions/.*\\.class"));
  }

  @Test
  void carriesTheLicencesAndNoticesOfWhatIsInside() throws IOException {
    assertThat(entries())
        .contains("META-INF/LICENSE", "META-INF/NOTICE")
        .contains("META-INF/FastDoubleParser-LICENSE", "META-INF/Schubfach-LICENSE")
        .doesNotContain("LICENSE", "NOTICE");
    assertThat(text("META-INF/LICENSE")).contains("Apache License", "Version 2.0, January 2004");
    assertThat(text("META-INF/NOTICE"))
        .startsWith("Attune\n")
        .contains(notice("META-INF/NOTICE", org.apache.avro.Schema.class))
        .contains(notice("META-INF/NOTICE", com.fasterxml.jackson.core.JsonFactory.class))
        .contains(notice("NOTICE", org.apache.kafka.common.TopicPartition.class))
        .contains("lz4-java");
  }

  @Test
  void isOfAReasonableSize() throws IOException {
    assertThat(Files.size(SparkUnderTest.AGENT_JAR)).isBetween(5L << 20, 13L << 20);
  }

  @Test
  void findsKafkasLoginModuleUnderItsNewName() throws Exception {
    URL[] jar = {SparkUnderTest.AGENT_JAR.toUri().toURL()};
    try (URLClassLoader loader =
        new URLClassLoader(jar, new SparkOnly(getClass().getClassLoader()))) {
      Class<?> names = Class.forName("io.attune.spark.KafkaNames", true, loader);
      Method relocate = names.getDeclaredMethod("relocate", String.class);
      relocate.setAccessible(true);

      String module =
          (String) relocate.invoke(null, "org.apache.kafka.common.security.plain.PlainLoginModule");

      assertThat(module)
          .isEqualTo("io.attune.shaded.org.apache.kafka.common.security.plain.PlainLoginModule");
      assertThat(Class.forName(module, true, loader).getClassLoader()).isSameAs(loader);
    }
  }

  @Test
  void loginsByTokensFindAllTheyNeed() throws Exception {
    URL[] jar = {SparkUnderTest.AGENT_JAR.toUri().toURL()};
    try (URLClassLoader loader =
        new URLClassLoader(jar, new SparkOnly(getClass().getClassLoader()))) {
      Method completed =
          Class.forName("io.attune.registry.TokenLogin", true, loader)
              .getMethod("completed", Map.class);

      Map<?, ?> settings =
          (Map<?, ?>)
              completed.invoke(
                  null,
                  Map.of(
                      "sasl.mechanism",
                      "OAUTHBEARER",
                      "sasl.oauthbearer.token.endpoint.url",
                      "https://login.example.org/token"));

      for (String role :
          List.of("sasl.login.callback.handler.class", "sasl.oauthbearer.jwt.validator.class")) {
        Class<?> type = Class.forName((String) settings.get(role), true, loader);
        assertThat(type.getName()).startsWith("io.attune.shaded.");
        assertThat(type.getDeclaredConstructor().newInstance()).as(role).isNotNull();
      }
    }
  }

  private static String text(String name) throws IOException {
    return text(SparkUnderTest.AGENT_JAR.toFile(), name);
  }

  /** The notice in the jar that a class comes from. */
  private static String notice(String name, Class<?> type) throws IOException {
    return text(new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()), name)
        .strip();
  }

  private static String text(File file, String name) throws IOException {
    try (JarFile jar = new JarFile(file)) {
      return new String(
              jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8)
          .replace("\r\n", "\n");
    }
  }

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(SparkUnderTest.AGENT_JAR.toFile())) {
      return Collections.list(jar.entries()).stream().map(ZipEntry::getName).toList();
    }
  }

  /** Hides the test's class path, so that the jar's classes are loaded. */
  private static final class SparkOnly extends ClassLoader {
    private final ClassLoader tests;

    private SparkOnly(ClassLoader tests) {
      super(ClassLoader.getPlatformClassLoader());
      this.tests = tests;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("org.slf4j.") || name.startsWith("org.apache.logging.")) {
        return tests.loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }
}
