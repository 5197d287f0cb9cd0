package io.attune.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.advisor.application.SparkProperties;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the table of properties against the register of entries of the Spark on the class path. */
class SparkPropertiesRegisterTest {
  private static Map<String, ?> register;

  @BeforeAll
  @SuppressWarnings("unchecked")
  static void readRegister() throws ReflectiveOperationException {
    for (String entries :
        new String[] {
          "org.apache.spark.internal.config.package$",
          "org.apache.spark.internal.config.Kryo$",
          "org.apache.spark.internal.config.Network$",
          "org.apache.spark.sql.internal.SQLConf$"
        }) {
      Class.forName(entries);
    }
    Class<?> entries = Class.forName("org.apache.spark.internal.config.ConfigEntry$");
    Field known = entries.getDeclaredField("knownConfigs");
    known.setAccessible(true);
    register = (Map<String, ?>) known.get(entries.getField("MODULE$").get(null));
  }

  @Test
  void no_property_is_said_to_be_older_than_spark_says() throws ReflectiveOperationException {
    int compared = 0;
    for (String property : SparkProperties.standard().names()) {
      Object entry = register.get(property);
      if (entry == null) {
        continue;
      }
      Method version = entry.getClass().getMethod("version");
      String[] first = ((String) version.invoke(entry)).split("\\.");
      String before = before(Integer.parseInt(first[0]), Integer.parseInt(first[1]));
      Optional<String> earlier = SparkProperties.standard().nameIn(property, before);
      assertThat(earlier)
          .as("%s came with Spark %s.%s", property, first[0], first[1])
          .isNotEqualTo(Optional.of(property));
      compared++;
    }
    assertThat(compared).isGreaterThan(60);
  }

  /** A version that did not have what came with this one. */
  private static String before(int major, int minor) {
    return minor > 0 ? major + "." + (minor - 1) : Math.max(0, major - 1) + ".0";
  }
}
