package io.attune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.spark.SparkReferences.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodType;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that the agent's classes reference in Spark and Scala exists, with the same
 * descriptor, in every supported version of Spark. A method that returns a Scala {@code Seq} fails
 * here and not in an application.
 */
class LinkageIT {
  @ParameterizedTest
  @EnumSource(SparkUnderTest.class)
  void linksWith(SparkUnderTest spark) throws IOException {
    Set<Reference> references = references();
    assertThat(references).hasSizeGreaterThan(60);
    URL[] jars = spark.jars().stream().map(LinkageIT::url).toArray(URL[]::new);

    Set<String> missing = new TreeSet<>();
    try (URLClassLoader loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
      for (Reference reference : references) {
        if (!exists(reference, loader)) {
          missing.add(reference.toString());
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  private static Set<Reference> references() throws IOException {
    Set<Reference> references = new TreeSet<>(Comparator.comparing(Reference::toString));
    try (Stream<Path> files = Files.walk(Path.of("target", "classes", "io", "attune", "spark"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          SparkReferences.addTo(references, in);
        }
      }
    }
    return references;
  }

  private static boolean exists(Reference reference, ClassLoader loader) {
    try {
      Class<?> owner = Class.forName(reference.owner(), false, loader);
      if (!reference.isMethod()) {
        owner.getField(reference.name());
        return true;
      }
      if (reference.name().equals("<init>")) {
        return Arrays.stream(owner.getDeclaredConstructors())
            .map(c -> MethodType.methodType(void.class, c.getParameterTypes()))
            .anyMatch(type -> type.toMethodDescriptorString().equals(reference.descriptor()));
      }
      return family(owner).stream()
          .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
          .filter(method -> method.getName().equals(reference.name()))
          .map(m -> MethodType.methodType(m.getReturnType(), m.getParameterTypes()))
          .anyMatch(type -> type.toMethodDescriptorString().equals(reference.descriptor()));
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  private static Set<Class<?>> family(Class<?> type) {
    Set<Class<?>> family = new HashSet<>();
    List<Class<?>> open = new ArrayList<>(List.of(type));
    while (!open.isEmpty()) {
      Class<?> next = open.remove(open.size() - 1);
      if (next != null && family.add(next)) {
        open.add(next.getSuperclass());
        open.addAll(List.of(next.getInterfaces()));
      }
    }
    return family;
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
