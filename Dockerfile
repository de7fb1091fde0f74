# minimesos with Node and what it unpacks archives with; docs/recipes.md tells what for. Tasks run in the container, as its user.
#   docker build --tag minimesos .
FROM node:20-bookworm-slim AS build
WORKDIR /minimesos
COPY . .
RUN npm install --no-save --include=dev --ignore-scripts && npm run build && mkdir /packed && npm pack --pack-destination /packed

FROM node:20-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends bzip2 ca-certificates unzip xz-utils \
  && rm --recursive /var/lib/apt/lists
COPY --from=build /packed /packed
RUN npm install --global /packed/minimesos-*.tgz && rm --recursive /packed
# The remote API; a server that listens beyond its container needs MINIMESOS_TOKEN.
EXPOSE 8080
ENTRYPOINT ["minimesos"]
CMD ["serve", "--listen", "0.0.0.0:8080"]
