package io.attune.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A name means one thing: who reads it in an import or a sentence need not ask which is meant. */
class NamesTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() {
    classes = CompiledClasses.of(new SourceTree(TOP), TOP);
  }

  @Test
  void noTwoTypesHaveTheSameName() {
    Map<String, Set<String>> packages = new TreeMap<>();
    for (JavaClass type : classes) {
      if (type.isTopLevelClass() && !type.getSimpleName().equals("package-info")) {
        packages
            .computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
            .add(type.getPackageName());
      }
    }
    packages.values().removeIf(of -> of.size() < 2);
    assertThat(packages).as("names by the packages that have a type of that name").isEmpty();
  }

  @Test
  void noNestedTypeHasTheNameOfAnotherThatStandsAlone() {
    Map<String, String> alone = new TreeMap<>();
    classes.stream()
        .filter(JavaClass::isTopLevelClass)
        .forEach(type -> alone.put(type.getSimpleName(), type.getName()));
    Set<String> twice = new TreeSet<>();
    for (JavaClass type : classes) {
      if (type.isMemberClass() && alone.containsKey(type.getSimpleName())) {
        twice.add(type.getName() + " and " + alone.get(type.getSimpleName()));
      }
    }
    assertThat(twice).as("nested types and the types whose names they have").isEmpty();
  }
}
