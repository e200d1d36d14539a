package dev.gopark.testing.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/** Decides which classes are woven, and has their methods rewritten. */
public final class Weaver implements ClassFileTransformer {
  private static final String LIBRARY = "dev/gopark/";

  /** The simulation itself, and whoever tests it, unless asked for by name. */
  private static final String OURS = "dev/gopark/testing/";

  private final Class<?> hooks;
  private final List<String> include = new ArrayList<>();
  private final boolean plain;
  private final ToIntFunction<String> sites;
  private final BiConsumer<Module, Module> reads;
  private final Volatiles volatiles = new Volatiles(this::isWoven);

  /**
   * Makes the transformer.
   *
   * @param hooks the class whose methods woven code calls
   * @param include packages to weave, with those below them
   * @param plain whether plain fields of those are points too
   * @param sites numbers the points
   * @param reads lets the first module call what the second exports to it
   */
  public Weaver(
      Class<?> hooks,
      List<String> include,
      boolean plain,
      ToIntFunction<String> sites,
      BiConsumer<Module, Module> reads) {
    this.hooks = hooks;
    include.forEach(name -> this.include.add(name.replace('.', '/') + "/"));
    this.plain = plain;
    this.sites = sites;
    this.reads = reads;
  }

  private boolean isWoven(String name) {
    return isIncluded(name) || (name.startsWith(LIBRARY) && !name.startsWith(OURS));
  }

  private boolean isIncluded(String name) {
    return include.stream().anyMatch(name::startsWith);
  }

  @Override
  public byte[] transform(
      Module module,
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] bytes) {
    if (name == null || redefined != null || !isWoven(name)) {
      return null;
    }
    try {
      if (module.isNamed()) {
        reads.accept(module, hooks.getModule());
      }
      return woven(loader, name, bytes);
    } catch (Throwable e) {
      // The JVM would go on with the class as it is, silently.
      System.err.println("gopark-testing cannot weave " + name.replace('/', '.') + ": " + e);
      e.printStackTrace();
      return null;
    }
  }

  private byte[] woven(ClassLoader loader, String name, byte[] bytes) {
    ClassHierarchyResolver hierarchy =
        ClassHierarchyResolver.ofResourceParsing(loader)
            .orElse(ClassHierarchyResolver.defaultResolver());
    ClassFile file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy));
    ClassModel model = file.parse(bytes);
    volatiles.learn(name, model);
    return file.transformClass(
        model,
        (builder, element) -> {
          if (element instanceof MethodModel method && method.code().isPresent()) {
            var rewriting =
                new Rewriting(
                    ClassDesc.of(hooks.getName()),
                    name,
                    method,
                    plain && isIncluded(name),
                    volatiles.in(loader),
                    sites);
            builder.transformMethod(method, MethodTransform.transformingCode(rewriting));
          } else {
            builder.with(element);
          }
        });
  }
}
