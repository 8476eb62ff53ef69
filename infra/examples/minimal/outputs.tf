output "runtime_account" {
  description = "E-mail of the service account that the functions use in the clusters."
  value       = module.image_updater.runtime_account
}

output "cluster_side" {
  description = "Manifests with its permissions in a cluster: terraform output -raw cluster_side > image-updater.yaml"
  value       = module.image_updater.cluster_side
}

output "kubectl_lines" {
  description = "Commands that apply the manifests, to run in the folder of image-updater.yaml."
  value       = module.image_updater.kubectl_lines
}

output "topics" {
  description = "IDs of the topics of the image updater, such as that of `replay`."
  value       = module.image_updater.topics
}
