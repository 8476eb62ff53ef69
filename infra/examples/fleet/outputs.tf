output "runtime_account" {
  description = "E-mail of the account as which the functions reach the clusters."
  value       = module.image_updater.runtime_account
}

output "cluster_side" {
  description = "Its rights in a cluster: terraform output -raw cluster_side > image-updater.yaml"
  value       = module.image_updater.cluster_side
}

output "cluster_side_of_impersonated" {
  description = "Rights of the account of the bank in its cluster."
  value       = module.image_updater.cluster_side_of_impersonated
}

output "kubectl_lines" {
  description = "What to run for each entry of the configuration, where image-updater.yaml is."
  value       = module.image_updater.kubectl_lines
}

output "readers" {
  description = "The account of the bank that reads its registry: it needs roles/artifactregistry.reader there."
  value       = module.image_updater.readers
}

output "topics" {
  description = "Where `replay` publishes, and the other topics of the image updater."
  value       = module.image_updater.topics
}

output "subscriptions" {
  description = "For gcloud pubsub subscriptions seek."
  value       = module.image_updater.subscriptions
}
