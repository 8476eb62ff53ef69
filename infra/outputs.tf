output "runtime_account" {
  description = "E-mail of the service account that the functions use in the clusters."
  value       = google_service_account.runtime.email
}

output "topics" {
  description = "IDs of the topics of the updater: `replay`, dead letters, cluster tasks and, if enabled, results and reconcile."
  value       = { for key, topic in google_pubsub_topic.own : key => topic.id }
}

output "cluster_side" {
  description = "Manifests with the RBAC role of the runtime account and the image-only policy. Save them as `image-updater.yaml` for `kubectl_lines`."
  value       = local.manifests.runtime
}

output "cluster_side_of_impersonated" {
  description = "The same manifests for each account under `impersonate`, by e-mail. Save them as `image-updater-EMAIL.yaml`; the clusters of that entry need them."
  value       = { for email in local.impersonated : email => local.manifests[email] }
}

output "kubectl_lines" {
  description = "Commands that apply the manifests, one for each GKE entry, for an administrator of its clusters."
  value       = local.kubectl_lines
}

output "subscriptions" {
  description = "IDs of the push subscriptions, for `gcloud pubsub subscriptions seek`."
  value       = { for key, subscription in google_pubsub_subscription.push : key => subscription.id }
}

output "readers" {
  description = "E-mails of the accounts under `registries[].impersonate` of the configuration. Each needs `roles/artifactregistry.reader` on the repositories of its entries."
  value       = local.readers
}

output "callback_url" {
  description = "Address of the HTTP API; null if the configuration has no `callback`."
  value       = local.has_callback ? local.callback_addresses[0] : null
}
