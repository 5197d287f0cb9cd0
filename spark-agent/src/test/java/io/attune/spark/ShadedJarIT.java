package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
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
