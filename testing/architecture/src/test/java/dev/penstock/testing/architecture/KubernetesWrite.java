package dev.penstock.testing.architecture;

import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;

/** Tells calls that change objects of a cluster. */
final class KubernetesWrite {

	private static final Set<String> VERBS = Set.of("create", "createOrReplace", "update", "updateStatus", "replace",
			"replaceStatus", "patch", "patchStatus", "edit", "editStatus", "delete", "serverSideApply", "scale",
			"evict");

	/** Holds for calls of a method of a Kubernetes client that writes. */
	static final DescribedPredicate<JavaMethodCall> IS_WRITE = DescribedPredicate.describe("writes to a cluster",
			(call) -> call.getTargetOwner().getPackageName().startsWith("io.fabric8.kubernetes.client")
					&& VERBS.contains(call.getName()));

	private KubernetesWrite() {
	}

}
