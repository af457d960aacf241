package io.quorate.transport.grpc;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;

/** Makes {@link OneConnectionBalancer} known to gRPC under a name. */
final class OneConnectionBalancerProvider extends LoadBalancerProvider {
    static final String POLICY = "quorate_one_connection";

    private static final int PRIORITY = 5;

    /** Makes the policy known, once for this process. */
    static void register() {
        Holder.ensureRegistered();
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public int getPriority() {
        return PRIORITY;
    }

    @Override
    public String getPolicyName() {
        return POLICY;
    }

    @Override
    public LoadBalancer newLoadBalancer(final LoadBalancer.Helper helper) {
        return new OneConnectionBalancer(helper);
    }

    private static final class Holder {
        static {
            LoadBalancerRegistry.getDefaultRegistry().register(new OneConnectionBalancerProvider());
        }

        static void ensureRegistered() {
            // The work is done when this class is initialised.
        }
    }
}
