#!/usr/bin/env bash
# The shell function that bump-envoy replaces, as people have it, but for yq, of which only version 4 is to be had today:
# there `yq w -i values.yaml tls.image_version VERSION` is written as below. Takes the VERSION, in the root of a repository.
find . -name helmfile.yaml | while read -r helmfile; do
  (
    cd "$(dirname "$helmfile")" || exit
    if helmfile template --skip-deps 2>/dev/null </dev/null | grep -Eq "image: .*envoy"; then
      if [ -f values.yaml ]; then version=$1 yq -i '.tls.image_version = strenv(version)' values.yaml; else echo "No values.yaml in $PWD"; fi
    fi
  )
done
