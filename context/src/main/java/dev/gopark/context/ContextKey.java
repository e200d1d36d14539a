package dev.gopark.context;

import java.util.Objects;

/**
 * The key of a value that a {@link Context} carries, and the value's type.
 *
 * <p>A key equals itself only: two keys of the same name are different, so that packages cannot
 * read or hide each other's values by accident. Keep it in a constant, private if only your package
 * is to read the value.
 *
 * {@snippet lang = java :
 * static final ContextKey<String> USER = ContextKey.of("user");
 *
 * Context ctx = Context.withValue(parent, USER, "gopher");
 * String user = ctx.value(USER);
 * }
 *
 * @param <T> the type of the values
 */
@SuppressWarnings("UnusedTypeParameter") // it types Context.value and withValue
public final class ContextKey<T> {
  private final String name;

  private ContextKey(String name) {
    this.name = name;
  }

  /**
   * Makes a key.
   *
   * @param name what a context's {@code toString} shows; need not be unique
   * @param <T> the type of the values
   * @return a key that is equal to no other
   * @throws NullPointerException if {@code name} is null
   */
  public static <T> ContextKey<T> of(String name) {
    return new ContextKey<>(Objects.requireNonNull(name, "name"));
  }

  /** The name that the key was made with. */
  @Override
  public String toString() {
    return name;
  }
}
