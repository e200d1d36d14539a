package dev.gopark.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Go's test/chan/select5 as a property: random shapes of selects over channels in random states are
 * compared with a model of one line a rule. What may be chosen is what the model calls ready, and
 * afterwards every channel is as the model says.
 */
class Select5Test {
  /** A channel and what is in it. */
  private static final class Model {
    private final Channel<Integer> channel;
    private final List<Integer> elements = new ArrayList<>();
    private final int capacity;
    private boolean closed;

    Model(int capacity) {
      this.capacity = capacity;
      channel = capacity < 0 ? Channel.never() : Channel.make(capacity);
    }

    boolean canReceive() {
      return capacity >= 0 && (closed || !elements.isEmpty());
    }

    boolean canSend() {
      return capacity >= 0 && (closed || elements.size() < capacity);
    }

    void check() {
      assertThat(channel.size()).isEqualTo(elements.size());
      if (capacity >= 0) {
        Look.assertQuiet(channel);
      }
    }
  }

  private record Arm(Model model, boolean send, int value) {
    boolean ready() {
      return send ? model.canSend() : model.canReceive();
    }
  }

  private int next;

  @Test
  @DisplayName("S1 S2 S10 S12 S14 S15 S16 select5: random shapes agree with a model")
  void randomShapes_agreeWithModel() throws InterruptedException {
    Random random = Seed.random("select5");
    Set<String> shapes = new HashSet<>();
    for (int i = 0; i < Scale.of(4000); i++) {
      shapes.add(oneShape(random));
    }
    assertThat(shapes).as("kinds of outcomes").hasSizeGreaterThan(6);
  }

  private Model randomChannel(Random random) {
    var model = new Model(random.nextInt(5) - 1);
    for (int n = random.nextInt(4); n > 0 && model.elements.size() < model.capacity; n--) {
      model.elements.add(++next);
      assertThat(model.channel.trySend(next)).isTrue();
    }
    if (model.capacity >= 0 && random.nextInt(4) == 0) {
      model.closed = true;
      model.channel.close();
    }
    return model;
  }

  private String oneShape(Random random) throws InterruptedException {
    List<Model> models = new ArrayList<>();
    for (int n = random.nextInt(4) + 1; n > 0; n--) {
      models.add(randomChannel(random));
    }
    List<Arm> arms = new ArrayList<>();
    for (int n = random.nextInt(6); n > 0; n--) {
      arms.add(new Arm(models.get(random.nextInt(models.size())), random.nextBoolean(), ++next));
    }
    int form = random.nextInt(2);
    boolean ordered = random.nextBoolean();

    var got = new Integer[1];
    List<Case<Integer>> cases = new ArrayList<>();
    for (int n = 0; n < arms.size(); n++) {
      int number = n;
      Arm arm = arms.get(n);
      cases.add(
          arm.send
              ? arm.model.channel.onSend(arm.value, () -> number)
              : arm.model.channel.onReceive(v -> {
                got[0] = v;
                return number;
              }));
    }
    cases.add(random.nextInt(cases.size() + 1), Select.otherwise(() -> -1));
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array for the varargs call
    Case<Integer>[] array = cases.toArray(new Case[0]);

    int chosen;
    try {
      chosen =
          switch (form) {
            case 0 -> ordered ? Select.selectOrdered(array) : Select.select(array);
            default -> (ordered ? Select.ofOrdered(array) : Select.of(array)).run();
          };
    } catch (ChannelClosedException e) {
      // A closed send was chosen: there was one, and no other operation happened.
      assertThat(arms).anyMatch(arm -> arm.send && arm.model.closed && arm.ready());
      if (ordered) {
        Arm first = arms.stream().filter(Arm::ready).findFirst().orElseThrow();
        assertThat(first.send && first.model.closed).isTrue();
      }
      models.forEach(Model::check);
      return "threw";
    }
    if (chosen < 0) {
      assertThat(arms).noneMatch(Arm::ready);
      models.forEach(Model::check);
      return "otherwise of " + Math.min(arms.size(), 3);
    }
    Arm arm = arms.get(chosen);
    assertThat(arm.ready()).as("arm %d of %s", chosen, arms).isTrue();
    if (ordered) {
      assertThat(arms.subList(0, chosen)).noneMatch(Arm::ready);
    }
    if (arm.send) {
      assertThat(arm.model.closed).isFalse();
      arm.model.elements.add(arm.value);
    } else {
      Integer expected = arm.model.elements.isEmpty() ? null : arm.model.elements.removeFirst();
      assertThat(got[0]).isEqualTo(expected);
    }
    models.forEach(Model::check);
    return (arm.send ? "sent of " : got[0] == null ? "end of " : "received of ")
        + Math.min(arms.size(), 3);
  }
}
