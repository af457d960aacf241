package io.quorate.transport.grpc;

import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a channel one connection: it dials once, and when the connection is lost, or none could be made, all further calls fail.
 *
 * <p>gRPC's own policies dial again by themselves. A call could then reach another server than the one that was asked who it is at
 * connect, and a store of a Quorate node could end up in a server that stamps on its own clock. Here every new connection is a new
 * channel with a new handshake and a new name resolution.
 */
final class OneConnectionBalancer extends LoadBalancer {
    private static final Status LOST = Status.UNAVAILABLE.withDescription("connection closed by the peer");

    private final Helper helper;
    private @Nullable Subchannel subchannel;
    private boolean ended;

    OneConnectionBalancer(final Helper helper) {
        this.helper = helper;
    }

    @Override
    public Status acceptResolvedAddresses(final ResolvedAddresses resolved) {
        if (subchannel != null || ended) {
            return Status.OK;
        }
        final List<EquivalentAddressGroup> addresses = resolved.getAddresses();
        if (addresses.isEmpty()) {
            final Status none = Status.UNAVAILABLE.withDescription("the name resolves to no address");
            end(none);
            return none;
        }
        final Subchannel created = helper.createSubchannel(
                CreateSubchannelArgs.newBuilder().setAddresses(addresses).build());
        subchannel = created;
        created.start(state -> onState(created, state));
        helper.updateBalancingState(ConnectivityState.CONNECTING, new FixedResultPicker(PickResult.withNoResult()));
        created.requestConnection();
        return Status.OK;
    }

    @Override
    public void handleNameResolutionError(final Status error) {
        if (subchannel == null && !ended) {
            end(error);
        }
    }

    @Override
    public void shutdown() {
        final Subchannel current = subchannel;
        if (current != null) {
            current.shutdown();
        }
    }

    private void onState(final Subchannel source, final ConnectivityStateInfo info) {
        if (ended) {
            return;
        }
        switch (info.getState()) {
            case READY ->
                helper.updateBalancingState(
                        ConnectivityState.READY, new FixedResultPicker(PickResult.withSubchannel(source)));
            case TRANSIENT_FAILURE -> end(info.getStatus());
            case IDLE -> end(LOST);
            default -> {
                // CONNECTING is what the channel says already; SHUTDOWN follows our own doing.
            }
        }
    }

    /** The subchannel lets calls under way finish before it closes. */
    private void end(final Status cause) {
        ended = true;
        helper.updateBalancingState(
                ConnectivityState.TRANSIENT_FAILURE, new FixedResultPicker(PickResult.withDrop(cause)));
        shutdown();
    }
}
