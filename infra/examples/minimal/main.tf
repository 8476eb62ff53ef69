# One project: its registry, its clusters, and the functions. It decides and reports, and patches nothing yet.

provider "google" {
  project = var.project
}

module "image_updater" {
  source = "../.." # elsewhere: git::https://github.com/OWNER/kubernetes-image-updater.git//infra?ref=VERSION

  project    = var.project
  region     = "europe-north1"
  registries = [{ project = var.project }]

  # Every six hours its images are compared with what runs: reconcile_schedule = null for never.

  configuration = {
    mode     = "observe" # then "apply"
    clusters = [{ gke = "projects/${var.project}/locations/-/clusters/-" }]
  }
}
