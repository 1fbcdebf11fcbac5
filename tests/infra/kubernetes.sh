#!/usr/bin/env bash
# The manifests, put together by kustomize, are what the schemas of Kubernetes and KEDA ask for. The schemas are npm packages, pinned.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
command -v kubectl > /dev/null || { echo 'kubectl is not installed'; exit 77; }
command -v npm > /dev/null || { echo 'npm is not installed'; exit 77; }
kubectl kustomize --help > /dev/null 2>&1 || { echo 'this kubectl has no kustomize'; exit 77; }

tools=$root/.cache/kubernetes-schemas
mkdir -p "$tools"
timeout 120 npm install --prefix "$tools" --prefer-offline --no-audit --no-fund --no-save --ignore-scripts --silent \
  kubernetes-models@4.5.1 @kubernetes-models/keda@0.4.2 js-yaml@5.5.0 > "$tools/npm.log" 2>&1 \
  || { echo "the schemas cannot be fetched: $(tail -n 1 "$tools/npm.log")"; exit 77; }

cat > "$tools/validate.cjs" <<'JS'
const yaml = require('js-yaml');
const find = (api, kind) => {
  for (const name of [`kubernetes-models/${api}`, `@kubernetes-models/keda/${api}`])
    try { const model = require(name)[kind]; if (model) return model; } catch { /* the next one */ }
};
let seen = 0, wrong = 0;
for (const object of yaml.loadAll(require('fs').readFileSync(0, 'utf8'))) {
  if (!object) continue;
  const name = `${object.kind} ${object.metadata?.name}`;
  const Model = find(object.apiVersion, object.kind);
  try {
    if (!Model) throw new Error(`no schema of ${object.apiVersion}`);
    new Model(object).validate();
    seen++;
  } catch (error) { wrong++; console.log(`${name}: ${error.message}`); }
}
console.log(`${seen} objects are sound, ${wrong} are not`);
process.exit(wrong || seen < 10 ? 1 : 0);
JS
kubectl kustomize "$root/infra/k8s" | node "$tools/validate.cjs"

# That the validator sees anything: a port that is no number is found.
if kubectl kustomize "$root/infra/k8s" | sed 's/containerPort: 9464/containerPort: lots/' | node "$tools/validate.cjs" > /dev/null; then
  echo 'a broken manifest passed'
  exit 1
fi
