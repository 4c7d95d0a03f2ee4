# syntax=docker/dockerfile:1
# `mvn -B -ntp -DskipTests package` makes the jar; then `docker build -t ghcr.io/penstock/penstock:0.1.0 .`

FROM eclipse-temurin:25-jdk AS build
# The modules that Spring, Netty, gRPC and the Kubernetes client need, those that they find by
# reflection included, and the tools that look into a running JVM (jcmd).
RUN jlink --output /jre --strip-debug --no-header-files --no-man-pages --compress zip-0 \
    --add-modules java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.prefs,java.rmi,java.scripting,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs
COPY bin/java-options bin/unpack /opt/penstock/bin/
COPY demo/manifests /manifests
COPY gateway-app/target/gateway-app.jar /gateway-app.jar
# The AOT cache knows the path of the jar: it is made where the jar will be.
RUN /opt/penstock/bin/unpack /jre/bin/java /gateway-app.jar /opt/penstock/app /manifests

# The same C library as the JDK above was made for, without a shell.
FROM gcr.io/distroless/base-debian12:nonroot
COPY --from=build /jre /jre
# Libraries change seldom: they are a layer of their own.
COPY --from=build /opt/penstock/app/lib /opt/penstock/app/lib
COPY --from=build /opt/penstock/bin/java-options /opt/penstock/bin/
COPY --from=build /opt/penstock/app/gateway-app.jar /opt/penstock/app/gateway-app.aot /opt/penstock/app/
USER 65532:65532
WORKDIR /tmp
# Replaced, not added to, by jvmOptions of the chart.
ENV JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -Xms64m -Xmn32m -XX:MaxRAMPercentage=35"
EXPOSE 8081 15020
ENTRYPOINT ["/jre/bin/java", "@/opt/penstock/bin/java-options", "-XX:AOTCache=/opt/penstock/app/gateway-app.aot", "-jar", "/opt/penstock/app/gateway-app.jar"]
