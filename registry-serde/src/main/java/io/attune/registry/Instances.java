package io.attune.registry;

import java.lang.reflect.InvocationTargetException;
import org.apache.kafka.common.config.ConfigException;

/** Makes objects of classes that a configuration names. */
final class Instances {
  private Instances() {}

  /**
   * A new object of a configured class.
   *
   * @param property the property that names the class
   * @param className what it says
   * @param type what the class must be
   * @param otherwise what else the property may say, for the error message
   * @throws ConfigException in one sentence, if there is no such class or it is something else
   */
  static <T> T create(String property, String className, Class<T> type, String otherwise) {
    Class<?> found = find(className);
    if (found == null) {
      throw new ConfigException(
          property
              + " names the class "
              + className
              + ", which is not on the class path; add the jar that has it, or use "
              + otherwise
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
              + otherwise
              + ".");
    }
    try {
      return type.cast(found.getDeclaredConstructor().newInstance());
    } catch (InvocationTargetException e) {
      throw unusable(property, className, "its constructor failed: " + Text.of(e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw unusable(property, className, "it has no public constructor without arguments", e);
    } catch (LinkageError e) {
      throw unusable(property, className, "a class that it needs is missing: " + Text.of(e), e);
    }
  }

  /**
   * A class by its name, from the thread's class loader or from the one that loaded this library;
   * null if neither has it. The class is not initialized.
   */
  static Class<?> find(String className) {
    Class<?> found = find(className, Thread.currentThread().getContextClassLoader());
    return found != null ? found : find(className, Instances.class.getClassLoader());
  }

  /** A class by its name from one class loader; null if it does not have it. Not initialized. */
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
