package io.quorate.load.cli;

import io.quorate.QuorateClient;
import io.quorate.load.check.RegisterCheck;
import io.quorate.load.config.ResolvedConfig;
import io.quorate.load.engine.LoadEngine;
import io.quorate.load.engine.LoadPlan;
import io.quorate.load.engine.LoadProgress;
import io.quorate.load.engine.LoadResult;
import io.quorate.load.engine.OperationCheck;
import io.quorate.load.health.GeneratorHealth;
import io.quorate.load.html.HtmlReport;
import io.quorate.load.record.EventSink;
import io.quorate.load.record.ReplicaRecorder;
import io.quorate.load.record.ReplicaSummary;
import io.quorate.load.record.RunRecorder;
import io.quorate.load.report.CheckText;
import io.quorate.load.report.ObjectiveText;
import io.quorate.load.report.Progress;
import io.quorate.load.report.ReplicaTable;
import io.quorate.load.report.RunFacts;
import io.quorate.load.report.RunFolder;
import io.quorate.load.report.RunReport;
import io.quorate.load.report.RunSummary;
import io.quorate.load.report.ViolationLog;
import io.quorate.load.slo.Objective;
import io.quorate.load.slo.ObjectiveResult;
import io.quorate.load.slo.Observed;
import io.quorate.load.target.ReplicaEvents;
import io.quorate.load.workload.PlannedOperation;
import io.quorate.load.workload.Workload;
import io.quorate.metrics.Counter;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** One run, from the empty folder to the exit code. */
final class Run {

    private static final String REGISTER = "register.bin";

    private final CommandSpec spec;
    private final ClientOptions options;
    private final LoadTargetOptions target;
    private final LoadPlan plan;
    private final CheckOptions checkOptions;
    private final List<Objective> objectives;
    private final OutputOptions output;
    private final boolean noPreload;
    private final String loop;
    private final Map<String, Object> config;
    private final RunRecorder recorder = new RunRecorder();
    private final ReplicaRecorder replicas = new ReplicaRecorder(SystemNanoClock.INSTANCE);
    private final GeneratorHealth health = GeneratorHealth.ofThisProcess();
    private final LateEvents events = new LateEvents();
    private final ReplicaEvents replicaEvents = new ReplicaEvents(replicas, events);
    private boolean isMeasuring;
