#!/bin/sh
# Jenkins, for changes in Gerrit: the build step. The job then publishes log/bump-envoy.xml as a JUnit report
# (`junit 'log/bump-envoy.xml'`). It looks at what the change at hand can affect, files that it deletes included.
set -eu
mkdir -p log
git diff --name-only --no-renames -z HEAD^ HEAD |
  xargs -0 -r npx bump-envoy lint --format junit --output-file log/bump-envoy.xml --
