# One project: its registry, its clusters, and the functions. It decides and reports, and patches nothing yet.

variable "project" {
  description = "Id of the project."
  type        = string
}

provider "google" {
  project = var.project
}

module "image_updater" {
  source = "../.." # elsewhere: git::https://github.com/OWNER/kubernetes-image-updater.git//infra?ref=VERSION

  project    = var.project
  region     = "europe-north1"
  registries = [{ project = var.project }]

  configuration = {
    mode     = "observe" # then "apply"
    clusters = [{ gke = "projects/${var.project}/locations/-/clusters/-" }]
  }
}

output "cluster_side" {
  description = "terraform output -raw cluster_side > image-updater.yaml"
  value       = module.image_updater.cluster_side
}

output "kubectl_lines" {
  description = "What to run for each entry of the configuration."
  value       = module.image_updater.kubectl_lines
}

output "runtime_account" {
  description = "E-mail of the account as which the functions reach the clusters."
  value       = module.image_updater.runtime_account
}
