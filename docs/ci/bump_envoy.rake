desc 'Runs bump-envoy lint on what the change at hand can affect; all with BUMP_ENVOY_ALL=1'
task :bump_envoy do
  paths = ENV['BUMP_ENVOY_ALL'] ? [] : `git diff --name-only --no-renames -z HEAD^ HEAD`.split("\0")
  next if paths.empty? && !ENV['BUMP_ENVOY_ALL']

  sh 'npx', 'bump-envoy', 'lint', '--', *paths
end
