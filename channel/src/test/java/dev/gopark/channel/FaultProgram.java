package dev.gopark.channel;

import dev.gopark.Task;
import dev.gopark.internal.WaitQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs each operation that waits again and again, each time with another of its steps failing, and
 * looks whether it has happened or not, and whether everything is in its place. Loaded by {@link
 * FaultyClasses}; it knows nothing of the test framework.
 */
public final class FaultProgram implements Callable<List<String>> {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(1);

  /** What was found to be wrong, and what was struck: the places, each once. */
  private final List<String> report = new ArrayList<>();

  /** For {@link FaultyClasses}' user. */
  public FaultProgram() {}

  /** One operation and its surroundings, made anew for each strike. */
  private abstract static class Scenario {
    final Hchan<Integer> a = new Hchan<>(0);
    final Hchan<Integer> b = new Hchan<>(0);
    final TimeChannel timer = (TimeChannel) Channel.after(LONG);

    /** What the peer has given, or taken. */
    final AtomicInteger exchanged = new AtomicInteger();

    volatile Thread victim;
    volatile boolean over;

    /** How many exchanges the operation says that it has made: 0 or 1. */
    abstract int operate() throws Exception;

    /** What the other side does again and again while somebody waits, until the end. */
    void meet() {}

    /** Whether the peer is to come. */
    boolean isWaiting() {
      return waiting(a) + waiting(b) > 0;
    }

    void settled() throws Exception {}
  }

  private static int waiting(Hchan<?> channel) {
    return channel.recvq.size() + channel.sendq().size();
  }

  @Override
  public List<String> call() throws Exception {
    run("timed send, met", TimedSend::new);
    run("timed send, late", LateSend::new);
    run("send, met", Send::new);
    run("timed receive, met", TimedReceive::new);
    run("timed receive, late", LateReceive::new);
    run("receive, met", Receive::new);
    run("receive, closed", ReceiveClosed::new);
    run("receive, interrupted", ReceiveInterrupted::new);
    run("select, met", () -> new Selects(true));
    run("select, late", () -> new Selects(false));
    run("select once, met", SelectOnce::new);
    run("timer, due", TimerDue::new);
    run("timer, late", TimerLate::new);
    return report;
  }

  private void run(String name, Callable<Scenario> make) throws Exception {
    // Once without a strike, so that classes are loaded.
    strike(name, make.call(), Integer.MAX_VALUE);
    for (int step = 0; strike(name, make.call(), step); step++) {
      if (step > 500) {
        throw new AssertionError(name + " never ends without a strike");
      }
    }
  }

  /** Whether there was such a step. */
  private boolean strike(String name, Scenario scenario, int step) throws Exception {
    scenario.victim = Thread.currentThread();
    Thread peer =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (!scenario.over) {
                if (scenario.isWaiting()) {
                  scenario.meet();
                }
                Thread.onSpinWait();
              }
            });
    int made = 0;
    String thrown = null;
    Fault.strike(step);
    try {
      made = scenario.operate();
    } catch (OutOfMemoryError e) {
      thrown = e.getMessage();
    }
    String struck = Fault.end();
    scenario.over = true;
    boolean interrupted = joined(peer);
    String at = name + ", struck at " + struck + ", threw " + thrown + ": ";
    // The one step that fails too late: what tryReceive returns is made when the element is taken.
    boolean taken = struck != null && struck.startsWith("new Received$Value in Hchan.received");
    if (made != scenario.exchanged.get() && !taken) {
      report.add(at + "made " + made + ", the peer " + scenario.exchanged);
    }
    if (interrupted && !(scenario instanceof ReceiveInterrupted)) {
      report.add(at + "left an interrupt");
    }
    try {
      check(scenario);
      scenario.settled();
    } catch (Throwable t) {
      report.add(at + t);
    }
    if (struck != null) {
      report.add("struck " + struck);
    }
    return struck != null;
  }

  /** Waits for the peer, whatever it does meanwhile: whether the caller was interrupted. */
  private static boolean joined(Thread peer) {
    boolean interrupted = false;
    while (peer.isAlive()) {
      try {
        peer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return Thread.interrupted() || interrupted;
  }

  private static void check(Scenario scenario) {
    for (Hchan<?> channel : List.of(scenario.a, scenario.b)) {
      channel.checkInvariants();
      if (waiting(channel) > 0) {
        throw new AssertionError("nodes left behind: " + channel);
      }
    }
    scenario.timer.checkInvariants();
    WaitQueue queue = scenario.timer.recvq;
    if (!queue.isEmpty()) {
      throw new AssertionError("nodes left behind: " + scenario.timer);
    }
  }

  private static int found(Received<?> received) {
    return received instanceof Received.Value ? 1 : 0;
  }

  private static int quietly(Task task) {
    try {
      task.run();
      return 1;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private abstract static class SendToPeer extends Scenario {
    @Override
    void meet() {
      exchanged.addAndGet(found(a.tryReceive()));
    }
  }

  private static final class TimedSend extends SendToPeer {
    @Override
    int operate() throws Exception {
      return a.trySend(1, LONG) ? 1 : 0;
    }
  }

  private static final class LateSend extends Scenario {
    @Override
    int operate() throws Exception {
      return a.trySend(1, SHORT) ? 1 : 0;
    }
  }

  private static final class Send extends SendToPeer {
    @Override
    int operate() {
      return quietly(() -> a.send(1));
    }
  }

  private abstract static class ReceiveFromPeer extends Scenario {
    @Override
    void meet() {
      if (a.trySend(1)) {
        exchanged.incrementAndGet();
      }
    }
  }

  private static final class TimedReceive extends ReceiveFromPeer {
    @Override
    int operate() throws Exception {
      return found(a.tryReceive(LONG));
    }
  }

  private static final class LateReceive extends Scenario {
    @Override
    int operate() throws Exception {
      return found(a.tryReceive(SHORT));
    }
  }

  private static final class Receive extends ReceiveFromPeer {
    @Override
    int operate() {
      return quietly(a::receive);
    }
  }

  private static final class ReceiveClosed extends Scenario {
    @Override
    int operate() throws Exception {
      return a.receive() == null ? 0 : 1;
    }

    @Override
    void meet() {
      a.tryClose();
    }
  }

  private static final class ReceiveInterrupted extends Scenario {
    @Override
    int operate() throws Exception {
      try {
        a.receive();
        return 1;
      } catch (InterruptedException e) {
        return 0;
      }
    }

    @Override
    void meet() {
      victim.interrupt();
    }
  }

  private static final class Selects extends Scenario {
    private final boolean met;
    private Select<Integer> select;
    private boolean failed = true;

    Selects(boolean met) {
      this.met = met;
    }

    @Override
    int operate() throws Exception {
      Case<Integer> sends = a.onSend(1, () -> 1);
      Case<Integer> receives = b.onReceive(v -> 1);
      Case<Integer> waits = timer.onReceive(at -> 5);
      select = Select.of(sends, receives, waits, Select.timeout(met ? LONG : SHORT, () -> 0));
      int made = select.run();
      failed = false;
      return made;
    }

    @Override
    void meet() {
      if (met) {
        if (found(a.tryReceive()) == 1) {
          exchanged.incrementAndGet();
        }
        if (b.trySend(2)) {
          exchanged.incrementAndGet();
        }
      }
    }

    @Override
    void settled() throws Exception {
      if (failed && select != null) {
        try {
          select.run();
        } catch (IllegalStateException refused) {
          return;
        }
        throw new AssertionError("a select that an error hit was run again");
      }
    }
  }

  private static final class SelectOnce extends ReceiveFromPeer {
    @Override
    int operate() throws Exception {
      return Select.select(a.onReceive(v -> 1), b.onReceive(v -> 5), timer.onReceive(at -> 5));
    }
  }

  private static final class TimerDue extends Scenario {
    private final OneShotChannel soon = (OneShotChannel) Channel.after(SHORT);

    @Override
    int operate() throws Exception {
      soon.receive();
      return 0;
    }

    @Override
    void settled() {
      soon.checkInvariants();
    }
  }

  private static final class TimerLate extends Scenario {
    @Override
    int operate() throws Exception {
      return found(timer.tryReceive(SHORT));
    }
  }
}
