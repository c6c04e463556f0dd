package main

import (
	"bytes"
	"io/fs"
	"log"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gobwas/glob"
	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/ignore"
	"helm.sh/helm/v3/pkg/releaseutil"
	"helm.sh/helm/v3/pkg/strvals"
	"sigs.k8s.io/yaml"
)

func init() {
	register("strvals", typed(assign))
	register("filepath.match", typed(func(r matchRequest) (any, error) { return filepath.Match(r.Pattern, r.Name) }))
	register("glob", typed(func(r matchRequest) (any, error) {
		pattern, err := glob.Compile(r.Pattern, '/')
		if err != nil {
			return nil, err
		}
		return pattern.Match(r.Name), nil
	}))
	register("ignore", typed(isIgnored))
	register("manifests.split", typed(func(r textRequest) (any, error) { return splitManifests(r.Text), nil }))
	register("kubeVersion", typed(func(r textRequest) (any, error) {
		v, err := chartutil.ParseKubeVersion(r.Text)
		if err != nil {
			return nil, err
		}
		return []string{v.Version, v.Major, v.Minor}, nil
	}))
	register("chart.values", typed(resolveValues))
}

type textRequest struct{ Text string }

type matchRequest struct{ Pattern, Name string }

// assignRequest is what a --set flag does to values; a file to be read is `content of <path>`.
type assignRequest struct {
	Syntax string
	Text   string
	Into   string
}

func assign(r assignRequest) (any, error) {
	into := map[string]any{}
	if err := yaml.Unmarshal([]byte(r.Into), &into); err != nil {
		return nil, err
	}
	var err error
	switch r.Syntax {
	case "typed":
		err = strvals.ParseInto(r.Text, into)
	case "string":
		err = strvals.ParseIntoString(r.Text, into)
	case "json":
		err = strvals.ParseJSON(r.Text, into)
	case "literal":
		err = strvals.ParseLiteralInto(r.Text, into)
	case "file":
		err = strvals.ParseIntoFile(r.Text, into, func(path []rune) (any, error) { return "content of " + string(path), nil })
	}
	return encode(into), err
}

type ignoreRequest struct {
	Rules     string
	Path      string
	Directory bool
}

func isIgnored(r ignoreRequest) (any, error) {
	rules, err := ignore.Parse(strings.NewReader(r.Rules))
	if err != nil {
		return nil, err
	}
	rules.AddDefaults()
	return rules.Ignore(r.Path, fileInfo{r.Path, r.Directory}), nil
}

type fileInfo struct {
	name      string
	directory bool
}

func (f fileInfo) Name() string       { return path.Base(f.name) }
func (f fileInfo) Size() int64        { return 0 }
func (f fileInfo) Mode() fs.FileMode  { return 0 }
func (f fileInfo) ModTime() time.Time { return time.Time{} }
func (f fileInfo) IsDir() bool        { return f.directory }
func (f fileInfo) Sys() any           { return nil }

func splitManifests(text string) []string {
	manifests := releaseutil.SplitManifests(text)
	keys := slices.Collect(maps.Keys(manifests))
	slices.SortFunc(keys, func(a, b string) int {
		if releaseutil.BySplitManifestsOrder([]string{a, b}).Less(0, 1) {
			return -1
		}
		return 1
	})
	list := make([]string, len(keys))
	for i, key := range keys {
		list[i] = manifests[key]
	}
	return list
}

type valuesRequest struct {
	Files  map[string]string
	Values string
}

// resolveValues answers what is left of a chart's subcharts, the values that the templates see, and what was warned of.
func resolveValues(r valuesRequest) (any, error) {
	var warnings bytes.Buffer
	log.SetOutput(&warnings)
	log.SetFlags(0)
	defer log.SetOutput(os.Stderr)

	var files []*loader.BufferedFile
	for _, name := range slices.Sorted(maps.Keys(r.Files)) {
		files = append(files, &loader.BufferedFile{Name: name, Data: []byte(r.Files[name])})
	}
	c, err := loader.LoadFiles(files)
	if err != nil {
		return nil, err
	}
	given, err := chartutil.ReadValues([]byte(r.Values))
	if err != nil {
		return nil, err
	}
	if err := chartutil.ProcessDependenciesWithMerge(c, given); err != nil {
		return nil, err
	}
	values, err := chartutil.CoalesceValues(c, given)
	if err != nil {
		return nil, err
	}
	paths := chartPaths(c)
	slices.Sort(paths)
	lines := strings.Split(strings.TrimSuffix(warnings.String(), "\n"), "\n")
	slices.Sort(lines)
	return map[string]any{"charts": paths, "values": encode(map[string]any(values)), "warnings": lines}, nil
}

func chartPaths(c *chart.Chart) []string {
	paths := []string{c.ChartFullPath()}
	for _, dependency := range c.Dependencies() {
		paths = append(paths, chartPaths(dependency)...)
	}
	return paths
}
