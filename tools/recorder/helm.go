package main

import (
	"maps"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"sigs.k8s.io/yaml"
)

// helmRequest renders a chart of its templates alone. What it leaves out is what `helm template release-name ./chart`
// of the released binary would use.
type helmRequest struct {
	// Templates by file name below templates/.
	Templates map[string]string `json:"templates"`
	// Values as YAML text, as a file given with -f.
	Values string `json:"values"`
	// Files of the chart that are no templates, for .Files.
	Files       map[string]string `json:"files"`
	Name        string            `json:"name"`
	Namespace   string            `json:"namespace"`
	KubeVersion string            `json:"kubeVersion"`
	APIVersions []string          `json:"apiVersions"`
}

func init() {
	register("helm", typed(renderChart))
}

// renderChart answers the text of each template by its file name.
func renderChart(r helmRequest) (any, error) {
	values := map[string]any{}
	if err := yaml.Unmarshal([]byte(r.Values), &values); err != nil {
		return nil, err
	}
	c := &chart.Chart{Metadata: &chart.Metadata{APIVersion: "v2", Name: "chart", Version: "0.1.0"}}
	c.Templates = files("templates/", r.Templates)
	c.Files = files("", r.Files)

	capabilities := chartutil.DefaultCapabilities.Copy()
	version, err := chartutil.ParseKubeVersion(or(r.KubeVersion, "v1.34.0"))
	if err != nil {
		return nil, err
	}
	capabilities.KubeVersion = *version
	capabilities.APIVersions = append(slices.Clone(capabilities.APIVersions), r.APIVersions...)
	// Without the linker flags of a release this would be v3.19, and the version of Go that built the recorder.
	capabilities.HelmVersion.Version = "v3.19.5"

	release := chartutil.ReleaseOptions{
		Name: or(r.Name, "release-name"), Namespace: or(r.Namespace, "default"), Revision: 1, IsInstall: true,
	}
	top, err := chartutil.ToRenderValues(c, values, release, capabilities)
	if err != nil {
		return nil, err
	}
	rendered, err := engine.Render(c, top)
	if err != nil {
		return nil, err
	}
	result := make(map[string]any, len(rendered))
	for path, text := range rendered {
		result[strings.TrimPrefix(path, "chart/templates/")] = encodeText(text)
	}
	return result, nil
}

func files(folder string, contents map[string]string) []*chart.File {
	var list []*chart.File
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		list = append(list, &chart.File{Name: folder + name, Data: []byte(contents[name])})
	}
	return list
}

func or(given, otherwise string) string {
	if given != "" {
		return given
	}
	return otherwise
}
