# Stand-ins for the upstream images, where those cannot be pulled: the same commands at the same places,
# on a Debian base that has haproxy and redis-server. The build context has consul, node, npm and the certificates.
ARG BASE

FROM ${BASE} AS consul
COPY consul /usr/local/bin/consul
ENTRYPOINT ["consul"]

FROM ${BASE} AS haproxy
# As upstream: on this signal HAProxy serves the open connections to their end.
STOPSIGNAL SIGUSR1
USER haproxy

FROM ${BASE} AS redis
USER redis

FROM ${BASE} AS node
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
 && useradd --create-home --uid 1000 node
# The machine's own certificates count inside as well.
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
