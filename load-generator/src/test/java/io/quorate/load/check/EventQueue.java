package io.quorate.load.check;

import java.util.Arrays;

/** The smallest number first: a binary heap of longs. Threads: one. */
final class EventQueue {

    private long[] heap;
    private int size;

    EventQueue(final int capacity) {
        heap = new long[capacity];
    }

    void add(final long event) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        int at = size++;
        while (at > 0 && heap[(at - 1) / 2] > event) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = event;
    }

    long remove() {
        final long first = heap[0];
        final long last = heap[--size];
        int at = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= last) {
                break;
            }
            heap[at] = heap[child];
            at = child;
            child = 2 * at + 1;
        }
        heap[at] = last;
        return first;
    }
}
