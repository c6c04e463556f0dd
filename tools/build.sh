#!/usr/bin/env bash
# Builds the real tools that the tests compare with, at pinned versions, into a cache outside the work tree:
#
#   helm     v3.19.5   with the linker flags of its Makefile; without them .Capabilities says v1.20.0
#   helmfile v0.167.1  the semantics that Wikimedia uses: every helmfile.yaml is a template
#   helmfile v1.8.0    the semantics of v1: only .gotmpl files are templates
#
# The modules come through the Go module proxy; go.sum pins their content. A tool that is in the cache already is
# not built again. Prints the folder, below which lie helm-v3.19.5/helm, helmfile-v0.167.1/helmfile and
# helmfile-v1.8.0/helmfile.
#
#   BUMP_ENVOY_TOOLS   the cache folder; default: ${XDG_CACHE_HOME:-$HOME/.cache}/bump-envoy/tools
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${BUMP_ENVOY_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/bump-envoy/tools}

if ! command -v go >/dev/null; then
  echo "tools/build.sh: go is not on the PATH; install Go 1.26 or newer (https://go.dev/doc/install)" >&2
  exit 2
fi

mkdir -p "$cache"
exec 9>"$cache/.lock"
flock 9

# The binary appears under its final name only when it is whole.
install_tool() { # NAME-VERSION BINARY
  mkdir -p "$cache/$1"
  mv "$2" "$cache/$1/${1%%-v*}"
}

build_helm() { # VERSION COMMIT
  local version=$1 target scratch kubernetes flags
  target=helm-$version
  [ ! -x "$cache/$target/helm" ] || return 0
  echo "building helm $version" >&2
  scratch=$(mktemp -d "$cache/.build.XXXXXX")

  # As in helm's Makefile: Kubernetes 1.N where N is the minor version of its k8s.io/client-go v0.N.x.
  kubernetes=$(cd "$scratch" && go mod download -json "helm.sh/helm/v3@$version" | sed -n 's/^\t"GoMod": "\(.*\)",*$/\1/p')
  kubernetes=$(sed -n 's/^\tk8s.io\/client-go v0\.\([0-9]*\)\..*/\1/p' "$kubernetes")
  flags="-w -s"
  for setting in "version=$version" metadata= "gitCommit=$2" gitTreeState=clean; do
    flags+=" -X helm.sh/helm/v3/internal/version.$setting"
  done
  for package in pkg/lint/rules pkg/chartutil; do
    flags+=" -X helm.sh/helm/v3/$package.k8sVersionMajor=1 -X helm.sh/helm/v3/$package.k8sVersionMinor=$kubernetes"
  done

  (cd "$scratch" && CGO_ENABLED=0 GOBIN="$scratch" go install -trimpath -ldflags "$flags" "helm.sh/helm/v3/cmd/helm@$version")
  install_tool "$target" "$scratch/helm"
  rm -rf "$scratch"
}

# `go install helmfile@version` refuses a module with replace directives; a module with a `tool` line repeats them.
build_helmfile() {
  local version=$1 target scratch
  target=helmfile-$version
  [ ! -x "$cache/$target/helmfile" ] || return 0
  echo "building helmfile $version" >&2
  scratch=$(mktemp -d "$cache/.build.XXXXXX")
  (cd "$here/$target" && CGO_ENABLED=0 go build -mod=readonly -trimpath -ldflags '-w -s' -o "$scratch/helmfile" \
    github.com/helmfile/helmfile)
  install_tool "$target" "$scratch/helmfile"
  rm -rf "$scratch"
}

build_helm v3.19.5 4a19a5b6fb912c5c28a779e73f2e0880d9e239a4
build_helmfile v0.167.1
build_helmfile v1.8.0
echo "$cache"
