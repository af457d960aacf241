package io.quorate.load;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which module and package may know which, and what simulated code must not call. Lives here since this module sees all. */
@AnalyzeClasses(packages = "io.quorate", importOptions = ModuleRulesTest.NoTests.class)
class ModuleRulesTest {

    /** Leaves out tests wherever the build puts them, which ArchUnit's own option knows of one place only. */
    static final class NoTests implements ImportOption {
        @Override
        public boolean includes(final Location location) {
            return !location.contains("/test-classes/");
        }
    }

    /** Each may depend only on those before it; the root package, which comes last, on all. */
    private static final List<String> CORE_ORDER = List.of(
            "version",
            "time",
            "ring",
            "error",
            "validation",
            "transport",
            "transport.frame",
            "metrics",
            "quorum",
            "engine");

    private static final List<String> MAKE_A_HASH_MAP = List.of("toMap", "groupingBy");
    private static final String[] CORE = corePackages();
    private static final String[] JDK = {"java..", "javax.crypto.."};
    private static final String[] NODE_VIEW_OF_CORE = {
        "io.quorate.version..", "io.quorate.time..", "io.quorate.ring..", "io.quorate.transport"
    };

    /** The one environment that is real, and what runs simulations and tells how long that took. */
    private static final Set<String> LOOKS_AT_CLOCK = Set.of(
            "io.quorate.time.SystemEnv",
            "io.quorate.testkit.simulation.SimulationSuite",
            "io.quorate.testkit.simulation.Minimiser");

    @ArchTest
    static final ArchRule CLIENT_CORE_KNOWS_NO_NETWORK_STACK = onlyKnow(CORE, new String[] {
        "org.agrona..", "com.dynatrace.hash4j..", "org.HdrHistogram..", "org.jspecify..", "org.slf4j.."
    });

    @ArchTest
    static final ArchRule PROTO_KNOWS_ONLY_PROTOBUF_AND_STUBS = onlyKnow(
            new String[] {"io.quorate.proto.."},
            new String[] {"com.google.protobuf..", "com.google.common.util.concurrent", "io.grpc.."});

    @ArchTest
    static final ArchRule STORAGE_NODE_KNOWS_VERSION_RING_AND_SPI = onlyKnow(
            new String[] {"io.quorate.node.."},
            join(NODE_VIEW_OF_CORE, "org.agrona..", "org.jspecify..", "org.slf4j.."));

    @ArchTest
    static final ArchRule TESTKIT_KNOWS_CORE_AND_NODE = onlyKnow(
            new String[] {"io.quorate.testkit.."},
            join(CORE, "io.quorate.node..", "org.junit.jupiter.api..", "org.jspecify..", "org.slf4j.."));

    @ArchTest
    static final ArchRule TESTKIT_NEEDS_JUNIT_ONLY_FOR_THE_CONTRACT = noClasses()
            .that(resideInAPackage("io.quorate.testkit..").and(not(resideInAPackage("io.quorate.testkit.contract.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.junit..")
            .because("the command line runs the simulation without JUnit");

    @ArchTest
    static final ArchRule TRANSPORT_INPROCESS_KNOWS_CORE_AND_NODE = onlyKnow(
            new String[] {"io.quorate.transport.inprocess.."},
            join(CORE, "io.quorate.node..", "org.jspecify..", "org.slf4j.."));

    @ArchTest
    static final ArchRule TRANSPORT_GRPC_KNOWS_CORE_NODE_PROTO_AND_GRPC = onlyKnow(
            new String[] {"io.quorate.transport.grpc.."},
            join(
                    CORE,
                    "io.quorate.node..",
                    "io.quorate.proto..",
                    "com.google.protobuf..",
                    "com.google.common..",
                    "io.grpc..",
                    "org.jspecify..",
                    "org.slf4j.."));

    @ArchTest
    static final ArchRule NO_CYCLES = slices().assignedFrom(packages()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_STREAMS_ON_THE_HOT_PATH = noStreams(resideInAnyPackage(
                    "io.quorate.quorum..", "io.quorate.version..", "io.quorate.transport", "io.quorate.transport.frame")
            .or(DescribedPredicate.describe(
                    "ring lookup",
                    type -> type.getPackageName().equals("io.quorate.ring")
                            && (type.getSimpleName().startsWith("RingSnapshot")
                                    || type.getSimpleName().endsWith("KeyHash")))));

    @ArchTest
    static final ArchRule ONLY_THE_ENVIRONMENT_LOOKS_AT_CLOCK_AND_CHANCE = noClockOrChance(simulated()
            .and(not(DescribedPredicate.describe(
                    "beside the simulated", type -> LOOKS_AT_CLOCK.contains(type.getName())))));

    @ArchTest
    static final ArchRule NO_BORROWED_THREADS = noBorrowedThreads(simulated());

    @ArchTest
    static final ArchRule NO_COLLECTIONS_WITH_AN_ORDER_PER_JVM = noUnorderedCollections(simulated());

    /**
     * Iteration cannot be told from lookup here, since it goes through {@code Set} and {@code Map}; so who makes a hash table is
     * listed. Each of these looks things up in it, and never walks it.
     */
    private static final List<String> MAY_LOOK_UP = List.of(
            "io.quorate.engine.ReadRepairer",
            "io.quorate.engine.RingAsks",
            "io.quorate.ring.RingState",
            "io.quorate.testkit.simulation.NewVersionPerRetry");

    @ArchTest
    static final ArchRule NO_HASH_TABLES_THAT_ARE_WALKED = noHashTables(simulated()
            .and(not(
                    DescribedPredicate.describe("look things up only", type -> MAY_LOOK_UP.contains(type.getName())))));

    @TestFactory
    List<DynamicTest> shouldKeepTheOrderOfClientPackages() {
        final JavaClasses all =
                new ClassFileImporter().withImportOption(new NoTests()).importPackages("io.quorate");
        return IntStream.range(0, CORE_ORDER.size())
                .mapToObj(i -> DynamicTest.dynamicTest(CORE_ORDER.get(i), () -> {
                    final DescribedPredicate<JavaClass> later = DescribedPredicate.describe(
                            "a package behind " + CORE_ORDER.get(i), type -> isBehind(type.getPackageName(), i));
                    noClasses()
                            .that()
                            .resideInAPackage("io.quorate." + CORE_ORDER.get(i))
                            .should()
                            .dependOnClassesThat(later)
                            .check(all);
                }))
                .toList();
    }

    /** A rule that finds nothing says nothing, unless it is known to find what it looks for. */
    @Test
    void shouldFindWhatIsBannedWhenItIsThere() {
        final JavaClasses culprit = new ClassFileImporter().importClasses(BannedCalls.class);
        final DescribedPredicate<JavaClass> any = DescribedPredicate.alwaysTrue();

        assertFinds(noClockOrChance(any), culprit, List.of("clock", "clockByReference", "wall", "chance", "seedless"));
        assertFinds(noBorrowedThreads(any), culprit, List.of("borrowed", "timed", "parallel", "commonPool"));
        assertFinds(noUnorderedCollections(any), culprit, List.of("unordered", "identity"));
        assertFinds(noHashTables(any), culprit, List.of("hashed", "collected"));
        assertFinds(noStreams(any), culprit, List.of("streams"));
        assertFinds(
                onlyKnow(new String[] {"io.quorate.load"}, new String[] {"io.quorate.ring.."}),
                new ClassFileImporter().importClasses(BannedCalls.class, ModuleRulesTest.class),
                List.of("com.tngtech.archunit"));
    }

    private static void assertFinds(final ArchRule rule, final JavaClasses culprit, final List<String> methods) {
        final String report =
                String.join("\n", rule.evaluate(culprit).getFailureReport().getDetails());
        for (final String method : methods) {
            Assertions.assertTrue(
                    report.contains(method), () -> rule.getDescription() + " misses " + method + ":\n" + report);
        }
        Assertions.assertFalse(report.contains("innocent"), report);
    }

    private static ArchRule onlyKnow(final String[] own, final String[] others) {
        final String[] allowed = join(join(JDK, own), others);
        return classes()
                .that()
                .resideInAnyPackage(own)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(primitiveArrays()));
    }

    private static DescribedPredicate<JavaClass> primitiveArrays() {
        return DescribedPredicate.describe(
                "primitives", type -> type.getPackageName().isEmpty());
    }

    private static ArchRule noStreams(final DescribedPredicate<JavaClass> where) {
        return noClasses().that(where).should().dependOnClassesThat().resideInAPackage("java.util.stream..");
    }

    private static ArchRule noClockOrChance(final DescribedPredicate<JavaClass> where) {
        return noCall(where, "read a clock or a random source", target -> {
            final String name = target.getName();
            return switch (target.getOwner().getName()) {
                case "java.lang.System" -> name.equals("nanoTime") || name.equals("currentTimeMillis");
                case "java.lang.Thread" -> name.equals("sleep");
                case "java.lang.Math", "java.lang.StrictMath" -> name.equals("random");
                case "java.util.UUID" -> name.equals("randomUUID");
                case "java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom" -> true;
                case "java.util.Random", "java.util.SplittableRandom" -> takesNothing(target) && name.equals("<init>");
                case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
                case "java.util.Date" -> takesNothing(target) && name.equals("<init>");
                default -> target.getOwner().getPackageName().equals("java.time") && name.equals("now");
            };
        });
    }

    private static ArchRule noBorrowedThreads(final DescribedPredicate<JavaClass> where) {
        return noCall(where, "run on a pool of the JDK instead of a given executor", target -> {
            final String owner = target.getOwner().getName();
            final String name = target.getName();
            if (owner.startsWith("java.util.concurrent.Completa")) {
                return (name.endsWith("Async") && !takesExecutor(target))
                        || name.equals("orTimeout")
                        || name.equals("completeOnTimeout")
                        || name.equals("delayedExecutor");
            }
            return name.equals("parallelStream")
                    || (name.equals("parallel") && owner.startsWith("java.util.stream."))
                    || (name.equals("commonPool") && owner.equals("java.util.concurrent.ForkJoinPool"));
        });
    }

    private static ArchRule noUnorderedCollections(final DescribedPredicate<JavaClass> where) {
        return noCall(
                where,
                "use what differs from JVM to JVM: identity hashes, and the order of Set.of and Map.of",
                target -> {
                    final String owner = target.getOwner().getName();
                    final String name = target.getName().toLowerCase(Locale.ROOT);
                    if (owner.equals("java.lang.System")) {
                        return name.equals("identityhashcode");
                    }
                    if (owner.equals("java.util.stream.Collectors")) {
                        return name.equals("tounmodifiableset") || name.equals("tounmodifiablemap");
                    }
                    return (owner.equals("java.util.Set") || owner.equals("java.util.Map"))
                            && (name.equals("of") || name.equals("copyof") || name.equals("ofentries"));
                });
    }

    private static ArchRule noHashTables(final DescribedPredicate<JavaClass> where) {
        return noCall(where, "make a hash table without order", target -> {
            final String name = target.getName();
            return switch (target.getOwner().getName()) {
                case "java.util.HashMap",
                        "java.util.HashSet",
                        "java.util.IdentityHashMap",
                        "java.util.WeakHashMap",
                        "java.util.concurrent.ConcurrentHashMap" -> name.equals("<init>") || name.equals("newKeySet");
                case "java.util.stream.Collectors" ->
                    name.equals("toSet") || (!takesSupplier(target) && MAKE_A_HASH_MAP.contains(name));
                default -> false;
            };
        });
    }

    private static boolean takesSupplier(final AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget call
                && call.getRawParameterTypes().stream()
                        .anyMatch(type -> type.getName().equals("java.util.function.Supplier"));
    }

    private static ArchRule noCall(
            final DescribedPredicate<JavaClass> where, final String what, final Predicate<AccessTarget> banned) {
        return noClasses()
                .that(where)
                .should()
                .accessTargetWhere(JavaAccess.Predicates.target(DescribedPredicate.describe(what, banned)))
                .as("no simulated class may " + what);
    }

    private static boolean takesNothing(final AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget call
                && call.getRawParameterTypes().isEmpty();
    }

    private static boolean takesExecutor(final AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget call
                && call.getRawParameterTypes().stream()
                        .anyMatch(type -> type.getName().equals("java.util.concurrent.Executor"));
    }

    private static DescribedPredicate<JavaClass> simulated() {
        return resideInAnyPackage(join(CORE, "io.quorate.node..", "io.quorate.testkit.simulation"));
    }

    private static boolean isBehind(final String packageName, final int index) {
        return packageName.equals("io.quorate")
                || CORE_ORDER.stream().skip(index + 1L).anyMatch(later -> packageName.equals("io.quorate." + later));
    }

    private static SliceAssignment packages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(final JavaClass type) {
                return type.getPackageName().startsWith("io.quorate")
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages";
            }
        };
    }

    private static String[] corePackages() {
        return join(
                new String[] {"io.quorate"},
                CORE_ORDER.stream().map(name -> "io.quorate." + name).toArray(String[]::new));
    }

    private static String[] join(final String[] first, final String... second) {
        final String[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
