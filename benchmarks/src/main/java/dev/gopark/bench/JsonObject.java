package dev.gopark.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of a JSON object, in their order. A field that is asked for must be there. */
record JsonObject(Map<String, Object> fields) {
  JsonObject() {
    this(new LinkedHashMap<>());
  }

  /** Adds a field and returns this object. */
  JsonObject with(String key, Object value) {
    fields.put(key, value);
    return this;
  }

  boolean has(String key) {
    return fields.containsKey(key);
  }

  String string(String key) {
    return get(key, String.class);
  }

  double number(String key) {
    return get(key, Double.class);
  }

  boolean flag(String key) {
    return get(key, Boolean.class);
  }

  JsonObject object(String key) {
    return get(key, JsonObject.class);
  }

  List<Double> numbers(String key) {
    List<Double> numbers = new ArrayList<>();
    for (Object each : get(key, List.class)) {
      numbers.add((Double) each);
    }
    return numbers;
  }

  private <T> T get(String key, Class<T> type) {
    Object value = fields.get(key);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "no " + type.getSimpleName() + " called \"" + key + "\" in " + this);
    }
    return type.cast(value);
  }

  @Override
  public String toString() {
    return Json.write(this);
  }
}
