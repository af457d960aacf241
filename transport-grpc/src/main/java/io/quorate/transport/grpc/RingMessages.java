package io.quorate.transport.grpc;

import io.quorate.proto.kvstore.RingStateResponse;
import io.quorate.proto.v1.Member;
import io.quorate.proto.v1.Ring;
import io.quorate.proto.v1.RingParameters;
import io.quorate.ring.NodeDescriptor;
import io.quorate.ring.RingFingerprint;
import io.quorate.ring.RingMember;
import io.quorate.ring.RingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Turns ring states into messages and back. */
final class RingMessages {
    private RingMessages() {}

    /**
     * The ring state that a response tells.
     *
     * @throws IllegalArgumentException if a part of it is malformed
     */
    static RingState stateOf(final RingStateResponse response, final boolean older) {
        final List<RingMember> members = new ArrayList<>();
        if (older) {
            for (final Map.Entry<String, Boolean> node : response.getNodesMap().entrySet()) {
                final String name = node.getKey();
                members.add(new RingMember(new NodeDescriptor(name, name, 1, ""), node.getValue()));
            }
            return RingState.ofLegacy(members);
        }
        final Ring ring = response.getRing();
        for (final Member member : ring.getMembersList()) {
            members.add(new RingMember(nodeOf(member), response.getNodesOrDefault(member.getName(), true)));
        }
        return new RingState(
                false,
                ring.getEpoch(),
                response.getSelfName().isEmpty() ? null : response.getSelfName(),
                members,
                ring.getFingerprint().isEmpty() ? null : ring.getFingerprint(),
                Math.max(0, TimeUnit.SECONDS.toMillis(response.getUpdatedAt())));
    }

    /** The ring as a message; what only the response around it tells is left out. */
    static Ring ringOf(final RingState state) {
        final Ring.Builder out = Ring.newBuilder().setEpoch(state.epoch());
        for (final RingMember member : state.members()) {
            final NodeDescriptor node = member.node();
            out.addMembers(Member.newBuilder()
                    .setName(node.name())
                    .setAddress(node.address().equals(node.name()) ? "" : node.address())
                    .setWeight(node.weight())
                    .setZone(node.zone()));
        }
        final String fingerprint = state.fingerprintText();
        if (fingerprint != null) {
            out.setFingerprint(fingerprint).setParameters(parametersOf(RingFingerprint.parse(fingerprint)));
        }
        return out.build();
    }

    private static NodeDescriptor nodeOf(final Member member) {
        return new NodeDescriptor(
                member.getName(),
                member.getAddress().isEmpty() ? member.getName() : member.getAddress(),
                member.getWeight() == 0 ? 1 : member.getWeight(),
                member.getZone());
    }

    private static RingParameters parametersOf(final RingFingerprint fingerprint) {
        return RingParameters.newBuilder()
                .setHash(fingerprint.hashName())
                .setHashKeyCheck(fingerprint.hashKeyDigest())
                .setVnodesPerWeight(fingerprint.vnodesPerWeight())
                .setReplicationFactor(fingerprint.replicationFactor())
                .setLinearizablePuts(fingerprint.linearizablePuts())
                .build();
    }
}
