# One image for every role. The start command is stated here and nowhere else: `longhaul work`; a role that does something else names its own
# command after the image (compose.yaml: `migrate`).
#
#   docker build -t longhaul .                        the worker with the project of PROJECT in it
#   docker build -t longhaul:full --target full .     without a project: a base for your own image, with the media tools
#   docker build -t longhaul:slim --target slim .     the same without them: 250 MB less
#
#   FROM longhaul:full
#   COPY --chown=root:root . /project

# On the builder's own architecture, whatever the image's: the SDK makes programs for others, and does not work in an emulator.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
# What the program says that it is; empty for what the source says.
ARG VERSION=
WORKDIR /source
# Which packages are needed changes seldom: they are a layer of their own.
COPY Directory.Build.props Directory.Packages.props BannedSymbols.txt global.json .editorconfig ./
COPY src/Longhaul.Core/*.csproj src/Longhaul.Core/
COPY src/Longhaul.Definitions/*.csproj src/Longhaul.Definitions/
COPY src/Longhaul.Processes/*.csproj src/Longhaul.Processes/
COPY src/Longhaul.Sqlite/*.csproj src/Longhaul.Sqlite/
COPY src/Longhaul.PostgreSql/*.csproj src/Longhaul.PostgreSql/
COPY src/Longhaul.S3/*.csproj src/Longhaul.S3/
COPY src/Longhaul.Worker/*.csproj src/Longhaul.Worker/
COPY src/Longhaul.Web/*.csproj src/Longhaul.Web/
COPY src/Longhaul.Cli/*.csproj src/Longhaul.Cli/
RUN dotnet restore src/Longhaul.Cli -a $TARGETARCH -p:PublishReadyToRun=true
COPY src src
RUN dotnet publish src/Longhaul.Cli -c Release -o /app --no-restore -a $TARGETARCH --self-contained false -p:PublishReadyToRun=true -p:DebugType=embedded ${VERSION:+-p:Version=$VERSION}

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS slim
# Nothing is written but below /data and /tmp, so that the root can be read-only; HOME is not at /tmp, where what programs keep may count as memory. No VOLUME is
# declared, which Railway refuses; mount one at /data. The port is left open: a worker serves its health at PORT where the platform sets it, else at 8080. 1654 is the
# user "app" of .NET's own images.
RUN mkdir -p /project /data && chown 1654:1654 /data
COPY --from=build /app /opt/longhaul
ENV PATH=/opt/longhaul:$PATH \
    LONGHAUL_DATA=/data \
    LOG_FORMAT=json \
    DOTNET_EnableDiagnostics=0 \
    HOME=/data
WORKDIR /project
EXPOSE 8080
USER 1654
# As PID 1 the worker takes over and reaps what its jobs leave behind, and drains on SIGTERM: no init is needed.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 CMD ["longhaul", "health"]
ENTRYPOINT ["longhaul"]
CMD ["work"]

FROM slim AS full
USER root
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl espeak-ng ffmpeg fonts-dejavu-core git imagemagick jq sox yt-dlp \
    && rm -rf /var/lib/apt/lists/*
USER 1654

FROM full AS project
ARG PROJECT=examples/video-channel
COPY ${PROJECT} /project
