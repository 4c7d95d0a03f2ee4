# syntax=docker/dockerfile:1
# `mvn -B -ntp -DskipTests package` makes the jar; then `docker build -t ghcr.io/penstock/penstock:0.1.0 .`

FROM eclipse-temurin:25-jdk AS build
COPY bin/java-options bin/make-jre bin/unpack /opt/penstock/bin/
COPY bin/training /opt/penstock/bin/training
RUN /opt/penstock/bin/make-jre "$JAVA_HOME" /jre
COPY gateway-app/target/gateway-app.jar /gateway-app.jar
# The AOT cache knows the path of the jar: it is made where the jar will be.
RUN /opt/penstock/bin/unpack /jre/bin/java /gateway-app.jar /opt/penstock/app

# No shell and no packages besides the C library.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /jre /jre
# Libraries change seldom: they are a layer of their own.
COPY --from=build /opt/penstock/app/lib /opt/penstock/app/lib
COPY --from=build /opt/penstock/bin/java-options /opt/penstock/bin/
COPY --from=build /opt/penstock/app/gateway-app.jar /opt/penstock/app/gateway-app.aot /opt/penstock/app/
USER 65532:65532
WORKDIR /tmp
# Replaced, not added to, by jvmOptions of the chart.
ENV JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -Xms64m -Xmn32m -XX:MaxRAMPercentage=35 -XX:+UseTransparentHugePages -Xlog:pagesize=off"
EXPOSE 8081 15020
ENTRYPOINT ["/jre/bin/java", "@/opt/penstock/bin/java-options", "-XX:AOTCache=/opt/penstock/app/gateway-app.aot", "-jar", "/opt/penstock/app/gateway-app.jar"]
