package io.quorate.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.CallEnd;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Transport} must do, as a JUnit 5 suite: extend it, return a {@link ReplicaHarness}, and run it unchanged.
 *
 * <p>Beside what the tests say, each of them ends by closing the transport and checking that every accepted send had exactly one
 * callback, that no other send had any, and that {@link ReplicaListener#CLOSED} was told once and last.
 *
 * <p><b>Threads.</b> JUnit's. Every wait has a bound; a test that hangs fails after two minutes.
 */
public abstract class ReplicaTransportContract extends ReplicaOperationsContract {

    private static final int CONCURRENT_CALLS = 10_000;
    private static final int SENDING_THREADS = 4;
    private static final int CALLS_IN_FLIGHT = 50;
    private static final int CHAIN_LENGTH = 200;
    private static final long SHORT_DEADLINE_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long EARLIEST_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONG_DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    /** For subclasses. */
    protected ReplicaTransportContract() {}

    @Test
    void shouldTellDisconnectedWithCauseWhenNobodyListens() {
        final NodeDescriptor node = harness().startNode();
        harness().kill(node);
        final Peer peer = open(node);

        peer.connection().connect();
        peer.listener().awaitState(ReplicaListener.DISCONNECTED, harness().patienceNs());

        assertNotEquals("null", peer.listener().details().get(0), "a failed dial has a cause in words");
        assertEquals(
                ReplicaConnection.NOT_CONNECTED,
                peer.trySend(peer.newId(), TestRequest.read(key("k")), LONG_DEADLINE_NS));
    }

    @Test
    void shouldNotSendBeforeConnect() {
        final Peer peer = open(harness().startNode());

        final int result = peer.trySend(peer.newId(), TestRequest.read(key("k")), LONG_DEADLINE_NS);

        assertEquals(ReplicaConnection.NOT_CONNECTED, result);
        assertEquals(0, peer.connection().capabilities());
    }

    @Test
    void shouldAcceptSendInsideConnectedCallback() {
        final Peer peer = open(harness().startNode());
        final AtomicReference<Long> sent = new AtomicReference<>();
        final CountDownLatch told = new CountDownLatch(1);
        peer.listener().onEachState(state -> {
            if (state == ReplicaListener.CONNECTED && told.getCount() == 1) {
                final long id = peer.newId();
                if (peer.trySend(id, TestRequest.ringState(), LONG_DEADLINE_NS) == ReplicaConnection.ACCEPTED) {
                    peer.connection().flush();
                    sent.set(id);
                }
                told.countDown();
            }
        });

        peer.dial();
        awaitLatch(told);

        final Long id = sent.get();
        assertNotNull(id, "a send from inside onState(CONNECTED) was not accepted");
        Peer.replyOf(peer.await(id));
    }

    @Test
    void shouldStayConnectedWhenConnectIsRepeated() {
        final Peer peer = connectNew();

        for (int i = 0; i < 10; i++) {
            peer.connection().connect();
            peer.ask(TestRequest.read(key("k")));
        }

        assertFalse(
                peer.listener().states().contains(ReplicaListener.DISCONNECTED),
                "states " + peer.listener().states());
    }

    @Test
    void shouldKeepDeadlineWhenNodeIsSilent() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        harness().engine(node).behave(NodeBehaviour.SILENT);

        final long startNs = harness().nowNs();
        final List<Long> sends = new ArrayList<>();
        for (int i = 0; i < CALLS_IN_FLIGHT; i++) {
            sends.add(peer.post(TestRequest.store(key("k" + i), value("v"), version(1)), SHORT_DEADLINE_NS));
        }
        final long sentNs = harness().nowNs();

        for (final long id : sends) {
            final CallEnd end = peer.await(id);
            assertNull(end.reply(), () -> describe(end));
            assertEquals(ReplicaListener.MAYBE_APPLIED, end.fate(), () -> describe(end));
            assertEquals(ReplicaListener.CODE_DEADLINE, end.code(), () -> describe(end));
            final long lateNs = end.atNs() - (sentNs + SHORT_DEADLINE_NS);
            assertTrue(
                    lateNs <= harness().deadlineToleranceNs(), () -> "callback " + lateNs + " ns after the deadline");
            final long afterNs = end.atNs() - startNs;
            assertTrue(
                    afterNs >= SHORT_DEADLINE_NS - EARLIEST_NS,
                    () -> "gave up after " + afterNs + " ns although the deadline was " + SHORT_DEADLINE_NS
                            + " ns away");
        }
    }

    @Test
    void shouldEndOnceWhenReplyComesAfterDeadline() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        harness().engine(node).behave(NodeBehaviour.SILENT);
        final long late = peer.post(TestRequest.store(key("k"), value("v"), version(1)), SHORT_DEADLINE_NS);
        assertEquals(ReplicaListener.CODE_DEADLINE, peer.await(late).code());

        harness().engine(node).behave(NodeBehaviour.NORMAL);
        peer.ask(TestRequest.read(key("other")));

        assertEquals(List.of(), peer.listener().repeated());
    }

    @Test
    void shouldEndOnceWhenDeadlineHasPassedAlready() {
        final Peer peer = connectNew();

        final long id = peer.newId();
        final int result = peer.trySend(id, TestRequest.read(key("k")), -1);
        peer.connection().flush();

        assertEquals(ReplicaConnection.ACCEPTED, result);
        final CallEnd end = peer.await(id);
        assertTrue(end.reply() != null || end.code() == ReplicaListener.CODE_DEADLINE, () -> describe(end));
    }

    @Test
    void shouldNotHoldUpOtherNodesWhenOneIsSilent() {
        final NodeDescriptor silent = harness().startNode();
        final Peer stuck = open(silent).dial();
        final Peer healthy = connectNew();
        harness().engine(silent).behave(NodeBehaviour.SILENT);
        final long waiting = stuck.post(TestRequest.read(key("k")), LONG_DEADLINE_NS);

        for (int i = 0; i < CALLS_IN_FLIGHT; i++) {
            healthy.ask(TestRequest.store(key("k" + i), value("v"), version(1)));
        }
        assertEquals(0, stuck.listener().endCount());

        harness().engine(silent).behave(NodeBehaviour.NORMAL);
        Peer.replyOf(stuck.await(waiting));
    }

    @Test
    void shouldStillCallBackWhenReadIsCancelled() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        harness().engine(node).behave(NodeBehaviour.SILENT);
        final long cancelled = peer.post(TestRequest.read(key("k")), SHORT_DEADLINE_NS);

        peer.connection().cancel(cancelled);
        peer.connection().cancel(cancelled + 1);
        peer.await(cancelled);

        harness().engine(node).behave(NodeBehaviour.NORMAL);
        final long ended = peer.post(TestRequest.read(key("k")), LONG_DEADLINE_NS);
        Peer.replyOf(peer.await(ended));
        peer.connection().cancel(ended);
        peer.ask(TestRequest.read(key("k")));
    }

    @Test
    void shouldEndEveryCallWhenConnectionIsClosedDuringCalls() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        harness().engine(node).behave(NodeBehaviour.SILENT);
        final List<Long> sends = postStores(peer, LONG_DEADLINE_NS);

        peer.connection().close();

        final List<Integer> unsent = new ArrayList<>();
        for (int i = 0; i < sends.size(); i++) {
            final CallEnd end = peer.await(sends.get(i));
            assertTrue(
                    isOneOf(end.fate(), ReplicaListener.NOT_SENT, ReplicaListener.MAYBE_APPLIED), () -> describe(end));
            assertEquals(ReplicaListener.CODE_CLOSED, end.code(), () -> describe(end));
            if (end.fate() == ReplicaListener.NOT_SENT) {
                unsent.add(i);
            }
        }
        peer.listener().awaitState(ReplicaListener.CLOSED, harness().patienceNs());

        // What was said not to have been sent must not turn up later.
        harness().engine(node).behave(NodeBehaviour.NORMAL);
        final Peer other = open(anotherTransport(), node).dial();
        for (final int i : unsent) {
            assertEquals(
                    ReplicaReply.ABSENT,
                    other.ask(TestRequest.read(key("in-flight-" + i))).result(),
                    "a store that was told to be NOT_SENT was applied");
        }
    }

    @Test
    void shouldEndEveryCallBeforeCloseOfTransportReturns() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        harness().engine(node).behave(NodeBehaviour.SILENT);
        postStores(peer, LONG_DEADLINE_NS);

        transport().close();
        final int endsAtClose = peer.listener().endCount();
        final int statesAtClose = peer.listener().states().size();
        transport().close();

        assertEquals(CALLS_IN_FLIGHT, endsAtClose);
        // Another client's round trip to the same node gives replies to the closed one time to show up.
        harness().engine(node).behave(NodeBehaviour.NORMAL);
        open(anotherTransport(), node).dial().ask(TestRequest.read(key("k")));
        assertEquals(endsAtClose, peer.listener().endCount());
        assertEquals(statesAtClose, peer.listener().states().size());
        assertEquals(List.of(), peer.listener().repeated());
    }

    @Test
    void shouldNotSendAfterClose() {
        final Peer peer = connectNew();
        peer.connection().close();
        peer.connection().close();

        final int afterClose = peer.trySend(peer.newId(), TestRequest.read(key("k")), LONG_DEADLINE_NS);
        peer.connection().connect();
        peer.connection().flush();
        final int afterConnect = peer.trySend(peer.newId(), TestRequest.read(key("k")), LONG_DEADLINE_NS);
        transport().close();
        final int afterTransportClose = peer.trySend(peer.newId(), TestRequest.read(key("k")), LONG_DEADLINE_NS);

        assertEquals(ReplicaConnection.CLOSED, afterClose);
        assertEquals(ReplicaConnection.CLOSED, afterConnect);
        assertEquals(ReplicaConnection.CLOSED, afterTransportClose);
        assertEquals(0, peer.listener().endCount());
    }

    @Test
    void shouldCloseOneConnectionWithoutTouchingOthers() {
        final NodeDescriptor node = harness().startNode();
        final Peer closed = open(node).dial();
        final Peer open = open(node).dial();

        closed.connection().close();

        open.ask(TestRequest.read(key("k")));
    }

    @Test
    void shouldEndCallsAndTellDisconnectedWhenNodeIsKilledInMidCall() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        harness().engine(node).behave(NodeBehaviour.SILENT);
        final List<Long> sends = postStores(peer, LONG_DEADLINE_NS);

        harness().kill(node);

        for (final long id : sends) {
            final CallEnd end = peer.await(id);
            assertTrue(
                    isOneOf(end.fate(), ReplicaListener.NOT_SENT, ReplicaListener.MAYBE_APPLIED), () -> describe(end));
            assertEquals(ReplicaListener.CODE_DISCONNECTED, end.code(), () -> describe(end));
        }
        peer.listener().awaitState(ReplicaListener.DISCONNECTED, harness().patienceNs());
        assertEquals(
                ReplicaConnection.NOT_CONNECTED,
                peer.trySend(peer.newId(), TestRequest.read(key("k")), LONG_DEADLINE_NS));
    }

    @Test
    void shouldConnectAgainWhenNodeIsBackAtSameAddress() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        final TestReply before = peer.ask(TestRequest.store(key("k"), value("v"), version(1)));

        for (int round = 0; round < 2; round++) {
            harness().kill(node);
            peer.listener().awaitState(ReplicaListener.DISCONNECTED, harness().patienceNs());
            harness().restart(node);
            peer.dial();
        }

        final TestReply after = peer.ask(TestRequest.read(key("k")));
        assertEquals(ReplicaReply.ABSENT, after.result(), "a killed node's memory is gone");
        assertFalse(
                before.incarnationHigh() == after.incarnationHigh()
                        && before.incarnationLow() == after.incarnationLow(),
                "a store that lost its memory has another incarnation");
        assertTrue(peer.connection().capabilities() != 0, "capabilities are known again");
    }

    @Test
    void shouldAllowSendFromInsideCallback() {
        final Peer peer = connectNew();
        final AtomicInteger links = new AtomicInteger();
        final CountDownLatch done = new CountDownLatch(1);
        final AtomicReference<String> problem = new AtomicReference<>();
        peer.listener().onEachEnd(end -> {
            if (end.reply() == null) {
                problem.set(describe(end));
                done.countDown();
            } else if (links.incrementAndGet() >= CHAIN_LENGTH) {
                done.countDown();
            } else {
                peer.post(TestRequest.read(key("link-" + links.get())), LONG_DEADLINE_NS);
            }
        });

        peer.post(TestRequest.read(key("link-0")), LONG_DEADLINE_NS);
        awaitLatch(done);

        assertNull(problem.get());
        assertEquals(CHAIN_LENGTH, links.get());
    }

    @Test
    void shouldAllowCloseOfConnectionFromInsideCallback() {
        final Peer peer = connectNew();
        peer.listener().onEachEnd(end -> peer.connection().close());

        Peer.replyOf(peer.call(TestRequest.read(key("k"))));

        peer.listener().awaitState(ReplicaListener.CLOSED, harness().patienceNs());
    }

    @Test
    void shouldKnowItsOwnThreads() {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        final Thread caller = Thread.currentThread();
        final AtomicBoolean wrong = new AtomicBoolean();
        peer.listener().onEachEnd(end -> {
            if (end.thread() != caller && !transport().onTransportThread()) {
                wrong.set(true);
            }
        });

        peer.ask(TestRequest.read(key("k")));
        harness().engine(node).behave(NodeBehaviour.SILENT);
        final CallEnd timedOut = peer.await(peer.post(TestRequest.read(key("k")), SHORT_DEADLINE_NS));

        assertNotEquals(caller, timedOut.thread(), "the caller was waiting, so the deadline came on another thread");
        assertFalse(wrong.get(), "a callback came on a thread that the transport does not know as its own");
        assertFalse(transport().onTransportThread(), "the caller's thread is none of the transport's");
    }

    @Test
    void shouldEndEachOfTenThousandConcurrentCallsExactlyOnce() throws InterruptedException {
        final NodeDescriptor node = harness().startNode();
        final Peer peer = open(node).dial();
        // Silent until the transport is full or has taken everything: so many calls as it can bear are in flight at
        // once.
        harness().engine(node).behave(NodeBehaviour.SILENT);
        final AtomicBoolean opened = new AtomicBoolean();
        final Runnable openGate = () -> {
            if (opened.compareAndSet(false, true)) {
                harness().engine(node).behave(NodeBehaviour.NORMAL);
            }
        };
        final long[] stores = new long[CONCURRENT_CALLS];

        inParallel(i -> stores[i] = peer.postWhenRoom(
                TestRequest.store(key("many-" + i), value("value-" + i), version(i)), LONG_DEADLINE_NS, openGate));
        openGate.run();
        peer.listener().awaitEnds(CONCURRENT_CALLS, LONG_DEADLINE_NS);

        final long[] reads = new long[CONCURRENT_CALLS];
        inParallel(i -> reads[i] = peer.postWhenRoom(TestRequest.read(key("many-" + i)), LONG_DEADLINE_NS, openGate));
        peer.listener().awaitEnds(2 * CONCURRENT_CALLS, LONG_DEADLINE_NS);

        int stored = 0;
        for (int i = 0; i < CONCURRENT_CALLS; i++) {
            final CallEnd store = peer.await(stores[i]);
            if (store.reply() == null) {
                assertEquals(ReplicaListener.OVERLOADED, store.fate(), () -> describe(store));
            } else {
                stored++;
                assertReadBack(peer.await(reads[i]), i);
            }
        }
        assertTrue(stored > CONCURRENT_CALLS / 2, "of " + CONCURRENT_CALLS + " calls only " + stored + " were served");
        assertEquals(List.of(), peer.listener().repeated());
    }

    @Test
    void shouldEndEveryCallWhenClosedWhileThreadsSend() throws InterruptedException {
        final Peer peer = connectNew();
        final CountDownLatch flowing = new CountDownLatch(CONCURRENT_CALLS / 10);
        final ExecutorService closer = Executors.newSingleThreadExecutor();
        try {
            final Future<?> closing = closer.submit(() -> {
                awaitLatch(flowing);
                transport().close();
            });
            inParallel(i -> {
                final int result = peer.trySend(peer.newId(), TestRequest.read(key("k")), LONG_DEADLINE_NS);
                assertTrue(
                        isOneOf(result, ReplicaConnection.ACCEPTED, ReplicaConnection.CLOSED)
                                || result == ReplicaConnection.BACK_PRESSURED,
                        () -> "send answered " + result);
                peer.connection().flush();
                flowing.countDown();
            });
            join(closing);
        } finally {
            closer.shutdownNow();
        }
        assertEquals(
                ReplicaConnection.CLOSED, peer.trySend(peer.newId(), TestRequest.read(key("k")), LONG_DEADLINE_NS));
    }

    private List<Long> postStores(final Peer peer, final long timeoutNs) {
        final List<Long> sends = new ArrayList<>();
        for (int i = 0; i < CALLS_IN_FLIGHT; i++) {
            sends.add(peer.post(TestRequest.store(key("in-flight-" + i), value("v"), version(1)), timeoutNs));
        }
        return sends;
    }

    private void assertReadBack(final CallEnd read, final int i) {
        if (read.reply() == null) {
            assertEquals(ReplicaListener.OVERLOADED, read.fate(), () -> describe(read));
            return;
        }
        assertEquals(version(i), read.reply().version());
        assertArrayEquals(value("value-" + i), read.reply().value());
    }

    /** One call of a test that makes many. */
    private interface NumberedCall {
        void run(int number);
    }

    private static void inParallel(final NumberedCall call) throws InterruptedException {
        final ExecutorService senders = Executors.newFixedThreadPool(SENDING_THREADS);
        try {
            final List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < SENDING_THREADS; thread++) {
                final int first = thread;
                running.add(senders.submit(() -> {
                    for (int i = first; i < CONCURRENT_CALLS; i += SENDING_THREADS) {
                        call.run(i);
                    }
                }));
            }
            for (final Future<?> one : running) {
                join(one);
            }
        } finally {
            senders.shutdownNow();
        }
    }

    private static void join(final Future<?> running) throws InterruptedException {
        try {
            running.get(LONG_DEADLINE_NS, TimeUnit.NANOSECONDS);
        } catch (final ExecutionException e) {
            throw new AssertionError("a sending thread failed", e.getCause());
        } catch (final TimeoutException e) {
            throw new AssertionError("a sending thread hangs", e);
        }
    }

    private void awaitLatch(final CountDownLatch latch) {
        try {
            assertTrue(latch.await(harness().patienceNs(), TimeUnit.NANOSECONDS), "no progress in time");
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
