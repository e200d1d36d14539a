package dev.gopark.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gopark.channel.ReceiveChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CancelNodeTest {
  private static CancelNode node(Context parent) {
    return (CancelNode) Context.withCancel(parent);
  }

  @Test
  @DisplayName("X4 a cancel has reached every descendant when it returns")
  void cancel_tree_synchronous() {
    CancelNode root = node(Context.background());
    List<Context> all = new ArrayList<>();
    List<Context> level = List.of(root);
    for (int depth = 0; depth < 5; depth++) {
      List<Context> next = new ArrayList<>();
      for (Context parent : level) {
        for (int i = 0; i < 4; i++) {
          Context child = Context.withCancel(i % 2 == 0 ? parent : new Foreign.Wrapper(parent));
          next.add(child);
        }
      }
      all.addAll(next);
      level = next;
    }
    List<Context> asked = all.stream().filter(c -> c.hashCode() % 2 == 0).toList();
    asked.forEach(Context::done);
    var reason = new Exception("reason");
    root.cancel(reason);
    for (Context c : all) {
      assertThat(c.err()).isSameAs(root.err());
      assertThat(c.cause()).isSameAs(reason);
      assertThat(c.done().isDrained()).isTrue();
      assertThat(((CancelNode) c).checkInvariants()).isZero();
      assertThat(((CancelNode) c).linked).isFalse();
    }
  }

  @Test
  @DisplayName("X3 a child ends neither its parent nor its siblings")
  void cancel_ofChild_staysThere() {
    CancelNode parent = node(Context.background());
    CancelNode a = node(parent);
    CancelNode b = node(parent);
    CancelNode below = node(a);
    a.cancel();
    assertThat(a.err()).isNotNull();
    assertThat(below.err()).isNotNull();
    assertThat(parent.err()).isNull();
    assertThat(b.err()).isNull();
    parent.cancel();
    assertThat(b.err()).isNotNull();
  }

  @Test
  @DisplayName("X20 a child that ends leaves its parent's list, wherever it stands in it")
  void cancel_ofChild_detaches() {
    CancelNode parent = node(Context.background());
    List<CancelNode> children = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      children.add(node(Context.withValue(parent, ContextKey.of("i"), i)));
    }
    assertThat(parent.checkInvariants()).isEqualTo(5);
    int left = 5;
    for (int i : new int[] {2, 0, 4, 3, 1}) {
      children.get(i).cancel();
      assertThat(parent.checkInvariants()).isEqualTo(--left);
      assertThat(children.get(i).next).isNull();
      assertThat(children.get(i).previous).isNull();
    }
  }

  @Test
  @DisplayName("X20 TestParentFinishesChild: after the parent's end nothing is linked")
  void cancel_ofParent_unlinksAll() {
    CancelNode parent = node(Context.background());
    CancelNode cancelChild = node(parent);
    Context valueChild = Context.withValue(parent, ContextKey.of("k"), 1);
    CancelNode below = node(valueChild);
    assertThat(parent.checkInvariants()).isEqualTo(2);
    parent.cancel();
    assertThat(parent.checkInvariants()).isZero();
    assertThat(cancelChild.err()).isSameAs(below.err()).isSameAs(valueChild.err());
    CancelNode late = node(valueChild);
    assertThat(late.err()).isSameAs(parent.err());
    assertThat(late.linked).isFalse();
    assertThat(parent.checkInvariants()).isZero();
  }

  @Test
  @DisplayName("X3 a child of an ended parent has ended, with the same cause")
  void withCancel_ofEnded_hasEnded() {
    CancelNode parent = node(Context.background());
    var reason = new Exception("reason");
    parent.cancel(reason);
    CancelNode child = node(parent);
    assertThat(child.err()).isSameAs(parent.err());
    assertThat(child.cause()).isSameAs(reason);
    assertThat(child.done().isDrained()).isTrue();
  }

  @Test
  @DisplayName("X19 a chain of 100,000 ends without recursion")
  void cancel_deepChain_noStackOverflow() {
    CancelNode root = node(Context.background());
    Context last = root;
    List<Context> all = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      last = Context.withCancel(last);
      all.add(last);
    }
    var done = last.done();
    root.cancel();
    assertThat(done.isDrained()).isTrue();
    assertThat(all).allMatch(c -> c.err() == root.err());
    assertThat(last.deadline()).isEmpty();
    assertThat(last.value(ContextKey.<String>of("none"))).isNull();
    assertThat(last.toString()).hasSize("context.Background".length() + 100_001 * 11);
  }

  @Test
  @DisplayName("X19 a chain of 100,000 that ends from below unlinks itself")
  void cancel_deepChainFromBelow_detaches() {
    CancelNode root = node(Context.background());
    List<CancelNode> all = new ArrayList<>(List.of(root));
    for (int i = 0; i < 100_000; i++) {
      all.add(node(all.get(i)));
    }
    for (int i = all.size() - 1; i > 0; i--) {
      all.get(i).cancel();
    }
    assertThat(root.checkInvariants()).isZero();
  }

  @Test
  @DisplayName("X19 a parent of 1,000,000 children ends in linear time")
  void cancel_wideParent_linear() {
    CancelNode root = node(Context.background());
    CancelNode[] children = new CancelNode[1_000_000];
    for (int i = 0; i < children.length; i++) {
      children[i] = node(root);
    }
    assertThat(root.checkInvariants()).isEqualTo(children.length);
    root.cancel();
    for (CancelNode child : children) {
      if (child.err() != root.err() || child.linked) {
        throw new AssertionError("left behind: " + child);
      }
    }
  }

  @Test
  @DisplayName("X17 whom nobody asks for done makes no channel")
  void done_neverAsked_noChannel() {
    CancelNode parent = node(Context.background());
    CancelNode child = node(parent);
    parent.cancel();
    assertThat(child.err()).isNotNull();
    assertThat(child.done()).as("the shared one").isSameAs(node(parent).done());
  }

  @Test
  @DisplayName("X3 the done channel of a parent is closed before anything happens to its children")
  void cancel_wideTree_parentsChannelFirst() {
    CancelNode root = (CancelNode) Context.withCancel(Context.background());
    CancelNode middle = (CancelNode) Context.withCancel(root);
    List<ReceiveChannel<Void>> above = List.of(root.done(), middle.done());
    var settled = new ArrayList<Boolean>();
    for (int i = 0; i < 3; i++) {
      new CancelNode(middle) {
        @Override
        void settle() {
          settled.add(above.stream().allMatch(ReceiveChannel::isDrained));
          super.settle();
        }
      }.attachOrEnd();
    }
    root.cancel();
    assertThat(settled).containsExactly(true, true, true);
  }

  @Test
  void cancel_somethingThrowsOnTheWay_everythingEnds() {
    CancelNode root = (CancelNode) Context.withCancel(Context.background());
    List<CancelNode> children = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      CancelNode child =
          new CancelNode(root) {
            @Override
            void settle() {
              super.settle();
              if (number % 2 == 1) {
                throw new IllegalStateException("settle " + number);
              }
            }
          };
      child.attachOrEnd();
      children.add(child);
      children.add(CancelNode.under(child));
    }
    var fired = new ArrayList<String>();
    for (String name : List.of("a", "b", "c")) {
      new Leaf() {
        @Override
        boolean claim() {
          return true;
        }

        @Override
        void fire() {
          fired.add(name);
          throw new IllegalStateException(name);
        }
      }.attach(root);
    }
    assertThatThrownBy(root::cancel).as("the first").hasMessage("settle 3");
    assertThat(children).allMatch(child -> child.err() == root.err());
    assertThat(fired).containsExactly("a", "b", "c");
    assertThat(root.checkInvariants()).isZero();
  }
}
