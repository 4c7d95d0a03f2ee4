package dev.penstock.testing.architecture;

import java.util.Set;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

/** Holds for classes whose results depend on their input alone. */
final class PureCondition extends ArchCondition<JavaClass> {

	/** Holds for classes whose results depend on their input alone. */
	static final PureCondition BE_PURE = new PureCondition();

	/** Packages with clocks, threads, I/O, loggers or clients. */
	private static final Set<String> PACKAGES = Set.of("java.io", "java.net", "java.security", "java.util.concurrent");

	/** Packages of the same kind, with all that are below them. */
	private static final Set<String> TREES = Set.of("java.net.http", "java.nio.channels", "java.nio.file", "java.sql",
			"java.util.concurrent.atomic", "java.util.concurrent.locks", "java.util.logging", "io.fabric8",
			"org.apache.commons.logging", "org.slf4j", "reactor.core.scheduler");

	/** What those packages have that does nothing of the kind. */
	private static final Set<String> HARMLESS = Set.of("java.io.Serializable", "java.net.URI", "java.net.InetAddress",
			"java.net.Inet4Address", "java.net.Inet6Address", "java.util.concurrent.TimeUnit");

	private static final Set<String> TYPES = Set.of("java.time.Clock", "java.util.Random", "java.util.SplittableRandom",
			"java.util.Timer", "java.util.TimerTask", "java.lang.Thread", "java.lang.ThreadLocal", "java.lang.Runtime",
			"java.lang.Process", "java.lang.ProcessBuilder", "java.lang.System$Logger");

	private static final Set<String> CALLS = Set.of("java.lang.System.currentTimeMillis", "java.lang.System.nanoTime",
			"java.lang.System.getenv", "java.lang.System.getProperty", "java.lang.System.identityHashCode",
			"java.lang.Math.random", "java.util.UUID.randomUUID", "java.util.Collections.shuffle",
			"java.net.InetAddress.getByName", "java.net.InetAddress.getAllByName", "java.net.InetAddress.getLocalHost",
			"java.net.InetAddress.getHostName", "java.net.InetAddress.getCanonicalHostName",
			"java.net.InetAddress.isReachable");

	private PureCondition() {
		super("use no clock, random, thread, I/O, logger or client");
	}

	@Override
	public void check(JavaClass type, ConditionEvents events) {
		for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
			if (isImpure(dependency.getTargetClass())) {
				events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
			}
		}
		for (JavaAccess<?> access : type.getAccessesFromSelf()) {
			if (isImpure(access.getTarget())) {
				events.add(SimpleConditionEvent.violated(access, access.getDescription()));
			}
		}
	}

	private static boolean isImpure(JavaClass target) {
		JavaClass type = target.getBaseComponentType();
		String name = type.getName();
		return TYPES.contains(name) || (PACKAGES.contains(type.getPackageName())
				|| TREES.stream().anyMatch((tree) -> name.startsWith(tree + "."))) && !HARMLESS.contains(name);
	}

	private static boolean isImpure(AccessTarget target) {
		String owner = target.getOwner().getName();
		return CALLS.contains(owner + "." + target.getName())
				|| (owner.startsWith("java.time.") && target.getName().equals("now"));
	}

}
