package io.attune.endtoend;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parsers of a version of Spark, in a separate class loader, so that several versions can be
 * used in one process.
 */
final class SparkParser implements AutoCloseable {
  private static final Pattern CORE = Pattern.compile("spark-core_[0-9.]+-([0-9.]+)[.]jar");

  /** Integer properties that Spark reads by name without declaring them. */
  private static final Set<String> UNDECLARED =
      Set.of("spark.default.parallelism", "spark.shuffle.io.maxRetries");

  private static final String CONFIG = "org.apache.spark.internal.config.";

  private final String version;
  private final URLClassLoader classes;

  private SparkParser(String version, URLClassLoader classes) {
    this.version = version;
    this.classes = classes;
  }

  /** Loads the parsers from the jars in a {@code classpath} file of {@code spark-homes}. */
  static SparkParser of(Path classpathFile) throws IOException {
    String classpath = Files.readString(classpathFile).strip();
    List<URL> urls = new ArrayList<>();
    for (String jar : classpath.split(Pattern.quote(File.pathSeparator))) {
      urls.add(Path.of(jar).toUri().toURL());
    }
    Matcher core = CORE.matcher(classpath);
    if (!core.find()) {
      throw new IllegalArgumentException(classpathFile + " lists no Spark");
    }
    SparkParser parser =
        new SparkParser(
            core.group(1),
            new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()));
    // Entries are registered when the objects that declare them are initialised.
    for (String holder : List.of("package$", "Network$", "UI$")) {
      parser.module(CONFIG + holder);
    }
    return parser;
  }

  /** The properties that {@code spark-submit} parses from arguments. */
  Map<String, String> submitted(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--master", "local", "--class", "com.example.Job", "job.jar"));
    Object sequence =
        call(call(null, type("scala.jdk.javaapi.CollectionConverters"), "asScala", all), "toList");
    Object noEnvironment = call(module("scala.collection.immutable.Map$"), "empty");
    Class<?> type = type("org.apache.spark.deploy.SparkSubmitArguments");
    Object parsed = construct(type, sequence, noEnvironment);
    Object properties = call(parsed, "sparkProperties");
    Map<?, ?> map =
        (Map<?, ?>)
            call(null, type("scala.jdk.javaapi.CollectionConverters"), "asJava", properties);
    Map<String, String> result = new TreeMap<>();
    map.forEach((key, value) -> result.put(key.toString(), value.toString()));
    result.remove("spark.master");
    result.remove("spark.app.name");
    return result;
  }

  /** The properties that {@code spark-submit --properties-file} reads from a file. */
  Map<String, String> defaults(Path file) {
    return submitted(List.of("--properties-file", file.toString()));
  }

  /**
   * Reads each value as Spark does, and validates them together.
   *
   * @return Spark's error messages, and properties that this version of Spark does not know
   */
  List<String> problems(Map<String, String> properties) {
    List<String> problems = new ArrayList<>();
    Object conf = construct(type("org.apache.spark.SparkConf"), false);
    Object sqlConf = construct(type("org.apache.spark.sql.internal.SQLConf"));
    properties.forEach(
        (property, value) -> {
          try {
            if (property.startsWith("spark.sql.")) {
              if (!(boolean)
                  call(
                      module("org.apache.spark.sql.internal.SQLConf$"),
                      "containsConfigKey",
                      property)) {
                problems.add(property + " is not known to Spark " + version);
              }
              call(sqlConf, "setConfString", property, value);
              return;
            }
            call(conf, "set", property, value);
            Object entry = call(module(CONFIG + "ConfigEntry$"), "findEntry", property);
            if (UNDECLARED.contains(property)) {
              call(conf, "getInt", property, 0);
            } else if (entry == null) {
              problems.add(property + " is not known to Spark " + version);
            } else {
              call(conf, "get", entry);
            }
          } catch (Refused e) {
            problems.add(property + " = " + value + " in Spark " + version + ": " + e.getMessage());
          }
        });
    try {
      call(conf, "validateSettings");
    } catch (Refused e) {
      problems.add("Spark " + version + ": " + e.getMessage());
    }
    return problems;
  }

  /** Parses a size such as {@code 48m} with Spark's parser. */
  long bytes(String text) {
    return (long)
        call(null, type("org.apache.spark.network.util.JavaUtils"), "byteStringAsBytes", text);
  }

  @Override
  public void close() throws IOException {
    classes.close();
  }

  /** An exception thrown by Spark. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(Throwable cause) {
      super(cause.toString(), cause);
    }
  }

  private Class<?> type(String name) {
    try {
      return Class.forName(name, true, classes);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object module(String name) {
    try {
      return type(name).getField("MODULE$").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object call(Object target, String method, Object... arguments) {
    return call(target, target.getClass(), method, arguments);
  }

  private static Object call(Object target, Class<?> type, String name, Object... arguments) {
    Optional<Method> found =
        Arrays.stream(type.getMethods())
            .filter(m -> m.getName().equals(name) && fits(m.getParameterTypes(), arguments))
            .reduce((a, b) -> isMoreSpecial(a.getParameterTypes(), b.getParameterTypes()) ? a : b);
    Method method =
        found.orElseThrow(() -> new IllegalStateException(type + " has no fitting " + name));
    try {
      method.setAccessible(true);
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw new Refused(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isMoreSpecial(Class<?>[] types, Class<?>[] others) {
    return types.length == 0 || others[0].isAssignableFrom(types[0]);
  }

  private static Object construct(Class<?> type, Object... arguments) {
    try {
      return Arrays.stream(type.getConstructors())
          .filter(c -> fits(c.getParameterTypes(), arguments))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(type + " has no fitting constructor"))
          .newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new Refused(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean fits(Class<?>[] wanted, Object[] arguments) {
    if (wanted.length != arguments.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!(wanted[i].isInstance(arguments[i])
          || wanted[i] == boolean.class && arguments[i] instanceof Boolean
          || wanted[i] == int.class && arguments[i] instanceof Integer)) {
        return false;
      }
    }
    return true;
  }
}
