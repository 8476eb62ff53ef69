output "runtime_account" {
  description = "E-mail of the service account that the functions use in the clusters."
  value       = module.image_updater.runtime_account
}

output "cluster_side" {
  description = "Manifests with its permissions in a cluster: terraform output -raw cluster_side > image-updater.yaml"
  value       = module.image_updater.cluster_side
}

output "cluster_side_of_impersonated" {
  description = "Manifests with the permissions of the bank's account in its cluster."
  value       = module.image_updater.cluster_side_of_impersonated
}

output "kubectl_lines" {
  description = "Commands that apply the manifests, to run in the folder of image-updater.yaml."
  value       = module.image_updater.kubectl_lines
}

output "readers" {
  description = "E-mail of the bank's account that reads its registry. It needs roles/artifactregistry.reader there."
  value       = module.image_updater.readers
}

output "topics" {
  description = "IDs of the topics of the image updater, such as that of `replay`."
  value       = module.image_updater.topics
}

output "subscriptions" {
  description = "IDs of the push subscriptions, for gcloud pubsub subscriptions seek."
  value       = module.image_updater.subscriptions
}
