package io.attune.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Kubernetes' own model of its resources: which fields there are, and of which type. */
final class Model {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Model() {}

  /** Fields of a resource that the model does not have; a value of a wrong type is an exception. */
  static <T extends KubernetesResource> Set<String> unknownFields(JsonNode resource, Class<T> type)
      throws Exception {
    T read = JSON.treeToValue(resource, type);
    Set<String> unknown = new TreeSet<>();
    collect(type.getSimpleName(), read, unknown);
    return unknown;
  }

  private static void collect(String path, Object value, Set<String> unknown) throws Exception {
    if (value instanceof Collection<?> many) {
      List<Object> copy = new ArrayList<>(many);
      for (int i = 0; i < copy.size(); i++) {
        collect(path + "[" + i + "]", copy.get(i), unknown);
      }
    } else if (value instanceof KubernetesResource
        || value != null && value.getClass().getName().startsWith("io.fabric8.")) {
      for (Method getter : value.getClass().getMethods()) {
        if (getter.getParameterCount() == 0 && getter.getName().startsWith("get")) {
          collect(path, getter, call(getter, value), unknown);
        }
      }
    }
  }

  private static void collect(String path, Method getter, Object field, Set<String> unknown)
      throws Exception {
    if (getter.getName().equals("getAdditionalProperties")) {
      ((Map<?, ?>) field).keySet().forEach(name -> unknown.add(path + "." + name));
    } else if (field instanceof Collection || field instanceof KubernetesResource) {
      collect(path + "." + getter.getName().substring(3), field, unknown);
    }
  }

  private static Object call(Method getter, Object value) throws IllegalAccessException {
    try {
      return getter.invoke(value);
    } catch (InvocationTargetException e) {
      return null;
    }
  }
}
