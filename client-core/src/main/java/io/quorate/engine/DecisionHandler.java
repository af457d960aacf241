package io.quorate.engine;

/**
 * Takes the decision of one operation; usually a stateless singleton, with what differs per call in the attachment.
 *
 * <p><b>Threads.</b> Called once per operation, on the thread of the deciding event, possibly before the call that began the operation
 * has returned. Must not block. What it throws is counted and logged, nothing more.
 */
@FunctionalInterface
public interface DecisionHandler {

    /**
     * The operation is decided.
     *
     * @param view flyweight, valid during this call
     * @param attachment the object that was given when the operation began
     */
    void onDecided(OperationView view, Object attachment);
}
