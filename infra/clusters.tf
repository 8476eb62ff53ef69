# Manifests that an administrator of each cluster applies once. They are printed, not applied, so Terraform needs no
# permissions in a cluster.

locals {
  # The role to read and patch, and the policy that limits patches to images of the same repository.
  manifest_templates = join("---\n", [file("${path.module}/rbac/cluster-wide.yaml"), file("${path.module}/rbac/image-only-policy.yaml")])

  # In clusters with `impersonate`, the impersonated account needs the permissions.
  accounts = merge(
    { runtime = google_service_account.runtime.email },
    { for email in local.impersonated : email => email },
  )

  manifests = { for key, email in local.accounts : key => replace(
    replace(local.manifest_templates, "SERVICE_ACCOUNT_EMAIL", email),
    "SERVICE_ACCOUNT_WITH_DOTS", replace(email, "@", "."),
  ) }

  gke_entries = [for entry in local.entries : entry if can(entry.gke)]

  # By the index in `gke_entries`: the file with the manifests, and the flag with which kubectl uses the endpoint of the entry.
  manifest_files = [for entry in local.gke_entries : join("", [
    "image-updater", try(entry.impersonate, null) == null ? "" : "-${entry.impersonate}", ".yaml",
  ])]
  endpoint_flags = [for entry in local.gke_entries : lookup({ dns = " --dns-endpoint", private = " --internal-ip" }, try(entry.endpoint, "auto"), "")]

  # One command for each entry; for an entry with a `-` it loops over the clusters. Entries with the same path and different
  # labels have a command each.
  kubectl_lines = { for gke, lines in { for index, entry in local.gke_entries : entry.gke => length(regexall("/-", entry.gke)) > 0 ? join(" ", [
    "gcloud container clusters list --project ${local.places[entry.gke].project}",
    local.places[entry.gke].location == "-" ? "" : "--location ${local.places[entry.gke].location}",
    length(local.filters[index]) == 0 ? "" : "--filter '${join(" AND ", local.filters[index])}'",
    "--format 'value(name,location)' | while read -r cluster location; do",
    "gcloud container clusters get-credentials \"$cluster\" --location \"$location\" --project ${local.places[entry.gke].project}${local.endpoint_flags[index]} &&",
    "kubectl --context \"gke_${local.places[entry.gke].project}_$${location}_$cluster\" apply -f ${local.manifest_files[index]}; done",
    ]) : join(" ", [
    "gcloud container clusters get-credentials ${local.places[entry.gke].cluster} --location ${local.places[entry.gke].location} --project ${local.places[entry.gke].project}${local.endpoint_flags[index]} &&",
    "kubectl --context gke_${local.places[entry.gke].project}_${local.places[entry.gke].location}_${local.places[entry.gke].cluster} apply -f ${local.manifest_files[index]}",
  ])... } : gke => join("\n", lines) }

  # By the index in `gke_entries`.
  filters = [for entry in local.gke_entries : concat(
    local.places[entry.gke].cluster == "-" ? [] : ["name=${local.places[entry.gke].cluster}"],
    [for key, value in try(entry.labels, {}) : "resourceLabels.${key}=${value}"],
  )]
}
