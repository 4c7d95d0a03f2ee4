package dev.penstock.testing.architecture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

/**
 * Finds a class and those of its package that it is made of: what it uses, at any depth.
 */
final class Parts extends DescribedPredicate<JavaClass> {

	private final String whole;

	private Parts(String whole) {
		super("are " + whole + " or used by it in its package");
		this.whole = whole;
	}

	static DescribedPredicate<JavaClass> of(String name) {
		return new Parts(name);
	}

	@Override
	public boolean test(JavaClass type) {
		String inPackage = this.whole.substring(0, this.whole.lastIndexOf('.'));
		Set<JavaClass> seen = new HashSet<>();
		Deque<JavaClass> users = new ArrayDeque<>();
		users.add(type);
		while (!users.isEmpty()) {
			JavaClass user = users.remove();
			if (user.getPackageName().equals(inPackage) && seen.add(user)) {
				if (user.getName().equals(this.whole) || user.getName().startsWith(this.whole + "$")) {
					return true;
				}
				user.getDirectDependenciesToSelf().forEach((dependency) -> users.add(dependency.getOriginClass()));
			}
		}
		return false;
	}

}
