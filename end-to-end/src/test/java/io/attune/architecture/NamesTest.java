package io.attune.architecture;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A name stands for one thing: whoever searches for a class finds that class. Types inside a class
 * are read with its name and may share theirs with each other, but not with a class of its own
 * file.
 */
class NamesTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

  @Test
  void aClassSharesItsNameWithNoOtherType() throws IOException {
    assertThat(shared(CompiledClasses.of(new SourceTree(TOP), TOP).stream().toList())).isEmpty();
  }

  private static Map<String, TreeSet<String>> shared(List<JavaClass> classes) {
    Map<String, TreeSet<String>> byName =
        classes.stream()
            .filter(type -> !type.isAnonymousClass() && !type.getSimpleName().isEmpty())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                groupingBy(
                    JavaClass::getSimpleName,
                    TreeMap::new,
                    mapping(JavaClass::getName, toCollection(TreeSet::new))));
    byName
        .values()
        .removeIf(names -> names.size() == 1 || names.stream().allMatch(n -> n.contains("$")));
    return byName;
  }
}
