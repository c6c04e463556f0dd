/** A term and what it means. */
export interface Term {
  readonly term: string;
  readonly meaning: string;
}

/** What the program says by its exit code. Commands that say something else say so in their help. */
export const exitCodes: readonly Term[] = [
  { term: "0", meaning: "All is done, there is nothing to do, or it was a dry run." },
  {
    term: "1",
    meaning:
      "Something is left: a change that --check found, a helmfile that failed, a release that was skipped, an error that lint found.",
  },
  { term: "2", meaning: "Misuse, an invalid configuration or an internal error. No file was changed." },
  { term: "129, 130, 143", meaning: "The program was ended by SIGHUP, SIGINT or SIGTERM." },
];

/** Environment variables that it reads. State files of helmfile see none of the environment, but for --allow-env. */
export const environment: readonly Term[] = [
  { term: "FORCE_COLOR, NO_COLOR", meaning: "Whether output is coloured; --color and --no-color come first." },
  { term: "CI", meaning: "With any value, no progress is shown." },
  { term: "XDG_CACHE_HOME", meaning: "The user's cache folder, if it is not ~/.cache." },
  { term: "NODE_DISABLE_COMPILE_CACHE", meaning: "With any value, no compiled code is kept in the cache folder." },
  { term: "HTTPS_PROXY, HTTP_PROXY, NO_PROXY", meaning: "Proxies for registries, and hosts that are asked without." },
  { term: "NODE_EXTRA_CA_CERTS", meaning: "A file with certificates to trust for registries." },
  { term: "DOCKER_CONFIG", meaning: "The folder of docker's config.json, if it is not ~/.docker." },
  { term: "DEBFULLNAME, NAME, DEBEMAIL, EMAIL", meaning: "Who an entry of a changelog is by, as for dch." },
  { term: "GITHUB_STEP_SUMMARY", meaning: "Where lint --format github writes what GitHub shows no annotations for." },
];

/** Files that it reads or writes. */
export const files: readonly Term[] = [
  { term: ".bump-envoy.yaml", meaning: "The configuration, in the root of the repository." },
  { term: ".bump-envoy-suppressions.json", meaning: "What lint has found before, and is to be left for later." },
  { term: ".fixtures/", meaning: "In deployment-charts: what stands in for files of the deployment host." },
  { term: ".git/bump-envoy", meaning: "The journal while files are written; --recover reads it after a crash." },
  { term: "~/.cache/bump-envoy", meaning: "What earlier runs have found out; it can be removed at any time." },
  { term: "~/.docker/config.json", meaning: "Credentials for registries." },
];
