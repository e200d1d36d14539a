package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Go;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CancelRaceTest {
  private static final Context ROOT = Context.background();

  private static void together(List<Runnable> tasks) throws Exception {
    together(tasks, () -> {});
  }

  /**
   * Runs tasks on goroutines, and one on the calling thread, which the operating system runs in its
   * turn: two goroutines that only yield keep a third from the JDK's carriers, for ever if it is
   * the one that they wait for.
   */
  private static void together(List<Runnable> tasks, Runnable own) throws Exception {
    var start = new CountDownLatch(1);
    var failure = new AtomicReference<Throwable>();
    List<Thread> threads = new ArrayList<>();
    for (Runnable task : tasks) {
      threads.add(
          Go.go(() -> {
            start.await();
            try {
              task.run();
            } catch (Throwable t) {
              failure.compareAndSet(null, t);
            }
          }));
    }
    start.countDown();
    own.run();
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new AssertionError("in a thread", failure.get());
    }
  }

  @Test
  @DisplayName("X4 TestSimultaneousCancels: a binary tree of 127, everybody cancelled at once")
  void cancel_allNodesAtOnce_allEnd() throws Exception {
    for (int round = 0; round < 100; round++) {
      List<CancelNode> all = new ArrayList<>(List.of((CancelNode) Context.withCancel(ROOT)));
      for (int i = 0; i < 63; i++) {
        all.add((CancelNode) Context.withCancel(all.get(i)));
        all.add((CancelNode) Context.withCancel(all.get(i)));
      }
      all.forEach(Context::done);
      List<Runnable> cancels = new ArrayList<>();
      all.forEach(c -> cancels.add(c::cancel));
      Collections.shuffle(cancels);
      together(cancels);
      for (CancelNode c : all) {
        assertThat(c.err()).isNotNull();
        assertThat(c.done().isDrained()).isTrue();
        assertThat(c.linked).isFalse();
        assertThat(c.checkInvariants()).isZero();
      }
    }
  }

  @Test
  @DisplayName(
      "X4 whoever comes back from a cancel finds all below ended, also the one who came second")
  void cancel_twoOfOneTree_bothSynchronous() throws Exception {
    long seed = Long.getLong("gopark.seed", System.nanoTime());
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<CancelNode> all = new ArrayList<>(List.of((CancelNode) Context.withCancel(ROOT)));
      for (int i = 1; i < 300; i++) {
        all.add((CancelNode) Context.withCancel(all.get(random.nextInt(i))));
      }
      Runnable task =
          () -> {
            all.get(0).cancel();
            for (CancelNode c : all) {
              if (c.err() == null || !c.done().isDrained()) {
                throw new AssertionError("seed " + seed + ": not ended: " + c);
              }
            }
          };
      CancelNode middle = all.get(1);
      together(List.of(task, middle::cancel, task));
    }
  }

  @Test
  @DisplayName("X10 TestCauseRace: one cause for all, the same whenever it is asked")
  void cause_polledWhileCancelled_neverChanges() throws Exception {
    for (int round = 0; round < 300; round++) {
      CancelContext ctx = Context.withCancel(ROOT);
      Context below = Context.withCancel(ctx);
      List<Runnable> tasks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        var reason = new Exception("reason " + i);
        tasks.add(() -> ctx.cancel(reason));
      }
      Runnable polls =
          () -> {
            Throwable cause;
            while ((cause = below.cause()) == null) {
              Go.gosched();
            }
            for (int i = 0; i < 50; i++) {
              assertThat(below.cause()).isSameAs(cause);
              assertThat(ctx.cause()).isSameAs(cause);
            }
          };
      together(tasks, polls);
      assertThat(below.err().getCause()).isSameAs(ctx.cause());
    }
  }

  @Test
  @DisplayName(
      "X3 TestWithCancelSimultaneouslyCanceledParent: no child is born too late to be told")
  void withCancel_whileParentIsCancelled_ends() throws Exception {
    for (int round = 0; round < 2_000; round++) {
      CancelNode parent = (CancelNode) Context.withCancel(ROOT);
      var child = new AtomicReference<CancelNode>();
      together(List.of(parent::cancel, () -> child.set((CancelNode) Context.withCancel(parent))));
      assertThat(child.get().err()).isSameAs(parent.err());
      assertThat(child.get().linked).isFalse();
      assertThat(parent.checkInvariants()).isZero();
    }
  }

  @Test
  @DisplayName("X6 TestContextErrDoneRace: err not null means that done is closed, and the reverse")
  void errAndDone_polled_agree() throws Exception {
    for (int round = 0; round < 2_000; round++) {
      CancelContext ctx = Context.withCancel(ROOT);
      var done = ctx.done();
      var polled = new AtomicBoolean();
      together(
          List.of(
              () -> {
                polled.set(true);
                while (ctx.err() == null) {
                  Go.gosched();
                }
                assertThat(done.isDrained()).isTrue();
                assertThat(ctx.done().isDrained()).isTrue();
              },
              () -> {
                polled.set(true);
                while (!done.isDrained()) {
                  Go.gosched();
                }
                assertThat(ctx.err()).isNotNull();
                assertThat(ctx.cause()).isNotNull();
              }),
          () -> {
            while (!polled.get()) {
              Thread.onSpinWait();
            }
            ctx.cancel();
          });
    }
  }

  @Test
  @DisplayName("X17 done made while the context is cancelled is closed")
  void done_firstAskedDuringCancel_closed() throws Exception {
    for (int round = 0; round < 2_000; round++) {
      CancelContext ctx = Context.withCancel(ROOT);
      together(
          List.of(
              ctx::cancel,
              () -> {
                try {
                  ctx.done().receive();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              }));
    }
  }

  @Test
  @DisplayName("X3 TestInterlockedCancels: a child cancelled by who watches its parent")
  void cancel_ofChildByWatcherOfParent_noDeadlock() throws Exception {
    CancelContext parent = Context.withCancel(ROOT);
    CancelContext child = Context.withCancel(parent);
    Thread watcher =
        Go.go(() -> {
          parent.done().receive();
          child.cancel();
        });
    Await.parked(watcher);
    parent.cancel();
    assertThat(child.done().receive()).isNull();
    watcher.join();
  }

  @Test
  @DisplayName("X22 a tree that grows, shrinks and is cancelled at the same time stays whole")
  void tree_churn_staysWhole() throws Exception {
    long seed = Long.getLong("gopark.seed", System.nanoTime());
    for (int round = 0; round < 20; round++) {
      CancelNode root = (CancelNode) Context.withCancel(ROOT);
      List<Runnable> tasks = new ArrayList<>();
      List<List<CancelNode>> made = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        var random = new Random(seed + round * 31L + t);
        List<CancelNode> mine = new ArrayList<>();
        made.add(mine);
        tasks.add(() -> {
          mine.add(root);
          for (int i = 0; i < 500; i++) {
            CancelNode at = mine.get(random.nextInt(mine.size()));
            switch (random.nextInt(6)) {
              case 0 -> {
                if (at != root) {
                  at.cancel();
                }
              }
              case 1 -> mine.add((CancelNode) Context.withTimeout(at, Duration.ofNanos(50_000)));
              case 2 -> Context.afterFunc(at, () -> {});
              default -> mine.add((CancelNode) Context.withCancel(at));
            }
          }
        });
      }
      if (round % 2 == 0) {
        tasks.add(root::cancel);
      }
      together(tasks);
      root.cancel();
      for (List<CancelNode> mine : made) {
        for (CancelNode c : mine) {
          assertThat(c.err()).as("seed %d", seed).isNotNull();
          // A timeout's goroutine may still be on its way.
          Await.until("unlinked, seed " + seed, () -> !c.linked && c.checkInvariants() == 0);
        }
      }
    }
  }
}
