package io.quorate.testkit.simulation;

import io.quorate.ring.NodeDescriptor;
import io.quorate.testkit.TestReply;
import io.quorate.testkit.TestRequest;
import io.quorate.transport.Capabilities;
import io.quorate.transport.ReplicaConnection;
import io.quorate.transport.ReplicaListener;
import io.quorate.transport.ReplicaReply;
import io.quorate.transport.ReplicaRequest;
import io.quorate.version.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose messages go through a {@link SimulatedNetwork}. It keeps the contract of the SPI whatever the network does, and is as
 * unfriendly as the contract allows. Threads: the world's.
 */
final class SimulatedConnection implements ReplicaConnection {

    private static final long DIAL_TIMEOUT_NS = 300_000_000;
    private static final long NS_PER_US = 1_000;
    /** Some nodes are too old to have streams, or a proxy on the way lets none pass. */
    private static final int UNARY_ONE_OF = 8;
    /** With {@link PlantedBug#CALL_ID_CUT_IN_FRAME}, how many calls in flight can be told apart. */
    private static final long CALL_IDS = 2;

    private final SimulatedWorld world;
    private final SimulatedNetwork network;
    private final FaultPlan faults;
    private final SimulatedEnv env;
    private final SimulatedProcess client;
    private final NodeDescriptor descriptor;
    private final SimulatedNode node;
    private final SimulatedNode storeOf;
    private final PlantedBug bug;
    private final ReplicaListener listener;
    private final SimulatedNetwork.Link requests;
    private final SimulatedNetwork.Link replies;
    private final SimulatedWire wire;
    private final Answers answers = new Answers();
    private final Map<Long, Call> open = new LinkedHashMap<>();
    private long lastCallId;
    private long knowsStoreSince;
    private boolean connected;
    private boolean dialling;
    private boolean closed;
    private int dials;

    SimulatedConnection(
            final SimulatedWorld world,
            final SimulatedNetwork network,
            final FaultPlan faults,
            final SimulatedEnv env,
            final SimulatedProcess client,
            final SimulatedNetwork.Route route,
            final NodeDescriptor descriptor,
            final SimulatedNode node,
            final SimulatedNode storeOf,
            final PlantedBug bug,
            final ReplicaListener listener) {
        this.world = world;
        this.network = network;
        this.faults = faults;
        this.env = env;
        this.client = client;
        this.bug = bug;
        this.descriptor = descriptor;
        this.node = node;
        this.storeOf = storeOf;
        this.listener = listener;
        this.requests = new SimulatedNetwork.Link(client.name() + '>' + descriptor.name(), route, true, node.process());
        this.replies = new SimulatedNetwork.Link(client.name() + '<' + descriptor.name(), route, false, client);
        this.wire = new SimulatedWire(world.random("wire " + requests.name()).below(UNARY_ONE_OF) != 0, bug);
    }

    // ---- dialling

    @Override
    public void connect() {
        if (closed || connected || dialling) {
            return;
        }
        dialling = true;
        final int dial = ++dials;
        world.trace(TraceType.DIAL, requests.name(), dial);
        network.transmit(requests, () -> {
            final boolean listening = node.isListening();
            network.transmit(replies, () -> dialled(dial, listening));
        });
        client.after(DIAL_TIMEOUT_NS, () -> {
            if (dialling && dial == dials) {
                disconnected("the dial timed out");
            }
        });
    }

    private void dialled(final int dial, final boolean listening) {
        if (!dialling || dial != dials || closed) {
            return;
        }
        if (!listening) {
            disconnected("nobody listens");
            return;
        }
        dialling = false;
        connected = true;
        world.trace(TraceType.CONNECTED, requests.name(), dial);
        listener.onState(descriptor, ReplicaListener.CONNECTED, null);
    }

    /** The node or something on the way has gone; this side learns it after a while. */
    void breakSoon(final String cause) {
        final int dial = dials;
        client.after(faults.delayNs(replies.name()), () -> {
            if (dial == dials && !closed && (connected || dialling)) {
                disconnected(cause);
            }
        });
    }

    private void disconnected(final String cause) {
        connected = false;
        dialling = false;
        wire.reset();
        world.trace(TraceType.DISCONNECTED, requests.name(), dials);
        failAll(ReplicaListener.CODE_DISCONNECTED, cause);
        listener.onState(descriptor, ReplicaListener.DISCONNECTED, cause);
    }

    // ---- sends

    @Override
    public int send(final long correlationId, final ReplicaRequest request, final long deadlineNs) {
        if (closed) {
            return CLOSED;
        }
        if (!connected) {
            return NOT_CONNECTED;
        }
        if (faults.strikes(FaultClass.BACK_PRESSURE, requests.name())) {
            return BACK_PRESSURED;
        }
        final TestRequest copy = TestRequest.copyOf(request);
        final Call call = new Call(++lastCallId, correlationId, copy);
        world.trace(TraceType.SEND, requests.name(), copy.kind() ^ copy.timestamp() ^ correlationId);
        world.note(() -> requests.name() + " sends " + EventText.of(copy));
        open.put(call.callId, call);
        if (faults.strikes(FaultClass.NOT_SENT, requests.name())) {
            call.fail(ReplicaListener.NOT_SENT, ReplicaListener.CODE_DISCONNECTED, "lost before it left, by seed");
            return ACCEPTED;
        }
        // Once for all copies of the message: that a node had no room may only be told of a send that it has never
        // served, nor will.
        final boolean overloaded = faults.strikes(FaultClass.OVERLOAD, requests.name());
        final long expiresNs = env.worldNs(deadlineNs);
        final SimulatedWire.Message<TestRequest> message =
                wire.encode(copy, call.callId, Math.max(0, expiresNs - world.nowNs()) / NS_PER_US);
        call.copies =
                network.transmit(requests, () -> wire.decodeRequest(message, (id, at) -> serve(id, at, overloaded)));
        client.at(expiresNs, call::expire);
        if (faults.strikes(FaultClass.DISCONNECT, requests.name())) {
            breakSoon("the connection broke");
        }
        return ACCEPTED;
    }

    /** At the node. */
    private void serve(final long callId, final TestRequest request, final boolean overloaded) {
        final SimulatedNode server = request.kind() == ReplicaRequest.RING_STATE ? node : storeOf;
        server.serve(request, overloaded, answer -> {
            final SimulatedWire.Message<SimulatedNode.Answer> message = wire.encode(answer.by(storeOf, node), callId);
            network.transmit(replies, () -> wire.decodeAnswer(message, answers));
        });
    }

    @Override
    public void flush() {
        // Nothing is collected.
    }

    /** {@inheritDoc} The node ignores the hint: the callback comes when it would have come anyway. */
    @Override
    public void cancel(final long correlationId) {
        world.trace(TraceType.CANCEL, requests.name(), correlationId);
        for (final Call call : open.values()) {
            if (call.correlationId == correlationId) {
                wire.cancel(call.callId);
            }
        }
    }

    @Override
    public long capabilities() {
        return connected ? Capabilities.QUORATE_NODE : 0;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        connected = false;
        dialling = false;
        failAll(ReplicaListener.CODE_CLOSED, "closed");
        listener.onState(descriptor, ReplicaListener.CLOSED, null);
    }

    int clientNumber() {
        return requests.clientNumber();
    }

    /** In which epoch the client was last told the ring by the member's own store, 0 if it was not or is gone. */
    long knowsStoreSince() {
        return closed ? 0 : knowsStoreSince;
    }

    /** Sends of operations that have not ended; questions for the ring are asked for ever. */
    int openCalls() {
        int operations = 0;
        for (final Call call : open.values()) {
            operations += call.request.kind() == ReplicaRequest.RING_STATE ? 0 : 1;
        }
        return operations;
    }

    private void failAll(final int code, final String cause) {
        final List<Call> calls = new ArrayList<>(open.values());
        calls.forEach(call -> call.fail(ReplicaListener.MAYBE_APPLIED, code, cause));
    }

    /** The call that an answer belongs to; null if it has ended, as it has when an answer comes again. */
    private @Nullable Call callOf(final long callId) {
        if (bug != PlantedBug.CALL_ID_CUT_IN_FRAME || !wire.hasStreams()) {
            return open.get(callId);
        }
        for (final Call call : open.values()) {
            if ((call.callId - callId) % CALL_IDS == 0) {
                return call;
            }
        }
        return null;
    }

    /** What comes back from the node. */
    private final class Answers implements SimulatedWire.AnswerSink {
        @Override
        public void onReply(final long callId, final ReplicaReply reply) {
            final Call call = callOf(callId);
            if (call != null) {
                call.reply(reply);
            }
        }

        @Override
        public void onFailure(final long callId, final int fate, final int code, final @Nullable String detail) {
            final Call call = callOf(callId);
            if (call != null) {
                // What one copy was refused, because of the node's clock, ring or room, another one may be granted.
                call.fail(call.copies > 1 ? ReplicaListener.MAYBE_APPLIED : fate, code, detail);
            }
        }
    }

    /** An accepted send that has not had its callback yet. */
    private final class Call {

        private final long callId;
        private final long correlationId;
        private final TestRequest request;
        private int copies;

        Call(final long callId, final long correlationId, final TestRequest request) {
            this.callId = callId;
            this.correlationId = correlationId;
            this.request = request;
        }

        private void reply(final ReplicaReply reply) {
            if (open.remove(callId) != null) {
                world.trace(TraceType.REPLY, replies.name(), reply.result() ^ reply.timestamp() ^ correlationId);
                if (request.kind() == ReplicaRequest.RING_STATE && node.isFrom(reply)) {
                    knowsStoreSince = reply.ringEpoch();
                }
                world.note(() -> replies.name() + " brings " + EventText.key(request) + " " + EventText.of(reply));
                listener.onReply(correlationId, reply);
            }
        }

        void expire() {
            fail(ReplicaListener.MAYBE_APPLIED, ReplicaListener.CODE_DEADLINE, "deadline passed");
        }

        void fail(final int fate, final int code, final @Nullable String detail) {
            if (bug == PlantedBug.ERROR_IS_ABSENT
                    && (request.kind() == ReplicaRequest.READ || request.kind() == ReplicaRequest.READ_VERSION)) {
                reply(TestReply.of(ReplicaReply.ABSENT, Version.NONE));
            } else if (open.remove(callId) != null) {
                world.trace(TraceType.FAILURE, replies.name(), ((long) fate << Integer.SIZE) ^ code ^ correlationId);
                world.note(() -> replies.name() + " fails " + EventText.key(request) + " fate " + fate + ": " + detail);
                listener.onFailure(correlationId, fate, code, detail);
            }
        }
    }
}
