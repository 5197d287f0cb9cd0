package io.attune.registry;

import java.lang.reflect.InvocationTargetException;
import org.apache.kafka.common.config.ConfigException;

/** Creates instances of configured classes. */
final class Instances {
  private Instances() {}

  /**
   * Creates an instance of a configured class.
   *
   * @param property the property that names the class
   * @param className the class's name
   * @param type the required type
   * @param alternatives the property's other values, for the error message
   * @throws ConfigException if there is no such class or it has another type
   */
  static <T> T create(String property, String className, Class<T> type, String alternatives) {
    Class<?> found = find(className);
    if (found == null) {
      throw new ConfigException(
          property
              + " names the class "
              + className
              + ", which is not on the class path; add the jar that has it, or use "
              + alternatives
              + ".");
    }
    if (!type.isAssignableFrom(found)) {
      throw new ConfigException(
          property
              + " names the class "
              + className
              + ", which is not a "
              + type.getName()
              + "; use "
              + alternatives
              + ".");
    }
    try {
      return type.cast(found.getDeclaredConstructor().newInstance());
    } catch (InvocationTargetException e) {
      throw unusable(
          property, className, "its constructor failed: " + ErrorLine.of(e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw unusable(property, className, "it has no public constructor without arguments", e);
    } catch (LinkageError e) {
      throw unusable(
          property, className, "a class that it needs is missing: " + ErrorLine.of(e), e);
    }
  }

  /**
   * Finds a class with the thread's class loader or the one of this library, without initializing
   * it; null if neither has it.
   */
  static Class<?> find(String className) {
    Class<?> found = find(className, Thread.currentThread().getContextClassLoader());
    return found != null ? found : find(className, Instances.class.getClassLoader());
  }

  /** Finds a class with a class loader, without initializing it; null if there is none. */
  static Class<?> find(String className, ClassLoader loader) {
    if (loader == null) {
      return null;
    }
    try {
      return Class.forName(className, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  private static ConfigException unusable(
      String property, String className, String why, Throwable cause) {
    ConfigException exception =
        new ConfigException(
            property + " names the class " + className + ", which cannot be used: " + why + ".");
    exception.initCause(cause);
    return exception;
  }
}
