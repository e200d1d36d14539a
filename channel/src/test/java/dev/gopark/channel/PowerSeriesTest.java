package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gopark.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Go's test/chan/powser: arithmetic on power series, each a goroutine that sends its coefficients
 * one after the other (M. D. McIlroy, Squinting at Power Series). Series that are defined by
 * themselves close a cycle of channels.
 */
class PowerSeriesTest {
  private static final int TERMS = 10;

  private record Fraction(long over, long under) {
    static Fraction of(long over, long under) {
      long divisor = gcd(Math.abs(over), Math.abs(under));
      long sign = under < 0 ? -1 : 1;
      return new Fraction(sign * over / divisor, sign * under / divisor);
    }

    private static long gcd(long a, long b) {
      return b == 0 ? Math.max(a, 1) : gcd(b, a % b);
    }

    Fraction plus(Fraction other) {
      return of(over * other.under + other.over * under, under * other.under);
    }

    Fraction times(Fraction other) {
      return of(over * other.over, under * other.under);
    }

    @Override
    public String toString() {
      return under == 1 ? "" + over : over + "/" + under;
    }
  }

  /** Thrown out of a goroutine when the test is over. */
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super(null, null, false, false);
    }
  }

  /** What a series does: puts its coefficients. */
  @FunctionalInterface
  private interface Body {
    void run(Channel<Fraction> out) throws Exception;
  }

  private final Channel<Fraction> stop = Channel.make();
  private final Goroutines go = new Goroutines();

  private Channel<Fraction> series(Body body) {
    Channel<Fraction> out = Channel.make();
    start(() -> body.run(out));
    return out;
  }

  private void start(Task task) {
    go.go(() -> {
      try {
        task.run();
      } catch (Stopped e) {
        assertThat(stop.isDrained()).isTrue();
      }
    });
  }

  private void put(Channel<Fraction> out, Fraction value) throws InterruptedException {
    Select.select(
        out.onSend(value),
        stop.onReceive(v -> {
          throw new Stopped();
        }));
  }

  private Fraction get(Channel<Fraction> in) throws InterruptedException {
    return Select.select(
        in.onReceive(),
        stop.onReceive(v -> {
          throw new Stopped();
        }));
  }

  private Channel<Fraction> constant(long value) {
    return series(out -> {
      put(out, Fraction.of(value, 1));
      while (true) {
        put(out, Fraction.of(0, 1));
      }
    });
  }

  /** 1 + x + x^2 + ... */
  private Channel<Fraction> ones() {
    return series(out -> {
      while (true) {
        put(out, Fraction.of(1, 1));
      }
    });
  }

  private Channel<Fraction> add(Channel<Fraction> f, Channel<Fraction> g) {
    return series(out -> {
      while (true) {
        put(out, get(f).plus(get(g)));
      }
    });
  }

  private Channel<Fraction> multiply(Channel<Fraction> f, Channel<Fraction> g) {
    return series(out -> {
      List<Fraction> left = new ArrayList<>();
      List<Fraction> right = new ArrayList<>();
      while (true) {
        left.add(get(f));
        right.add(get(g));
        Fraction sum = Fraction.of(0, 1);
        for (int i = 0; i < left.size(); i++) {
          sum = sum.plus(left.get(i).times(right.get(right.size() - 1 - i)));
        }
        put(out, sum);
      }
    });
  }

  private Channel<Fraction> derivative(Channel<Fraction> f) {
    return series(out -> {
      get(f);
      for (int n = 1; ; n++) {
        put(out, get(f).times(Fraction.of(n, 1)));
      }
    });
  }

  /** Puts the constant before it asks for anything: that is what lets cycles start. */
  private Channel<Fraction> integral(long constant, Channel<Fraction> f) {
    return series(out -> {
      put(out, Fraction.of(constant, 1));
      for (int n = 1; ; n++) {
        put(out, get(f).times(Fraction.of(1, n)));
      }
    });
  }

  /** Copies a series to several readers, who may be at different places. */
  private void split(Channel<Fraction> in, List<Channel<Fraction>> outs) {
    start(() -> {
      List<Deque<Fraction>> queues = new ArrayList<>();
      outs.forEach(out -> queues.add(new ArrayDeque<>()));
      while (true) {
        List<Case<Integer>> cases = new ArrayList<>();
        boolean somebodyIsDry = false;
        for (int i = 0; i < outs.size(); i++) {
          Deque<Fraction> queue = queues.get(i);
          if (queue.isEmpty()) {
            somebodyIsDry = true;
          } else {
            cases.add(outs.get(i).onSend(queue.element(), () -> queue.remove().hashCode()));
          }
        }
        Channel<Fraction> from = somebodyIsDry ? in : Channel.never();
        cases.add(
            from.onReceive(v -> {
              queues.forEach(queue -> queue.add(v));
              return 0;
            }));
        cases.add(
            stop.onReceive(v -> {
              throw new Stopped();
            }));
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array for the varargs call
        Case<Integer>[] array = cases.toArray(new Case[0]);
        Select.select(array);
      }
    });
  }

  private void assertSeries(Channel<Fraction> series, String... expected)
      throws InterruptedException {
    List<String> terms = new ArrayList<>();
    for (int i = 0; i < expected.length; i++) {
      terms.add(get(series).toString());
    }
    stop.close();
    go.join();
    assertThat(terms).containsExactly(expected);
  }

  @Test
  @DisplayName("powser: 1/(1-x) squared and added to itself")
  void sumsAndProducts() throws InterruptedException {
    assertSeries(add(multiply(ones(), ones()), ones()), "2", "3", "4", "5", "6", "7", "8", "9");
  }

  @Test
  @DisplayName("powser: the exponential of x is its own integral")
  void exponential() throws InterruptedException {
    Channel<Fraction> back = Channel.make();
    Channel<Fraction> result = Channel.make();
    split(integral(1, back), List.of(back, result));
    assertSeries(result, "1", "1", "1/2", "1/6", "1/24", "1/120", "1/720", "1/5040");
  }

  @Test
  @DisplayName("powser: the tangent, by the derivative 1 + tan^2, twice around a cycle")
  void tangent() throws InterruptedException {
    Channel<Fraction> left = Channel.make();
    Channel<Fraction> right = Channel.make();
    Channel<Fraction> result = Channel.make();
    split(integral(0, add(constant(1), multiply(left, right))), List.of(left, right, result));
    assertSeries(result, "0", "1", "0", "1/3", "0", "2/15", "0", "17/315", "0", "62/2835");
  }

  @Test
  @DisplayName("powser: the exponential of a series, and its derivative")
  void exponentialOfSeries() throws InterruptedException {
    // E = exp(F), F = x + x^2 + ... : E' = E F', E(0) = 1.
    Channel<Fraction> tail = integral(0, derivative(ones()));
    Channel<Fraction> back = Channel.make();
    Channel<Fraction> result = Channel.make();
    split(integral(1, multiply(back, derivative(tail))), List.of(back, result));
    assertSeries(result, "1", "1", "3/2", "13/6", "73/24", "167/40", "4051/720");
  }

  @Test
  @DisplayName("powser: " + TERMS + " terms of a long chain")
  void chain() throws InterruptedException {
    Channel<Fraction> series = ones();
    for (int i = 0; i < 20; i++) {
      series = integral(1, derivative(series));
    }
    var expected = new String[TERMS];
    java.util.Arrays.fill(expected, "1");
    assertSeries(series, expected);
  }
}
