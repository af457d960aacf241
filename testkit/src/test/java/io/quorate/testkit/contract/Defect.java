package io.quorate.testkit.contract;

/** A way to break the transport contract, and the test of the suite that must find it. */
enum Defect {
    NONE(""),
    DOUBLE_CALLBACK("shouldReadBackValueAndVersionWhenStored"),
    NO_DEADLINE("shouldKeepDeadlineWhenNodeIsSilent"),
    FORGETS_CALLS_ON_CLOSE("shouldEndEveryCallWhenConnectionIsClosedDuringCalls"),
    FORGETS_CALLS_ON_TRANSPORT_CLOSE("shouldEndEveryCallBeforeCloseOfTransportReturns"),
    REPLY_AFTER_CLOSE("shouldEndEveryCallBeforeCloseOfTransportReturns"),
    LIES_ABOUT_SENDING("shouldEndEveryCallWhenConnectionIsClosedDuringCalls"),
    DOES_NOT_COPY("shouldHaveCopiedRequestWhenSendReturns"),
    HIDES_DISCONNECT("shouldEndCallsAndTellDisconnectedWhenNodeIsKilledInMidCall"),
    DROPS_REPAIR_WRITER("shouldRepairWithVersionOfOriginalWriterWhenReplicaIsStale"),
    LATE_CAPABILITIES("shouldKnowCapabilitiesOnceConnected"),
    LATE_CONNECTION("shouldAcceptSendInsideConnectedCallback"),
    SENDS_UNCONNECTED("shouldNotSendBeforeConnect"),
    UNKNOWN_THREADS("shouldKnowItsOwnThreads"),
    CUTS_VALUES("shouldCarryLargestKeyAndValueByteForByte"),
    SWALLOWS_CANCELLED("shouldStillCallBackWhenReadIsCancelled"),
    LATE_REPLY_AFTER_DEADLINE("shouldEndOnceWhenReplyComesAfterDeadline");

    final String foundBy;

    Defect(final String foundBy) {
        this.foundBy = foundBy;
    }
}
