package io.quorate.load.check;

import io.quorate.load.record.Outcome;
import io.quorate.load.workload.OperationType;
import io.quorate.load.workload.PlannedOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Keeps everything, and judges each read by looking through all of it: slow, and as the rule is written down. */
final class Definition implements SimulatedRegisters.History {

    private static final class Write {
        final int key;
        final boolean isDelete;
        final long beganNs;
        long endedNs = Long.MAX_VALUE;

        /** Since when it is known to be in effect, in steps of the history. */
        long inEffect = Long.MAX_VALUE;

        Write(final int key, final boolean isDelete, final long beganNs) {
            this.key = key;
            this.isDelete = isDelete;
            this.beganNs = beganNs;
        }
    }

    private final CheckMode mode;
    private final Map<Long, Write> writes = new HashMap<>();
    private final List<Write> all = new ArrayList<>();
    private final Map<Long, Long> readsBegan = new HashMap<>();
    private final Set<Long> wrong = new TreeSet<>();
    private long step;

    Definition(final CheckMode mode, final int keys) {
        this.mode = mode;
        for (int key = 0; key < keys; key++) {
            final Write first = new Write(key, false, Long.MIN_VALUE);
            first.endedNs = Long.MIN_VALUE + 1;
            first.inEffect = 0;
            writes.put(-1L - key, first);
            all.add(first);
        }
    }

    /** Operations whose reads were wrong. */
    Set<Long> wrong() {
        return wrong;
    }

    @Override
    public void begin(final PlannedOperation operation, final long nowNs) {
        step++;
        if (operation.action() == OperationType.GET) {
            readsBegan.put(operation.index(), step);
        } else {
            final Write write = new Write(operation.keyIndex(), operation.action() == OperationType.DELETE, nowNs);
            writes.put(operation.index(), write);
            all.add(write);
        }
    }

    @Override
    public void end(final PlannedOperation operation, final Outcome outcome, final long found, final long nowNs) {
        step++;
        if (outcome != Outcome.OK) {
            return;
        }
        if (operation.action() != OperationType.GET) {
            final Write write = writes.get(operation.index());
            write.endedNs = nowNs;
            write.inEffect = Math.min(write.inEffect, step);
            return;
        }
        final long began = readsBegan.get(operation.index());
        final int key = operation.keyIndex();
        final boolean isRight = found == SimulatedRegisters.NOTHING
                ? all.stream().anyMatch(write -> write.isDelete && write.key == key && !isSuperseded(write, began))
                : !isSuperseded(writes.get(found), began);
        if (!isRight) {
            wrong.add(operation.index());
        }
        if (found != SimulatedRegisters.NOTHING && mode == CheckMode.ATOMIC) {
            final Write write = writes.get(found);
            write.inEffect = Math.min(write.inEffect, step);
        }
    }

    private boolean isSuperseded(final Write write, final long readBegan) {
        return all.stream()
                .anyMatch(
                        newer -> newer.key == write.key && newer.inEffect < readBegan && write.endedNs < newer.beganNs);
    }
}
