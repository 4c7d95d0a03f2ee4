package dev.penstock.testing.architecture;

import java.util.function.Function;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.library.Architectures;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Is each dependency rule of the product. A rule is given the package that it starts at,
 * so that the same rule judges the product and the fixtures that must fail it.
 */
enum ArchitectureRules {

	/** The control plane does not see the data plane or the application. */
	DISCOVERY_SEES_NO_FILTERS((root) -> resideInAPackage(root + ".discovery.."),
			(root) -> noClasses().that()
				.resideInAPackage(root + ".discovery..")
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage(root + ".filters..", root + ".app..")),

	/** The data plane does not see the control plane or the application. */
	FILTERS_SEE_NO_DISCOVERY((root) -> resideInAPackage(root + ".filters.."),
			(root) -> noClasses().that()
				.resideInAPackage(root + ".filters..")
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage(root + ".discovery..", root + ".app..")),

	/** The control plane knows no Spring, Reactor, Netty, Vert.x or gRPC. */
	DISCOVERY_USES_NO_DATA_PLANE_LIBRARY((root) -> resideInAPackage(root + ".discovery.."),
			(root) -> noClasses().that()
				.resideInAPackage(root + ".discovery..")
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage("org.springframework..", "reactor..", "io.netty..", "io.vertx..", "io.grpc..",
						"com.google.protobuf..")),

	/** The data plane knows no Kubernetes client. */
	FILTERS_USE_NO_KUBERNETES_LIBRARY((root) -> resideInAPackage(root + ".filters.."),
			(root) -> noClasses().that()
				.resideInAPackage(root + ".filters..")
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage("io.fabric8..", "io.kubernetes..")),

	/** The cluster is known to those who read it, write statuses and keep data planes. */
	KUBERNETES_CLIENT_STAYS_AT_THE_EDGE((root) -> resideInAPackage(root + ".discovery.."),
			(root) -> noClasses().that()
				.resideInAPackage(root + ".discovery..")
				.and()
				.resideOutsideOfPackages(root + ".discovery.source.kube..", root + ".discovery.status..",
						root + ".discovery.dataplane..", root + ".discovery.leader..")
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage("io.fabric8..")),

	/** Inside the control plane nothing flows backwards. */
	DISCOVERY_IS_LAYERED((root) -> resideInAPackage(root + ".discovery.."), ArchitectureRules::layers),

	/** Each class of the control plane is in one of its layers. */
	DISCOVERY_HAS_NO_OTHER_LAYERS((root) -> resideInAPackage(root + ".discovery.."), ArchitectureRules::inLayers),

	/** Translation is a function of its input. */
	TRANSLATION_IS_PURE((root) -> resideInAPackage(root + ".discovery.translate.."),
			(root) -> classes().that().resideInAPackage(root + ".discovery.translate..").should(PureCondition.BE_PURE)),

	/** Planning of statuses is a function of its input. */
	STATUS_PLANNING_IS_PURE(
			(root) -> Parts.of(root + ".discovery.status.StatusPlanner")
				.or(Parts.of(root + ".discovery.status.ActivatedStatus")),
			(root) -> classes()
				.that(Parts.of(root + ".discovery.status.StatusPlanner")
					.or(Parts.of(root + ".discovery.status.ActivatedStatus")))
				.should(PureCondition.BE_PURE)),

	/** The session with a picker is a state machine: events in, actions out. */
	EXT_PROC_SESSION_IS_PURE((root) -> Parts.of(root + ".filters.extproc.ExtProcSession"),
			(root) -> classes().that(Parts.of(root + ".filters.extproc.ExtProcSession")).should(PureCondition.BE_PURE)),

	/** Emission of route definitions is a function of its input. */
	EMITTER_IS_PURE((root) -> Parts.of(root + ".app.routing.RouteDefinitionEmitter"),
			(root) -> classes().that(Parts.of(root + ".app.routing.RouteDefinitionEmitter"))
				.should(PureCondition.BE_PURE)),

	/** Planning of data planes is a function of its input. */
	DATA_PLANE_PLANNING_IS_PURE((root) -> Parts.of(root + ".discovery.dataplane.ClusterPlanner"),
			(root) -> classes().that(Parts.of(root + ".discovery.dataplane.ClusterPlanner"))
				.should(PureCondition.BE_PURE)),

	/**
	 * Two classes alone change objects of a cluster. The Lease of the election is the
	 * client's to change.
	 */
	ONLY_STATUS_WRITER_AND_APPLIER_WRITE((root) -> resideInAPackage(root + ".."),
			(root) -> noClasses().that()
				.resideInAPackage(root + "..")
				.and()
				.doNotHaveFullyQualifiedName(root + ".discovery.status.StatusWriter")
				.and()
				.doNotHaveFullyQualifiedName(root + ".discovery.dataplane.DataPlaneApplier")
				.should()
				.callMethodWhere(KubernetesWrite.IS_WRITE)),

	/** Pickers are spoken to without a library for gRPC or protobuf. */
	PRODUCT_USES_NO_GRPC_LIBRARY((root) -> resideInAPackage(root + ".filters.."),
			(root) -> noClasses().that()
				.resideInAPackage(root + "..")
				.should()
				.dependOnClassesThat()
				.resideInAnyPackage("io.grpc..", "com.google.protobuf..", "io.envoyproxy..")),

	/** No package depends on itself by way of others. */
	PACKAGES_HAVE_NO_CYCLES((root) -> resideInAPackage(root + ".*.*.."),
			(root) -> SlicesRuleDefinition.slices().matching(root + ".(*).(*)..").should().beFreeOfCycles()),

	/** A name says what a class does. */
	NAMES_ARE_NOT_VAGUE((root) -> resideInAPackage(root + ".."),
			(root) -> noClasses().that()
				.resideInAPackage(root + "..")
				.should()
				.haveNameMatching(".*(Impl|Manager|Helper)")),

	/** What both sides speak in are values; the one function is about them. */
	MODEL_HOLDS_VALUES_ONLY((root) -> resideInAPackage(root + ".discovery.model.."),
			(root) -> classes().that()
				.resideInAPackage(root + ".discovery.model..")
				.and()
				.areNotInterfaces()
				.and()
				.areNotEnums()
				.and()
				.doNotHaveSimpleName("BindPorts")
				.should()
				.beRecords());

	private final Function<String, DescribedPredicate<JavaClass>> subject;

	private final Function<String, ArchRule> rule;

	ArchitectureRules(Function<String, DescribedPredicate<JavaClass>> subject, Function<String, ArchRule> rule) {
		this.subject = subject;
		this.rule = rule;
	}

	/**
	 * Returns which classes the rule is about.
	 * @param root the package that holds {@code discovery}, {@code filters} and
	 * {@code app}
	 * @return the classes
	 */
	DescribedPredicate<JavaClass> subject(String root) {
		return this.subject.apply(root);
	}

	/**
	 * Returns the rule, which fails if there are no classes that it is about.
	 * @param root the package that holds {@code discovery}, {@code filters} and
	 * {@code app}
	 * @return the rule
	 */
	ArchRule rule(String root) {
		return this.rule.apply(root);
	}

	private static ArchRule inLayers(String root) {
		return classes().that()
			.resideInAPackage(root + ".discovery..")
			.should()
			.resideInAnyPackage(Layer.packages(root));
	}

	private static ArchRule layers(String root) {
		Architectures.LayeredArchitecture architecture = Architectures.layeredArchitecture()
			.consideringOnlyDependenciesInLayers()
			.withOptionalLayers(true);
		for (Layer layer : Layer.values()) {
			architecture = architecture.layer(layer.name()).definedBy(layer.in(root));
		}
		for (Layer layer : Layer.values()) {
			architecture = layer.sees().length == 0 ? architecture.whereLayer(layer.name()).mayNotAccessAnyLayer()
					: architecture.whereLayer(layer.name()).mayOnlyAccessLayers(layer.sees());
		}
		// A layer may be missing, but not all of them: the first rule fails without
		// classes.
		return CompositeArchRule.of(inLayers(root)).and(architecture);
	}

}
