output "runtime_account" {
  description = "E-mail of the service account as which the functions reach the clusters."
  value       = google_service_account.runtime.email
}

output "topics" {
  description = "Our own topics: where `replay` publishes, where dead letters go, that of cluster tasks, and those of results and of reconcile where there are such."
  value       = { for key, topic in google_pubsub_topic.own : key => topic.id }
}

output "cluster_side" {
  description = "The manifests that give the runtime account its rights in a cluster and bind them to images; as the file `image-updater.yaml` for the lines of `kubectl_lines`."
  value       = local.manifests.runtime
}

output "cluster_side_of_impersonated" {
  description = "The same for accounts that are impersonated, by their e-mail: where an entry says `impersonate`, its clusters need these, as the file `image-updater-EMAIL.yaml`."
  value       = { for email in local.impersonated : email => local.manifests[email] }
}

output "kubectl_lines" {
  description = "For each GKE entry the line with which an administrator of its clusters applies the manifests."
  value       = local.kubectl_lines
}

output "subscriptions" {
  description = "The push subscriptions, for `gcloud pubsub subscriptions seek`."
  value       = { for key, subscription in google_pubsub_subscription.push : key => subscription.id }
}

output "readers" {
  description = "Accounts as which registries are read, because an entry of `registries` in the configuration says `impersonate`: each needs `roles/artifactregistry.reader` on the repositories of its entries."
  value       = local.readers
}

output "callback_url" {
  description = "Address of the HTTP API, where the configuration has a `callback`; else null."
  value       = local.has_callback ? local.callback_addresses[0] : null
}
