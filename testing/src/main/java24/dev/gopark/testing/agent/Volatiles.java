package dev.gopark.testing.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Knows which fields of woven classes are volatile, read from their class files. */
final class Volatiles {
  private static final Map<String, Integer> NONE = Map.of();

  private final Predicate<String> woven;

  /** By class: the flags of its fields. */
  private final Map<String, Map<String, Integer>> known = new ConcurrentHashMap<>();

  Volatiles(Predicate<String> woven) {
    this.woven = woven;
  }

  void learn(String name, ClassModel model) {
    Map<String, Integer> flags = new HashMap<>();
    for (FieldModel field : model.fields()) {
      flags.put(field.fieldName().stringValue(), field.flags().flagsMask());
    }
    known.put(name, flags);
  }

  /** Whether a field, of a class as a loader sees it, has a flag: given "class.field" and flag. */
  Lookup in(ClassLoader loader) {
    return new Lookup(loader);
  }

  final class Lookup implements BiPredicate<String, String> {
    private final ClassLoader loader;

    private Lookup(ClassLoader loader) {
      this.loader = loader;
    }

    /** Whether a field is volatile. */
    @Override
    public boolean test(String owner, String field) {
      return has(owner, field, ClassFile.ACC_VOLATILE);
    }

    boolean isFinal(String owner, String field) {
      return has(owner, field, ClassFile.ACC_FINAL);
    }

    private boolean has(String owner, String field, int flag) {
      return (flags(owner).getOrDefault(field, 0) & flag) != 0;
    }

    private Map<String, Integer> flags(String owner) {
      Map<String, Integer> flags = known.get(owner);
      if (flags == null) {
        flags = woven.test(owner) ? read(owner) : NONE;
      }
      return flags;
    }

    private Map<String, Integer> read(String owner) {
      String file = owner + ".class";
      try (InputStream in =
          loader == null
              ? ClassLoader.getSystemResourceAsStream(file)
              : loader.getResourceAsStream(file)) {
        if (in != null) {
          learn(owner, ClassFile.of().parse(in.readAllBytes()));
        }
      } catch (IOException e) {
        // As if it had no such field: the access is no point.
      }
      return known.getOrDefault(owner, NONE);
    }
  }
}
