package dev.gopark.channel;

import org.jspecify.annotations.Nullable;

/**
 * Sorts the channels of a large select in place: n log n in the worst case, without an allocation.
 */
final class HeapSort {
  private HeapSort() {}

  static void byId(@Nullable AbstractChannel<?>[] channels, int size) {
    for (int root = size / 2 - 1; root >= 0; root--) {
      siftDown(channels, root, size);
    }
    for (int end = size - 1; end > 0; end--) {
      AbstractChannel<?> largest = channels[0];
      channels[0] = channels[end];
      channels[end] = largest;
      siftDown(channels, 0, end);
    }
  }

  private static void siftDown(@Nullable AbstractChannel<?>[] channels, int root, int size) {
    AbstractChannel<?> moving = channels[root];
    int place = root;
    for (int child; (child = 2 * place + 1) < size; place = child) {
      if (child + 1 < size && id(channels, child) < id(channels, child + 1)) {
        child++;
      }
      if (moving == null || moving.id() >= id(channels, child)) {
        break;
      }
      channels[place] = channels[child];
    }
    channels[place] = moving;
  }

  private static long id(@Nullable AbstractChannel<?>[] channels, int index) {
    AbstractChannel<?> channel = channels[index];
    assert channel != null;
    return channel.id();
  }
}
