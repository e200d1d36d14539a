package dev.gopark.remote.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.channel.Select;
import dev.gopark.context.CanceledException;
import dev.gopark.context.Context;
import dev.gopark.remote.Codec;
import dev.gopark.remote.RemoteException;
import dev.gopark.remote.kit.Await;
import dev.gopark.remote.kit.ChildJvm;
import dev.gopark.remote.kit.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists that others fill. */
class BlockingPopTest extends RedisTest {
  private static final Duration LEASE = Duration.ofSeconds(30);

  private BlockingPop<String> open(Duration lease, String... lists) {
    return opened(BlockingPop.open(uri(server().port()), List.of(lists), Codec.string(), lease));
  }

  private Popped<String> next(BlockingPop<String> pop) throws Exception {
    Popped<String> one = pop.pop(CTX, SOON);
    assertThat(one).as("an element within " + SOON).isNotNull();
    return one;
  }

  @Test
  void pop_waits_takesWhatIsPushed_anddoneRemovesIt() throws Exception {
    var pop = open(LEASE, "jobs");
    var jedis = jedis();
    jedis.rpush("jobs", "a", "b", "b");
    for (String expected : List.of("a", "b", "b")) {
      Popped<String> one = next(pop);
      assertThat(one.value()).isEqualTo(expected);
      assertThat(one.list()).isEqualTo("jobs");
      assertThat(one.done()).isTrue();
      assertThat(one.done()).isFalse();
      assertThat(one.putBack()).isFalse();
    }
    assertThat(jedis.keys("jobs:pop:*")).allMatch(key -> key.endsWith(":n"));
    assertThat(jedis.llen("jobs")).isZero();
  }

  @Test
  void pop_severalListsHaveSomething_theFirstNamedWins() throws Exception {
    var pop = open(LEASE, "urgent", "normal");
    var jedis = jedis();
    jedis.rpush("normal", "n");
    jedis.rpush("urgent", "u");
    Await.until("both are here", () -> jedis.llen("normal") == 0 && jedis.llen("urgent") == 0);
    // Moved by the server, and on its way to the local channels; the second look is of both.
    Popped<String> first = next(pop);
    Popped<String> second = next(pop);
    assertThat(List.of(first.value(), second.value())).containsExactlyInAnyOrder("u", "n");
    assertThat(first.done() && second.done()).isTrue();
  }

  @Test
  void pop_nothingInTime_isNull_andAContextEndsIt() throws Exception {
    var pop = open(LEASE, "empty");
    assertThat(pop.pop(CTX, Duration.ofMillis(20))).isNull();
    try (var ctx = Context.withCancel(CTX)) {
      ctx.cancel();
      assertThatThrownBy(() -> pop.pop(ctx, SOON)).isInstanceOf(CanceledException.class);
    }
  }

  @Test
  void channel_inASelect_isACaseLikeAnyOther() throws Exception {
    var pop = open(LEASE, "a", "b");
    jedis().rpush("b", "x");
    String from =
        Select.<String>select(
            pop.channel("a").onReceive(one -> "a" + one.done()),
            pop.channel("b").onReceive(one -> "b" + one.done()),
            Select.timeout(SOON, () -> "late"));
    assertThat(from).isEqualTo("btrue");
    assertThatThrownBy(() -> pop.channel("c")).hasMessageContaining("no pop from c");
  }

  @Test
  void close_ofAnElementThatIsNotDone_putsItBackToTheHead() throws Exception {
    var pop = open(LEASE, "jobs");
    var jedis = jedis();
    jedis.rpush("jobs", "a");
    try (Popped<String> one = next(pop)) {
      assertThat(one.value()).isEqualTo("a");
      jedis.rpush("jobs", "b");
    }
    var values = List.of(next(pop), next(pop)).stream().map(Popped::value).toList();
    assertThat(values).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void close_untaken_isPutBack_inFrontOfTheRest() throws Exception {
    var jedis = jedis();
    jedis.rpush("jobs", "a", "b", "c");
    var pop = open(LEASE, "jobs");
    Await.until("one is here", () -> jedis.llen("jobs") == 2);
    pop.close();
    assertThat(jedis.lrange("jobs", 0, -1)).containsExactly("a", "b", "c");
    assertThatThrownBy(() -> pop.pop(CTX, SOON))
        .isInstanceOf(RemoteException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void killed_consumer_elementsArePutBackByAnother() throws Exception {
    var jedis = jedis();
    jedis.rpush("jobs", "a", "b", "c");
    ChildJvm child =
        opened(
            ChildJvm.start(
                PopConsumer.class.getName(),
                List.of(Integer.toString(server().port()), "jobs", "3000")));
    child.await("all", "GOT c"::equals);
    child.process().kill();
    assertThat(jedis.llen("jobs")).isZero();
    var pop = open(Duration.ofSeconds(3), "jobs");
    for (String expected : List.of("a", "b", "c")) {
      Popped<String> one = next(pop);
      assertThat(one.value()).isEqualTo(expected);
      assertThat(one.done()).isTrue();
    }
    assertThat(pop.reaped()).isEqualTo(3);
    System.out.println("blocking pop: killed with 3 elements, put back " + pop.reaped());
  }

  @Test
  void stopped_pastItsLease_doneIsFalse() throws Exception {
    var pop = open(Duration.ofHours(1), "jobs");
    var jedis = jedis();
    jedis.rpush("jobs", "a");
    Popped<String> one = next(pop);
    // As if its lease had run out: the registry says so.
    String registered = jedis.zrange("jobs:pop", 0, -1).get(0);
    jedis.zadd("jobs:pop", 1, registered);
    var other = open(Duration.ofSeconds(3), "jobs");
    Await.until("put back", () -> other.reaped() == 1);
    assertThat(one.done()).isFalse();
    Popped<String> again =
        Select.select(pop.channel("jobs").onReceive(), other.channel("jobs").onReceive());
    assertThat(again.value()).isEqualTo("a");
    assertThat(again.done()).isTrue();
  }

  @Test
  void undecodable_goesToTheDeadList_andTheRestComes() throws Exception {
    var pop = open(LEASE, "jobs");
    var jedis = jedis();
    jedis.rpush("jobs".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xff});
    jedis.rpush("jobs", "fine");
    assertThat(next(pop).value()).isEqualTo("fine");
    assertThat(jedis.llen("jobs:pop:dead")).isEqualTo(1);
  }

  @Test
  void connection_cut_goesOn_andNothingIsLost() throws Exception {
    var proxy = opened(FaultProxy.to(server().port()));
    var pop =
        opened(
            BlockingPop.open(
                uri(proxy.port()), List.of("jobs"), Codec.string(), Duration.ofSeconds(3)));
    var jedis = jedis();
    jedis.rpush("jobs", "a");
    assertThat(next(pop).done()).isTrue();
    // The server moves an element, and nobody is told: the answer to one of the next moves is cut.
    // The consumer
    // lives, so no reaper will ever put that element back; it must find it itself.
    proxy.cutReplies(1, "BLMOVE");
    int sent = 0;
    while (proxy.repliesToCut() > 0) {
      jedis.rpush("jobs", "v" + sent);
      Popped<String> one = next(pop);
      assertThat(one.value()).isEqualTo("v" + sent);
      assertThat(one.done()).isTrue();
      sent++;
    }
    jedis.rpush("jobs", "last");
    assertThat(next(pop).done()).isTrue();
    Await.until(
        "nothing left", () -> jedis.keys("jobs:pop:*").stream().allMatch(k -> k.endsWith(":n")));
    System.out.println("blocking pop: cut once among " + sent + " elements, lost 0");
  }

  @Test
  void open_badInput_isRefused() {
    var uri = uri(1);
    assertThatThrownBy(() -> BlockingPop.open(uri, List.of(), TEXT, LEASE))
        .hasMessageContaining("list");
    assertThatThrownBy(() -> BlockingPop.open(uri, List.of("a", "a"), TEXT, LEASE))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> BlockingPop.open(uri, List.of("a"), TEXT, Duration.ofSeconds(1)))
        .hasMessageContaining("lease");
  }
}
