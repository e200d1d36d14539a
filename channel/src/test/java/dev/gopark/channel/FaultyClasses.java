package dev.gopark.channel;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Enumeration;
import java.util.Set;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;

/**
 * Loads gopark's classes anew, with a call of {@link Fault#point} before every allocation and every
 * call that may fail: production code is what it is, and every step of it can be made to throw.
 */
final class FaultyClasses extends ClassLoader {
  private static final String OURS = "dev.gopark.";

  /** Calls that may throw an error, besides allocations: of the engine and of the JDK. */
  private static final Set<String> MAY_FAIL =
      Set.of(
          "dev/gopark/internal/TimeEngine",
          "dev/gopark/internal/SystemTime",
          "dev/gopark/internal/EventSource$Listener",
          "java/util/concurrent/locks/LockSupport",
          "java/util/concurrent/ForkJoinPool");

  /** Those of them that may not, or whose errors are the JDK's to bear. */
  private static final Set<String> NEVER_FAIL = Set.of("nanoTime", "unpark", "getBlocker");

  private final ClassLoader source = FaultyClasses.class.getClassLoader();

  FaultyClasses() {
    super(ClassLoader.getPlatformClassLoader());
  }

  /** Ours first: the platform's loader knows the packages of all modules, ours too. */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".class";
    try (InputStream in = source.getResourceAsStream(path)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] code = in.readAllBytes();
      if (name.startsWith(OURS) && !name.contains(".Fault")) {
        code = instrumented(name, code);
      }
      return defineClass(name, code, 0, code.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    return source.getResourceAsStream(name);
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    return source.getResources(name);
  }

  private static byte[] instrumented(String name, byte[] code) {
    var reader = new ClassReader(code);
    var writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    String simple = name.substring(name.lastIndexOf('.') + 1);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String method, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next =
                super.visitMethod(access, method, descriptor, signature, exceptions);
            // What fails while a class is initialised makes the class unusable for ever.
            return method.equals("<clinit>") ? next : new Points(next, simple + "." + method);
          }
        },
        0);
    return writer.toByteArray();
  }

  /** Puts the calls into one method. */
  private static final class Points extends MethodVisitor {
    private final String method;
    private int line;

    Points(MethodVisitor next, String method) {
      super(Opcodes.ASM9, next);
      this.method = method;
    }

    private void point(String what) {
      super.visitLdcInsn(what + " in " + method + ":" + line);
      super.visitMethodInsn(
          Opcodes.INVOKESTATIC,
          "dev/gopark/channel/Fault",
          "point",
          "(Ljava/lang/String;)V",
          false);
    }

    @Override
    public void visitLineNumber(int line, Label start) {
      this.line = line;
      super.visitLineNumber(line, start);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      super.visitTypeInsn(opcode, type);
      // After a NEW, since stack maps name it by its place, and as good: nothing has seen the
      // object.
      if (opcode == Opcodes.NEW || opcode == Opcodes.ANEWARRAY) {
        point("new " + type.substring(type.lastIndexOf('/') + 1));
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      point("lambda or concatenation");
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      if (MAY_FAIL.contains(owner) && !NEVER_FAIL.contains(name)) {
        point(name);
      }
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }
  }
}
