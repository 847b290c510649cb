package dev.baton.checks;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The architecture as rules: which module may use which, and what a module may not touch. */
class ArchitectureTest {

    private static final String API = "dev.baton";
    private static final String CORE = "dev.baton.core..";
    private static final String STORE = "dev.baton.store..";
    private static final String JDBC = "dev.baton.jdbc..";
    private static final String ENGINE = "dev.baton.engine..";
    private static final String TESTKIT = "dev.baton.testkit..";
    private static final String SHOP = "dev.baton.shop..";
    private static final String POSTGRES = "dev.baton.postgres..";
    private static final String BENCH = "dev.baton.bench..";
    private static final String TORTURE = "dev.baton.torture..";

    /** The arrows: what each module may use, besides itself and libraries. */
    private static final Map<String, List<String>> MAY_USE = Map.of(
            API, List.of(),
            CORE, List.of(API),
            STORE, List.of(API, CORE),
            JDBC, List.of(API, CORE, STORE),
            ENGINE, List.of(API, CORE, STORE),
            TESTKIT, List.of(API, CORE, STORE, ENGINE),
            SHOP, List.of(API, ENGINE, JDBC, POSTGRES),
            POSTGRES, List.of(),
            BENCH, List.of(API, CORE, STORE, JDBC, ENGINE, TESTKIT, POSTGRES, SHOP),
            TORTURE, List.of(API, CORE, STORE, JDBC, ENGINE, POSTGRES, SHOP, BENCH));

    /** Fewer would mean that the import misses something, and that the rules pass on air. */
    private static final int CLASSES_MIN = 10;

    private static final Set<String> OUTSIDE = Set.of(
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.util.Timer",
            "java.util.Random",
            "java.security.SecureRandom",
            "java.util.concurrent.Executor",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ExecutorService",
            "java.util.concurrent.ScheduledExecutorService",
            "java.util.concurrent.CompletableFuture",
            "java.util.concurrent.ForkJoinPool",
            "java.io.File",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.net.Socket",
            "java.net.URL");

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(API);

    static Stream<String> modules() {
        return MAY_USE.keySet().stream().sorted();
    }

    @Test
    void theRulesSeeTheWholeProduct() {
        assertThat(PRODUCT.stream().filter(type -> !type.getPackageName().equals("dev.baton.checks")))
                .hasSizeGreaterThan(CLASSES_MIN)
                .allMatch(resideInAnyPackage(MAY_USE.keySet().toArray(String[]::new)));
        MAY_USE.keySet()
                .forEach(module -> assertThat(PRODUCT.stream().filter(resideInAnyPackage(module)))
                        .as(module)
                        .isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void arrowsGoOneWay(String module) {
        List<String> allowed = MAY_USE.getOrDefault(module, List.of());
        String[] refused = modules()
                .filter(other -> !other.equals(module) && !allowed.contains(other))
                .toArray(String[]::new);
        noClasses()
                .that(resideInAnyPackage(module))
                .should()
                .dependOnClassesThat(resideInAnyPackage(refused))
                .check(PRODUCT);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().assignedFrom(new PackageByPackage()).should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void decidingReadsNoClockAndTakesNoChance() {
        noClasses()
                .that(resideInAnyPackage(API, CORE, STORE))
                .should()
                .callMethodWhere(describe("the answer differs from call to call", ArchitectureTest::isImpure))
                .check(PRODUCT);
    }

    @Test
    void decidingStartsNoThreadAndTouchesNoFile() {
        noClasses()
                .that(resideInAnyPackage(CORE))
                .should()
                .dependOnClassesThat(describe("threads, files or the net", ArchitectureTest::isOutside))
                .check(PRODUCT);
    }

    @Test
    void onlyStoresSpeakSql() {
        noClasses()
                .that(resideInAnyPackage(API, CORE, STORE, ENGINE, TESTKIT))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.sql..", "javax.sql..", "org.sqlite..", "org.postgresql..", "com.zaxxer.."))
                .check(PRODUCT);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<JavaPackage> packages = PRODUCT.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
        assertThat(packages).isNotEmpty().allMatch(folder -> folder.isAnnotatedWith(NullMarked.class));
    }

    /** What users catch is one family; a handler answers with one of the Step…Exceptions. */
    @Test
    void onlyBatonExceptionsLeaveTheApi() {
        classes()
                .that(resideInAnyPackage(API))
                .and(assignableTo(Throwable.class))
                .should()
                .beAssignableTo("dev.baton.BatonException")
                .orShould()
                .haveSimpleNameStartingWith("Step")
                .check(PRODUCT);
        noClasses()
                .that(resideInAnyPackage(API))
                .should()
                .callConstructorWhere(describe("it makes another exception", ArchitectureTest::makesForeignException))
                .check(PRODUCT);
    }

    /** A wrong argument is the caller's bug and may say so; {@code MatchException} is the compiler's own. */
    private static boolean makesForeignException(JavaConstructorCall call) {
        JavaClass made = call.getTargetOwner();
        return made.isAssignableTo(Throwable.class)
                && !call.getOriginOwner().isAssignableTo(Throwable.class)
                && !made.getPackageName().equals(API)
                && !made.isEquivalentTo(IllegalArgumentException.class)
                && !made.isEquivalentTo(MatchException.class);
    }

    private static boolean isImpure(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        return switch (call.getName()) {
            case "now" ->
                owner.startsWith("java.time.")
                        && call.getTarget().getRawParameterTypes().isEmpty();
            case "currentTimeMillis", "nanoTime" -> owner.equals("java.lang.System");
            case "random" -> owner.equals("java.lang.Math");
            case "randomUUID" -> owner.equals("java.util.UUID");
            case "systemUTC", "systemDefaultZone", "tick" -> owner.equals("java.time.Clock");
            default -> owner.equals("java.util.concurrent.ThreadLocalRandom");
        };
    }

    private static boolean isOutside(JavaClass type) {
        return OUTSIDE.contains(type.getName())
                || type.getPackageName().startsWith("java.nio.file")
                || type.getPackageName().startsWith("java.net.http");
    }

    private static final class PackageByPackage implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    }
}
