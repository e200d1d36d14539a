package dev.gopark.testing.agent;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Puts points into one method, and sends to the hooks what is not the same in each run. */
final class Rewriting implements CodeTransform {
  /*
   * A point stands before: an access through a VarHandle (not get, set and fences), an access of a volatile
   * field of a woven class, a call into java.util.concurrent, an unpark or a park, an interrupt, and, where
   * asked for, an access of a plain field; and after the unlock of a SpinLock: what comes between that and the
   * next shared access is where others find the lock free.
   *
   * Nobody else runs inside a static initialiser (others would wait for it in the JVM) and while a monitor is
   * held (others would block in the JVM). What may happen first in a toString, and so because of a trace, has no
   * points: a run with a trace has to be the same as one without.
   */
  private static final ClassDesc SYSTEM = ClassDesc.of("java.lang.System");
  private static final MethodTypeDesc POINT =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_int);
  private static final MethodTypeDesc ALONE =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_boolean);
  private static final MethodTypeDesc SEED = MethodTypeDesc.of(ConstantDescs.CD_long);
  private static final Set<String> HOOKED_RANDOM =
      Set.of(
          "nextLong()J",
          "nextInt()I",
          "nextInt(I)I",
          "nextInt(II)I",
          "nextBoolean()Z",
          "nextDouble()D");

  /** Of java.util.concurrent, but nothing that goroutines share. */
  private static final Set<String> HARMLESS =
      Set.of(
          "java/util/concurrent/TimeUnit",
          "java/util/concurrent/Callable",
          "java/util/concurrent/ThreadLocalRandom",
          "java/util/concurrent/CompletionException",
          "java/util/concurrent/ThreadFactory");

  /** User code, as gopark calls it. */
  private static final Set<String> CALLBACKS =
      Set.of(
          "dev/gopark/Task.run",
          "dev/gopark/channel/ReceiveBody.apply",
          "java/util/concurrent/Callable.call",
          "java/util/function/Supplier.get");

  /** What a fault may close or cancel. */
  private static final Set<String> MADE =
      Set.of("dev/gopark/channel/Hchan", "dev/gopark/context/CancelNode");

  private static final Set<String> QUIET = Set.of("dev/gopark/channel/AbstractChannel.id");

  private final ClassDesc hooks;
  private final boolean isLibrary;
  private final String owner;
  private final String method;
  private final boolean plain;
  private final boolean initialises;
  private final boolean constructs;

  /** Whether nobody else may run in the whole method. */
  private final boolean alone;

  /** Whether it has no points. */
  private final boolean quiet;

  private final boolean unlocks;
  private final Volatiles.Lookup fields;
  private final ToIntFunction<String> sites;
  private int line;
  private int place;
  private Label begin;

  Rewriting(
      ClassDesc hooks,
      String owner,
      MethodModel method,
      boolean plain,
      Volatiles.Lookup fields,
      ToIntFunction<String> sites) {
    this.hooks = hooks;
    this.owner = owner;
    this.isLibrary = owner.startsWith("dev/gopark/");

    this.method = method.methodName().stringValue();
    this.plain = plain;
    this.fields = fields;
    this.sites = sites;
    initialises = this.method.equals("<clinit>");
    constructs = this.method.equals("<init>");
    alone = initialises || (method.flags().flagsMask() & ClassFile.ACC_SYNCHRONIZED) != 0;
    quiet = initialises || QUIET.contains(owner + "." + this.method);
    unlocks = owner.equals("dev/gopark/internal/SpinLock") && this.method.equals("unlock");
  }

  @Override
  public void atStart(CodeBuilder builder) {
    if (alone) {
      alone(builder, true);
      begin = builder.newBoundLabel();
    }
  }

  @Override
  public void atEnd(CodeBuilder builder) {
    if (alone) {
      Label end = builder.newBoundLabel();
      Label handler = builder.newBoundLabel();
      alone(builder, false);
      builder.athrow();
      builder.exceptionCatchAll(begin, end, handler);
    }
  }

  @Override
  public void accept(CodeBuilder builder, CodeElement element) {
    place++;
    switch (element) {
      case LineNumber number -> {
        line = number.line();
        builder.with(element);
      }
      case InvokeInstruction call -> call(builder, call);
      case InvokeDynamicInstruction call -> dynamicCall(builder, call);
      case FieldInstruction access -> {
        if (isShared(access)) {
          point(builder);
        }
        builder.with(element);
      }
      case MonitorInstruction monitor -> {
        boolean enters = monitor.opcode() == Opcode.MONITORENTER;
        if (enters) {
          point(builder);
        }
        builder.with(element);
        alone(builder, enters);
      }
      case NewObjectInstruction allocation -> {
        allocation(builder);
        builder.with(element);
      }
      case NewReferenceArrayInstruction allocation -> {
        allocation(builder);
        builder.with(element);
      }
      case ReturnInstruction end -> {
        if (constructs && MADE.contains(owner)) {
          builder.aload(0);
          builder.invokestatic(
              hooks, "made", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object));
        }
        if (unlocks) {
          point(builder);
        }
        if (alone) {
          alone(builder, false);
        }
        builder.with(element);
      }
      default -> builder.with(element);
    }
  }

  private boolean isShared(FieldInstruction access) {
    if (initialises || constructs) {
      return false;
    }
    String holder = access.owner().asInternalName();
    String field = access.name().stringValue();
    return fields.test(holder, field)
        || (plain && !fields.isFinal(holder, field) && access.opcode() != Opcode.GETSTATIC);
  }

  private void call(CodeBuilder builder, InvokeInstruction call) {
    String holder = call.owner().asInternalName();
    String name = call.name().stringValue();
    switch (holder) {
      case "java/lang/invoke/VarHandle" -> {
        if (!name.equals("get") && !name.equals("set") && !name.endsWith("Fence")) {
          point(builder);
        }
        builder.with(call);
      }
      case "java/lang/System" -> {
        switch (name) {
          case "nanoTime", "currentTimeMillis", "identityHashCode" -> hook(builder, call, false);
          default -> builder.with(call);
        }
      }
      case "java/time/Instant" -> {
        if (name.equals("now") && call.typeSymbol().parameterCount() == 0) {
          hook(builder, call, false);
        } else {
          builder.with(call);
        }
      }
      case "java/lang/Runtime" -> {
        if (name.equals("availableProcessors")) {
          hook(builder, call, true);
        } else {
          builder.with(call);
        }
      }
      case "java/util/concurrent/TimeUnit" -> {
        if (name.equals("sleep")) {
          hook(builder, call, true);
        } else {
          builder.with(call);
        }
      }
      case "java/util/concurrent/locks/LockSupport" -> {
        switch (name) {
          case "parkNanos" -> hook(builder, call, false);
          case "park", "unpark" -> {
            point(builder);
            builder.with(call);
          }
          default -> builder.with(call);
        }
      }
      case "java/util/concurrent/ThreadLocalRandom" -> {
        if (HOOKED_RANDOM.contains(name + call.type().stringValue())) {
          hook(builder, call, true);
        } else {
          builder.with(call);
        }
      }
      case "java/util/Random", "java/util/SplittableRandom" -> {
        if (name.equals("<init>") && call.type().equalsString("()V")) {
          builder.invokestatic(hooks, "seed", SEED);
          builder.invokespecial(
              call.owner().asSymbol(),
              "<init>",
              MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long));
        } else {
          builder.with(call);
        }
      }
      default -> otherCall(builder, call, holder, name);
    }
  }

  private void otherCall(CodeBuilder builder, InvokeInstruction call, String holder, String name) {
    if (isLibrary && CALLBACKS.contains(holder + "." + name)) {
      builder.invokestatic(hooks, "callback", MethodTypeDesc.of(ConstantDescs.CD_void));
      builder.with(call);
      return;
    }
    if (isThreadMethod(call)) {
      switch (name) {
        case "yield" ->
            builder.invokestatic(hooks, "yieldNow", MethodTypeDesc.of(ConstantDescs.CD_void));
        case "onSpinWait", "sleep" -> hook(builder, call, false);
        case "threadId" -> hook(builder, call, true);
        case "interrupt", "interrupted", "isInterrupted" -> {
          point(builder);
          builder.with(call);
        }
        default -> builder.with(call);
      }
      return;
    }
    if (holder.startsWith("java/util/concurrent/")
        && !HARMLESS.contains(holder)
        && !name.equals("<init>")) {
      point(builder);
    }
    builder.with(call);
  }

  private static boolean isThreadMethod(InvokeInstruction call) {
    return call.owner().asInternalName().equals("java/lang/Thread");
  }

  /** Calls the hook of the same name; an instance is its first argument. */
  private void hook(CodeBuilder builder, InvokeInstruction call, boolean instance) {
    MethodTypeDesc type = call.typeSymbol();
    builder.invokestatic(
        hooks,
        call.name().stringValue(),
        instance ? type.insertParameterTypes(0, call.owner().asSymbol()) : type);
  }

  /** A method reference such as System::nanoTime. */
  private void dynamicCall(CodeBuilder builder, InvokeDynamicInstruction call) {
    ConstantDesc[] arguments = call.bootstrapArgs().toArray(new ConstantDesc[0]);
    boolean changed = false;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof DirectMethodHandleDesc handle
          && handle.owner().equals(SYSTEM)
          && (handle.methodName().equals("nanoTime")
              || handle.methodName().equals("currentTimeMillis"))) {
        arguments[i] =
            MethodHandleDesc.ofMethod(
                DirectMethodHandleDesc.Kind.STATIC, hooks, handle.methodName(), SEED);
        changed = true;
      }
    }
    if (changed) {
      builder.invokedynamic(
          DynamicCallSiteDesc.of(
              call.bootstrapMethod(), call.name().stringValue(), call.typeSymbol(), arguments));
    } else {
      builder.with(call);
    }
  }

  private void point(CodeBuilder builder) {
    if (quiet) {
      return;
    }
    String simple = owner.substring(owner.lastIndexOf('/') + 1);
    builder.loadConstant(sites.applyAsInt(simple + "." + method + ":" + line + "/" + place));
    builder.invokestatic(hooks, "point", POINT);
  }

  /** Of gopark's code only: what its promises are about. */
  private void allocation(CodeBuilder builder) {
    if (isLibrary && !initialises) {
      builder.invokestatic(hooks, "allocation", MethodTypeDesc.of(ConstantDescs.CD_void));
    }
  }

  private void alone(CodeBuilder builder, boolean enters) {
    builder.loadConstant(enters ? 1 : 0);
    builder.invokestatic(hooks, "alone", ALONE);
  }
}
