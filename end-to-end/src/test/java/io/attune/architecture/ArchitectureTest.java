package io.attune.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.attune.architecture.SourceTree.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The house plan of {@code docs/ARCHITECTURE.md}, held against the compiled classes of all modules
 * and against their folders. What a package may use of other people's code is said in {@code
 * build/checkstyle/import-control.xml}.
 */
class ArchitectureTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final String ATTUNE = "io.attune.";
  private static final Pattern COMMAND_LINE =
      Pattern.compile("^import (static )?io\\.attune\\.cli\\.", Pattern.MULTILINE);

  private static final SourceTree SOURCES = new SourceTree(TOP);
  private static HousePlan plan;
  private static JavaClasses classes;

  @BeforeAll
  static void readPlanAndClasses() throws IOException {
    plan = HousePlan.read(TOP.resolve("docs/ARCHITECTURE.md"));
    classes = CompiledClasses.of(SOURCES, TOP);
  }

  @Test
  void noCircleBetweenPackages() {
    slices().matching("io.attune.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void aPackageUsesOnlyWhatStandsAboveItInTheList() {
    classes()
        .should(
            useOnly(
                "packages that stand above their own in the list of docs/ARCHITECTURE.md",
                (from, to) -> plan.place(to) < plan.place(from)))
        .check(classes);
  }

  @Test
  void aModuleUsesOnlyWhatItsRowNames() {
    classes()
        .should(
            useOnly(
                "modules that the row of their own in docs/ARCHITECTURE.md names",
                (from, to) -> {
                  HousePlan.ModuleRow own = plan.moduleOf(from);
                  return own.holds(to) || own.uses().contains(plan.moduleOf(to).folder());
                }))
        .check(classes);
  }

  @Test
  void everyModuleHasARowAndEveryPackageAPlace() {
    assertThat(plan.modules().stream().map(HousePlan.ModuleRow::folder))
        .as("rows of the table of modules in docs/ARCHITECTURE.md")
        .containsExactlyInAnyOrderElementsOf(SOURCES.modules());
    TreeSet<String> built = new TreeSet<>();
    SOURCES.modules().forEach(module -> built.addAll(SOURCES.packages(module)));
    TreeSet<String> missing = new TreeSet<>(built);
    plan.packages().forEach(missing::remove);
    assertThat(missing).as("packages that the list in docs/ARCHITECTURE.md lacks").isEmpty();
    assertThat(plan.packages())
        .as("packages in the list of docs/ARCHITECTURE.md, each once and each in the code")
        .doesNotHaveDuplicates()
        .allMatch(built::contains);
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    TreeSet<String> silent = new TreeSet<>();
    sources().forEach(source -> silent.add(source.declaredPackage()));
    sources()
        .filter(source -> source.file().endsWith("package-info.java"))
        .forEach(source -> silent.remove(source.declaredPackage()));
    assertThat(silent).as("packages without a package-info.java").isEmpty();
  }

  @Test
  void aFileStandsInTheFolderOfItsPackage() {
    assertThat(sources().filter(source -> !source.folder().equals(source.declaredPackage())))
        .extracting(Source::file)
        .as("files whose folder is not their package")
        .isEmpty();
  }

  @Test
  void onlyTheCommandLineUsesTheCommandLine() {
    assertThat(
            sources()
                .filter(source -> !source.declaredPackage().startsWith("io.attune.cli"))
                .filter(source -> COMMAND_LINE.matcher(source.text()).find()))
        .extracting(Source::file)
        .as("files outside of cli, tests too, that import io.attune.cli")
        .isEmpty();
  }

  private static Stream<Source> sources() {
    return SOURCES.modules().stream()
        .flatMap(
            module ->
                Stream.of("main", "test").flatMap(tree -> SOURCES.files(module, tree).stream()));
  }

  private static ArchCondition<JavaClass> useOnly(
      String what, BiFunction<String, String, Boolean> allowed) {
    return new ArchCondition<>("use only " + what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
          String from = arrow.getOriginClass().getPackageName();
          String to = arrow.getTargetClass().getBaseComponentType().getPackageName();
          if (to.startsWith(ATTUNE) && !to.equals(from) && !allowed.apply(from, to)) {
            events.add(
                SimpleConditionEvent.violated(
                    type, from + " -> " + to + ": " + arrow.getDescription()));
          }
        }
      }
    };
  }
}
